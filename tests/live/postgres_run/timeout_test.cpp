// How long a statement may take: the steps that keep others waiting, and nothing else.
#include <doctest/doctest.h>

#include "plumb/tests/live/postgres_run/at_hand.h"

#if PLUMB_HAS_LIBPQ

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;

namespace {

/// Longer than any of the times below.
constexpr const char* kLong = "ALTER TABLE t ADD COLUMN a text DEFAULT (pg_sleep(30))::text";

struct Timed : AtHand {
  Timed() : AtHand(15) {
    if (!database) return;
    run("CREATE TABLE t (id int)");
    run("INSERT INTO t VALUES (1)");
  }
};

RunOptions within(std::chrono::milliseconds time) {
  RunOptions options;
  options.statement_timeout = time;
  return options;
}

}  // namespace

TEST_CASE("a step that takes too long while it keeps others waiting is ended, and nothing is left of its group") {
  const Timed at;
  if (!at) return;
  const std::string said = failure_of([&] {
    run_group(*at.session, group_of({"CREATE TABLE made (id int)", kLong}), within(200ms));
  });
  CHECK(
      said ==
      "statement: canceling statement due to statement timeout; a statement that keeps others waiting may take 200 ms "
      "(statement_timeout); give it more, or run it at a quieter time");
  CHECK(at.ask("SELECT to_regclass('made')") == "nothing");
  CHECK(at.ask("SHOW statement_timeout") == "0");
}

TEST_CASE("the time is for each statement, also outside of transactions and in migrations by hand") {
  const Timed at;
  if (!at) return;
  Group apart = group_of({kLong});
  apart.transactional = false;
  CHECK(failure_of([&] { run_group(*at.session, apart, within(200ms)); }).find("may take 200 ms") != std::string::npos);
  CHECK(at.ask("SHOW statement_timeout") == "0");
  Group by_hand = group_of({kLong});
  by_hand.scripted = true;
  CHECK(failure_of([&] { run_group(*at.session, by_hand, within(200ms)); }).find("may take 200 ms") !=
        std::string::npos);
  // Each of them stays below it, all together do not.
  run_group(*at.session, group_of({"SELECT pg_sleep(0.25)", "SELECT pg_sleep(0.25)", "SELECT pg_sleep(0.25)"}),
            within(500ms));
}

TEST_CASE("what keeps nobody waiting, and what plumb looks at around the steps, takes its time") {
  const Timed at;
  if (!at) return;
  Group quiet = group_of({"SELECT pg_sleep(0.2)"});
  quiet.steps.front().lock = LockLevel::Shared;
  run_group(*at.session, quiet, within(50ms));
  quiet.transactional = false;
  run_group(*at.session, quiet, within(50ms));
  RunOptions options = within(50ms);
  options.begun = [&] { at.run("SELECT pg_sleep(0.2)"); };
  run_group(*at.session, group_of({"ALTER TABLE t ADD COLUMN b int"}), options,
            [&] { at.run("SELECT pg_sleep(0.2)"); });
  CHECK(at.ask("SELECT count(*) FROM information_schema.columns WHERE table_name = 't'") == "2");
}

TEST_CASE("the wait for a lock ends before the time for the statement, so that it is tried again") {
  const Timed at;
  if (!at) return;
  const auto blocker = at.database->connect();
  blocker->begin();
  blocker->execute("LOCK TABLE t IN ACCESS SHARE MODE");
  RunOptions options = within(400ms);
  options.lock_timeout = 60s;
  std::string waited;
  options.progress = [&](const std::string& what, double) {
    waited = what;
    if (blocker->in_transaction()) blocker->rollback();
  };
  run_group(*at.session, group_of({"ALTER TABLE t ADD COLUMN b int"}), options);
  CHECK(waited.starts_with("waiting for a lock"));
}

TEST_CASE("a time that is the role's own is told as that, and the run's takes its place") {
  const Timed at;
  if (!at) return;
  at.run("SET statement_timeout = '200ms'");
  CHECK(failure_of([&] {
          run_group(*at.session, group_of({kLong}));
        }).find("the statement_timeout is the role's or the server's own; `--statement-timeout` sets another") !=
        std::string::npos);
  run_group(*at.session, group_of({"SELECT pg_sleep(0.4)"}), within(20s));
  CHECK(at.ask("SHOW statement_timeout") == "200ms");
}

TEST_CASE("push takes the time from its settings") {
  const Timed at;
  if (!at) return;
  Settings settings;
  settings.statement_timeout = 200ms;
  const std::string said = failure_of(
      [&] { at.push("CREATE TABLE t (id int, a text DEFAULT ((pg_sleep(30))::text || random()));", settings); });
  CHECK(said.find("may take 200 ms") != std::string::npos);
  CHECK(at.ask("SELECT count(*) FROM information_schema.columns WHERE table_name = 't'") == "1");
  const Report report = at.push("CREATE TABLE t (id int, a int);", settings);
  CHECK(report.diagnostics.all().empty());
}

#endif
