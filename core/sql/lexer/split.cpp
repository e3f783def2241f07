// Scripts as pieces, and their checksum.
#include <fmt/format.h>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/lexer/scan.h"
#include "plumb/core/sql/read/state.h"

namespace plumb::sql {
namespace {

// Without the \r of line ends; a NUL behind each part, so that `a b` and `ab` differ.
void append_part(std::string& out, std::string_view part) {
  for (std::size_t i = 0; i < part.size(); ++i)
    if (part[i] != '\r' || i + 1 >= part.size() || part[i + 1] != '\n') out += part[i];
  out += '\0';
}

// SET sql_mode says what a string is from there on.
void take_settings(ReadState& state, Cursor& at) {
  try {
    read_mysql_statement(state, at);
  } catch (const SyntaxError&) {  // the server has the last word
  }
}

}  // namespace

std::vector<Piece> split(std::string_view text, const Syntax& syntax) {
  std::vector<Piece> pieces;
  Diagnostics unheard;
  ReadState state(syntax, {}, unheard);
  Lexer lexer(text, state.syntax);
  Statement statement;
  try {
    while (lexer.next(statement)) {
      if (statement.tokens.size() < 2) continue;  // annotations only
      Cursor at(text, statement, state.syntax);
      pieces.push_back({text.substr(statement.offset, statement.length), statement.line, classify(at)});
      if (syntax.grammar.mysql && at.is_any({"SET", "SELECT"})) take_settings(state, at);
    }
  } catch (const SyntaxError& e) {
    const std::uint32_t column = column_of(text, e.offset);
    throw Error(Code::BadSchema, fmt::format("line {}, column {}: {}", e.line, column, e.message))
        .at({0, e.line, column});
  }
  return pieces;
}

std::string token_checksum(std::string_view text, const Syntax& syntax) {
  // The guards of versioned comments count as text, whatever the server that they speak of.
  Syntax any = syntax;
  any.server_version = 0;
  Scan scan{text, any};
  std::string parts;
  parts.reserve(text.size());
  Token token;
  try {
    while (true) {
      const Scanned found = scan.next(token);
      if (found == Scanned::End) break;
      const std::string_view words = text.substr(token.offset, token.length);
      if (found != Scanned::Comment)
        append_part(parts, words);
      else if (syntax.versioned_comments &&
               (words.starts_with("/*!") || words.starts_with("/*T!") || words.starts_with("/*M!")))
        append_part(parts, words);
      else if (const std::string_view speaks = scan.annotation(token); !speaks.empty())
        append_part(parts, speaks);
    }
  } catch (const SyntaxError&) {
    // What the lexer cannot read (the rows of COPY, a client's command) counts byte for byte.
    append_part(parts, text.substr(token.offset));
  }
  return sha256(parts);
}

}  // namespace plumb::sql
