// Tokens, and the cursor with which every parser walks over them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/base/diagnostics.h"
#include "plumb/core/sql/syntax.h"

namespace plumb::sql {

enum class Tok : std::uint8_t {
  End,
  Word,       ///< an unquoted word: keyword or name
  Name,       ///< a quoted name
  String,     ///< '…', E'…', $$…$$, N'…', _utf8mb4'…' without its introducer; MySQL "…"
  Number,     ///< 1, 1.5e3, 0x1F
  Blob,       ///< x'…'
  Bits,       ///< b'…'
  Operator,   ///< one operator or punctuation: ( ) , . ; = <> || ->> :: …
  Parameter,  ///< ?, ?1, :x, @x, $1
  Variable,   ///< MySQL @x, @@x, @`x`, @'x'; so also the @host behind a user's name
};

/// A token points into the text of its file. 16 bytes: a statement of a million tokens stays small.
struct Token {
  std::uint32_t offset = 0, length = 0, line = 0;
  Tok kind = Tok::End;
};

/// A comment that speaks to plumb: `-- @renamed from=x`, `-- plumb: …`, `-- migrate:up`. Kept beside the
/// tokens, so that parsers never see it. `offset` and `length` are its words without the comment's marks
/// and outer blanks: `@renamed from=x`.
struct Annotation {
  std::uint32_t offset = 0, length = 0, line = 0;
  std::uint32_t before = 0;  ///< index of the token that follows it in the statement
  bool behind = false;       ///< a token stands before it on the same line
};

/// One statement: its tokens without the closing semicolon (a Tok::End stands last), and its annotations.
struct Statement {
  std::vector<Token> tokens;
  std::vector<Annotation> annotations;
  std::uint32_t offset = 0, length = 0, line = 0;  ///< its text without the semicolon
  std::uint32_t line_start = 0;                    ///< offset of the line on which it begins
  void clear() {
    tokens.clear();
    annotations.clear();
  }
};

/// Thrown inside the parsers only and caught by the reader at the end of each statement.
struct SyntaxError {
  std::string rule, message;
  std::uint32_t offset = 0, length = 0, line = 0;
};

/// Walks over one statement. Cheap to copy: a copy is a bookmark.
class Cursor {
 public:
  Cursor(std::string_view text, const Statement& statement, const Syntax& syntax, std::uint32_t file = 0);

  const Syntax& syntax() const { return *syntax_; }
  const Statement& statement() const { return *statement_; }
  std::string_view source() const { return text_; }

  const Token& peek(std::size_t ahead = 0) const;
  const Token& next();  ///< gives the token and steps over it; never past the end
  bool at_end() const { return peek().kind == Tok::End; }
  std::uint32_t position() const { return at_; }
  void seek(std::uint32_t position) { at_ = position; }

  std::string_view text(const Token& t) const { return text_.substr(t.offset, t.length); }
  std::string_view text() const { return text(peek()); }
  /// The source between two positions, trimmed: [from, to).
  std::string_view slice(std::uint32_t from, std::uint32_t to) const;

  bool is(std::string_view word, std::size_t ahead = 0) const;  ///< an unquoted word, any case; `word` upper case
  bool is_op(std::string_view op, std::size_t ahead = 0) const;
  bool is_any(std::initializer_list<std::string_view> words) const;
  bool is_seq(std::initializer_list<std::string_view> words) const;  ///< these words, one after another
  bool accept(std::string_view word);
  bool accept_op(std::string_view op);
  bool accept_seq(std::initializer_list<std::string_view> words);
  void expect(std::string_view word);
  void expect_op(std::string_view op);

  /// An identifier: quoted, or an unquoted word (folded as the dialect folds). Strings too where
  /// `misquoted_names`. Throws where there is none.
  std::string name();
  bool is_name(std::size_t ahead = 0) const;
  std::string name_of(const Token& t) const;  ///< unquoted and folded
  std::string string();                       ///< the value of a string literal
  std::string string_of(const Token& t) const;
  std::string integer();  ///< digits with an optional sign, as text

  /// Steps over one balanced ( … ) and gives what is between the parentheses.
  std::string_view parenthesised();

  Origin origin(const Token& t) const;
  Origin origin() const { return origin(peek()); }
  [[noreturn]] void fail(std::string message) const;  ///< at the next token
  [[noreturn]] void fail_at(const Token& t, std::string message) const;
  [[noreturn]] void expected(std::string_view what) const;  ///< "expected X, found `y`"

  /// Nesting is limited (kMaxNesting), so that no input overflows the stack.
  struct Depth {
    explicit Depth(Cursor& c);
    ~Depth() { --cursor.depth_; }
    Cursor& cursor;
  };

 private:
  std::string_view text_;
  const Statement* statement_;
  const Syntax* syntax_;
  std::uint32_t file_ = 0, at_ = 0;
  int depth_ = 0;
};
inline constexpr int kMaxNesting = 200;

std::uint32_t column_of(std::string_view text, std::uint32_t offset);

}  // namespace plumb::sql
