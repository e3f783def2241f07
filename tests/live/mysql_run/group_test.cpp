// What runs, waits, is tried again, and what is said of it.
#include <doctest/doctest.h>

#include "plumb/tests/live/mysql_run/at_hand.h"

#if PLUMB_HAS_MYSQLCPPCONN

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;

namespace {

void run_group(Session& session, const Group& group, const RunOptions& options = {}) {
  mysql::live().run_group(session, group, options, {}, {});
}

constexpr const char* kHistory = "SELECT CONCAT(state, ' ', done, '/', statements) FROM plumb_history ORDER BY id";

}  // namespace

TEST_CASE("who holds a table is said, and the step is tried again until the patience ends") {
  for (const std::string server : {"mysql_8_0_31", "mariadb"}) {
    CAPTURE(server);
    const AtHand at(server);
    if (!at) continue;
    at.run("CREATE TABLE t (id int PRIMARY KEY)");
    at.run("INSERT INTO t VALUES (1)");
    const auto holder = at.database->connect();
    holder->begin();
    holder->query("SELECT * FROM t FOR UPDATE");
    const std::string connection = holder->query("SELECT CONNECTION_ID()").scalar().value_or("?");
    RunOptions options;
    options.lock_timeout = 1s;
    options.patience = 10ms;
    const std::string said =
        failure_of([&] { run_group(*at.session, group_of({"ALTER TABLE t ADD a int"}), options); });
    CHECK(said.starts_with("busy: step 1: what the statement needs is locked by another session"));
    CHECK(says(said, "connection " + connection + " (root@"));
    CHECK(says(said, "idle in a transaction for "));
    std::string waited;
    options.patience = 30s;
    options.progress = [&](const std::string& what, double) {
      waited = what;
      if (holder->in_transaction()) holder->rollback();
    };
    run_group(*at.session, group_of({"ALTER TABLE t ADD a int"}), options);
    CHECK(says(waited, "connection " + connection));
    CHECK(at.columns("t") == "id a");
  }
}

TEST_CASE("what the session waits for locks is as it was behind a group, whatever came of it") {
  for (const std::string server : all_flavours) {
    CAPTURE(server);
    const AtHand at(server);
    if (!at) continue;
    at.run("SET SESSION innodb_lock_wait_timeout = 17");
    run_group(*at.session, group_of({"CREATE TABLE t (id int PRIMARY KEY)"}));
    CHECK(at.ask("SELECT @@SESSION.innodb_lock_wait_timeout") == "17");
    CHECK(failure_of([&] { run_group(*at.session, group_of({"ALTER TABLE nowhere ADD a int"})); }) != "");
    CHECK(at.ask("SELECT @@SESSION.innodb_lock_wait_timeout") == "17");
  }
}

TEST_CASE("a push that fails half way says what stays, and the next one goes on") {
  for (const std::string server : all_flavours) {
    CAPTURE(server);
    const AtHand at(server);
    if (!at) continue;
    at.push("CREATE TABLE a (id int PRIMARY KEY, v varchar(10)); CREATE TABLE b (id int PRIMARY KEY, v varchar(10));");
    at.run("INSERT INTO b VALUES (1, 'x'), (2, 'x')");
    const std::string wanted =
        "CREATE TABLE a (id int PRIMARY KEY, v varchar(10), w int); CREATE TABLE b (id int PRIMARY KEY, v varchar(10), w "
        "int, UNIQUE KEY v (v));";
    // The probe finds the rows before anything is done.
    CHECK(says(failure_of([&] { at.push(wanted); }), "refused: "));
    CHECK(at.columns("a") == "id v");
    at.run("DELETE FROM b WHERE id = 2");
    at.push(wanted);
    CHECK(at.columns("b") == "id v w");
    CHECK(!says(at.list(kHistory), "running"));
  }
}

TEST_CASE("TiDB: whom a job waits for is shown, and a killed query that the job outlives is no failure") {
  const AtHand at("tidb");
  if (!at) return;
  at.run("CREATE TABLE t (id int PRIMARY KEY)");
  const auto holder = at.database->connect(), killer = at.database->connect();
  holder->begin();
  holder->query("SELECT * FROM t");
  const std::string connection = at.ask("SELECT CONNECTION_ID()");
  RunOptions options;
  options.connect = [&] { return at.database->connect(); };
  std::string waited;
  // Said while the statement waits, on another thread than the one that waits.
  options.progress = [&](const std::string& what, double) {
    if (!waited.empty()) return;
    waited = what;
    killer->execute("KILL QUERY " + connection);
    holder->rollback();
  };
  run_group(*at.session, group_of({"ALTER TABLE t ADD COLUMN a int"}), options);
  CHECK(says(waited, "step 1: waiting, because connection "));
  CHECK(says(waited, "holds `t`"));
  CHECK(at.columns("t") == "id a");
}

TEST_CASE("MariaDB ends a statement that takes too long; of the others it is said that they do not") {
  const AtHand at("mariadb");
  if (at) {
    RunOptions options;
    options.statement_timeout = 300ms;
    const std::string said = failure_of([&] {
      run_group(*at.session, group_of({"CREATE TABLE made (id int)", "CREATE TABLE t AS SELECT SLEEP(30) AS a"}),
                options);
    });
    CHECK(says(said, "max_statement_time exceeded"));
    CHECK(says(said, "the statement_timeout of this run, or max_statement_time of the server, ended it"));
    CHECK(at.has_table("made"));
    CHECK(!at.has_table("t"));
    CHECK(at.ask("SELECT @@SESSION.max_statement_time") == "0.000000");
    // What is looked at around the steps takes its time.
    options.begun = [&] { at.run("DO SLEEP(0.5)"); };
    run_group(*at.session, group_of({"CREATE TABLE t (id int)"}), options);
  }
  for (const std::string server : {"mysql_8_0_31", "tidb", "mariadb"}) {
    CAPTURE(server);
    const AtHand here(server);
    if (!here) continue;
    Settings settings;
    settings.statement_timeout = 30s;
    const Report report = here.push("CREATE TABLE t (id int PRIMARY KEY);", settings);
    const std::string said = report.diagnostics.render();
    CHECK(says(said, "warning: statement_timeout is not kept") == (server != "mariadb"));
  }
}

TEST_CASE("rights that are missing are named") {
  const AtHand at("mysql_8_0_31");
  if (!at) return;
  const std::string user = at.database->account("IDENTIFIED BY 'x'", "SELECT");
  const Url url = at.database->url_as(user, "x");
  const std::string address = fmt::format("mysql://{}:x@{}:{}/{}", url.user, url.host, *url.port, url.database);
  const std::string said =
      failure_of([&] { push(Source::url(address), Source::text("CREATE TABLE t (id int PRIMARY KEY);")); });
  CHECK(says(said, "plumb_lock"));
  CHECK(says(said, "needs CREATE, ALTER, DROP, INDEX and REFERENCES"));
}

#endif
