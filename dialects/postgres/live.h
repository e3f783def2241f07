// PostgreSQL with a session.
#pragma once

#include "plumb/core/live_dialect.h"

namespace plumb::postgres {

class PostgresLive final : public LiveDialect {
 public:
  const Dialect& offline() const override;

  /// inspect.cpp. A constant number of set-based catalogue queries in one round trip, in one snapshot; definitions that
  /// the server prints as statements (views, routines, triggers) go through our own reader.
  Target identify(Session& session) const override;
  Inspection inspect(Session& session, const Target& target, const Scope& scope,
                     const std::vector<ObjectId>* only = nullptr) const override;
  /// standing.cpp
  Standing standing(Session& session, const Target& target) const override;
  /// run_lock.cpp. A row with a lease in `plumb_lock`, which works behind a pooler too, and on a direct connection an
  /// advisory lock, which goes with the connection.
  std::string home(Session& session, const Scope& scope) const override;
  std::unique_ptr<RunLock> lock(Session& session, const LockOptions& options) const override;
  /// settle.cpp
  Settled settle(Session& session, Schema& want, const Schema& have, const Target& target) const override;
  /// run_fit.cpp
  void fit(Session& session, Plan& plan) const override;
  /// run_questions.cpp
  void ask_rows(Session& session, const std::function<void()>& questions) const override;
  /// run.cpp
  void run_group(Session& session, const Group& group, const RunOptions& options,
                 const std::function<void(const Step&)>& step_done, const std::function<void()>& verify) const override;
};

const LiveDialect& live();

}  // namespace plumb::postgres
