#include "plumb/tests/laws/live.h"

#include <fmt/format.h>

#include <functional>
#include <memory>

#include "plumb/backends/sqlite3/sqlite3_session.h"
#include "plumb/core/base/error.h"
#include "plumb/core/db/url.h"
#include "plumb/core/model/fingerprint.h"
#include "plumb/core/plan/make_plan.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/sqlite/dialect.h"
#include "plumb/dialects/sqlite/live.h"
#include "plumb/dialects/sqlite/syntax.h"
#include "plumb/tests/laws/offline.h"
#include "plumb/tests/laws/rows.h"

namespace plumb::test {
namespace {

struct Failed {
  std::string why;
};
[[noreturn]] void fail(std::string why) { throw Failed{std::move(why)}; }

class LiveRun {
 public:
  LiveRun(const Pair& pair, LiveCounts& counts) : pair_(pair), counts_(counts) {}

  /// False where the rows were in the way: all is as it was then.
  bool forth(bool with_rows) {
    build();
    if (with_rows) {
      Random random(pair_.seed + 7);
      fill(*session_, have_, random);
      session_->execute("PRAGMA foreign_keys = ON");
    }
    before_ = take_snapshot(*session_, have_);
    integrity_before_ = integrity();
    if (with_rows) counts_.rows += count_rows(before_);
    make_plan_for_it();
    const bool alarm = with_rows && probes_object();
    try {
      run();
    } catch (const Error& e) {
      if (count_rows(before_) == 0) fail(std::string("the plan does not run: ") + e.what() + "\n  " + e.statement());
      expect_as_before("after a failed run");
      ++counts_.refused_by_rows;
      if (!alarm) counts_.unforeseen.push_back(fmt::format("seed {}: {}\n{}", pair_.seed, e.what(), steps()));
      return false;
    }
    if (alarm) counts_.false_alarms.push_back(fmt::format("seed {}: {}", pair_.seed, alarm_));
    expect_as_wanted(!alarm);
    return true;
  }

  /// False where the rows are in the way.
  bool back() {
    try {
      undo();
    } catch (const Error& e) {
      if (count_rows(before_) == 0) fail(std::string("the undo does not run: ") + e.what() + "\n  " + e.statement());
      ++counts_.undo_refused_by_rows;
      return false;
    }
    ++counts_.undone;
    const Schema end = inspected();
    if (!(end == have_)) fail("the undo does not lead back:\n" + difference(end, have_) + undo_text());
    return true;
  }

  std::string steps() const {
    std::string out = "steps:\n";
    for (const Group& g : plan_.groups)
      for (const Step& s : g.steps) out += "  " + s.sql + ";\n";
    return out;
  }

 private:
  void execute_script(const std::string& script) {
    for (const sql::Piece& p : sql::split(script, sqlite::syntax())) session_->execute(p.sql);
  }

  void build() {
    session_ = sqlite3::open(parse_url("sqlite::memory:"), {});
    target_ = sqlite::live().identify(*session_);
    const std::string script = sql::write(pair_.from, sqlite::syntax());
    try {
      execute_script(script);
    } catch (const Error& e) {
      fail(std::string("SQLite does not take what was written: ") + e.what() + "\n  " + e.statement());
    }
    have_ = inspected();
    std::string failure;
    const Schema wanted = canonical_sqlite(pair_.from, failure);
    if (!(have_ == wanted)) fail("inspected is not what was made:\n" + difference(have_, wanted));
    session_->execute("PRAGMA foreign_keys = ON");
  }

  Schema inspected() {
    const Inspection found = sqlite::live().inspect(*session_, target_, {});
    if (!found.unmodelled.empty()) fail("unmodelled: " + found.unmodelled.front().what);
    if (!found.leftovers.empty()) fail("left over: " + found.leftovers.front().name);
    std::string failure;
    Schema out = canonical_sqlite(found.schema, failure);
    if (!failure.empty()) fail(failure);
    return out;
  }

  void make_plan_for_it() {
    std::string failure;
    Schema wanted = read_sqlite(sql::write(pair_.to, sqlite::syntax()), failure);
    carry_annotations(pair_.to, wanted);
    want_ = canonical_sqlite(wanted, failure);
    Diagnostics diagnostics;
    plan_ = make_plan(have_, want_, sqlite::dialect(), target_, {}, diagnostics);
    if (!failure.empty() || diagnostics.has_errors()) fail("no plan: " + failure + diagnostics.render());
  }

  bool probes_object() {
    bool objected = false;
    for (const Probe& p : plan_.probes) {
      try {
        if (session_->query(p.sql).empty()) continue;
        objected = true;
        alarm_ = p.problem;
      } catch (const Error& e) {
        fail(std::string("a probe fails: ") + e.what() + "\n  " + p.sql);
      }
    }
    return objected;
  }

  void run() {
    for (const Group& g : plan_.groups)
      sqlite::live().run_group(
          *session_, g, {}, [](const Step&) {}, [] {});
  }

  void expect_as_before(const char* when) {
    const Schema now = inspected();
    if (!(now == have_)) fail(fmt::format("{} the schema is not as before:\n{}", when, difference(now, have_)));
    if (const std::string why = compare(*session_, before_, have_, have_, {}); !why.empty())
      fail(std::string(when) + ": " + why);
  }

  void expect_as_wanted(bool with_rows) {
    const Schema now = inspected();
    Diagnostics diagnostics;
    const Plan second = make_plan(now, want_, sqlite::dialect(), target_, {}, diagnostics);
    if (diagnostics.has_errors()) fail("no second plan: " + diagnostics.render());
    if (!second.changes.empty())
      fail("a second plan is not empty: " + second.changes.front().id.display() + "\n" + difference(now, want_));
    if (fingerprint(now) != plan_.to_fingerprint) fail("the fingerprint is not the plan's");
    if (with_rows)
      if (const std::string why = compare(*session_, before_, have_, now, renames_of(plan_.changes)); !why.empty())
        fail(why);
    if (session_->query("PRAGMA foreign_keys").scalar() != "1") fail("foreign keys are left off");
    if (const std::string why = integrity(); why != "ok" && integrity_before_ == "ok") fail("integrity_check: " + why);
    expect_sound();
  }

  // What it says of values is not asked for: SQLite 3.40 looks into the wrong columns of tables
  // WITHOUT ROWID, and takes a generated column of another type into a strict table.
  std::string integrity() {
    for (const Row& r : session_->query("PRAGMA integrity_check").rows)
      if (r[0] != "ok" && r[0]->find(" value in ") == std::string::npos) return *r[0];
    return "ok";
  }

  // RENAME looks into every view and trigger, and fails where one is broken.
  void expect_sound() {
    session_->execute("BEGIN");
    try {
      session_->execute("CREATE TABLE plumb_sound (a)");
      session_->execute("ALTER TABLE plumb_sound RENAME TO plumb_sound_2");
    } catch (const Error& e) {
      fail(std::string("a view or trigger is broken: ") + e.what());
    }
    session_->execute("ROLLBACK");
  }

  void each_undo(const std::function<void(const std::string&)>& f) const {
    for (auto g = plan_.groups.rbegin(); g != plan_.groups.rend(); ++g)
      for (auto s = g->steps.rbegin(); s != g->steps.rend(); ++s)
        for (const std::string& sql : s->undo) f(sql);
  }
  std::string undo_text() const {
    std::string out = "undo:\n";
    each_undo([&](const std::string& sql) { out += "  " + sql + ";\n"; });
    return out;
  }

  void undo() {
    session_->execute("PRAGMA foreign_keys = OFF");
    session_->execute("BEGIN");
    each_undo([&](const std::string& sql) { session_->execute(sql); });
    session_->execute("COMMIT");
  }

  const Pair& pair_;
  LiveCounts& counts_;
  std::unique_ptr<Session> session_;
  Target target_;
  Schema have_, want_;
  Snapshot before_;
  std::string alarm_;
  std::string integrity_before_;  // SQLite lets some rows in that it complains of
  Plan plan_;
};

}  // namespace

std::string live_law(const Pair& pair, LiveCounts& counts) {
  ++counts.pairs;
  for (const bool with_rows : {true, false}) {
    LiveRun run(pair, counts);
    try {
      if (run.forth(with_rows) && run.back()) return {};
    } catch (const Failed& f) {
      return f.why + (f.why.size() < 4000 ? "\n" + run.steps() : "");
    } catch (const Error& e) {
      return std::string("unexpected: ") + e.what() + "\n  " + e.statement() + "\n" + run.steps();
    }
  }
  return {};
}

}  // namespace plumb::test
