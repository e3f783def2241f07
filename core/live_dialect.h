// The same family with a session: reading the catalogue, asking the server, running safely.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/db/session.h"
#include "plumb/core/dialect.h"
#include "plumb/core/plan/plan.h"
#include "plumb/core/target.h"

namespace plumb {

/// What a database holds.
struct Inspection {
  Schema schema;  ///< as reported; not canonical yet
  struct Unmodelled {
    std::string what;
    std::size_t count = 1;
    /// What is in the schema all the same, though not as the server has it: a plan that would change it is refused.
    std::optional<ObjectId> object = {};
  };
  std::vector<Unmodelled> unmodelled;  ///< there, but plumb cannot say it: named, never altered or dropped
  std::vector<Unmodelled> unmanaged;   ///< no part of any schema (grants, loadable functions, …): named for --verbose
  std::vector<QualifiedName> leftovers;  ///< plumb's own helper tables of a run that was cut off: to be dropped
};

/// Progress of long work: what is being done, how far (0…1, negative when unknown).
using Progress = std::function<void(const std::string& what, double part)>;

struct RunOptions {
  bool paranoid = false;  ///< every check there is, whatever it costs
  /// How long one statement waits for a lock, and with it everyone who comes behind it.
  std::chrono::milliseconds lock_timeout{3000};
  /// How long one statement may take, where the server can be told; zero is without an end.
  std::chrono::milliseconds statement_timeout{0};
  /// How long a group is tried again where locks do not come.
  std::chrono::milliseconds patience{60000};
  Progress progress;
  /// Ctrl-C is taken while the server works on what goes on without its client (TiDB's DDL jobs), to offer to cancel
  /// that.
  bool takes_interrupts = false;
  /// Another connection to the same database, where one can be had: to see what became of a COMMIT that the connection
  /// was lost in.
  std::function<std::unique_ptr<Session>()> connect;
  /// Does a step in another way, by a program for large tables; false: the step is run. Only of steps that commit by
  /// themselves.
  std::function<bool(const Step&)> instead;
  /// Called under the lock, before the first step (inside the transaction where there is one): what the work was
  /// made for is looked at again. It throws to stop, and nothing was changed then.
  std::function<void()> begun;
};

/// What keeps two plumbs from changing one database at once; given back at the end of its life.
class RunLock {
 public:
  virtual ~RunLock() = default;
  /// Throws Error(Conflict) where another plumb has taken it over meanwhile. As the last statement before a COMMIT it
  /// keeps what was done meanwhile from being committed.
  virtual void confirm() = 0;
};

struct LockOptions {
  std::string home;                                   ///< where plumb's own tables are, see LiveDialect::home()
  std::chrono::milliseconds patience{60000};          ///< how long to wait for another plumb before Error(Busy)
  std::chrono::milliseconds lease{30000};             ///< how long a plumb that is gone without a word keeps others out
  std::function<std::unique_ptr<Session>()> connect;  ///< for the heartbeat; without it each confirm() is one
  Progress progress;
};

/// Who is connected to what, for `ping`.
struct Standing {
  std::string platform;  ///< "Neon", "Amazon RDS", …; empty where it is not known to be one
  std::string role;      ///< empty where a server has none
  std::vector<std::string> may, may_not;
};

/// What became of the questions of `LiveDialect::settle()`.
struct Settled {
  std::size_t unanswered = 0;  ///< expressions that keep their offline form, because the server could not be asked
  std::string why;             ///< what it said; empty where all was answered
};

class LiveDialect {
 public:
  virtual ~LiveDialect() = default;
  virtual const Dialect& offline() const = 0;

  virtual Target identify(Session& session) const = 0;
  virtual Standing standing(Session&, const Target&) const { return {}; }
  /// What stands before the names of plumb's own tables, as SQL: the namespace where they are or will be, with its dot.
  virtual std::string home(Session&, const Scope&) const { return {}; }
  /// Waits until no other plumb works on the database. Nothing where a group's own transaction keeps them apart.
  virtual std::unique_ptr<RunLock> lock(Session&, const LockOptions&) const { return nullptr; }
  /// Reads the catalogue in one consistent snapshot. With `only`, at least those objects.
  virtual Inspection inspect(Session& session, const Target& target, const Scope& scope,
                             const std::vector<ObjectId>* only = nullptr) const = 0;
  /// Asks the server for the canonical form of expressions that differ between the two; never touches a user's
  /// relation, leaves nothing behind, and does nothing where it cannot, which the result says.
  virtual Settled settle(Session& session, Schema& want, const Schema& have, const Target& target) const = 0;
  /// Calls `questions`, which asks the rows before a plan runs, where names mean what they mean in the plan. Nothing is
  /// changed by it.
  virtual void ask_rows(Session&, const std::function<void()>& questions) const { questions(); }
  /// Takes groups apart that are more than one transaction can hold on this server, and notes it in the plan.
  virtual void fit(Session&, Plan&) const {}
  /// Of a statement that commits by itself: what the objects that it speaks of look like now, as a short text (at most
  /// 56 characters) that moves when it has run. Empty where that is not known, or the statement stands in a
  /// transaction.
  virtual std::string mark_of(Session&, std::string_view) const { return {}; }
  /// Runs one group: its transaction, its `before` and `after`, its checks. `step_done` is called behind each step;
  /// `verify` inside the transaction (where there is one) before the commit, and it throws to take all back.
  virtual void run_group(Session& session, const Group& group, const RunOptions& options,
                         const std::function<void(const Step&)>& step_done,
                         const std::function<void()>& verify) const = 0;
};

}  // namespace plumb
