// What is special about PostgreSQL: its settings, what its errors become, a pipeline, a pooler.
#include <doctest/doctest.h>

#include "plumb/tests/support/postgres.h"

#if PLUMB_HAS_LIBPQ

#include <fmt/format.h>

#include <string>

#include "plumb/backends/libpq/libpq_session.h"
#include "plumb/tests/support/failure.h"

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;

namespace {

std::string setting(Session& session, const std::string& name) {
  return session.query("SELECT current_setting(?)", std::vector<Value>{name}).scalar().value_or("NULL");
}

Error error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& e) {
    return e;
  }
  return Error(Code::Internal, "no failure");
}

Url through_pooler(const PostgresDatabase& database) {
  Url url = pgbouncer().value();
  url.database = database.name();
  return url;
}

}  // namespace

TEST_CASE("libpq: a session has its settings, whatever the database's defaults are") {
  const auto database = PostgresDatabase::on(15);
  if (!database) return;
  const auto admin = database->connect();
  for (const char* s : {"DateStyle = 'German, DMY'", "standard_conforming_strings = off", "IntervalStyle = iso_8601",
                        "extra_float_digits = -5", "client_encoding = LATIN1", "bytea_output = escape"}) {
    admin->execute(fmt::format("ALTER DATABASE {} SET {}", database->name(), s));
  }
  const auto session = database->connect();
  CHECK(session->query("SELECT DATE '2024-02-29'").scalar() == "2024-02-29");
  CHECK(session->query("SELECT DATE '03.02.2024'").scalar() ==
        "2024-02-03");  // how dates are read stays the database's
  CHECK(session->query("SELECT '\\n'").scalar() == "\\n");
  CHECK(session->query("SELECT INTERVAL '1 day'").scalar() == "1 day");
  CHECK(session->query("SELECT 0.1::float8 + 0.2::float8").scalar() == "0.30000000000000004");
  CHECK(session->query("SELECT 'ä'").scalar() == "ä");
  CHECK(session->query("SELECT '\\xff00'::bytea").scalar() == std::string("\xff\0", 2));
}

TEST_CASE("libpq: a database in SQL_ASCII gives back the bytes that it was given") {
  const auto database = PostgresDatabase::on(15, "ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0");
  if (!database) return;
  const auto session = database->connect();
  CHECK(session->query("SELECT ?::text", std::vector<Value>{"ä"}).scalar() == "ä");
  CHECK(session->query("SELECT convert_from('\\xe4', 'SQL_ASCII')").scalar() == "\xe4");  // an ä of another encoding
  session->execute("CREATE TABLE \"ä\" (a integer)");
  CHECK(session->query("SELECT relname FROM pg_class WHERE oid = ?::regclass", std::vector<Value>{"\"ä\""}).scalar() ==
        "ä");
}

TEST_CASE("libpq: a read-only session changes nothing") {
  const auto database = PostgresDatabase::on(18);
  if (!database) return;
  const auto session = libpq::open(database->url(), {.read_only = true});
  CHECK(failure_of([&] { session->execute("CREATE TABLE t (a integer)"); }) ==
        "statement 25006: cannot execute CREATE TABLE in a read-only transaction");
  CHECK(session->query("SELECT 1").scalar() == "1");
}

TEST_CASE("libpq: what the server says arrives whole, with the place in the statement") {
  const auto database = PostgresDatabase::on(15);
  if (!database) return;
  const auto session = database->connect();
  session->execute("CREATE TABLE t (a integer UNIQUE)");
  session->execute("INSERT INTO t VALUES (1)");
  CHECK(failure_of([&] { session->execute("INSERT INTO t VALUES (1)"); }) ==
        "statement 23505: duplicate key value violates unique constraint \"t_a_key\"; Key (a)=(1) already exists");
  CHECK(failure_of([&] { session->query("SELECT ä,\n       ? + nowhere\nFROM t", std::vector<Value>{1}); }) ==
        "statement 42703: column \"ä\" does not exist (line 1, column 8 of the statement); "
        "hint: Perhaps you meant to reference the column \"t.a\"");
  CHECK(failure_of([&] {
          session->query("SELECT 'ä', ?, ?,\n  nowhere FROM t", std::vector<Value>{1, 2});
        }) == "statement 42703: column \"nowhere\" does not exist (line 2, column 3 of the statement)");
  CHECK(failure_of([&] { session->query("SELECT tt.a FROM t"); }) ==
        "statement 42P01: missing FROM-clause entry for table \"tt\"");
  session->execute(
      "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE 'no' USING HINT = 'say yes'; END $$");
  CHECK(failure_of([&] { session->query("SELECT f()"); }) ==
        "statement P0001: no; PL/pgSQL function f() line 1 at RAISE; hint: say yes");
}

TEST_CASE("libpq: bodies with semicolons are one statement") {
  const auto database = PostgresDatabase::on(15);
  if (!database) return;
  const auto session = database->connect();
  session->execute("CREATE TABLE t (a integer)");
  session->execute("CREATE FUNCTION f() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END");
  CHECK(session->query("SELECT f()").scalar() == "2");
  session->execute("CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM t WHERE a = 1; DELETE FROM t WHERE a = 2)");
  session->execute("CREATE FUNCTION g() RETURNS void LANGUAGE plpgsql AS $body$ BEGIN NULL; END $body$;");
  CHECK(failure_of([&] {
          session->execute("CREATE FUNCTION h() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT 1; END; DROP TABLE t");
        }) == "usage: one statement at a time: there are several in the text");
  CHECK(session->query("SELECT count(*) FROM t").scalar() == "0");
}

TEST_CASE("libpq: operators with a question mark where no values are given, parameters where they are") {
  const auto database = PostgresDatabase::on(15);
  if (!database) return;
  const auto session = database->connect();
  CHECK(session->query("SELECT '{\"a\": 1}'::jsonb ?| array['a', 'b']").scalar() == "t");
  const std::vector<Value> args{"it's ?", 7, -3'000'000'000};
  const Rows rows = session->query(
      "SELECT ?::text, '?', \"?\", /* ? /* ? */ */ $$?$$, $q$ $$ ? $q$, E'\\'?', pg_typeof(?), pg_typeof(?) -- ?\n"
      "FROM (SELECT 1 AS \"?\") x",
      args);
  CHECK(rows.rows.at(0) == Row{"it's ?", "?", "1", "?", " $$ ? ", "'?", "integer", "bigint"});
}

TEST_CASE("libpq: locks and deadlines say what they are") {
  const auto database = PostgresDatabase::on(15);
  if (!database) return;
  const auto first = database->connect();
  const auto second = libpq::open(database->url(), {.lock_timeout = 20ms});
  first->execute("CREATE TABLE t (a integer)");
  first->begin();
  first->execute("LOCK TABLE t");
  const Error locked = error_of([&] { second->query("SELECT * FROM t"); });
  CHECK(locked.code() == Code::Busy);
  CHECK(locked.retryable());
  CHECK(locked.sqlstate() == "55P03");
  CHECK(
      std::string(locked.what()) ==
      "what the statement needs is locked by another session, and stayed so for 20 ms: canceling statement due to lock timeout");
  first->rollback();
  second->execute("SET statement_timeout = 20");
  const Error late = error_of([&] { second->query("SELECT pg_sleep(600)"); });
  CHECK(late.code() == Code::Statement);
  CHECK(late.sqlstate() == "57014");
  CHECK(std::string(late.what()) == "canceling statement due to statement timeout");
}

TEST_CASE("libpq: a commit that the server turned into a rollback is an error") {
  const auto database = PostgresDatabase::on(15);
  if (!database) return;
  const auto session = database->connect();
  session->begin();
  CHECK_THROWS(session->execute("SELECT nothing"));
  CHECK(session->in_transaction());
  CHECK(
      failure_of([&] { session->commit(); }) ==
      "statement 25P02: nothing was committed: a statement in the transaction had failed, so that all of it was rolled back");
  CHECK_FALSE(session->in_transaction());
}

TEST_CASE("libpq: rows of COPY are refused, and the session goes on") {
  const auto database = PostgresDatabase::on(15);
  if (!database) return;
  const auto session = database->connect();
  session->execute("CREATE TABLE t (a integer)");
  for (const char* sql : {"COPY t FROM STDIN", "COPY (SELECT generate_series(1, 100000)) TO STDOUT"}) {
    CHECK(
        failure_of([&] { session->execute(sql); }) ==
        "unsupported 0A000: COPY from or to the client cannot be run here: write INSERT statements, or run it with psql");
    CHECK(session->query("SELECT count(*) FROM t").scalar() == "0");
  }
}

TEST_CASE("libpq: nothing is asked while rows still come") {
  const auto database = PostgresDatabase::on(15);
  if (!database) return;
  const auto session = database->connect();
  CHECK(failure_of([&] {
          session->each_row("SELECT generate_series(1, 10)", {},
                            [&](const Row&) { return !session->query("SELECT 1").empty(); });
        }) == "usage: another statement of this session still runs: take its rows first, or open a second session");
  CHECK(session->query("SELECT 1").scalar() == "1");
}

TEST_CASE("libpq: a stream that stops early leaves the transaction as it was") {
  const auto database = PostgresDatabase::on(15);
  if (!database) return;
  const auto session = database->connect();
  session->begin();
  session->execute("CREATE TABLE t (a integer)");
  int rows = 0;
  session->each_row("SELECT generate_series(1, 100000)", {}, [&](const Row&) { return ++rows < 3; });
  session->commit();
  CHECK(session->query("SELECT count(*) FROM t").scalar() == "0");
}

TEST_CASE("libpq: several questions take one round trip, in order, up to the first that fails") {
  const auto database = PostgresDatabase::on(15);
  if (!database) return;
  const auto session = database->connect();
  std::string said;
  const auto note = [&](Row& row) { said += row.at(0).value_or("NULL") + " "; };
  std::vector<Question> questions{{"SELECT ?::text", {"a"}, note},
                                  {"SELECT generate_series(1, 3)", {}, note},
                                  {"CREATE TEMP TABLE t (a integer)", {}, {}},
                                  {"SELECT count(*) FROM t", {}, note}};
  session->ask(questions);
  CHECK(said == "a 1 2 3 0 ");
  said.clear();
  questions.insert(questions.begin() + 1, Question{"SELECT 1/0", {}, note});
  CHECK(failure_of([&] { session->ask(questions); }) == "statement 22012: division by zero");
  CHECK(said == "a ");
  said.clear();
  const std::vector<Question> snapshot{{"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", {}, {}},
                                       {"SELECT current_setting('transaction_isolation')", {}, note},
                                       {"COMMIT", {}, {}}};
  session->ask(snapshot);
  CHECK(said == "repeatable read ");
  CHECK_FALSE(session->in_transaction());
  const std::vector<Question> thrower{{"SELECT 1", {}, [](Row&) { throw std::runtime_error("mine"); }},
                                      {"SELECT 2", {}, note}};
  CHECK_THROWS_WITH(session->ask(thrower), "mine");
  CHECK(session->query("SELECT 1").scalar() == "1");
}

TEST_CASE("libpq: behind a pooler the settings hold within transactions and stay there") {
  const auto database = PostgresDatabase::on(15);
  if (!database || !pgbouncer()) return;
  const Url url = through_pooler(*database);
  const auto direct = database->connect();
  CHECK_FALSE(direct->transport().pooled);
  {
    const auto session = libpq::open(url, {.read_only = true, .lock_timeout = 1234ms});
    CHECK(session->transport().pooled);
    CHECK(setting(*session, "lock_timeout") == "1234ms");  // each question has a transaction of its own
    CHECK(failure_of([&] { session->execute("CREATE TABLE t (a integer)"); }) ==
          "statement 25006: cannot execute CREATE TABLE in a read-only transaction");
    CHECK_FALSE(session->in_transaction());
    session->execute("BEGIN ISOLATION LEVEL REPEATABLE READ -- by hand");
    CHECK(setting(*session, "transaction_isolation") == "repeatable read");
    CHECK(setting(*session, "transaction_read_only") == "on");
    session->rollback();
    int rows = 0;
    session->each_row("SELECT generate_series(1, 1000)", {}, [&](const Row&) { return ++rows < 3; });
    CHECK(rows == 3);
    CHECK_FALSE(session->in_transaction());
  }
  // The next client of the same server connection.
  const auto next = libpq::open(url);
  CHECK(setting(*next, "lock_timeout") == "0");
  CHECK(setting(*next, "default_transaction_read_only") == "off");
  next->execute("CREATE TABLE t (a integer)");
  CHECK(direct->query("SELECT count(*) FROM pg_prepared_statements").scalar() == "0");
}

TEST_CASE("libpq: a pooler is known by its name, and Neon's other hosts are none") {
  const auto database = PostgresDatabase::on(15);
  if (!database) return;
  Url url = database->url();
  url.options["hostaddr"] = url.host;
  url.host = "ep-cool-name-123456-pooler.eu-central-1.aws.neon.tech";
  CHECK(libpq::open(url)->transport().pooled);
  url.host = "ep-cool-name-123456.eu-central-1.aws.neon.tech";
  CHECK_FALSE(libpq::open(url)->transport().pooled);
  if (!pgbouncer()) return;
  Url pooled = through_pooler(*database);
  pooled.options["hostaddr"] = pooled.host;
  pooled.host = url.host;  // Neon's proxy names another process than the one that answers
  CHECK_FALSE(libpq::open(pooled)->transport().pooled);
}

#endif
