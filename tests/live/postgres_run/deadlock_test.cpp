// Two who wait for each other, and a server that goes away in the middle of a step.
#include <doctest/doctest.h>

#include <thread>

#include "plumb/tests/live/postgres_run/at_hand.h"
#include "plumb/tools/libplumb/registry.h"

#if PLUMB_HAS_LIBPQ

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

bool comes(const std::function<bool()>& what) {
  const auto end = Clock::now() + 60s;
  while (!what())
    if (Clock::now() > end) return false;
  return true;
}

constexpr const char* kWaits =
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE "
    "'ALTER TABLE b%'";

}  // namespace

TEST_CASE("a deadlock takes the group back, and it is tried again") {
  const AtHand at(15);
  if (!at) return;
  at.run("CREATE TABLE a (id int)");
  at.run("CREATE TABLE b (id int)");
  const auto observer = at.database->connect(), other = at.database->connect();
  // Whoever looks for a deadlock first is the one that is taken back.
  at.run("SET deadlock_timeout = '2s'");
  other->execute("SET deadlock_timeout = '10min'");
  other->begin();
  other->execute("LOCK TABLE b IN ACCESS EXCLUSIVE MODE");
  RunOptions options;
  options.lock_timeout = 60s;
  int begun = 0;
  std::string waited;
  options.begun = [&] { ++begun; };
  options.progress = [&](const std::string& what, double) { waited = what; };
  std::string failed;
  std::thread runs([&] {
    failed = failure_of([&] {
      Group group =
          group_of({"CREATE TABLE made (id int)", "ALTER TABLE a ADD COLUMN x int", "ALTER TABLE b ADD COLUMN x int"});
      group.steps.back().why = "add column `b.x`";
      run_group(*at.session, group, options);
    });
  });
  CHECK(comes([&] { return observer->query(kWaits).scalar() == "1"; }));
  other->execute("LOCK TABLE a IN ACCESS EXCLUSIVE MODE");  // comes when the group was taken back
  CHECK(observer->query("SELECT to_regclass('made')").scalar().value_or("nothing") == "nothing");
  other->rollback();
  runs.join();
  CHECK_EQ(failed, "");
  CHECK(begun >= 2);
  CHECK(waited == "waiting for a lock: add column `b.x`");
  CHECK(at.ask("SELECT count(*) FROM information_schema.columns WHERE column_name = 'x'") == "2");
}

TEST_CASE("a deadlock that comes again and again ends the run after its time, and nothing is left") {
  const AtHand at(15);
  if (!at) return;
  at.run("CREATE TABLE a (id int)");
  Group group = group_of({"DO $$ BEGIN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END $$"});
  group.steps.insert(group.steps.begin(), step_of("ALTER TABLE a ADD COLUMN x int"));
  RunOptions options;
  options.patience = 200ms;
  int begun = 0;
  options.begun = [&] { ++begun; };
  const std::string said = failure_of([&] { run_group(*at.session, group, options); });
  CHECK(said.starts_with("busy: deadlock detected"));
  CHECK(begun > 1);
  CHECK(at.ask("SELECT count(*) FROM information_schema.columns WHERE column_name = 'x'") == "0");
}

TEST_CASE("a server that restarts in the middle of a step: nothing is left of the group, and the next run goes on") {
  for (const std::string mode : {"fast", "immediate"}) {
    CAPTURE(mode);
    const auto server = OwnPostgres::start();
    if (!server) return;
    const std::string address = fmt::format("postgres://{}@{}:{}/{}", server->url().user, server->url().host,
                                            *server->url().port, server->url().database);
    const Source source = Source::url(address);
    push(source, Source::text("CREATE TABLE a (id int); CREATE TABLE b (id int);"));
    const Source wanted = Source::text("CREATE TABLE a (id int, x int); CREATE TABLE b (id int, x int);");
    std::string said;
    {
      const auto reader = open_session(server->url(), {}), observer = open_session(server->url(), {});
      reader->begin();
      reader->query("SELECT * FROM b");
      Settings settings;
      settings.lock_timeout = 60s;
      std::thread pushes([&] { said = failure_of([&] { push(source, wanted, settings); }); });
      CHECK(comes([&] {
        return observer
                   ->query(
                       "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'ALTER "
                       "TABLE \"b\"%'")
                   .scalar() == "1";
      }));
      server->stop(mode);
      pushes.join();
    }
    CHECK(said.starts_with("connection: 1 of 2 groups are done and stay; `plumb push` goes on behind them: "));
    server->start_again();
    const Report report = push(source, wanted);
    // The servers of the tests commit before the disk has it, so that a crash may take the first group too.
    CHECK(report.steps_run == (mode == "fast" ? 1 : report.plan.steps()));
    CHECK(push(source, wanted).plan.empty());
    const auto session = open_session(server->url(), {});
    CHECK(session->query("SELECT count(*) FROM plumb_history WHERE state <> 'applied'").scalar() == "0");
  }
}

#endif
