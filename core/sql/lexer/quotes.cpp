// Quotes: where a string or a quoted name ends, in each dialect's way.
#include <algorithm>
#include <cstring>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer/scan.h"

namespace plumb::sql {

// The cursor stands on the opening quote (for `]` on `[`). A doubled closing quote belongs to the
// text, but for [ ].
Tok Scan::quoted(char quote, Tok kind, bool backslashes) {
  const std::uint32_t from = at, from_line = line;
  const char* const end = text.data() + text.size();
  for (++at;;) {
    const char* p = text.data() + at;
    if (backslashes) {
      while (p < end && *p != quote && *p != '\\') ++p;
    } else {
      const void* found = p < end ? std::memchr(p, quote, static_cast<std::size_t>(end - p)) : nullptr;
      p = found ? static_cast<const char*>(found) : end;
    }
    line += static_cast<std::uint32_t>(std::count(text.data() + at, p, '\n'));
    at = static_cast<std::uint32_t>(p - text.data());
    if (p >= end) {
      line = from_line;
      fail(kind == Tok::Name ? "this quoted name is not closed" : "this string is not closed", from, from_line, true);
    }
    if (*p == '\\') {
      line += at + 1 < text.size() && text[at + 1] == '\n';
      at = std::min(at + 2, static_cast<std::uint32_t>(text.size()));
    } else if (quote != ']' && peek(1) == quote) {
      at += 2;
    } else {
      ++at;
      return kind;
    }
  }
}

// PostgreSQL: 'a' and a line end and 'b' are one string.
Tok Scan::string(bool backslashes) {
  quoted(text[at], Tok::String, backslashes);
  while (syntax.grammar.postgres) {
    std::uint32_t p = at, lines = 0;
    while (p < text.size()) {
      if (is_word_part(text[p])) break;
      if (text[p] == '\n')
        ++lines, ++p;
      else if (text[p] == ' ' || (text[p] >= '\t' && text[p] <= '\r'))
        ++p;
      else if (text.substr(p).starts_with("--"))
        while (p < text.size() && text[p] != '\n') ++p;
      else
        break;
    }
    if (lines == 0 || p >= text.size() || text[p] != '\'') break;
    at = p;
    line += lines;
    quoted('\'', Tok::String, backslashes);
  }
  return Tok::String;
}

bool Scan::dollar_string() {
  std::uint32_t p = at + 1;
  if (p < text.size() && is_word_start(text[p]))
    while (p < text.size() && is_word_part(text[p]) && text[p] != '$') ++p;
  if (p >= text.size() || text[p] != '$') return false;
  const std::string_view tag = text.substr(at, p + 1 - at);
  const std::size_t end = text.find(tag, p + 1);
  if (end == std::string_view::npos) {
    fail("this $…$ string is not closed", at, line, true);
  }
  const auto behind = static_cast<std::uint32_t>(end + tag.size());
  line += static_cast<std::uint32_t>(std::count(text.begin() + at, text.begin() + behind, '\n'));
  at = behind;
  return true;
}

// E'…', U&'…', B'…', X'…', N'…', U&"…": a letter that belongs to the quote behind it.
bool Scan::prefixed_string(Tok& kind) {
  const char d = peek(1);
  if (d != '\'' && d != '&') return false;
  const char c = lower(text[at]);
  const bool extended = syntax.escape_strings || syntax.grammar.mysql;
  if (d == '&') {
    if (c != 'u' || !syntax.escape_strings || (peek(2) != '\'' && peek(2) != '"')) return false;
    at += 2;
    kind = peek() == '"' ? quoted('"', Tok::Name, false) : string(false);
    // … UESCAPE '!'
    std::uint32_t p = at;
    while (p < text.size() && (text[p] == ' ' || (text[p] >= '\t' && text[p] <= '\r'))) ++p;
    if (!equals_ignoring_case(text.substr(p, 7), "uescape")) return true;
    for (p += 7; p < text.size() && (text[p] == ' ' || (text[p] >= '\t' && text[p] <= '\r'));) ++p;
    if (p + 2 >= text.size() || text[p] != '\'' || text[p + 2] != '\'') return true;
    line += static_cast<std::uint32_t>(std::count(text.begin() + at, text.begin() + p, '\n'));
    at = p + 3;
    return true;
  }
  if (c == 'x')
    kind = Tok::Blob;
  else if (c == 'b' && extended)
    kind = Tok::Bits;
  else if ((c == 'n' && extended) || (c == 'e' && syntax.escape_strings))
    kind = Tok::String;
  else
    return false;
  ++at;
  string(c == 'e' || (c == 'n' && syntax.backslash_escapes));
  return true;
}

}  // namespace plumb::sql
