// What PostgreSQL says of a session that it ends, and servers that go away.
#include <doctest/doctest.h>

#include "plumb/tests/support/postgres.h"

#if PLUMB_HAS_LIBPQ

#include <fmt/format.h>

#include "plumb/backends/libpq/libpq_session.h"
#include "plumb/tests/live/backends/servers.h"
#include "plumb/tests/support/failure.h"

using namespace plumb;
using namespace plumb::test;

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
