// What is special when the connection is an application's.
#include <doctest/doctest.h>

#include "plumb/tests/live/backends/backends.h"

#if PLUMB_HAS_SOCI && PLUMB_HAS_SQLITE3

#include <fmt/format.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <string>

#include "plumb/backends/soci/soci_session.h"
#include "plumb/tests/live/backends/soci_place.h"
#include "plumb/tests/support/failure.h"

using namespace plumb;
using namespace plumb::test;

TEST_CASE_TEMPLATE("soci: the application's transaction is seen and left alone", S, PLUMB_TEST_SOCI) {
  const auto place = S::place();
  if (!place) return;
  ::soci::session& app = place->application();
  app << "CREATE TABLE t (a integer)";
  ::soci::transaction transaction(app);
  app << "INSERT INTO t VALUES (1)";
  {
    const auto session = wrap(app);
    CHECK(session->backend() == "soci");
    CHECK(session->in_transaction());
    CHECK(session->query("SELECT a FROM t").scalar() == "1");
    session->execute("INSERT INTO t VALUES (2)");
    CHECK(failure_of([&] { session->begin(); }) ==
          fmt::format("statement {}: cannot start a transaction within a transaction", S::traits.nested));
  }
  int rows = 0;
  app << "SELECT count(*) FROM t", ::soci::into(rows);
  CHECK(rows == 2);  // still open, nothing lost
  transaction.rollback();
  app << "SELECT count(*) FROM t", ::soci::into(rows);
  CHECK(rows == 0);
}

TEST_CASE("soci: the connection stays open and as it was") {
  ::soci::session app(::soci::sqlite3, "db=:memory:");
  app << "PRAGMA foreign_keys = OFF";
  {
    const auto session = wrap(app);
    session->execute("CREATE TABLE t (a integer)");
    session->on_tick([] { return true; });
    session->close();
  }
  { const auto session = wrap(app); }
  int on = 1;
  app << "PRAGMA foreign_keys", ::soci::into(on);
  CHECK(on == 0);
  CHECK_NOTHROW(app << "INSERT INTO t VALUES (1)");
}

TEST_CASE("soci: text goes past SOCI's own parser, and 64 bits stay 64 bits") {
  ::soci::session app(::soci::sqlite3, "db=:memory:");
  const auto session = wrap(app);
  session->execute("CREATE TABLE \"a:b\" (\"c:d\" integer DEFAULT 9223372036854775807 CHECK (\"c:d\" <> ':x'))");
  session->execute("INSERT INTO \"a:b\" DEFAULT VALUES");
  CHECK(session->query("SELECT \"c:d\" FROM \"a:b\"").scalar() == "9223372036854775807");
}

TEST_CASE("soci: a session that is not open is refused") {
  ::soci::session app;
  CHECK(failure_of([&] { wrap(app); }) == "connection: the soci::session is not open; open it before plumb uses it");
}

#endif
