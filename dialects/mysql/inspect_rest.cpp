// What the model has no place for: counted, so that it is named and left alone.
#include <array>

#include "plumb/dialects/mysql/inspect.h"

namespace plumb::mysql {
namespace {

struct Rest {
  std::string_view what, flavour, sql;
};
// Each may be refused to this user, or not be there in this version: then there is nothing to say.
constexpr std::array kRest = {
    Rest{"loadable function", "mysql",
         "SELECT COUNT(*) FROM performance_schema.user_defined_functions WHERE UDF_LIBRARY IS NOT NULL"},
    Rest{"loadable function", "mariadb", "SELECT COUNT(*) FROM mysql.func"},
    Rest{
        "resource group", "mysql",
        "SELECT COUNT(*) FROM information_schema.RESOURCE_GROUPS WHERE RESOURCE_GROUP_NAME NOT IN ('USR_default', 'SYS_default')"},
    Rest{"resource group", "tidb", "SELECT COUNT(*) FROM information_schema.RESOURCE_GROUPS WHERE NAME <> 'default'"},
    Rest{"placement policy", "tidb", "SELECT COUNT(*) FROM information_schema.PLACEMENT_POLICIES"},
    Rest{"plan binding", "tidb", "SELECT COUNT(*) FROM mysql.bind_info WHERE source <> 'builtin'"},
    Rest{"general tablespace", "mysql",
         "SELECT COUNT(*) FROM information_schema.INNODB_TABLESPACES WHERE SPACE_TYPE = 'General' AND NAME <> 'mysql'"},
};

void count(Gathering& g, std::string_view what, const std::string& sql) {
  try {
    const std::string found = g.session.query(sql).scalar().value_or("0");
    if (found != "0") g.counts[std::string(what)] += std::stoul(found);
  } catch (const Error& e) {
    if (e.connection_lost() || e.code() == Code::Connection) throw;
  }
}

}  // namespace

void count_rest(Gathering& g) {
  for (const Rest& rest : kRest)
    if (rest.flavour == g.target.flavour) count(g, rest.what, std::string(rest.sql));
  std::string in = " WHERE TABLE_SCHEMA IN (";
  for (const std::string& name : g.databases) in += (&name == &g.databases.front() ? "" : ", ") + g.literal(name);
  in += ")";
  count(g, "grant",
        "SELECT (SELECT COUNT(*) FROM information_schema.SCHEMA_PRIVILEGES" + in +
            ") + (SELECT COUNT(*) FROM information_schema.TABLE_PRIVILEGES" + in +
            ") + (SELECT COUNT(*) FROM information_schema.COLUMN_PRIVILEGES" + in + ")");
}

}  // namespace plumb::mysql
