// One plumb at a time.
#include <doctest/doctest.h>

#include "plumb/tests/live/mysql_run/at_hand.h"

#if PLUMB_HAS_MYSQLCPPCONN

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;

namespace {

LockOptions options_of(const AtHand& at, std::chrono::milliseconds patience = 60ms) {
  LockOptions options;
  options.home = at.home();
  options.patience = patience;
  return options;
}

std::unique_ptr<RunLock> lock(Session& session, const LockOptions& options) {
  return mysql::live().lock(session, options);
}

}  // namespace

TEST_CASE("who comes second waits, and says for whom") {
  for (const std::string server : all_flavours) {
    CAPTURE(server);
    const AtHand at(server);
    if (!at) continue;
    const auto other = at.database->connect();
    auto held = lock(*at.session, options_of(at));
    CHECK(says(failure_of([&] { lock(*other, options_of(at)); }), "busy: another plumb (process "));
    LockOptions patient = options_of(at, 20s);
    std::string waited;
    patient.progress = [&](const std::string& what, double) {
      waited = what;
      held.reset();
    };
    const auto next = lock(*other, patient);
    CHECK(waited.starts_with("waiting for another plumb (process "));
    next->confirm();
    next->confirm();  // twice within one tick of the clock
  }
}

TEST_CASE("a holder that is gone keeps nobody waiting, and cannot come back") {
  for (const std::string server : all_flavours) {
    CAPTURE(server);
    const AtHand at(server);
    if (!at) continue;
    auto gone = at.database->connect();
    const std::string connection = gone->query("SELECT CONNECTION_ID()").scalar().value_or("0");
    const auto first = lock(*gone, options_of(at));
    // As if its process had died: the server drops the connection, and the row still says that it is held.
    at.run("KILL " + connection);
    CHECK(at.ask("SELECT holder <> '' AND expires_at > UTC_TIMESTAMP(3) FROM plumb_lock") == "1");
    const auto second = lock(*at.session, options_of(at, 20s));
    second->confirm();
    CHECK(failure_of([&] { first->confirm(); }).starts_with("connection: "));
  }
}

TEST_CASE("a holder elsewhere is gone when its lease ends, and does nothing more") {
  for (const std::string server : all_flavours) {
    CAPTURE(server);
    const AtHand at(server);
    if (!at) continue;
    const auto first = lock(*at.session, options_of(at));
    // Another node of a cluster, where the named lock is another one too.
    at.run("UPDATE plumb_lock SET place = 'another node'");
    const std::string released = at.ask("SELECT RELEASE_ALL_LOCKS()");
    CHECK(released != "0");
    const auto other = at.database->connect();
    CHECK(failure_of([&] { lock(*other, options_of(at)); }).starts_with("busy: "));
    at.run("UPDATE plumb_lock SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND");
    const auto second = lock(*other, options_of(at));
    CHECK(failure_of([&] { first->confirm(); }).starts_with("conflict: another plumb took the lock over"));
    second->confirm();
  }
}

TEST_CASE("the heartbeat keeps a lease that a long statement would lose") {
  const AtHand at("mysql_8_0_31");
  if (!at) return;
  LockOptions options = options_of(at);
  options.lease = 90ms;
  options.connect = [&] { return at.database->connect(); };
  const auto held = lock(*at.session, options);
  const auto end = std::chrono::steady_clock::now() + 20s;
  const auto beats = [&] { return std::stoi(at.ask("SELECT beats FROM plumb_lock")); };
  while (beats() < 3 && std::chrono::steady_clock::now() < end) {
  }
  CHECK(beats() >= 3);
  held->confirm();
}

TEST_CASE("a connection with a transaction of its own is refused, as DDL would commit that") {
  const AtHand at("mysql_8_0_31");
  if (!at) return;
  at.session->begin();
  CHECK(
      says(failure_of([&] { lock(*at.session, options_of(at)); }), "refused: this connection has a transaction open"));
  at.session->rollback();
}

TEST_CASE("plumb's own tables are where the managed databases are, in a charset that takes every name") {
  const AtHand at("mysql_8_0_31");
  if (!at) return;
  at.run("ALTER DATABASE CHARACTER SET latin1");
  at.push("CREATE TABLE t (id int PRIMARY KEY);");
  CHECK(at.list("SELECT DISTINCT TABLE_COLLATION FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND "
                "TABLE_NAME LIKE 'plumb%'") == "utf8mb4_bin");
  Scope scope;
  CHECK(mysql::live().home(*at.session, scope) == at.home());
  scope.schemas = {"not_there", at.database->name()};
  CHECK(mysql::live().home(*at.session, scope) == at.home());
}

#endif
