#include "plumb/tests/cases/golden.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>

#include "plumb/core/base/text.h"
#include "plumb/core/plan/make_plan.h"

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

}  // namespace

std::string print(const Plan& plan) {
  const bool said = plan.dialect == "postgres";  // an SQLite plan is one transaction
  std::string out;
  for (const Group& g : plan.groups) {
    for (const std::string& s : g.before) out += s + ";\n";
    if (said && g.transactional) out += "BEGIN;\n";
    for (const Step& s : g.steps) out += print(s);
    if (said && g.transactional) out += "COMMIT;\n";
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

Settings settings_for(const CaseFile& file) {
  Settings s;
  s.dialect = file.find("to")->dialect;
  return s;
}

bool check_offline(CaseFile& file, const std::string& target) {
  const std::string dialect = target.substr(0, target.find('@'));
  Settings settings = settings_for(file);
  settings.target = target;
  const Sides s = compare_sides(source(*file.find("from")), nullptr, source(*file.find("to")), nullptr, settings);
  Golden golden(file);
  golden.expect("error", "", findings(s.comparison.diagnostics));
  if (!s.comparison.ok()) return false;
  golden.expect("plan", dialect, print(s.comparison.plan));
  std::string dangers;
  for (const Danger& danger : refused(s.comparison.plan, {}))
    dangers += fmt::format("{}{}:{}", dangers.empty() ? "" : "\n", name_of(danger.hazard), danger.object.path());
  golden.expect("refused", dialect, dangers);
  if (file.find("undo", dialect)) {
    Diagnostics d;
    golden.expect("undo", dialect,
                  print(reverse_plan(s.have, s.want, s.comparison.plan, s.comparison.target, settings.scope, d)));
    CHECK_EQ(findings(d), "");
  }
  return true;
}

}  // namespace plumb::test
