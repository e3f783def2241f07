// MySQL, MariaDB and TiDB, beside the `mariadb` client.
#include "plumb/tools/bench/schema.h"
#include "plumb/tools/bench/server.h"

namespace plumb::bench {
namespace {

/// What the catalogue says of a schema in its own tables: the other way to read it.
constexpr const char* kInformationSchema =
    "SELECT * FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE();\n"
    "SELECT * FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE();\n"
    "SELECT * FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE();\n"
    "SELECT * FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = DATABASE();\n"
    "SELECT * FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE();\n"
    "SELECT * FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE();\n";

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
           .others = {{"information_schema whole", kInformationSchema, "< 1 ×"}},
           .round_trips = [](int tables) { return 10 + tables / 200; },
           .large = 5'000,
           .memory = "≤ 300 MiB",
           .words = mariadb,
           .script_is_input = true},
          options);
}

}  // namespace plumb::bench
