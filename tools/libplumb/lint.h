// What a migration would do to data and to those who use it, file by file.
#pragma once

#include <set>
#include <string>

#include "plumb/tools/libplumb/migrations.h"

namespace plumb {

/// For each file in `names`: warnings for what deletes data, notes for the other hazards. A line
/// `-- plumb: allow deletes-data[:OBJECT]` in the file says that it is meant.
void lint_files(const Migrations& migrations, const Settings& settings, const std::set<std::string>& names,
                Diagnostics& out);

/// Whether the file, run on `before`, deletes data that its author did not say is meant: for protected environments.
std::vector<Danger> unallowed_dangers(const Migrations& migrations, const MigrationFile& file, const Schema& before,
                                      const Settings& settings, Schema* after);

}  // namespace plumb
