// Runs a group on a live database: one transaction that is tried again while locks do not come, or statements that
// stand in none.
#include "plumb/dialects/postgres/run.h"

#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/db/patience.h"
#include "plumb/dialects/postgres/live.h"

namespace plumb::postgres {
namespace {

bool is_concurrent(const Step& step) { return upper(step.sql).find("CONCURRENTLY") != std::string::npos; }

class GroupRun {
 public:
  GroupRun(Session& session, const Group& group, const RunOptions& options,
           const std::function<void(const Step&)>& step_done, const std::function<void()>& verify)
      : session_(session), group_(group), options_(options), step_done_(step_done), verify_(verify) {}

  void run() {
    if (!group_.transactional) return apart();
    expect_room(session_, group_);
    if (session_.in_transaction()) return inside();
    Patience patience(options_.patience);
    while (true) {
      try {
        return attempt();
      } catch (const Error& e) {
        if (!goes_on(patience, e)) throw;
      }
    }
  }

 private:
  // ---- in a transaction ----

  void attempt() {
    session_.begin();
    std::string transaction;
    try {
      set_locally(session_, settings());
      body();
      if (options_.connect) {
        transaction = session_.query("SELECT pg_catalog.pg_current_xact_id_if_assigned()::text").scalar().value_or("");
      }
    } catch (...) {
      roll_back();
      explained();
    }
    commit(transaction);
  }

  void body() {
    if (options_.begun) options_.begun();
    // The time is for the steps; what is looked at before and behind them may take its own.
    if (is_timed()) set_statement_timeout(session_, options_.statement_timeout);
    if (group_.scripted)
      each_alone();
    else
      run_together(session_, group_.steps, step_done_, failed_);
    if (is_timed()) set_statement_timeout(session_, {});
    if (verify_) verify_();
  }

  // By hand anything may be written, also what the connection has to look at between two statements.
  void each_alone() {
    for (const Step& step : group_.steps) {
      failed_ = &step;
      session_.execute(step.sql);
      failed_ = nullptr;
      if (step_done_) step_done_(step);
    }
  }

  // A COMMIT that nobody answered has happened or not; the user must not have to guess.
  void commit(const std::string& transaction) {
    try {
      session_.commit();
    } catch (const Error& e) {
      if (!e.connection_lost()) throw;
      switch (fate_of(transaction, options_)) {
        case Fate::Committed:
          throw with_note(
              e,
              "it was lost during COMMIT, and the server says that the transaction was committed: its changes "
              "are in; run the command again, and it goes on behind them");
        case Fate::RolledBack:
          throw with_note(
              e,
              "it was lost during COMMIT, and the server says that the transaction was rolled back: nothing of "
              "it is in; run the command again");
        case Fate::Unknown:
          throw with_note(
              e,
              "it was lost during COMMIT, so that the changes may be in or not; run the command again: it looks "
              "at what is there first");
      }
    }
  }

  void roll_back() noexcept {
    try {
      session_.rollback();
    } catch (const std::exception&) {
      // The connection is gone, and the transaction with it.
    }
  }

  // The caller's own transaction: what fails is taken back to here, and what was locked in it before is the caller's
  // business, so that there is nothing to try again.
  void inside() {
    session_.execute("SAVEPOINT plumb_group");
    try {
      BorrowedSettings borrowed(session_, settings(), true);
      body();
      borrowed.restore();
      session_.execute("RELEASE SAVEPOINT plumb_group");
    } catch (...) {
      try {
        session_.execute("ROLLBACK TO SAVEPOINT plumb_group");
        session_.execute("RELEASE SAVEPOINT plumb_group");
      } catch (const std::exception&) {
      }
      explained();
    }
  }

  bool keeps_waiting() const {
    return group_.scripted || std::any_of(group_.steps.begin(), group_.steps.end(),
                                          [](const Step& s) { return s.lock > LockLevel::Shared; });
  }
  bool is_timed() const { return options_.statement_timeout.count() > 0 && keeps_waiting(); }

  RunSettings settings() const {
    RunSettings out{.lock_timeout = lock_timeout(), .pinned = !group_.scripted};
    if (is_timed() || !keeps_waiting()) out.statement_timeout = std::chrono::milliseconds(0);
    return out;
  }

  // What waits for a lock is tried again, what takes too long is not: so the wait has to end first.
  std::chrono::milliseconds lock_timeout() const {
    const std::chrono::milliseconds whole = options_.statement_timeout;
    if (whole.count() == 0) return options_.lock_timeout;
    return std::min(options_.lock_timeout, std::max(whole * 3 / 4, std::chrono::milliseconds(1)));
  }

  // ---- outside of one ----

  void apart() {
    if (session_.in_transaction()) {
      throw Error(
          Code::Refused,
          fmt::format("`{}` cannot run inside of the transaction that this connection has open; commit it first",
                      first_words(group_.steps.empty() ? std::string() : group_.steps.front().sql)));
    }
    if (session_.transport().pooled && !group_.scripted) expect_default_path();
    if (options_.begun) options_.begun();
    for (const Step& step : group_.steps) {
      Patience patience(options_.patience);
      while (!apart(step, patience)) {
      }
      if (step_done_) step_done_(step);
    }
    if (verify_) verify_();
  }

  bool apart(const Step& step, Patience& patience) {
    failed_ = &step;
    try {
      run_apart(step);
      failed_ = nullptr;
      return true;
    } catch (const Error& e) {
      if (goes_on(patience, e)) return false;
      explained();
    }
  }

  void run_apart(const Step& step) {
    // Behind a pooler a setting of the session would stay with the next client.
    std::optional<BorrowedSettings> borrowed;
    if (!session_.transport().pooled) borrowed.emplace(session_, settings_apart(step), false);
    if (const std::optional<std::string> index = index_built_by(step, group_.scripted)) {
      build_index(session_, step, *index);
    } else {
      session_.execute(step.sql);
    }
    if (borrowed) borrowed->restore();
  }

  // What runs CONCURRENTLY keeps nobody waiting, and itself waits for every older transaction to end: to give up after
  // the time that others may be kept waiting would be to never finish beside a busy application.
  RunSettings settings_apart(const Step& step) const {
    const bool concurrent = is_concurrent(step) || (!group_.scripted && step.lock <= LockLevel::Shared);
    RunSettings out{.pinned = !group_.scripted};
    out.lock_timeout = concurrent ? std::max(options_.patience, options_.lock_timeout) : lock_timeout();
    if (concurrent || options_.statement_timeout.count() > 0)
      out.statement_timeout = concurrent ? std::chrono::milliseconds(0) : options_.statement_timeout;
    return out;
  }

  void expect_default_path() {
    const Cell schema = session_.query("SELECT pg_catalog.current_schema()").scalar();
    if (schema == kDefaultSchema) return;
    throw Error(
        Code::Refused,
        fmt::format("`{}` stands in no transaction, so that behind a pooler names without a schema mean what "
                    "the role's search_path says, which is `{}` and not `{}`; use the direct address of the server",
                    first_words(group_.steps.front().sql), schema.value_or("nothing"), kDefaultSchema));
  }

  static std::string first_words(const std::string& sql) {
    return visible(sql.substr(0, std::min<std::size_t>(sql.find('('), 60)));
  }

  // ---- failures ----

  bool goes_on(Patience& patience, const Error& e) const {
    if (!e.retryable() || e.connection_lost() || session_.in_transaction()) return false;
    const std::string what = failed_ && !failed_->why.empty() ? failed_->why : std::string("the next step");
    return patience.pause(fmt::format("waiting for a lock: {}", what), options_.progress);
  }

  /// Throws what is being handled, with what the user needs to know of it.
  [[noreturn]] void explained() {
    const Step* step = failed_;
    try {
      throw;
    } catch (const Error& e) {
      if (step == nullptr) throw;
      Error out = e;
      if (e.sqlstate() == "42501" && !e.connection_lost()) {
        if (const std::string right = right_behind(*step); !right.empty()) out = with_note(e, right);
      }
      if (const std::string time = about_timeout(e, options_.statement_timeout); !time.empty())
        out = with_note(e, time);
      if (!step->why.empty()) out.while_doing(step->why);
      throw out;
    }
  }

  std::string right_behind(const Step& step) noexcept {
    try {
      return missing_right(session_, step);
    } catch (const std::exception&) {
      return {};  // the server's own words must do
    }
  }

  Session& session_;
  const Group& group_;
  const RunOptions& options_;
  const std::function<void(const Step&)>& step_done_;
  const std::function<void()>& verify_;
  const Step* failed_ = nullptr;  ///< the step that runs
};

}  // namespace

void PostgresLive::run_group(Session& session, const Group& group, const RunOptions& options,
                             const std::function<void(const Step&)>& step_done,
                             const std::function<void()>& verify) const {
  GroupRun(session, group, options, step_done, verify).run();
}

}  // namespace plumb::postgres
