// What a part of an expression means, and what becomes of it where a condition, a number or text is wanted.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/postgres/realise_translation.h"

namespace plumb::postgres {

using Kind = LogicalType::Kind;
using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

bool is_any(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool is_comparison(std::string_view op) {
  return is_any(op, {"=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"});
}

LogicalType Translation::meaning(const Node& n) const {
  if (n.kind != NodeKind::Name) return {};
  if (place().home || !place().uses) return type_of(n);
  LogicalType found;
  for (const QualifiedName& used : *place().uses) {
    const Table* table = place().work->from.tables.find(used);
    if (!table) return {};  // a view's columns are not known
    for (const Column& column : table->columns) {
      if (!equals_ignoring_case(column.name, n.text)) continue;
      const LogicalType type = place().work->written_in.logical(column.type, &column, place().work->from);
      if (found.kind != Kind::Unknown && found.kind != type.kind) return {};
      found = type;
    }
  }
  return found;
}

LogicalType::Kind Translation::meaning_of_value(const Node& n) const {
  if (n.kind == NodeKind::String) return Kind::Text;
  if (n.kind == NodeKind::Number) return Kind::Integer;
  return meaning(n).kind;
}

bool Translation::is_condition(const Node& n) const {
  switch (n.kind) {
    case NodeKind::True:
    case NodeKind::False:
    case NodeKind::Between:
    case NodeKind::In:
    case NodeKind::IsNull:
    case NodeKind::Test:
    case NodeKind::Exists:
    case NodeKind::Like: return true;
    case NodeKind::Unary: return n.text == "NOT";
    case NodeKind::Binary: return n.text == "AND" || n.text == "OR" || is_comparison(n.text);
    case NodeKind::Call: return is_any(n.text, {"json_valid", "json_contains", "json_has_key", "starts_with", "xor"});
    case NodeKind::Name: return meaning(n).kind == Kind::Boolean;
    case NodeKind::Case: return all_results(n);
    default: return false;
  }
}

bool Translation::all_results(const Node& n) const {
  bool some = false;
  for (const Node& kid : n.kids) {
    if (kid.kind == NodeKind::Clause) continue;
    const Node& result = kid.kids.back();
    if (result.kind == NodeKind::Null) continue;
    if (!is_condition(result)) return false;
    some = true;
  }
  return some;
}

bool Translation::may_be_number(const Node& n) const {
  switch (n.kind) {
    case NodeKind::Number: return true;
    case NodeKind::Name: {
      const Kind kind = meaning(n).kind;
      return kind == Kind::Integer || kind == Kind::Decimal || kind == Kind::Float;
    }
    case NodeKind::Binary: return is_any(n.text, {"+", "-", "*", "/", "%", "&", "|", "<<", ">>"});
    case NodeKind::Call:
      if (is_any(n.text, {"min", "max", "coalesce", "nullif", "greatest", "least", "greatest_strict", "least_strict"}))
        return !n.kids.empty() && may_be_number(n.kids[0]);
      return is_any(
          n.text, {"abs",    "array_length", "avg",          "ceil",     "code_of_char", "count",  "date_diff_days",
                   "div",    "divide",       "epoch",        "exp",      "extract",      "floor",  "json_array_length",
                   "length", "ln",           "octet_length", "position", "power",        "random", "round",
                   "sign",   "sqrt",         "sum"});
    default: return false;
  }
}

void Translation::as_condition(Node& n) {
  if (n.kind == NodeKind::Number && (n.text == "1" || n.text == "0")) {
    n = neutral::make(n.text == "1" ? NodeKind::True : NodeKind::False, {});
    return;
  }
  const bool number = !is_condition(n) && may_be_number(n);
  translate(n);
  if (number) n = neutral::make(NodeKind::Binary, "<>", {std::move(n), neutral::number("0")});
}

void Translation::as_number(Node& n) {
  const bool condition = is_condition(n);
  translate(n);
  if (condition) n = cast_to("integer", std::move(n));
}

void Translation::as_text(Node& n) {
  const bool literal = n.kind == NodeKind::String;
  const Kind kind = meaning(n).kind;
  translate(n);
  if (literal || kind == Kind::Text) return;
  if (kind == Kind::Enum && !place().may_change) fail("PostgreSQL takes no enum for text here");
  if ((kind == Kind::Timestamp || kind == Kind::Date || kind == Kind::Time) && !place().may_change)
    fail("PostgreSQL takes no time for text here: how it is written depends on the session");
  if (n.kind == NodeKind::Call || (n.kind == NodeKind::Binary && n.text == "||")) return;
  if (n.kind == NodeKind::Cast && (n.text == "text" || n.text.starts_with("character varying"))) return;
  n = cast_to("text", std::move(n));
}

void Translation::beside(std::vector<Node*> nodes) {
  const bool some = std::any_of(nodes.begin(), nodes.end(), [&](const Node* n) { return is_condition(*n); });
  const bool bits = some && std::all_of(nodes.begin(), nodes.end(), [&](const Node* n) {
                      return is_condition(*n) || n->kind == NodeKind::Null ||
                             (n->kind == NodeKind::Number && (n->text == "0" || n->text == "1"));
                    });
  for (Node* n : nodes) bits ? as_condition(*n) : some ? as_number(*n) : translate(*n);
}

void Translation::beside_text(const std::vector<Node*>& values) {
  const bool text = std::any_of(values.begin(), values.end(), [&](const Node* n) {
    return n->kind == NodeKind::String || meaning(*n).kind == Kind::Text;
  });
  const bool label =
      std::any_of(values.begin(), values.end(), [&](const Node* n) { return meaning(*n).kind == Kind::Enum; });
  if (!text || !label) return beside(values);
  for (Node* value : values) as_text(*value);
}

}  // namespace plumb::postgres
