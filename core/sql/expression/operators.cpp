// Operators between expressions: precedence climbing over the dialect's levels.
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression/parser.h"
#include "plumb/core/sql/literal.h"

namespace plumb::sql {

using Kind = Infix::Kind;

Node Parser::expression(int level) {
  Cursor::Depth depth(at);
  Chain chain(*this);
  Node left = prefix(level);
  while (true) {
    const Infix op = infix();
    if (op.kind == Kind::None || op.level < level) return left;
    const bool logical = op.level == levels.or_ || op.level == levels.and_ || op.level == levels.xor_;
    // The next link of a chain is one kid more, not one level deeper: a schema may have thousands.
    if (op.kind == Kind::Binary && logical && left.kind == NodeKind::Binary && left.text == op.text) {
      at.seek(at.position() + op.tokens);
      left.kids.push_back(expression(op.level + 1));
      continue;
    }
    const int before = height_;
    height_ = 0;
    switch (op.kind) {
      case Kind::Is:
      case Kind::IsNull: left = is_test(std::move(left), op); break;
      case Kind::Like: left = like(std::move(left), op); break;
      case Kind::Between: left = between(std::move(left), op); break;
      case Kind::In: left = in(std::move(left), op); break;
      case Kind::Subscript: left = subscript(std::move(left)); break;
      default: left = binary(std::move(left), op); break;
    }
    chain.link(before);
  }
}

Infix Parser::infix() const {
  const Token& token = at.peek();
  if (token.kind == Tok::Operator) return infix_operator();
  if (token.kind == Tok::Word) return infix_word();
  return {};
}

Infix Parser::infix_operator() const {
  const std::string_view op = at.text();
  const auto binary = [](int level, std::string_view text) {
    return level ? Infix{Kind::Binary, false, 1, level, text} : Infix{};
  };
  switch (op[0]) {
    case ')':
    case ',':
    case '(':
    case ';':
    case '.':
    case ']': return {};
    case '[': return grammar.postgres ? Infix{Kind::Subscript, false, 1, levels.postfix, op} : Infix{};
    case ':':
      if (op == "::" && grammar.postgres) return {Kind::Cast, false, 1, levels.postfix + 1, op};
      if (op == ":=" && grammar.mysql) return {Kind::Binary, false, 1, levels.or_, op};
      return {};
    default: break;
  }
  if (op == "=" || op == "==") return binary(levels.equal, "=");
  if (op == "<>" || op == "!=") return binary(levels.equal, "<>");
  if (op == "<" || op == ">" || op == "<=" || op == ">=") return binary(levels.compare, op);
  if (op == "+" || op == "-") return binary(levels.add, op);
  if (op == "*" || op == "/" || op == "%") return binary(levels.multiply, op);
  if (op == "=>") return {};
  if (grammar.mysql) {
    if (op == "||") return syntax.pipes_as_concat ? binary(levels.power, op) : binary(levels.or_, "OR");
    if (op == "&&") return binary(levels.and_, "AND");
    if (op == "<=>") return binary(levels.equal, op);
    if (op == "->" || op == "->>") return binary(levels.postfix, op);
    if (op == "!" || op == "~" || op == "@" || op == "{" || op == "}") return {};
  } else if (grammar.sqlite) {
    if (op == "||" || op == "->" || op == "->>") return binary(levels.concat, op);
    if (op != "&" && op != "|" && op != "<<" && op != ">>") return {};
  }
  if (op == "|") return binary(levels.bit_or, op);
  if (op == "&") return binary(levels.bit_and, op);
  if (op == "<<" || op == ">>") return binary(levels.shift, op);
  if (op == "^") return binary(levels.power, op);
  return binary(levels.other, op);
}

Infix Parser::infix_word() const {
  const auto word = [&](std::string_view text, Kind kind, int level, std::string_view as = {},
                        std::uint8_t tokens = 1) {
    return at.is(text) ? Infix{kind, false, tokens, level, as.empty() ? text : as} : Infix{};
  };
  switch (lower(at.text()[0])) {
    case 'a':
      if (at.is("AND")) return {Kind::Binary, false, 1, levels.and_, "AND"};
      if (grammar.postgres && at.is_seq({"AT", "TIME", "ZONE"}))
        return {Kind::AtZone, false, 3, levels.at_zone, "AT TIME ZONE"};
      if (grammar.postgres && at.is_seq({"AT", "LOCAL"})) return {Kind::AtZone, false, 2, levels.at_zone, "AT LOCAL"};
      return {};
    case 'b': return word("BETWEEN", Kind::Between, levels.like);
    case 'c': return word("COLLATE", Kind::Collate, levels.collate);
    case 'd': return grammar.mysql ? word("DIV", Kind::Binary, levels.multiply) : Infix{};
    case 'g': return grammar.sqlite ? word("GLOB", Kind::Like, levels.like) : Infix{};
    case 'i':
      if (at.is("IN")) return {Kind::In, false, 1, levels.like, "IN"};
      if (at.is("IS")) return {Kind::Is, false, 1, levels.test, "IS"};
      if (grammar.mysql) return {};
      if (at.is("ISNULL")) return {Kind::IsNull, false, 1, levels.test, "IS NULL"};
      return grammar.postgres ? word("ILIKE", Kind::Like, levels.like) : Infix{};
    case 'l': return word("LIKE", Kind::Like, levels.like);
    case 'm':
      if (grammar.sqlite) return word("MATCH", Kind::Like, levels.like);
      if (!grammar.mysql) return {};
      if (at.is_seq({"MEMBER", "OF"})) return {Kind::MemberOf, false, 2, levels.like, "MEMBER OF"};
      return word("MOD", Kind::Binary, levels.multiply, "%");
    case 'n':
      if (at.is("NOT")) return infix_not(1);
      return grammar.mysql ? Infix{} : word("NOTNULL", Kind::IsNull, levels.test, "IS NOT NULL");
    case 'o':
      if (at.is("OR")) return {Kind::Binary, false, 1, levels.or_, "OR"};
      if (!grammar.postgres) return {};
      if (at.is("OPERATOR") && at.is_op("(", 1)) return {Kind::Binary, false, 0, levels.other, "OPERATOR"};
      return word("OVERLAPS", Kind::Binary, levels.like);
    case 'r':
      if (grammar.postgres) return {};
      if (grammar.mysql && at.is("RLIKE")) return {Kind::Like, false, 1, levels.like, "REGEXP"};
      return word("REGEXP", Kind::Like, levels.like);
    case 's':
      if (grammar.postgres && at.is_seq({"SIMILAR", "TO"})) return {Kind::Like, false, 2, levels.like, "SIMILAR TO"};
      if (grammar.mysql && at.is_seq({"SOUNDS", "LIKE"})) return {Kind::Like, false, 2, levels.like, "SOUNDS LIKE"};
      return {};
    case 'x': return grammar.mysql ? word("XOR", Kind::Binary, levels.xor_) : Infix{};
    default: return {};
  }
}

// x NOT IN …, NOT LIKE …; SQLite's x NOT NULL.
Infix Parser::infix_not(std::uint8_t tokens) const {
  const auto next = [&](std::string_view word) { return at.is(word, tokens); };
  Infix op{Kind::None, true, 2, levels.like, {}};
  if (next("IN"))
    op.kind = Kind::In, op.text = "NOT IN";
  else if (next("BETWEEN"))
    op.kind = Kind::Between, op.text = "NOT BETWEEN";
  else if (next("LIKE"))
    op.kind = Kind::Like, op.text = "NOT LIKE";
  else if (grammar.sqlite && next("GLOB"))
    op.kind = Kind::Like, op.text = "NOT GLOB";
  else if (grammar.sqlite && next("MATCH"))
    op.kind = Kind::Like, op.text = "NOT MATCH";
  else if (!grammar.postgres && next("REGEXP"))
    op.kind = Kind::Like, op.text = "NOT REGEXP";
  else if (grammar.mysql && next("RLIKE"))
    op.kind = Kind::Like, op.text = "NOT REGEXP";
  else if (grammar.postgres && next("ILIKE"))
    op.kind = Kind::Like, op.text = "NOT ILIKE";
  else if (grammar.postgres && next("SIMILAR") && at.is("TO", 2))
    op.kind = Kind::Like, op.text = "NOT SIMILAR TO", op.tokens = 3;
  else if (grammar.sqlite && next("NULL"))
    op.kind = Kind::IsNull, op.text = "IS NOT NULL", op.level = levels.test;
  return op;
}

Node Parser::is_test(Node left, const Infix& op) {
  at.seek(at.position() + op.tokens);
  if (op.kind == Kind::IsNull) return make_node(NodeKind::IsNull, op.text, std::move(left));
  const bool negated = at.accept("NOT");
  const std::string_view is = negated ? "IS NOT" : "IS";
  const std::string prefix = std::string(is) + " ";
  if (at.accept_seq({"DISTINCT", "FROM"}))
    return make_node(NodeKind::Binary, prefix + "DISTINCT FROM", std::move(left), expression(levels.test + 1));
  if (grammar.sqlite) {
    Node right = expression(op.level + 1);
    if (right.kind == NodeKind::Null) return make_node(NodeKind::IsNull, prefix + "NULL", std::move(left));
    if (right.kind == NodeKind::True) return make_node(NodeKind::Test, prefix + "TRUE", std::move(left));
    if (right.kind == NodeKind::False) return make_node(NodeKind::Test, prefix + "FALSE", std::move(left));
    return make_node(NodeKind::Binary, is, std::move(left), std::move(right));
  }
  if (at.accept("NULL")) return make_node(NodeKind::IsNull, prefix + "NULL", std::move(left));
  for (std::string_view word : {"TRUE", "FALSE", "UNKNOWN"})
    if (at.accept(word)) return make_node(NodeKind::Test, prefix + std::string(word), std::move(left));
  if (!grammar.postgres)
    at.expected(negated ? "`NULL`, `TRUE`, `FALSE` or `UNKNOWN`" : "`NOT`, `NULL`, `TRUE`, `FALSE` or `UNKNOWN`");
  std::string test = prefix;
  const auto take = [&](std::initializer_list<std::string_view> words) {
    for (std::string_view word : words)
      if (at.accept(word)) {
        if (test.back() != ' ') test += ' ';
        test += word;
        return true;
      }
    return false;
  };
  if (take({"DOCUMENT"})) return make_node(NodeKind::Test, test, std::move(left));
  if (take({"JSON"})) {
    take({"VALUE", "ARRAY", "OBJECT", "SCALAR"});
    if (at.is("UNIQUE", 1) && take({"WITH", "WITHOUT"})) {
      at.next();
      at.accept("KEYS");
      test += " UNIQUE KEYS";
    }
    return make_node(NodeKind::Test, test, std::move(left));
  }
  take({"NFC", "NFD", "NFKC", "NFKD"});
  if (!take({"NORMALIZED"}))
    at.expected("`NULL`, `TRUE`, `FALSE`, `UNKNOWN`, `DISTINCT FROM`, `DOCUMENT`, `JSON` or `NORMALIZED`");
  return make_node(NodeKind::Test, test, std::move(left));
}

bool Parser::at_quantifier() const { return !grammar.sqlite && at.is_any({"ANY", "SOME", "ALL"}) && at.is_op("(", 1); }

// x = ANY (…); SOME is ANY.
Node Parser::quantified(Node& left, std::string op) {
  op += at.is("ALL") ? " ALL" : " ANY";
  at.next();
  if (at_query(1)) return make_node(NodeKind::Quantified, op, std::move(left), subquery());
  at.expect_op("(");
  Node node = make_node(NodeKind::Quantified, op, std::move(left), expression());
  if (!at.accept_op(")")) at.expected("`)` behind the array");
  return node;
}

Node Parser::like(Node left, const Infix& op) {
  at.seek(at.position() + op.tokens);
  if (at_quantifier()) return quantified(left, std::string(op.text));
  Node node = make_node(NodeKind::Like, op.text, std::move(left), expression(op.level + 1));
  if (at.accept("ESCAPE")) node.kids.push_back(expression(op.level + 1));
  return node;
}

Node Parser::between(Node left, const Infix& op) {
  at.seek(at.position() + op.tokens);
  std::string text(op.text);
  if (grammar.postgres && at.accept("SYMMETRIC"))
    text += " SYMMETRIC";
  else if (grammar.postgres)
    at.accept("ASYMMETRIC");
  Node low = expression(grammar.sqlite ? op.level : op.level + 1);
  if (!at.accept("AND")) at.expected("`AND` between the bounds of `BETWEEN`");
  // MySQL: the upper bound is a predicate, so that it may be a BETWEEN itself.
  return make_node(NodeKind::Between, text, std::move(left), std::move(low),
                   expression(grammar.mysql ? op.level : op.level + 1));
}

Node Parser::in(Node left, const Infix& op) {
  at.seek(at.position() + op.tokens);
  Node node = make_node(NodeKind::In, op.text, std::move(left));
  if (!at.is_op("(")) {
    if (!grammar.sqlite) at.expected("`(` behind `IN`");
    Node source = table(false);  // x IN table, x IN function(…)
    if (at.is_op("(")) {
      std::string name;
      for (const Node& part : source.kids) append_name(name, part.text, syntax), name += '.';
      append_name(name, lower(source.text), syntax);
      source = call(std::move(name));
    }
    node.kids.push_back(make_node(NodeKind::Unary, "TABLE", std::move(source)));
    return node;
  }
  if (at_query(1)) {
    node.kids.push_back(subquery());
    return node;
  }
  at.expect_op("(");
  if (!at.is_op(")"))
    for (Node& item : list()) node.kids.push_back(std::move(item));
  else if (!grammar.sqlite)
    at.expected("a value in the list of `IN`");
  if (!at.accept_op(")")) at.expected("`)` to close the list of `IN`");
  // SQLite takes ((SELECT …)) for a list of one scalar, not for a list of rows.
  if (node.kids.size() == 2 && node.kids[1].kind == NodeKind::Subquery)
    node.kids[1] = make_node(NodeKind::Row, {}, std::move(node.kids[1]));
  return node;
}

// OPERATOR(schema.+), behind which the right operand follows.
Node Parser::operator_call(int& level) {
  at.expect("OPERATOR");
  at.expect_op("(");
  std::string text = "OPERATOR(";
  while (at.is_name()) {
    append_name(text, at.name(), syntax);
    at.expect_op(".");
    text += '.';
  }
  if (at.peek().kind != Tok::Operator || at.is_op(")")) at.expected("an operator");
  text += at.text(at.next());
  if (!at.accept_op(")")) at.expected("`)` behind the operator");
  level = levels.other;
  return make_node(NodeKind::Binary, text + ")");
}

Node Parser::binary(Node left, const Infix& op) {
  if (op.kind == Kind::Binary && op.tokens == 0) {
    int level = 0;
    Node node = operator_call(level);
    if (at_quantifier()) return quantified(left, node.text);
    node.kids.push_back(std::move(left));
    node.kids.push_back(expression(level + 1));
    return node;
  }
  at.seek(at.position() + op.tokens);
  switch (op.kind) {
    case Kind::Collate: {
      std::string name;
      if (!at.is_name()) at.expected("the name of a collation");
      append_name(name, at.name(), syntax);
      while (grammar.postgres && at.accept_op(".")) name += '.', append_name(name, at.name(), syntax);
      return make_node(NodeKind::Collate, name, std::move(left));
    }
    case Kind::Cast: return make_node(NodeKind::Cast, cast_type(), std::move(left));
    case Kind::AtZone:
      if (op.text == "AT LOCAL") return make_node(NodeKind::Binary, op.text, std::move(left));
      return make_node(NodeKind::Binary, op.text, std::move(left), expression(op.level + 1));
    case Kind::MemberOf: {
      at.expect_op("(");
      Node node = make_node(NodeKind::Binary, op.text, std::move(left), expression());
      if (!at.accept_op(")")) at.expected("`)` behind the array of `MEMBER OF`");
      return node;
    }
    default: break;
  }
  if (at_quantifier()) return quantified(left, std::string(op.text));
  if (op.text == ":=") return make_node(NodeKind::Binary, op.text, std::move(left), expression(op.level));
  return make_node(NodeKind::Binary, op.text, std::move(left), expression(op.level + 1));
}

// a[1], a[1:2], a[:]
Node Parser::subscript(Node left) {
  at.expect_op("[");
  Node low = make_node(NodeKind::Default);
  if (!at.is_op(":") && !at.is_op("]")) low = expression();
  if (at.accept_op(":")) {
    Node high = make_node(NodeKind::Default);
    if (!at.is_op("]")) high = expression();
    at.expect_op("]");
    return make_node(NodeKind::Slice, {}, std::move(left), std::move(low), std::move(high));
  }
  if (low.kind == NodeKind::Default) at.expected("a subscript");
  if (!at.accept_op("]")) at.expected("`]` behind the subscript");
  return field(make_node(NodeKind::Index, {}, std::move(left), std::move(low)));
}

}  // namespace plumb::sql
