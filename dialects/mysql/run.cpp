// Runs a group on a live database: statement by statement, because DDL commits itself; what fails for a lock is tried
// again, and of a statement that the connection was lost in the server is asked what became of it.
#include "plumb/dialects/mysql/run.h"

#include <fmt/format.h>

#include "plumb/core/base/text.h"
#include "plumb/core/db/patience.h"
#include "plumb/dialects/mysql/live.h"

namespace plumb::mysql {
namespace {

class GroupRun {
 public:
  GroupRun(Session& session, const Group& group, const RunOptions& options,
           const std::function<void(const Step&)>& step_done, const std::function<void()>& verify)
      : session_(session),
        group_(group),
        options_(options),
        step_done_(step_done),
        verify_(verify),
        server_(server_of(session)) {}

  void run() {
    if (session_.in_transaction()) {
      if (!group_.transactional) refuse_open_transaction();
      return body();
    }
    BorrowedSettings borrowed(session_, server_, options_);
    if (group_.transactional) {
      in_transaction();
    } else {
      one_by_one();
    }
    borrowed.restore();
  }

 private:
  [[noreturn]] void refuse_open_transaction() const {
    throw Error(
        Code::Refused,
        "this connection has a transaction open, and what changes a schema would commit it: commit it or roll it "
        "back first");
  }

  // ---- rows alone: a migration's INSERT and UPDATE, with its line in the history ----

  void in_transaction() {
    Patience patience(options_.patience);
    while (true) {
      try {
        return attempt();
      } catch (const Error& e) {
        if (!goes_on(patience, e)) throw;
      }
    }
  }

  void attempt() {
    session_.begin();
    try {
      body();
    } catch (...) {
      roll_back();
      explained();
    }
    try {
      session_.commit();
    } catch (const Error& e) {
      if (!e.connection_lost()) throw;
      throw with_note(
          e,
          "it was lost during COMMIT, so that the changes may be in or not; run the command again: it looks "
          "at what is there first");
    }
  }

  void body() {
    if (options_.begun) options_.begun();
    for (const Step& step : group_.steps) {
      failed_ = &step;
      execute(step.sql);
      failed_ = nullptr;
      if (step_done_) step_done_(step);
    }
    if (verify_) verify_();
  }

  void roll_back() noexcept {
    try {
      session_.rollback();
    } catch (const std::exception&) {
      // The connection is gone, and the transaction with it.
    }
  }

  // ---- what commits itself ----

  void one_by_one() {
    if (options_.begun) options_.begun();
    try {
      for (const std::string& sql : group_.before) prepare(sql);
      for (const Step& step : group_.steps) run_step(step);
    } catch (...) {
      put_back();
      throw;
    }
    for (const std::string& sql : group_.after) session_.execute(sql);
    if (verify_) verify_();
  }

  /// LOCK TABLES waits like any other statement.
  void prepare(const std::string& sql) {
    Patience patience(options_.patience);
    failed_ = group_.steps.empty() ? nullptr : &group_.steps.front();
    for (bool done = false; !done;) {
      try {
        session_.execute(sql);
        done = true;
      } catch (const Error& e) {
        if (!goes_on(patience, e)) explained();
      }
    }
    failed_ = nullptr;
  }

  void put_back() noexcept {
    for (const std::string& sql : group_.after) {
      try {
        session_.execute(sql);
      } catch (const std::exception&) {
        return;  // the connection is gone, and its settings with it
      }
    }
  }

  void run_step(const Step& step) {
    Patience patience(options_.patience);
    sql_ = step.sql;
    zero_dates_ = false;
    const std::vector<Named> objects = named_in(step.sql, *server_.syntax);
    const std::string before = options_.connect ? mark_before(step, objects) : std::string();
    while (!try_step(step, objects, before, patience)) {
    }
    if (step_done_) step_done_(step);
  }

  /// What a plan makes anew is not there: of a thousand tables none is asked for.
  std::string mark_before(const Step& step, const std::vector<Named>& objects) {
    const bool makes = !group_.scripted && step.lock == LockLevel::None && step.sql.starts_with("CREATE TABLE ");
    const std::string mark = makes ? mark_of_nothing(objects) : std::string();
    return mark.empty() ? mark_of(session_, objects) : mark;
  }

  bool try_step(const Step& step, const std::vector<Named>& objects, const std::string& before, Patience& patience) {
    failed_ = &step;
    try {
      std::optional<ZeroDates> dates;
      if (zero_dates_) dates.emplace(session_);
      const Watch watch(session_, server_, step, options_);
      if (!options_.instead || !options_.instead(step)) execute(sql_);
      failed_ = nullptr;
      return true;
    } catch (const Error& e) {
      if (e.connection_lost()) lost(e, step, objects, before);
      // By hand the way is the author's.
      const std::optional<std::string> other = group_.scripted ? std::nullopt : without_instant(e, sql_);
      if (other) {
        sql_ = *other;
        if (options_.progress) {
          options_.progress(fmt::format("{}: the table was changed at once too often, so its rows are written anew",
                                        step.why.empty() ? std::string("the next step") : step.why),
                            -1);
        }
        return false;
      }
      if (!group_.scripted && !zero_dates_ && meets_zero_dates_quietly(e, objects)) {
        zero_dates_ = true;
        return false;
      }
      if (ended_well_all_the_same(e, objects, before)) return true;
      if (goes_on(patience, e)) return false;
      explained();
    }
  }

  /// The time is for the steps; what is looked at before and behind them may take its own.
  void execute(const std::string& sql) {
    if (!is_timed(server_, options_)) {
      session_.execute(sql);
      return;
    }
    const auto within = [&](std::chrono::milliseconds time) {
      session_.execute(
          fmt::format("SET SESSION max_statement_time = {}.{:03}", time.count() / 1000, time.count() % 1000));
    };
    within(options_.statement_timeout);
    try {
      session_.execute(sql);
    } catch (const Error& e) {
      if (!e.connection_lost()) within({});
      throw;
    }
    within({});
  }

  /// The journal is to tell the truth, and the user need not guess.
  [[noreturn]] void lost(const Error& e, const Step& step, const std::vector<Named>& objects,
                         const std::string& before) {
    const std::string what = step.why.empty() ? std::string("this statement") : fmt::format("`{}`", step.why);
    switch (fate_of(server_, step.sql, objects, before, options_)) {
      case Fate::Done:
        if (step_done_) step_done_(step);
        throw with_note(
            e, fmt::format("the server did {} all the same; run the command again, and it goes on behind it", what));
      case Fate::NotDone:
        throw with_note(e,
                        fmt::format("the server did not do {}; run the command again, and it goes on with it", what));
      case Fate::StillRuns:
        throw with_note(e,
                        fmt::format("the server still works on {} as connection {}; run the command again when that is "
                                    "done: it looks at what is there first",
                                    what, server_.connection));
      case Fate::Unknown:
        throw with_note(e,
                        fmt::format("whether the server did {} is not known; run the command again: it looks at what "
                                    "is there first",
                                    what));
    }
    throw with_note(e, "run the command again");
  }

  /// TiDB 8.5 says "interrupted" when somebody kills the query, and finishes the job.
  bool ended_well_all_the_same(const Error& e, const std::vector<Named>& objects, const std::string& before) noexcept {
    if (server_.flavour != "tidb" || e.sqlstate() != "70100" || before.empty()) return false;
    try {
      return mark_of(session_, objects) != before;
    } catch (const std::exception&) {
      return false;
    }
  }

  bool meets_zero_dates_quietly(const Error& e, const std::vector<Named>& objects) noexcept {
    try {
      return meets_zero_dates(session_, e, objects, *server_.syntax);
    } catch (const std::exception&) {
      return false;  // the server's own words must do
    }
  }

  // ---- failures ----

  bool goes_on(Patience& patience, const Error& e) {
    if (!e.retryable() || e.connection_lost() || session_.in_transaction()) return false;
    const std::string what = failed_ && !failed_->why.empty() ? failed_->why : std::string("the next step");
    holder_ = failed_ ? holder_quietly(*failed_) : std::string();
    return patience.pause(fmt::format("waiting for a lock: {}{}", what, holder_.empty() ? "" : ", because " + holder_),
                          options_.progress);
  }

  std::string holder_quietly(const Step& step) noexcept {
    try {
      return holder_of(session_, server_, named_in(step.sql, *server_.syntax));
    } catch (const std::exception&) {
      return {};  // the server's own words must do
    }
  }

  /// Throws what is being handled, with what the user needs to know of it.
  [[noreturn]] void explained() {
    const Step* step = failed_;
    try {
      throw;
    } catch (const Error& e) {
      if (step == nullptr || e.connection_lost()) throw;
      Error out = e;
      if (e.code() == Code::Busy && holder_.empty()) holder_ = holder_quietly(*step);
      if (e.code() == Code::Busy && !holder_.empty()) {
        out = with_note(e, holder_);
      } else if (const std::string advice = advice_for(e, server_); !advice.empty()) {
        out = with_note(e, advice);
      }
      if (!step->why.empty()) out.while_doing(step->why);
      throw out;
    }
  }

  Session& session_;
  const Group& group_;
  const RunOptions& options_;
  const std::function<void(const Step&)>& step_done_;
  const std::function<void()>& verify_;
  Server server_;
  const Step* failed_ = nullptr;  ///< the step that runs
  bool zero_dates_ = false;       ///< they are in its table already
  std::string sql_;               ///< of it, as it is said to the server
  std::string holder_;            ///< who was found to hold what the last attempt waited for
};

}  // namespace

void MysqlLive::run_group(Session& session, const Group& group, const RunOptions& options,
                          const std::function<void(const Step&)>& step_done,
                          const std::function<void()>& verify) const {
  GroupRun(session, group, options, step_done, verify).run();
}

}  // namespace plumb::mysql
