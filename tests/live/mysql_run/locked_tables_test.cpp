// What runs between LOCK TABLES and UNLOCK TABLES: triggers that are replaced, and migrations that lock by hand.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "plumb/tests/live/mysql_run/at_hand.h"
#include "plumb/tests/support/cutting_proxy.h"
#include "plumb/tests/support/one_migration.h"
#include "plumb/tools/libplumb/registry.h"

#if PLUMB_HAS_MYSQLCPPCONN

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* kTables =
    "CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY);"
    "CREATE TABLE seen (id int, version int);";

std::string with_trigger(int version) {
  return std::string(kTables) + "CREATE TRIGGER note AFTER INSERT ON t FOR EACH ROW INSERT INTO seen VALUES (NEW.id, " +
         std::to_string(version) + ");";
}

constexpr const char* kHistory =
    "SELECT CONCAT(state, ' ', done, '/', statements) FROM plumb_history WHERE version <> '' ORDER BY id";

// The address of the same database, through a proxy.
std::unique_ptr<Session> through(const AtHand& at, const CuttingProxy& proxy) {
  Url url = at.database->url();
  url.host = "127.0.0.1";
  url.port = proxy.port();
  return open_session(url, {.write = true});
}

// Writes rows until its end.
class Writer {
 public:
  explicit Writer(std::unique_ptr<Session> session) : session_(std::move(session)), thread_([this] { write(); }) {}
  ~Writer() { end(); }

  /// Waits until one more row is there.
  void write_on() const {
    for (const int before = written_; running_ && written_ == before;) std::this_thread::yield();
  }
  /// What the server said when it took no more; empty where it did.
  std::string end() {
    ended_ = true;
    if (thread_.joinable()) thread_.join();
    return failed_;
  }

 private:
  void write() {
    failed_ = failure_of([&] {
      for (; !ended_; ++written_) session_->execute("INSERT INTO t VALUES ()");
    });
    running_ = false;
  }

  std::unique_ptr<Session> session_;
  std::atomic<bool> ended_ = false, running_ = true;
  std::atomic<int> written_ = 0;
  std::string failed_;
  std::thread thread_;
};

}  // namespace

TEST_CASE("a trigger that is replaced misses no row of those who write meanwhile") {
  for (const std::string server : {"mysql_8_0_31", "mysql_8_0_15", "mariadb"}) {
    CAPTURE(server);
    const AtHand at(server);
    if (!at) continue;
    at.push(with_trigger(0));
    Writer writer(at.database->connect());
    for (int version = 1; version <= 8; ++version) {
      at.push(with_trigger(version));
      writer.write_on();
    }
    CHECK(writer.end() == "");
    CHECK(at.ask("SELECT COUNT(*) FROM t LEFT JOIN seen USING (id) WHERE seen.id IS NULL") == "0");
    CHECK(at.ask("SELECT MAX(version) FROM seen") == "8");
  }
}

TEST_CASE("who may not lock tables is told what to grant, and the trigger is as it was") {
  const AtHand at("mysql_8_0_31");
  if (!at) return;
  at.push(with_trigger(0));
  const std::string& name = at.database->name();
  const std::string user = name.substr(0, 28) + "_l";
  at.run("CREATE USER " + user + " IDENTIFIED BY 'pw'");
  at.run("GRANT ALL ON `" + name + "`.* TO " + user);
  at.run("REVOKE LOCK TABLES ON `" + name + "`.* FROM " + user);
  at.run("GRANT SET_USER_ID, SYSTEM_USER ON *.* TO " + user);
  Url url = at.database->url();
  const std::string address =
      fmt::format("mysql://{}:pw@{}:{}/{}", user, url.host, url.port.value_or(3306), url.database);
  const std::string said = failure_of([&] { plumb::push(Source::url(address), Source::text(with_trigger(1))); });
  CHECK(says(said, "grant LOCK TABLES on its database"));
  at.run("DROP USER " + user);
  at.run("INSERT INTO t VALUES ()");
  CHECK(at.ask("SELECT version FROM seen") == "0");
}

TEST_CASE("a migration may lock tables, as dumps do") {
  for (const std::string server : all_flavours) {
    CAPTURE(server);
    const AtHand at(server);
    if (!at) continue;
    const Folder folder(mysql::live(), *at.session,
                        "-- migrate:up\nCREATE TABLE t (a int PRIMARY KEY);\nLOCK TABLES `t` WRITE;\n"
                        "INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);\nUNLOCK TABLES;\n"
                        "ALTER TABLE t ADD b int;\n");
    CHECK(folder.up(*at.session).size() == 1);
    CHECK(at.list(kHistory) == "applied 4/4");
    CHECK(at.list("SELECT a FROM t ORDER BY a") == "1 2");
    CHECK(at.columns("t") == "a b");
  }
}

TEST_CASE("what fails between LOCK TABLES and UNLOCK TABLES is noted, and the next run goes on behind what is in") {
  for (const std::string server : {"mysql_8_0_31", "mariadb"}) {
    CAPTURE(server);
    const AtHand at(server);
    if (!at) continue;
    const std::string up =
        "-- migrate:up\nCREATE TABLE t (a int PRIMARY KEY);\nLOCK TABLES t WRITE;\nINSERT INTO t VALUES (1);\n";
    const Folder wrong(mysql::live(), *at.session, up + "INSERT INTO t VALUES (1, 2);\nUNLOCK TABLES;\n");
    const std::string said = failure_of([&] { wrong.up(*at.session); });
    CHECK(says(said, "20250101000000_one.sql:5: "));
    CHECK(says(said, "2 of the 3 statements of `20250101000000_one.sql` stay applied"));
    CHECK(at.list(kHistory) == "running 2/3");
    const Folder right(mysql::live(), *at.session, up + "INSERT INTO t VALUES (2);\nUNLOCK TABLES;\n");
    CHECK(right.up(*at.session).size() == 1);
    CHECK(at.list(kHistory) == "applied 3/3");
    CHECK(at.list("SELECT a FROM t ORDER BY a") == "1 2");
  }
}

TEST_CASE("a migration that was cut off while it had tables locked: rows are for people, a trigger is made once more") {
  for (const std::string server : {"mysql_8_0_31", "mariadb"}) {
    CAPTURE(server);
    const AtHand at(server);
    if (!at) continue;
    const Url& url = at.database->url();
    CuttingProxy proxy(url.host, url.port.value_or(3306));
    at.push(kTables);
    const Folder rows(mysql::live(), *at.session,
                      "-- migrate:up\nLOCK TABLES t WRITE;\nINSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);\n"
                      "UNLOCK TABLES;\n");
    proxy.cut_after("VALUES (1)");
    CHECK(says(failure_of([&] { rows.up(*through(at, proxy)); }), "lost"));
    const std::string said = failure_of([&] { rows.up(*at.session); });
    CHECK(says(said, "20250101000000_one.sql:2: an earlier run was cut off between this LOCK TABLES and its UNLOCK"));
    CHECK(says(said, "`plumb resolve 20250101000000 --applied`"));
    CHECK(at.list("SELECT id FROM t") == "1");

    at.run("DELETE FROM plumb_history");
    at.run("CREATE TRIGGER note BEFORE INSERT ON t FOR EACH ROW SET NEW.id = NEW.id + 1");
    const Folder trigger(mysql::live(), *at.session,
                         "-- migrate:up\nLOCK TABLES t WRITE;\nDROP TRIGGER IF EXISTS note;\n"
                         "CREATE TRIGGER note BEFORE INSERT ON t FOR EACH ROW SET NEW.id = NEW.id + 2;\n"
                         "UNLOCK TABLES;\n");
    proxy.cut_after("DROP TRIGGER");
    CHECK(says(failure_of([&] { trigger.up(*through(at, proxy)); }), "lost"));
    CHECK(trigger.up(*at.session).size() == 1);
    at.run("INSERT INTO t VALUES (7)");
    CHECK(at.list("SELECT id FROM t ORDER BY id") == "1 9");
  }
}

#endif
