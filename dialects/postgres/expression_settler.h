// The walk over an expression's tree, bottom up: each function brings one kind of node to its normal form and gives
// its type. Not for others than dialects/postgres/expression*.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/sql/node.h"
#include "plumb/dialects/postgres/expression.h"

namespace plumb::postgres {

class Settler {
 public:
  explicit Settler(const Place& place) : place_(place) {}

  std::string settle(sql::Node& node);
  /// …and takes off what the place asks for anyway.
  std::string settle_whole(sql::Node& node);

 private:
  // expression_nodes.cpp
  std::string settle_name(sql::Node& node);
  std::string name_type(const sql::Node& node) const;
  std::string settle_binary(sql::Node& node);
  std::string settle_like(sql::Node& node);
  std::string settle_between(sql::Node& node);
  std::string settle_in(sql::Node& node);
  /// IN, its left side settled already, of that type.
  std::string settle_items(sql::Node& node, const std::string& type);
  std::string settle_quantified(sql::Node& node);
  std::string settle_case(sql::Node& node);
  std::string settle_array(sql::Node& node);
  std::string settle_unary(sql::Node& node);
  std::string settle_test(sql::Node& node);
  void settle_kids(sql::Node& node);
  // expression_calls.cpp
  std::string settle_call(sql::Node& node);
  std::string settle_cast(sql::Node& node);
  std::string settle_literal_cast(sql::Node& node, const std::string& type);
  std::string strip_schema(std::string_view spelled) const;

  /// The type of a tree that is settled already, without changing it.
  std::string type_of(const sql::Node& node) const;
  /// Both sides of an operator, settled, with their types: literals adopt, casts go.
  void settle_sides(std::string_view op, sql::Node& left, std::string& left_type, sql::Node& right,
                    std::string& right_type);
  /// Takes a cast off that the server would put there by itself, since `wanted` is asked for.
  void relax(sql::Node& node, const std::string& wanted);
  /// The type below casts that say nothing new, and what both sides of an operator become.
  void relax_pair(sql::Node& left, std::string& left_type, sql::Node& right, std::string& right_type);
  void relax_numbers(sql::Node& left, std::string& left_type, sql::Node& right, std::string& right_type);
  /// Results of CASE, COALESCE and the like: one type for all of them.
  std::string relax_all(std::vector<sql::Node*> nodes, std::vector<std::string> types);

  const Place& place_;
};

/// A literal, also a negative number or one with a cast.
bool is_constant(const sql::Node& node);
sql::Node make_node(sql::NodeKind kind, std::string_view text, std::vector<sql::Node> kids = {});
sql::Node make_binary(std::string_view op, sql::Node left, sql::Node right);
void replace_by_kid(sql::Node& node);
/// "LIKE" for "~~" and so on; empty where it is none of them.
std::string_view like_word(std::string_view op);
std::string array_of(const std::string& element);
std::string element_of(const std::string& array);

}  // namespace plumb::postgres
