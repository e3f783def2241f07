// Runs migration files against a database, one after another, so that a kill at any moment leaves every file
// either in or out, and the history true.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "plumb/core/live_dialect.h"
#include "plumb/core/migrate/directory.h"
#include "plumb/core/migrate/history.h"
#include "plumb/core/migrate/status.h"

namespace plumb {

enum class MigrationOrder : std::uint8_t { Strict, Any };

struct MigrateOptions {
  std::string to;                    ///< last version to run; empty: all
  std::optional<std::size_t> steps;  ///< at most so many files
  MigrationOrder order = MigrationOrder::Strict;
  std::string plumb_version;
  bool single_transaction = false;  ///< all of them or none; refused where a statement can stand in no transaction
  Scope scope;                      ///< says where plumb's own tables are
  RunOptions run;
  /// Called before each file. `late` where a later version is already applied.
  std::function<void(const MigrationFile&, bool late)> starting;
  std::function<void(const HistoryRow&)> finished;
  /// The fingerprint of the schema as it is now, for the history; may be empty.
  std::function<std::string()> fingerprint;
};

/// What will run: throws Error(Conflict) where history and directory do not fit (changed, missing), where files
/// came late and the order is strict, and Error(Usage) for a version that there is not.
std::vector<const MigrationFile*> to_migrate(const MigrationsDirectory& directory,
                                             const std::vector<HistoryRow>& history, const MigrateOptions& options);
/// What a rollback takes back, latest first: the last one, `steps`, or all behind `to`.
std::vector<const MigrationFile*> to_roll_back(const MigrationsDirectory& directory,
                                               const std::vector<HistoryRow>& history, const MigrateOptions& options);

/// Rows as they are afterwards, in the order of running. A failing statement throws with file, line, statement,
/// the server's words, what is applied now and what to do. A file that another process ran meanwhile is left out.
std::vector<HistoryRow> migrate(Session& session, const LiveDialect& live, const Syntax& syntax,
                                const MigrationsDirectory& directory, const MigrateOptions& options);
std::vector<HistoryRow> roll_back(Session& session, const LiveDialect& live, const Syntax& syntax,
                                  const MigrationsDirectory& directory, const MigrateOptions& options);

/// `home`: see LiveDialect::home().
/// Notes all files up to `version` as there already, without running them. Gives the new rows.
std::vector<HistoryRow> baseline(Session& session, const MigrationsDirectory& directory, const std::string& version,
                                 const std::string& plumb_version, const std::string& home = {});
/// Says by hand what became of a migration: applied (the row takes the file's checksum of today) or rolled back.
HistoryRow resolve(Session& session, const MigrationsDirectory& directory, const std::string& version,
                   HistoryState state, const std::string& plumb_version, const std::string& home = {});

}  // namespace plumb
