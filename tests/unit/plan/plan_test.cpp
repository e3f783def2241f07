// Hazards, what a user allows, and the plan as a document.
#include <doctest/doctest.h>

#include "plumb/core/base/error.h"
#include "plumb/tests/support/failure.h"
#include "plumb/tests/unit/plan/planning.h"

using namespace plumb;
using namespace plumb::test;

namespace {

std::string refusals(const Plan& plan, const std::vector<std::string>& allow) {
  std::string out;
  for (const Danger& d : refused(plan, parse_allowances(allow)))
    out += fmt::format("{} {}\n", name_of(d.hazard), d.object.path());
  return out;
}

}  // namespace

TEST_CASE("what destroys data is refused unless it is allowed, by name or all") {
  const Plan plan = plan_of("CREATE TABLE users (id INT, name TEXT, mail TEXT); CREATE TABLE old (a INT);",
                            "CREATE TABLE users (id INT);");
  struct {
    std::vector<std::string> allow;
    const char* refused;
  } const kCases[] = {
      {{}, "deletes-data users.mail\ndeletes-data users.name\ndeletes-data old\n"},
      {{"all"}, ""},
      {{"deletes-data"}, ""},
      {{"deletes-data:users.name"}, "deletes-data users.mail\ndeletes-data old\n"},
      {{"deletes-data:users"}, "deletes-data old\n"},
      {{"deletes-data:users", "deletes-data:old"}, ""},
      {{"rewrites-table"}, "deletes-data users.mail\ndeletes-data users.name\ndeletes-data old\n"},
      {{"deletes-data:user"}, "deletes-data users.mail\ndeletes-data users.name\ndeletes-data old\n"},
  };
  const auto sorted = [](const std::string& lines) {
    std::vector<std::string> list;
    for (std::size_t at = 0; at < lines.size();) {
      const std::size_t end = lines.find('\n', at);
      list.push_back(lines.substr(at, end - at));
      at = end + 1;
    }
    std::sort(list.begin(), list.end());
    return join(list, "\n");
  };
  for (const auto& c : kCases) CHECK(sorted(refusals(plan, c.allow)) == sorted(c.refused));
}

TEST_CASE("an allowance that nobody can mean is a wrong usage") {
  CHECK(failure_of([] { parse_allowances({"delete-data"}); }) ==
        "usage: --allow does not know the hazard `delete-data` (did you mean `deletes-data`?); it "
        "takes deletes-data, rewrites-table, "
        "blocks-writes, may-fail-on-data, not-transactional, each alone or as HAZARD:OBJECT, or "
        "`all`");
  CHECK(failure_of([] { parse_allowances({"deletes-data:"}); }) ==
        "usage: --allow deletes-data: names no object behind the colon");
}

TEST_CASE("names of hazards and locks are there for good") {
  std::string names;
  for (Hazard h : {Hazard::DeletesData, Hazard::RewritesTable, Hazard::BlocksWrites, Hazard::MayFailOnData,
                   Hazard::NotTransactional}) {
    CHECK(parse_hazard(name_of(h)) == h);
    names += std::string(name_of(h)) + " ";
  }
  CHECK(names == "deletes-data rewrites-table blocks-writes may-fail-on-data not-transactional ");
  CHECK_FALSE(parse_hazard("DeletesData"));
}

TEST_CASE("a plan survives its document") {
  Plan plan = plan_of("CREATE TABLE t (a INT, b TEXT); CREATE INDEX i ON t (b);",
                      "CREATE TABLE t (a INT NOT NULL CHECK (a > 0)); CREATE UNIQUE INDEX j ON t "
                      "(a); CREATE VIEW v AS SELECT 'é\"' AS x;");
  REQUIRE(plan.steps() > 3);
  REQUIRE_FALSE(plan.probes.empty());
  Plan again = plan_from_json(to_json(plan));
  again.changes = plan.changes;  // for people; a plan that is run needs them no more
  CHECK(to_json(again) == to_json(plan));
  CHECK(again.steps() == plan.steps());
  CHECK(again.groups[0].before == plan.groups[0].before);
}

TEST_CASE("a document that is no plan is refused") {
  CHECK(failure_of([] { plan_from_json("{}"); }) == "usage: this is not a plan that plumb wrote (`plumb diff --out`)");
  CHECK(failure_of([] { plan_from_json(R"({"kind":"plan","format":99})"); }) ==
        "usage: the plan has format 99, this plumb reads format 1");
  CHECK(failure_of([] { plan_from_json("CREATE TABLE"); }).find("usage: the plan cannot be read: ") == 0);
  CHECK(failure_of([] { plan_from_json(R"({"kind":"plan","format":1})"); }).find("usage: the plan cannot be read: ") ==
        0);
}

TEST_CASE("the same two schemas give the same plan, byte for byte") {
  const char* const from =
      "CREATE TABLE a (x INT); CREATE TABLE b (y INT REFERENCES a (x)); CREATE VIEW v AS SELECT * "
      "FROM a;";
  const char* const to =
      "CREATE VIEW v AS SELECT x FROM a; CREATE TABLE c (z INT REFERENCES b (y)); CREATE TABLE b "
      "(y INT PRIMARY KEY); CREATE TABLE a (x TEXT);";
  CHECK(to_json(plan_of(from, to)) == to_json(plan_of(from, to)));
}
