// What a plan may not touch.
#include "plumb/tools/libplumb/unmodelled.h"

#include <doctest/doctest.h>

#include "plumb/core/plan/make_plan.h"
#include "plumb/core/sql/reader.h"
#include "plumb/dialects/mysql/dialect.h"

namespace {

using namespace plumb;

Schema schema(const Target& target, const std::string& text) {
  Diagnostics found;
  Schema out = sql::read(text, target.syntax, {}, found).schema;
  out = mysql::dialect().canonical(std::move(out), target, found);
  REQUIRE_EQ(found.render(), "");
  return out;
}

/// What is refused where `t` is not said whole.
std::string refused(const std::string& from, const std::string& to) {
  const Target target = mysql::dialect().offline_target("mysql", {});
  Diagnostics found;
  const Schema have = schema(target, from), want = schema(target, to);
  const Plan plan = make_plan(have, want, mysql::dialect(), target, {}, found);
  REQUIRE_EQ(found.errors(), 0);
  const std::vector<Inspection::Unmodelled> unmodelled{
      {"table `shop.t`: plumb would say no more `odd`", 1, ObjectId{Kind::Table, "t", {}}}, {"3 grants", 3}};
  refuse_unmodelled(plan, unmodelled, target, found);
  std::string out;
  for (const Diagnostic& d : found.all())
    if (d.severity == Severity::Error) out += d.object + " " + d.rule;
  return out;
}

constexpr const char* kThere = "CREATE TABLE t (id int PRIMARY KEY, a int); CREATE TABLE u (id int PRIMARY KEY);";

}  // namespace

TEST_CASE("a plan that touches what plumb cannot say whole is refused") {
  const std::string u = "CREATE TABLE u (id int PRIMARY KEY);";
  CHECK_EQ(refused(kThere, kThere), "");
  CHECK_EQ(refused(kThere, "CREATE TABLE t (id int PRIMARY KEY, a int); CREATE TABLE u (id int PRIMARY KEY, b int);"),
           "");
  CHECK_EQ(refused(kThere, "CREATE TABLE t (id int PRIMARY KEY, a bigint);" + u), "t refused-unmodelled");
  CHECK_EQ(refused(kThere, "CREATE TABLE t (id int PRIMARY KEY, a int, KEY k (a));" + u), "t refused-unmodelled");
  CHECK_EQ(refused(kThere, "CREATE TABLE t (id int PRIMARY KEY, a int) COMMENT 'x';" + u), "t refused-unmodelled");
  CHECK_EQ(refused(kThere, u), "t refused-unmodelled");
  CHECK_EQ(refused(kThere, "-- @renamed from=t\nCREATE TABLE s (id int PRIMARY KEY, a int);" + u),
           "t refused-unmodelled");
}

TEST_CASE("a change elsewhere that takes a part of it down and puts it back is refused too") {
  const std::string t =
      "CREATE TABLE t (id int PRIMARY KEY, a varchar(10), CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id));";
  const std::string u = "CREATE TABLE u (id varchar(10) NOT NULL PRIMARY KEY);";
  CHECK_EQ(refused(u + t, u + t + "CREATE TABLE v (id int PRIMARY KEY);"), "");
  CHECK_EQ(refused(u + t, "CREATE TABLE u (id varchar(30) NOT NULL PRIMARY KEY);" + t), "t refused-unmodelled");
}
