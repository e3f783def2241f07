// From files to a schema as its author wrote it.
#pragma once

#include <string>
#include <vector>

#include "plumb/core/migrate/directory.h"
#include "plumb/core/sql/reader.h"
#include "plumb/core/target.h"
#include "plumb/tools/libplumb/plumb.h"

namespace plumb {

/// Every `.sql` file of the paths: folders in the order of their paths, all the way down, but not migrations
/// folders below them. `-` is standard input. Throws Error(Usage) for what is not there.
std::vector<std::string> sql_files_of(const std::vector<std::string>& paths);
/// A file, or standard input.
std::string read_sql(const std::string& path);

/// Reads files, folders or a text that are written in `written_for`'s dialect.
sql::Reading read_files(const Source& source, const Target& written_for, bool skip_unknown, Diagnostics& diagnostics);

/// Replays the up sections, up to `version` (empty: all). Where a statement is not understood and the snapshot
/// is one of this history, it goes on from there.
sql::Reading replay(const MigrationsDirectory& directory, const Target& written_for, bool skip_unknown,
                    Diagnostics& diagnostics, const std::string& version = {});
/// The same over some files in a given order.
sql::Reading replay_files(const std::vector<const MigrationFile*>& files, const Target& written_for, bool skip_unknown,
                          Diagnostics& diagnostics, const Schema* start = nullptr);

}  // namespace plumb
