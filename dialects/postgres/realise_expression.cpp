// Expressions: the neutral vocabulary in PostgreSQL's words, node by node.
#include <algorithm>
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/postgres/realise_translation.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {

using Kind = LogicalType::Kind;
using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

namespace {

// MySQL's labels are the same in any case.
void spell_label(Node& literal, const LogicalType& type) {
  if (type.kind == Kind::Enum) fit(literal, type);
}

std::string json_string(const std::string& text) {
  return "\"" + replace_all(replace_all(text, "\\", "\\\\"), "\"", "\\\"") + "\"";
}

// A value beside JSON is JSON.
void make_json(Node& literal, const Node& other) {
  if (other.kind != NodeKind::Call || other.text != "json_extract") return;
  if (literal.kind == NodeKind::String)
    literal = neutral::make(NodeKind::Cast, "json", {neutral::string(json_string(literal.text))});
  else if (literal.kind == NodeKind::Number || literal.kind == NodeKind::True || literal.kind == NodeKind::False)
    literal = neutral::make(NodeKind::Cast, "json",
                            {neutral::string(literal.kind == NodeKind::Number ? literal.text
                                             : literal.kind == NodeKind::True ? "true"
                                                                              : "false")});
}

const Node* clause_of(const Node& select, std::string_view name) {
  for (const Node& kid : select.kids)
    if (kid.kind == NodeKind::Clause && kid.text == name) return &kid;
  return nullptr;
}

void ungrouped(const Node& n, const std::vector<Node>& grouped, std::vector<Node>& out) {
  if (std::find(grouped.begin(), grouped.end(), n) != grouped.end()) return;
  if (n.kind == NodeKind::Subquery) return;
  if (n.kind == NodeKind::Call && is_any(n.text, {"count", "sum", "avg", "min", "max", "string_agg", "array_agg"}))
    return;
  if (n.kind == NodeKind::Name) {
    if (std::find(out.begin(), out.end(), n) == out.end()) out.push_back(n);
    return;
  }
  for (const Node& kid : n.kids) ungrouped(kid, grouped, out);
}

// MySQL knows by keys and joins which columns are the same in all rows of a group; PostgreSQL wants them among
// those that it groups by, where they make no more groups.
void group_by_all(Node& select) {
  const Node* columns = clause_of(select, "COLUMNS");
  const Node* grouping = clause_of(select, "GROUP BY");
  if (!columns || !grouping) return;
  std::vector<Node> missing;
  for (const Node& column : columns->kids) ungrouped(column, grouping->kids, missing);
  for (Node& kid : select.kids)
    if (kid.kind == NodeKind::Clause && kid.text == "GROUP BY")
      kid.kids.insert(kid.kids.end(), missing.begin(), missing.end());
}

}  // namespace

std::optional<Node> Translation::run_wanted(Node tree, Wanted wanted, std::string& why) {
  wanted_ = wanted;
  Node root = neutral::make(NodeKind::Else, {}, {std::move(tree)});
  auto made = run(std::move(root), why);
  if (!made) return std::nullopt;
  return std::move(made->kids[0]);
}

void Translation::unary(Node& n) {
  if (n.text == "NOT") return as_condition(n.kids[0]);
  if (n.text != "-" && n.text != "+" && n.text != "~") fail_on(n);
  as_number(n.kids[0]);
}

void Translation::test(Node& n) {
  for (Node& kid : n.kids) as_condition(kid);
}

void Translation::binary(Node& n) {
  const std::string& op = n.text;
  if (op == "AND" || op == "OR") {
    for (Node& kid : n.kids) as_condition(kid);
  } else if (is_comparison(op)) {
    comparison(n);
  } else if (is_any(op, {"+", "-", "*", "/", "&", "|", "<<", ">>"})) {
    for (Node& kid : n.kids) as_number(kid);
  } else if (op == "%") {
    for (Node& kid : n.kids) as_number(kid);
    if (n.kids[1].kind != NodeKind::Number)  // NULL, not an error
      n.kids[1] = neutral::call("nullif", {std::move(n.kids[1]), neutral::number("0")});
  } else if (op == "||") {
    for (Node& kid : n.kids) as_text(kid);
  } else {
    fail("PostgreSQL has no operator `" + op + "` between such values");
  }
}

bool Translation::is_truth(Node& n) {
  if (n.text != "<>" && n.text != "=") return false;
  for (const std::size_t zero : {std::size_t{0}, std::size_t{1}}) {
    const Node& number = n.kids[zero];
    if (number.kind != NodeKind::Number || number.text != "0" || !is_condition(n.kids[1 - zero])) continue;
    Node x = std::move(n.kids[1 - zero]);
    n = n.text == "<>" ? std::move(x) : neutral::make(NodeKind::Unary, "NOT", {std::move(x)});
    translate(n);
    return true;
  }
  return false;
}

void Translation::comparison(Node& n) {
  if (is_truth(n)) return;
  const LogicalType left = meaning(n.kids[0]), right = meaning(n.kids[1]);
  if (left.kind == Kind::Enum && right.kind == Kind::Enum) {
    for (Node& kid : n.kids) as_text(kid);
    return;
  }
  spell_label(n.kids[1], left);
  spell_label(n.kids[0], right);
  make_json(n.kids[1], n.kids[0]);
  make_json(n.kids[0], n.kids[1]);
  beside({&n.kids[0], &n.kids[1]});
}

void Translation::like(Node& n) {
  const bool negated = n.text.starts_with("NOT ");
  std::string op = negated ? n.text.substr(4) : n.text;
  const bool folds = op[0] == 'I' || meaning(n.kids[0]).ignore_case;
  if (op[0] == 'I') op.erase(0, 1);
  for (Node& kid : n.kids) as_text(kid);
  if (op == "REGEXP") {
    n.kind = NodeKind::Binary;
    n.text = std::string(negated ? "!~" : "~") + (folds ? "*" : "");
    n.kids.resize(2);
    return;
  }
  if (op != "LIKE") fail("PostgreSQL has no " + op);
  n.text = std::string(negated ? "NOT " : "") + (folds ? "ILIKE" : "LIKE");
  if (n.kids.size() > 2 && n.kids[2].kind == NodeKind::String && n.kids[2].text == "\\") n.kids.resize(2);
}

void Translation::cast(Node& n) {
  std::string type = n.text;
  const auto open = type.find('(');
  const std::string arguments = open == std::string::npos ? "" : type.substr(open);
  if (open != std::string::npos) type.resize(open);
  Node x = std::move(n.kids[0]);
  const Kind kind = meaning(x).kind;
  if (type == "text") {
    as_text(x);
    n = arguments.empty() ? std::move(x) : cast_to("character varying" + arguments, std::move(x));
    return;
  }
  const bool condition = is_condition(x);
  translate(x);
  if (condition && type != "boolean") x = cast_to("integer", std::move(x));
  if (type == "bytes") {
    if (kind != Kind::Bytes && !place().may_change) fail("PostgreSQL takes no text for bytes here");
    n = kind == Kind::Bytes ? std::move(x) : neutral::call("convert_to", {std::move(x), neutral::string("UTF8")});
    return;
  }
  static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {"boolean", "boolean"},  {"integer", "bigint"},
      {"decimal", "numeric"},  {"float", "double precision"},
      {"date", "date"},        {"time", "time without time zone"},
      {"json", "jsonb"},       {"timestamp", "timestamp without time zone"},
      {"uuid", "uuid"},        {"timestamptz", "timestamp with time zone"},
      {"interval", "interval"}};
  for (const auto& [from, to] : kTypes)
    if (type == from) {
      n = cast_to(std::string(to) + (type == "decimal" ? arguments : ""), std::move(x));
      return;
    }
  fail("PostgreSQL cannot cast to `" + n.text + "`");
}

void Translation::collate(Node& n) {
  if (n.text != "binary") fail("PostgreSQL has no collation that ignores case and takes LIKE");
  translate(n.kids[0]);
  n.text = "\"C\"";
}

void Translation::conditional(Node& n) {
  const bool simple = !n.kids.empty() && n.kids[0].kind == NodeKind::Clause;
  std::vector<Node*> compared, results;
  if (simple) compared.push_back(&n.kids[0].kids[0]);
  const LogicalType type = simple ? meaning(n.kids[0].kids[0]) : LogicalType{};
  for (Node& kid : n.kids) {
    if (kid.kind == NodeKind::Clause) continue;
    if (kid.kind == NodeKind::When && simple) {
      spell_label(kid.kids[0], type);
      compared.push_back(&kid.kids[0]);
    } else if (kid.kind == NodeKind::When) {
      as_condition(kid.kids[0]);
    }
    results.push_back(&kid.kids.back());
  }
  beside(compared);
  beside(results);
}

void Translation::clause(Node& n) {
  if (is_any(n.text, {"WHERE", "HAVING", "ON", "FILTER"})) {
    for (Node& kid : n.kids) kid.kind == NodeKind::Clause ? clause(kid) : as_condition(kid);
    return;
  }
  parts(n);
}

void Translation::sort_item(Node& n) {
  parts(n);
  if (n.text.empty()) n.text = "NULLS FIRST";
  if (n.text == "DESC") n.text = "DESC NULLS LAST";
}

void Translation::among(Node& n) {
  if (n.kids.size() > 1 && n.kids[1].kind == NodeKind::Subquery) return parts(n);
  const LogicalType type = meaning(n.kids[0]);
  std::vector<Node*> values;
  for (Node& kid : n.kids) {
    spell_label(kid, type);
    values.push_back(&kid);
  }
  beside(values);
}

void Translation::translate_else(Node& n) {
  if (wanted_.logical)
    as_condition(n);
  else if (wanted_.numeric)
    as_number(n);
  else
    translate(n);
}

void Translation::other(Node& n) {
  switch (n.kind) {
    case NodeKind::Else: {  // the root; CASE sees to its own
      return translate_else(n.kids[0]);
    }
    case NodeKind::Select: {
      group_by_all(n);
      return parts(n);
    }
    case NodeKind::Blob: {
      n = cast_to("bytea", neutral::string("\\x" + n.text));
      return;
    }
    case NodeKind::Join: {
      parts(n);
      if (n.text == "JOIN" && n.kids.size() == 1) n.text = "CROSS JOIN";
      return;
    }
    default: return parts(n);
  }
}

std::optional<Node> to_postgres(Node tree, const realise::Place& place, Wanted wanted, std::string& why) {
  return Translation(place).run_wanted(std::move(tree), wanted, why);
}

Expr expression_of(const Node& node) { return sql::make_expr(node, syntax()); }

Expr expression_of(std::string_view text) {
  if (auto node = sql::parse_expression(text, syntax())) return sql::make_expr(*node, syntax());
  Expr e;
  e.written = e.canonical = std::string(text);
  return e;
}

std::string quote(std::string_view name) { return sql::quote_name(name, syntax()); }

Node cast_to(std::string_view type, Node x) { return neutral::make(NodeKind::Cast, type, {std::move(x)}); }

}  // namespace plumb::postgres
