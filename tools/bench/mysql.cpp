// MySQL, MariaDB and TiDB, beside the `mariadb` client.
#include <fmt/format.h>

#include <initializer_list>
#include <string>
#include <utility>

#include "plumb/tools/bench/schema.h"
#include "plumb/tools/bench/server.h"

namespace plumb::bench {
namespace {

/// What the catalogue says of a schema in its own tables: the other way to read it. Views with `schema` as the column
/// that names the database.
std::string reading_of(std::initializer_list<std::pair<const char*, const char*>> views) {
  std::string out;
  for (const auto& [view, schema] : views)
    out += fmt::format("SELECT * FROM information_schema.{} WHERE {} = DATABASE();\n", view, schema);
  return out;
}

// Of tables alone, where none has partitions.
const std::string kOfTables = reading_of({{"TABLES", "TABLE_SCHEMA"},
                                          {"COLUMNS", "TABLE_SCHEMA"},
                                          {"STATISTICS", "TABLE_SCHEMA"},
                                          {"KEY_COLUMN_USAGE", "TABLE_SCHEMA"},
                                          {"REFERENTIAL_CONSTRAINTS", "CONSTRAINT_SCHEMA"},
                                          {"CHECK_CONSTRAINTS", "CONSTRAINT_SCHEMA"}});
// All that says something of what plumb models.
const std::string kWhole = kOfTables + reading_of({{"TABLE_CONSTRAINTS", "TABLE_SCHEMA"},
                                                   {"PARTITIONS", "TABLE_SCHEMA"},
                                                   {"VIEWS", "TABLE_SCHEMA"},
                                                   {"TRIGGERS", "TRIGGER_SCHEMA"},
                                                   {"ROUTINES", "ROUTINE_SCHEMA"},
                                                   {"PARAMETERS", "SPECIFIC_SCHEMA"},
                                                   {"EVENTS", "EVENT_SCHEMA"},
                                                   {"SCHEMATA", "SCHEMA_NAME"}});

std::vector<std::string> mariadb(const Url& database, const std::string&, Server::Work) {
  std::vector<std::string> out{"mariadb", "--no-defaults", "-D", database.database};
  const auto say = [&](const char* option, const std::string& value) {
    if (!value.empty()) out.insert(out.end(), {option, value});
  };
  say("-h", database.host);
  say("-P", database.port ? std::to_string(*database.port) : std::string());
  say("-u", database.user);
  return out;
}

}  // namespace

void measure_mysql(const Options& options) {
  measure({.dialect = "mysql",
           .schema = mysql_schema,
           .drop = "",
           .client = "mariadb",
           .password = "MYSQL_PWD",
           .others = {{"information_schema whole", kWhole, "< 1 ×"}, {"six views of it", kOfTables, ""}},
           .round_trips = [](int tables) { return 10 + tables / 200; },
           .large = 5'000,
           .memory = "≤ 300 MiB",
           .words = mariadb,
           .script_is_input = true},
          options);
}

}  // namespace plumb::bench
