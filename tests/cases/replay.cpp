#include "plumb/tests/cases/replay.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <sstream>

#include "plumb/core/base/error.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/tests/cases/golden.h"
#include "plumb/tests/support/postgres_catalogue.h"

namespace plumb::test {
namespace {

class Replay {
 public:
  Replay(const CaseFile& file, const std::string& dialect, Place& place)
      : file_(file),
        dialect_(dialect),
        place_(place),
        from_(*file.find("from")),
        to_(*file.find("to")),
        settings_(settings_for(file)) {}

  void run() {
    start();
    if (file_.find("error")) return expect_findings();
    const Sides first = sides(to_);
    const std::string plan = print(first.comparison.plan), before = first.comparison.plan.from_fingerprint;
    CHECK_EQ(findings(first.comparison.diagnostics), "");
    if (const auto* planned = file_.find("plan", dialect_)) CHECK_EQ(plan, planned->text);
    if (const auto* refused = file_.find("refused", dialect_); refused && !refused->text.empty()) {
      CHECK_THROWS_AS(push(place_.session(), source(to_), settings_), Error);
      CHECK_EQ(state(), before);
    }
    settings_.allow = {"all"};
    if (const auto* blocked = file_.find("blocked")) return expect_blocked(blocked->text, before);
    push_and_look(first);
    const auto made = place_.catalogue();
    if (const auto* facts = file_.find("facts")) check_facts(facts->text);
    // A case without the way back has rows that forbid it.
    if (file_.find("undo", dialect_) && !plan.empty()) go_back(first);
    load_what_was_wanted(first, made);
  }

 private:
  void execute(const std::string& sql) {
    for (const sql::Piece& piece : sql::split(sql, place_.syntax()))
      if (piece.kind != sql::StatementClass::Empty) place_.session().execute(piece.sql);
  }

  Sides sides(const CaseFile::Section& want) {
    const Source have = Source::session(place_.session());
    const Database open = open_database(have, Access::Write, settings_.lock_timeout);
    return compare_sides(have, &open, source(want), nullptr, settings_);
  }
  /// Of what the wanted side manages.
  std::string state() { return sides(to_).comparison.plan.from_fingerprint; }

  void start() {
    if (from_.dialect == dialect_) {
      execute(from_.text);
      CHECK_EQ(print(sides(from_).comparison.plan), "");
    } else {
      push(place_.session(), source(from_), settings_);
    }
    if (const auto* seed = file_.find("seed")) execute(seed->text);
  }

  // What is wrong with the schema, or cannot be planned, is the same with a server at hand, and nothing is changed.
  void expect_findings() {
    const auto before = place_.catalogue();
    const Sides s = sides(to_);
    CHECK_EQ(findings(s.comparison.diagnostics), file_.find("error")->text);
    settings_.allow = {"all"};
    CHECK_THROWS_AS(push(place_.session(), source(to_), settings_), Error);
    CHECK_EQ(difference(before, place_.catalogue()), "");
  }

  void expect_blocked(const std::string& problem, const std::string& before) {
    const auto held = place_.catalogue();
    try {
      push(place_.session(), source(to_), settings_);
      FAIL_CHECK("the rows did not refuse it");
    } catch (const Error& e) {
      CHECK_EQ(e.code(), Code::Refused);
      INFO(e.what());
      CHECK(std::string(e.what()).find(problem) != std::string::npos);
    }
    CHECK_EQ(state(), before);
    CHECK_EQ(difference(held, place_.catalogue()), "");
  }

  void push_and_look(const Sides& first) {
    const auto identities = place_.identities(), files = place_.files();
    push(place_.session(), source(to_), settings_);
    CHECK_EQ(print(sides(to_).comparison.plan), "");
    std::set<std::string> dropped, rewritten;
    for (const Group& g : first.comparison.plan.groups) {
      for (const Step& s : g.steps) {
        for (const Danger& d : s.dangers) {
          if (d.hazard == Hazard::DeletesData && d.object.kind == Kind::Table) dropped.insert(d.object.owner.display());
          if (d.hazard == Hazard::RewritesTable) rewritten.insert(d.object.owner.display());
        }
      }
    }
    if (identities.empty()) return;
    // A renamed table is looked for by its number, and its file.
    CHECK_EQ(lost(identities, place_.identities()), words(dropped));
    rewritten.insert(dropped.begin(), dropped.end());
    CHECK_EQ(lost(files, place_.files()), words(rewritten));
  }

  // The tables whose number is no more.
  static std::string lost(const Place::Numbers& before, const Place::Numbers& after) {
    std::set<std::string> out;
    for (const auto& [number, table] : before)
      if (!after.count(number)) out.insert(table);
    return words(out);
  }
  static std::string words(const std::set<std::string>& all) {
    std::string out;
    for (const std::string& word : all) out += (out.empty() ? "" : " ") + word;
    return out;
  }

  void check_facts(const std::string& text) {
    std::istringstream lines(text);
    std::string line, query;
    while (std::getline(lines, line)) {
      if (!line.starts_with("= ") && line != "=") {
        query = line;
        continue;
      }
      const std::string value = line == "=" ? "" : line.substr(2);
      CAPTURE(query);
      CHECK_EQ(place_.session().query(query).scalar().value_or("NULL"), value);
    }
  }

  // Back, by the plan that the case writes down.
  void go_back(const Sides& first) {
    const Database open = open_database(Source::session(place_.session()), Access::Write, settings_.lock_timeout);
    Diagnostics d;
    const Plan back = reverse_plan(first.have, first.want, first.comparison.plan, open.target, settings_.scope, d);
    CHECK_EQ(findings(d), "");
    for (const Group& g : back.groups)
      open.live->run_group(
          place_.session(), g, {}, [](const Step&) {}, [] {});
    const Sides again = sides(to_);
    CHECK_EQ(again.comparison.plan.from_fingerprint, first.comparison.plan.from_fingerprint);
    CHECK_EQ(print(again.comparison.plan), print(first.comparison.plan));
  }

  // The server's own client makes of `to` what the plan made of `from`, and it is no other schema than that one where
  // there was no difference.
  void load_what_was_wanted(const Sides& first, const std::set<std::string>& made) {
    if (to_.dialect != dialect_) return;
    place_.clear();
    execute(to_.text);
    const auto wanted = place_.catalogue();
    const bool same_schemas = schemas(made) == schemas(wanted);
    if (!first.comparison.plan.empty())
      CHECK_EQ(difference(made, wanted), "");
    else if (same_schemas)
      CHECK_EQ(print(sides(from_).comparison.plan), "");
  }

  static std::set<std::string> schemas(const std::set<std::string>& catalogue) {
    std::set<std::string> out;
    for (const std::string& line : catalogue) out.insert(line.substr(0, line.find(' ')));
    return out;
  }

  const CaseFile& file_;
  const std::string dialect_;
  Place& place_;
  const CaseFile::Section &from_, &to_;
  Settings settings_;
};

}  // namespace

void replay(const CaseFile& file, const std::string& dialect, Place& place) {
  place.clear();
  Replay(file, dialect, place).run();
}

}  // namespace plumb::test
