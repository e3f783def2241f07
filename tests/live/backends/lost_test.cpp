// Connections to every server that are cut, or ended, in the middle of something.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "plumb/tests/live/backends/servers.h"

using namespace plumb;
using namespace plumb::test;

namespace {

std::string rows_of(const BackendServer& server, int count) { return fmt::format(fmt::runtime(server.rows), count); }

}  // namespace

TEST_CASE("servers: a connection that is cut says so, then and afterwards") {
  on_each_proxied([](const BackendServer&, const Proxied& at) {
    const auto session = at.connect();
    session->execute("CREATE TABLE t (a integer)");
    session->begin();
    session->execute("INSERT INTO t VALUES (1)");
    at.proxy->cut();
    check_lost([&] { session->execute("INSERT INTO t VALUES (2)"); });
    CHECK_FALSE(session->in_transaction());
    // No new connection behind our back, with other settings and without the locks.
    check_lost([&] { session->query("SELECT 1"); });
    CHECK_NOTHROW(session->rollback());
    CHECK_NOTHROW(session->close());
    CHECK(at.database->connect()->query("SELECT count(*) FROM t").scalar() == "0");
  });
}

TEST_CASE("servers: a result that is cut off is not taken for a whole one") {
  on_each_proxied([](const BackendServer& server, const Proxied& at) {
    const auto session = at.connect();
    int rows = 0;
    at.proxy->cut_after_bytes(500'000);
    check_lost([&] { session->each_row(rows_of(server, 100'000), {}, [&](const Row&) { return ++rows > 0; }); });
    CHECK(rows > 100);
    CHECK(rows < 100'000);
    CHECK(at.proxy->cuts() == 1);
  });
}

TEST_CASE("servers: several questions that are cut off") {
  on_each_proxied([](const BackendServer& server, const Proxied& at) {
    const auto session = at.connect();
    int rows = 0;
    const std::vector<Question> questions(5, {rows_of(server, 1'000), {}, [&](Row&) { ++rows; }});
    at.proxy->cut_after_bytes(300'000);
    check_lost([&] { session->ask(questions); });
    CHECK(rows > 1'000);
    CHECK(rows < 5'000);
    CHECK(at.proxy->cuts() == 1);
  });
}

TEST_CASE("servers: a COMMIT that is cut away is lost before or after it was done") {
  on_each_proxied([](const BackendServer&, const Proxied& at) {
    at.connect()->execute("CREATE TABLE t (a integer)");
    for (const bool done : {false, true}) {
      CAPTURE(done);
      const auto session = at.connect();
      session->begin();
      session->execute("INSERT INTO t VALUES (1)");
      done ? at.proxy->cut_after("COMMIT") : at.proxy->cut_before("COMMIT");
      check_lost([&] { session->commit(); });
      CHECK(at.database->connect()->query("SELECT count(*) FROM t").scalar() == (done ? "1" : "0"));
    }
  });
}

TEST_CASE("servers: a session that an administrator ends") {
  for (const BackendServer& server : backend_servers()) {
    CAPTURE(server.name);
    const auto database = database_on(server.name);
    if (!database) continue;
    const auto session = database->connect();
    const std::string id = session->query(server.id).scalar().value();
    database->connect()->execute(fmt::format(fmt::runtime(server.end), id));
    check_lost([&] { session->query("SELECT 1"); });
  }
}
