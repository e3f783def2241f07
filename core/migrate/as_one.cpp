#include "plumb/core/migrate/as_one.h"

#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/migrate/script.h"

namespace plumb {
namespace {

using Clock = std::chrono::steady_clock;

/// Where a statement of the whole stands.
struct Place {
  const MigrationFile* file = nullptr;
  std::uint32_t line = 1;
};

std::string first_line(std::string_view sql) {
  sql = trim(sql);
  return visible(sql.substr(0, std::min<std::size_t>(sql.find('\n'), 80)));
}

[[noreturn]] void refuse(const MigrationFile& file, const std::vector<ScriptUnit>& units) {
  constexpr std::string_view instead = "run it without --single-transaction, or those before it with --to";
  const auto alone =
      std::find_if(units.begin(), units.end(), [](const ScriptUnit& u) { return !u.in_transaction && !u.setting; });
  if (alone == units.end() || alone->statements.empty()) {
    throw Error(Code::Refused, fmt::format("`{}` makes its own transactions; {}", file.name, instead));
  }
  const ScriptStatement& statement = alone->statements.front();
  throw Error(Code::Refused, fmt::format("{}:{}: `{}` can share no transaction with others; {}", file.path,
                                         statement.line, first_line(statement.sql), instead));
}

class Whole {
 public:
  Whole(const Syntax& syntax, const std::vector<const MigrationFile*>& files) : files_(files) {
    for (const MigrationFile* file : files) {
      std::vector<ScriptUnit> units = units_of(*file, file->up, syntax);
      if (units.size() > 1 || (units.size() == 1 && !units.front().in_transaction)) refuse(*file, units);
      counts_.push_back(units.empty() ? 0 : units.front().statements.size());
      if (!units.empty()) add(*file, std::move(units.front()));
    }
  }

  void run(Session& session, const LiveDialect& live, const MigrateOptions& options, const History& history,
           RunLock* lock) {
    RunOptions run = options.run;
    std::size_t done = 0;
    bool running = false;
    const std::string before = options.fingerprint ? options.fingerprint() : std::string();
    const auto started = Clock::now();
    run.begun = [&] {
      done = 0;  // the dialect may try a second time
      open_rows(history, options, before);
      running = true;
    };
    const auto verify = [&] {
      finish(started, options.fingerprint ? options.fingerprint() : std::string());
      for (HistoryRow& row : rows_) {
        if (row.id == 0)
          row.id = history.insert(row);
        else
          history.update(row);
      }
      if (lock != nullptr) lock->confirm();
    };
    try {
      live.run_group(
          session, unit_.group(), run, [&](const Step&) { ++done; }, verify);
    } catch (const Error& e) {
      if (!running || e.code() != Code::Statement) throw;
      throw failure(e, done);
    }
  }
  std::vector<HistoryRow> rows() && { return std::move(rows_); }

 private:
  void add(const MigrationFile& file, ScriptUnit unit) {
    for (ScriptStatement& statement : unit.statements) {
      places_.push_back({&file, statement.line});
      unit_.statements.push_back(std::move(statement));
    }
    std::move(unit.before.begin(), unit.before.end(), std::back_inserter(unit_.before));
    std::move(unit.after.begin(), unit.after.end(), std::back_inserter(unit_.after));
  }

  void open_rows(const History& history, const MigrateOptions& options, const std::string& before) {
    rows_.clear();
    for (std::size_t i = 0; i < files_.size(); ++i) {
      const std::optional<HistoryRow> found = history.find(files_[i]->version);
      if (found && found->state != HistoryState::RolledBack) {
        throw Error(Code::Conflict, fmt::format("`{}` was begun by another run; run `plumb status` to see how far it "
                                                "is, then `plumb migrate`",
                                                files_[i]->name));
      }
      HistoryRow row;
      row.version = files_[i]->version;
      row.name = files_[i]->name;
      row.started_at = utc_now();
      row.statements = static_cast<std::int64_t>(counts_[i]);
      row.plumb_version = options.plumb_version;
      if (i == 0) row.from_fingerprint = before;
      rows_.push_back(std::move(row));
    }
  }

  /// Between two files there is no state that anybody saw, so that only the ends have a fingerprint.
  void finish(Clock::time_point started, std::string after) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      HistoryRow& row = rows_[i];
      row.state = HistoryState::Applied;
      row.checksum = files_[i]->checksum;
      row.done = row.statements;
      row.finished_at = utc_now();
      row.duration_ms = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started).count();
    }
    if (!rows_.empty()) rows_.back().to_fingerprint = std::move(after);
  }

  Error failure(const Error& e, std::size_t done) const {
    const bool at_statement = done < places_.size();
    const Place place = at_statement ? places_[done] : places_.empty() ? Place{files_.back(), 1} : places_.back();
    std::string text = fmt::format("{}:{}: {}", place.file->path, place.line, e.text());
    if (at_statement) text += "\n  " + first_line(unit_.statements[done].sql);
    text += fmt::format("\nnone of the {} migrations is applied: they ran in one transaction, which was rolled back",
                        files_.size());
    text += "\ncorrect the file, accept it with `plumb check --update`, and run `plumb migrate` again";
    return Error(Code::Statement, std::move(text))
        .sql(at_statement ? unit_.statements[done].sql : std::string(), e.sqlstate())
        .at(Origin{place.file->source, place.line, 1});
  }

  const std::vector<const MigrationFile*>& files_;
  std::vector<std::size_t> counts_;
  std::vector<Place> places_;
  ScriptUnit unit_;
  std::vector<HistoryRow> rows_;
};

}  // namespace

std::vector<HistoryRow> migrate_as_one(Session& session, const LiveDialect& live, const Syntax& syntax,
                                       const std::vector<const MigrationFile*>& files, const MigrateOptions& options,
                                       const std::string& home, RunLock* lock,
                                       const std::function<bool(const MigrationFile&)>& late) {
  Whole whole(syntax, files);
  const History history(session, home);
  history.create();  // beforehand: where DDL commits itself it would end the transaction
  for (const MigrationFile* file : files)
    if (options.starting) options.starting(*file, late(*file));
  whole.run(session, live, options, history, lock);
  std::vector<HistoryRow> rows = std::move(whole).rows();
  for (const HistoryRow& row : rows)
    if (options.finished) options.finished(row);
  return rows;
}

}  // namespace plumb
