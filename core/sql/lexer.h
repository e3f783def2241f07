// The one lexer: text to statements, for every dialect, by its Syntax.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/sql/token.h"

namespace plumb::sql {

/// Hands out one statement after another; nothing of the whole file is kept but its text. Knows where a
/// statement ends: at a semicolon outside of quotes, parentheses do not matter, but for bodies: SQLite
/// triggers (as sqlite3_complete sees them: CREATE [TEMP] TRIGGER … ; END;), PostgreSQL BEGIN ATOMIC … END,
/// MySQL compound statements (BEGIN, IF, CASE, LOOP, WHILE, REPEAT … END) and DELIMITER.
/// COPY … FROM STDIN data of a pg_dump is skipped to its `\.` line.
class Lexer {
 public:
  Lexer(std::string_view text, const Syntax& syntax);

  /// False at the end of the text. Throws SyntaxError for an unterminated quote or comment and for bytes
  /// that no token starts with; the call after that goes on behind the next semicolon.
  bool next(Statement& out);

 private:
  std::string_view text_;
  const Syntax* syntax_;
  std::uint32_t at_ = 0, line_ = 1, line_start_ = 0;
  std::string delimiter_ = ";";
  // Versioned comments that are open: /*!80016 … */ is code, its closing */ is not an error.
  int open_comments_ = 0;
};

/// The whole text as one statement, semicolons as tokens: an expression, a body. Throws SyntaxError.
Statement tokens_of(std::string_view text, const Syntax& syntax);
/// The same up to what cannot be read. For who looks at the first words only: under a sql_mode of its own a program's
/// text has strings that are none here.
Statement head_of(std::string_view text, const Syntax& syntax);

/// What a statement does, as far as its first words say.
enum class StatementClass : std::uint8_t { Empty, Ddl, Dml, Query, Transaction, Setting, Client, Other };
StatementClass classify(const Cursor& at);

/// A statement as a piece of text, for the migration runner.
struct Piece {
  std::string_view sql;    ///< without the delimiter
  std::uint32_t line = 1;  ///< of its first token
  StatementClass kind = StatementClass::Other;
};
/// Splits a script. Throws Error(BadSchema) with the place where the text breaks off.
std::vector<Piece> split(std::string_view text, const Syntax& syntax);

/// SHA-256 over the tokens: line ends, blanks, formatting and plain comments do not count; annotations and
/// versioned comments do. What `plumb.sum` and the history keep for each file.
std::string token_checksum(std::string_view text, const Syntax& syntax);

}  // namespace plumb::sql
