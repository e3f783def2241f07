// The last gate before any output: no password in running text.
#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>

#include "plumb/core/base/text.h"
#include "plumb/core/db/url.h"
#include "plumb/core/db/url_parts.h"

namespace plumb {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// An address in running text: `rest` is what follows `scheme://`.
std::string redacted_rest(std::string_view rest) {
  std::string_view user;
  std::string_view location = rest;
  if (const auto parts = split_authority(rest)) {
    user = parts->user.value_or(std::string_view{});
    if (parts->user) location = rest.substr(user.size());
  } else if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
    user = rest.substr(0, at);
    location = rest.substr(at);
  } else {
    // No `@`, and what stands behind the colon is no port: the tail was forgotten or cut off.
    user = rest;
    location = {};
  }
  const std::size_t colon = user.find(':');
  if (colon == std::string_view::npos) return std::string(user) + with_redacted_query(location);
  const bool has_secret = colon + 1 < user.size();
  return fmt::format("{}{}{}", user.substr(0, colon + 1), has_secret ? secret_sign : "", with_redacted_query(location));
}

// Where the address that starts at `from` ends: at the quote that opened it, else at a blank.
std::size_t end_of_address(std::string_view text, std::size_t from) {
  std::size_t end = from;
  while (end < text.size() && !is_blank(text[end])) ++end;
  const char quote = from == 0 ? '\0' : text[from - 1];
  if (quote == '"' || quote == '\'' || quote == '`') {
    const std::size_t close = text.find(quote, from);
    if (close != std::string_view::npos && close < end) return close;
  }
  return end;
}

// The end of the value at `at`, in libpq's, a shell's or JSON's quoting.
std::size_t end_of_value(std::string_view text, std::size_t at) {
  if (at >= text.size()) return at;
  const char quote = text[at];
  if (quote != '\'' && quote != '"') {
    while (at < text.size() && !is_blank(text[at])) at += text[at] == '\\' ? 2U : 1U;
    return std::min(at, text.size());
  }
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      return at + 1;
    }
  }
  return text.size();
}

bool looks_like_conninfo(std::string_view text) {
  for (const std::string_view key : {"host", "hostaddr", "dbname", "user", "port"}) {
    for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
      std::size_t next = at + key.size();
      while (next < text.size() && is_blank(text[next])) ++next;
      if (next < text.size() && text[next] == '=' && (at == 0 || is_blank(text[at - 1]))) return true;
    }
  }
  return false;
}

// Behind a key that names a secret and ends at `at`: where its value starts, or nothing. `password
// = x` with blanks is taken only in libpq's form, because it is also how SQL compares a column.
std::optional<std::size_t> value_behind(std::string_view text, std::size_t at, bool conninfo) {
  std::size_t next = at;
  const bool quoted_key = next < text.size() && text[next] == '"';
  if (quoted_key) ++next;
  while (next < text.size() && (conninfo || quoted_key) && is_blank(text[next])) ++next;
  if (next >= text.size()) return std::nullopt;
  if (text[next] != '=' && !(quoted_key && text[next] == ':')) return std::nullopt;
  ++next;
  while (next < text.size() && (conninfo || quoted_key) && is_blank(text[next])) ++next;
  if (next >= text.size() || is_blank(text[next])) return std::nullopt;
  return next;
}

}  // namespace

std::string redact(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const bool conninfo = looks_like_conninfo(text);
  std::size_t at = 0;
  while (at < text.size()) {
    if (!is_url_key(text[at])) {
      out += text[at++];
      continue;
    }
    std::size_t word_end = at;
    while (word_end < text.size() && (is_url_key(text[word_end]) || text[word_end] == '+')) ++word_end;
    const std::string_view word = text.substr(at, word_end - at);
    if (text.substr(word_end).starts_with("://")) {
      const std::size_t end = end_of_address(text, at);
      const std::size_t rest = word_end + 3;
      const std::string folded = lower(word);
      out += text.substr(at, rest - at);
      if (end > rest) {
        const std::string_view body = text.substr(rest, end - rest);
        out += folded == "sqlite" || folded == "file" ? with_redacted_query(body) : redacted_rest(body);
      }
      at = std::max(end, rest);
      continue;
    }
    out += word;
    at = word_end;
    if (!names_a_secret(word) || lower(word) == "key") continue;  // `key =` is everyday SQL
    if (const auto value = value_behind(text, word_end, conninfo)) {
      out += text.substr(word_end, *value - word_end);
      const char quote = text[*value];
      const bool quoted = quote == '\'' || quote == '"';
      out += quoted ? fmt::format("{0}{1}{0}", quote, secret_sign) : std::string(secret_sign);
      at = end_of_value(text, *value);
    }
  }
  return out;
}

}  // namespace plumb
