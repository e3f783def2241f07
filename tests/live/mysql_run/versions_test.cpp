// A table that was changed at once as often as the server takes it: its rows are written anew, and that is said.
#include <doctest/doctest.h>

#include "plumb/tests/live/mysql_run/at_hand.h"

#if PLUMB_HAS_MYSQLCPPCONN

using namespace plumb;
using namespace plumb::test;

namespace {

constexpr const char* kWanted = "CREATE TABLE t (id int PRIMARY KEY, a int, b int);";

/// `left`: how many instant changes of it are left.
void wear_out(const AtHand& at, int left) {
  at.run("CREATE TABLE t (id int PRIMARY KEY)");
  at.run("INSERT INTO t VALUES (1), (2)");
  for (int i = 0; i < (64 - left) / 2; ++i) {
    at.run("ALTER TABLE t ADD COLUMN x int, ALGORITHM=INSTANT");
    at.run("ALTER TABLE t DROP COLUMN x, ALGORITHM=INSTANT");
  }
}

std::string versions(const AtHand& at) {
  return at.ask(
      "SELECT TOTAL_ROW_VERSIONS FROM information_schema.INNODB_TABLES WHERE NAME = CONCAT(DATABASE(), '/t')");
}

}  // namespace

TEST_CASE("MySQL: where no instant change is left, the plan says that the rows are written anew") {
  const AtHand at("mysql_8_0_31");
  if (!at) return;
  wear_out(at, 0);
  CHECK(says(failure_of([&] { at.run("ALTER TABLE t ADD COLUMN x int, ALGORITHM=INSTANT"); }),
             "Maximum row versions reached"));
  Settings settings;
  settings.copy_limit = 1;
  CHECK(says(
      failure_of([&] { at.push(kWanted, settings); }),
      "it has more rows than `copy_limit = 1` allows: writes every row of `t` anew: it has been changed at once 64 "
      "times"));
  const Report report = at.push(kWanted);
  REQUIRE(report.plan.steps() == 1);
  const Step& step = report.plan.groups.front().steps.front();
  CHECK(step.sql.ends_with("ALGORITHM=INPLACE, LOCK=NONE"));
  CHECK(step.lock == LockLevel::Shared);
  CHECK(at.columns("t") == "id a b");
  CHECK(versions(at) == "0");
}

TEST_CASE("MySQL: as long as one is left, it is taken") {
  const AtHand at("mysql_8_0_31");
  if (!at) return;
  wear_out(at, 2);
  CHECK(at.push(kWanted).plan.groups.front().steps.front().sql.ends_with("ALGORITHM=INSTANT"));
  CHECK(versions(at) == "63");
}

TEST_CASE("MySQL: whoever may not see how often a table was changed learns it from the server, and goes on") {
  const AtHand at("mysql_8_0_31");
  if (!at) return;
  wear_out(at, 0);
  const std::string user = at.database->account("IDENTIFIED BY 'x'");
  const Url url = at.database->url_as(user, "x");
  const std::string address = fmt::format("mysql://{}:x@{}:{}/{}", url.user, url.host, *url.port, url.database);
  Settings settings;
  std::string said;
  settings.progress = [&](const std::string& what, double) { said += what + "\n"; };
  push(Source::url(address), Source::text(kWanted), settings);
  CHECK(says(said, "the table was changed at once too often, so its rows are written anew"));
  CHECK(at.columns("t") == "id a b");
  CHECK(versions(at) == "0");
  CHECK(at.list("SELECT CONCAT(state, ' ', done, '/', statements) FROM plumb_history") == "applied 1/1");
}

#endif
