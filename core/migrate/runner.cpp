#include "plumb/core/migrate/runner.h"

#include <fmt/format.h>

#include <utility>

#include "plumb/core/base/error.h"
#include "plumb/core/migrate/as_one.h"
#include "plumb/core/migrate/file_run.h"

namespace plumb {
namespace {

std::vector<HistoryRow> run_all(const MigrationPlace& place, const std::vector<const MigrationFile*>& files, bool up,
                                const std::function<bool(const MigrationFile&)>& late) {
  std::vector<HistoryRow> out;
  std::string fingerprint = place.options.fingerprint && !files.empty() ? place.options.fingerprint() : std::string();
  for (const MigrationFile* file : files) {
    if (place.options.starting) place.options.starting(*file, late(*file));
    std::optional<HistoryRow> row;
    try {
      row = run_file(place, *file, up, fingerprint);
    } catch (Error& e) {
      if (out.empty()) throw;
      e.while_doing(fmt::format("{} {} before it{}", out.size(), out.size() == 1 ? "migration" : "migrations",
                                up ? " went in and stays" : " went out and stays out"));
      throw;
    }
    if (!row) continue;
    fingerprint = row->to_fingerprint;
    if (place.options.finished) place.options.finished(*row);
    out.push_back(std::move(*row));
  }
  return out;
}

/// No other plumb works on the database for as long as it lives.
std::unique_ptr<RunLock> locked(Session& session, const LiveDialect& live, const std::string& home,
                                const RunOptions& run) {
  LockOptions options;
  options.home = home;
  options.patience = run.patience;
  options.connect = run.connect;
  options.progress = run.progress;
  return live.lock(session, options);
}

}  // namespace

std::vector<HistoryRow> migrate(Session& session, const LiveDialect& live, const Syntax& syntax,
                                const MigrationsDirectory& directory, const MigrateOptions& options) {
  const std::string home = live.home(session, options.scope);
  if (to_migrate(directory, History(session, home).rows(), options).empty()) return {};
  const std::unique_ptr<RunLock> lock = locked(session, live, home, options.run);
  // Another process may have been at it while this one waited.
  const std::vector<HistoryRow> history = History(session, home).rows();
  const std::vector<const MigrationFile*> files = to_migrate(directory, history, options);
  std::string last;
  for (const MigrationStatus& s : status_of(directory, history)) {
    if (!is_open(s.state)) last = s.version;
  }
  const auto late = [&](const MigrationFile& f) { return !last.empty() && version_less(f.version, last); };
  if (options.single_transaction && !files.empty()) {
    return migrate_as_one(session, live, syntax, files, options, home, lock.get(), late);
  }
  return run_all({session, live, syntax, options, home, lock.get()}, files, true, late);
}

std::vector<HistoryRow> roll_back(Session& session, const LiveDialect& live, const Syntax& syntax,
                                  const MigrationsDirectory& directory, const MigrateOptions& options) {
  const std::string home = live.home(session, options.scope);
  // Decided before the wait: of two that each take the last one back, the second finds that done.
  const std::vector<const MigrationFile*> files = to_roll_back(directory, History(session, home).rows(), options);
  if (files.empty()) return {};
  const std::unique_ptr<RunLock> lock = locked(session, live, home, options.run);
  return run_all({session, live, syntax, options, home, lock.get()}, files, false,
                 [](const MigrationFile&) { return false; });
}

}  // namespace plumb
