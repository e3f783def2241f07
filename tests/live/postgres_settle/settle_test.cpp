// What the server makes of the author's text.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/plan/diff.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/reader.h"
#include "plumb/dialects/postgres/live.h"
#include "plumb/tests/support/watched.h"
#include "plumb/tests/support/postgres.h"

#if PLUMB_HAS_LIBPQ

using namespace plumb;
using namespace plumb::test;

namespace {

const LiveDialect& live() { return postgres::live(); }

/// A database made by a script, and what a script reads as.
struct Settling {
  std::unique_ptr<PostgresDatabase> database;
  std::unique_ptr<Watched> session;
  Target target;
  Scope scope;

  explicit Settling(int version, const std::string& script = "") : database(PostgresDatabase::on(version)) {
    if (!database) return;
    session = std::make_unique<Watched>(database->connect());
    target = live().identify(*session);
    scope.schemas = {"public", "other"};
    run(script);
  }
  explicit operator bool() const { return database != nullptr; }

  void run(const std::string& script) const {
    for (const sql::Piece& p : sql::split(script, target.syntax)) {
      if (p.kind != sql::StatementClass::Empty) session->execute(p.sql, {});
    }
  }
  Schema have() const {
    Diagnostics ignored;
    return live().offline().canonical(live().inspect(*session, target, scope).schema, target, ignored);
  }
  Schema want(const std::string& script) const {
    Diagnostics found;
    sql::Reading reading = sql::read(script, target.syntax, {.default_schema = "public"}, found);
    REQUIRE_MESSAGE(!found.has_errors(), found.render());
    return live().offline().canonical(std::move(reading.schema), target, found);
  }
  std::size_t differences(const Schema& have, const Schema& want) const {
    Diagnostics ignored;
    return diff(align(have, want, target, scope, ignored), target.traits).size();
  }
  /// Before settling and after.
  std::string count(const std::string& script) const {
    const Schema there = have();
    Schema wanted = want(script);
    const std::size_t before = differences(there, wanted);
    live().settle(*session, wanted, there, target);
    return std::to_string(before) + " " + std::to_string(differences(there, wanted));
  }
  std::string ask(const std::string& sql) const { return session->query(sql, {}).scalar().value_or("nothing"); }
};

constexpr const char* kTables =
    "CREATE SCHEMA other;\n"
    "CREATE TYPE mood AS ENUM ('sad', 'ok');\n"
    "CREATE DOMAIN code AS varchar(20);\n"
    "CREATE TABLE users (id int PRIMARY KEY, name text, mail varchar(80), state mood, key code, doc jsonb, day date, "
    "at timestamptz);\n"
    "CREATE TABLE other.users (id int PRIMARY KEY, owner int);\n";

/// One object each that the offline form alone cannot tell: found by what the server makes of it.
struct Fact {
  const char* what;
  const char* sql;
};
constexpr Fact kFacts[] = {
    {"a view with a star", "CREATE VIEW v AS SELECT * FROM users;"},
    {"a view with aliases and a join",
     "CREATE VIEW v AS SELECT u.id, o.owner x FROM users u LEFT JOIN other.users o ON o.owner = u.id WHERE u.state = "
     "'sad';"},
    {"a view with names of its own", "CREATE VIEW v (a, b) AS SELECT id, name FROM users ORDER BY 2;"},
    {"a view over a view",
     "CREATE VIEW first AS SELECT id, name FROM users WHERE mail LIKE '%@x.org'; CREATE VIEW v AS SELECT count(*) FROM "
     "first;"},
    {"a view that groups by the key",
     "CREATE VIEW v AS SELECT u.id, u.name, count(o.id) n FROM users u JOIN other.users o ON o.owner = u.id GROUP BY "
     "u.id;"},
    {"a recursive view", "CREATE RECURSIVE VIEW v (n) AS SELECT 1 UNION ALL SELECT n + 1 FROM v WHERE n < 3;"},
    {"a materialized view", "CREATE MATERIALIZED VIEW v AS SELECT upper(name) FROM users;"},
    {"a policy with a query",
     "ALTER TABLE users ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON users FOR UPDATE USING (EXISTS (SELECT 1 FROM "
     "other.users o WHERE o.owner = users.id)) WITH CHECK (id IN (SELECT owner FROM other.users));"},
    {"a policy for whoever makes it", "CREATE POLICY p ON users TO CURRENT_USER USING (id > 0);"},
    {"a function's tree",
     "CREATE FUNCTION f(a int) RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT name FROM users WHERE id = a; END;"},
    {"bounds with an expression",
     "CREATE TABLE part (day date) PARTITION BY RANGE (day); CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM "
     "('2024-1-1') TO ('2024-02-01'::date + 1);"},
    {"a partition key", "CREATE TABLE part (id int, name text) PARTITION BY HASH (lower(name), (id+1));"},
    {"a check", "CREATE TABLE c (a text CHECK (a ~* '^x' AND overlay(a placing 'b' from 1) <> ''));"},
    {"a default", "CREATE TABLE d (at timestamptz DEFAULT ('2024-01-01 10:00+02')::timestamptz);"},
};

}  // namespace

TEST_CASE("what the author wrote and the server has agree, on every version") {
  for (const int version : {15, 18}) {
    CAPTURE(version);
    std::size_t needed = 0;
    for (const Fact& fact : kFacts) {
      const std::string script = std::string(kTables) + fact.sql;
      const Settling at(version, script);
      if (!at) break;
      CAPTURE(std::string(fact.what));
      const std::string counts = at.count(script);
      CHECK(counts.substr(counts.find(" ")) == " 0");
      if (!counts.starts_with("0 ")) ++needed;
      if (version == 15 && fact.what == std::string_view("a view with a star")) CHECK(counts == "1 0");
    }
    if (postgres_server(version)) CHECK(needed >= 8);
  }
}

TEST_CASE("two that the server tells apart stay different") {
  const Settling at(15, std::string(kTables) + "CREATE VIEW v AS SELECT id, name FROM users WHERE id > 1;");
  if (!at) return;
  CHECK(at.count(std::string(kTables) + "CREATE VIEW v AS SELECT id, name FROM users WHERE id > 2;") == "1 1");
  CHECK(at.count(std::string(kTables) + "CREATE VIEW v AS SELECT u.* FROM users u WHERE id > 1;") == "1 1");
}

TEST_CASE(
    "nothing that differs asks nothing; all that differs is asked together; nothing is left and nothing of the user's "
    "is locked") {
  const std::string script = std::string(kTables) +
                             "CREATE VIEW v AS SELECT * FROM users; CREATE VIEW w AS SELECT * FROM other.users;"
                             "CREATE TABLE k (a text CHECK (overlay(a placing 'b' from 1) <> ''));";
  const Settling at(15, script);
  if (!at) return;
  const Schema have = at.have();
  Schema same = have;
  at.session->trips = 0;
  live().settle(*at.session, same, have, at.target);
  CHECK(at.session->trips == 0);

  // Who holds every relation for himself keeps nobody from settling.
  const auto holder = at.database->connect();
  holder->begin();
  holder->execute("LOCK TABLE users, other.users, k IN ACCESS EXCLUSIVE MODE");
  Schema wanted = at.want(script);
  at.session->trips = 0;
  live().settle(*at.session, wanted, have, at.target);
  CHECK(at.session->trips <= 4);
  CHECK(at.differences(have, wanted) == 0);
  holder->rollback();
  CHECK(!at.session->in_transaction());
  CHECK(at.ask("SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema()") == "0");
  CHECK(at.ask("SHOW search_path") == "\"$user\", public");

  // The answers are remembered.
  Schema again = at.want(script);
  at.session->trips = 0;
  live().settle(*at.session, again, have, at.target);
  CHECK(at.session->trips == 1);
  CHECK(at.differences(have, again) == 0);
}

TEST_CASE("in a transaction that is open what is settled is taken back, and nothing else") {
  const std::string script =
      std::string(kTables) + "CREATE VIEW inside AS SELECT id, name, mail FROM users WHERE mail = 'a';";
  const Settling at(15, script);
  if (!at) return;
  at.session->begin();
  at.run("CREATE TABLE kept (id int)");
  const Schema have = at.have();
  Schema wanted = at.want(script + "CREATE TABLE kept (id int);");
  live().settle(*at.session, wanted, have, at.target);
  CHECK(at.differences(have, wanted) == 0);
  CHECK(at.session->in_transaction());
  at.session->commit();
  CHECK(at.ask("SELECT to_regclass('kept')") == "kept");
  CHECK(at.ask("SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema()") == "0");
}

TEST_CASE("one that the server refuses does not cost the others their answers") {
  const std::string refused = "CREATE VIEW broken AS SELECT id, no_such_function(name) AS n FROM users;";
  const std::string good = "CREATE VIEW v AS SELECT users.*, 1 AS one FROM users;";
  const Settling at(15, std::string(kTables) + good + "CREATE VIEW broken AS SELECT id, upper(name) AS n FROM users;");
  if (!at) return;
  CHECK(at.count(std::string(kTables) + good + refused) == "2 1");
}

TEST_CASE("a role that may make nothing, not even for itself, gets the offline form and no failure") {
  const std::string script = std::string(kTables) + "CREATE VIEW v AS SELECT users.*, 2 AS two FROM users;";
  const Settling at(15, script);
  if (!at) return;
  const std::string role = at.database->role("LOGIN");
  at.run(fmt::format("REVOKE TEMPORARY ON DATABASE \"{}\" FROM PUBLIC", at.database->name()));
  at.run(fmt::format("SET ROLE \"{}\"", role));
  CHECK(at.count(script) == "1 1");
  at.run("RESET ROLE");
  CHECK(at.count(script) == "1 0");
}

TEST_CASE("a session that only reads settles too, and an event trigger that objects is no failure") {
  const std::string script = std::string(kTables) + "CREATE VIEW v AS SELECT users.*, 3 AS three FROM users;";
  const Settling at(15, script);
  if (!at) return;
  at.run("CREATE FUNCTION no() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END'");
  at.run("CREATE EVENT TRIGGER objects ON ddl_command_end EXECUTE FUNCTION no()");
  const Schema have = at.have();
  Schema wanted = at.want(script);
  const Settled refused = live().settle(*at.session, wanted, have, at.target);
  CHECK(refused.unanswered == 1);
  CHECK(refused.why.find("no") != std::string::npos);
  const auto differing = [&] {
    std::size_t views = 0;
    for (const View& v : wanted.views) views += v.query == have.views.find(v.name)->query ? 0 : 1;
    return views;
  };
  CHECK(differing() == 1);
  at.run("DROP EVENT TRIGGER objects");
  at.run("SET default_transaction_read_only = on");
  CHECK(live().settle(*at.session, wanted, have, at.target).unanswered == 0);
  CHECK(differing() == 0);
}

#endif
