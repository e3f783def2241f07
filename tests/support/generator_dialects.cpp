#include "plumb/tests/support/generator_dialects.h"

#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/writer.h"

namespace plumb::test {

Expr Pieces::expression(const std::string& text) const {
  const auto node = sql::parse_expression(text, syntax_);
  return {text, node ? sql::print(*node, syntax_) : "unreadable: " + text};
}

Expr Pieces::query(const std::string& text, std::vector<QualifiedName>& uses) const {
  const auto node = sql::parse_query(text, syntax_);
  uses = node ? sql::relations_of(*node) : std::vector<QualifiedName>{};
  return {text, node ? sql::print(*node, syntax_) : "unreadable: " + text};
}

Expr Pieces::body(const std::string& text) const {
  const auto node = sql::parse_body(text, syntax_);
  return {text, node ? sql::print(*node, syntax_) : "unreadable: " + text};
}

Type Pieces::type(std::string_view text) const {
  sql::Lexer lexer(text, syntax_);
  sql::Statement statement;
  if (!lexer.next(statement)) return {};
  sql::Cursor at(text, statement, syntax_);
  return sql::parse_type(at);
}

std::string Pieces::name(const char* prefix) {
  std::string out = prefix + std::to_string(++names_);
  if (shape_.odd_names && r.chance(25)) out += r.word({" x", "\"q", "'s", "-- d", ";", "É", "😀", "`b", "Case", "."});
  return out;
}

std::string Pieces::quoted(std::string_view name) const { return sql::quote_name(name, syntax_); }

}  // namespace plumb::test
