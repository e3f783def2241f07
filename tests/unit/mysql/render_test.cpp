// What a change of a table costs, and how its statements ask for that; what is refused.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "plumb/core/plan/make_plan.h"
#include "plumb/core/sql/reader.h"
#include "plumb/dialects/mysql/algorithm.h"
#include "plumb/dialects/mysql/dialect.h"

using namespace plumb;
using namespace plumb::mysql;

namespace {

struct Planned {
  std::vector<std::string> statements, undo, hazards, probes;
  std::string findings;
};

Planned plan(const std::string& from, const std::string& to, const char* flavour = "mysql",
             Version version = {8, 0, 31}, const Scope& scope = {}) {
  const Target target = dialect().offline_target(flavour, version);
  Diagnostics d;
  const auto schema = [&](const std::string& text) {
    return dialect().canonical(sql::read(text, target.syntax, {}, d).schema, target, d);
  };
  const Schema have = schema(from), want = schema(to);
  Planned out;
  const Plan made = make_plan(have, want, dialect(), target, scope, d);
  for (const Group& g : made.groups)
    for (const Step& s : g.steps) {
      out.statements.push_back(s.sql);
      out.undo.insert(out.undo.end(), s.undo.begin(), s.undo.end());
      for (const Danger& danger : s.dangers) out.hazards.emplace_back(name_of(danger.hazard));
    }
  for (const Probe& p : made.probes) out.probes.push_back(p.sql);
  if (d.has_errors()) out.findings = d.render();
  return out;
}

using Statements = std::vector<std::string>;

Target target_for(const char* flavour, Version version) { return dialect().offline_target(flavour, version); }

Algorithm way(std::vector<Act> acts, const Target& target, const Circumstances& table = {}) {
  return cost_of(acts, table, target).algorithm;
}

}  // namespace

TEST_CASE("what is instant depends on the version") {
  const Target old = target_for("mysql", {8, 0, 15}), now = target_for("mysql", {8, 0, 31}),
               mariadb = target_for("mariadb", {10, 11, 0});
  CHECK(way({Act::AddColumn}, old) == Algorithm::Instant);
  CHECK(way({Act::AddColumnInside}, old) == Algorithm::Rebuild);
  CHECK(way({Act::AddColumnInside}, now) == Algorithm::Instant);
  CHECK(way({Act::DropColumn}, old) == Algorithm::Rebuild);
  CHECK(way({Act::DropColumn}, now) == Algorithm::Instant);
  CHECK(way({Act::RenameColumn}, old) == Algorithm::Inplace);
  CHECK(way({Act::MoveColumn}, now) == Algorithm::Rebuild);
  CHECK(way({Act::MoveColumn}, mariadb) == Algorithm::Instant);
  CHECK(way({Act::Widen}, now) == Algorithm::Inplace);
  CHECK(way({Act::Widen}, mariadb) == Algorithm::Instant);
}

TEST_CASE("what a table is keeps the server from its better ways") {
  const Target now = target_for("mysql", {8, 0, 31}), mariadb = target_for("mariadb", {10, 11, 0});
  Circumstances fulltext, compressed, other;
  fulltext.fulltext = true;
  compressed.compressed = true;
  other.innodb = false;
  CHECK(way({Act::AddColumn}, now, fulltext) == Algorithm::Copy);
  CHECK(way({Act::AddColumn}, mariadb, fulltext) == Algorithm::Rebuild);
  CHECK_FALSE(cost_of({Act::AddColumn}, fulltext, mariadb).writes_go_on);
  CHECK(way({Act::AddColumn}, now, compressed) == Algorithm::Rebuild);
  CHECK(ask_for({Act::AddColumn}, cost_of({Act::AddColumn}, other, now), other, now) == "");
}

TEST_CASE("the statement asks for the way that was promised") {
  const Target now = target_for("mysql", {8, 0, 31}), mariadb = target_for("mariadb", {10, 11, 0}),
               tidb = target_for("tidb", {8, 5, 0});
  const auto asked = [](std::vector<Act> acts, const Target& target) {
    return ask_for(acts, cost_of(acts, {}, target), {}, target);
  };
  CHECK(asked({Act::AddColumn}, now) == "ALGORITHM=INSTANT");
  CHECK(asked({Act::AddIndex}, now) == "ALGORITHM=INPLACE, LOCK=NONE");
  CHECK(asked({Act::AddIndex}, mariadb) == "ALGORITHM=NOCOPY, LOCK=NONE");
  CHECK(asked({Act::AddFulltext}, now) == "ALGORITHM=INPLACE, LOCK=SHARED");
  CHECK(asked({Act::ChangeType}, now) == "ALGORITHM=COPY, LOCK=SHARED");
  CHECK(asked({Act::ChangeType}, tidb) == "");
  CHECK(asked({Act::AddPartition}, mariadb) == "");
}

TEST_CASE("actions that hold each other up are statements of their own") {
  CHECK(plan("CREATE TABLE t (a int, b int, KEY k (a));", "CREATE TABLE t (a int, b int, c int, KEY k (a, b));")
            .statements ==
        Statements{"ALTER TABLE `t` ADD COLUMN `c` int, ALGORITHM=INSTANT",
                   "ALTER TABLE `t` DROP INDEX `k`, ADD KEY `k` (`a`, `b`), ALGORITHM=INPLACE, LOCK=NONE"});
  // What copies the rows anyway takes the rest along.
  CHECK(plan("CREATE TABLE t (a int, b int);", "CREATE TABLE t (a bigint, b int, c int, KEY k (b));").statements ==
        Statements{"ALTER TABLE `t` MODIFY COLUMN `a` bigint, ADD COLUMN `c` int, ADD KEY `k` (`b`), "
                   "ALGORITHM=COPY, LOCK=SHARED"});
}

TEST_CASE("keys without names change places with no statement") {
  const char* first = "CREATE TABLE t (a int, b int, KEY (a), KEY (a, b));";
  CHECK(plan(first, "CREATE TABLE t (a int, b int, KEY (a, b), KEY (a));").statements == Statements{});
  // A name that only one side has is somebody's choice.
  CHECK(plan("CREATE TABLE t (a int, KEY a_2 (a));", "CREATE TABLE t (a int, KEY a (a));").statements.size() == 1);
  CHECK(plan(first, "CREATE TABLE t (a int, b int, KEY (a), KEY (b));").statements.size() == 1);
}

TEST_CASE("each statement knows its way back") {
  CHECK(plan("CREATE TABLE t (a int, b int DEFAULT 3, c int);", "CREATE TABLE t (a int, c int);").undo ==
        Statements{"ALTER TABLE `t` ADD COLUMN `b` int DEFAULT 3 AFTER `a`"});
}

TEST_CASE("the counter of a table is never set back") {
  const char *low = "CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT=7;",
             *high = "CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT=1001;";
  CHECK(plan(high, low).statements.empty());
  CHECK(plan(low, high).statements == Statements{"ALTER TABLE `t` AUTO_INCREMENT=1001, ALGORITHM=INPLACE, LOCK=NONE"});
}

TEST_CASE("values that would be lost or refused are said before") {
  const Planned narrower = plan("CREATE TABLE t (a varchar(9));", "CREATE TABLE t (a varchar(4));");
  CHECK(narrower.hazards.front() == "may-fail-on-data");
  CHECK(narrower.probes == Statements{"SELECT * FROM `t` WHERE CHAR_LENGTH(`a`) > 4 LIMIT 5"});
  CHECK(plan("CREATE TABLE t (a datetime(3));", "CREATE TABLE t (a datetime);").hazards.front() == "deletes-data");
  CHECK(plan("CREATE TABLE t (a bigint);", "CREATE TABLE t (a tinyint unsigned);").probes ==
        Statements{"SELECT * FROM `t` WHERE `a` NOT BETWEEN 0 AND 255 LIMIT 5"});
  CHECK(plan("CREATE TABLE t (a tinyint);", "CREATE TABLE t (a int);").probes.empty());
  CHECK(plan("CREATE TABLE t (id int);", "CREATE TABLE t (id int, day date NOT NULL);").probes ==
        Statements{"SELECT * FROM `t` LIMIT 5"});
}

TEST_CASE("the rows are asked by the names that they have before the renames") {
  const Planned renamed =
      plan("CREATE TABLE t (a int);", "-- @renamed from=t\nCREATE TABLE u (\n  -- @renamed from=a\n  b int NOT NULL);");
  CHECK(renamed.statements ==
        Statements{"RENAME TABLE `t` TO `u`", "ALTER TABLE `u` RENAME COLUMN `a` TO `b`, ALGORITHM=INSTANT",
                   "ALTER TABLE `u` MODIFY COLUMN `b` int NOT NULL, ALGORITHM=INPLACE, LOCK=NONE"});
  CHECK(renamed.probes == Statements{"SELECT * FROM `t` WHERE `a` IS NULL LIMIT 5"});
}

TEST_CASE("what the server would refuse is refused with the legal way") {
  const auto says = [](const Planned& p, const char* what) { return p.findings.find(what) != std::string::npos; };
  CHECK(says(plan("", "CREATE TABLE t (a text DEFAULT 'x');"), "takes no literal as its default"));
  CHECK(plan("", "CREATE TABLE t (a text DEFAULT 'x');", "mariadb", {10, 11, 0}).findings.empty());
  CHECK(says(plan("", "CREATE TABLE t (a text, KEY k (a));"), "of which an index takes a prefix only"));
  CHECK(says(plan("", "CREATE TABLE t (a varchar(60000) CHARACTER SET latin1, b varchar(9000) CHARACTER SET latin1);"),
             "a row takes up to"));
  CHECK(says(plan("", "CREATE TABLE t (a int, KEY k ((a + 1)));", "mysql", {8, 0, 12}), "since 8.0.13"));
  CHECK(says(plan("", "CREATE TABLE t (a int AUTO_INCREMENT);"), "must be the first of some index"));
  CHECK(says(plan("", "CREATE TABLE " + std::string(65, 'x') + " (a int);"), "65 characters"));
  std::string many = "CREATE TABLE t (a int";
  for (int i = 0; i < 65; ++i) many += ", KEY k" + std::to_string(i) + " (a)";
  CHECK(says(plan("", many + ");"), "has 65 indexes"));
}
