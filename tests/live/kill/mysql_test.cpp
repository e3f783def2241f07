// A plumb that is killed on MySQL, MariaDB and TiDB, inside of a step and at random moments: the next run needs no
// help.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "plumb/core/base/error.h"
#include "plumb/tests/live/kill/program.h"
#include "plumb/tests/support/mysql.h"
#include "plumb/tests/support/random.h"
#include "plumb/tests/support/temp_dir.h"

#if defined(PLUMB_PROGRAM) && PLUMB_HAS_MYSQLCPPCONN

namespace plumb::test {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

struct Place {
  std::unique_ptr<MysqlDatabase> database;
  std::unique_ptr<Session> session;
  TempDir dir;

  explicit Place(const std::string& server) : database(MysqlDatabase::on(server)) {
    if (database) session = database->connect();
  }
  explicit operator bool() const { return database != nullptr; }

  std::string ask(const std::string& sql) const { return session->query(sql).scalar().value_or("nothing"); }
  std::vector<std::string> push(const std::string& schema) const {
    return {"push", "--url", database->address(), "--schema", schema, "--lock-timeout", "60s"};
  }
  bool runs(const std::string& words) const {
    const std::string running = fmt::format(
        "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND INFO LIKE '{}%' AND ID <> "
        "CONNECTION_ID()",
        words);
    const auto end = Clock::now() + 60s;
    while (ask(running) == "0")
      if (Clock::now() > end) return false;
    return true;
  }
  std::string columns(const std::string& table) const {
    return ask("SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '" +
               table + "'");
  }
};

constexpr const char* kBefore =
    "CREATE TABLE t (id int PRIMARY KEY, v varchar(20)); CREATE TABLE u (id int PRIMARY KEY);";
constexpr const char* kAfter =
    "CREATE TABLE t (id int PRIMARY KEY, v varchar(20) NOT NULL, a int, KEY v (v)); CREATE TABLE u (id int PRIMARY KEY, b "
    "int, c bigint DEFAULT 3, KEY b (b)); CREATE TABLE w (id int PRIMARY KEY); CREATE TABLE x (id int PRIMARY KEY);";

}  // namespace

TEST_CASE("MySQL, MariaDB, TiDB: killed in a step that waits for its table") {
  for (const std::string server : {"mysql_8_0_31", "mariadb", "tidb"}) {
    CAPTURE(server);
    const Place at(server);
    if (!at) continue;
    const std::string before = at.dir.write("a.sql", kBefore), after = at.dir.write("b.sql", kAfter);
    REQUIRE_EQ(failure_of_plumb(at.push(before)), "");
    const auto reader = at.database->connect();
    reader->begin();
    reader->query("SELECT * FROM u");
    const pid_t child = start_plumb(at.push(after));
    CHECK(at.runs("ALTER TABLE `u`"));
    ::kill(child, SIGKILL);
    CHECK_EQ(wait_for(child), 128 + SIGKILL);
    // Other servers end what waits when its client is gone; TiDB's job goes on, and the next run waits for it.
    reader->rollback();
    CHECK_EQ(failure_of_plumb(at.push(after)), "");
    CHECK_EQ(at.columns("t"), "3");
    CHECK_EQ(at.columns("u"), "3");
    CHECK_EQ(at.ask("SELECT COUNT(*) FROM plumb_history WHERE state = 'running'"), "0");
    CHECK_EQ(failure_of_plumb({"diff", at.database->address(), after, "--exit-code"}), "");
  }
}

TEST_CASE("MySQL, MariaDB, TiDB: killed at random moments") {
  constexpr std::uint64_t seed = 20260118;
  Random random(seed);
  for (const std::string server : {"mysql_8_0_31", "mariadb", "tidb"}) {
    CAPTURE(server);
    const int rounds = server == "tidb" ? 5 : 11;
    int killed = 0;
    Clock::duration whole{};
    for (int i = 0; i < rounds; ++i) {
      CAPTURE(i);
      const Place at(server);
      if (!at) break;
      const std::string before = at.dir.write("a.sql", kBefore), after = at.dir.write("b.sql", kAfter);
      REQUIRE_EQ(failure_of_plumb(at.push(before)), "");
      at.session->execute("INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')");
      const auto started = Clock::now();
      const pid_t child = start_plumb(at.push(after));
      if (i == 0) {
        REQUIRE_EQ(wait_for(child), 0);
        whole = Clock::now() - started;
        continue;
      }
      const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(whole).count();
      std::this_thread::sleep_for(std::chrono::microseconds(random.below(static_cast<std::size_t>(micros))));
      ::kill(child, SIGKILL);
      killed += wait_for(child) == 128 + SIGKILL;
      CHECK_EQ(failure_of_plumb(at.push(after)), "");
      CHECK_EQ(failure_of_plumb({"diff", at.database->address(), after, "--exit-code"}), "");
      CHECK_EQ(at.ask("SELECT GROUP_CONCAT(CONCAT(id, v) ORDER BY id) FROM t"), "1a,2b,3c");
      if (i + 1 == rounds) CHECK(killed > rounds / 3);  // else the moments were not spread over the run
    }
  }
}

}  // namespace plumb::test

#endif
