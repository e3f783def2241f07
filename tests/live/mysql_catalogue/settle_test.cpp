// What the server is asked, and what is found of what cannot be read whole.
#include <doctest/doctest.h>

#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include "plumb/core/base/error.h"
#include "plumb/core/plan/diff.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/reader.h"
#include "plumb/dialects/mysql/dialect.h"
#include "plumb/dialects/mysql/live.h"
#include "plumb/tests/support/watched.h"
#include "plumb/tools/libplumb/registry.h"

namespace plumb::test {
namespace {

struct Place {
  explicit Place(const std::string& server) : database(MysqlDatabase::on(server)) {
    if (!database) return;
    session = database->connect();
    target = mysql::live().identify(*session);
  }
  void run(std::string_view script) const {
    for (const sql::Piece& piece : sql::split(script, target.syntax)) session->execute(piece.sql);
  }
  Schema canonical(Schema schema) const {
    Diagnostics diagnostics;
    return mysql::dialect().canonical(std::move(schema), target, diagnostics);
  }
  Schema read(std::string_view script) const {
    Diagnostics diagnostics;
    sql::ReadOptions options;
    options.default_schema = target.default_schema;
    return canonical(sql::read(script, target.syntax, options, diagnostics).schema);
  }
  std::size_t changes(const Schema& have, const Schema& want) const {
    Diagnostics diagnostics;
    return diff(align(have, want, target, {}, diagnostics), target.traits).size();
  }

  std::unique_ptr<MysqlDatabase> database;
  std::unique_ptr<Session> session;
  Target target;
};

void check_settled(const std::string& server, std::string_view script, std::string_view other) {
  const Place at(server);
  if (!at.database) return;
  CAPTURE(server);
  at.run(script);
  const Schema have = at.canonical(mysql::live().inspect(*at.session, at.target, {}).schema);
  Schema want = at.read(script);
  CHECK(at.changes(have, want) > 0);  // else nothing would have to be asked
  mysql::live().settle(*at.session, want, have, at.target);
  CHECK(at.changes(have, want) == 0);
  // The answers are remembered.
  want = at.read(script);
  Watched watched(at.database->connect());
  mysql::live().settle(watched, want, have, at.target);
  CHECK(at.changes(have, want) == 0);
  CHECK(watched.trips == 0);
  Schema differs = at.read(other);
  mysql::live().settle(*at.session, differs, have, at.target);
  CHECK(at.changes(have, differs) > 0);
  CHECK(at.session->query("SHOW TABLES").rows.size() == 1);
}

}  // namespace

TEST_CASE("what only the server knows of an expression is asked, in a table that is gone again") {
  check_settled("mysql_8_0_31", "CREATE TABLE t (j json, v varchar(50) AS (json_value(j, '$.a' RETURNING DECIMAL)))",
                "CREATE TABLE t (j json, v varchar(50) AS (json_value(j, '$.b' RETURNING DECIMAL)))");
  check_settled("mariadb", "CREATE TABLE t (p double DEFAULT (PI()))", "CREATE TABLE t (p double DEFAULT (PI() * 2))");
}

TEST_CASE("one expression that cannot be tried out does not keep the others from being asked") {
  const Place at("mysql_8_0_31");
  if (!at.database) return;
  at.run("CREATE TABLE t (j json, v varchar(50) AS (json_value(j, '$.a' RETURNING DECIMAL)), w int AS (1))");
  const Schema have = at.canonical(mysql::live().inspect(*at.session, at.target, {}).schema);
  Schema want = at.read(
      "CREATE TABLE t (j json, v varchar(50) AS (json_value(j, '$.a' RETURNING DECIMAL)), w int AS (no_such_function(j)))");
  mysql::live().settle(*at.session, want, have, at.target);
  CHECK(at.changes(have, want) == 1);
}

TEST_CASE("an account that may make no temporary table gets the offline form, and it is said") {
  const Place at("mysql_8_0_31");
  if (!at.database) return;
  const std::string script = "CREATE TABLE t (j json, v varchar(51) AS (json_value(j, '$.a' RETURNING DECIMAL)))";
  at.run(script);
  const std::string user = at.database->account("IDENTIFIED BY 'x'", "SELECT, CREATE, ALTER, SHOW VIEW");
  const auto session = open_session(at.database->url_as(user, "x"), {.write = true});
  const Schema have = at.canonical(mysql::live().inspect(*session, at.target, {}).schema);
  Schema want = at.read(script);
  const Settled settled = mysql::live().settle(*session, want, have, at.target);
  CHECK(settled.unanswered == 1);
  CHECK(settled.why.find("denied") != std::string::npos);
  CHECK(at.changes(have, want) > 0);
}

TEST_CASE("a session that is to look only settles too, and looks only afterwards") {
  const std::pair<const char*, const char*> cases[] = {
      {"mysql_8_0_31", "CREATE TABLE t (j json, v varchar(52) AS (json_value(j, '$.a' RETURNING DECIMAL)))"},
      {"mariadb", "CREATE TABLE t (p float DEFAULT (PI()))"}};
  for (const auto& [server, script] : cases) {
    const Place at(server);
    if (!at.database) continue;
    CAPTURE(std::string(server));
    at.run(script);
    const auto looking = open_session(at.database->url(), {.write = false});
    const Schema have = at.canonical(mysql::live().inspect(*looking, at.target, {}).schema);
    Schema want = at.read(script);
    CHECK(at.changes(have, want) > 0);
    CHECK_EQ(mysql::live().settle(*looking, want, have, at.target).why, "");
    CHECK_EQ(at.changes(have, want), 0);
    CHECK_THROWS_AS(looking->execute("CREATE TABLE u (a int)"), Error);
  }
}

TEST_CASE("a view whose base is gone is read, and breaks nothing") {
  for (const char* server : mysql_servers) {
    const Place at(server);
    if (!at.database) continue;
    CAPTURE(server);
    at.run("CREATE TABLE gone (a int); CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM gone; DROP TABLE gone");
    const Inspection found = mysql::live().inspect(*at.session, at.target, {});
    CHECK(found.unmodelled.empty());
    CHECK(found.schema.tables.contains("t"));
    CHECK(found.schema.views.contains("v"));
  }
}

TEST_CASE("objects by name: with them what a view stands on, and what is gone is not there") {
  for (const char* server : mysql_servers) {
    const Place at(server);
    if (!at.database) continue;
    CAPTURE(server);
    const std::string script =
        "CREATE TABLE t (a int, b int); CREATE TABLE u (a int); CREATE VIEW w AS SELECT * FROM t;"
        "CREATE VIEW v AS SELECT a, b FROM w JOIN u USING (a)";
    at.run(script);
    const std::vector<ObjectId> only = {{Kind::View, "v", {}}, {Kind::Table, "nothing", {}}};
    const Inspection found = mysql::live().inspect(*at.session, at.target, {}, &only);
    CHECK(found.unmodelled.empty());
    CHECK_FALSE(found.schema.tables.contains("nothing"));
    const Schema have = at.canonical(found.schema), want = at.read(script);
    CHECK(*have.views.find("v") == *want.views.find("v"));
  }
}

TEST_CASE("the session is as it was: sql_mode and the database in use") {
  const Place at("mysql_8_0_31");
  if (!at.database) return;
  at.session->execute("SET SESSION sql_mode = 'ANSI_QUOTES,STRICT_ALL_TABLES'");
  at.run("CREATE TABLE t (a varchar(9) DEFAULT 'x')");
  const Inspection found = mysql::live().inspect(*at.session, at.target, {});
  CHECK(found.schema.tables.contains("t"));
  CHECK(at.session->query("SELECT @@SESSION.sql_mode").scalar() == "ANSI_QUOTES,STRICT_ALL_TABLES");
  CHECK(at.session->query("SELECT DATABASE()").scalar() == at.database->name());
}

TEST_CASE("definers, comments in bodies and the beginning of a schedule are no difference where nobody says them") {
  const Place at("mysql_8_0_31");
  if (!at.database) return;
  at.run(
      "CREATE DEFINER = 'nobody'@'nowhere' PROCEDURE p () BEGIN SELECT 1; END;"
      "CREATE DEFINER = 'nobody'@'nowhere' EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1");
  const Schema have = at.canonical(mysql::live().inspect(*at.session, at.target, {}).schema);
  Schema want = at.read(
      "CREATE PROCEDURE p ()\nBEGIN\n  SELECT 1; -- one\nEND;\n"
      "CREATE EVENT e ON SCHEDULE every 1 day DISABLE DO SELECT 1;");
  mysql::live().settle(*at.session, want, have, at.target);
  CHECK(at.changes(have, want) == 0);
}

}  // namespace plumb::test

#endif
