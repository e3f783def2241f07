// `plumb ping` and `plumb wait` on PostgreSQL, as people call them.
#include <doctest/doctest.h>

#include "plumb/tests/support/postgres.h"

#if PLUMB_HAS_LIBPQ && defined(PLUMB_PROGRAM)

#include <fmt/format.h>
#include <sys/wait.h>

#include <cstdio>
#include <string>

#include "plumb/core/base/text.h"
#include "plumb/tests/support/cutting_proxy.h"

using namespace plumb;
using namespace plumb::test;

namespace {

struct Said {
  std::string text;
  int exit = -1;
};

/// Both streams together.
Said plumb_says(const std::string& arguments) {
  Said out;
  std::FILE* pipe = ::popen(fmt::format("cd / && {} {} 2>&1", PLUMB_PROGRAM, arguments).c_str(), "r");
  REQUIRE(pipe != nullptr);
  char buffer[4096];
  for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.text.append(buffer, n);
  out.exit = WEXITSTATUS(::pclose(pipe));
  return out;
}

bool has(const Said& said, const std::string& words) { return said.text.find(words) != std::string::npos; }

}  // namespace

TEST_CASE("ping: the server, the way to it, and what the role may do") {
  const auto database = PostgresDatabase::on(18);
  if (!database) return;
  const auto admin = database->connect();
  admin->execute("CREATE TABLE t (a integer)");
  Said said = plumb_says("ping --url " + database->address());
  CHECK(said.exit == 0);
  CHECK(has(said, "postgres 18."));
  CHECK(has(said, "\ntcp, no TLS, direct\nrole `postgres`, which may do everything, as a superuser\n"));

  const std::string role = database->role("LOGIN");
  const std::string address = replace_all(database->address(), "postgres@", role + "@");
  said = plumb_says("ping --url " + address);
  CHECK(
      has(said,
          fmt::format(
              "\nrole `{}`, which may not create schemas, may not create in schema `public`, may not alter 1 of the 1 "
              "tables there, which are others'\n",
              role)));
  admin->execute("GRANT CREATE ON SCHEMA public TO " + role);
  admin->execute("ALTER TABLE t OWNER TO " + role);
  admin->execute(fmt::format("ALTER ROLE {} SET default_transaction_read_only = on", role));
  said = plumb_says("ping --json --url " + address);
  CHECK(has(said, "\"role\": \"" + role + "\""));
  CHECK(has(said, "\"pooled\": false"));
  CHECK(has(said, "\"create in schema `public`\",\n    \"alter every table there\""));
  CHECK(has(said, "\"create schemas\",\n    \"change anything, because default_transaction_read_only is on here\""));
  admin->execute("DROP TABLE t");
  admin->execute("REVOKE CREATE ON SCHEMA public FROM " + role);
}

TEST_CASE("ping: a pooler is pointed out") {
  const auto database = PostgresDatabase::on(15);
  const auto pooler = pgbouncer();
  if (!database || !pooler) return;
  const Said said =
      plumb_says(fmt::format("ping --url postgres://postgres@127.0.0.1:{}/{}", *pooler->port, database->name()));
  CHECK(said.exit == 0);
  CHECK(has(said, "tcp, no TLS, through a pooler\n"));
  CHECK(has(said, "DATABASE_URL_UNPOOLED"));
}

TEST_CASE("wait and ping: a server that wakes up is waited for, a wrong password is not") {
  const auto database = PostgresDatabase::on(15);
  if (!database) return;
  CuttingProxy proxy("127.0.0.1", *database->url().port);
  const std::string address = fmt::format("postgres://postgres@127.0.0.1:{}/{}", proxy.port(), database->name());
  CHECK(has(plumb_says("wait --timeout 5s --url " + address), " answers after "));
  proxy.refuse();
  Said said = plumb_says("wait --timeout 300ms --url " + address);
  CHECK(said.exit == 5);
  CHECK(has(said, "did not answer within 300 ms: cannot connect to"));
  said = plumb_says("ping --timeout 300ms --url " + address);
  CHECK(said.exit == 1);
  CHECK(has(said, "waiting: cannot connect to"));
  proxy.accept();

  const std::string role = database->role_with_password("hunter2");
  said = plumb_says(fmt::format("wait --timeout 60s --url postgres://{}:wrong@127.0.0.1:{}/{}", role, proxy.port(),
                                database->name()));
  CHECK(said.exit == 1);
  CHECK(has(said, "password authentication failed"));
  CHECK_FALSE(has(said, "wrong"));
}

#endif
