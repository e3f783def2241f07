// The directory beside the history: what is applied, what is to be done, what does not fit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/migrate/directory.h"
#include "plumb/core/migrate/history.h"

namespace plumb {

enum class MigrationState : std::uint8_t {
  Applied,
  Baseline,
  Pending,
  OutOfOrder,   ///< pending, though a later version is applied
  Running,      ///< begun and not finished
  RollingBack,  ///< its rollback was begun and not finished
  Changed,      ///< applied, but the file is another one now
  Missing,      ///< applied, but there is no file
};
std::string_view name_of(MigrationState state);

struct MigrationStatus {
  std::string version, name;
  MigrationState state = MigrationState::Pending;
  bool was_rolled_back = false;
  std::string applied_at;
  std::int64_t duration_ms = 0, statements = 0, done = 0;
};

/// One entry for each version that the directory or the history knows, by version.
std::vector<MigrationStatus> status_of(const MigrationsDirectory& directory, const std::vector<HistoryRow>& history);

/// Pending, out of order and running ones.
bool is_open(MigrationState state);

}  // namespace plumb
