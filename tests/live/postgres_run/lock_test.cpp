// One plumb at a time.
#include <doctest/doctest.h>

#include "plumb/tests/live/postgres_run/at_hand.h"

#if PLUMB_HAS_LIBPQ

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;

namespace {

LockOptions options_of(std::chrono::milliseconds patience = 60ms) {
  LockOptions options;
  options.home = "\"public\".";
  options.patience = patience;
  return options;
}

std::unique_ptr<RunLock> lock(Session& session, const LockOptions& options = options_of()) {
  return postgres::live().lock(session, options);
}

}  // namespace

TEST_CASE("who comes second waits, and says for whom") {
  const AtHand at(15);
  if (!at) return;
  const auto other = at.database->connect();
  auto held = lock(*at.session);
  CHECK(failure_of([&] { lock(*other); }).find("busy: another plumb (process ") != std::string::npos);
  LockOptions patient = options_of(20s);
  std::string waited;
  patient.progress = [&](const std::string& what, double) {
    waited = what;
    held.reset();
  };
  const auto next = lock(*other, patient);
  CHECK(waited.starts_with("waiting for another plumb (process "));
  next->confirm();
}

TEST_CASE("a direct holder that is gone keeps nobody waiting, and cannot come back") {
  const AtHand at(15);
  if (!at) return;
  auto gone = at.database->connect();
  const auto first = lock(*gone);
  // As if its process had died: the server drops the connection, and the row still says that it is held.
  at.run(
      "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
  CHECK(at.ask("SELECT holder <> '' AND expires_at > now() FROM plumb_lock") == "t");
  const auto second = lock(*at.session, options_of(20s));
  second->confirm();
  CHECK(failure_of([&] { first->confirm(); }).starts_with("connection: "));
}

TEST_CASE("a holder behind a pooler is gone when its lease ends, and what it still does is not committed") {
  const AtHand at(15);
  if (!at) return;
  const auto first = lock(*at.session);
  // What such a holder leaves behind: a row with a lease, and no advisory lock.
  at.run("UPDATE plumb_lock SET direct = false");
  at.run("SELECT pg_advisory_unlock_all()");
  const auto other = at.database->connect();
  CHECK(failure_of([&] { lock(*other); }).starts_with("busy: "));
  at.run("UPDATE plumb_lock SET expires_at = now() - interval '1 second'");
  const auto second = lock(*other);
  const std::string said = failure_of(
      [&] { run_group(*at.session, group_of({"CREATE TABLE late (id int)"}), {}, [&] { first->confirm(); }); });
  CHECK(said.starts_with("conflict: another plumb took the lock over"));
  CHECK(at.ask("SELECT to_regclass('late')") == "nothing");
  second->confirm();
}

TEST_CASE("the heartbeat keeps a lease that a long statement would lose") {
  const AtHand at(15);
  if (!at) return;
  LockOptions options = options_of();
  options.lease = 90ms;
  options.connect = [&] { return at.database->connect(); };
  const auto held = lock(*at.session, options);
  const std::string before = at.ask("SELECT expires_at FROM plumb_lock");
  at.run("UPDATE plumb_lock SET direct = false");
  at.run("SET statement_timeout = '20s'");
  // The statement ends as soon as the lease was renewed twice by somebody else.
  at.run(
      "DO $$ DECLARE was timestamptz := (SELECT expires_at FROM plumb_lock); renewed int := 0; BEGIN "
      "WHILE renewed < 2 LOOP IF (SELECT expires_at FROM plumb_lock) <> was THEN renewed := renewed + 1; "
      "was := (SELECT expires_at FROM plumb_lock); END IF; END LOOP; END $$");
  CHECK(at.ask("SELECT expires_at FROM plumb_lock") != before);
  held->confirm();
}

TEST_CASE("through PgBouncer the row alone keeps two plumbs apart") {
  const auto address = pgbouncer();
  const AtHand at(15);
  if (!address || !at) return;
  Url url = *address;
  url.database = at.database->name();
  const std::string through = fmt::format("postgres://{}@{}:{}/{}", url.user, url.host, *url.port, url.database);
  push(Source::url(through), Source::text("CREATE TABLE t (id int PRIMARY KEY, a int);"));
  CHECK(at.ask("SELECT holder = '' AND NOT direct FROM plumb_lock") == "t");
  push(Source::url(through), Source::text("CREATE TABLE t (id int PRIMARY KEY, a int); CREATE INDEX t_a ON t (a);"));
  CHECK(at.ask("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_a'::regclass") == "t");
  CHECK(at.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM "
               "pg_database WHERE datname = current_database())") == "0");
  at.run("UPDATE plumb_lock SET holder = 'somebody', expires_at = now() + interval '1 hour'");
  CHECK(failure_of([&] { lock(*at.session); }).find("another plumb (somebody") != std::string::npos);
}

TEST_CASE("plumb's own tables are where the managed schemas are, and stay there") {
  const AtHand at(15);
  if (!at) return;
  Scope scope;
  CHECK(postgres::live().home(*at.session, scope) == "\"public\".");
  scope.schemas = {"app", "more"};
  CHECK(postgres::live().home(*at.session, scope) == "\"public\".");
  at.run("CREATE SCHEMA more");
  CHECK(postgres::live().home(*at.session, scope) == "\"more\".");
  at.run("CREATE TABLE public.plumb_history (id int)");
  CHECK(postgres::live().home(*at.session, scope) == "\"public\".");
}

#endif
