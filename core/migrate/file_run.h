// One migration on its way up or down. Not for others than core/migrate.
#pragma once

#include <optional>
#include <string>

#include "plumb/core/migrate/runner.h"

namespace plumb {

/// Where migrations run, and how.
struct MigrationPlace {
  Session& session;
  const LiveDialect& live;
  const Syntax& syntax;
  const MigrateOptions& options;
  std::string home;
  RunLock* lock = nullptr;
};

/// Runs one section of a file and writes how far it is into the history. The row as it is afterwards; nothing where
/// another process was faster. `from_fingerprint` is that of the database in front of it.
std::optional<HistoryRow> run_file(const MigrationPlace& place, const MigrationFile& file, bool up,
                                   const std::string& from_fingerprint);

}  // namespace plumb
