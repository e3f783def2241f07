// What is special when the connection to PostgreSQL is an application's.
#include <doctest/doctest.h>

#include "plumb/tests/support/postgres.h"

#if PLUMB_HAS_SOCI && PLUMB_HAS_LIBPQ

#include <fmt/format.h>
#include <libpq-fe.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <string>

#include "plumb/backends/soci/soci_session.h"
#include "plumb/tests/support/failure.h"

using namespace plumb;
using namespace plumb::test;

namespace {

struct Application {
  std::unique_ptr<PostgresDatabase> database = PostgresDatabase::on(15);
  ::soci::session connection;

  Application() {
    if (!database) return;
    const Url& url = database->url();
    connection.open(::soci::postgresql,
                    fmt::format("host={} port={} user={} dbname={}", url.host, *url.port, url.user, url.database));
  }
  PGconn* handle() { return static_cast<::soci::postgresql_session_backend*>(connection.get_backend())->conn_; }
};

}  // namespace

TEST_CASE("soci on PostgreSQL: a transaction begun here ends here, and the connection stays as it was") {
  Application app;
  if (!app.database) return;
  app.connection << "SET DateStyle = 'German'";
  int notices = 0;
  PQsetNoticeProcessor(
      app.handle(), [](void* count, const char*) { ++*static_cast<int*>(count); }, &notices);
  {
    const auto session = wrap(app.connection);
    session->begin();
    session->execute("CREATE TABLE gone (a integer)");
  }
  CHECK(PQisnonblocking(app.handle()) == 0);
  app.connection << "DROP TABLE IF EXISTS nowhere";
  CHECK(notices == 1);
  std::string text;
  app.connection << "SELECT to_regclass('gone') IS NULL", ::soci::into(text);
  CHECK(text == "t");
  app.connection << "SELECT current_setting('DateStyle')", ::soci::into(text);
  CHECK(text.starts_with("German"));
}

TEST_CASE("soci on PostgreSQL: text goes past SOCI's own parser") {
  Application app;
  if (!app.database) return;
  const auto session = wrap(app.connection);
  session->execute("CREATE TABLE \"a:b\" (\"c:d\" bigint[] DEFAULT '{9223372036854775807,2,3}')");
  session->execute("INSERT INTO \"a:b\" DEFAULT VALUES");
  CHECK(session->query("SELECT \"c:d\"[1:2] FROM \"a:b\"").scalar() == "{9223372036854775807,2}");
}

TEST_CASE("soci on PostgreSQL: a pooler between the application and its server is seen") {
  Application app;
  const auto pooler = pgbouncer();
  if (!app.database || !pooler) return;
  CHECK_FALSE(wrap(app.connection)->transport().pooled);
  ::soci::session pooled(::soci::postgresql, fmt::format("host={} port={} user={} dbname={}", pooler->host,
                                                         *pooler->port, pooler->user, app.database->name()));
  CHECK(wrap(pooled)->transport().pooled);
}

TEST_CASE("soci on PostgreSQL: a transaction that has failed is still the application's") {
  Application app;
  if (!app.database) return;
  ::soci::transaction transaction(app.connection);
  CHECK_THROWS(app.connection << "SELECT nothing");
  const auto session = wrap(app.connection);
  CHECK(session->in_transaction());
  CHECK(failure_of([&] { session->query("SELECT 1"); }) ==
        "statement 25P02: current transaction is aborted, commands ignored until end of transaction block");
  transaction.rollback();
  CHECK(session->query("SELECT 1").scalar() == "1");
}

TEST_CASE("soci on PostgreSQL: a connection that was lost is refused") {
  Application app;
  if (!app.database) return;
  const auto session = app.database->connect();
  session->query(fmt::format("SELECT pg_terminate_backend({})", PQbackendPID(app.handle())));
  CHECK_THROWS(app.connection << "SELECT 1");
  CHECK(failure_of([&] { wrap(app.connection); }) == "connection: the PostgreSQL connection is not open");
}

#endif
