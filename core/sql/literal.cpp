#include "plumb/core/sql/literal.h"

#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer/scan.h"

namespace plumb::sql {
namespace {

bool blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void append_utf8(std::string& out, std::uint32_t c) {
  const auto byte = [&](std::uint32_t b) { out += static_cast<char>(static_cast<unsigned char>(b)); };
  if (c < 0x80)
    byte(c);
  else if (c < 0x800)
    byte(0xC0 | c >> 6), byte(0x80 | (c & 0x3F));
  else if (c < 0x10000)
    byte(0xE0 | c >> 12), byte(0x80 | (c >> 6 & 0x3F)), byte(0x80 | (c & 0x3F));
  else
    byte(0xF0 | (c >> 18 & 7)), byte(0x80 | (c >> 12 & 0x3F)), byte(0x80 | (c >> 6 & 0x3F)), byte(0x80 | (c & 0x3F));
}

// Up to `most` digits at `at`, stepping over them; -1 where there are fewer than `least`.
long number_at(std::string_view s, std::size_t& at, std::size_t least, std::size_t most, int base) {
  long value = 0;
  std::size_t n = 0;
  for (; n < most && at + n < s.size(); ++n) {
    const int d = hex_digit(s[at + n]);
    if (d < 0 || d >= base) break;
    value = value * base + d;
  }
  if (n < least) return -1;
  at += n;
  return value;
}

// UTF-16 pairs are written as two escapes.
void append_unicode(std::string& out, long value, long& high) {
  if (value >= 0xD800 && value < 0xDC00) {
    high = value;
    return;
  }
  if (high && value >= 0xDC00 && value < 0xE000) value = 0x10000 + ((high - 0xD800) << 10) + (value - 0xDC00);
  high = 0;
  append_utf8(out, static_cast<std::uint32_t>(value));
}

// One backslash escape of E'…'; `at` stands behind the backslash.
void postgres_escape(std::string& out, std::string_view s, std::size_t& at, long& high) {
  const char c = s[at++];
  std::size_t digits = at;
  long value = -1;
  switch (c) {
    case 'b': out += '\b'; return;
    case 'f': out += '\f'; return;
    case 'n': out += '\n'; return;
    case 'r': out += '\r'; return;
    case 't': out += '\t'; return;
    case 'x':
      value = number_at(s, digits, 1, 2, 16);
      if (value < 0) break;
      at = digits;
      out += static_cast<char>(value);
      return;
    case 'u':
    case 'U':
      value = number_at(s, digits, c == 'u' ? 4 : 8, c == 'u' ? 4 : 8, 16);
      if (value < 0) break;
      at = digits;
      append_unicode(out, value, high);
      return;
    default: break;
  }
  if (c >= '0' && c <= '7') {
    at = digits - 1;
    out += static_cast<char>(number_at(s, at, 1, 3, 8));
    return;
  }
  out += c;
}

void mysql_escape(std::string& out, char c) {
  switch (c) {
    case '0': out += '\0'; return;
    case 'b': out += '\b'; return;
    case 'n': out += '\n'; return;
    case 'r': out += '\r'; return;
    case 't': out += '\t'; return;
    case 'Z': out += '\x1A'; return;
    case '%':
    case '_': out += '\\'; break;  // stays: it escapes a wildcard of LIKE
    default: break;
  }
  out += c;
}

enum class Escapes { None, Postgres, Mysql };

// 'a', or 'a' 'b' with a line end between them.
std::string quoted_value(std::string_view s, Escapes escapes) {
  std::string out;
  out.reserve(s.size());
  long high = 0;
  for (std::size_t at = 0; at < s.size();) {
    const char quote = s[at++];
    while (at < s.size()) {
      const char c = s[at++];
      if (c == quote) {
        if (at >= s.size() || s[at] != quote) break;
        ++at;
        out += c;
      } else if (c == '\\' && escapes != Escapes::None && at < s.size()) {
        if (escapes == Escapes::Mysql)
          mysql_escape(out, s[at++]);
        else
          postgres_escape(out, s, at, high);
      } else {
        out += c;
      }
    }
    while (at < s.size() && s[at] != '\'') {  // blanks and comments before the next part
      if (s.substr(at).starts_with("--"))
        while (at < s.size() && s[at] != '\n') ++at;
      else
        ++at;
    }
  }
  return out;
}

// U&'…' and U&"…": \0041, \+01F600, with UESCAPE another character than the backslash.
std::string unicode_value(std::string_view s) {
  char escape = '\\';
  std::size_t end = s.size();
  if (s.size() > 5 && s.back() == '\'') {
    std::size_t p = s.size() - 3;
    while (p > 0 && blank(s[p - 1])) --p;
    if (p >= 7 && equals_ignoring_case(s.substr(p - 7, 7), "uescape")) {
      escape = s[s.size() - 2];
      end = p - 7;
      while (end > 0 && blank(s[end - 1])) --end;
    }
  }
  std::string raw = quoted_value(s.substr(0, end), Escapes::None), out;
  long high = 0;
  for (std::size_t at = 0; at < raw.size();) {
    const char c = raw[at++];
    if (c != escape || at >= raw.size()) {
      out += c;
      continue;
    }
    if (raw[at] == escape) {
      out += escape;
      ++at;
      continue;
    }
    std::size_t digits = at + (raw[at] == '+');
    const std::size_t count = raw[at] == '+' ? 6 : 4;
    const long value = number_at(raw, digits, count, count, 16);
    if (value < 0) {
      out += c;
      continue;
    }
    at = digits;
    append_unicode(out, value, high);
  }
  return out;
}

}  // namespace

std::string string_value(std::string_view written, const Syntax& syntax) {
  if (written.size() < 2) return std::string(written);
  const char c = lower(written[0]);
  const Escapes usual = !syntax.backslash_escapes ? Escapes::None
                        : syntax.grammar.postgres ? Escapes::Postgres
                                                  : Escapes::Mysql;
  if (c == '$') {
    const std::size_t tag = written.find('$', 1) + 1;
    return std::string(written.substr(tag, written.size() - 2 * tag));
  }
  if (c == 'u' && written[1] == '&') return unicode_value(written.substr(2));
  if (c == 'e') return quoted_value(written.substr(1), Escapes::Postgres);
  if (c == 'n' || c == 'x' || c == 'b') return quoted_value(written.substr(1), c == 'n' ? usual : Escapes::None);
  return quoted_value(written, usual);
}

std::string name_value(std::string_view written) {
  if (written.size() < 2) return std::string(written);
  if (lower(written[0]) == 'u' && written[1] == '&') return unicode_value(written.substr(2));
  if (written[0] == '[') return std::string(written.substr(1, written.size() - 2));
  return quoted_value(written, Escapes::None);
}

void append_string(std::string& out, std::string_view value, const Syntax& syntax) {
  const bool escaped = syntax.backslash_escapes && value.find('\\') != std::string_view::npos;
  if (escaped && syntax.grammar.postgres) out += 'E';
  out += '\'';
  for (char c : value) {
    if (c == '\'')
      out += '\'';
    else if (c == '\\' && syntax.backslash_escapes)
      out += '\\';
    else if (c == '\0' && syntax.backslash_escapes) {
      out += "\\0";
      continue;
    }
    out += c;
  }
  out += '\'';
}

void append_quoted_name(std::string& out, std::string_view name, const Syntax& syntax) {
  out += syntax.quote;
  for (char c : name) {
    if (c == syntax.quote) out += c;
    out += c;
  }
  out += syntax.quote;
}

bool is_plain_name(std::string_view name, const Syntax& syntax) {
  if (name.empty() || !is_word_start(name[0])) return false;
  for (char c : name) {
    if (!is_word_part(c) || c == '$') return false;
    if (syntax.fold == Fold::Lower && c >= 'A' && c <= 'Z') return false;
  }
  return true;
}

bool is_word_text(std::string_view text) { return !text.empty() && is_word_start(text[0]); }

void append_name(std::string& out, std::string_view name, const Syntax& syntax) {
  if (is_plain_name(name, syntax) && !needs_quotes(name, syntax))
    out += name;
  else
    append_quoted_name(out, name, syntax);
}

}  // namespace plumb::sql
