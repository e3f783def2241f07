// One server as data: family, flavour, version, and what it can do.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/sql/syntax.h"

namespace plumb {

struct Version {
  int major = 0, minor = 0, patch = 0;
  auto operator<=>(const Version&) const = default;
  std::string text() const;
  bool known() const { return major != 0; }
};
/// "8.0.31", "15.3 (Debian …)", "8.0.11-TiDB-v8.5.0" (the first number); all zero where there is none.
Version parse_version(std::string_view text);

/// Facts about a server that the flow asks for. Never an `if` on a name: a field here.
struct Traits {
  bool columns_keep_place =
      false;  ///< column order is part of the schema and can be changed (SQLite by rebuild, MySQL by AFTER)
  bool names_ignore_case = false;  ///< align adopts the spelling of names from the live side (columns, indexes)
  bool tables_ignore_case = false;
  bool constraints_have_names = true;  ///< a constraint without a name gets one from the server
  /// How the names end that the server gives to constraints and indexes, before their number: "_check", "_ibfk_". Two
  /// such names that differ in the number alone are no choice of the author's.
  std::vector<std::string> implied_endings;
  bool index_names_per_table = false;
  bool foreign_keys_bind_late = false;  ///< a table may refer to one that does not exist yet
  bool ddl_in_transactions = true;
  bool ends_long_statements = false;  ///< after a time that it is told, also what changes the schema
  bool has_namespaces = false;
  /// The server keeps what was written, or says each object in one statement of its own (MySQL): what is pulled is that
  /// text. Else it is put together, in its shortest form.
  bool says_whole_statements = true;
  /// Programs that change a large table beside its readers and writers, for people: "gh-ost or …"; empty where the
  /// server does so itself, or nobody has written one.
  std::string large_table_programs;
  /// Options of a table or column that are compared only where the wanted side states them.
  std::vector<std::string> unmanaged_options;
};

struct Target {
  std::string dialect;  ///< family: "sqlite", "postgres", "mysql"
  std::string flavour;  ///< "sqlite", "postgres", "mysql", "tidb", "mariadb"
  Version version;
  std::string version_text;  ///< as the server says it
  Syntax syntax;
  Traits traits;
  std::string default_schema;  ///< "public", the database's name, "main"
  /// What a server was told that changes what a schema means there, as it says it itself. MySQL: "collation" (of the
  /// server), "collation of shop" (of that database), "checks" ("on", "off"), …; empty without a server.
  std::map<std::string, std::string> settings;
  bool live = false;
};

/// What of a database is compared: by default everything in the default namespace and in those that the wanted
/// side names.
struct Scope {
  std::vector<std::string> schemas;  ///< managed namespaces; empty: the default
  std::vector<std::string> exclude;  ///< patterns with * and ?: "cron.*", "tmp_*", "public.audit_*"
  std::vector<std::string> manage;   ///< "grants", "owners", "extensions", …: compared although want is silent
  /// plumb's own tables (plumb_history, plumb_lock, plumb_new_*) are never in scope.
  bool excludes(std::string_view schema, std::string_view name) const;
};

}  // namespace plumb
