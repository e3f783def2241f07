#include "plumb/tests/live/backends/servers.h"

#include <doctest/doctest.h>

#include "plumb/core/base/error.h"

#if PLUMB_HAS_LIBPQ
#include "plumb/backends/libpq/libpq_session.h"
#endif
#if PLUMB_HAS_MYSQLCPPCONN
#include "plumb/backends/mysqlcppconn/mysqlcppconn_session.h"
#endif

namespace plumb::test {
namespace {

#if PLUMB_HAS_LIBPQ
BackendServer postgres() {
  return {
      .name = "postgres_15",
      .rows = "SELECT repeat('x', 100) FROM generate_series(1, {})",
      .id = "SELECT pg_backend_pid()",
      .end = "SELECT pg_terminate_backend({})",
      .dropped = "server closed the connection unexpectedly",
      .denied = "password authentication failed",
      .open = [](const Url& url, std::chrono::milliseconds timeout, std::function<void(const std::string&)> waiting) {
        return libpq::open(url, {.connect_timeout = timeout, .waiting = std::move(waiting)});
      }};
}
#endif

#if PLUMB_HAS_MYSQLCPPCONN
BackendServer mysql(std::string name) {
  return {
      .name = std::move(name),
      .rows =
          "WITH d AS (SELECT 0 AS i UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 "
          "UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9) "
          "SELECT REPEAT('x', 100) FROM d a, d b, d c, d e, d f LIMIT {}",
      .id = "SELECT CONNECTION_ID()",
      .end = "KILL {}",
      .dropped = "cannot connect to `127.0.0.1:",
      .denied = "Access denied for user",
      .open = [](const Url& url, std::chrono::milliseconds timeout, std::function<void(const std::string&)> waiting) {
        return mysqlcppconn::open(url, {.connect_timeout = timeout, .waiting = std::move(waiting)});
      }};
}

BackendServer tidb() {
  BackendServer out = mysql("tidb");
  out.end = "KILL TIDB {}";
  return out;
}
#endif

}  // namespace

const std::vector<BackendServer>& backend_servers() {
  static const std::vector<BackendServer> all = {
#if PLUMB_HAS_LIBPQ
    postgres(),
#endif
#if PLUMB_HAS_MYSQLCPPCONN
    mysql("mysql_8_0_31"),
    mysql("mariadb"),
    tidb(),
#endif
  };
  return all;
}

Proxied::Proxied(const BackendServer& server) : database(database_on(server.name)) {
  if (!database) return;
  url = database->url();
  proxy = std::make_unique<CuttingProxy>("127.0.0.1", *url.port);
  url.port = proxy->port();
}

void on_each_proxied(void (*test)(const BackendServer&, const Proxied&)) {
  for (const BackendServer& server : backend_servers()) {
    CAPTURE(server.name);
    const Proxied at(server);
    if (at) test(server, at);
  }
}

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

}  // namespace plumb::test
