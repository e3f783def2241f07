// Runs a group on a live database: one transaction, checked before it is committed, and every setting put back.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/sqlite/live.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::sqlite {
namespace {

std::string quoted(const QualifiedName& name) { return sql::quote_name(name, syntax()); }
std::string literal(const std::string& text) { return sql::quote_string(text, syntax()); }

std::string pragma(Session& session, const char* name) {
  return session.query(fmt::format("PRAGMA {}", name)).scalar().value_or("0");
}

// Settings of the connection that a group changes, as they were.
class Settings {
 public:
  explicit Settings(Session& session)
      : session_(&session),
        foreign_keys_(pragma(session, "foreign_keys")),
        legacy_(pragma(session, "legacy_alter_table")) {}
  bool foreign_keys() const { return foreign_keys_ == "1"; }
  void restore() const {
    session_->execute("PRAGMA legacy_alter_table = " + legacy_);
    session_->execute("PRAGMA foreign_keys = " + foreign_keys_);
  }
  void restore_quietly() const noexcept {
    try {
      restore();
    } catch (const std::exception&) {
      // The first failure is what the user must read; a lost connection has no settings.
    }
  }

 private:
  Session* session_;
  std::string foreign_keys_, legacy_;
};

// One line for each row that refers to nothing, and for each complaint of SQLite's own check.
using Violations = std::set<std::string>;

// SQLite 3.40 looks into the wrong columns of a table WITHOUT ROWID whose primary key does not stand first, and then
// complains of values that are good ("NULL value in t.c"). INSERT has refused the bad ones.
bool is_false(Session& session, std::string_view complaint) {
  static constexpr std::string_view kValue = " value in ";
  const std::size_t at = complaint.find(kValue);
  if (at == std::string_view::npos) return false;
  const std::string_view column = complaint.substr(at + kValue.size());
  const Rows tables = session.query("SELECT name || '.' FROM pragma_table_list WHERE schema = 'main' AND wr");
  return std::any_of(tables.rows.begin(), tables.rows.end(), [&](const Row& r) { return column.starts_with(*r[0]); });
}

Violations complaints(Session& session, const std::string& check) {
  Violations out;
  for (const Row& r : session.query(check).rows)
    if (r[0] != "ok" && !is_false(session, r[0].value_or("")))
      out.insert(fmt::format("`{}` says: {}", check, r[0].value_or("nothing")));
  return out;
}

Violations violations(Session& session, const std::vector<QualifiedName>& tables) {
  Violations out;
  for (const QualifiedName& t : tables) {
    const Rows rows = session.query(fmt::format("PRAGMA foreign_key_check({})", quoted(QualifiedName(t.name))));
    for (const Row& r : rows.rows)
      out.insert(fmt::format("row {} of `{}` refers to a row of `{}` that is not there", r[1].value_or("?"),
                             r[0].value_or(t.name), r[2].value_or("?")));
  }
  return out;
}

// Thrown inside of the transaction; caught once, to tell old violations from new ones.
struct Broken {
  Violations found;
};

class GroupRun {
 public:
  GroupRun(Session& session, const Group& group, const RunOptions& options,
           const std::function<void(const Step&)>& step_done, const std::function<void()>& verify)
      : session_(session), group_(group), options_(options), step_done_(step_done), verify_(verify) {}

  void run() {
    if (!group_.transactional) return bare();
    // By hand a table is dropped and made anew as SQLite's shell does it, where nothing is enforced: with foreign keys
    // on, the DROP would delete the rows that refer to it.
    const bool needs_off = !group_.before.empty() || group_.scripted;
    const Settings settings(session_);
    if (session_.in_transaction()) {
      if (needs_off && settings.foreign_keys())
        throw Error(Code::Refused,
                    "a table must be rebuilt or dropped while foreign keys are switched off, and SQLite ignores that "
                    "inside of a transaction, which this connection has open; commit it first, or switch "
                    "`PRAGMA foreign_keys` off before it begins");
      return inside_savepoint(settings);
    }
    if (needs_off) session_.execute("PRAGMA foreign_keys = OFF");
    try {
      if (group_.scripted) run_settings(group_.before);
      with_old_violations([&] { attempt(); });
    } catch (...) {
      settings.restore_quietly();
      throw;
    }
    if (group_.scripted) run_settings(group_.after);
    settings.restore();
  }

 private:
  // VACUUM and the like stand in no transaction.
  void bare() {
    if (options_.begun) options_.begun();
    for (const Step& step : group_.steps) {
      session_.execute(step.sql);
      if (step_done_) step_done_(step);
    }
    if (verify_) verify_();
  }

  void run_settings(const std::vector<std::string>& settings) {
    for (const std::string& sql : settings) session_.execute(sql);
  }

  // A database may hold rows that refer to nothing since long before; only new ones are ours. Telling them apart costs
  // a second run, which only such a database pays.
  template <class F>
  void with_old_violations(F&& attempt) {
    try {
      attempt();
    } catch (const Broken& broken) {
      const Violations before = found_before();
      if (!std::includes(before.begin(), before.end(), broken.found.begin(), broken.found.end()))
        throw refused(broken.found, before);
      tolerated_ = before;
      attempt();
    }
  }

  Violations found_before() {
    try {
      return findings();
    } catch (const Error&) {
      return {};  // a table that is checked is not there yet: all is new
    }
  }

  static Error refused(const Violations& found, const Violations& before) {
    std::vector<std::string> fresh;
    std::set_difference(found.begin(), found.end(), before.begin(), before.end(), std::back_inserter(fresh));
    const std::size_t shown = std::min<std::size_t>(fresh.size(), 5);
    std::vector<std::string> first(fresh.begin(), fresh.begin() + static_cast<std::ptrdiff_t>(shown));
    const bool keys = fresh.front().starts_with("row ");
    return Error(Code::Refused,
                 fmt::format("{} {}{} would be broken, so nothing was changed: {}{}; correct the rows first",
                             fresh.size(), keys ? "foreign key" : "rule", fresh.size() == 1 ? "" : "s",
                             join(first, "; "), fresh.size() > shown ? "; …" : ""));
  }

  void attempt() {
    session_.execute("BEGIN IMMEDIATE");
    try {
      body();
      session_.execute("COMMIT");
    } catch (...) {
      roll_back("ROLLBACK");
      throw;
    }
  }

  void inside_savepoint(const Settings& settings) {
    session_.execute("SAVEPOINT plumb_group");
    try {
      body();
      session_.execute("RELEASE plumb_group");
    } catch (const Broken& broken) {
      roll_back("ROLLBACK TO plumb_group");
      roll_back("RELEASE plumb_group");
      settings.restore_quietly();
      throw refused(broken.found, {});
    } catch (...) {
      roll_back("ROLLBACK TO plumb_group");
      roll_back("RELEASE plumb_group");
      settings.restore_quietly();
      throw;
    }
    settings.restore();
  }

  void roll_back(const char* sql) noexcept {
    try {
      // SQLite rolls back by itself on some errors (full disk, I/O); then there is nothing left to take back.
      if (session_.in_transaction()) session_.execute(sql);
    } catch (const std::exception&) {
    }
  }

  void body() {
    if (options_.begun) options_.begun();
    for (const Step& step : group_.steps) {
      try {
        run_step(step);
      } catch (Error& e) {
        if (!step.why.empty()) e.while_doing(step.why);
        throw;
      }
      if (step_done_) step_done_(step);
    }
    check();
    if (verify_) verify_();
  }

  void run_step(const Step& step) {
    if (step.copies.empty()) {
      session_.execute(step.sql);
      return;
    }
    const std::string count =
        session_.query(fmt::format("SELECT count(*) FROM {}", quoted(step.copies))).scalar().value_or("0");
    if (options_.progress) {
      const std::string what = fmt::format("copying {} rows of `{}`", count, step.copies.display());
      options_.progress(what, -1);
      session_.on_tick([this, what] {
        options_.progress(what, -1);
        return true;
      });
    }
    const std::int64_t copied = session_.execute(step.sql);
    session_.on_tick({});
    if (std::to_string(copied) != count)
      throw Error(Code::Internal, fmt::format("{} of {} rows of `{}` were copied; nothing was changed", copied, count,
                                              step.copies.display()));
  }

  // Proves that what was written anew can be read, and that no row lost what it refers to. The whole file is checked
  // only where that was asked for, as it costs more than the rebuild.
  Violations findings() {
    Violations out;
    if (options_.paranoid) {
      out = complaints(session_, "PRAGMA integrity_check");
    } else {
      for (const QualifiedName& t : group_.rebuilt) {
        if (options_.progress) options_.progress(fmt::format("checking `{}`", t.display()), -1);
        out.merge(complaints(session_, fmt::format("PRAGMA quick_check({})", literal(t.name))));
      }
    }
    if (!group_.recheck.empty() || group_.scripted || options_.paranoid) out.merge(violations(session_, checked()));
    return out;
  }

  void check() {
    Violations found = findings();
    for (const std::string& old : tolerated_) found.erase(old);
    if (!found.empty()) throw Broken{std::move(found)};
  }

  std::vector<QualifiedName> checked() const {
    if (!options_.paranoid && !group_.scripted) return group_.recheck;
    std::vector<QualifiedName> out;
    for (const Row& r : session_
                            .query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
                                   "ESCAPE '\\'")
                            .rows)
      out.emplace_back(r[0].value_or(""));
    return out;
  }

  Session& session_;
  const Group& group_;
  const RunOptions& options_;
  const std::function<void(const Step&)>& step_done_;
  const std::function<void()>& verify_;
  Violations tolerated_;
};

}  // namespace

void SqliteLive::run_group(Session& session, const Group& group, const RunOptions& options,
                           const std::function<void(const Step&)>& step_done,
                           const std::function<void()>& verify) const {
  GroupRun(session, group, options, step_done, verify).run();
}

}  // namespace plumb::sqlite
