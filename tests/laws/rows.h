// Rows for random tables, and whether they are what they were.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "plumb/core/db/session.h"
#include "plumb/core/model/schema.h"
#include "plumb/core/plan/change.h"
#include "plumb/tests/support/random.h"

namespace plumb::test {

/// Every value of a table as SQLite quotes it: 1, 1.0, '1', X'31' and NULL all differ.
struct TableRows {
  std::vector<std::string> columns;  ///< of the rows; "" is the rowid
  std::vector<std::vector<std::string>> rows;
  std::string sequence;  ///< the AUTOINCREMENT counter
};
using Snapshot = std::map<QualifiedName, TableRows>;

/// Tries to insert rows into every table; those that SQLite refuses are left out. No orphans stay.
void fill(Session& session, const Schema& schema, Random& random);
std::size_t count_rows(const Snapshot& snapshot);
Snapshot take_snapshot(Session& session, const Schema& schema);

/// Which table and column of one schema is which of the other.
struct Renames {
  std::map<QualifiedName, QualifiedName> tables;                         ///< was → is
  std::map<std::pair<QualifiedName, std::string>, std::string> columns;  ///< table's new name, was → is
};
Renames renames_of(const std::vector<Change>& changes);
Renames reversed(const Renames& renames);

/// Every row is still there with every value of a column that both schemas have, as SQLite stores
/// it in the column's type; columns that are new hold their default. Empty where that is so.
std::string compare(Session& session, const Snapshot& before, const Schema& from, const Schema& to,
                    const Renames& renames);

}  // namespace plumb::test
