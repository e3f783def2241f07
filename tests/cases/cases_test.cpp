// Replays every golden case: offline against the plan that is written down, and live on SQLite. UPDATE_GOLDEN=1 writes
// the plans anew, to be reviewed like code.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <sstream>

#include "plumb/backends/sqlite3/sqlite3_session.h"
#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/model/fingerprint.h"
#include "plumb/core/plan/make_plan.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/dialects/sqlite/syntax.h"
#include "plumb/tests/cases/case_file.h"
#include "plumb/tools/libplumb/flow.h"
#include "plumb/tools/libplumb/registry.h"

namespace plumb::test {
namespace {

bool updating() {
  static const bool on = std::getenv("UPDATE_GOLDEN") != nullptr;
  return on;
}

std::string print(const Step& step) {
  std::string out = step.sql + ";\n";
  if (step.bookkeeping && step.dangers.empty()) return out;
  out += fmt::format("  lock {}", name_of(step.lock));
  for (std::size_t i = 0; i < step.dangers.size(); ++i)
    out += fmt::format("{} {}", i ? "," : "; hazard", name_of(step.dangers[i].hazard));
  return out + "\n";
}

std::string print(const Plan& plan) {
  std::string out;
  for (const Group& g : plan.groups) {
    for (const std::string& s : g.before) out += s + ";\n";
    for (const Step& s : g.steps) out += print(s);
    for (const std::string& s : g.after) out += s + ";\n";
  }
  if (!out.empty()) out.pop_back();
  return out;
}

std::string findings(const Diagnostics& d) {
  std::string out;
  for (const Diagnostic& f : d.all())
    if (f.severity == Severity::Error) out += f.message + " [" + f.rule + "]\n";
  if (!out.empty()) out.pop_back();
  return out;
}

Source source(const CaseFile::Section& s) { return Source::text(s.text, s.kind + ".sql", s.dialect); }

// Compares with what is written, or writes it.
class Golden {
 public:
  explicit Golden(CaseFile& file) : file_(file) {}
  void expect(const std::string& kind, const std::string& dialect, const std::string& text) {
    if (updating()) {
      if (text.empty() && kind != "plan" && !file_.find(kind, dialect)) return;
      file_.set(kind, dialect, text);
      changed_ = true;
      return;
    }
    const CaseFile::Section* written = file_.find(kind, dialect);
    CHECK_EQ(text, written ? written->text : std::string());
  }
  ~Golden() {
    if (changed_) write_file(file_.path, file_.print());
  }

 private:
  CaseFile& file_;
  bool changed_ = false;
};

std::unique_ptr<Session> memory() { return sqlite3::open(parse_url("sqlite::memory:")); }

void run(Session& session, const std::string& sql) {
  for (const sql::Piece& piece : sql::split(sql, sqlite::syntax()))
    if (piece.kind != sql::StatementClass::Empty) session.execute(piece.sql);
}

void check_facts(Session& session, const std::string& text) {
  std::istringstream lines(text);
  std::string line, query;
  while (std::getline(lines, line)) {
    if (!line.starts_with("= ") && line != "=") {
      query = line;
      continue;
    }
    const std::string value = line == "=" ? "" : line.substr(2);
    CAPTURE(query);
    CHECK_EQ(session.query(query).scalar().value_or("NULL"), value);
  }
}

Settings settings_for(const CaseFile& file) {
  Settings s;
  s.dialect = file.find("to")->dialect;
  return s;
}

Sides sides(Session& session, const Source& want, const Settings& settings) {
  const Source have = Source::session(session);
  const Database open = open_database(have, Access::Write, settings.lock_timeout);
  return compare_sides(have, &open, want, nullptr, settings);
}

// The same case on a real database: what was planned offline is planned there, runs, gives what was wanted, is then no
// difference, and goes back.
void replay(const CaseFile& file) {
  const std::unique_ptr<Session> session = memory();
  const CaseFile::Section &from = *file.find("from"), &to = *file.find("to");
  Settings settings = settings_for(file);
  if (from.dialect == "sqlite") {
    run(*session, from.text);
  } else {
    push(*session, source(from), settings);
  }
  if (const auto* seed = file.find("seed")) run(*session, seed->text);

  const std::string before = sides(*session, Source::nothing(), settings).comparison.plan.from_fingerprint;
  const Sides first = sides(*session, source(to), settings);
  CHECK_EQ(findings(first.comparison.diagnostics), "");
  if (const auto* plan = file.find("plan", "sqlite")) CHECK_EQ(print(first.comparison.plan), plan->text);

  if (const auto* refused = file.find("refused", "sqlite")) {
    if (!refused->text.empty()) {
      CHECK_THROWS_AS(push(*session, source(to), settings), Error);
      CHECK_EQ(sides(*session, Source::nothing(), settings).comparison.plan.from_fingerprint, before);
    }
  }
  settings.allow = {"all"};
  if (const auto* blocked = file.find("blocked")) {
    try {
      push(*session, source(to), settings);
      FAIL("the rows did not refuse it");
    } catch (const Error& e) {
      CHECK_EQ(e.code(), Code::Refused);
      CHECK(std::string(e.what()).find(blocked->text) != std::string::npos);
      INFO(e.what());
    }
    CHECK_EQ(sides(*session, Source::nothing(), settings).comparison.plan.from_fingerprint, before);
    return;
  }
  push(*session, source(to), settings);
  const Sides second = sides(*session, source(to), settings);
  CHECK_EQ(print(second.comparison.plan), "");
  if (const auto* facts = file.find("facts")) check_facts(*session, facts->text);

  // And back, by the plan that the case writes down. A case without one has rows that forbid the way back.
  if (!file.find("undo", "sqlite")) return;
  const Database open = open_database(Source::session(*session), Access::Write, settings.lock_timeout);
  Diagnostics d;
  const Plan back = reverse_plan(first.have, first.want, first.comparison.plan, open.target, settings.scope, d);
  CHECK_EQ(findings(d), "");
  for (const Group& g : back.groups) open.live->run_group(*session, g, {}, [](const Step&) {}, [] {});
  CHECK_EQ(sides(*session, Source::nothing(), settings).comparison.plan.from_fingerprint, before);
}

void run_case(const std::string& path) {
  CaseFile file = read_case(path);
  CAPTURE(path);
  Settings settings = settings_for(file);
  settings.target = "sqlite@3.40.1";
  const Sides s = compare_sides(source(*file.find("from")), nullptr, source(*file.find("to")), nullptr, settings);
  {
    Golden golden(file);
    golden.expect("error", "", findings(s.comparison.diagnostics));
    if (!s.comparison.ok()) return;
    golden.expect("plan", "sqlite", print(s.comparison.plan));
    std::string dangers;
    for (const Danger& danger : refused(s.comparison.plan, {}))
      dangers += fmt::format("{}{}:{}", dangers.empty() ? "" : "\n", name_of(danger.hazard), danger.object.path());
    golden.expect("refused", "sqlite", dangers);
    if (file.find("undo", "sqlite")) {
      Diagnostics d;
      golden.expect("undo", "sqlite",
                    print(reverse_plan(s.have, s.want, s.comparison.plan, s.comparison.target, settings.scope, d)));
      CHECK_EQ(findings(d), "");
    }
  }
  replay(file);
}

}  // namespace

TEST_CASE("golden cases") {
  const std::vector<std::string> files = case_files(std::string(PLUMB_CHECKOUT) + "/tests/cases");
  REQUIRE(files.size() > 20);
  for (const std::string& path : files) {
    SUBCASE(path.c_str()) {
      try {
        run_case(path);
      } catch (const Error& e) {
        FAIL_CHECK(std::string(e.what()));
      }
    }
  }
}

}  // namespace plumb::test
