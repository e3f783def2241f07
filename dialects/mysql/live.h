// MySQL, TiDB and MariaDB with a session.
#pragma once

#include "plumb/core/live_dialect.h"

namespace plumb::mysql {

class MysqlLive final : public LiveDialect {
 public:
  const Dialect& offline() const override;

  /// inspect.cpp. The server's own text (SHOW CREATE), many statements in one round trip, read by our own reader; a
  /// constant number of set-based catalogue queries says what there is.
  Target identify(Session& session) const override;
  Inspection inspect(Session& session, const Target& target, const Scope& scope,
                     const std::vector<ObjectId>* only = nullptr) const override;
  /// standing.cpp
  Standing standing(Session& session, const Target& target) const override;
  /// settle.cpp. In temporary tables with names of our own.
  Settled settle(Session& session, Schema& want, const Schema& have, const Target& target) const override;

  /// run_lock.cpp. A row with a lease in `plumb_lock`, and the server's own named lock on the connection that runs.
  std::string home(Session& session, const Scope& scope) const override;
  std::unique_ptr<RunLock> lock(Session& session, const LockOptions& options) const override;
  /// run_versions.cpp. Columns that the server adds and drops at once no longer are written by it row by row.
  void fit(Session& session, Plan& plan) const override;
  /// run_marks.cpp
  std::string mark_of(Session& session, std::string_view statement) const override;
  /// run.cpp
  void run_group(Session& session, const Group& group, const RunOptions& options,
                 const std::function<void(const Step&)>& step_done, const std::function<void()>& verify) const override;
};

const LiveDialect& live();

}  // namespace plumb::mysql
