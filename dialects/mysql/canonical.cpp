// The one normal form of a MySQL schema.
#include "plumb/dialects/mysql/canonical.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/mysql_names.h"
#include "plumb/dialects/mysql/charsets.h"
#include "plumb/dialects/mysql/dialect.h"

namespace plumb::mysql {
namespace {

bool stores_checks(const Canon& canon) {
  if (canon.target.flavour == "tidb") {
    const auto switched = canon.target.settings.find("checks");
    return switched != canon.target.settings.end() && (switched->second == "on" || switched->second == "1");
  }
  return canon.target.flavour != "mysql" || canon.target.version >= Version{8, 0, 16};
}

// By name; those that belong to a column (MariaDB) in front, in the order of the columns.
void canonical_checks(Table& table, const Canon& canon) {
  std::vector<std::pair<std::size_t, Check>> checks;
  for (Check& check : table.checks) {
    canonical_expression(check.expression, canon, &table);
    std::size_t place = table.columns.size();
    if (canon.flavour.checks_have_columns && check.name.empty())
      for (place = 0; place < table.columns.size(); ++place)
        if (equals_ignoring_case(table.columns[place].name, check.on_column.text)) break;
    if (place == table.columns.size()) check.on_column = {};
    checks.emplace_back(place, std::move(check));
  }
  std::stable_sort(checks.begin(), checks.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first, a.second.name, a.second.expression.canonical) <
           std::tie(b.first, b.second.name, b.second.expression.canonical);
  });
  table.checks.clear();
  for (auto& [place, check] : checks) table.checks.push_back(std::move(check));
}

void canonical_namespace(Namespace& made, const Canon& canon) {
  made.charset = charset_as_stored(lower(made.charset), canon.flavour);
  made.collation = collation_as_stored(lower(made.collation), canon.flavour);
  if (made.charset.empty() && made.collation.empty()) made.collation = collation_of(nullptr, made.name.name, canon);
  if (made.charset.empty()) made.charset = charset_of(made.collation);
  if (made.collation.empty()) made.collation = default_collation(made.charset, canon.flavour);
}

// Databases that are not spoken of are what the server says, or what it would make of them.
void canonical_namespaces(Schema& schema, const Canon& canon) {
  for (const QualifiedName& key : schema.namespaces.keys()) canonical_namespace(schema.namespaces.edit(key), canon);
  if (!canon.target.live) return;
  std::set<std::string> named{std::string()};
  const auto collect = [&](const auto& catalog) {
    for (const auto& object : catalog) named.insert(object.name.schema);
  };
  collect(schema.tables);
  collect(schema.views);
  collect(schema.sequences);
  collect(schema.routines);
  collect(schema.events);
  for (const std::string& name : named) {
    if (schema.namespaces.contains(QualifiedName(name))) continue;
    if (name.empty() && canon.target.default_schema.empty()) continue;
    Namespace made;
    made.name = QualifiedName(name);
    canonical_namespace(made, canon);
    schema.namespaces.set(QualifiedName(name), std::move(made));
  }
}

}  // namespace

std::string collation_of(const Namespace* said, const std::string& database, const Canon& canon) {
  if (said) return said->collation;
  const auto& settings = canon.target.settings;
  const std::string& name = database.empty() ? canon.target.default_schema : database;
  for (const std::string& key : {"collation of " + name, std::string("collation")})
    if (const auto at = settings.find(key); at != settings.end()) return collation_as_stored(at->second, canon.flavour);
  return std::string(canon.flavour.collation);
}

void canonical_table(Table& table, const Canon& canon, const Namespace* database) {
  canonical_options(table, canon, database);
  for (Column& column : table.columns) canonical_column(column, canon, table);
  canonical_keys(table, canon);
  if (table.partitioning) canonical_partitions(table, canon);
}

Schema MysqlDialect::canonical(Schema schema, const Target& target, Diagnostics& diagnostics) const {
  const Canon canon{target, flavour(target.flavour), diagnostics};
  canonical_namespaces(schema, canon);
  std::size_t checks = 0;
  for (const QualifiedName& key : schema.tables.keys()) {
    Table& table = schema.tables.edit(key);
    canonical_table(table, canon, schema.namespaces.find(QualifiedName(key.schema)));
    checks += table.checks.size();
    if (!stores_checks(canon)) table.checks.clear();
    sql::name_mysql_constraints(table, target.syntax, false);
    if (!table.checks.empty()) canonical_checks(table, canon);
  }
  for (const QualifiedName& key : schema.tables.keys())
    if (const Table& table = *schema.tables.find(key); !table.foreign_keys.empty())
      canonical_foreign_keys(schema.tables.edit(key), canon, schema);
  canonical_views(schema, canon);
  canonical_programs(schema, canon);
  if (checks > 0 && !stores_checks(canon))
    diagnostics.note(
        "checks-not-stored",
        std::to_string(checks) + (checks == 1 ? " check is" : " checks are") + " not compared: " + target.flavour +
            " " + target.version.text() +
            (target.flavour == "tidb" ? " parses checks and drops them unless tidb_enable_check_constraint is on"
                                      : " parses checks and drops them; they are kept since 8.0.16"));
  return schema;
}

}  // namespace plumb::mysql
