// Migrations where DDL commits itself: the history says how far a file is, and a run that was cut off is found again by
// what its statements speak of.
#include <doctest/doctest.h>

#include "plumb/tests/live/mysql_run/at_hand.h"
#include "plumb/tests/support/one_migration.h"

#if PLUMB_HAS_MYSQLCPPCONN

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* kUp =
    "-- migrate:up\n"
    "CREATE TABLE t (a int PRIMARY KEY, b int);\n"
    "INSERT INTO t VALUES (1, 1);\n"
    "UPDATE t SET b = b + 1;\n"
    "ALTER TABLE t ADD c int;\n"
    "-- migrate:down\n"
    "DROP TABLE t;\n";

constexpr const char* kHistory = "SELECT CONCAT(state, ' ', done, '/', statements) FROM plumb_history ORDER BY id";

}  // namespace

TEST_CASE("each statement that commits itself is noted, up and down") {
  for (const std::string server : all_flavours) {
    CAPTURE(server);
    const AtHand at(server);
    if (!at) continue;
    const Folder folder(mysql::live(), *at.session, kUp);
    CHECK(folder.up(*at.session).size() == 1);
    CHECK(at.list(kHistory) == "applied 4/4");
    CHECK(at.ask("SELECT b FROM t") == "2");
    CHECK(at.columns("t") == "a b c");
    CHECK(folder.up(*at.session).empty());
    CHECK(folder.down(*at.session).size() == 1);
    CHECK(at.list(kHistory) == "rolled-back 1/1");
    CHECK(!at.has_table("t"));
  }
}

TEST_CASE("a run that was cut off behind a statement, and before it could say so, does not run it again") {
  for (const std::string server : all_flavours) {
    CAPTURE(server);
    const AtHand at(server);
    if (!at) continue;
    const Folder folder(mysql::live(), *at.session,
                        "-- migrate:up\nCREATE TABLE t (a int PRIMARY KEY, b int);\nALTER TABLE t ADD c int;\n");
    // As if the process were killed between the ALTER and its line in the history.
    MigrateOptions killed;
    killed.fingerprint = [&]() -> std::string {
      if (!at.has_table("t")) return "p1:start";
      throw Error(Code::Internal, "killed");
    };
    CHECK(says(failure_of([&] { folder.up(*at.session, killed); }), "killed"));
    CHECK(at.list(kHistory) == "running 1/2");
    CHECK(at.columns("t") == "a b c");
    CHECK(folder.up(*at.session).size() == 1);
    CHECK(at.list(kHistory) == "applied 2/2");
    CHECK(at.columns("t") == "a b c");
  }
}

TEST_CASE("a run that was cut off before a statement runs it, also where rows came in meanwhile") {
  const AtHand at("mysql_8_0_31");
  if (!at) return;
  const Folder folder(mysql::live(), *at.session,
                      "-- migrate:up\nCREATE TABLE t (a int AUTO_INCREMENT PRIMARY KEY);\nALTER TABLE t ADD c int;\n");
  MigrateOptions killed;
  killed.fingerprint = [&]() -> std::string {
    if (!at.has_table("t")) return "p1:start";
    throw Error(Code::Internal, "killed");
  };
  failure_of([&] { folder.up(*at.session, killed); });
  at.run("ALTER TABLE t DROP c");  // the state before it
  at.run("INSERT INTO t VALUES (), ()");
  CHECK(folder.up(*at.session).size() == 1);
  CHECK(at.columns("t") == "a c");
}

TEST_CASE("a statement that fails stops the file there; corrected, the next run goes on behind what is in") {
  for (const std::string server : all_flavours) {
    CAPTURE(server);
    const AtHand at(server);
    if (!at) continue;
    const Folder wrong(mysql::live(), *at.session,
                       "-- migrate:up\nCREATE TABLE t (a int PRIMARY KEY);\nALTER TABLE t DROP nowhere;\n");
    const std::string said = failure_of([&] { wrong.up(*at.session); });
    CHECK(says(said, "20250101000000_one.sql:3: "));
    CHECK(says(said, "1 of the 2 statements of `20250101000000_one.sql` stay applied"));
    CHECK(at.list(kHistory) == "running 1/2");
    const Folder right(mysql::live(), *at.session,
                       "-- migrate:up\nCREATE TABLE t (a int PRIMARY KEY);\nALTER TABLE t ADD b int;\n");
    CHECK(right.up(*at.session).size() == 1);
    CHECK(at.columns("t") == "a b");
  }
}

TEST_CASE("settings of a migration are made again where a run goes on") {
  const AtHand at("mysql_8_0_31");
  if (!at) return;
  const std::string up =
      "-- migrate:up\nCREATE TABLE p (a int PRIMARY KEY);\nSET FOREIGN_KEY_CHECKS = 0;\n"
      "CREATE TABLE c (a int PRIMARY KEY, CONSTRAINT c_x FOREIGN KEY (a) REFERENCES later (a));\n";
  const Folder wrong(mysql::live(), *at.session, up + "DROP TABLE nowhere;\n");
  CHECK(failure_of([&] { wrong.up(*at.session); }) != "");
  const auto fresh = at.database->connect();
  const Folder right(mysql::live(), *at.session,
                     up + "CREATE TABLE d (a int PRIMARY KEY, CONSTRAINT d_x FOREIGN KEY (a) REFERENCES later (a));\n");
  CHECK(right.up(*fresh).size() == 1);
  CHECK(at.has_table("d"));
}

#endif
