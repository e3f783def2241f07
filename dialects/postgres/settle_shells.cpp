// Empty copies of what an expression stands on.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/postgres_types.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/postgres/settle.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {

using sql::Node;
using sql::NodeKind;

namespace {

constexpr std::string_view kDefault = "public";

std::string quote(std::string_view name) { return sql::quote_name(name, syntax()); }

void once(std::vector<std::string>& out, std::string statement) {
  if (std::find(out.begin(), out.end(), statement) == out.end()) out.push_back(std::move(statement));
}

bool is_system(const QualifiedName& relation) {
  return relation.schema == "pg_catalog" || relation.schema == "information_schema" ||
         (relation.schema.empty() && relation.name.starts_with("pg_"));
}

// The schema that qualifiers name: "t", "public.t", "database.public.t" of a Table or in front of a column.
std::string schema_in(const Node& table) {
  if (table.kids.empty() || table.kids.front().kind != NodeKind::Name) return {};
  std::string schema;
  for (const Node& kid : table.kids) {
    if (kid.kind == NodeKind::Name) schema = kid.text;
  }
  return schema == kDefault ? std::string() : schema;
}

void set_qualifier(Node& table, const std::string& schema) {
  std::erase_if(table.kids, [](const Node& kid) { return kid.kind == NodeKind::Name; });
  if (schema.empty()) return;
  Node qualifier;
  qualifier.kind = NodeKind::Name;
  qualifier.text = schema;
  table.kids.insert(table.kids.begin(), std::move(qualifier));
}

Node called(Node table) {
  Node alias;
  alias.kind = NodeKind::Alias;
  alias.text = table.text;
  alias.kids.push_back(std::move(table));
  return alias;
}

// Values of these types are looked up among the user's relations.
bool names_a_relation(const Node& node) {
  if (node.kind == NodeKind::Cast || node.kind == NodeKind::Typed)
    return node.text.starts_with("reg") || node.text.starts_with("pg_catalog.reg");
  if (node.kind != NodeKind::Call) return false;
  return node.text == "nextval" || node.text == "currval" || node.text == "setval" ||
         node.text == "pg_get_serial_sequence";
}

}  // namespace

std::string Shells::name_of(const QualifiedName& relation) const {
  if (relation.schema.empty()) return relation.name;
  const QualifiedName bare(relation.name);
  const bool taken = want_.tables.contains(bare) || want_.views.contains(bare) || want_.enums.contains(bare) ||
                     want_.domains.contains(bare) || want_.composites.contains(bare);
  return taken ? fmt::format("plumb_{}_{}", relation.schema, relation.name) : relation.name;
}

std::string Shells::quoted(const QualifiedName& relation) const { return "pg_temp." + quote(name_of(relation)); }

std::vector<Column> Shells::columns_of(const Table& table) const {
  std::vector<Column> out;
  const PostgresTable& extra = extra_of<PostgresTable>(table.extra);
  std::vector<QualifiedName> parents = extra.inherits;
  if (!extra.partition_of.empty()) parents.push_back(extra.partition_of);
  for (const QualifiedName& name : parents) {
    const Table* parent = want_.tables.find(name);
    if (parent == nullptr || parent == &table) continue;
    for (Column& c : columns_of(*parent)) {
      if (std::none_of(out.begin(), out.end(), [&](const Column& o) { return o.name == c.name; }))
        out.push_back(std::move(c));
    }
  }
  for (const Column& c : table.columns) {
    const auto inherited = std::find_if(out.begin(), out.end(), [&](const Column& o) { return o.name == c.name; });
    if (inherited == out.end())
      out.push_back(c);
    else
      *inherited = c;
  }
  // A star means the columns in the order that the server has them in.
  if (const Table* there = have_.tables.find(table.name)) {
    const auto place = [&](const Column& c) {
      const auto at =
          std::find_if(there->columns.begin(), there->columns.end(), [&](const Column& o) { return o.name == c.name; });
      return at - there->columns.begin();
    };
    std::stable_sort(out.begin(), out.end(), [&](const Column& a, const Column& b) { return place(a) < place(b); });
  }
  return out;
}

std::optional<std::string> Shells::type(const Type& type, std::vector<std::string>& out) const {
  if (!type.user_type) return sql::spell_postgres_type(type);
  const QualifiedName& name = *type.user_type;
  const bool alone = name.schema.empty();
  if (const Enum* wanted = want_.enums.find(name)) {
    const Enum* there = have_.enums.find(name);
    if (there == nullptr || !(there->labels == wanted->labels)) {
      if (!alone) return std::nullopt;
      std::string labels;
      for (const EnumLabel& l : wanted->labels)
        labels += (labels.empty() ? "" : ", ") + sql::quote_string(l.text, syntax());
      once(out, fmt::format("CREATE TYPE pg_temp.{} AS ENUM ({})", quote(name.name), labels));
    }
  } else if (const Domain* domain = want_.domains.find(name)) {
    const Domain* there = have_.domains.find(name);
    if (there == nullptr || !(there->type == domain->type)) {
      if (!alone) return std::nullopt;
      const std::optional<std::string> base = this->type(domain->type, out);
      if (!base) return std::nullopt;
      once(out, fmt::format("CREATE DOMAIN pg_temp.{} AS {}", quote(name.name), *base));
    }
  } else if (const Composite* composite = want_.composites.find(name)) {
    const Composite* there = have_.composites.find(name);
    if (there == nullptr || !(*there == *composite)) return std::nullopt;
  }
  return sql::spell_postgres_type(type);
}

std::optional<std::string> Shells::column(const Column& column, std::vector<std::string>& out) const {
  const std::optional<std::string> spelled = type(column.type, out);
  if (!spelled) return std::nullopt;
  std::string text = quote(column.name) + " " + *spelled;
  if (!column.collation.empty()) text += " COLLATE " + column.collation;
  return text;
}

bool Shells::add_table(const Table& table, std::vector<std::string>& out) const {
  std::string columns;
  for (const Column& c : columns_of(table)) {
    const std::optional<std::string> text = column(c, out);
    if (!text) return false;
    columns += (columns.empty() ? "" : ", ") + *text;
  }
  // A view may group by the key and show the other columns.
  if (table.primary_key) {
    std::vector<std::string> key;
    for (const IndexPart& p : table.primary_key->parts) key.push_back(p.column);
    std::string names;
    for (const std::string& k : key) names += (names.empty() ? "" : ", ") + quote(k);
    columns += fmt::format("{}PRIMARY KEY ({})", columns.empty() ? "" : ", ", names);
  }
  once(out, fmt::format("CREATE TEMPORARY TABLE {} ({})", quote(name_of(table.name)), columns));
  return true;
}

bool Shells::add_view(const View& view, std::vector<std::string>& out) {
  if (view.recursive || !open_.insert(view.name).second) return false;  // a shell of one is not worth its making
  const std::optional<std::string> text = query(view.query, out);
  open_.erase(view.name);
  if (!text) return false;
  std::string columns;
  for (const std::string& c : view.columns) columns += (columns.empty() ? "" : ", ") + quote(c);
  if (!columns.empty()) columns = " (" + columns + ")";
  once(out, fmt::format("CREATE TEMPORARY VIEW {}{} AS {}", quote(name_of(view.name)), columns, *text));
  return true;
}

bool Shells::add(const QualifiedName& relation, std::vector<std::string>& out) {
  if (const Table* table = want_.tables.find(relation)) return add_table(*table, out);
  if (const View* view = want_.views.find(relation)) return add_view(*view, out);
  return false;
}

bool Shells::translate(Node& node, const QualifiedName& home, std::vector<std::string>& out) {
  for (const QualifiedName& named : sql::relations_of(node)) {
    const QualifiedName relation(named.schema == kDefault ? std::string() : named.schema, named.name);
    if (is_system(relation) && !want_.tables.contains(relation) && !want_.views.contains(relation)) continue;
    if (!add(relation, out)) return false;
  }
  bool possible = true;
  sql::walk(node, [&](Node& n) {
    if (names_a_relation(n)) possible = false;
    // The server tells relations of one name apart by made-up aliases: `users_1` for the second. So one that has
    // another name there keeps its own as an alias.
    if (n.kind != NodeKind::Alias && n.kind != NodeKind::Select) {
      for (Node& kid : n.kids) {
        if (kid.kind == NodeKind::Table && name_of({schema_in(kid), kid.text}) != kid.text)
          kid = called(std::move(kid));
      }
    }
    if (n.kind == NodeKind::Table) {
      const QualifiedName relation(schema_in(n), n.text);
      if (is_system(relation)) return;
      n.text = name_of(relation);
      set_qualifier(n, {});
    } else if (n.kind == NodeKind::Name && n.kids.size() >= 2) {
      n.kids.erase(n.kids.begin(), n.kids.end() - 1);  // schema.table.column
    } else if ((n.kind == NodeKind::Name || n.kind == NodeKind::Star) && n.kids.size() == 1 && !home.empty() &&
               n.kids.front().text == home.name) {
      n.kids.front().text = name_of(home);
    } else if ((n.kind == NodeKind::Cast || n.kind == NodeKind::Typed) && n.text.starts_with("public.")) {
      // The copy, where there is one, is found without its schema, and else the type itself.
      n.text.erase(0, kDefault.size() + 1);
    }
  });
  return possible;
}

std::optional<std::string> Shells::translated(const std::string& text, std::optional<Node> node,
                                              const QualifiedName& home, std::vector<std::string>& out) {
  if (!node) return std::nullopt;
  const Node before = *node;
  if (!translate(*node, home, out)) return std::nullopt;
  // The author's own words where they need no other names.
  return *node == before ? text : sql::print(*node, syntax());
}

std::optional<std::string> Shells::expression(const Expr& e, const QualifiedName& home, std::vector<std::string>& out) {
  const std::string& text = e.written.empty() ? e.canonical : e.written;
  // Behind a comment to the end of the line the next word stands in a line of its own.
  return translated(text + "\n", sql::parse_expression(text, syntax()), home, out);
}

std::optional<std::string> Shells::query(const Expr& e, std::vector<std::string>& out) {
  const std::string& text = e.written.empty() ? e.canonical : e.written;
  return translated(text + "\n", sql::parse_query(text, syntax()), {}, out);
}

std::optional<std::string> Shells::body(const std::string& text, std::vector<std::string>& out) {
  return translated(text, sql::parse_body(text, syntax()), {}, out);
}

std::string Shells::in_own_names(const std::string& answer, bool query) const {
  std::map<std::string, QualifiedName> own;
  const auto add = [&](const QualifiedName& name) {
    if (!name.schema.empty()) own.emplace(name_of(name), name);
  };
  for (const Table& t : want_.tables) add(t.name);
  for (const View& v : want_.views) add(v.name);
  if (own.empty()) return answer;
  std::optional<Node> node = query ? sql::parse_query(answer, syntax()) : sql::parse_expression(answer, syntax());
  if (!node) return answer;
  sql::walk(*node, [&](Node& n) {
    const auto name = [&](const std::string& text) { return own.find(text); };
    if (n.kind == NodeKind::Alias && n.kids.size() == 1 && n.kids.front().kind == NodeKind::Table) {
      const auto at = name(n.kids.front().text);
      if (at != own.end() && at->second.name == n.text) n = Node(n.kids.front());
    }
    if (n.kind == NodeKind::Table && schema_in(n).empty()) {
      if (const auto at = name(n.text); at != own.end()) {
        n.text = at->second.name;
        set_qualifier(n, at->second.schema);
      }
    } else if (n.kind == NodeKind::Name && n.kids.size() == 1) {
      if (const auto at = name(n.kids.front().text); at != own.end()) n.kids.front().text = at->second.name;
    }
  });
  return sql::print(*node, syntax());
}

}  // namespace plumb::postgres
