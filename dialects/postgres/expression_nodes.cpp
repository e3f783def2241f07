// Names, operators and predicates.
#include <algorithm>
#include <cstdlib>
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/dialects/postgres/expression_settler.h"
#include "plumb/dialects/postgres/expression_types.h"
#include "plumb/dialects/postgres/literals.h"

namespace plumb::postgres {

using sql::Node;
using sql::NodeKind;

namespace {

// 'abcdef'::varchar(3) is another value than 'abcdef'.
bool cuts(const Node& cast) {
  const auto open = cast.text.find('(');
  if (open == std::string::npos) return false;
  return cast.kids.front().text.size() > static_cast<std::size_t>(std::atoi(cast.text.c_str() + open + 1));
}

// a AND (b AND c) is a AND b AND c.
void flatten(Node& node) {
  std::vector<Node> out;
  for (Node& kid : node.kids) {
    if (kid.kind == NodeKind::Binary && kid.text == node.text)
      for (Node& inner : kid.kids) out.push_back(std::move(inner));
    else
      out.push_back(std::move(kid));
  }
  node.kids = std::move(out);
}

bool is_call(const Node& node, std::string_view name) { return node.kind == NodeKind::Call && node.text == name; }

std::string binary_digits(const std::string& hex) {
  std::string out;
  for (char c : hex) {
    const int value = c <= '9' ? c - '0' : lower(c) - 'a' + 10;
    for (int bit = 3; bit >= 0; --bit) out += (value >> bit & 1) != 0 ? '1' : '0';
  }
  return out;
}

std::string number_type(const std::string& text) {
  if (text.find_first_of(".eE") != std::string::npos) return "numeric";
  return text.size() < 10 ? "integer" : text.size() < 19 ? "bigint" : "numeric";
}

std::string keyword_type(const std::string& text) {
  if (text == "CURRENT_DATE") return "date";
  if (text == "CURRENT_TIMESTAMP") return "timestamp with time zone";
  if (text == "LOCALTIMESTAMP") return "timestamp without time zone";
  return text.starts_with("CURRENT_T") || text == "LOCALTIME" ? "" : "name";
}

}  // namespace

Node make_node(NodeKind kind, std::string_view text, std::vector<Node> kids) {
  Node node;
  node.kind = kind;
  node.text = text;
  node.kids = std::move(kids);
  return node;
}
Node make_binary(std::string_view op, Node left, Node right) {
  std::vector<Node> kids;
  kids.push_back(std::move(left));
  kids.push_back(std::move(right));
  return make_node(NodeKind::Binary, op, std::move(kids));
}

void replace_by_kid(Node& node) {
  Node kid = std::move(node.kids.front());
  node = std::move(kid);
}

// ~~ is LIKE.
std::string_view like_word(std::string_view op) {
  if (op == "~~") return "LIKE";
  if (op == "!~~") return "NOT LIKE";
  if (op == "~~*") return "ILIKE";
  if (op == "!~~*") return "NOT ILIKE";
  return {};
}

std::string array_of(const std::string& element) {
  return element.empty() || element == "unknown" || element.ends_with("[]") ? element : element + "[]";
}
std::string element_of(const std::string& array) {
  return array.ends_with("[]") ? array.substr(0, array.size() - 2) : std::string();
}

bool is_constant(const Node& node) {
  switch (node.kind) {
    case NodeKind::Null:
    case NodeKind::True:
    case NodeKind::False:
    case NodeKind::Number:
    case NodeKind::String:
    case NodeKind::Bits:
    case NodeKind::Blob: return true;
    case NodeKind::Cast: return is_constant(node.kids.front());
    case NodeKind::Unary: return node.text == "-" && node.kids.front().kind == NodeKind::Number;
    default: return false;
  }
}

std::string Settler::type_of(const Node& node) const {
  const auto first = [&](std::size_t from) -> std::string {
    for (std::size_t i = from; i < node.kids.size(); ++i)
      if (std::string type = type_of(node.kids[i]); !type.empty() && type != "unknown") return type;
    return {};
  };
  switch (node.kind) {
    case NodeKind::Null:
    case NodeKind::String: return "unknown";
    case NodeKind::True:
    case NodeKind::False:
    case NodeKind::Like:
    case NodeKind::In:
    case NodeKind::IsNull:
    case NodeKind::Test:
    case NodeKind::Exists:
    case NodeKind::Quantified:
    case NodeKind::Between: return "boolean";
    case NodeKind::Number: return number_type(node.text);
    case NodeKind::Blob:
    case NodeKind::Bits: return "bit";
    case NodeKind::Name: return name_type(node);
    case NodeKind::Keyword: return keyword_type(node.text);
    case NodeKind::Cast: return base_of(node.text);
    case NodeKind::Unary: return node.text == "NOT" ? "boolean" : type_of(node.kids.front());
    case NodeKind::Binary:
      if (node.text == "AND" || node.text == "OR") return "boolean";
      return node.kids.size() == 2 ? operator_type(node.text, type_of(node.kids[0]), type_of(node.kids[1])) : "";
    case NodeKind::Call:
      if (const std::string_view known = function_type(node.text); !known.empty()) return std::string(known);
      if (node.text == "coalesce" || node.text == "greatest" || node.text == "least" || node.text == "nullif")
        return first(0);
      if (node.text == "abs" || node.text == "round" || node.text == "min" || node.text == "max") return first(0);
      if (node.text == "date_trunc") return first(1);
      return {};
    case NodeKind::Case: return {};
    case NodeKind::Array: return array_of(first(0));
    case NodeKind::Collate:
    case NodeKind::Slice: return type_of(node.kids.front());
    case NodeKind::Index: return element_of(type_of(node.kids.front()));
    default: return {};
  }
}

void Settler::settle_kids(Node& node) {
  for (Node& kid : node.kids) settle(kid);
}

std::string Settler::settle(Node& node) {
  switch (node.kind) {
    case NodeKind::Null: return "unknown";
    case NodeKind::True:
    case NodeKind::False: return "boolean";
    case NodeKind::Number: node.text = number_text(node.text); return number_type(node.text);
    case NodeKind::String: return "unknown";
    case NodeKind::Blob:
      node.text = binary_digits(node.text);
      node.kind = NodeKind::Bits;
      return "bit";
    case NodeKind::Bits: return "bit";
    case NodeKind::Name: return settle_name(node);
    case NodeKind::Keyword: settle_kids(node); return keyword_type(node.text);
    case NodeKind::Call: return settle_call(node);
    case NodeKind::Cast:
    case NodeKind::Typed:
    case NodeKind::Interval: return settle_cast(node);
    case NodeKind::Unary: return settle_unary(node);
    case NodeKind::Binary: return settle_binary(node);
    case NodeKind::Like: return settle_like(node);
    case NodeKind::Between: return settle_between(node);
    case NodeKind::In: return settle_in(node);
    case NodeKind::Quantified: return settle_quantified(node);
    case NodeKind::Case: return settle_case(node);
    case NodeKind::Array: return settle_array(node);
    case NodeKind::Test: return settle_test(node);
    case NodeKind::IsNull:
    case NodeKind::Exists: settle_kids(node); return "boolean";
    case NodeKind::Collate: return settle(node.kids.front());
    case NodeKind::Index: {
      std::string type = settle(node.kids.front());
      for (std::size_t i = 1; i < node.kids.size(); ++i)
        if (settle(node.kids[i]) == "text") relax(node.kids[i], "text");
      if (type == "jsonb") return type;
      return element_of(type);
    }
    case NodeKind::Slice: {
      std::string type = settle(node.kids.front());
      settle_kids(node);
      return type;
    }
    case NodeKind::Table:
      if (!node.kids.empty() && node.kids.front().kind == NodeKind::Name &&
          node.kids.front().text == place_.default_schema)
        node.kids.erase(node.kids.begin());
      settle_kids(node);
      return {};
    default: settle_kids(node); return {};
  }
}

std::string Settler::settle_whole(Node& node) {
  std::string type = settle(node);
  if (!place_.wanted) return type;
  const std::string wanted = base_of(*place_.wanted, place_.schema);
  relax(node, wanted);
  // A literal's cast stays what it was when the column's type changed; the value is the column's all the same.
  const auto any_text = [](std::string_view t) { return is_text(t) || t == "character" || t == "bpchar"; };
  while (node.kind == NodeKind::Cast && node.kids.front().kind == NodeKind::String && any_text(base_of(node.text)) &&
         any_text(wanted) && !cuts(node))
    replace_by_kid(node);
  if (node.kind == NodeKind::Bits && wanted.starts_with("bit")) node.kind = NodeKind::String;
  if (node.kind == NodeKind::Cast && node.kids.front().kind == NodeKind::String && base_of(node.text) == wanted &&
      !cuts(node))
    replace_by_kid(node);
  if (node.kind == NodeKind::String) {
    // As if the cast stood there: it says how the value is stored.
    Node cast = make_node(NodeKind::Cast, wanted, {std::move(node)});
    settle_literal_cast(cast, wanted);
    node = std::move(cast);
    if (node.kind == NodeKind::Cast && base_of(node.text) == wanted) replace_by_kid(node);
    if (node.kind == NodeKind::Bits) node.kind = NodeKind::String;
  }
  return wanted;
}

std::string Settler::name_type(const Node& node) const {
  if (node.text == "value" && place_.value && node.kids.empty()) return base_of(*place_.value, place_.schema);
  if (!place_.table) return {};
  if (!node.kids.empty()) {
    const std::string& of = node.kids.back().text;
    if (of != "new" && of != "old" && of != place_.table->name.name) return {};
  }
  const Column* column = place_.table->find_column(node.text);
  return column ? base_of(column->type, place_.schema) : std::string();
}

std::string Settler::settle_name(Node& node) {
  // In a check or policy the table's own name says nothing.
  if (place_.table && !node.kids.empty() && node.kids.back().text == place_.table->name.name) node.kids.clear();
  return name_type(node);
}

// x IS NOT JSON is stored as NOT (x IS JSON); all other tests have a word of their own.
std::string Settler::settle_test(Node& node) {
  settle_kids(node);
  constexpr std::string_view kNot = "IS NOT JSON";
  if (!node.text.starts_with(kNot)) return "boolean";
  node.text.erase(3, 4);
  Node test = std::move(node);
  node = make_node(NodeKind::Unary, "NOT", {std::move(test)});
  return "boolean";
}

std::string Settler::settle_unary(Node& node) {
  std::string type = settle(node.kids.front());
  Node& kid = node.kids.front();
  if (node.text == "NOT") {
    // The server has no operator for IS NOT DISTINCT FROM.
    if (kid.kind == NodeKind::Binary && kid.text == "IS DISTINCT FROM") {
      kid.text = "IS NOT DISTINCT FROM";
      replace_by_kid(node);
    }
    return "boolean";
  }
  // - (-1) is 1.
  if (node.text == "-" && kid.kind == NodeKind::Unary && kid.text == "-" && kid.kids.front().kind == NodeKind::Number) {
    replace_by_kid(node);
    replace_by_kid(node);
  } else if (node.text != "-" && node.text != "+" && kid.kind == NodeKind::Cast && type == "double precision" &&
             kid.kids.front().kind == NodeKind::Number) {
    replace_by_kid(kid);
  }
  return type;
}

void Settler::settle_sides(std::string_view op, Node& left, std::string& a, Node& right, std::string& b) {
  // A literal beside a value of another kind is a value of that kind: 't' = true.
  const auto adopt = [&](Node& literal, const std::string& type, const std::string& other) {
    if (type != "unknown" || literal.kind != NodeKind::String || other.empty() || other == "unknown") return;
    const bool same_kind = op == "=" || op == "<>" || op[0] == '<' || op[0] == '>' || op == "@>" || op == "<@" ||
                           op == "||" || op.starts_with("IS ");
    if ((op == "+" || op == "-") && (other.starts_with("timestamp") || other == "date")) {
      Node interval = make_node(NodeKind::Cast, "interval", {literal});
      settle_literal_cast(interval, "interval");
      if (other != "date") literal = std::move(interval);
      return;
    }
    if (!same_kind) return;
    Node cast = make_node(NodeKind::Cast, other, {literal});
    const std::string settled = settle_literal_cast(cast, other);
    if (settled == other) {
      if (cast.kind == NodeKind::Cast)
        literal = std::move(cast.kids.front());
      else
        literal = std::move(cast);
    }
  };
  adopt(left, a, b);
  adopt(right, b, a);
  relax_pair(left, a, right, b);
}

std::string Settler::settle_binary(Node& node) {
  if (node.text == "AND" || node.text == "OR") {
    settle_kids(node);
    flatten(node);
    return "boolean";
  }
  if (node.text.starts_with("OPERATOR(") && node.text.find('.') == std::string::npos)
    node.text = node.text.substr(9, node.text.size() - 10);
  if (node.text.starts_with("OPERATOR(pg_catalog.")) {
    node.text = node.text.substr(20, node.text.size() - 21);
    if (const std::string_view word = like_word(node.text); !word.empty()) {
      node.kind = NodeKind::Like;
      node.text = word;
      return settle_like(node);
    }
  }
  if (node.kids.size() != 2) {
    settle_kids(node);
    return {};
  }
  if (const std::string_view word = like_word(node.text); !word.empty()) {
    node.kind = NodeKind::Like;
    node.text = word;
    return settle_like(node);
  }
  Node &left = node.kids[0], &right = node.kids[1];
  if (left.kind == NodeKind::Row && right.kind == NodeKind::Row && left.kids.size() == right.kids.size() &&
      left.kids.size() > 1 && (node.text == "=" || node.text == "<>" || node.text == "IS DISTINCT FROM")) {
    std::vector<Node> pairs;
    for (std::size_t i = 0; i < left.kids.size(); ++i)
      pairs.push_back(make_binary(node.text, std::move(left.kids[i]), std::move(right.kids[i])));
    node = make_node(NodeKind::Binary, node.text == "=" ? "AND" : "OR", std::move(pairs));
    return settle_binary(node);
  }
  std::string a = settle(left), b = settle(right);
  if ((node.text == "~" || node.text == "!~") && is_call(right, "similar_to_escape")) {
    Node like = make_node(NodeKind::Like, node.text == "~" ? "SIMILAR TO" : "NOT SIMILAR TO");
    like.kids.push_back(std::move(left));
    for (Node& kid : right.kids) like.kids.push_back(std::move(kid));
    node = std::move(like);
    for (Node& kid : node.kids) relax(kid, "text");
    return "boolean";
  }
  settle_sides(node.text, left, a, right, b);
  if (node.text == "||")  // any character type is text to ||
    for (Node* side : {&left, &right})
      if (side->kind == NodeKind::Cast && side->text == "text" && type_of(side->kids.front()) == "character")
        replace_by_kid(*side);
  if (node.text.ends_with("DISTINCT FROM") && right.kind == NodeKind::Null) {
    Node test = make_node(NodeKind::IsNull, node.text == "IS DISTINCT FROM" ? "IS NOT NULL" : "IS NULL");
    test.kids.push_back(std::move(left));
    node = std::move(test);
    return "boolean";
  }
  return operator_type(node.text, a, b);
}

std::string Settler::settle_like(Node& node) {
  settle_kids(node);
  // like_escape('a!%', '!') is how ESCAPE is stored.
  if (node.kids.size() == 2 && is_call(node.kids[1], "like_escape") && node.kids[1].kids.size() == 2) {
    Node escape = std::move(node.kids[1]);
    node.kids.pop_back();
    for (Node& kid : escape.kids) node.kids.push_back(std::move(kid));
  }
  for (Node& kid : node.kids) relax(kid, "text");
  return "boolean";
}

}  // namespace plumb::postgres
