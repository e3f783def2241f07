// The migrations folder with its dialect: reading it, writing its next file, checking it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plumb/core/migrate/runner.h"
#include "plumb/tools/libplumb/flow.h"

namespace plumb {

struct Migrations {
  Target written_for;  ///< what its files are written in
  MigrationsDirectory directory;
  Diagnostics diagnostics;  ///< of reading it
};

/// Reads a folder. Its dialect is what plumb.sum says; where there is no plumb.sum, `settings.target` or
/// `settings.dialect`. A folder that is not there, or has files but no plumb.sum, is an Error(Usage), unless it may be
/// new. To be repaired, plumb.sum need not be whole: it is written anew.
enum class FolderState : std::uint8_t { Whole, MayBeNew, ToBeRepaired };
Migrations open_migrations(const std::string& path, const Settings& settings, FolderState state = FolderState::Whole);
/// Throws Error(Conflict) that lists what was changed, is missing or was not taken in by plumb.sum.
void expect_integrity(const MigrationsDirectory& directory);
/// Throws Error(Usage) where the files are written for another family than the database is of.
void expect_same_dialect(const Migrations& migrations, const Database& database);
/// The schema behind all files up to `version` (empty: all), canonical on `target`.
Schema replayed(const Migrations& migrations, const Settings& settings, const Target& target, Diagnostics& diagnostics,
                const std::string& version = {});

struct GenerateRequest {
  std::string folder, name;
  Source schema;       ///< the wanted schema; unused with `empty`
  bool empty = false;  ///< a file to be filled by hand
  bool dry_run = false;
  std::int64_t now = 0;  ///< seconds since 1970
};
struct Generated {
  std::string path, version, text;  ///< no path where there is nothing to do
  Plan up, down;
  Diagnostics diagnostics;
  std::vector<std::string> uncompared;
};
/// Compares the replayed folder with the schema and writes the next migration, plumb.sum and the snapshot. The new
/// file is replayed before it is written: it must lead to exactly the schema. Findings are in the result, and
/// nothing is written then.
Generated generate(const GenerateRequest& request, const Settings& settings);

/// Writes plumb.sum and plumb.snapshot.sql as the files say, after a look at every file. Throws where they cannot be
/// replayed.
void update_folder(Migrations& migrations, const Settings& settings);

/// The same where the schema behind the last file is known.
void write_sums_and_snapshot(Migrations& migrations, const Schema& schema);

struct CheckRequest {
  std::string folder;
  std::optional<Source> schema;
  std::optional<Source> database;
};
/// Everything that is wrong or dangerous in the folder, and where the database is not what its history says:
/// errors and warnings are findings, notes are not.
Diagnostics check(const CheckRequest& request, const Settings& settings);

}  // namespace plumb
