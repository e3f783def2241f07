// Connections that are cut, and servers that go away, in the middle of something.
#include <doctest/doctest.h>

#include "plumb/tests/support/postgres.h"

#if PLUMB_HAS_LIBPQ

#include <fmt/format.h>

#include "plumb/backends/libpq/libpq_session.h"
#include "plumb/tests/support/cutting_proxy.h"
#include "plumb/tests/support/failure.h"

using namespace plumb;
using namespace plumb::test;

namespace {

struct Cut {
  std::unique_ptr<PostgresDatabase> database = PostgresDatabase::on(15);
  std::unique_ptr<CuttingProxy> proxy;
  std::unique_ptr<Session> session;

  Cut() {
    if (!database) return;
    proxy = std::make_unique<CuttingProxy>("127.0.0.1", *database->url().port);
    Url url = database->url();
    url.port = proxy->port();
    session = libpq::open(url);
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

}  // namespace

TEST_CASE("libpq: a connection that is cut says so, then and afterwards") {
  Cut f;
  if (!f.session) return;
  f.session->begin();
  f.session->execute("CREATE TABLE t (a integer)");
  f.proxy->cut();
  check_lost([&] { f.session->execute("INSERT INTO t VALUES (1)"); });
  CHECK_FALSE(f.session->in_transaction());
  check_lost([&] { f.session->query("SELECT 1"); });
  CHECK_NOTHROW(f.session->rollback());
  CHECK_NOTHROW(f.session->close());
  CHECK(f.database->connect()->query("SELECT to_regclass('t')").scalar() == std::nullopt);
}

TEST_CASE("libpq: cut among rows, in a pipeline and before an answer") {
  Cut f;
  if (!f.session) return;
  int rows = 0;
  SUBCASE("rows") {
    f.proxy->cut_after_bytes(100'000);
    check_lost(
        [&] { f.session->each_row("SELECT generate_series(1, 1000000)", {}, [&](const Row&) { return ++rows > 0; }); });
    CHECK(rows > 100);
  }
  SUBCASE("pipeline") {
    const std::vector<Question> questions(5, {"SELECT generate_series(1, 10000)", {}, [&](Row&) { ++rows; }});
    f.proxy->cut_after_bytes(400'000);
    check_lost([&] { f.session->ask(questions); });
    CHECK(rows > 10'000);
    CHECK(rows < 50'000);
  }
  CHECK(f.proxy->cuts() == 1);
}

TEST_CASE("libpq: a COMMIT that is cut away is lost before or after it was done") {
  Cut f;
  if (!f.session) return;
  f.session->begin();
  f.session->execute("CREATE TABLE t (a integer)");
  bool done = false;
  SUBCASE("before") { f.proxy->cut_before("COMMIT"); }
  SUBCASE("after") {
    f.proxy->cut_after("COMMIT");
    done = true;
  }
  check_lost([&] { f.session->commit(); });
  CHECK(f.database->connect()->query("SELECT to_regclass('t') IS NOT NULL").scalar() == (done ? "t" : "f"));
}

TEST_CASE("libpq: an administrator ends the session, a server restarts") {
  const auto server = OwnPostgres::start();
  if (!server) return;
  auto session = libpq::open(server->url());
  const std::string process = session->query("SELECT pg_backend_pid()").scalar().value();
  libpq::open(server->url())->query(fmt::format("SELECT pg_terminate_backend({})", process));
  CHECK(
      failure_of([&] { session->query("SELECT 1"); }) ==
      fmt::format("connection 57P01: the connection to `127.0.0.1:{}/postgres` was lost: terminating connection due to "
                  "administrator command",
                  *server->url().port));
  session = libpq::open(server->url());
  server->stop("immediate");
  check_lost([&] { session->query("SELECT 1"); });
  server->start_again();
  CHECK(libpq::open(server->url())->query("SELECT 1").scalar() == "1");
}

#endif
