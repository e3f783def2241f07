// Expressions: the neutral vocabulary in SQLite's words.
#include <algorithm>
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/sqlite/realise.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::sqlite {
namespace {

using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

/// Ends a translation; never leaves this file.
struct Untranslatable {
  std::string why;
};

[[noreturn]] void fail(std::string why) { throw Untranslatable{std::move(why)}; }

/// What gives another answer each time it is asked. SQLite allows it in defaults, queries and
/// triggers only.
bool changes(std::string_view function) {
  static constexpr std::string_view kChanging[] = {"now",     "current_date", "current_time", "random",
                                                   "uuid_v4", "uuid_v1",      "uuid_v7"};
  return std::find(std::begin(kChanging), std::end(kChanging), function) != std::end(kChanging);
}

class Translation {
 public:
  explicit Translation(const ExpressionPlace& place) : place_(place) {}

  void translate(Node& n) {
    switch (n.kind) {
      case NodeKind::Verbatim: outside(n);
      case NodeKind::Name: return name(n);
      case NodeKind::Table: return relation(n);
      case NodeKind::Alias: return alias(n);
      case NodeKind::Call: return call(n);
      case NodeKind::Like: return like(n);
      case NodeKind::Cast: return cast(n);
      case NodeKind::Binary: return binary(n);
      case NodeKind::Array: return array(n);
      case NodeKind::Collate: return collate(n);
      case NodeKind::Blob:
      case NodeKind::Null:
      case NodeKind::True:
      case NodeKind::False:
      case NodeKind::Number:
      case NodeKind::String:
      case NodeKind::Star:
      case NodeKind::Unary:
      case NodeKind::Between:
      case NodeKind::In:
      case NodeKind::IsNull:
      case NodeKind::Test:
      case NodeKind::Case:
      case NodeKind::When:
      case NodeKind::Else:
      case NodeKind::Exists:
      case NodeKind::Subquery:
      case NodeKind::Row:
      case NodeKind::Select:
      case NodeKind::Values:
      case NodeKind::With:
      case NodeKind::CommonTable:
      case NodeKind::Join:
      case NodeKind::SortItem: return parts(n);
      case NodeKind::Clause: return clause(n);
      case NodeKind::Window: return window(n);
      case NodeKind::Compound: return compound(n);
      case NodeKind::Bits: fail("SQLite has no bit strings");
      case NodeKind::Quantified: fail("SQLite has no ANY and ALL");
      case NodeKind::Parameter:
      case NodeKind::Variable:
      case NodeKind::Default:
      case NodeKind::Keyword:
      case NodeKind::Index:
      case NodeKind::Slice:
      case NodeKind::Field:
      case NodeKind::Interval:
      case NodeKind::Typed:
      case NodeKind::Raise:
      case NodeKind::Statement: fail("`" + sql::print(n, syntax()) + "` has no equivalent in SQLite");
    }
  }

 private:
  [[noreturn]] void outside(const Node& n) {
    auto [what, why] = neutral::reason_of(n);
    if (why.empty()) fail("`" + what + "` has no equivalent in SQLite");
    fail(why);
  }

  void parts(Node& n) {
    if (n.kind == NodeKind::Unary && n.text != "NOT" && n.text != "-" && n.text != "+" && n.text != "~")
      fail("SQLite has no " + n.text);
    if (n.kind == NodeKind::SortItem && n.text.substr(0, 5) == "USING") fail("SQLite has no ORDER BY USING");
    for (Node& kid : n.kids) translate(kid);
  }

  /// Only what SQLite knows behind a query's or a call's parts. Frames of windows are the same
  /// everywhere.
  void clause(Node& n) {
    static constexpr std::string_view kKnown[] = {
        "COLUMNS", "DISTINCT", "FILTER",   "FROM", "GROUP BY", "HAVING", "LIMIT",  "MATERIALIZED", "NOT MATERIALIZED",
        "OFFSET",  "ON",       "ORDER BY", "OVER", "USING",    "WHERE",  "WINDOW", "operand"};
    if (!in_window_ && std::find(std::begin(kKnown), std::end(kKnown), n.text) == std::end(kKnown))
      fail("SQLite has no " + n.text);
    for (Node& kid : n.kids) translate(kid);
  }

  void window(Node& n) {
    const bool was = std::exchange(in_window_, true);
    parts(n);
    in_window_ = was;
  }

  /// SQLite has no parentheses around the sides of a UNION: what needs them becomes a subquery.
  void compound(Node& n) {
    parts(n);
    for (std::size_t i = 0; i < n.kids.size(); ++i) {
      Node& side = n.kids[i];
      const bool sorted = std::any_of(side.kids.begin(), side.kids.end(), [](const Node& kid) {
        return kid.kind == NodeKind::Clause && (kid.text == "ORDER BY" || kid.text == "LIMIT" || kid.text == "OFFSET");
      });
      const bool nested = side.kind == NodeKind::Compound && (i > 0 || side.text.empty());
      const bool query =
          side.kind == NodeKind::Select || side.kind == NodeKind::Compound || side.kind == NodeKind::Values;
      if (side.kind != NodeKind::With && !(query && (sorted || nested))) continue;
      auto wrapped = sql::parse_query("SELECT * FROM (SELECT 1)", syntax());
      sql::walk(*wrapped, [&](Node& part) {
        if (part.kind == NodeKind::Subquery && !part.kids.empty() && part.kids[0].kind == NodeKind::Select)
          part.kids[0] = side;
      });
      side = std::move(*wrapped);
    }
    if (n.text.empty()) fail("SQLite has no query in parentheses with its own ORDER BY");
  }

  void name(Node& n) {
    n.quoted = false;
    if (place_.home) {
      n.kids.clear();
      const Column* column = column_of(n.text);
      if (!column) fail("`" + n.text + "` is no column of the table");
      n.text = place_.realising->names.column(place_.home->name, column->name);
    }
    // In a query the qualifier is an alias, or a relation by its own name.
    if (n.kids.size() > 1) n.kids.erase(n.kids.begin(), n.kids.end() - 1);
  }

  /// MySQL's names are the same in any case.
  const Column* column_of(std::string_view name) const {
    if (const Column* exact = place_.home->find_column(name)) return exact;
    if (place_.realising->written_for.traits.names_ignore_case)
      for (const Column& column : place_.home->columns)
        if (equals_ignoring_case(column.name, name)) return &column;
    return nullptr;
  }

  void alias(Node& n) {
    if (n.kids.size() > 1) fail("SQLite has no names of columns behind an alias");
    parts(n);
    if (n.kids[0].kind == NodeKind::Alias) {  // the relation got its old name as an alias: this one is said
      Node relation = std::move(n.kids[0].kids[0]);
      n.kids[0] = std::move(relation);
    }
  }

  /// public.t is t, and so is database.t for the database at hand, which only the list of used
  /// relations tells.
  bool is_default(const QualifiedName& name) const {
    if (name.schema.empty()) return false;
    if (name.schema == place_.realising->written_for.default_schema) return true;
    if (!place_.uses) return false;
    const auto uses = [&](const QualifiedName& used) {
      return std::find(place_.uses->begin(), place_.uses->end(), used) != place_.uses->end();
    };
    return !uses(name) && uses(QualifiedName(name.name));
  }

  void relation(Node& n) {
    QualifiedName source(n.text);
    std::vector<Node> clauses;
    for (Node& kid : n.kids) {
      if (kid.kind == NodeKind::Name)
        source.schema = kid.text;
      else
        clauses.push_back(std::move(kid));
    }
    const Schema& from = place_.realising->from;
    if (is_default(source)) source.schema.clear();
    if (!from.tables.contains(source) && !from.views.contains(source)) {
      if (!source.schema.empty()) fail("`" + source.display() + "` is not in the schema");
      n.kids = std::move(clauses);  // the name of a WITH
      return parts(n);
    }
    const std::string given = place_.realising->names.relation(source);
    if (given != n.text) {
      // Names in the query say `table.column`: the old name stays as an alias.
      Node table = neutral::make(NodeKind::Table, given, std::move(clauses));
      n = neutral::make(NodeKind::Alias, source.name, {std::move(table)});
      return;
    }
    n.kids = std::move(clauses);
    parts(n);
  }

  void call(Node& n) {
    if (!place_.may_ask_the_time && changes(n.text)) fail("SQLite allows no time of now and nothing random here");
    std::vector<Node> arguments, clauses;
    for (Node& kid : n.kids) {
      translate(kid);
      (kid.kind == NodeKind::Clause ? clauses : arguments).push_back(std::move(kid));
    }
    std::string why;
    auto made = call_to_sqlite(n.text, std::move(arguments), why);
    if (!made) fail(why.empty() ? "SQLite has no `" + n.text + "` of this form" : why);
    if (!clauses.empty()) {
      check_clauses(n.text, *made, clauses);
      if (made->kind != NodeKind::Call) fail("SQLite has no clauses behind `" + n.text + "`");
      for (Node& clause : clauses) made->kids.push_back(std::move(clause));
    }
    n = std::move(*made);
  }

  void check_clauses(const std::string& function, const Node& made, const std::vector<Node>& clauses) const {
    for (const Node& c : clauses) {
      if (c.text == "DISTINCT" && made.kids.size() != 1)
        fail("SQLite's DISTINCT takes one argument, and `" + function + "` has more");
      if (c.text == "ORDER BY" && place_.realising->target.version < Version{3, 44, 0})
        fail("SQLite has ORDER BY inside of `" + function + "` from 3.44 on");
    }
  }

  /// A column that ignores case on SQLite compares so under LIKE and = in production too.
  bool ignores_case(const Node& x) const {
    if (x.kind != NodeKind::Name || !place_.home || !place_.realising) return false;
    const Column* column = column_of(x.text);
    return column && place_.realising->written_in.logical(column->type, column, place_.realising->from).ignore_case;
  }

  void like(Node& n) {
    const bool negated = n.text.substr(0, 4) == "NOT ";
    const std::string operation = negated ? n.text.substr(4) : n.text;
    const bool folds = operation[0] == 'I' || ignores_case(n.kids[0]);
    for (Node& kid : n.kids) translate(kid);
    if (operation == "REGEXP" || operation == "IREGEXP") {
      if (n.kids[1].kind != NodeKind::String) fail("SQLite has no regular expressions");
      auto made = regexp_to_glob(n.kids[0], n.kids[1].text, folds);
      if (!made) fail("SQLite has no regular expressions, and GLOB cannot say `" + n.kids[1].text + "`");
      n = negated ? neutral::make(NodeKind::Unary, "NOT", {std::move(*made)}) : std::move(*made);
      return;
    }
    if (operation != "LIKE" && operation != "ILIKE") fail("SQLite has no " + operation);
    const std::string escape = n.kids.size() > 2 ? n.kids[2].text : "\\";
    if (!folds) return case_like(n, negated, escape);
    // SQLite's LIKE ignores the case of ASCII letters.
    n.text = negated ? "NOT LIKE" : "LIKE";
    n.kids.resize(2);
    const bool plain = n.kids[1].kind == NodeKind::String && n.kids[1].text.find(escape) == std::string::npos;
    if (!plain && !escape.empty()) n.kids.push_back(neutral::string(escape));
  }

  /// LIKE that tells case apart is GLOB.
  void case_like(Node& n, bool negated, const std::string& escape) {
    if (n.kids[1].kind != NodeKind::String)
      fail("SQLite's LIKE ignores case, and a pattern that is computed cannot become a GLOB");
    std::string glob;
    const std::string& pattern = n.kids[1].text;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      char c = pattern[i];
      const bool escaped = escape.size() == 1 && c == escape[0] && i + 1 < pattern.size();
      if (escaped) c = pattern[++i];
      if (!escaped && c == '%')
        glob += '*';
      else if (!escaped && c == '_')
        glob += '?';
      else if (c == '*' || c == '?' || c == '[')
        glob += std::string("[") + c + "]";
      else
        glob += c;
    }
    n.text = negated ? "NOT GLOB" : "GLOB";
    n.kids.resize(2);
    n.kids[1].text = std::move(glob);
  }

  void cast(Node& n) {
    translate(n.kids.at(0));
    std::string type = n.text;
    const auto open = type.find('(');
    const std::string arguments = open == std::string::npos ? "" : type.substr(open);
    if (open != std::string::npos) type.resize(open);
    Node x = std::move(n.kids[0]);
    const bool literal = x.kind == NodeKind::String || x.kind == NodeKind::Null;
    if (type == "uuid" || type == "json" ||
        (literal &&
         (type == "text" || type == "date" || type == "time" || type == "timestamp" || type == "timestamptz"))) {
      n = std::move(x);
    } else if (type == "date" || type == "time") {
      n = neutral::call(type, {std::move(x)});
    } else if (type == "timestamp" || type == "timestamptz") {
      n = neutral::call("strftime", {neutral::string("%Y-%m-%d %H:%M:%f"), std::move(x)});
    } else if (type == "text" && !arguments.empty()) {
      Node text = neutral::make(NodeKind::Cast, "TEXT", {std::move(x)});
      n = neutral::call("substr", {std::move(text), neutral::number("1"),
                                   neutral::number(arguments.substr(1, arguments.size() - 2))});
    } else {
      static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
          {"boolean", "INTEGER"}, {"integer", "INTEGER"}, {"decimal", "NUMERIC"},
          {"float", "REAL"},      {"text", "TEXT"},       {"bytes", "BLOB"}};
      for (const auto& [from, to] : kTypes)
        if (type == from) {
          n = neutral::make(NodeKind::Cast, to, {std::move(x)});
          return;
        }
      fail("SQLite cannot cast to `" + n.text + "`");
    }
  }

  void binary(Node& n) {
    if (n.text == "IS DISTINCT FROM")
      n.text = "IS NOT";
    else if (n.text == "IS NOT DISTINCT FROM")
      n.text = "IS";
    static constexpr std::string_view kKnown[] = {"AND", "OR", "=", "<>", "<", "<=", ">",  ">=", "+",  "-",
                                                  "*",   "/",  "%", "||", "&", "|",  "<<", ">>", "IS", "IS NOT"};
    if (std::find(std::begin(kKnown), std::end(kKnown), n.text) == std::end(kKnown))
      fail("SQLite has no operator `" + n.text + "`");
    for (Node& kid : n.kids) translate(kid);
  }

  void array(Node& n) {
    for (Node& kid : n.kids) translate(kid);
    if (n.kids.empty())
      n = neutral::string("[]");
    else
      n = neutral::call("json_array", std::move(n.kids));
  }

  void collate(Node& n) {
    for (Node& kid : n.kids) translate(kid);
    if (n.text == "nocase")
      n.text = "NOCASE";
    else if (n.text == "binary")
      n.text = "BINARY";
    else
      fail("SQLite has no collation `" + n.text + "`");
  }

  const ExpressionPlace& place_;
  bool in_window_ = false;
};

}  // namespace

std::optional<Node> to_sqlite(Node tree, const ExpressionPlace& place, std::string& why) {
  try {
    Translation(place).translate(tree);
    return tree;
  } catch (const Untranslatable& reason) {
    why = reason.why;
    return std::nullopt;
  }
}

Expr expression_of(const Node& node) { return sql::make_expr(node, syntax()); }

Expr expression_of(std::string text) {
  Expr e;
  e.canonical = text;
  e.written = std::move(text);
  return e;
}

Expr default_of(const Node& node) {
  Expr e = expression_of(node);
  const bool plain = node.kind == NodeKind::Number || node.kind == NodeKind::String || node.kind == NodeKind::Null ||
                     node.kind == NodeKind::True || node.kind == NodeKind::False || node.kind == NodeKind::Blob ||
                     node.kind == NodeKind::Keyword ||
                     (node.kind == NodeKind::Unary && node.kids[0].kind == NodeKind::Number);
  if (!plain) e.written = "(" + e.written + ")";
  return e;
}

}  // namespace plumb::sqlite
