// Random pairs of schemas on real servers, with rows: --seed=7 --pairs=1 replays one.
#include <doctest/doctest.h>

#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/error.h"
#include "plumb/core/plan/diff.h"
#include "plumb/core/plan/make_plan.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/reader.h"
#include "plumb/dialects/mysql/dialect.h"
#include "plumb/dialects/mysql/live.h"
#include "plumb/tests/live/mysql_laws/script_pair.h"
#include "plumb/tests/support/arguments.h"
#include "plumb/tests/support/mysql_catalogue.h"
#include "plumb/tools/libplumb/plumb.h"

using namespace plumb;
using namespace plumb::test;

namespace {

struct Failed {
  std::string why;
};
[[noreturn]] void fail(std::string why) { throw Failed{std::move(why)}; }

std::string changes_of(const Comparison& c) {
  std::string out = c.diagnostics.render();
  for (const Change& change : c.plan.changes) {
    out += fmt::format("  {} {}\n", name_of(change.action), change.id.display());
    for (const std::string& line : describe(change)) out += "    " + line + "\n";
  }
  for (const std::string& what : c.uncompared) out += "  not compared: " + what + "\n";
  return out;
}

class Run {
 public:
  Run(Session& session, const Target& target, const ScriptPair& pair)
      : session_(session), target_(target), pair_(pair) {
    settings_.allow = {"all"};
  }

  /// False where the rows did not fit.
  bool run() {
    clear_mysql(session_);
    script(pair_.from.sql(), "the first schema");
    expect_equal(pair_.from, "what the server made of the first schema differs from the text");
    execute("SET FOREIGN_KEY_CHECKS = 0", "rows");
    for (const std::string& sql : rows_of(pair_.from, 7)) execute(sql, "rows");
    execute("SET FOREIGN_KEY_CHECKS = 1", "rows");
    const auto before = values();
    completeness();
    if (!reach(pair_.to)) return false;
    expect_equal(pair_.to, "a second diff is not empty");
    compare_values(before);
    if (!reach(pair_.from)) return true;  // rows that the second schema took do not fit the first
    expect_equal(pair_.from, "the way back does not lead back");
    return true;
  }

 private:
  bool reach(const ScriptSchema& schema) {
    try {
      push(session_, Source::text(schema.sql(), "to.sql", target_.flavour), settings_);
    } catch (const Error& e) {
      // The probes say that the rows do not fit, or the server does.
      if (e.code() == Code::Refused || e.sqlstate().starts_with("23") || e.sqlstate().starts_with("22")) return false;
      fail(fmt::format("push: {}\n  {}", e.what(), e.statement()));
    }
    return true;
  }
  void execute(const std::string& sql, std::string_view what) {
    try {
      session_.execute(sql);
    } catch (const Error& e) {
      fail(fmt::format("{}: {}\n  {}", what, e.what(), sql));
    }
  }
  void script(const std::string& text, std::string_view what) {
    for (const sql::Piece& p : sql::split(text, target_.syntax)) execute(std::string(p.sql), what);
  }

  void expect_equal(const ScriptSchema& schema, std::string_view otherwise) {
    const Comparison c =
        compare(Source::session(session_), Source::text(schema.sql(), "schema.sql", target_.flavour), settings_);
    if (!c.ok() || !c.equal()) fail(std::string(otherwise) + ":\n" + changes_of(c));
  }

  Schema read(const std::string& sql) {
    Diagnostics found;
    Schema out = sql::read(sql, target_.syntax, {}, found, "script.sql").schema;
    out = mysql::dialect().canonical(std::move(out), target_, found);
    if (found.has_errors()) fail("our own reader:\n" + found.render());
    return out;
  }

  // Our own statements, replayed by our own reader, lead from one to the other.
  void completeness() {
    const Schema from = read(pair_.from.sql()), to = read(pair_.to.sql());
    Diagnostics found;
    const Plan plan = make_plan(from, to, mysql::dialect(), target_, settings_.scope, found);
    if (found.has_errors()) fail("no plan:\n" + found.render());
    std::string text = pair_.from.sql();
    for (const Group& g : plan.groups)
      for (const Step& s : g.steps)
        if (!s.bookkeeping) text += s.sql + ";\n";
    const Schema reached = read(text);
    Diagnostics ignored;
    const Plan second = make_plan(reached, to, mysql::dialect(), target_, settings_.scope, ignored);
    if (second.changes.empty()) return;
    std::string why = "our own statements do not lead from one to the other:\n";
    for (const Change& c : second.changes) {
      why += fmt::format("  {} {}\n", name_of(c.action), c.id.display());
      for (const std::string& line : describe(c)) why += "    " + line + "\n";
    }
    fail(why);
  }

  /// Every value of every column that stays as it is.
  std::map<std::string, std::vector<Row>> values() {
    std::map<std::string, std::vector<Row>> out;
    for (const auto& [name, t] : pair_.from.tables) {
      const auto to = pair_.to.tables.find(name);
      if (to == pair_.to.tables.end()) continue;
      for (const ScriptColumn& c : t.columns) {
        const auto same = [&](const ScriptColumn& other) {
          return other.name == c.name && other.type == c.type && other.generated == c.generated;
        };
        if (!std::any_of(to->second.columns.begin(), to->second.columns.end(), same)) continue;
        const std::string sql = fmt::format("SELECT `id`, HEX(`{}`) FROM `{}` ORDER BY `id`", c.name, name);
        out[sql] = session_.query(sql).rows;
      }
    }
    return out;
  }
  void compare_values(const std::map<std::string, std::vector<Row>>& before) {
    for (const auto& [sql, rows] : before)
      if (session_.query(sql).rows != rows) fail("values changed: " + sql);
  }

  Session& session_;
  const Target& target_;
  const ScriptPair& pair_;
  Settings settings_;
};

std::string law(Session& session, const Target& target, const ScriptPair& pair, bool& fitted) {
  try {
    fitted = Run(session, target, pair).run();
    return {};
  } catch (const Failed& f) {
    return f.why;
  } catch (const Error& e) {
    return fmt::format("unexpected: {}\n  {}", e.what(), e.statement());
  }
}

// The pair without the changes that do not matter.
std::string report(Session& session, const Target& target, const ScriptServer& server, const ScriptPair& failing,
                   std::string why) {
  std::set<std::size_t> without;
  ScriptPair smallest = failing;
  bool fitted = false;
  for (std::size_t i = 6; i-- > 0;) {
    without.insert(i);
    ScriptPair smaller = make_script_pair(server, failing.seed, without);
    const std::string still =
        smaller.changes.size() < smallest.changes.size() ? law(session, target, smaller, fitted) : "";
    if (still.empty()) {
      without.erase(i);
      continue;
    }
    why = still;
    smallest = std::move(smaller);
  }
  std::string out = fmt::format("--seed={} --pairs=1\n{}\nchanges:\n", failing.seed, why);
  for (const std::string& c : smallest.changes) out += "  " + c + "\n";
  return out + "from:\n" + smallest.from.sql() + "to:\n" + smallest.to.sql();
}

void prove(std::size_t which, std::uint64_t pairs) {
  const ScriptServer& server = script_servers()[which];
  const auto database = MysqlDatabase::on(server.name);
  if (!database) return;
  const auto session = database->connect();
  const Target target = mysql::live().identify(*session);
  const std::uint64_t first = number_argument("seed", 1), count = number_argument("pairs", amount(pairs)),
                      most = number_argument("failures", 3);
  std::uint64_t failures = 0, misfits = 0;
  for (std::uint64_t seed = first; seed < first + count && failures < most; ++seed) {
    const ScriptPair pair = make_script_pair(server, seed);
    bool fitted = true;
    const std::string why = law(*session, target, pair, fitted);
    misfits += !fitted;
    if (why.empty()) continue;
    ++failures;
    FAIL_CHECK(report(*session, target, server, pair, why));
  }
  MESSAGE(server.name << ": " << count << " pairs from seed " << first << ", " << misfits << " refused by rows");
  if (count >= 50) CHECK(misfits * 4 < count);
}

}  // namespace

TEST_CASE("MySQL 8: a push makes a database what it should be and keeps its rows") { prove(0, 300); }
TEST_CASE("MariaDB: a push makes a database what it should be and keeps its rows") { prove(1, 150); }
TEST_CASE("TiDB: a push makes a database what it should be and keeps its rows") { prove(2, 60); }

#endif
