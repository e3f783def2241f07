// Arguments and clauses of calls.
#include <algorithm>
#include <utility>

#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/postgres/realise_translation.h"

namespace plumb::postgres {

using Kind = LogicalType::Kind;
using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

namespace {

bool is_json_text_path(const std::string& path, std::string& items) {
  if (path.empty() || path[0] != '$') return false;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) items += (items.empty() ? "" : ",") + word;
    word.clear();
  };
  for (std::size_t i = 1; i < path.size(); ++i) {
    const char c = path[i];
    if (c == '.' || c == '[' || c == ']') {
      flush();
    } else if (c == '*' || c == ' ' || c == '"' || c == '{' || c == '}' || c == ',' || c == '\\') {
      return false;
    } else {
      word += c;
    }
  }
  flush();
  return true;
}

}  // namespace

std::optional<Node> Translation::call(const std::string& function, std::vector<Node> arguments, std::string& why) {
  CallPlace at{place().work->target.version, place().may_change, std::move(kinds_)};
  kinds_.clear();
  return call_to_postgres(function, std::move(arguments), at, why);
}

void Translation::translate_arguments(Node& n) {
  std::vector<Kind> kinds;
  std::vector<Node*> values;
  for (Node& kid : n.kids) {
    if (kid.kind == NodeKind::Clause)
      translate(kid);
    else
      values.push_back(&kid), kinds.push_back(meaning_of_value(kid));
  }
  if (is_any(n.text, {"coalesce", "nullif", "greatest", "least", "greatest_strict", "least_strict"})) {
    beside_text(values);
  } else if (is_any(n.text, {"sum", "avg", "min", "max", "abs", "divide", "div"})) {
    for (Node* value : values) as_number(*value);
  } else if (is_any(n.text, {"concat", "concat_strict", "concat_ws", "lower", "upper", "string_agg", "trim", "ltrim",
                             "rtrim", "left", "right", "substr", "replace", "length", "md5", "position", "reverse"})) {
    for (Node* value : values) text_argument(n.text, *value);
  } else if (n.text == "xor") {
    for (Node* value : values) as_condition(*value);
  } else if (n.text.starts_with("json_extract")) {
    json_path(n, values);
  } else {
    for (Node* value : values) translate(*value);
  }
  kinds_ = std::move(kinds);
}

void Translation::text_argument(const std::string& function, Node& n) {
  if (n.kind == NodeKind::Number && function != "concat_strict") return;
  as_text(n);
}

void Translation::json_path(Node& n, const std::vector<Node*>& values) {
  std::string items;
  if (values.size() != 2 || values[1]->kind != NodeKind::String || !is_json_text_path(values[1]->text, items))
    fail_on(n);
  translate(*values[0]);
  values[1]->text = "{" + items + "}";
}

void Translation::call_clauses(const std::string& function, Node& made, std::vector<Node> clauses) {
  const bool distinct = std::any_of(clauses.begin(), clauses.end(), [](const Node& c) { return c.text == "DISTINCT"; });
  for (Node& clause : clauses) {
    if (!distinct || clause.text != "ORDER BY" || made.kids.empty()) continue;
    for (Node& item : clause.kids) {
      Node& by = item.kind == NodeKind::SortItem ? item.kids[0] : item;
      const Node& first = made.kids[0];
      if (first.kind == NodeKind::Cast && first.kids[0] == by) by = first;
      if (std::find(made.kids.begin(), made.kids.end(), by) == made.kids.end())
        fail("PostgreSQL sorts `" + function + "(DISTINCT …)` by its own arguments only");
    }
  }
  Translator::call_clauses(function, made, std::move(clauses));
}

}  // namespace plumb::postgres
