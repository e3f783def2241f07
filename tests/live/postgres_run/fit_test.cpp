// More than one transaction can hold: seen before anything runs.
#include <doctest/doctest.h>

#include "plumb/tests/live/postgres_run/at_hand.h"

#if PLUMB_HAS_LIBPQ

#include "plumb/backends/libpq/libpq_session.h"

using namespace plumb;
using namespace plumb::test;

namespace {

// 10 locks for each of 30 connections. The server really has room for some more.
constexpr const char* kSmall = "-c max_locks_per_transaction=10 -c max_connections=30";

std::string address_of(const OwnPostgres& server) {
  const Url& url = server.url();
  return fmt::format("postgres://{}@{}:{}/{}", url.user, url.host, url.port.value_or(5432), url.database);
}

std::string many_tables(int count) {
  std::string out;
  for (int i = 0; i < count; ++i) {
    out += fmt::format(
        "CREATE TABLE t{0} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text UNIQUE, up bigint "
        "REFERENCES t{1} (id));\nCREATE INDEX t{0}_up ON t{0} (up);\n",
        i, i / 2);
  }
  return out;
}

}  // namespace

TEST_CASE("a push of more than one transaction holds runs as several, and says so") {
  const auto server = OwnPostgres::start(kSmall);
  if (!server) return;
  const Source database = Source::url(address_of(*server));
  const Source schema = Source::text(many_tables(150));
  Settings settings;
  std::size_t planned = 0;
  std::string note;
  settings.planned = [&](const Report& report) {
    planned = report.plan.groups.size();
    for (const std::string& n : report.plan.notes) note = n;
  };
  const Report done = push(database, schema, settings);
  CHECK(planned > 3);
  CHECK(done.plan.groups.size() == planned);
  CHECK(note.find("the server has room for 300, which is max_locks_per_transaction (10) × (max_connections (30) + "
                  "max_prepared_transactions (0)): they run as") != note.npos);
  CHECK(compare(database, schema, {}).equal());
  const auto session = libpq::open(server->url());
  CHECK(session->query("SELECT count(*) FROM plumb_history WHERE state = 'applied'").scalar() ==
        std::to_string(planned));
}

TEST_CASE("a group by hand that one transaction cannot hold is refused before its first statement") {
  const auto server = OwnPostgres::start(kSmall);
  if (!server) return;
  const auto session = libpq::open(server->url());
  Group group;
  for (int i = 0; i < 200; ++i) group.steps.push_back(step_of(fmt::format("CREATE TABLE t{} (id int)", i)));
  group.scripted = true;
  bool begun = false;
  RunOptions options;
  options.begun = [&] { begun = true; };
  const std::string said = failure_of([&] { run_group(*session, group, options); });
  CHECK(
      said ==
      "refused: 200 statements would hold about 800 locks in one transaction, but the server has room for 300, which is "
      "max_locks_per_transaction (10) × (max_connections (30) + max_prepared_transactions (0)); write them as several "
      "migrations, or let them run one by one behind `-- migrate:up transaction:false`");
  CHECK(!begun);
}

TEST_CASE("steps that go out together fail at the right one") {
  const AtHand at(15);
  if (!at) return;
  Group group;
  for (int i = 0; i < 200; ++i)
    group.steps.push_back(
        step_of(fmt::format("CREATE TABLE t{} (id int)", i == 150 ? 20 : i), fmt::format("create table {}", i)));
  std::size_t done = 0;
  const std::string said =
      failure_of([&] { postgres::live().run_group(*at.session, group, {}, [&](const Step&) { ++done; }, {}); });
  CHECK(said.find("create table 150: ") != said.npos);
  CHECK(said.find("relation \"t20\" already exists") != said.npos);
  CHECK(done == 150);
  CHECK(at.ask("SELECT to_regclass('t0')") == "nothing");
}

#endif
