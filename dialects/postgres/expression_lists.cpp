// BETWEEN, IN, ANY, CASE, ARRAY: what the server spells in another way.
#include <algorithm>
#include <utility>

#include "plumb/dialects/postgres/expression_settler.h"
#include "plumb/dialects/postgres/expression_types.h"

namespace plumb::postgres {

using sql::Node;
using sql::NodeKind;

namespace {

// More than `most` nodes.
bool is_longer_than(const Node& node, int most) {
  std::vector<const Node*> open{&node};
  while (!open.empty()) {
    if (most-- == 0) return true;
    const Node* next = open.back();
    open.pop_back();
    for (const Node& kid : next->kids) open.push_back(&kid);
  }
  return false;
}

}  // namespace

std::string Settler::settle_between(Node& node) {
  settle(node.kids[0]);
  // It is written twice: what is long already, or comes from such an expansion itself, stays.
  if (is_longer_than(node.kids[0], 40)) {
    settle(node.kids[1]);
    settle(node.kids[2]);
    return "boolean";
  }
  Node x = node.kids[0], low = node.kids[1], high = node.kids[2];
  const bool negated = node.text.starts_with("NOT"), symmetric = node.text.ends_with("SYMMETRIC");
  const std::string_view from = negated ? "<" : ">=", to = negated ? ">" : "<=";
  const std::string_view join = negated ? "OR" : "AND";
  std::string x_type = type_of(x), low_type = settle(low), high_type = settle(high);
  Node x_low = x, x_high = x;
  std::string a = x_type, b = x_type;
  settle_sides(from, x_low, a, low, low_type);
  settle_sides(to, x_high, b, high, high_type);
  std::vector<Node> both;
  both.push_back(make_binary(from, x_low, low));
  both.push_back(make_binary(to, x_high, high));
  Node straight = make_node(NodeKind::Binary, join, std::move(both));
  if (symmetric) {
    std::vector<Node> other;
    other.push_back(make_binary(from, x_high, high));
    other.push_back(make_binary(to, x_low, low));
    straight =
        make_binary(negated ? "AND" : "OR", std::move(straight), make_node(NodeKind::Binary, join, std::move(other)));
  }
  node = std::move(straight);
  return "boolean";
}

// Constants become one list, what is no constant a comparison of its own: so the server does it.
std::string Settler::settle_in(Node& node) {
  if (node.kids.size() == 2 && node.kids[1].kind == NodeKind::Subquery) {
    settle_kids(node);
    return "boolean";
  }
  const std::string type = settle(node.kids[0]);
  return settle_items(node, type);
}

std::string Settler::settle_items(Node& node, const std::string& type) {
  const bool negated = node.text == "NOT IN";
  Node x = std::move(node.kids[0]);
  // Each of the others is compared with a copy of x.
  const bool splits = !is_longer_than(x, 40);
  std::vector<Node> constants, others;
  for (std::size_t i = 1; i < node.kids.size(); ++i) {
    const bool constant = is_constant(node.kids[i]) || !splits;
    (constant ? constants : others).push_back(std::move(node.kids[i]));
  }
  if (constants.size() == 1 && splits) {
    others.insert(others.begin(), std::move(constants[0]));
    constants.clear();
  }
  std::vector<Node> all;
  Node plain = x;
  relax(plain, is_text(type) ? "text" : type);
  if (!constants.empty()) {
    Node in = make_node(NodeKind::In, node.text);
    in.kids.push_back(plain);
    for (Node& item : constants) {
      std::string a = type_of(plain), b = settle(item);
      Node left = plain;
      settle_sides("=", left, a, item, b);
      in.kids.push_back(std::move(item));
    }
    all.push_back(std::move(in));
  }
  for (Node& item : others) {
    Node left = plain;
    std::string a = type_of(plain), b = settle(item);
    settle_sides("=", left, a, item, b);
    all.push_back(make_binary(negated ? "<>" : "=", std::move(left), std::move(item)));
  }
  if (all.size() == 1)
    node = Node(std::move(all[0]));
  else
    node = make_node(NodeKind::Binary, negated ? "AND" : "OR", std::move(all));
  return "boolean";
}

std::string Settler::settle_quantified(Node& node) {
  std::string x = settle(node.kids[0]);
  std::string list = settle(node.kids[1]);
  for (std::string_view op : {"~~", "!~~", "~~*", "!~~*"})
    if (node.text.starts_with(std::string(op) + " "))
      node.text = std::string(like_word(op)) + node.text.substr(op.size());
  Node& array = node.kids[1];
  // The cast of the whole list is one of each of its items.
  Node* inner = &array;
  while (inner->kind == NodeKind::Cast && inner->text.ends_with("[]")) inner = &inner->kids.front();
  if (inner->kind == NodeKind::Array && !inner->kids.empty() && inner->kids[0].kind != NodeKind::Subquery) {
    Node items = std::move(*inner);
    array = std::move(items);
    const bool constants = std::all_of(array.kids.begin(), array.kids.end(), is_constant);
    if (constants && (node.text == "= ANY" || node.text == "<> ALL")) {
      Node in = make_node(NodeKind::In, node.text == "= ANY" ? "IN" : "NOT IN");
      in.kids.push_back(std::move(node.kids[0]));
      for (Node& item : array.kids) in.kids.push_back(std::move(item));
      node = std::move(in);
      return settle_items(node, x);
    }
    for (Node& item : array.kids) {
      relax(item, is_text(x) || x.empty() ? "text" : x);
    }
  } else if (inner->kind == NodeKind::String && !x.empty() && x != "unknown") {
    // '{a,b}'::text[]: the literal takes the type of what it is compared with.
    const std::string element = element_of(list);
    if (element.empty() || element == x || (is_text(element) && is_text(x))) {
      Node literal = std::move(*inner);
      array = std::move(literal);
    }
  }
  relax(node.kids[0], is_text(x) ? "text" : x);
  return "boolean";
}

std::string Settler::relax_all(std::vector<Node*> nodes, std::vector<std::string> types) {
  std::string common;
  for (const std::string& type : types) {
    if (type == "unknown" || type.empty()) continue;
    if (common.empty() || (numeric_rank(type) > numeric_rank(common) && is_numeric(common)))
      common = type;
    else if (is_text(type) && is_text(common) && type != common)
      common = "text";
  }
  const bool any_not_known = std::any_of(types.begin(), types.end(), [](const std::string& t) { return t.empty(); });
  if (common.empty()) common = any_not_known ? std::string() : "text";
  const std::string asked = common.empty() || is_text(common) ? "text" : common;
  for (Node* node : nodes) {
    relax(*node, asked);
    if (node->kind != NodeKind::String || is_text(asked)) continue;
    Node cast = make_node(NodeKind::Cast, asked, {*node});
    if (settle_literal_cast(cast, asked) == asked && cast.kind != NodeKind::Cast) *node = std::move(cast);
  }
  return common;
}

std::string Settler::settle_case(Node& node) {
  std::vector<Node*> results;
  std::vector<std::string> types;
  std::string operand;
  // ELSE NULL is what happens without it, and the server prints it.
  if (!node.kids.empty() && node.kids.back().kind == NodeKind::Else) {
    const Node* last = &node.kids.back().kids.front();
    while (last->kind == NodeKind::Cast) last = &last->kids.front();
    if (last->kind == NodeKind::Null) node.kids.pop_back();
  }
  for (Node& kid : node.kids) {
    if (kid.kind == NodeKind::Clause) {
      operand = settle(kid.kids.front());
      relax(kid.kids.front(), is_text(operand) ? "text" : operand);
      continue;
    }
    if (kid.kind == NodeKind::When) {
      std::string when = settle(kid.kids[0]);
      if (!operand.empty()) relax(kid.kids[0], is_text(operand) ? "text" : operand);
    }
    Node& result = kid.kids.back();
    types.push_back(settle(result));
    results.push_back(&result);
  }
  return relax_all(std::move(results), std::move(types));
}

std::string Settler::settle_array(Node& node) {
  std::vector<Node*> items;
  std::vector<std::string> types;
  for (Node& kid : node.kids) {
    types.push_back(settle(kid));
    items.push_back(&kid);
  }
  if (!node.kids.empty() && node.kids[0].kind == NodeKind::Subquery) return {};
  if (items.empty()) return {};
  return array_of(relax_all(std::move(items), std::move(types)));
}

}  // namespace plumb::postgres
