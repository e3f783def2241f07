// A plumb that is killed on PostgreSQL, inside of a step and at random moments: the next run needs no help.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "plumb/core/base/error.h"
#include "plumb/tests/live/kill/program.h"
#include "plumb/tests/support/postgres.h"
#include "plumb/tests/support/random.h"
#include "plumb/tests/support/temp_dir.h"

#if defined(PLUMB_PROGRAM) && PLUMB_HAS_LIBPQ

namespace plumb::test {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

struct Place {
  std::unique_ptr<PostgresDatabase> database = PostgresDatabase::on(15);
  std::unique_ptr<Session> session = database ? database->connect() : nullptr;
  TempDir dir;
  explicit operator bool() const { return database != nullptr; }

  std::string ask(const std::string& sql) const { return session->query(sql).scalar().value_or("nothing"); }
  std::vector<std::string> push(const std::string& schema) const {
    return {"push", "--url", database->address(), "--schema", schema, "--lock-timeout", "60s"};
  }
  /// Waits until a statement with these words waits for a lock.
  bool waits(const std::string& words) const {
    const std::string waiting = fmt::format(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query "
        "LIKE '%{}%' AND pid <> pg_backend_pid()",
        words);
    const auto end = Clock::now() + 60s;
    while (ask(waiting) == "0")
      if (Clock::now() > end) return false;
    return true;
  }
  std::string states() const {
    return ask("SELECT string_agg(state, ' ' ORDER BY id) FROM plumb_history WHERE kind = 'push'");
  }
};

/// What the killed run holds is given back by the server alone: it looks for its client every second.
void kill_now(pid_t child) {
  ::kill(child, SIGKILL);
  CHECK_EQ(wait_for(child), 128 + SIGKILL);
}

}  // namespace

TEST_CASE("PostgreSQL: killed in a step that waits for its table") {
  const Place at;
  if (!at) return;
  const std::string before = at.dir.write("a.sql", "CREATE TABLE t (id int); CREATE TABLE u (id int);");
  const std::string after =
      at.dir.write("b.sql", "CREATE TABLE t (id int, a int); CREATE TABLE u (id int, a int NOT NULL DEFAULT 1);");
  REQUIRE_EQ(failure_of_plumb(at.push(before)), "");
  const auto reader = at.database->connect();
  reader->begin();
  reader->query("SELECT * FROM u");
  const pid_t child = start_plumb(at.push(after));
  CHECK(at.waits("ALTER TABLE \"u\""));
  kill_now(child);
  // The group of the first table is done and stays; of the other's nothing is there.
  CHECK_EQ(at.ask("SELECT count(*) FROM information_schema.columns WHERE table_name = 't'"), "2");
  reader->rollback();
  CHECK_EQ(failure_of_plumb(at.push(after)), "");
  CHECK_EQ(at.ask("SELECT count(*) FROM information_schema.columns WHERE table_name = 'u'"), "2");
  CHECK_EQ(at.ask("SELECT count(*) FROM plumb_history WHERE state <> 'applied'"), "0");
  CHECK_EQ(failure_of_plumb({"diff", at.database->address(), after, "--exit-code"}), "");
}

TEST_CASE("PostgreSQL: killed while an index is built beside the writers") {
  const Place at;
  if (!at) return;
  const std::string before = at.dir.write("a.sql", "CREATE TABLE t (id int);");
  const std::string after = at.dir.write("b.sql", "CREATE TABLE t (id int); CREATE INDEX t_id ON t (id);");
  const std::string more =
      at.dir.write("c.sql", "CREATE TABLE t (id int); CREATE INDEX t_id ON t (id); CREATE TABLE v (id int);");
  REQUIRE_EQ(failure_of_plumb(at.push(before)), "");
  const auto writer = at.database->connect();
  writer->begin();
  writer->execute("INSERT INTO t VALUES (1)");
  const pid_t child = start_plumb(at.push(after));
  CHECK(at.waits("CREATE INDEX CONCURRENTLY"));
  kill_now(child);
  CHECK_EQ(at.states(), "applied running");
  CHECK_EQ(at.ask("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_id'::regclass"), "f");
  writer->rollback();
  CHECK_EQ(failure_of_plumb(at.push(more)), "");
  CHECK_EQ(at.ask("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_id'::regclass"), "t");
  CHECK_EQ(at.ask("SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass"), "1");
  CHECK(at.states().starts_with("applied interrupted applied"));
  CHECK_EQ(failure_of_plumb({"diff", at.database->address(), more, "--exit-code"}), "");
}

TEST_CASE("PostgreSQL: killed at random moments of a plan of every kind of group") {
  const Place at;
  if (!at) return;
  const std::string before = at.dir.write(
      "a.sql",
      "CREATE TYPE mood AS ENUM ('calm'); CREATE TABLE t (id int, v text, m mood); CREATE TABLE u (id int PRIMARY KEY);"
      "CREATE INDEX t_other ON t (v);");
  const std::string after = at.dir.write(
      "b.sql",
      "CREATE TYPE mood AS ENUM ('calm', 'wild'); CREATE TABLE t (id int PRIMARY KEY, v text NOT NULL DEFAULT 'x', m mood "
      "DEFAULT 'wild', u int REFERENCES u (id), CHECK (id > 0)); CREATE TABLE u (id int PRIMARY KEY, w int UNIQUE); "
      "CREATE INDEX t_v ON t (v); CREATE VIEW tv AS SELECT v FROM t; CREATE INDEX t_other ON t (v, id);");
  constexpr std::uint64_t seed = 20260117;
  Random random(seed);
  int killed = 0;
  Clock::duration whole{};
  for (int i = 0; i < 13; ++i) {
    CAPTURE(i);
    at.session->execute("DROP SCHEMA public CASCADE");
    at.session->execute("CREATE SCHEMA public");
    REQUIRE_EQ(failure_of_plumb(at.push(before)), "");
    at.session->execute("INSERT INTO t SELECT i, 'v' || i, 'calm' FROM generate_series(1, 2000) i");
    const auto started = Clock::now();
    const pid_t child = start_plumb(at.push(after));
    if (i == 0) {
      REQUIRE_EQ(wait_for(child), 0);
      whole = Clock::now() - started;
      continue;
    }
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(whole).count();
    std::this_thread::sleep_for(std::chrono::microseconds(random.below(static_cast<std::size_t>(micros))));
    ::kill(child, SIGKILL);
    killed += wait_for(child) == 128 + SIGKILL;
    CHECK_EQ(failure_of_plumb(at.push(after)), "");
    CHECK_EQ(failure_of_plumb({"diff", at.database->address(), after, "--exit-code"}), "");
    CHECK_EQ(at.ask("SELECT count(*) || ' ' || min(v) || ' ' || sum(id) FROM t"), "2000 v1 2001000");
    CHECK_EQ(at.ask("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), "0");
  }
  CHECK(killed > 6);  // else the moments were not spread over the run
}

}  // namespace plumb::test

#endif
