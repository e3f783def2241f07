// The characters of SQL: one token after another out of a text, with the comments between them. The
// lexer makes statements of it.
#pragma once

#include <cstdint>
#include <string_view>

#include "plumb/core/sql/token.h"

namespace plumb::sql {

/// What was found next.
enum class Scanned : std::uint8_t {
  Token,
  Comment,    ///< a plain one
  Hint,       ///< /*+ … */
  Open,       ///< /*!NNNNN of a versioned comment whose code counts
  Close,      ///< its */
  Delimiter,  ///< what ends a statement: `;`, or what DELIMITER said
  Command,    ///< a psql meta-command; the whole line was skipped
  End,
};

/// Walks over a text. Blanks are stepped over; everything else is given. Never throws but
/// SyntaxError, and makes progress with every call.
struct Scan {
  std::string_view text;
  const Syntax& syntax;
  std::string_view delimiter = ";";
  std::uint32_t at = 0, line = 1;
  int open_comments = 0;

  /// Fills `token` for all that is found; its kind counts for Scanned::Token only.
  Scanned next(Token& token);

  void skip_line();  ///< to the end of the line, the line end left
  void skip_bad();   ///< behind the next semicolon, after an error
  /// The words of a comment that speaks to plumb, without the comment's marks; empty for others.
  std::string_view annotation(const Token& comment) const;

 private:
  char peek(std::uint32_t ahead = 0) const { return at + ahead < text.size() ? text[at + ahead] : '\0'; }
  bool starts(std::string_view what) const { return text.substr(at).starts_with(what); }
  void skip_blanks();
  Scanned block_comment(Token& token);
  void skip_skipped_code(std::uint32_t from);
  bool version_counts(std::uint32_t digits_from, std::uint32_t digits) const;
  Tok scan_token();
  Tok word();
  Tok number();
  Tok operators();
  Tok postgres_operator();
  Tok quoted(char quote, Tok kind, bool backslashes);
  Tok string(bool backslashes);
  bool dollar_string();
  bool prefixed_string(Tok& kind);
  Tok variable();
  [[noreturn]] void fail(const char* what, std::uint32_t offset, std::uint32_t from_line, bool to_end);
};

bool is_word_start(char c);  ///< letters, `_`, bytes of UTF-8
bool is_word_part(char c);   ///< and digits, `$`

}  // namespace plumb::sql
