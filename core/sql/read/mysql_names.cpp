// The names that MySQL, MariaDB and TiDB make up for parts without one.
#include "plumb/core/sql/read/mysql_names.h"

#include <algorithm>
#include <set>

#include "plumb/core/base/text.h"

namespace plumb::sql {
namespace {

// Names of indexes and constraints are the same in any case.
using Names = std::set<std::string>;

std::string free_index_name(std::string_view base, const Names& taken) {
  if (!taken.count(lower(base)) && !equals_ignoring_case(base, "primary")) return std::string(base);
  for (int n = 2;; ++n) {
    std::string name = std::string(base) + "_" + std::to_string(n);
    if (!taken.count(lower(name))) return name;
  }
}

// The number behind `prefix` in `name`; 0 where it is another name.
unsigned long number_behind(std::string_view name, std::string_view prefix) {
  if (name.size() <= prefix.size() || !equals_ignoring_case(name.substr(0, prefix.size()), prefix)) return 0;
  unsigned long n = 0;
  for (char c : name.substr(prefix.size())) {
    if (c < '0' || c > '9' || n > 100000000) return 0;
    n = n * 10 + static_cast<unsigned long>(c - '0');
  }
  return n;
}

void name_checks(Table& table, const Syntax& syntax) {
  // MariaDB counts over the table (CONSTRAINT_1) and leaves a check behind a column without a name.
  const bool mariadb = syntax.grammar.mariadb;
  const std::string prefix = mariadb ? "CONSTRAINT_" : table.name.name + "_chk_";
  Names taken;
  for (const Check& check : table.checks) taken.insert(lower(check.name));
  unsigned long n = 0;
  const auto name = [&](Check& check) {
    if (!check.name.empty() || (mariadb && !check.on_column.empty())) return;
    do check.name = prefix + std::to_string(++n);
    while (taken.count(lower(check.name)));
  };
  // TiDB counts those of the table first.
  if (syntax.grammar.tidb)
    for (Check& check : table.checks)
      if (check.on_column.empty()) name(check);
  for (Check& check : table.checks) name(check);
}

}  // namespace

std::string implied_mysql_index_name(const Table& table, const Index& index, const Syntax& syntax) {
  Names taken;
  for (const Index& other : table.indexes) taken.insert(lower(other.name));
  // TiDB names the primary key by its column too, for as long as it counts.
  if (syntax.grammar.tidb && table.primary_key && !table.primary_key->parts.empty())
    taken.insert(lower(table.primary_key->parts.front().column));
  std::string_view base = index.parts.empty() ? std::string_view() : index.parts.front().column;
  if (base.empty()) base = syntax.grammar.tidb ? "expression_index" : "functional_index";
  return free_index_name(base, taken);
}

void name_mysql_indexes(Table& table, const Syntax& syntax) {
  for (Index& index : table.indexes)
    if (index.name.empty()) index.name = implied_mysql_index_name(table, index, syntax);
}

void name_mysql_constraints(Table& table, const Syntax& syntax, bool altered) {
  name_checks(table, syntax);
  if (syntax.grammar.tidb) {  // fk_ and the place among the table's foreign keys
    unsigned long n = 0;
    for (ForeignKey& key : table.foreign_keys) {
      ++n;
      if (key.name.empty()) key.name = "fk_" + std::to_string(n);
    }
    return;
  }
  // InnoDB counts from 1 in CREATE TABLE, and on from the highest number in use in ALTER TABLE.
  const std::string prefix = table.name.name + "_ibfk_";
  unsigned long n = 0;
  if (altered)
    for (const ForeignKey& key : table.foreign_keys) n = std::max(n, number_behind(key.name, prefix));
  for (ForeignKey& key : table.foreign_keys) {
    if (!key.name.empty()) continue;
    key.name = prefix + std::to_string(++n);
    // The index that comes with it is called by its column; by the key where the author named that, whatever the name.
    key.on_column.text = "named by the server";
  }
}

}  // namespace plumb::sql
