// Connections to MySQL, MariaDB and TiDB that are cut or killed, and servers that take no more.
#include <doctest/doctest.h>

#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include <fmt/format.h>

#include "plumb/backends/mysqlcppconn/mysqlcppconn_session.h"
#include "plumb/tests/support/cutting_proxy.h"
#include "plumb/tests/support/failure.h"

using namespace plumb;
using namespace plumb::test;

namespace {

struct Cut {
  std::unique_ptr<MysqlDatabase> database;
  std::unique_ptr<CuttingProxy> proxy;
  std::unique_ptr<Session> session;

  explicit Cut(const char* server) : database(MysqlDatabase::on(server)) {
    if (!database) return;
    proxy = std::make_unique<CuttingProxy>("127.0.0.1", *database->url().port);
    Url url = database->url();
    url.port = proxy->port();
    session = mysqlcppconn::open(url);
  }
};

void check_lost(const std::function<void()>& call) {
  try {
    call();
    FAIL("no failure");
  } catch (const Error& e) {
    CHECK(e.code() == Code::Connection);
    CHECK(e.connection_lost());
    CHECK(std::string(e.what()).find("the connection to `") == 0);
    CHECK(std::string(e.what()).find("was lost: ") != std::string::npos);
  }
}

constexpr const char* cut_servers[] = {"mysql_8_0_31", "mariadb", "tidb"};

const std::string hundred_rows =
    "WITH d AS (SELECT 0 AS i UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL "
    "SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9) ";
const std::string many_rows = hundred_rows + "SELECT REPEAT('x', 100) FROM d a, d b, d c, d e, d f";

}  // namespace

TEST_CASE("mysqlcppconn: a connection that is cut says so, then and afterwards") {
  for (const char* server : cut_servers) {
    CAPTURE(std::string(server));
    Cut f(server);
    if (!f.session) continue;
    f.session->execute("CREATE TABLE t (a integer)");
    f.session->begin();
    f.session->execute("INSERT INTO t VALUES (1)");
    f.proxy->cut();
    check_lost([&] { f.session->execute("INSERT INTO t VALUES (2)"); });
    CHECK_FALSE(f.session->in_transaction());
    // No new connection behind our back, with other settings and without the locks.
    check_lost([&] { f.session->query("SELECT 1"); });
    CHECK_NOTHROW(f.session->rollback());
    CHECK_NOTHROW(f.session->close());
    CHECK(f.database->connect()->query("SELECT count(*) FROM t").scalar() == "0");
  }
}

TEST_CASE("mysqlcppconn: a result that is cut off is not taken for a whole one") {
  for (const char* server : cut_servers) {
    CAPTURE(std::string(server));
    Cut f(server);
    if (!f.session) continue;
    int rows = 0;
    f.proxy->cut_after_bytes(500'000);
    check_lost([&] { f.session->each_row(many_rows, {}, [&](const Row&) { return ++rows > 0; }); });
    CHECK(rows > 100);
    CHECK(rows < 100'000);
    CHECK(f.proxy->cuts() == 1);
  }
}

TEST_CASE("mysqlcppconn: several questions that are cut off") {
  Cut f("mysql_8_0_31");
  if (!f.session) return;
  int rows = 0;
  const std::vector<Question> questions(
      5, {hundred_rows + "SELECT REPEAT('x', 100) FROM d a, d b, d c", {}, [&](Row&) { ++rows; }});
  f.proxy->cut_after_bytes(300'000);
  check_lost([&] { f.session->ask(questions); });
  CHECK(rows > 1000);
  CHECK(rows < 5000);
}

TEST_CASE("mysqlcppconn: a COMMIT that is cut away is lost before or after it was done") {
  for (const char* server : cut_servers) {
    for (const bool done : {false, true}) {
      CAPTURE(std::string(server));
      CAPTURE(done);
      Cut f(server);
      if (!f.session) continue;
      f.session->execute("CREATE TABLE t (a integer)");
      f.session->begin();
      f.session->execute("INSERT INTO t VALUES (1)");
      done ? f.proxy->cut_after("COMMIT") : f.proxy->cut_before("COMMIT");
      check_lost([&] { f.session->commit(); });
      CHECK(f.database->connect()->query("SELECT count(*) FROM t").scalar() == (done ? "1" : "0"));
    }
  }
}

TEST_CASE("mysqlcppconn: a session that is killed") {
  for (const char* server : cut_servers) {
    CAPTURE(std::string(server));
    const auto database = MysqlDatabase::on(server);
    if (!database) continue;
    const auto session = database->connect();
    const std::string id = session->query("SELECT CONNECTION_ID()").scalar().value();
    database->connect()->execute((std::string_view(server) == "tidb" ? "KILL TIDB " : "KILL ") + id);
    check_lost([&] { session->query("SELECT 1"); });
  }
}

TEST_CASE("mysqlcppconn: a server that takes little at once, and one that only reads") {
  for (const char* server : {"mysql_8_0_31", "mariadb"}) {
    CAPTURE(std::string(server));
    const auto own = OwnMysql::start(server, "--max-allowed-packet=1M");
    if (!own) continue;
    const auto root = mysqlcppconn::open(own->url());
    int rows = 0;
    const std::vector<Question> questions(10, {"SELECT LENGTH(?)", {std::string(400'000, 'x')}, [&](Row&) { ++rows; }});
    root->ask(questions);
    CHECK(rows == 10);
    const std::vector<Value> args{std::string(2'000'000, 'x')};
    CHECK(failure_of([&] { root->query("SELECT LENGTH(?)", args); }) ==
          "statement 08S01: the statement has 2000017 bytes, and the server takes 1048576 at once; raise its "
          "max_allowed_packet");
    CHECK(root->query("SELECT 1").scalar() == "1");

    root->execute("CREATE DATABASE d");
    root->execute("CREATE USER reader IDENTIFIED BY 'x'");
    root->execute("GRANT ALL PRIVILEGES ON d.* TO reader");
    root->execute("SET GLOBAL read_only = 1");
    Url url = own->url();
    url.user = "reader", url.password = "x", url.database = "d";
    const std::string said = failure_of([&] { mysqlcppconn::open(url)->execute("CREATE TABLE t (a integer)"); });
    CHECK(said.starts_with("statement HY000: "));
    CHECK(said.find("--read-only") != std::string::npos);
  }
}

#endif
