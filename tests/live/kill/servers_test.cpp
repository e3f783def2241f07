// A plumb that is killed on PostgreSQL, MySQL, MariaDB and TiDB, inside of a step and at random moments: the next run
// needs no help.
#include <doctest/doctest.h>

#include "plumb/tests/live/kill/at_hand.h"
#include "plumb/tests/live/kill/random_kills.h"
#include "plumb/tests/support/program.h"

#ifdef PLUMB_PROGRAM

namespace plumb::test {

TEST_CASE("servers: killed in a step that waits for its table") {
  for (const KillServer& server : kill_servers()) {
    CAPTURE(server.name);
    const AtHand at(server);
    if (!at) continue;
    const std::string before = at.dir.write("a.sql", server.tables.before),
                      after = at.dir.write("b.sql", server.tables.after);
    REQUIRE_EQ(failure_of_plumb(at.push(before)), "");
    const std::size_t t = at.columns("t"), u = at.columns("u");
    const auto reader = at.database->connect();
    reader->begin();
    reader->query("SELECT * FROM u");
    const pid_t child = start_plumb(at.push(after));
    CHECK(at.waits(server.altering));
    ::kill(child, SIGKILL);
    CHECK_EQ(wait_for(child), 128 + SIGKILL);
    // The group of the first table is done and stays.
    CHECK_EQ(at.columns("t"), t + 1);
    // Other servers end what waits when its client is gone; TiDB's job goes on, and the next run waits for it.
    reader->rollback();
    CHECK_EQ(failure_of_plumb(at.push(after)), "");
    CHECK_EQ(at.columns("t"), t + 1);
    CHECK_GT(at.columns("u"), u);
    CHECK_EQ(at.ask("SELECT COUNT(*) FROM plumb_history WHERE " + server.unfinished), "0");
    CHECK_EQ(failure_of_plumb(at.diff(after)), "");
  }
}

TEST_CASE("servers: killed at random moments of a plan of every kind of group") {
  for (const KillServer& server : kill_servers()) {
    CAPTURE(server.name);
    const AtHand at(server);
    if (!at) continue;
    const std::string before = at.dir.write("a.sql", server.groups.before),
                      after = at.dir.write("b.sql", server.groups.after);
    RandomKills kills{.times = server.kills, .least = server.least, .push = at.push(after)};
    kills.prepare = [&] {
      server.clear(*at.session);
      REQUIRE_EQ(failure_of_plumb(at.push(before)), "");
      at.session->execute(server.rows);
    };
    kills.check = [&] {
      CHECK_EQ(failure_of_plumb(at.diff(after)), "");
      for (const KillServer::Answer& answer : server.answers) CHECK_EQ(at.ask(answer.sql), answer.text);
    };
    Random random(server.seed);
    kill_at_random(kills, random);
  }
}

}  // namespace plumb::test

#endif
