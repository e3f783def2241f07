#include "printed.h"

#include "plumb/core/sql/lexer.h"

using namespace plumb;
using namespace plumb::sql;

namespace plumb_test {

std::string printed(std::string_view text, TextKind kind, const Syntax& syntax) {
  const auto parse = [&](std::string_view t) {
    const Statement statement = tokens_of(t, syntax);
    Cursor at(t, statement, syntax);
    Node node = kind == TextKind::Expression ? parse_expression(at)
                : kind == TextKind::Query    ? parse_query(at)
                                             : parse_body(at);
    if (!at.at_end()) at.expected("the end");
    return node;
  };
  try {
    const Node node = parse(text);
    std::string out = print(node, syntax);
    return parse(out) == node ? out : "not the same tree again: " + out;
  } catch (const SyntaxError& e) {
    return "error at " + std::to_string(e.offset) + ": " + e.message;
  }
}

}  // namespace plumb_test
