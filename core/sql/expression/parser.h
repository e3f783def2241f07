// The parser of expressions, queries and bodies; not for others. One class over the cursor, its
// functions in files by idea.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/token.h"

namespace plumb::sql {

/// How tightly an operator binds; the levels of a dialect, loosest first. 0: no operator.
struct Levels {
  int or_, xor_, and_, not_, test, equal, compare, like, bit_or, bit_and, shift, other, add, multiply, power, at_zone,
      concat, collate, unary, postfix;
};
const Levels& levels_of(const Syntax& syntax);
inline constexpr int kPrimary = 100;
/// The longest chain of operators (a + b + c …) or compound queries: the depth of the tree that it
/// makes.
inline constexpr int kMaxChain = 1000;

/// An operator that continues an expression, at the cursor.
struct Infix {
  enum class Kind : std::uint8_t {
    None,
    Binary,
    Between,
    In,
    Like,
    IsNull,
    Is,
    Collate,
    Cast,
    Subscript,
    AtZone,
    MemberOf,
  };
  Kind kind = Kind::None;
  bool negated = false;
  std::uint8_t tokens = 1;  ///< how many tokens it takes
  int level = 0;
  std::string_view text;  ///< as in the tree
};

class Parser {
 public:
  explicit Parser(Cursor& cursor)
      : at(cursor), syntax(cursor.syntax()), grammar(cursor.syntax().grammar), levels(levels_of(cursor.syntax())) {}

  // operators.cpp
  Node expression() { return expression(1); }
  Node expression(int level);  ///< operators of this level and tighter
  // primary.cpp
  Node prefix(int level);
  Node primary();
  Node name_path();  ///< a.b.c, a.*, or the call that it turns out to be
  Node parenthesised();
  Node case_expression();
  Node subquery();                           ///< ( query ), at its parenthesis
  bool at_query(std::uint32_t ahead) const;  ///< SELECT, VALUES, WITH, TABLE, or such behind more parentheses
  // call.cpp
  Node call(std::string name);
  Node window();
  std::vector<Node> sort_list();
  std::vector<Node> list();  ///< expressions up to the closing parenthesis
  // type.cpp
  Type type();
  std::string cast_type();
  bool at_typed_literal() const;
  Node typed_literal();
  // query.cpp
  Node query();
  Node query_term();
  Node compound(int level);
  Node select();
  Node values();
  Node with();
  void ordering(Node& query);
  Node table(bool index_hints);
  Node verbatim(std::uint32_t from, std::uint32_t to);
  // from.cpp
  Node from_clause(std::string_view text);
  Node alias(Node relation, bool columns_too);
  // body.cpp
  Node body();
  Node statement();

  Cursor& at;
  const Syntax& syntax;
  const Grammar grammar;
  const Levels& levels;

 private:
  friend struct Chain;
  // operators.cpp
  Infix infix() const;
  Infix infix_operator() const;
  Infix infix_word() const;
  Infix infix_not(std::uint8_t tokens) const;
  Node is_test(Node left, const Infix& op);
  Node like(Node left, const Infix& op);
  Node between(Node left, const Infix& op);
  Node in(Node left, const Infix& op);
  Node binary(Node left, const Infix& op);
  Node subscript(Node left);
  Node operator_call(int& level);
  Node quantified(Node& left, std::string op);
  bool at_quantifier() const;
  // primary.cpp
  Node word();
  Node string();
  Node number_or_bits();
  Node keyword_value();
  Node array();
  Node interval();
  Node raise();
  Node field(Node of);
  Node name_or_call(std::vector<Node> parts);
  // call.cpp
  bool special_arguments(const std::string& name, Node& call);
  void arguments(Node& call);
  Node argument();
  Node charset();
  void behind_arguments(Node& call);
  Node frame_bound();
  Node frame();
  void words_between(Node& call, std::initializer_list<std::string_view> words);
  // type.cpp
  Type sqlite_type();
  Type postgres_type();
  Type mysql_type();
  void type_arguments(Type& type);
  // query.cpp
  Node common_table();
  Node result_column();
  void grouping(Node& select);
  Node window_clause();
  void limits(Node& query);
  void locking(Node& query);
  // from.cpp
  Node relation();
  std::string join_word();
  void join_condition(Node& join);
  void join_list(Node& into);
  Node table_function_tail(Node call);
  void index_hints(Node& table);
  void tablesample(Node& table);
  // body.cpp
  Node insert();
  Node update();
  Node remove();
  void assignments(Node& into);
  void upsert(Node& into);
  void returning(Node& into);
  Node target_table();
  Node block();

  // How long the longest chain below what was parsed last is.
  int height_ = 0;
};

/// Counts the links of a chain.
struct Chain {
  explicit Chain(Parser& p) : parser(p), outer(p.height_) { p.height_ = 0; }
  ~Chain() {
    if (parser.height_ < outer) parser.height_ = outer;
  }
  void link(int left) {
    if (left > parser.height_) parser.height_ = left;
    if (++parser.height_ > kMaxChain) parser.at.fail("this chain of operators is too long to be read; split it");
  }
  Parser& parser;
  int outer;
};

inline Node make_node(NodeKind kind, std::string_view text = {}) {
  Node node;
  node.kind = kind;
  node.text = text;
  return node;
}
template <class... Kids>
Node make_node(NodeKind kind, std::string_view text, Kids&&... kids) {
  Node node = make_node(kind, text);
  node.kids.reserve(sizeof...(kids));
  (node.kids.push_back(std::forward<Kids>(kids)), ...);
  return node;
}

}  // namespace plumb::sql
