#include "plumb/core/sql/expression.h"

#include <utility>

#include "plumb/core/sql/expression/parser.h"
#include "plumb/core/sql/expression/printer.h"
#include "plumb/core/sql/lexer.h"

namespace plumb::sql {
namespace {

// Exactly one thing in a text, or nothing. A semicolon at its end does no harm.
template <class Parse>
std::optional<Node> whole(std::string_view text, const Syntax& syntax, Parse&& parse) {
  try {
    const Statement statement = tokens_of(text, syntax);
    Cursor at(text, statement, syntax);
    Node node = parse(at);
    while (at.accept_op(";")) {
    }
    if (!at.at_end()) return std::nullopt;
    return node;
  } catch (const SyntaxError&) {
    return std::nullopt;
  }
}

}  // namespace

Node parse_expression(Cursor& at) { return Parser(at).expression(); }
Node parse_query(Cursor& at) { return Parser(at).query(); }
Node parse_body(Cursor& at) { return Parser(at).body(); }
Type parse_type(Cursor& at) { return Parser(at).type(); }

std::optional<Node> parse_expression(std::string_view text, const Syntax& syntax) {
  return whole(text, syntax, [](Cursor& at) { return parse_expression(at); });
}

std::optional<Node> parse_query(std::string_view text, const Syntax& syntax) {
  return whole(text, syntax, [](Cursor& at) { return parse_query(at); });
}

std::optional<Node> parse_body(std::string_view text, const Syntax& syntax) {
  return whole(text, syntax, [](Cursor& at) { return parse_body(at); });
}

std::string print(const Node& node, const Syntax& syntax) {
  std::string out;
  Printer(out, syntax).node(node);
  return out;
}

namespace {

// MySQL under another sql_mode than the usual one: the author's text would mean something else to
// its next reader.
bool in_another_mode(const Syntax& syntax) {
  return syntax.grammar.mysql && (!syntax.double_quoted_strings || !syntax.backslash_escapes || syntax.pipes_as_concat);
}

Expr in_usual_mode(Node node, Syntax syntax) {
  if (syntax.pipes_as_concat)
    walk(node, [](Node& n) {
      if (n.kind == NodeKind::Binary && n.text == "||") n.kind = NodeKind::Call, n.text = "concat";
    });
  syntax.double_quoted_strings = syntax.backslash_escapes = true;
  syntax.pipes_as_concat = false;
  return make_expr(node, syntax);
}

}  // namespace

Expr make_expr(const Cursor& at, std::uint32_t from, std::uint32_t to, const Node& node) {
  if (in_another_mode(at.syntax())) return in_usual_mode(node, at.syntax());
  return {std::string(at.slice(from, to)), print(node, at.syntax())};
}

Expr make_expr(const Node& node, const Syntax& syntax) {
  std::string text = print(node, syntax);
  return {text, text};
}

void walk(Node& node, const std::function<void(Node&)>& f) {
  f(node);
  for (Node& kid : node.kids) walk(kid, f);
}

void walk(const Node& node, const std::function<void(const Node&)>& f) {
  f(node);
  for (const Node& kid : node.kids) walk(kid, f);
}

}  // namespace plumb::sql
