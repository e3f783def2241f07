// The synthetic schema of the benchmarks: tables of 12 columns, 3 indexes, 1 foreign key and 1 check.
#pragma once

#include <string>

namespace plumb::bench {

/// SQL of `tables` tables in SQLite's dialect. One table in a hundred has a thirteenth column where `changed`.
std::string sqlite_schema(int tables, bool changed);
/// The same in PostgreSQL's: identities, jsonb, timestamps with a zone.
std::string postgres_schema(int tables);
/// The same in that of MySQL, MariaDB and TiDB.
std::string mysql_schema(int tables);

}  // namespace plumb::bench
