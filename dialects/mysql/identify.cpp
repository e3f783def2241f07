// Which server it is, and what it was told that changes what a schema means there.
#include <array>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/dialects/mysql/dialect.h"
#include "plumb/dialects/mysql/inspect.h"
#include "plumb/dialects/mysql/live.h"

namespace plumb::mysql {
namespace {

struct Known {
  std::string_view flavour, spoken;
  Version oldest;
};
constexpr std::array kKnown = {
    Known{"mysql", "MySQL", {8, 0, 0}},
    Known{"tidb", "TiDB", {6, 5, 0}},
    Known{"mariadb", "MariaDB", {10, 4, 0}},
};

// "8.0.31", "8.0.11-TiDB-v8.5.0", "10.11.19-MariaDB-0+deb12u1", and "5.5.5-10.11.19-MariaDB", which is what MariaDB
// says to replicas of old.
Version version_of(std::string_view said, std::string_view flavour) {
  if (flavour == "tidb")
    if (const std::size_t at = said.find("TiDB-"); at != std::string_view::npos) return parse_version(said.substr(at));
  if (flavour == "mariadb" && said.starts_with("5.5.5-")) said.remove_prefix(6);
  return parse_version(said);
}

const Known& known_server(std::string_view said) {
  const std::string text = lower(said);
  if (text.find("tidb") != std::string::npos) return kKnown[1];
  if (text.find("mariadb") != std::string::npos) return kKnown[2];
  return kKnown[0];
}

// Not every server has all of them.
constexpr std::string_view kVariables =
    "SHOW VARIABLES WHERE Variable_name IN ('collation_server', 'default_collation_for_utf8mb4', "
    "'lower_case_table_names', 'explicit_defaults_for_timestamp', 'default_storage_engine', "
    "'tidb_enable_check_constraint', 'tidb_enable_clustered_index', 'tidb_enable_foreign_key', "
    "'sql_require_primary_key', 'character_set_collations')";

std::string setting_named(std::string_view variable) {
  if (variable == "collation_server") return "collation";
  if (variable == "tidb_enable_check_constraint") return "checks";
  if (variable == "tidb_enable_clustered_index") return "clustered";
  if (variable == "tidb_enable_foreign_key") return "foreign keys";
  return std::string(variable);
}

}  // namespace

Target MysqlLive::identify(Session& session) const {
  std::string said, database, user;
  std::map<std::string, std::string> settings;
  const std::array<Question, 3> questions{
      Question{"SELECT VERSION(), DATABASE(), CURRENT_USER(), @@SESSION.sql_mode, @@GLOBAL.sql_mode",
               {},
               [&](Row& row) {
                 said = row[0].value_or("");
                 database = row[1].value_or("");
                 user = row[2].value_or("");
                 settings["sql_mode"] = row[3].value_or("");
                 settings["global sql_mode"] = row[4].value_or("");
               }},
      Question{std::string(kVariables),
               {},
               [&](Row& row) { settings[setting_named(lower(*row[0]))] = lower(row[1].value_or("")); }},
      Question{"SELECT SCHEMA_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA", {}, [&](Row& row) {
                 settings["collation of " + *row[0]] = row[1].value_or("");
               }}};
  session.ask(questions);
  const Known& known = known_server(said);
  const Version version = version_of(said, known.flavour);
  if (version < known.oldest)
    throw Error(Code::Unsupported,
                "the server says it is `" + said + "`; plumb knows MySQL 8.0, MariaDB 10.4, TiDB 6.5 " + "and newer");
  Target target = target_of(flavour(known.flavour), version, said);
  target.live = true;
  target.default_schema = database;
  if (settings["lower_case_table_names"] != "0") {
    target.traits.tables_ignore_case = true;
    target.syntax.tables_ignore_case = true;
  }
  settings["user"] = user;
  target.settings = std::move(settings);
  return target;
}

}  // namespace plumb::mysql
