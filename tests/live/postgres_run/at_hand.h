// A database of the test's own, and short words for what these tests do with it.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <memory>
#include <string>

#include "plumb/core/base/error.h"
#include "plumb/dialects/postgres/live.h"
#include "plumb/tests/support/postgres.h"
#include "plumb/tools/libplumb/plumb.h"

namespace plumb::test {

struct AtHand {
  std::unique_ptr<PostgresDatabase> database;
  std::unique_ptr<Session> session;

  explicit AtHand(int version) : database(PostgresDatabase::on(version)) {
    if (database) session = database->connect();
  }
  explicit operator bool() const { return database != nullptr; }

  void run(const std::string& sql) const { session->execute(sql); }
  std::string ask(const std::string& sql) const { return session->query(sql).scalar().value_or("nothing"); }
  /// Of a column, joined by blanks.
  std::string list(const std::string& sql) const {
    std::string out;
    for (const Row& row : session->query(sql).rows) out += (out.empty() ? "" : " ") + row[0].value_or("NULL");
    return out;
  }
  Report push(const std::string& schema, const Settings& settings = {}) const {
    return plumb::push(Source::url(database->address()), Source::text(schema), settings);
  }
};

/// What a call says when it fails; empty where it does not.
inline std::string failure_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& e) {
    return fmt::format("{}: {}", name_of(e.code()), e.what());
  }
  return {};
}

inline Step step_of(std::string sql, std::string why = {}) {
  Step step;
  step.sql = std::move(sql);
  step.why = std::move(why);
  step.lock = LockLevel::Exclusive;
  return step;
}

inline Group group_of(std::vector<std::string> statements) {
  Group group;
  for (std::string& sql : statements) group.steps.push_back(step_of(std::move(sql)));
  return group;
}

inline void run_group(Session& session, const Group& group, const RunOptions& options = {},
                      const std::function<void()>& verify = {}) {
  postgres::live().run_group(session, group, options, {}, verify);
}

}  // namespace plumb::test
