// Trees to text; not for others.
#pragma once

#include <string>
#include <string_view>

#include "plumb/core/sql/expression/parser.h"
#include "plumb/core/sql/node.h"

namespace plumb::sql {

class Printer {
 public:
  Printer(std::string& text, const Syntax& s) : out(text), syntax(s), grammar(s.grammar), levels(levels_of(s)) {}
  void node(const Node& n);
  /// In parentheses where the node binds looser than `level`.
  void operand(const Node& n, int level);

 private:
  void expression(const Node& n);  // print.cpp
  void unary(const Node& n);
  void binary(const Node& n);
  void case_expression(const Node& n);
  void name(const Node& n);
  void array_or_row(const Node& n);
  void of_postfix(const Node& n);
  void predicate(const Node& n);
  void list(const std::vector<Node>& kids, std::size_t from = 0, std::string_view separator = ", ");
  void parenthesised(const Node& n);
  void call(const Node& n);  // print_call.cpp
  bool behind_call(const Node& clause);
  void window(const Node& n);
  void query(const Node& n);  // print_query.cpp
  void select(const Node& n);
  void query_operand(const Node& n, bool right, std::string_view compound);
  void values(const Node& n);
  void with(const Node& n);
  void common_table(const Node& n);
  void clause(const Node& n);
  void table(const Node& n);
  void join(const Node& n);
  void alias(const Node& n);
  void verbatim(const Node& n);
  void statement(const Node& n);
  void words(std::string_view text);

  int level_of(const Node& n) const;
  int binary_level(std::string_view op) const;

  std::string& out;
  const Syntax& syntax;
  const Grammar grammar;
  const Levels& levels;
};

}  // namespace plumb::sql
