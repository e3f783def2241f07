// Database addresses: what a user types behind --url, in DATABASE_URL and in plumb.toml.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace plumb {

/// A parsed address. `postgres://` and `postgresql://`, `mysql://`, `tidb://`, `mariadb://`,
/// `sqlite://path`, `sqlite:path`, `sqlite::memory:`, `file:path` (SQLite's own URI form).
/// For SQLite everything behind `sqlite://` is the path, to the letter (no percent decoding, no
/// query).
struct Url {
  std::string scheme;   ///< as typed, lower case
  std::string flavour;  ///< "postgres", "mysql", "tidb", "mariadb", "sqlite"
  std::string user, password, host, database;
  std::optional<int> port;
  std::map<std::string, std::string> options;  ///< query parameters, percent-decoded
  std::string path;                            ///< SQLite: path or ":memory:"

  /// The family that answers there: "postgres", "mysql" (TiDB and MariaDB too), "sqlite".
  std::string_view dialect() const;
  /// Fit for messages: the password, and every option whose name speaks of one, is `***`.
  std::string display() const;
};

/// True where `text` has the form of a database address (a known or unknown `scheme://`, `sqlite:`,
/// `file:`).
bool looks_like_url(std::string_view text);
/// Throws Error(Usage) that names the schemes it knows; the message never holds the password.
Url parse_url(std::string_view text);
/// `text` with the password of every address in it made `***`; the last gate before any output.
std::string redact(std::string_view text);

}  // namespace plumb
