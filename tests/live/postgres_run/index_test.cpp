// Indexes built beside readers and writers, and what is left where that fails.
#include <doctest/doctest.h>

#include "plumb/tests/live/postgres_run/at_hand.h"

#if PLUMB_HAS_LIBPQ

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* kIndexes =
    "SELECT c.relname || CASE WHEN i.indisvalid THEN '' ELSE ' invalid' END FROM pg_index i JOIN pg_class c "
    "ON c.oid = i.indexrelid WHERE i.indrelid = 't'::regclass ORDER BY 1";
constexpr const char* kJournal =
    "SELECT state || ' ' || done || '/' || statements FROM plumb_history WHERE kind = 'push' ORDER BY id";

void fill(const AtHand& at) {
  at.run("CREATE TABLE t (a int, b int)");
  at.run("INSERT INTO t VALUES (1, 1), (1, 2)");
}

}  // namespace

TEST_CASE("a unique index over equal rows: the duplicates are told, nothing is left, and the next push goes on") {
  const AtHand at(15);
  if (!at) return;
  fill(at);
  Group group = group_of({"CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a)"});
  group.transactional = false;
  group.steps[0].builds = {"t_a"};
  group.steps[0].lock = LockLevel::Shared;
  const std::string said = failure_of([&] { run_group(*at.session, group); });
  CHECK(said.find("Key (a)=(1) is duplicated") != std::string::npos);
  CHECK(said.find("the unfinished index was taken away again; make the rows distinct") != std::string::npos);
  CHECK(at.list(kIndexes).empty());
  CHECK(at.ask("SHOW lock_timeout") == "0");
  at.run("DELETE FROM t WHERE b = 2");
  at.push("CREATE TABLE t (a int, b int); CREATE UNIQUE INDEX t_a ON t (a);");
  CHECK(at.list(kIndexes) == "t_a");
}

TEST_CASE("an invalid index that a broken build left behind is built anew") {
  const AtHand at(15);
  if (!at) return;
  fill(at);
  failure_of([&] { at.run("CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a)"); });
  REQUIRE(at.list(kIndexes) == "t_a invalid");
  at.run("DELETE FROM t WHERE b = 2");
  at.push("CREATE TABLE t (a int, b int); CREATE UNIQUE INDEX t_a ON t (a);");
  CHECK(at.list(kIndexes) == "t_a");
  CHECK(at.push("CREATE TABLE t (a int, b int); CREATE UNIQUE INDEX t_a ON t (a);").plan.empty());
}

TEST_CASE(
    "a valid index of that name is never dropped: it counts where it is the same, and else the server's error stands") {
  const AtHand at(15);
  if (!at) return;
  fill(at);
  at.run("CREATE INDEX t_b ON t USING btree (b ASC NULLS LAST)");
  const std::string oid = at.ask("SELECT 't_b'::regclass::oid");
  Group group = group_of({"CREATE INDEX CONCURRENTLY t_b ON t (b)"});
  group.transactional = false;
  group.steps[0].builds = {"t_b"};
  run_group(*at.session, group);
  group.steps[0].sql = "CREATE INDEX CONCURRENTLY t_b ON t (b, a)";
  CHECK(failure_of([&] { run_group(*at.session, group); }).find("relation \"t_b\" already exists") !=
        std::string::npos);
  CHECK(at.ask("SELECT 't_b'::regclass::oid") == oid);
  CHECK(at.list(kIndexes) == "t_b");
}

TEST_CASE("a build that has waited too long for an old transaction is busy, and leaves nothing") {
  const AtHand at(15);
  if (!at) return;
  fill(at);
  const auto writer = at.database->connect();
  writer->begin();
  writer->execute("INSERT INTO t VALUES (2, 3)");
  Group group = group_of({"CREATE INDEX CONCURRENTLY t_a ON t (a)"});
  group.transactional = false;
  group.steps[0].builds = {"t_a"};
  group.steps[0].lock = LockLevel::Shared;
  RunOptions options;
  options.lock_timeout = 10ms;
  options.patience = 100ms;
  CHECK(failure_of([&] { run_group(*at.session, group, options); }).starts_with("busy: "));
  writer->rollback();
  // The first attempt may only have been able to mark it; whoever comes next clears up.
  at.push("CREATE TABLE t (a int, b int); CREATE INDEX t_a ON t (a);");
  CHECK(at.list(kIndexes) == "t_a");
}

TEST_CASE("groups outside of transactions are journaled before and behind") {
  const AtHand at(15);
  if (!at) return;
  fill(at);
  at.push("CREATE TABLE t (a int, b int); CREATE INDEX t_a ON t (a);");
  CHECK(at.list(kJournal) == "applied 1/1");
  // A push that was cut off behind its first word in the journal.
  at.run(
      "INSERT INTO plumb_history SELECT id + 1, kind, version, name, 'running', checksum, statements, 0, started_at, "
      "'', 0, plumb_version, "
      "from_fingerprint, to_fingerprint FROM plumb_history");
  at.push("CREATE TABLE t (a int, b int); CREATE INDEX t_a ON t (a); CREATE INDEX t_b ON t (b);");
  CHECK(at.list(kJournal) == "applied 1/1 interrupted 0/1 applied 1/1");
}

TEST_CASE("a push that a lock stopped in the middle goes on at the next run") {
  const AtHand at(15);
  if (!at) return;
  fill(at);
  at.run("CREATE TABLE u (a int)");
  const std::string schema =
      "CREATE TABLE t (a int, b int, c int); CREATE TABLE u (a int, c int); CREATE INDEX t_c ON t (c);";
  const auto blocker = at.database->connect();
  blocker->begin();
  blocker->execute("LOCK TABLE u IN ACCESS SHARE MODE");
  // A plan of several groups, of which one cannot have its lock; run with little patience.
  const Plan plan = plumb::plan(Source::url(at.database->address()), Source::text(schema));
  REQUIRE(plan.groups.size() > 1);
  RunOptions options;
  options.lock_timeout = 10ms;
  options.patience = 60ms;
  std::size_t done = 0;
  const std::string said = failure_of([&] {
    for (const Group& group : plan.groups) {
      run_group(*at.session, group, options);
      ++done;
    }
  });
  CHECK(said.starts_with("busy: "));
  CHECK(done < plan.groups.size());
  blocker->rollback();
  at.push(schema);
  CHECK(at.push(schema).plan.empty());
}

#endif
