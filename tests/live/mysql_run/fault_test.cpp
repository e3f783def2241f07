// Connections that are cut before, in and behind a statement: the server is asked what became of it, the journal tells
// the truth, and the next run goes on.
#include <doctest/doctest.h>

#include "plumb/tests/live/mysql_run/at_hand.h"
#include "plumb/tests/support/cutting_proxy.h"

#if PLUMB_HAS_MYSQLCPPCONN

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* kBefore = "CREATE TABLE t (id int PRIMARY KEY);";
constexpr const char* kAfter = "CREATE TABLE t (id int PRIMARY KEY, a int); CREATE TABLE u (id int PRIMARY KEY);";

struct Cuttable : AtHand {
  std::unique_ptr<CuttingProxy> proxy;
  std::string address;

  explicit Cuttable(const std::string& name) : AtHand(name) {
    if (!database) return;
    const Url& url = database->url();
    proxy = std::make_unique<CuttingProxy>(url.host, url.port.value_or(3306));
    address = fmt::format("mysql://{}@127.0.0.1:{}/{}?ssl-mode=DISABLED", url.user, proxy->port(), url.database);
    push(kBefore);
  }
  std::string push_through(const std::string& schema) const {
    return failure_of([&] { plumb::push(Source::url(address), Source::text(schema)); });
  }
  /// Of the pushes: what state, and how many of how many statements.
  std::string journal() const {
    return list("SELECT CONCAT(state, ' ', done, '/', statements) FROM plumb_history ORDER BY id");
  }
};

}  // namespace

TEST_CASE("a connection cut before a statement reaches the server: it is told as not done") {
  for (const std::string server : all_flavours) {
    CAPTURE(server);
    const Cuttable at(server);
    if (!at) continue;
    at.proxy->cut_before("ADD COLUMN");
    const std::string said = at.push_through(kAfter);
    CHECK(at.proxy->cuts() == 1);
    CHECK(says(said, "was lost"));
    CHECK(says(said, "the server did not do"));
    CHECK(at.columns("t") == "id");
    CHECK(!says(at.journal(), "running"));
    CHECK(says(at.journal(), "interrupted 0/1"));
    CHECK(at.push_through(kAfter).empty());
    CHECK(at.columns("t") == "id a");
    CHECK(at.has_table("u"));
  }
}

TEST_CASE("a connection cut behind a statement: it is told as done, and the journal says so") {
  for (const std::string server : all_flavours) {
    CAPTURE(server);
    const Cuttable at(server);
    if (!at) continue;
    at.proxy->cut_after("ADD COLUMN");
    const std::string said = at.push_through(kAfter);
    CHECK(at.proxy->cuts() == 1);
    CHECK(says(said, "was lost"));
    CHECK(says(said, "all the same; run the command again, and it goes on behind it"));
    CHECK(at.columns("t") == "id a");
    CHECK(says(at.journal(), "interrupted 1/1"));
    CHECK(at.push_through(kAfter).empty());
    CHECK(at.has_table("u"));
  }
}

TEST_CASE("a connection cut among new tables: those that are there are counted") {
  for (const std::string server : all_flavours) {
    CAPTURE(server);
    const Cuttable at(server);
    if (!at) continue;
    const std::string wanted =
        std::string(kBefore) + "CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE v (id int PRIMARY KEY);";
    at.proxy->cut_before("CREATE TABLE `v`");
    const std::string said = at.push_through(wanted);
    CHECK(at.proxy->cuts() == 1);
    CHECK(says(said, "1 of the 2 statements"));
    CHECK(says(at.journal(), "interrupted 1/2"));
    CHECK(at.has_table("u"));
    CHECK(!at.has_table("v"));
    CHECK(at.push_through(wanted).empty());
    CHECK(at.has_table("v"));
  }
}

TEST_CASE("a process that is killed leaves a row that the next push closes") {
  const AtHand at("mysql_8_0_31");
  if (!at) return;
  at.push(kBefore);
  at.run("UPDATE plumb_history SET state = 'running', done = 0");
  at.push(kAfter);
  CHECK(at.list("SELECT state FROM plumb_history ORDER BY id").starts_with("interrupted applied"));
}

#endif
