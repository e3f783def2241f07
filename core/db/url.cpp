// Database addresses, read and shown.
#include "plumb/core/db/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/db/url_parts.h"

namespace plumb {
namespace {

constexpr std::string_view known_schemes =
    "postgres://, postgresql://, mysql://, tidb://, mariadb://, sqlite://path, sqlite::memory: and "
    "file:path";

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

bool is_scheme_char(char c) { return is_url_key(c) ? c != '_' : c == '+'; }

std::string_view scheme_of(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_scheme_char(text[end])) ++end;
  if (end == 0 || end == text.size() || text[end] != ':' || !is_url_letter(text[0])) return {};
  return text.substr(0, end);
}

[[noreturn]] void refuse_scheme(const std::string& scheme) {
  std::vector<std::string> names;
  for (const Scheme& known : schemes) names.emplace_back(known.name);
  // SQLAlchemy writes the driver behind a plus.
  const std::string_view meant = nearest(scheme.substr(0, scheme.find('+')), names);
  throw Error(Code::Usage,
              fmt::format("`{}` is not a database that plumb knows; {}he known forms are {}", visible(scheme),
                          meant.empty() ? "t" : fmt::format("did you mean `{}`? T", meant), known_schemes));
}

int parse_port(std::string_view digits) {
  int port = 0;
  for (const char c : digits.substr(0, 6)) port = is_url_digit(c) ? port * 10 + (c - '0') : 0;
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
    throw Error(Code::Usage, fmt::format("`{}` names no file; write sqlite://dev.db, sqlite:///absolute/path.db or "
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
      take_option(url, percent_decoded(item.substr(0, equals)), percent_decoded(item.substr(equals + 1)));
    }
    at = end + 1;
  }
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
  out += host.starts_with('/') ? std::string() : in_brackets ? '[' + host + ']' : percent_encoded(host);
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
  return folded == "sqlite" || folded == "file" || folded == "jdbc" || text.substr(scheme.size()).starts_with("://");
}

Url parse_url(std::string_view text) {
  text = trim(text);
  const std::string scheme = lower(scheme_of(text));
  if (scheme.empty()) {
    // Not shown: `user:password@host/db` without its scheme ends here too.
    throw Error(Code::Usage, fmt::format("this is not a database address; it starts with one of {}", known_schemes));
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
    throw Error(Code::Usage,
                fmt::format("the {0} address cannot be read; its form is "
                            "{0}://user:password@host:port/database?option=value, and in the user and the password "
                            "write @ as %40, / as %2F, ? as %3F, # as %23 and : as %3A",
                            scheme));
  }
  const UrlLocation& location = parts->location;
  if (location.host.find(',') != std::string_view::npos) {
    throw Error(Code::Usage,
                fmt::format("the {} address names several hosts; plumb changes one server, name that one", scheme));
  }
  if (parts->user) {
    const std::size_t colon = parts->user->find(':');
    url.user = percent_decoded(parts->user->substr(0, colon));
    if (colon != std::string_view::npos) url.password = percent_decoded(parts->user->substr(colon + 1));
  }
  const bool in_brackets = location.host.starts_with('[');
  url.host = percent_decoded(in_brackets ? location.host.substr(1, location.host.size() - 2) : location.host);
  if (!location.port.empty()) url.port = parse_port(location.port);
  url.database = percent_decoded(location.path);
  take_query(url, location.query);
  return url;
}

}  // namespace plumb
