// The one normal form of a MySQL schema.
#include "plumb/dialects/mysql/canonical.h"

#include <algorithm>
#include <tuple>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/mysql_names.h"
#include "plumb/dialects/mysql/charsets.h"
#include "plumb/dialects/mysql/dialect.h"

namespace plumb::mysql {
namespace {

bool stores_checks(const Canon& canon) {
  if (canon.target.flavour == "tidb") return false;
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
  if (made.charset.empty() && !made.collation.empty()) made.charset = charset_of(made.collation);
  if (made.charset.empty()) made.charset = std::string(canon.flavour.charset);
  if (made.collation.empty()) made.collation = default_collation(made.charset, canon.flavour);
}

// The default database is compared only where its charset was said: then it is an object of the
// schema.
void canonical_namespaces(Schema& schema, const Canon& canon) {
  for (const QualifiedName& key : schema.namespaces.keys()) canonical_namespace(schema.namespaces.edit(key), canon);
}

void canonical_views(Schema& schema, const Canon&) {
  for (const QualifiedName& key : schema.views.keys()) {
    const View& view = *schema.views.find(key);
    // WITH CHECK OPTION alone means CASCADED.
    if (view.check_option == "yes") schema.views.edit(key).check_option = "cascaded";
  }
}

}  // namespace

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
