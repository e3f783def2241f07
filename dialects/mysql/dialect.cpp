#include "plumb/dialects/mysql/dialect.h"

#include "plumb/dialects/mysql/types.h"

namespace plumb::mysql {

Target target_of(const Flavour& flavour, Version version, std::string version_text) {
  Target target;
  target.dialect = "mysql";
  target.flavour = std::string(flavour.name);
  target.version = version;
  target.version_text = std::move(version_text);
  target.syntax = syntax(flavour.name);
  if (target.syntax.server_version != 0)
    target.syntax.server_version =
        static_cast<std::uint32_t>(version.major * 10000 + version.minor * 100 + version.patch);
  Traits& traits = target.traits;
  traits.columns_keep_place = true;  // FIRST and AFTER
  traits.names_ignore_case = true;
  traits.index_names_per_table = true;
  // t_ibfk_1, t_chk_1, CONSTRAINT_1, TiDB's fk_1: the server's numbers, not the author's.
  traits.implied_endings = {"_ibfk_", "_chk_", "CONSTRAINT_", "fk_"};
  traits.ddl_in_transactions = false;
  // MySQL's and TiDB's max_execution_time is for SELECT alone.
  traits.ends_long_statements = flavour.name == "mariadb";
  traits.has_namespaces = true;
  if (flavour.asks_for_algorithms) traits.large_table_programs = "gh-ost or pt-online-schema-change";
  // The counter moves with the rows; the rest is how rows are stored, not what they are.
  traits.unmanaged_options = {"auto_increment",     "row_format",        "ENGINE",           "AVG_ROW_LENGTH",
                              "MAX_ROWS",           "MIN_ROWS",          "STATS_PERSISTENT", "STATS_AUTO_RECALC",
                              "STATS_SAMPLE_PAGES", "TTL_ENABLE",        "TTL_JOB_INTERVAL", "AUTO_RANDOM_BASE",
                              "AUTO_ID_CACHE",      "PRE_SPLIT_REGIONS", "PLACEMENT POLICY"};
  return target;
}

Target MysqlDialect::offline_target(std::string_view name, Version version) const {
  const Flavour& known = flavour(name.empty() ? "mysql" : name);
  if (!version.known()) version = known.newest;
  return target_of(known, version, version.text());
}

LogicalType MysqlDialect::logical(const Type& type, const Column* column, const Schema&) const {
  return logical_type(type, column);
}

const Dialect& dialect() {
  static const MysqlDialect mysql;
  return mysql;
}

}  // namespace plumb::mysql
