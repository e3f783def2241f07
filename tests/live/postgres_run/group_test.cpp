// Groups in transactions: waiting for locks, failing, meaning what the plan means.
#include <doctest/doctest.h>

#include "plumb/tests/live/postgres_run/at_hand.h"

#if PLUMB_HAS_LIBPQ

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;

TEST_CASE("a group whose lock does not come is tried again, whole, until it comes") {
  const AtHand at(15);
  if (!at) return;
  at.run("CREATE TABLE t (id int)");
  const auto blocker = at.database->connect();
  blocker->begin();
  blocker->execute("LOCK TABLE t IN ACCESS SHARE MODE");
  RunOptions options;
  options.lock_timeout = 20ms;
  int begun = 0, done = 0;
  std::string waited;
  options.begun = [&] { ++begun; };
  options.progress = [&](const std::string& what, double) {
    waited = what;
    if (blocker->in_transaction()) blocker->rollback();
  };
  Group group = group_of({"CREATE TABLE made (id int)", "ALTER TABLE t ADD COLUMN a int"});
  group.steps[1].why = "add column `t.a`";
  postgres::live().run_group(*at.session, group, options, [&](const Step&) { ++done; }, {});
  CHECK(begun == 2);
  CHECK(done == 3);  // the first step ran twice, and was taken back once
  CHECK(waited == "waiting for a lock: add column `t.a`");
  CHECK(at.ask("SELECT count(*) FROM information_schema.columns WHERE table_name IN ('t', 'made')") == "3");
  CHECK(at.ask("SHOW lock_timeout") == "0");
}

TEST_CASE("a lock that never comes ends the group after its time, and nothing is left of it") {
  const AtHand at(15);
  if (!at) return;
  at.run("CREATE TABLE t (id int)");
  const auto blocker = at.database->connect();
  blocker->begin();
  blocker->execute("LOCK TABLE t IN ACCESS SHARE MODE");
  RunOptions options;
  options.lock_timeout = 10ms;
  options.patience = 150ms;
  const std::string said = failure_of([&] {
    run_group(*at.session, group_of({"CREATE TABLE made (id int)", "DROP TABLE t"}), options);
  });
  CHECK(said.starts_with("busy: what the statement needs is locked by another session"));
  CHECK(at.ask("SELECT to_regclass('made')") == "nothing");
  CHECK(!at.session->in_transaction());
}

TEST_CASE("names without a schema mean the default one, whatever the role's search_path says") {
  const AtHand at(15);
  if (!at) return;
  at.run("CREATE SCHEMA other");
  at.run("SET search_path = other");
  run_group(*at.session, group_of({"CREATE TABLE made (id int)"}));
  CHECK(at.ask("SELECT table_schema FROM information_schema.tables WHERE table_name = 'made'") == "public");
  CHECK(at.ask("SHOW search_path") == "other");
  Group by_hand = group_of({"CREATE TABLE mine (id int)"});
  by_hand.scripted = true;
  run_group(*at.session, by_hand);
  CHECK(at.ask("SELECT table_schema FROM information_schema.tables WHERE table_name = 'mine'") == "other");
}

TEST_CASE("what verify refuses is rolled back") {
  const AtHand at(15);
  if (!at) return;
  const auto refuse = [] { throw Error(Code::Internal, "not what was wanted"); };
  CHECK(failure_of([&] { run_group(*at.session, group_of({"CREATE TABLE made (id int)"}), {}, refuse); }) ==
        "internal: not what was wanted");
  CHECK(at.ask("SELECT to_regclass('made')") == "nothing");
}

TEST_CASE("in a transaction of the caller's a group is taken back to where it began, and settings are put back") {
  const AtHand at(15);
  if (!at) return;
  at.run("CREATE SCHEMA other");
  at.session->begin();
  at.run("SET LOCAL search_path = other");
  at.run("CREATE TABLE before (id int)");
  CHECK(failure_of([&] {
          run_group(*at.session, group_of({"CREATE TABLE made (id int)", "SELECT 1 / 0"}));
        }).find("division by zero") != std::string::npos);
  CHECK(at.session->in_transaction());
  CHECK(at.ask("SHOW search_path") == "other");
  run_group(*at.session, group_of({"CREATE TABLE kept (id int)"}));
  CHECK(at.ask("SHOW search_path") == "other");
  CHECK(at.ask("SHOW lock_timeout") == "0");
  at.session->commit();
  CHECK(at.list("SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_schema IN "
                "('other', 'public') ORDER BY 1") == "other.before public.kept");
  at.session->begin();
  Group alone = group_of({"VACUUM"});
  alone.transactional = false;
  CHECK(failure_of([&] {
          run_group(*at.session, alone);
        }).starts_with("refused: `VACUUM` cannot run inside of the transaction"));
  at.session->rollback();
}

TEST_CASE("an application that migrates inside of its own transaction can take all of it back") {
  const AtHand at(15);
  if (!at) return;
  at.session->begin();
  at.run("CREATE TABLE before (id int)");
  push(*at.session,
       Source::text(
           "CREATE TABLE before (id int); CREATE TABLE made (id int PRIMARY KEY, a text DEFAULT now()::text);"));
  CHECK(at.session->in_transaction());
  CHECK(at.ask("SELECT count(*) FROM plumb_history") == "1");
  CHECK(at.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM "
               "pg_database WHERE datname = current_database())") == "0");
  at.session->rollback();
  CHECK(at.list("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'").empty());
  push(*at.session, Source::text("CREATE TABLE made (id int PRIMARY KEY);"));
  CHECK(!at.session->in_transaction());
  CHECK(at.ask("SELECT to_regclass('made')") == "made");
}

TEST_CASE("a role without the right is told which one") {
  const AtHand at(15);
  if (!at) return;
  at.run("CREATE TABLE theirs (id int)");
  const std::string role = at.database->role("LOGIN");
  Url url = at.database->url();
  url.user = role;
  const Source source = Source::url(fmt::format("postgres://{}@{}:{}/{}", role, url.host, *url.port, url.database));
  // Nothing may be made in the schema: neither plumb's own tables nor the user's.
  std::string said = failure_of([&] { push(source, Source::text("CREATE TABLE theirs (id int, a int);")); });
  CHECK(said.find(fmt::format("the role `{}` may not make tables there: `GRANT CREATE ON SCHEMA \"public\" TO",
                              role)) != std::string::npos);
  at.run("GRANT CREATE ON SCHEMA public TO \"" + role + "\"");
  said = failure_of([&] { push(source, Source::text("CREATE TABLE theirs (id int, a int);")); });
  CHECK(said.find(fmt::format("the role `{}` does not own `theirs`, which is `postgres`'s", role)) !=
        std::string::npos);
  CHECK(said.find("nothing was changed") != std::string::npos);
  push(source, Source::text("CREATE TABLE theirs (id int); CREATE TABLE mine (id int);"));
  CHECK(at.ask("SELECT tableowner FROM pg_tables WHERE tablename = 'mine'") == role);
}

TEST_CASE("a table that goes between the plan and its run makes the plan anew") {
  const AtHand at(15);
  if (!at) return;
  at.run("CREATE TABLE t (id int)");
  Settings settings;
  int plans = 0;
  settings.planned = [&](const Report&) {
    if (++plans == 1) at.run("DROP TABLE t");
  };
  at.push("CREATE TABLE t (id int, a int);", settings);
  CHECK(plans == 2);
  CHECK(
      at.list("SELECT column_name FROM information_schema.columns WHERE table_name = 't' ORDER BY ordinal_position") ==
      "id a");
}

#endif
