// What is special about sessions on MySQL, MariaDB and TiDB.
#include <doctest/doctest.h>

#include "plumb/tests/live/backends/mysql_each.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "plumb/backends/mysqlcppconn/mysqlcppconn_session.h"
#include "plumb/core/base/error.h"
#include "plumb/tests/support/failure.h"
#include "plumb/tests/support/temp_dir.h"

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;

namespace {

bool is_tidb(std::string_view server) { return server == "tidb"; }

}  // namespace

TEST_CASE("mysqlcppconn: a session has its settings, whatever the server's are") {
  const auto own = OwnMysql::start("mariadb",
                                   "--sql-mode=ANSI_QUOTES,NO_BACKSLASH_ESCAPES,NO_TABLE_OPTIONS,NO_ZERO_DATE "
                                   "--character-set-server=latin1 --collation-server=latin1_swedish_ci "
                                   "--default-time-zone=+03:00 --autocommit=0 --lock-wait-timeout=77");
  if (!own) return;
  const auto session = mysqlcppconn::open(own->url(), {.lock_timeout = 1500ms});
  const Rows rows = session->query(
      "SELECT @@SESSION.sql_mode, @@SESSION.time_zone, @@SESSION.autocommit, @@SESSION.lock_wait_timeout, "
      "@@SESSION.innodb_lock_wait_timeout, @@SESSION.character_set_client, @@SESSION.character_set_results");
  CHECK(rows.rows.at(0) ==
        Row{"STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ENGINE_SUBSTITUTION", "+00:00", "1", "2", "2", "utf8mb4", "utf8mb4"});
  CHECK(mysqlcppconn::open(own->url())->query("SELECT @@SESSION.lock_wait_timeout").scalar() == "77");
}

TEST_CASE("mysqlcppconn: a read-only session changes nothing") {
  on_each(mysql_servers, [&](MysqlDatabase& database, const std::string&) {
    database.connect()->execute("CREATE TABLE t (a integer)");
    const auto session = mysqlcppconn::open(database.url(), {.read_only = true});
    for (const char* sql : {"CREATE TABLE u (a integer)", "INSERT INTO t VALUES (1)", "DROP TABLE t",
                            "ALTER TABLE t ADD b integer", "DELETE FROM t", "TRUNCATE TABLE t"}) {
      CAPTURE(std::string(sql));
      CHECK(failure_of([&] { session->execute(sql); }).starts_with("statement 25006: "));
    }
    CHECK(session->query("SELECT count(*) FROM t").scalar() == "0");
    session->begin();
    CHECK(session->query("WITH x AS (SELECT 1 AS i) SELECT i FROM x").scalar() == "1");
    session->commit();
  });
}

TEST_CASE("mysqlcppconn: sql_mode that changes on the way changes how statements are read") {
  on_each(mysql_servers, [&](MysqlDatabase& database, const std::string&) {
    const auto session = database.connect();
    const std::vector<Value> odd{"a\\'b"};
    CHECK(session->query("SELECT ?", odd).scalar() == "a\\'b");
    CHECK(session->query("SELECT '\\'; ?', ?", odd).rows.at(0) == Row{"'; ?", "a\\'b"});
    session->execute("SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'");
    CHECK(session->query("SELECT ?", odd).scalar() == "a\\'b");
    CHECK(session->query("SELECT '\\' AS \"a?\", ?", odd).rows.at(0) == Row{"\\", "a\\'b"});
    session->execute("SET SESSION sql_mode = ''");
    CHECK(session->query("SELECT ?", odd).scalar() == "a\\'b");
  });
}

TEST_CASE("mysqlcppconn: what the server says arrives whole, with the place in the statement") {
  on_each(mysql_servers, [&](MysqlDatabase& database, const std::string&) {
    const auto session = database.connect();
    CHECK(failure_of([&] { session->query("SELECT 1\nFROM\n  x y z"); }) ==
          "statement 42000: syntax error near `z` (line 3, column 7 of the statement)");
    CHECK(failure_of([&] { session->query("SELECT (1"); }) ==
          "statement 42000: syntax error at the end of the statement");
    CHECK(failure_of([&] { session->query("SELECT * FROM nowhere"); }) ==
          fmt::format("statement 42S02: Table '{}.nowhere' doesn't exist", database.name()));
    // Late, among rows that were already sent.
    CHECK(failure_of([&] { session->query("SELECT (SELECT 1 UNION SELECT 2)"); }) ==
          "statement 21000: Subquery returns more than 1 row");
    CHECK(session->query("SELECT 1").scalar() == "1");
  });
}

TEST_CASE("mysqlcppconn: bodies with semicolons are one statement, and a call has its results") {
  constexpr const char* servers[] = {"mysql_8_0_31", "mysql_8_0_15", "mariadb"};
  on_each(servers, [&](MysqlDatabase& database, const std::string&) {
    const auto session = database.connect();
    session->execute("CREATE TABLE t (a integer)");
    session->execute("CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW IF NEW.a > 1 THEN SET NEW.a = 1; END IF");
    session->execute(
        "CREATE PROCEDURE p(n integer) BEGIN DECLARE i integer DEFAULT ?; WHILE i < n DO SET i = i + 1; SELECT i; END "
        "WHILE; END;",
        std::vector<Value>{0});
    CHECK(failure_of([&] { session->execute("CREATE PROCEDURE q() BEGIN SELECT 1; SELECT 2; END; DROP TABLE t"); }) ==
          "usage: one statement at a time: a second one starts at offset 52");
    CHECK(session->query("CALL p(3)").scalar() == "1");
    CHECK(session->query("SELECT 7").scalar() == "7");
    int rows = 0;
    const auto note = [&](Row& row) { rows = std::stoi(*row.at(0)); };
    session->ask(std::vector<Question>{{"CALL p(2)", {}, {}}, {"SELECT 5", {}, note}, {"CALL p(1)", {}, {}}});
    CHECK(rows == 5);
  });
}

TEST_CASE("mysqlcppconn: several questions take one round trip, in order, up to the first that fails") {
  on_each(mysql_servers, [&](MysqlDatabase& database, const std::string&) {
    const auto session = database.connect();
    std::string said;
    const auto note = [&](Row& row) { said += row.at(0).value_or("NULL") + " "; };
    std::vector<Question> questions{{"SELECT ? -- a comment; that would take in the next", {"a;b"}, note},
                                    {"SELECT 1 UNION ALL SELECT 2 ORDER BY 1;", {}, note},
                                    {"SET @x = 3", {}, {}},
                                    {"SELECT @x # the end", {}, note}};
    session->ask(questions);
    CHECK(said == "a;b 1 2 3 ");
    said.clear();
    questions.insert(questions.begin() + 1, Question{"SELECT * FROM nowhere", {}, note});
    CHECK(failure_of([&] { session->ask(questions); }).starts_with("statement 42S02: "));
    CHECK(said == "a;b ");
    said.clear();
    // TiDB reads all of them before it runs the first.
    questions[1].sql = "SELEC 1";
    try {
      session->ask(questions);
      FAIL("no failure");
    } catch (const Error& e) {
      CHECK(e.statement() == "SELEC 1");
      CHECK(e.text() == "syntax error near `SELEC 1`");
    }
    CHECK(said == "a;b ");
    const std::vector<Question> thrower{{"SELECT 1", {}, [](Row&) { throw std::runtime_error("mine"); }},
                                        {"SELECT 2", {}, note}};
    CHECK_THROWS_WITH(session->ask(thrower), "mine");
    CHECK(session->query("SELECT 1").scalar() == "1");
  });
}

TEST_CASE("mysqlcppconn: a deadlock may be retried, and its transaction is not committed by mistake") {
  on_each(mysql_servers, [&](MysqlDatabase& database, const std::string&) {
    const auto first = mysqlcppconn::open(database.url(), {.lock_timeout = 20s});
    const auto second = mysqlcppconn::open(database.url(), {.lock_timeout = 20s});
    first->execute("CREATE TABLE t (a integer PRIMARY KEY, b integer)");
    first->execute("INSERT INTO t VALUES (1, 0), (2, 0)");
    first->begin();
    second->begin();
    first->execute("UPDATE t SET b = 1 WHERE a = 1");
    second->execute("UPDATE t SET b = 1 WHERE a = 2");
    Session* failed = nullptr;
    const auto update = [&](Session& session, int row) {
      try {
        session.execute("UPDATE t SET b = 2 WHERE a = ?", std::vector<Value>{row});
      } catch (const Error& e) {
        CHECK(e.code() == Code::Busy);
        CHECK(e.retryable());
        failed = &session;
      }
    };
    std::thread other([&] { update(*second, 1); });
    update(*first, 2);
    // The one that was not chosen gets its row when the other one is gone.
    if (failed == nullptr) first->rollback();
    other.join();
    REQUIRE(failed != nullptr);
    CHECK_FALSE(failed->in_transaction());
    CHECK(failure_of([&] { failed->commit(); }).starts_with("statement 40000: nothing was committed"));
    (failed == first.get() ? second : first)->rollback();
  });
}

TEST_CASE("mysqlcppconn: DDL and statements by hand end transactions, as the server has it") {
  on_each(mysql_servers, [&](MysqlDatabase& database, const std::string& server) {
    const auto session = database.connect();
    session->execute("CREATE TABLE t (a integer)");
    const auto open_behind = [&](const char* sql) {
      session->rollback();
      session->begin();
      session->execute("INSERT INTO t VALUES (1)");
      session->execute(sql);
      return session->in_transaction();
    };
    CHECK_FALSE(open_behind("ALTER TABLE t COMMENT 'x'"));
    CHECK_FALSE(open_behind("COMMIT"));
    CHECK_FALSE(open_behind("/* so */ rollback"));
    CHECK(open_behind("SELECT 1"));
    CHECK(open_behind("SAVEPOINT s"));
    if (!is_tidb(server)) CHECK(open_behind("CREATE TEMPORARY TABLE x (a integer)"));
    CHECK(failure_of([&] { session->begin(); }) ==
          (session->in_transaction() ? "statement 25001: cannot start a transaction within a transaction"
                                     : "no failure"));
    session->rollback();
  });
}

TEST_CASE("mysqlcppconn: a stream that stops early leaves the transaction as it was") {
  on_each(mysql_servers, [&](MysqlDatabase& database, const std::string&) {
    const auto session = database.connect();
    session->execute("CREATE TABLE t (a integer)");
    session->begin();
    session->execute("INSERT INTO t VALUES (1)");
    const auto start = std::chrono::steady_clock::now();
    // 1,000,000,000 rows, and no hash join, in which MySQL 8.0.31 does not look whether it was told to stop.
    session->each_row(
        "WITH d AS (SELECT 0 AS i UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL "
        "SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9) "
        "SELECT /*+ NO_BNL() */ 1 FROM d a, d b, d c, d e, d f, d g, d h, d j, d k",
        {}, [](const Row&) { return false; });
    CHECK(std::chrono::steady_clock::now() - start < 20s);
    session->commit();
    CHECK(session->query("SELECT count(*) FROM t").scalar() == "1");
  });
}

TEST_CASE("mysqlcppconn: nothing is asked while rows still come") {
  const auto database = MysqlDatabase::on("mariadb");
  if (!database) return;
  const auto session = database->connect();
  std::string said;
  session->each_row("SELECT 1 UNION ALL SELECT 2", {}, [&](const Row&) {
    said = failure_of([&] { session->query("SELECT 3"); });
    return true;
  });
  CHECK(said == "usage: another statement of this session still runs: take its rows first, or open a second session");
  CHECK(session->query("SELECT 1").scalar() == "1");
}

TEST_CASE("mysqlcppconn: the server gets no file of this machine") {
  const TempDir folder;
  std::ofstream(folder.file("secret")) << "secret\n";
  on_each(mysql_and_mariadb, [&](MysqlDatabase& database, const std::string&) {
    const auto session = database.connect();
    CHECK(session->query("SELECT @@GLOBAL.local_infile").scalar() == "1");  // the server would take it
    session->execute("CREATE TABLE t (a text)");
    CHECK(failure_of([&] {
            session->execute(fmt::format("LOAD DATA LOCAL INFILE '{}' INTO TABLE t", folder.file("secret")));
          }).starts_with("statement "));
    CHECK(session->query("SELECT count(*) FROM t").scalar() == "0");
  });
}

#endif
