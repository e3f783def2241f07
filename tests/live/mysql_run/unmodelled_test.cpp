// A table that plumb cannot say whole is named, and no plan touches it.
#include <doctest/doctest.h>

#include "plumb/tests/live/mysql_run/at_hand.h"

#if PLUMB_HAS_MYSQLCPPCONN

using namespace plumb;
using namespace plumb::test;

namespace {

struct Case {
  std::string server, made, other, says;
};

// `odd` has what the model does not carry; the other form of it is what a user's file may say.
const std::vector<Case> kCases{
    {"mysql_8_0_31", "CREATE TABLE odd (id int PRIMARY KEY, a int NOT SECONDARY)",
     "CREATE TABLE odd (id int PRIMARY KEY, a bigint);", "found `SECONDARY`"},
    {"mariadb", "CREATE TABLE odd (id int PRIMARY KEY, a date, b date, PERIOD FOR p (a, b))",
     "CREATE TABLE odd (id int PRIMARY KEY, a date, b datetime);", "PERIOD FOR on table `odd` is not supported"},
    {"tidb", "CREATE TABLE odd (id int PRIMARY KEY, a enum('x\\ny'))",
     "CREATE TABLE odd (id int PRIMARY KEY, a enum('x', 'y'), b int);", "a label holds a line break"},
};

}  // namespace

TEST_CASE("a table that plumb cannot say whole is never altered, and the rest goes on") {
  for (const Case& c : kCases) {
    CAPTURE(c.server);
    const AtHand at(c.server);
    if (!at) continue;
    at.run(c.made);
    at.run("CREATE TABLE plain (id int PRIMARY KEY)");
    const std::string before = at.session->query("SHOW CREATE TABLE odd").rows.front()[1].value_or("");
    const std::string said = failure_of([&] { at.push(c.other + "CREATE TABLE plain (id int PRIMARY KEY, a int);"); });
    CHECK(said.starts_with("bad-schema: "));
    CHECK(says(said, c.says));
    CHECK(says(said, "what plumb cannot say it does not change: change table `odd` by hand"));
    CHECK(says(said, "leave it out with `exclude = [\"odd\"]` in plumb.toml [refused-unmodelled]"));
    CHECK(at.columns("plain") == "id");
    Settings settings;
    settings.scope.exclude = {"odd"};
    const Report report = at.push(c.other + "CREATE TABLE plain (id int PRIMARY KEY, a int);", settings);
    CHECK(report.uncompared.empty());
    CHECK(at.columns("plain") == "id a");
    CHECK(at.session->query("SHOW CREATE TABLE odd").rows.front()[1] == before);
  }
}

TEST_CASE("a table that plumb cannot say whole is not dropped either, whatever is allowed") {
  for (const Case& c : kCases) {
    CAPTURE(c.server);
    const AtHand at(c.server);
    if (!at) continue;
    at.run(c.made);
    Settings settings;
    settings.allow = {"all"};
    const std::string said = failure_of([&] { at.push("CREATE TABLE plain (id int PRIMARY KEY);", settings); });
    // Where nothing of it was understood, it is in no plan at all.
    CHECK((said.empty() || says(said, "[refused-unmodelled]")));
    CHECK(at.has_table("odd"));
  }
}

#endif
