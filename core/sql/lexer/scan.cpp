#include "plumb/core/sql/lexer/scan.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "plumb/core/base/text.h"

namespace plumb::sql {
namespace {

enum : std::uint8_t { kStart = 1, kPart = 2, kDigit = 4, kBlank = 8, kPgOperator = 16 };

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (int c = 0; c < 256; ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    if (letter) classes[static_cast<std::size_t>(c)] |= kStart | kPart;
    if (c >= '0' && c <= '9') classes[static_cast<std::size_t>(c)] |= kDigit | kPart;
    if (c == '$') classes[static_cast<std::size_t>(c)] |= kPart;
    if (c == ' ' || (c >= '\t' && c <= '\r')) classes[static_cast<std::size_t>(c)] |= kBlank;
  }
  for (char c : std::string_view("+-*/<>=~!@#%^&|`?")) classes[static_cast<unsigned char>(c)] |= kPgOperator;
  return classes;
}
constexpr std::array<std::uint8_t, 256> kClasses = make_classes();
bool is(char c, std::uint8_t what) { return kClasses[static_cast<unsigned char>(c)] & what; }

}  // namespace

bool is_word_start(char c) { return is(c, kStart); }
bool is_word_part(char c) { return is(c, kPart); }

void Scan::fail(const char* what, std::uint32_t offset, std::uint32_t from_line, bool to_end) {
  // Behind a quote that nobody closes nothing can be read: one error, not one for each line of the
  // rest.
  if (to_end) at = static_cast<std::uint32_t>(text.size());
  throw SyntaxError{"syntax", what, offset, 1, from_line};
}

void Scan::skip_blanks() {
  while (at < text.size() && is(text[at], kBlank)) line += text[at++] == '\n';
  if (at == 0 && text.starts_with("\xEF\xBB\xBF")) {
    at = 3;
    skip_blanks();
  }
}

void Scan::skip_line() {
  const void* end = std::memchr(text.data() + at, '\n', text.size() - at);
  at = static_cast<std::uint32_t>(end ? static_cast<const char*>(end) - text.data() : text.size());
}

void Scan::skip_bad() {
  while (at < text.size() && text[at] != ';') line += text[at++] == '\n';
  if (at < text.size()) ++at;
}

Scanned Scan::next(Token& token) {
  skip_blanks();
  token = {at, 0, line, Tok::End};
  Scanned found = Scanned::Token;
  const char c = peek();
  if (at >= text.size()) {
    found = Scanned::End;
  } else if (starts(delimiter)) {
    at += static_cast<std::uint32_t>(delimiter.size());
    found = Scanned::Delimiter;
  } else if (c == '-' && peek(1) == '-' &&
             (!syntax.dashes_need_blank || at + 2 >= text.size() || static_cast<unsigned char>(peek(2)) <= ' ')) {
    skip_line();
    found = Scanned::Comment;
  } else if (c == '#' && syntax.hash_comments) {
    skip_line();
    found = Scanned::Comment;
  } else if (c == '/' && peek(1) == '*') {
    found = block_comment(token);
  } else if (c == '*' && peek(1) == '/' && open_comments > 0) {
    at += 2;
    --open_comments;
    found = Scanned::Close;
  } else if (c == '\\' && syntax.psql_commands) {
    skip_line();
    found = Scanned::Command;
  } else {
    token.kind = scan_token();
  }
  token.length = at - token.offset;
  return found;
}

bool Scan::version_counts(std::uint32_t digits_from, std::uint32_t digits) const {
  if (digits == 0) return true;
  std::uint32_t version = 0;
  for (std::uint32_t i = 0; i < digits; ++i)
    version = version * 10 + static_cast<std::uint32_t>(text[digits_from + i] - '0');
  // MariaDB takes the versions 5.7 to 9.99 for MySQL's own and does not run what they guard.
  if (syntax.grammar.mariadb && text[digits_from - 1] == '!' && text[digits_from - 2] == '*' && version >= 50700 &&
      version <= 99999)
    return false;
  return syntax.server_version == 0 || version <= syntax.server_version;
}

Scanned Scan::block_comment(Token& token) {
  const std::uint32_t from = at;
  const char kind = peek(2);
  if (syntax.versioned_comments) {
    const bool own = (kind == 'T' && syntax.grammar.tidb) || (kind == 'M' && syntax.grammar.mariadb);
    std::uint32_t p = at + 3;
    if (own && p < text.size() && text[p] == '!')
      ++p;
    else if (kind != '!')
      p = 0;
    if (p && own && kind == 'T' && p < text.size() && text[p] == '[')
      while (p < text.size() && text[p] != '\n' && text[p++] != ']') {
      }
    if (p) {
      std::uint32_t digits = 0;
      while (digits < 6 && p + digits < text.size() && is(text[p + digits], kDigit)) ++digits;
      if (digits < 5) digits = 0;
      if (version_counts(p, digits)) {
        at = p + digits;
        ++open_comments;
        return Scanned::Open;
      }
      skip_skipped_code(from);
      return Scanned::Comment;
    }
  }
  int depth = 0;
  while (true) {
    const char* found =
        at < text.size() ? static_cast<const char*>(std::memchr(text.data() + at, '*', text.size() - at)) : nullptr;
    if (!found) {
      // SQLite takes a comment that is not closed to the end of the text.
      if (!syntax.grammar.sqlite) fail("this comment is not closed; add `*/`", from, token.line, true);
      at = static_cast<std::uint32_t>(text.size());
      break;
    }
    const auto star = static_cast<std::uint32_t>(found - text.data());
    line += static_cast<std::uint32_t>(std::count(text.data() + at, found, '\n'));
    const bool opens = star > 0 && text[star - 1] == '/' && star - 1 >= at;
    at = star + 1;
    if (opens && (depth == 0 || syntax.nested_comments))
      ++depth;
    else if (at < text.size() && text[at] == '/') {
      ++at;
      if (--depth <= 0) break;
    }
  }
  return kind == '+' ? Scanned::Hint : Scanned::Comment;
}

// A versioned comment for another server: its code ends at the */ outside of quotes and inner
// comments.
void Scan::skip_skipped_code(std::uint32_t from) {
  const std::uint32_t from_line = line;
  for (at = from + 3; at < text.size();) {
    const char c = text[at];
    if (c == '*' && peek(1) == '/') {
      at += 2;
      return;
    }
    if (c == '\'' || c == '"' || c == '`')
      quoted(c, Tok::String, c != '`' && syntax.backslash_escapes);
    else
      line += text[at++] == '\n';
  }
  fail("this comment is not closed; add `*/`", from, from_line, true);
}

std::string_view Scan::annotation(const Token& comment) const {
  std::string_view words = text.substr(comment.offset, comment.length);
  if (words.starts_with("/*")) {
    words.remove_prefix(2);
    if (words.ends_with("*/")) words.remove_suffix(2);
  } else {
    words.remove_prefix(words.starts_with("--") ? 2 : 1);
  }
  words = trim(words);
  const bool speaks = (words.size() > 1 && words[0] == '@' && is_word_start(words[1])) || words.starts_with("plumb:") ||
                      words.starts_with("migrate:");
  return speaks ? words : std::string_view();
}

Tok Scan::scan_token() {
  const char c = text[at];
  Tok kind = Tok::Word;
  switch (c) {
    case '\'': return string(syntax.backslash_escapes);
    case '"':
      if (syntax.double_quoted_strings) return string(syntax.backslash_escapes);
      return quoted('"', Tok::Name, false);
    case '`':
      if (syntax.backtick_names) return quoted('`', Tok::Name, false);
      break;
    case '[':
      if (syntax.bracket_names) return quoted(']', Tok::Name, false);
      break;
    case '$':
      if (syntax.dollar_strings && dollar_string()) return Tok::String;
      if (syntax.dollar_strings && is(peek(1), kDigit)) {
        for (++at; is(peek(), kDigit);) ++at;
        return Tok::Parameter;
      }
      if (syntax.grammar.sqlite && is(peek(1), kPart)) break;
      if (syntax.grammar.mysql) return word();
      break;
    default: break;
  }
  if (is(c, kStart)) return prefixed_string(kind) ? kind : word();
  if (is(c, kDigit) || (c == '.' && is(peek(1), kDigit))) return number();
  return operators();
}

Tok Scan::word() {
  ++at;
  if (delimiter == ";") {
    while (at < text.size() && is(text[at], kPart)) ++at;
  } else {
    // mysql's client finds the delimiter inside of a word too: END$$
    while (at < text.size() && is(text[at], kPart) && !starts(delimiter)) ++at;
  }
  return Tok::Word;
}

Tok Scan::number() {
  const std::uint32_t from = at;
  auto digits = [&](auto&& accepted) {
    while (accepted(peek()) || (peek() == '_' && accepted(peek(1)) && !syntax.grammar.mysql)) ++at;
  };
  auto decimal = [](char c) { return is(c, kDigit); };
  const char radix = lower(peek(1));
  if (peek() == '0' && (radix == 'x' || radix == 'b' || radix == 'o')) {
    at += 2;
    if (radix == 'x')
      digits([](char c) { return is(c, kDigit) || (lower(c) >= 'a' && lower(c) <= 'f'); });
    else if (radix == 'b')
      digits([](char c) { return c == '0' || c == '1'; });
    else
      digits([](char c) { return c >= '0' && c <= '7'; });
    if (at - from > 2 && !is(peek(), kPart)) return Tok::Number;
    at = from + 1;  // 0 and a word behind it: an error or (MySQL) a name, said below
  } else {
    digits(decimal);
    if (peek() == '.' && peek(1) != '.') {
      ++at;
      digits(decimal);
    }
    const std::uint32_t sign = peek(1) == '+' || peek(1) == '-';
    if (lower(peek()) == 'e' && is(peek(1 + sign), kDigit)) {
      at += 1 + sign;
      digits(decimal);
    }
  }
  if (!is(peek(), kPart)) return Tok::Number;
  if (delimiter != ";" && starts(delimiter)) return Tok::Number;
  // MySQL: a name may start with digits.
  if (syntax.grammar.mysql && text.substr(from, at - from).find('.') == std::string_view::npos) return word();
  fail("this is neither a number nor a name; put a blank behind the number, or quote the name", from, line, false);
}

Tok Scan::variable() {
  at += peek(1) == '@' ? 2 : 1;
  const char c = peek();
  if (c == '`' || c == '\'' || c == '"') return quoted(c, Tok::Variable, c != '`' && syntax.backslash_escapes);
  while (is(peek(), kPart) || (peek() == '.' && is(peek(1), kPart))) {
    if (delimiter != ";" && starts(delimiter)) break;
    ++at;
  }
  return Tok::Variable;
}

Tok Scan::operators() {
  const char c = text[at], d = peek(1);
  if (syntax.grammar.postgres && is(c, kPgOperator)) return postgres_operator();
  if (syntax.grammar.mysql && c == '@' && (d == '@' || d == '`' || d == '\'' || d == '"' || is(d, kPart)))
    return variable();
  if (c == '?') {
    for (++at; is(peek(), kDigit) && syntax.grammar.sqlite;) ++at;
    return Tok::Parameter;
  }
  if (syntax.grammar.sqlite && (c == ':' || c == '@' || c == '$') && is(d, kPart)) {
    for (++at; is(peek(), kPart);) ++at;
    return Tok::Parameter;
  }
  static constexpr std::string_view three[] = {"->>", "<=>"};
  static constexpr std::string_view two[] = {"<=", ">=", "<>", "!=", "==", "||", "<<",
                                             ">>", "->", "::", ":=", "=>", "&&", ".."};
  for (std::string_view op : three)
    if (starts(op)) return at += 3, Tok::Operator;
  for (std::string_view op : two)
    if (starts(op)) return at += 2, Tok::Operator;
  if (std::strchr("()[],.;:=<>+-*/%&|~^!{}@", c) && c) return ++at, Tok::Operator;
  if (c == '\\' || static_cast<unsigned char>(c) < ' ') fail("no SQL starts with this character", at, line, false);
  fail("this character has no meaning in SQL here", at, line, false);
}

// PostgreSQL: as many characters as can be, but never the start of a comment, and + or - at the end
// only where a character stands before it that no standard operator has (so that `a=-1` is two
// operators).
Tok Scan::postgres_operator() {
  const std::uint32_t from = at;
  while (at < text.size() && is(text[at], kPgOperator)) {
    if (at > from && ((text[at] == '-' && peek(1) == '-') || (text[at] == '/' && peek(1) == '*'))) break;
    ++at;
  }
  if (at == from + 1 && text[from] == '=' && peek() == '>') ++at;
  const bool special = text.substr(from, at - from).find_first_of("~!@#%^&|`?") != std::string_view::npos;
  while (!special && at - from > 1 && (text[at - 1] == '+' || text[at - 1] == '-')) --at;
  return Tok::Operator;
}

}  // namespace plumb::sql
