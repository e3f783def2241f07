// `plumb ping` on PostgreSQL, as people call it.
#include <doctest/doctest.h>

#include "plumb/tests/support/postgres.h"

#if PLUMB_HAS_LIBPQ && defined(PLUMB_PROGRAM)

#include <fmt/format.h>

#include <string>

#include "plumb/core/base/text.h"
#include "plumb/tests/support/program.h"

using namespace plumb;
using namespace plumb::test;

TEST_CASE("ping: the server, the way to it, and what the role may do") {
  const auto database = PostgresDatabase::on(18);
  if (!database) return;
  const auto admin = database->connect();
  admin->execute("CREATE TABLE t (a integer)");
  Said said = plumb_says({"ping", "--url", database->address()});
  CHECK(said.exit == 0);
  CHECK(said.has("postgres 18."));
  CHECK(said.has("\ntcp, no TLS, direct\nrole `postgres`, which may do everything, as a superuser\n"));

  const std::string role = database->role("LOGIN");
  const std::string address = replace_all(database->address(), "postgres@", role + "@");
  said = plumb_says({"ping", "--url", address});
  CHECK(said.has(fmt::format(
      "\nrole `{}`, which may not create schemas, may not create in schema `public`, may not alter 1 of the 1 "
      "tables there, which are others'\n",
      role)));
  admin->execute("GRANT CREATE ON SCHEMA public TO " + role);
  admin->execute("ALTER TABLE t OWNER TO " + role);
  admin->execute(fmt::format("ALTER ROLE {} SET default_transaction_read_only = on", role));
  said = plumb_says({"ping", "--json", "--url", address});
  CHECK(said.has("\"role\": \"" + role + "\""));
  CHECK(said.has("\"pooled\": false"));
  CHECK(said.has("\"create in schema `public`\",\n    \"alter every table there\""));
  CHECK(said.has("\"create schemas\",\n    \"change anything, because default_transaction_read_only is on here\""));
  admin->execute("DROP TABLE t");
  admin->execute("REVOKE CREATE ON SCHEMA public FROM " + role);
}

TEST_CASE("ping: a pooler is pointed out") {
  const auto database = PostgresDatabase::on(15);
  const auto pooler = pgbouncer();
  if (!database || !pooler) return;
  const Said said = plumb_says(
      {"ping", "--url", fmt::format("postgres://postgres@127.0.0.1:{}/{}", *pooler->port, database->name())});
  CHECK(said.exit == 0);
  CHECK(said.has("tcp, no TLS, through a pooler\n"));
  CHECK(said.has("DATABASE_URL_UNPOOLED"));
}

#endif
