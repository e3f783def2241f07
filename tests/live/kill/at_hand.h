// A database of the test's own, and short words for what these tests do with it.
#pragma once

#include <fmt/format.h>
#include <signal.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "plumb/tests/live/kill/servers.h"
#include "plumb/tests/support/servers.h"
#include "plumb/tests/support/temp_dir.h"

namespace plumb::test {

struct AtHand {
  const KillServer& server;
  std::unique_ptr<ServerDatabase> database;
  std::unique_ptr<Session> session;
  TempDir dir;

  explicit AtHand(const KillServer& on) : server(on), database(database_on(on.name)) {
    if (database) session = database->connect();
  }
  explicit operator bool() const { return database != nullptr; }

  std::string ask(const std::string& sql) const { return session->query(sql).scalar().value_or("nothing"); }
  std::size_t columns(const std::string& table) const {
    return session->query("SELECT * FROM " + table).columns.size();
  }
  /// The words for a plumb that makes the database so.
  std::vector<std::string> push(const std::string& schema) const {
    return {"push", "--url", database->address(), "--schema", schema, "--lock-timeout", "60s"};
  }
  std::vector<std::string> diff(const std::string& schema) const {
    return {"diff", database->address(), schema, "--exit-code"};
  }
  /// Waits until a statement with these words waits for what another one holds.
  bool waits(const std::string& words) const {
    using namespace std::chrono_literals;
    const auto end = std::chrono::steady_clock::now() + 60s;
    while (ask(fmt::format(fmt::runtime(server.waiting), words)) == "0")
      if (std::chrono::steady_clock::now() > end) return false;
    return true;
  }
};

}  // namespace plumb::test
