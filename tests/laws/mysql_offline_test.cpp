// The statements of a plan, replayed by our own reader, lead from one schema to the other, on MySQL, TiDB and MariaDB:
// --seed=7 --pairs=1 replays one pair.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "plumb/core/base/text.h"
#include "plumb/core/plan/diff.h"
#include "plumb/core/plan/make_plan.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/reader.h"
#include "plumb/dialects/mysql/dialect.h"
#include "plumb/tests/laws/mysql_pair.h"
#include "plumb/tests/laws/pair.h"
#include "plumb/tests/support/arguments.h"

using namespace plumb;
using namespace plumb::test;

namespace {

Schema canonical(const std::string& script, const Target& target, std::string& failure) {
  Diagnostics diagnostics;
  Schema read = sql::read(script, target.syntax, {}, diagnostics).schema;
  Schema out = mysql::dialect().canonical(std::move(read), target, diagnostics);
  if (diagnostics.has_errors()) failure += diagnostics.render();
  return out;
}

struct Outcome {
  std::string failure;
  bool refused = false;
};

std::string statements(const Plan& plan, const Syntax& syntax, std::string& failure) {
  std::string out;
  for (const Group& g : plan.groups) {
    std::vector<std::string> all = g.before;
    for (const Step& s : g.steps) all.push_back(s.sql);
    all.insert(all.end(), g.after.begin(), g.after.end());
    const std::string text = join(all, ";\n") + ";\n";
    // Modes that stand before it say how it is read.
    if (sql::split(text, syntax).size() != all.size()) failure = "these are not so many statements:\n" + text;
    for (const Step& s : g.steps)
      for (const std::string& u : s.undo)
        if (u.find('\\') == std::string::npos && sql::split(u, syntax).size() != 1) failure = "not one statement: " + u;
    out += text;
  }
  return out;
}

Outcome completeness(const MysqlPair& pair, const Target& target) {
  Outcome out;
  const std::string script = pair.from.sql();
  const Schema have = canonical(script, target, out.failure), want = canonical(pair.to.sql(), target, out.failure);
  if (!out.failure.empty()) return {"cannot be read:\n" + out.failure};
  Diagnostics diagnostics;
  const Plan plan = make_plan(have, want, mysql::dialect(), target, {}, diagnostics);
  if (diagnostics.has_errors()) return {diagnostics.render(), true};
  const std::string steps = statements(plan, target.syntax, out.failure);
  if (!out.failure.empty()) return out;
  const Schema reached = canonical(script + steps, target, out.failure);
  if (!out.failure.empty()) return {"from and its steps cannot be read:\n" + out.failure + steps};
  const Alignment end = align(reached, want, target, {}, diagnostics);
  if (!(end.have == end.want)) return {"the steps do not lead there:\n" + difference(end.have, end.want) + steps};
  Plan again = plan_from_json(to_json(plan));
  again.changes = plan.changes;
  if (to_json(again) != to_json(plan)) return {"the plan does not survive its document"};
  return {};
}

void hold(const std::string& flavour, Version version) {
  const Target target = mysql::dialect().offline_target(flavour, version);
  const std::uint64_t first = number_argument("seed", 1), count = number_argument("pairs", amount(600));
  const std::uint64_t most = number_argument("failures", 3);
  std::uint64_t failures = 0, refused = 0;
  for (std::uint64_t seed = first; seed < first + count && failures < most; ++seed) {
    const MysqlPair pair = make_mysql_pair(flavour, seed);
    const Outcome outcome = completeness(pair, target);
    refused += outcome.refused ? 1 : 0;
    if (outcome.failure.empty() || outcome.refused) continue;
    ++failures;
    std::string changes;
    for (const std::string& c : pair.changes) changes += "\n  " + c;
    FAIL_CHECK("ERROR: --seed=" << seed << changes << "\n" << outcome.failure);
  }
  MESSAGE(flavour << " " << version.text() << ": " << count << " pairs from seed " << first << ", " << refused
                  << " refused");
  if (count > 100) CHECK(refused * 10 < count);
}

}  // namespace

TEST_CASE("MySQL 8.0.31: the statements of a plan lead where it says") { hold("mysql", {8, 0, 31}); }
TEST_CASE("MySQL 8.0.15: the statements of a plan lead where it says") { hold("mysql", {8, 0, 15}); }
TEST_CASE("TiDB: the statements of a plan lead where it says") { hold("tidb", {8, 5, 0}); }
TEST_CASE("MariaDB: the statements of a plan lead where it says") { hold("mariadb", {10, 11, 0}); }
