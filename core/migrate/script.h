// A section of a migration as units that run and are journaled as one: hand-written SQL as it stands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/migrate/directory.h"
#include "plumb/core/plan/plan.h"
#include "plumb/core/sql/syntax.h"

namespace plumb {

struct ScriptStatement {
  std::string sql;
  std::uint32_t line = 1;  ///< in the file
};

/// Statements that are applied together. `in_transaction` false: one statement that cannot stand in a
/// transaction, or that the author wants outside of one.
struct ScriptUnit {
  std::vector<ScriptStatement> statements;
  bool in_transaction = true;
  /// A setting of the connection: made again when a run that was cut off goes on.
  bool setting = false;
  /// Between LOCK TABLES and UNLOCK TABLES (MySQL), which are its `before` and `after`: the history cannot be written
  /// there, so that what stands between them is one unit.
  bool tables_locked = false;
  /// Settings around the transaction (SQLite's PRAGMA foreign_keys does nothing inside of one).
  std::vector<ScriptStatement> before, after;

  Group group() const;
};

/// A section is one unit, its leading and trailing PRAGMAs around it; only where it has statements that can stand in no
/// transaction (PostgreSQL's CREATE INDEX CONCURRENTLY, MySQL's DDL), each of them is a unit of its own, between units
/// of the others. With `transaction:false` each BEGIN … COMMIT is a unit, with the PRAGMAs before and behind it, and
/// every statement outside of one is a unit of its own (in a transaction with its line in the history, where it can
/// stand in one). LOCK TABLES … UNLOCK TABLES is a unit of its own everywhere. Throws Error(BadSchema) with file and
/// line for text that breaks off, for BEGIN without `transaction:false`, for BEGIN without its COMMIT, and for LOCK
/// TABLES without UNLOCK TABLES.
std::vector<ScriptUnit> units_of(const MigrationFile& file, const Section& section, const Syntax& syntax);

/// Statements in all units: what the history calls the total.
std::size_t statements_in(const std::vector<ScriptUnit>& units);

}  // namespace plumb
