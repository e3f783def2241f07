// Migrations with statements that stand in no transaction.
#include <doctest/doctest.h>

#include "plumb/core/sql/lexer.h"
#include "plumb/tests/live/postgres_run/at_hand.h"
#include "plumb/tests/support/one_migration.h"

#if PLUMB_HAS_LIBPQ

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* kUp =
    "-- migrate:up\n"
    "CREATE TABLE t (a int, b int);\n"
    "CREATE INDEX CONCURRENTLY t_a ON t (a);\n"
    "ALTER TABLE t ADD COLUMN c int;\n"
    "-- migrate:down\n"
    "DROP INDEX CONCURRENTLY t_a;\n"
    "DROP TABLE t;\n";

constexpr const char* kHistory = "SELECT state || ' ' || done || '/' || statements FROM plumb_history ORDER BY id";

/// As a run leaves it that was killed when so many statements were done.
void cut(const AtHand& at, int done, const std::string& statements) {
  at.run(
      fmt::format("UPDATE plumb_history SET state = 'running', done = {}, checksum = '{}'", done,
                  sql::token_checksum(statements, postgres::live().offline().offline_target("postgres", {}).syntax)));
}

}  // namespace

TEST_CASE("a migration with an index built CONCURRENTLY runs in parts, up and down") {
  const AtHand at(15);
  if (!at) return;
  const Folder folder(postgres::live(), *at.session, kUp);
  CHECK(folder.up(*at.session).size() == 1);
  CHECK(at.list(kHistory) == "applied 3/3");
  CHECK(at.ask("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_a'::regclass") == "t");
  CHECK(folder.up(*at.session).empty());
  CHECK(folder.down(*at.session).size() == 1);
  CHECK(at.list(kHistory) == "rolled-back 2/2");
  CHECK(at.ask("SELECT to_regclass('t')") == "nothing");
}

TEST_CASE("a run that was killed behind building the index, and before it could say so, goes on") {
  const AtHand at(15);
  if (!at) return;
  const Folder folder(postgres::live(), *at.session, kUp);
  folder.up(*at.session);
  at.run("ALTER TABLE t DROP COLUMN c");
  const std::string oid = at.ask("SELECT 't_a'::regclass::oid");
  cut(at, 1, "CREATE TABLE t (a int, b int);\n");
  CHECK(folder.up(*at.session).size() == 1);
  CHECK(at.list(kHistory) == "applied 3/3");
  CHECK(at.ask("SELECT 't_a'::regclass::oid") == oid);
  CHECK(at.ask("SELECT count(*) FROM information_schema.columns WHERE table_name = 't'") == "3");
}

TEST_CASE("a run that was killed while it built the index builds it again") {
  const AtHand at(15);
  if (!at) return;
  const Folder folder(postgres::live(), *at.session, kUp);
  folder.up(*at.session);
  at.run("ALTER TABLE t DROP COLUMN c");
  at.run("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_a'::regclass");
  const std::string oid = at.ask("SELECT 't_a'::regclass::oid");
  cut(at, 1, "CREATE TABLE t (a int, b int);\n");
  folder.up(*at.session);
  CHECK(at.ask("SELECT 't_a'::regclass::oid") != oid);
  CHECK(at.ask("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_a'::regclass") == "t");
}

TEST_CASE("an index that was dropped before the kill counts as dropped; elsewhere its absence is an error") {
  const AtHand at(15);
  if (!at) return;
  const Folder folder(postgres::live(), *at.session,
                      "-- migrate:up\nDROP INDEX CONCURRENTLY gone;\nCREATE TABLE t (a int);\n");
  CHECK(failure_of([&] { folder.up(*at.session); }).find("index \"gone\" does not exist") != std::string::npos);
  CHECK(at.list(kHistory) == "running 0/2");
  CHECK(folder.up(*at.session).size() == 1);
  CHECK(at.ask("SELECT to_regclass('t')") == "t");
}

TEST_CASE("a statement that fails stops the file there, and the next run goes on behind what is in") {
  const AtHand at(15);
  if (!at) return;
  const Folder folder(postgres::live(), *at.session, kUp);
  at.run("CREATE TABLE t_a (a int)");
  const std::string said = failure_of([&] { folder.up(*at.session); });
  CHECK(said.find("20250101000000_one.sql:3: relation \"t_a\" already exists") != std::string::npos);
  CHECK(said.find("1 of the 3 statements of `20250101000000_one.sql` stay applied") != std::string::npos);
  at.run("DROP TABLE t_a");
  CHECK(folder.up(*at.session).size() == 1);
  CHECK(at.list(kHistory) == "applied 3/3");
}

TEST_CASE("the history is written where it was made, whatever a migration sets") {
  const AtHand at(15);
  if (!at) return;
  const Folder folder(postgres::live(), *at.session,
                      "-- migrate:up\nCREATE SCHEMA app;\nSET search_path = app;\nCREATE TABLE t (a int);\n");
  folder.up(*at.session);
  CHECK(at.ask("SELECT state FROM public.plumb_history") == "applied");
  CHECK(at.ask("SELECT to_regclass('app.t')") != "nothing");
}

#endif
