// Connections that are cut, servers that go away: what happened is said, and the next run goes on.
#include <doctest/doctest.h>

#include <thread>

#include "plumb/tests/live/postgres_run/at_hand.h"
#include "plumb/tests/support/cutting_proxy.h"
#include "plumb/tools/libplumb/registry.h"

#if PLUMB_HAS_LIBPQ

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* kBefore = "CREATE TABLE t (id int);";
constexpr const char* kAfter = "CREATE TABLE t (id int, a int);";

std::string columns(const AtHand& at) {
  return at.list("SELECT column_name FROM information_schema.columns WHERE table_name = 't' ORDER BY ordinal_position");
}

struct Cuttable : AtHand {
  std::unique_ptr<CuttingProxy> proxy;
  std::string address;

  Cuttable() : AtHand(15) {
    if (!database) return;
    const Url& url = database->url();
    proxy = std::make_unique<CuttingProxy>(url.host, url.port.value_or(5432));
    address = fmt::format("postgres://{}@127.0.0.1:{}/{}?sslmode=disable", url.user, proxy->port(), url.database);
    push(kBefore);
  }
  std::string push_through(const std::string& schema) const {
    return failure_of([&] { plumb::push(Source::url(address), Source::text(schema)); });
  }
};

}  // namespace

TEST_CASE("a connection cut in a step leaves nothing of the group") {
  const Cuttable at;
  if (!at) return;
  at.proxy->cut_before("ADD COLUMN");
  const std::string said = at.push_through(kAfter);
  CHECK(at.proxy->cuts() == 1);
  CHECK(said.starts_with("connection: "));
  CHECK(said.find("was lost") != std::string::npos);
  CHECK(columns(at) == "id");
  at.push(kAfter);
  CHECK(columns(at) == "id a");
}

TEST_CASE("a COMMIT that never reached the server is told as rolled back") {
  const Cuttable at;
  if (!at) return;
  at.proxy->cut_before("COMMIT");
  const std::string said = at.push_through(kAfter);
  CHECK(at.proxy->cuts() == 1);
  CHECK(said.find("it was lost during COMMIT, and the server says that the transaction was rolled back") !=
        std::string::npos);
  CHECK(columns(at) == "id");
  CHECK(at.push_through(kAfter).empty());
  CHECK(columns(at) == "id a");
}

TEST_CASE("a COMMIT whose answer was lost is told as committed") {
  const Cuttable at;
  if (!at) return;
  at.proxy->cut_after("COMMIT");
  const std::string said = at.push_through(kAfter);
  CHECK(at.proxy->cuts() == 1);
  CHECK(said.find("it was lost during COMMIT, and the server says that the transaction was committed") !=
        std::string::npos);
  CHECK(columns(at) == "id a");
  CHECK(at.ask("SELECT count(*) FROM plumb_history") == "2");
  CHECK(at.push_through(kAfter).empty());
}

TEST_CASE("where the server cannot be asked, that is said too") {
  const Cuttable at;
  if (!at) return;
  at.proxy->cut_after("COMMIT");
  const std::unique_ptr<Session> through = [&] {
    Url url = at.database->url();
    url.port = at.proxy->port();
    url.options["sslmode"] = "disable";
    return open_session(url, {.write = true});
  }();
  RunOptions options;  // no second connection
  const std::string said =
      failure_of([&] { run_group(*through, group_of({"ALTER TABLE t ADD COLUMN a int"}), options); });
  CHECK(said.find("so that the changes may be in or not; run the command again") != std::string::npos);
}

TEST_CASE("a build that loses its connection is cleared up by the next run") {
  const Cuttable at;
  if (!at) return;
  at.run("INSERT INTO t VALUES (1)");
  at.proxy->cut_after("CREATE INDEX CONCURRENTLY");
  const std::string schema = "CREATE TABLE t (id int); CREATE INDEX t_id ON t (id);";
  CHECK(at.push_through(schema).find("an unfinished index may be left behind") != std::string::npos);
  CHECK(at.push_through(schema).empty());
  CHECK(at.ask("SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass AND indisvalid") == "1");
  CHECK(at.ask("SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass") == "1");
  // Nothing was left to do for that push; the next that has something closes the row of the one that was cut.
  at.push("CREATE TABLE t (id int); CREATE INDEX t_id ON t (id); CREATE TABLE more (id int);");
  CHECK(at.list("SELECT state FROM plumb_history WHERE kind = 'push' ORDER BY id") == "applied interrupted applied");
}

TEST_CASE("a plumb that is killed while its index waits for an old transaction keeps nobody waiting") {
  const Cuttable at;
  if (!at) return;
  const auto writer = at.database->connect();
  writer->begin();
  writer->execute("INSERT INTO t VALUES (1)");
  const std::string schema = "CREATE TABLE t (id int); CREATE INDEX t_id ON t (id);";
  std::thread killed([&] { at.push_through(schema); });
  const std::string building =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE INDEX "
      "CONCURRENTLY%' AND wait_event_type = 'Lock'";
  const auto end = std::chrono::steady_clock::now() + 30s;
  while (at.ask(building) == "0" && std::chrono::steady_clock::now() < end) {
  }
  at.proxy->cut();
  killed.join();
  // The server notices by itself, although the transaction that the index waits for is still open.
  LockOptions options;
  options.home = "\"public\".";
  postgres::live().lock(*at.session, options)->confirm();
  CHECK(at.ask(building) == "0");
  CHECK(writer->in_transaction());
  writer->rollback();
  at.push(schema);
  CHECK(at.list("SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 't'::regclass AND indisvalid") == "t_id");
  CHECK(at.ask("SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass") == "1");
}

TEST_CASE("a server that restarts in the middle of a group") {
  const auto server = OwnPostgres::start();
  if (!server) return;
  const std::string address = fmt::format("postgres://{}@{}:{}/{}", server->url().user, server->url().host,
                                          *server->url().port, server->url().database);
  push(Source::url(address), Source::text(kBefore));
  Settings settings;
  bool restarted = false;
  settings.planned = [&](const Report&) {
    if (!std::exchange(restarted, true)) server->restart();
  };
  const std::string said = failure_of([&] { push(Source::url(address), Source::text(kAfter), settings); });
  CHECK(said.starts_with("connection: "));
  push(Source::url(address), Source::text(kAfter));
  CHECK(push(Source::url(address), Source::text(kAfter)).plan.empty());
}

#endif
