#include "plumb/core/migrate/file_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/migrate/script.h"
#include "plumb/core/migrate/transactions.h"
#include "plumb/core/sql/lexer.h"

namespace plumb {
namespace {

using Clock = std::chrono::steady_clock;

/// How a row of the history says what a statement's objects looked like before it ran.
constexpr std::string_view kMark = "mark:";
constexpr std::size_t kMarkOfStatement = 16;

/// One file on its way up or down.
class FileRun {
 public:
  FileRun(const MigrationPlace& place, const MigrationFile& file, bool up)
      : place_(place),
        history_(place.session, place.home),
        file_(file),
        up_(up),
        units_(units_of(file, up ? file.up : file.down, place.syntax)) {}

  /// The row as it is afterwards; nothing where another process was faster.
  std::optional<HistoryRow> run(const std::string& from_fingerprint) {
    if (!up_ && units_.empty() && statements_in(units_of(file_, file_.up, place_.syntax)) != 0) {
      throw Error(
          Code::Unsupported,
          fmt::format(
              "`{}` cannot be taken back: {}; write the statements that undo it, or take it back by hand "
              "and say `plumb resolve {} --rolled-back`",
              file_.name,
              file_.down.present() ? "its `-- migrate:down` section is empty" : "it has no `-- migrate:down` section",
              file_.version));
    }
    started_ = Clock::now();
    from_fingerprint_ = from_fingerprint;
    const bool whole = units_.empty() || (units_.size() == 1 && units_.front().in_transaction);
    return whole ? run_whole() : run_in_parts();
  }

 private:
  HistoryState goal() const { return up_ ? HistoryState::Applied : HistoryState::RolledBack; }
  HistoryState on_the_way() const { return up_ ? HistoryState::Running : HistoryState::RollingBack; }
  bool is_open(const std::optional<HistoryRow>& row) const {
    if (up_) return !row || row->state == HistoryState::RolledBack || row->state == HistoryState::Running;
    return row && (row->state == HistoryState::Applied || row->state == HistoryState::RollingBack);
  }

  /// The row that this run starts from: a new one on the way up, unless a run was cut off.
  HistoryRow fresh(const std::optional<HistoryRow>& row) const {
    HistoryRow out;
    if (row && (!up_ || row->state == HistoryState::Running)) out = *row;
    out.version = file_.version;
    out.name = file_.name;
    if (out.state != on_the_way()) {
      out.done = 0;
      out.started_at = utc_now();
      if (up_) out.from_fingerprint = from_fingerprint_;
    }
    out.statements = static_cast<std::int64_t>(statements_in(units_));
    out.plumb_version = place_.options.plumb_version;
    return out;
  }

  void finish(HistoryRow& row) const {
    row.state = goal();
    row.checksum = file_.checksum;
    row.done = row.statements;
    row.finished_at = utc_now();
    row.duration_ms = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started_).count();
    row.to_fingerprint = place_.options.fingerprint ? place_.options.fingerprint() : std::string();
  }

  void confirm() const {
    if (place_.lock) place_.lock->confirm();
  }

  void write(HistoryRow& row) const {
    if (row.id == 0) {
      row.id = history_.insert(row);
    } else {
      history_.update(row);
    }
  }

  /// The file is one transaction, and its row is in it.
  std::optional<HistoryRow> run_whole() {
    HistoryRow row;
    bool overtaken = false;
    const auto begun = [&] {
      history_.create();
      const std::optional<HistoryRow> found = history_.find(file_.version);
      overtaken = !is_open(found);
      if (overtaken) throw Error(Code::Conflict, "another process was faster");
      row = fresh(found);
    };
    const auto verify = [&] {
      finish(row);
      write(row);
      confirm();
    };
    const ScriptUnit unit = units_.empty() ? ScriptUnit{} : units_.front();
    try {
      run_unit(unit, begun, verify);
    } catch (const Error&) {
      if (overtaken) return std::nullopt;
      throw;
    }
    return row;
  }

  /// Several transactions, or statements that stand in none: the row says how far it is, and moves together with
  /// each part. Whoever comes next goes on behind it.
  std::optional<HistoryRow> run_in_parts() {
    std::optional<HistoryRow> row = open_row();
    if (!row) return std::nullopt;
    std::int64_t behind = 0;
    for (std::size_t i = 0; i < units_.size(); ++i) {
      const ScriptUnit& unit = units_[i];
      before_ = behind;
      behind += static_cast<std::int64_t>(unit.statements.size());
      const bool done = row->done >= behind;
      if (done && !unit.setting) continue;
      if (!done && unit.in_transaction) resumed_ = false;
      const bool last = i + 1 == units_.size();
      if (unit.tables_locked && row->done > before_) {
        run_part(*row, behind_first(unit, static_cast<std::size_t>(row->done - before_)), behind, last, done);
      } else {
        run_part(*row, unit, behind, last, done);
      }
    }
    return row;
  }

  /// What is left of a unit that failed in the middle.
  ScriptUnit behind_first(ScriptUnit unit, std::size_t done) {
    unit.statements.erase(unit.statements.begin(), unit.statements.begin() + static_cast<std::ptrdiff_t>(done));
    before_ += static_cast<std::int64_t>(done);
    return unit;
  }

  std::optional<HistoryRow> open_row() {
    std::optional<HistoryRow> row;
    place_.session.begin();
    try {
      history_.create();
      const std::optional<HistoryRow> found = history_.find(file_.version);
      if (is_open(found)) {
        row = fresh(found);
        resumed_ = row->state == on_the_way() && row->id != 0;
        if (resumed_) expect_same_start(*row);
        row->state = on_the_way();
        row->checksum = checksum_of_first(row->done);
        write(*row);
      }
      place_.session.commit();
    } catch (...) {
      place_.session.rollback();
      throw;
    }
    return row;
  }

  void run_part(HistoryRow& row, const ScriptUnit& unit, std::int64_t behind, bool last, bool done) {
    bool overtaken = false;
    const auto begun = [&] {
      if (!unit.in_transaction) return;
      const std::optional<HistoryRow> now = history_.find(file_.version);
      overtaken = !now || now->state != on_the_way() || now->done != row.done;
      if (!overtaken) return;
      throw Error(Code::Conflict, fmt::format("`{}` is being run by another process too; run `plumb status` to see how "
                                              "far it is, then this command again",
                                              file_.name));
    };
    const auto note = [&] {
      if (done && !last) return;
      row.done = std::max(row.done, behind);
      row.checksum = checksum_of_first(row.done);
      if (last) finish(row);
      history_.update(row);
      confirm();
    };
    if (unit.in_transaction) {
      const HistoryRow before = row;
      try {
        run_unit(unit, begun, note);
      } catch (...) {
        row = before;
        throw;
      }
    } else {
      run_alone(row, unit, begun, done);
      note();
    }
  }

  /// What an earlier run was cut off at has run or not. Where the dialect can tell by a mark that was noted before, it
  /// is known; else it runs again.
  void run_alone(HistoryRow& row, const ScriptUnit& unit, const std::function<void()>& begun, bool done) {
    const bool again = !done && std::exchange(resumed_, false);
    confirm();
    const std::string mark = done || unit.setting ? std::string() : mark_before(unit);
    if (again && unit.tables_locked) {
      if (row.to_fingerprint == mark && !runs_twice(unit)) throw cut_off_in(unit);
    } else if (again && has_run(row, mark)) {
      return;
    }
    if (!mark.empty()) {
      row.to_fingerprint = mark;
      history_.update(row);
    }
    try {
      run_unit(unit, begun, [] {});
    } catch (const Error& e) {
      if (again && is_done_already(unit, e)) return;
      if (e.code() == Code::Statement && !e.connection_lost()) forget_mark(row, unit.tables_locked ? done_here_ : 0);
      if (e.code() != Code::Statement || !again) throw;
      throw Error(
          Code::Statement,
          fmt::format("{}\nan earlier run was cut off at this statement: where it did its work then, say so with "
                      "`plumb resolve {} --{}` once the statements behind it have run by hand too",
                      e.text(), file_.version, up_ ? "applied" : "rolled-back"))
          .sql(e.statement(), e.sqlstate())
          .at(e.origin());
    }
  }

  /// How much of it ran cannot be noted while tables are locked; a trigger can be made anew twice.
  bool runs_twice(const ScriptUnit& unit) const {
    return std::all_of(unit.statements.begin(), unit.statements.end(),
                       [&](const ScriptStatement& s) { return makes_trigger_anew(s.sql, place_.syntax); });
  }
  Error cut_off_in(const ScriptUnit& unit) const {
    const ScriptStatement& lock = unit.before.front();
    return Error(
               Code::Conflict,
               fmt::format("{}:{}: an earlier run was cut off between this LOCK TABLES and its UNLOCK TABLES, and how "
                           "far it came is not known: see what is there, run the rest by hand, and say so with "
                           "`plumb resolve {} --{}`",
                           file_.path, lock.line, file_.version, up_ ? "applied" : "rolled-back"))
        .at(Origin{file_.source, lock.line, 1});
  }

  /// "mark:", some of the checksum of the statement, and what the dialect says of its objects.
  std::string mark_before(const ScriptUnit& unit) const {
    const std::string& sql = unit.statements.front().sql;
    const std::string mark = unit.tables_locked ? "locked" : place_.live.mark_of(place_.session, sql);
    if (mark.empty()) return {};
    return fmt::format("{}{}:{}", kMark, sql::token_checksum(sql, place_.syntax).substr(0, kMarkOfStatement), mark);
  }

  /// The same statement was about to run, and what it speaks of looks otherwise since.
  static bool has_run(const HistoryRow& row, const std::string& mark) {
    const std::size_t of_statement = kMark.size() + kMarkOfStatement;
    return !mark.empty() && row.to_fingerprint.starts_with(std::string_view(mark).substr(0, of_statement)) &&
           row.to_fingerprint != mark;
  }

  /// A statement that the server refused did not run; those before it did, of a unit that has several.
  void forget_mark(HistoryRow& row, std::size_t before) const noexcept {
    if (!row.to_fingerprint.starts_with(kMark)) return;
    row.to_fingerprint.clear();
    try {
      if (before > 0) {
        row.done += static_cast<std::int64_t>(before);
        row.checksum = checksum_of_first(row.done);
      }
      history_.update(row);
    } catch (const std::exception&) {
    }
  }

  /// What was to be dropped is not there.
  static bool is_done_already(const ScriptUnit& unit, const Error& e) {
    return unit.statements.size() == 1 &&
           (e.sqlstate() == "42704" || e.sqlstate() == "42P01" || e.sqlstate() == "42S02") &&
           upper(trim(unit.statements.front().sql)).starts_with("DROP ");
  }

  std::string checksum_of_first(std::int64_t statements) const {
    std::string text;
    for (const ScriptUnit& u : units_) {
      for (const ScriptStatement& s : u.statements) {
        if (statements-- <= 0) break;
        text += s.sql + ";\n";
      }
    }
    return sql::token_checksum(text, place_.syntax);
  }

  void expect_same_start(const HistoryRow& row) const {
    if (row.checksum == checksum_of_first(row.done)) return;
    throw Error(Code::Conflict,
                fmt::format("`{}` was cut off after {} of {} statements, and those were edited since: restore them, or "
                            "take them back by hand and say `plumb resolve {} --rolled-back`",
                            file_.name, row.done, row.statements, file_.version));
  }

  void run_unit(const ScriptUnit& unit, const std::function<void()>& begun, const std::function<void()>& verify) {
    std::size_t& done = done_here_;
    done = 0;
    bool running = false;
    RunOptions options = place_.options.run;
    options.begun = [&] {
      begun();
      running = true;
      done = 0;  // the dialect may try a second time
    };
    try {
      place_.live.run_group(
          place_.session, unit.group(), options, [&](const Step&) { ++done; }, verify);
    } catch (const Error& e) {
      if (!running || e.code() != Code::Statement) throw;
      throw failure(e, unit, done);
    }
  }

  /// File, line, statement, the server's words, what is applied now, what to do.
  Error failure(const Error& e, const ScriptUnit& unit, std::size_t done) const {
    const bool at_statement = done < unit.statements.size();
    const ScriptStatement* failed = at_statement ? &unit.statements[done] : nullptr;
    if (unit.tables_locked && e.statement() == unit.before.front().sql) failed = &unit.before.front();
    const std::uint32_t line = failed ? failed->line : (up_ ? file_.up : file_.down).line;
    std::string text = fmt::format("{}:{}: {}", file_.path, line, e.text());
    if (failed) text += "\n" + shortened(failed->sql);
    const bool whole = units_.size() == 1 && unit.in_transaction;
    if (whole) {
      text += fmt::format("\nnothing of `{}` is {} now: it ran in one transaction, which was rolled back", file_.name,
                          up_ ? "applied" : "taken back");
    } else {
      const std::int64_t in = before_ + (unit.tables_locked ? static_cast<std::int64_t>(done) : 0);
      text += fmt::format("\n{} of the {} statements of `{}` stay {}, the others are not; the history says so", in,
                          statements_in(units_), file_.name, up_ ? "applied" : "run");
    }
    text += fmt::format("\ncorrect the file, accept it with `plumb check --update`, and run `plumb {}` again{}",
                        up_ ? "migrate" : "rollback", whole ? "" : ": it goes on at the statement that failed");
    if (up_ && e.text().find("already exists") != std::string::npos) {
      text += fmt::format("\nwhere the database has this since before its migrations, `plumb baseline {}` says so",
                          file_.version);
    }
    return Error(Code::Statement, std::move(text))
        .sql(failed ? failed->sql : std::string(), e.sqlstate())
        .at(Origin{file_.source, line, 1});
  }

  /// The statement as it stands, its first lines, indented.
  static std::string shortened(std::string_view sql) {
    std::string out;
    sql = trim(sql);
    for (int lines = 0; !sql.empty(); ++lines) {
      if (lines == 8) return out + "\n  …";
      const std::size_t end = std::min(sql.find('\n'), sql.size());
      std::string line = visible(sql.substr(0, std::min<std::size_t>(end, 200)));
      out += fmt::format("{}  {}{}", lines ? "\n" : "", line, end > 200 ? "…" : "");
      sql.remove_prefix(std::min(end + 1, sql.size()));
    }
    return out;
  }

  const MigrationPlace& place_;
  History history_;
  const MigrationFile& file_;
  bool up_;
  std::vector<ScriptUnit> units_;
  Clock::time_point started_;
  std::string from_fingerprint_;
  std::int64_t before_ = 0;    ///< statements in front of those that run now
  std::size_t done_here_ = 0;  ///< of those that run now
  bool resumed_ = false;       ///< an earlier run was cut off in this file, and nothing of it has run since
};

}  // namespace

std::optional<HistoryRow> run_file(const MigrationPlace& place, const MigrationFile& file, bool up,
                                   const std::string& from_fingerprint) {
  return FileRun(place, file, up).run(from_fingerprint);
}

}  // namespace plumb
