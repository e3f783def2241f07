// A plumb that is killed on PostgreSQL while it does what only PostgreSQL does: the next run needs no help.
#include <doctest/doctest.h>

#include "plumb/tests/live/kill/at_hand.h"
#include "plumb/tests/support/program.h"

#if defined(PLUMB_PROGRAM) && PLUMB_HAS_LIBPQ

namespace plumb::test {

TEST_CASE("PostgreSQL: killed while an index is built beside the writers") {
  const AtHand at(kill_servers().front());
  if (!at) return;
  const std::string before = at.dir.write("a.sql", "CREATE TABLE t (id int);");
  const std::string after = at.dir.write("b.sql", "CREATE TABLE t (id int); CREATE INDEX t_id ON t (id);");
  const std::string more =
      at.dir.write("c.sql", "CREATE TABLE t (id int); CREATE INDEX t_id ON t (id); CREATE TABLE v (id int);");
  REQUIRE_EQ(failure_of_plumb(at.push(before)), "");
  const auto states = [&] {
    return at.ask("SELECT string_agg(state, ' ' ORDER BY id) FROM plumb_history WHERE kind = 'push'");
  };
  const auto writer = at.database->connect();
  writer->begin();
  writer->execute("INSERT INTO t VALUES (1)");
  const pid_t child = start_plumb(at.push(after));
  CHECK(at.waits("CREATE INDEX CONCURRENTLY"));
  ::kill(child, SIGKILL);
  CHECK_EQ(wait_for(child), 128 + SIGKILL);
  CHECK_EQ(states(), "applied running");
  CHECK_EQ(at.ask("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_id'::regclass"), "f");
  writer->rollback();
  CHECK_EQ(failure_of_plumb(at.push(more)), "");
  CHECK_EQ(at.ask("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_id'::regclass"), "t");
  CHECK_EQ(at.ask("SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass"), "1");
  CHECK(states().starts_with("applied interrupted applied"));
  CHECK_EQ(failure_of_plumb(at.diff(more)), "");
}

}  // namespace plumb::test

#endif
