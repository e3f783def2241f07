#include "plumb/core/migrate/status.h"

#include <algorithm>
#include <map>

namespace plumb {
namespace {

struct ByVersion {
  bool operator()(std::string_view a, std::string_view b) const { return version_less(a, b); }
};

bool is_in(const HistoryRow& row) { return row.state != HistoryState::RolledBack; }

MigrationStatus entry_of(const MigrationFile* file, const HistoryRow* row) {
  MigrationStatus out;
  out.version = file ? file->version : row->version;
  out.name = file ? file->name : row->name;
  if (row == nullptr) return out;
  if (row->state == HistoryState::RolledBack) {
    out.was_rolled_back = true;
    return out;
  }
  out.applied_at = row->finished_at.empty() ? row->started_at : row->finished_at;
  out.duration_ms = row->duration_ms;
  out.statements = row->statements;
  out.done = row->done;
  if (file == nullptr) {
    out.state = MigrationState::Missing;
  } else if (row->state == HistoryState::Running || row->state == HistoryState::RollingBack) {
    out.state = row->state == HistoryState::Running ? MigrationState::Running : MigrationState::RollingBack;
  } else if (file->checksum != row->checksum) {
    out.state = MigrationState::Changed;
  } else {
    out.state = row->state == HistoryState::Baseline ? MigrationState::Baseline : MigrationState::Applied;
  }
  return out;
}

}  // namespace

std::string_view name_of(MigrationState state) {
  switch (state) {
    case MigrationState::Applied: return "applied";
    case MigrationState::Baseline: return "baseline";
    case MigrationState::Pending: return "pending";
    case MigrationState::OutOfOrder: return "out-of-order";
    case MigrationState::Running: return "running";
    case MigrationState::RollingBack: return "rolling-back";
    case MigrationState::Changed: return "changed";
    case MigrationState::Missing: return "missing";
  }
  return "pending";
}

bool is_open(MigrationState state) {
  return state == MigrationState::Pending || state == MigrationState::OutOfOrder || state == MigrationState::Running ||
         state == MigrationState::RollingBack;
}

std::vector<MigrationStatus> status_of(const MigrationsDirectory& directory, const std::vector<HistoryRow>& history) {
  struct Pair {
    const MigrationFile* file = nullptr;
    const HistoryRow* row = nullptr;
  };
  std::map<std::string_view, Pair, ByVersion> known;
  for (const MigrationFile& f : directory.files) known[f.version].file = &f;
  std::string_view last;
  for (const HistoryRow& r : history) {
    if (r.kind != "migration") continue;
    if (r.state == HistoryState::RolledBack && known.find(r.version) == known.end()) continue;  // taken back, and gone
    known[r.version].row = &r;  // the latest row of a version counts
  }
  for (const auto& [version, pair] : known) {
    if (pair.row && is_in(*pair.row)) last = version;
  }
  std::vector<MigrationStatus> out;
  for (const auto& [version, pair] : known) {
    out.push_back(entry_of(pair.file, pair.row));
    MigrationStatus& entry = out.back();
    if (entry.state == MigrationState::Pending && !last.empty() && version_less(version, last)) {
      entry.state = MigrationState::OutOfOrder;
    }
  }
  return out;
}

}  // namespace plumb
