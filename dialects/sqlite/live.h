// SQLite with a session.
#pragma once

#include "plumb/core/live_dialect.h"

namespace plumb::sqlite {

class SqliteLive final : public LiveDialect {
 public:
  const Dialect& offline() const override;

  /// inspect.cpp. Everything comes from one query of sqlite_schema: SQLite keeps the author's text,
  /// and our own reader understands it, so that no PRAGMA per table is needed.
  Target identify(Session& session) const override;
  Inspection inspect(Session& session, const Target& target, const Scope& scope,
                     const std::vector<ObjectId>* only = nullptr) const override;
  /// SQLite stores expressions as they were written, so there is nothing that it could settle.
  Settled settle(Session& session, Schema& want, const Schema& have, const Target& target) const override;

  /// run.cpp
  void run_group(Session& session, const Group& group, const RunOptions& options,
                 const std::function<void(const Step&)>& step_done, const std::function<void()>& verify) const override;
};

const LiveDialect& live();

}  // namespace plumb::sqlite
