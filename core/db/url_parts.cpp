// The pieces of a database address.
#include "plumb/core/db/url_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"

namespace plumb {
namespace {

int hex_value(char c) {
  if (is_url_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool well_formed_query(std::string_view query) {
  std::size_t at = 0;
  while (at <= query.size()) {
    const std::size_t end = std::min(query.find('&', at), query.size());
    const std::string_view item = query.substr(at, end - at);
    const std::size_t equals = item.find('=');
    if (!item.empty()) {
      if (equals == std::string_view::npos || equals == 0) return false;
      for (const char c : item.substr(0, equals)) {
        if (!is_url_key(c) && c != '%') return false;
      }
    }
    at = end + 1;
  }
  return true;
}

// Empty where `text` is not well formed. An `@` may stand in the query only.
std::optional<UrlLocation> split_location(std::string_view text) {
  UrlLocation location;
  const std::size_t question = text.find('?');
  if (question != std::string_view::npos) {
    location.query = text.substr(question + 1);
    text = text.substr(0, question);
    if (!well_formed_query(location.query)) return std::nullopt;
  }
  if (text.find('@') != std::string_view::npos) return std::nullopt;
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    location.path = text.substr(slash + 1);
    text = text.substr(0, slash);
  }
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    location.host = text.substr(0, close + 1);
    for (const char c : location.host.substr(1, close - 1)) {
      if (hex_value(c) < 0 && c != ':' && c != '.' && c != '%' && !is_url_key(c)) return std::nullopt;
    }
    text = text.substr(close + 1);
    if (text.empty()) return location;
    if (!text.starts_with(':')) return std::nullopt;
    location.port = text.substr(1);
  } else {
    const std::size_t colon = text.find(':');
    location.host = text.substr(0, colon);
    if (colon != std::string_view::npos) location.port = text.substr(colon + 1);
    for (const char c : location.host) {
      const bool fits = is_url_key(c) || c == '%' || c == ',' || static_cast<unsigned char>(c) >= 0x80;
      if (!fits) return std::nullopt;
    }
  }
  for (const char c : location.port) {
    if (!is_url_digit(c)) return std::nullopt;
  }
  return location;
}

// The query with the values of secrets taken out, every other byte as it stands.
std::string redacted_query(std::string_view query) {
  std::string out;
  std::size_t at = 0;
  while (at < query.size()) {
    const std::size_t end = std::min(query.find('&', at), query.size());
    const std::string_view item = query.substr(at, end - at);
    const std::size_t equals = item.find('=');
    if (equals != std::string_view::npos && names_a_secret(item.substr(0, equals))) {
      out += item.substr(0, equals + 1);
      out += secret_sign;
    } else {
      out += item;
    }
    if (end < query.size()) out += '&';
    at = end + 1;
  }
  return out;
}

}  // namespace

std::string percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high < 0 ? -1 : hex_value(text[i + 2]);
    if (low < 0) {
      out += text[i];
    } else {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  if (out.find('\0') != std::string::npos) {
    throw Error(Code::Usage, "the database address holds a NUL byte (%00)");
  }
  return out;
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_url_key(c) || c == '~' || c == '/' || c == ':' || byte >= 0x80) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", byte);
    }
  }
  return out;
}

std::optional<UrlAuthority> split_authority(std::string_view rest) {
  if (auto location = split_location(rest)) return UrlAuthority{std::nullopt, *location};
  for (std::size_t at = rest.find('@'); at != std::string_view::npos; at = rest.find('@', at + 1)) {
    if (auto location = split_location(rest.substr(at + 1))) return UrlAuthority{rest.substr(0, at), *location};
  }
  return std::nullopt;
}

bool names_a_secret(std::string_view key) {
  static constexpr std::array<std::string_view, 10> signs{"password", "passwd",  "passphrase", "pwd",        "secret",
                                                          "token",    "api_key", "apikey",     "credential", "hexkey"};
  const std::string folded = lower(key);
  for (const std::string_view sign : signs) {
    if (folded.find(sign) != std::string::npos) return true;
  }
  return folded == "pass" || folded == "key";  // `key` is how encrypted SQLite takes its one
}

std::string with_redacted_query(std::string_view text) {
  const std::size_t question = text.find('?');
  if (question == std::string_view::npos) return std::string(text);
  return std::string(text.substr(0, question + 1)) + redacted_query(text.substr(question + 1));
}

}  // namespace plumb
