// Database addresses. People paste passwords that nobody percent-encoded, so an address is split at
// the
// `@` behind which everything is well formed, not simply at the first or the last one.
#include "plumb/core/db/url.h"

#include <fmt/format.h>

#include <array>
#include <utility>
#include <vector>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"

namespace plumb {
namespace {

constexpr std::string_view known_schemes =
    "postgres://, postgresql://, mysql://, tidb://, mariadb://, sqlite://path, sqlite::memory: and "
    "file:path";
constexpr std::string_view secret_sign = "***";

struct Scheme {
  std::string_view name, flavour;
};
constexpr std::array<Scheme, 7> schemes{{{"postgres", "postgres"},
                                         {"postgresql", "postgres"},
                                         {"mysql", "mysql"},
                                         {"tidb", "tidb"},
                                         {"mariadb", "mariadb"},
                                         {"sqlite", "sqlite"},
                                         {"file", "sqlite"}}};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_key_char(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.'; }
bool is_scheme_char(char c) {
  return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// A `%` that starts no escape stays: in a pasted password it is meant as it stands.
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
    if (is_key_char(c) || c == '~' || c == '/' || c == ':' || byte >= 0x80) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", byte);
    }
  }
  return out;
}

bool names_a_secret(std::string_view key) {
  static constexpr std::array<std::string_view, 10> signs{
      "password", "passwd",  "passphrase", "pwd",        "secret",
      "token",    "api_key", "apikey",     "credential", "hexkey"};
  const std::string folded = lower(key);
  for (const std::string_view sign : signs) {
    if (folded.find(sign) != std::string::npos) return true;
  }
  return folded == "pass" || folded == "key";  // `key` is how encrypted SQLite takes its one
}

/// What follows the user: `host[:port][/database][?key=value&…]`.
struct Location {
  std::string_view host, port, path, query;
};

bool well_formed_query(std::string_view query) {
  std::size_t at = 0;
  while (at <= query.size()) {
    const std::size_t end = std::min(query.find('&', at), query.size());
    const std::string_view item = query.substr(at, end - at);
    const std::size_t equals = item.find('=');
    if (!item.empty()) {
      if (equals == std::string_view::npos || equals == 0) return false;
      for (const char c : item.substr(0, equals)) {
        if (!is_key_char(c) && c != '%') return false;
      }
    }
    at = end + 1;
  }
  return true;
}

// Empty where `text` is not well formed. An `@` may stand in the query only.
std::optional<Location> split_location(std::string_view text) {
  Location location;
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
      if (hex_value(c) < 0 && c != ':' && c != '.' && c != '%' && !is_key_char(c))
        return std::nullopt;
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
      const bool fits =
          is_key_char(c) || c == '%' || c == ',' || static_cast<unsigned char>(c) >= 0x80;
      if (!fits) return std::nullopt;
    }
  }
  for (const char c : location.port) {
    if (!is_digit(c)) return std::nullopt;
  }
  return location;
}

struct Authority {
  std::optional<std::string_view> user;  ///< `user[:password]`
  Location location;
};

std::optional<Authority> split_authority(std::string_view rest) {
  if (auto location = split_location(rest)) return Authority{std::nullopt, *location};
  for (std::size_t at = rest.find('@'); at != std::string_view::npos; at = rest.find('@', at + 1)) {
    if (auto location = split_location(rest.substr(at + 1)))
      return Authority{rest.substr(0, at), *location};
  }
  return std::nullopt;
}

std::string_view scheme_of(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_scheme_char(text[end])) ++end;
  if (end == 0 || end == text.size() || text[end] != ':' || !is_letter(text[0])) return {};
  return text.substr(0, end);
}

[[noreturn]] void refuse_scheme(const std::string& scheme) {
  std::vector<std::string> names;
  for (const Scheme& known : schemes) names.emplace_back(known.name);
  // SQLAlchemy writes the driver behind a plus.
  const std::string_view meant = nearest(scheme.substr(0, scheme.find('+')), names);
  throw Error(
      Code::Usage,
      fmt::format("`{}` is not a database that plumb knows{}; the known forms are {}",
                  visible(scheme), meant.empty() ? "" : fmt::format(", did you mean `{}`?", meant),
                  known_schemes));
}

int parse_port(std::string_view digits) {
  int port = 0;
  for (const char c : digits.substr(0, 6)) port = is_digit(c) ? port * 10 + (c - '0') : 0;
  if (port < 1 || port > 65535) {
    throw Error(Code::Usage, "the port of the database address is not a number from 1 to 65535");
  }
  return port;
}

Url parse_sqlite(Url url, std::string_view text) {
  std::string_view path = text.substr(url.scheme.size() + 1);
  if (url.scheme == "file") {
    path = text;  // SQLite reads this form itself
  } else if (path.starts_with("//")) {
    path = path.substr(2);
  }
  if (path.empty() || path == "file:" || path == "file://") {
    throw Error(
        Code::Usage,
        fmt::format("`{}` names no file; write sqlite://dev.db, sqlite:///absolute/path.db or "
                    "sqlite::memory:",
                    text));
  }
  if (path.find('\0') != std::string_view::npos) {
    throw Error(Code::Usage, "the path of the database address holds a NUL byte");
  }
  url.path = path;
  return url;
}

// libpq and JDBC also take the parts of an address as options; they win, as they do there.
void take_option(Url& url, std::string key, std::string value) {
  if (key == "user") {
    url.user = std::move(value);
  } else if (key == "password") {
    url.password = std::move(value);
  } else if (key == "host") {
    url.host = std::move(value);
  } else if (key == "port") {
    url.port = parse_port(value);
  } else if (key == "dbname") {
    url.database = std::move(value);
  } else {
    url.options[std::move(key)] = std::move(value);
  }
}

void take_query(Url& url, std::string_view query) {
  std::size_t at = 0;
  while (at < query.size()) {
    const std::size_t end = std::min(query.find('&', at), query.size());
    const std::string_view item = query.substr(at, end - at);
    if (const std::size_t equals = item.find('='); equals != std::string_view::npos) {
      take_option(url, percent_decoded(item.substr(0, equals)),
                  percent_decoded(item.substr(equals + 1)));
    }
    at = end + 1;
  }
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

std::string with_redacted_query(std::string_view text) {
  const std::size_t question = text.find('?');
  if (question == std::string_view::npos) return std::string(text);
  return std::string(text.substr(0, question + 1)) + redacted_query(text.substr(question + 1));
}

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
  return fmt::format("{}{}{}", user.substr(0, colon + 1), has_secret ? secret_sign : "",
                     with_redacted_query(location));
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
    for (std::size_t at = text.find(key); at != std::string_view::npos;
         at = text.find(key, at + 1)) {
      std::size_t next = at + key.size();
      while (next < text.size() && is_blank(text[next])) ++next;
      if (next < text.size() && text[next] == '=' && (at == 0 || is_blank(text[at - 1])))
        return true;
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

std::string_view Url::dialect() const {
  if (flavour == "postgres" || flavour == "sqlite") return flavour;
  return "mysql";
}

std::string Url::display() const {
  if (scheme == "file") return with_redacted_query(path);
  if (flavour == "sqlite") return path == ":memory:" ? "sqlite::memory:" : "sqlite://" + path;
  std::string out = scheme + "://";
  if (!user.empty() || !password.empty()) {
    out += percent_encoded(user);
    if (!password.empty()) out += fmt::format(":{}", secret_sign);
    out += '@';
  }
  const bool in_brackets = host.find(':') != std::string::npos && !host.starts_with('/');
  // A socket's folder cannot stand where a host stands.
  out += host.starts_with('/') ? std::string()
         : in_brackets         ? '[' + host + ']'
                               : percent_encoded(host);
  if (port) out += fmt::format(":{}", *port);
  out += '/' + percent_encoded(database);
  char separator = '?';
  const auto add = [&](std::string_view key, std::string_view value) {
    out += fmt::format("{}{}={}", std::exchange(separator, '&'), percent_encoded(key), value);
  };
  if (host.starts_with('/')) add("host", percent_encoded(host));
  for (const auto& [key, value] : options) {
    add(key, names_a_secret(key) ? std::string(secret_sign) : percent_encoded(value));
  }
  return out;
}

bool looks_like_url(std::string_view text) {
  const std::string_view scheme = scheme_of(text);
  if (scheme.empty()) return false;
  const std::string folded = lower(scheme);
  return folded == "sqlite" || folded == "file" || folded == "jdbc" ||
         text.substr(scheme.size()).starts_with("://");
}

Url parse_url(std::string_view text) {
  text = trim(text);
  const std::string scheme = lower(scheme_of(text));
  if (scheme.empty()) {
    // Not shown: `user:password@host/db` without its scheme ends here too.
    throw Error(Code::Usage, fmt::format("this is not a database address; it starts with one of {}",
                                         known_schemes));
  }
  Url url{.scheme = scheme};
  for (const Scheme& known : schemes) {
    if (known.name == scheme) url.flavour = known.flavour;
  }
  if (url.flavour.empty()) refuse_scheme(scheme);
  if (url.flavour == "sqlite") return parse_sqlite(std::move(url), text);

  std::string_view rest = text.substr(scheme.size() + 1);
  if (!rest.starts_with("//")) {
    throw Error(Code::Usage, fmt::format("a database address needs `//` behind `{}:`", scheme));
  }
  rest = rest.substr(2);
  const auto parts = split_authority(rest);
  if (!parts) {
    throw Error(
        Code::Usage,
        fmt::format(
            "the {0} address cannot be read; its form is "
            "{0}://user:password@host:port/database?option=value, and in the user and the password "
            "write @ as %40, / as %2F, ? as %3F, # as %23 and : as %3A",
            scheme));
  }
  const Location& location = parts->location;
  if (location.host.find(',') != std::string_view::npos) {
    throw Error(
        Code::Usage,
        fmt::format("the {} address names several hosts; plumb changes one server, name that one",
                    scheme));
  }
  if (parts->user) {
    const std::size_t colon = parts->user->find(':');
    url.user = percent_decoded(parts->user->substr(0, colon));
    if (colon != std::string_view::npos)
      url.password = percent_decoded(parts->user->substr(colon + 1));
  }
  const bool in_brackets = location.host.starts_with('[');
  url.host = percent_decoded(in_brackets ? location.host.substr(1, location.host.size() - 2)
                                         : location.host);
  if (!location.port.empty()) url.port = parse_port(location.port);
  url.database = percent_decoded(location.path);
  take_query(url, location.query);
  return url;
}

std::string redact(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const bool conninfo = looks_like_conninfo(text);
  std::size_t at = 0;
  while (at < text.size()) {
    if (!is_key_char(text[at])) {
      out += text[at++];
      continue;
    }
    std::size_t word_end = at;
    while (word_end < text.size() && (is_key_char(text[word_end]) || text[word_end] == '+'))
      ++word_end;
    const std::string_view word = text.substr(at, word_end - at);
    if (text.substr(word_end).starts_with("://")) {
      const std::size_t end = end_of_address(text, at);
      const std::size_t rest = word_end + 3;
      const std::string folded = lower(word);
      out += text.substr(at, rest - at);
      if (end > rest) {
        const std::string_view body = text.substr(rest, end - rest);
        out += folded == "sqlite" || folded == "file" ? with_redacted_query(body)
                                                      : redacted_rest(body);
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
