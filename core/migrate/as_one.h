// Several migration files as one transaction: all of them are in, or none.
#pragma once

#include <string>
#include <vector>

#include "plumb/core/migrate/runner.h"

namespace plumb {

/// Throws Error(Refused) that names the statement where a file cannot stand in a transaction with others.
std::vector<HistoryRow> migrate_as_one(Session& session, const LiveDialect& live, const Syntax& syntax,
                                       const std::vector<const MigrationFile*>& files, const MigrateOptions& options,
                                       const std::string& home, RunLock* lock,
                                       const std::function<bool(const MigrationFile&)>& late);

}  // namespace plumb
