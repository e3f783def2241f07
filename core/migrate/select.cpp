// Which files a migrate or a rollback takes, and when it must not.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/migrate/runner.h"

namespace plumb {
namespace {

std::string listed(const std::vector<const MigrationStatus*>& entries) {
  std::vector<std::string> names;
  for (const MigrationStatus* e : entries) names.push_back("`" + e->name + "`");
  return join(names, ", ");
}

void refuse_misfits(const std::vector<MigrationStatus>& all) {
  std::vector<const MigrationStatus*> changed, missing;
  for (const MigrationStatus& s : all) {
    if (s.state == MigrationState::Changed) changed.push_back(&s);
    if (s.state == MigrationState::Missing) missing.push_back(&s);
  }
  if (!changed.empty()) {
    throw Error(Code::Conflict,
                fmt::format("{} changed after it was applied: restore the file and write a new migration instead, or "
                            "accept it as it is with `plumb resolve {} --applied`",
                            listed(changed), changed.front()->version));
  }
  if (!missing.empty()) {
    throw Error(Code::Conflict,
                fmt::format("{} is applied to this database, but the file is missing: restore it, or if it is gone for "
                            "good say so with `plumb resolve {} --rolled-back`",
                            listed(missing), missing.front()->version));
  }
}

/// "20250612093000" or the file's name, as the user typed it.
std::string version_of(const MigrationsDirectory& directory, const std::string& typed) {
  for (const MigrationFile& f : directory.files) {
    if (f.version == typed || f.name == typed || f.name == typed + ".sql") return f.version;
  }
  std::vector<std::string> versions;
  for (const MigrationFile& f : directory.files) versions.push_back(f.version);
  const std::string_view near = nearest(typed, versions);
  throw Error(Code::Usage, fmt::format("there is no migration `{}` in `{}`{}", visible(typed), directory.path,
                                       near.empty() ? std::string("; `plumb status` lists them")
                                                    : fmt::format("; did you mean `{}`?", near)));
}

}  // namespace

std::vector<const MigrationFile*> to_migrate(const MigrationsDirectory& directory,
                                             const std::vector<HistoryRow>& history, const MigrateOptions& options) {
  const std::vector<MigrationStatus> all = status_of(directory, history);
  refuse_misfits(all);
  const std::string last = options.to.empty() ? std::string() : version_of(directory, options.to);
  std::vector<const MigrationFile*> out;
  std::vector<const MigrationStatus*> late;
  for (const MigrationStatus& s : all) {
    if (!is_open(s.state) || (!last.empty() && version_less(last, s.version))) continue;
    if (s.state == MigrationState::RollingBack) {
      throw Error(Code::Conflict,
                  fmt::format("the rollback of `{}` was cut off: finish it with `plumb rollback`", s.name));
    }
    if (options.steps && out.size() == *options.steps) break;
    if (s.state == MigrationState::OutOfOrder) late.push_back(&s);
    out.push_back(directory.find(s.version));
  }
  if (!late.empty() && options.order == MigrationOrder::Strict) {
    throw Error(Code::Conflict,
                fmt::format("{} came late: a later version is already applied here, and it was written without it. "
                            "Rename it to a later version, or run it out of order with `order = \"any\"` in plumb.toml "
                            "or `--order any`; `plumb check` says whether the two disturb each other",
                            listed(late)));
  }
  return out;
}

std::vector<const MigrationFile*> to_roll_back(const MigrationsDirectory& directory,
                                               const std::vector<HistoryRow>& history, const MigrateOptions& options) {
  std::map<std::string_view, const HistoryRow*> latest;
  for (const HistoryRow& r : history) {
    if (r.kind == "migration") latest[r.version] = &r;
  }
  std::vector<const HistoryRow*> applied;
  for (const auto& [version, row] : latest) {
    if (row->state != HistoryState::RolledBack) applied.push_back(row);
  }
  std::sort(applied.begin(), applied.end(), [](const HistoryRow* a, const HistoryRow* b) { return a->id > b->id; });

  std::size_t wanted = options.steps.value_or(1);
  if (options.to == "0") {
    wanted = applied.size();
  } else if (!options.to.empty()) {
    const std::string to = version_of(directory, options.to);
    auto at = std::find_if(applied.begin(), applied.end(), [&](const HistoryRow* r) { return r->version == to; });
    if (at == applied.end()) {
      throw Error(Code::Usage, fmt::format("`{}` is not applied to this database; `plumb status` shows what is", to));
    }
    wanted = static_cast<std::size_t>(at - applied.begin());
  }
  std::vector<const MigrationFile*> out;
  for (const HistoryRow* row : applied) {
    if (out.size() == wanted) break;
    const MigrationFile* file = directory.find(row->version);
    if (file == nullptr) {
      throw Error(Code::Conflict, fmt::format("`{}` cannot be taken back: the file is missing; restore it", row->name));
    }
    if (row->state == HistoryState::Baseline) {
      throw Error(Code::Conflict,
                  fmt::format("`{}` is part of the baseline: plumb never ran it, so it takes nothing back", row->name));
    }
    if (row->state == HistoryState::Running) {
      throw Error(
          Code::Conflict,
          fmt::format("`{}` was cut off after {} of {} statements: finish it with `plumb migrate` first, or take "
                      "those back by hand and say `plumb resolve {} --rolled-back`",
                      row->name, row->done, row->statements, row->version));
    }
    if (row->state == HistoryState::Applied && row->checksum != file->checksum) {
      throw Error(
          Code::Conflict,
          fmt::format("`{}` changed after it was applied, so its down section may not fit: restore the file, or "
                      "accept it as it is with `plumb resolve {} --applied`",
                      file->name, file->version));
    }
    out.push_back(file);
  }
  return out;
}

std::vector<HistoryRow> baseline(Session& session, const MigrationsDirectory& directory, const std::string& typed,
                                 const std::string& plumb_version, const std::string& home) {
  const std::string version = version_of(directory, typed);
  const History history(session, home);
  std::vector<HistoryRow> out;
  session.begin();
  try {
    history.create();
    for (const MigrationStatus& s : status_of(directory, history.rows())) {
      if (version_less(version, s.version)) break;
      const MigrationFile* file = directory.find(s.version);
      if (file == nullptr || !is_open(s.state)) continue;
      HistoryRow row;
      row.version = file->version;
      row.name = file->name;
      row.state = HistoryState::Baseline;
      row.checksum = file->checksum;
      row.started_at = row.finished_at = utc_now();
      row.plumb_version = plumb_version;
      row.id = history.insert(row);
      out.push_back(std::move(row));
    }
    session.commit();
  } catch (...) {
    session.rollback();
    throw;
  }
  return out;
}

HistoryRow resolve(Session& session, const MigrationsDirectory& directory, const std::string& typed, HistoryState state,
                   const std::string& plumb_version, const std::string& home) {
  const History history(session, home);
  HistoryRow row;
  session.begin();
  try {
    history.create();
    std::optional<HistoryRow> found = history.find(typed);
    const std::string version = found ? found->version : version_of(directory, typed);
    if (!found) found = history.find(version);
    const MigrationFile* file = directory.find(version);
    if (state == HistoryState::Applied && file == nullptr) {
      throw Error(Code::Usage,
                  fmt::format("`{}` has no file in `{}`, so it cannot be called applied", version, directory.path));
    }
    if (state == HistoryState::RolledBack && !found) {
      throw Error(Code::Usage, fmt::format("`{}` was never applied to this database: nothing to resolve", version));
    }
    if (found) row = *found;
    row.version = version;
    if (file) row.name = file->name;
    if (state == HistoryState::Applied) {
      row.checksum = file->checksum;
      row.done = row.statements;
    }
    row.state = state;
    if (row.started_at.empty()) row.started_at = utc_now();
    row.finished_at = utc_now();
    row.plumb_version = plumb_version;
    if (found) {
      history.update(row);
    } else {
      row.id = history.insert(row);
    }
    session.commit();
  } catch (...) {
    session.rollback();
    throw;
  }
  return row;
}

}  // namespace plumb
