// A database of the test's own, and short words for what these tests do with it.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <memory>
#include <string>

#include "plumb/core/base/error.h"
#include "plumb/dialects/mysql/live.h"
#include "plumb/tests/support/mysql.h"
#include "plumb/tools/libplumb/plumb.h"

namespace plumb::test {

struct AtHand {
  std::string server;
  std::unique_ptr<MysqlDatabase> database;
  std::unique_ptr<Session> session;

  explicit AtHand(const std::string& name) : server(name), database(MysqlDatabase::on(name)) {
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
  bool has_table(const std::string& name) const {
    return ask("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '" +
               name + "'") == "1";
  }
  std::string columns(const std::string& table) const {
    return list(
        "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '" +
        table + "' ORDER BY ORDINAL_POSITION");
  }
  std::string home() const { return "`" + database->name() + "`."; }
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

inline bool says(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

inline Group group_of(const std::vector<std::string>& statements) {
  Group group;
  group.transactional = false;
  for (const std::string& sql : statements) {
    Step step;
    step.sql = sql;
    step.why = "step " + std::to_string(group.steps.size() + 1);
    step.lock = LockLevel::Exclusive;
    group.steps.push_back(std::move(step));
  }
  return group;
}

/// The servers on which DDL behaves alike in what these tests look at.
inline constexpr const char* all_flavours[] = {"mysql_8_0_31", "mariadb", "tidb"};

}  // namespace plumb::test
