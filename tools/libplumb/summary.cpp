#include "plumb/tools/libplumb/summary.h"

#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/plan/diff.h"
#include "plumb/tools/libplumb/plumb.h"

namespace plumb {
namespace {

char sign_of(Action action) {
  switch (action) {
    case Action::Create: return '+';
    case Action::Drop: return '-';
    case Action::Alter: return '~';
    case Action::Rename: return '>';
  }
  return '~';
}

std::string plural(std::size_t n, std::string_view what) { return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s"); }

/// One comment line, whatever is in it: a name may hold line ends.
void comment(std::string& out, std::string_view text) { out += fmt::format("-- {}\n", visible(text)); }

void statement(std::string& out, std::string_view sql) {
  sql = trim(sql);
  out += sql;
  // Behind a comment a semicolon would be part of it.
  const std::size_t line = sql.rfind('\n');
  const bool may_end_in_comment = sql.find("--", line == std::string_view::npos ? 0 : line) != std::string_view::npos;
  out += may_end_in_comment ? "\n;\n" : ";\n";
}

void step_comments(std::string& out, const Step& step) {
  if (!step.why.empty()) comment(out, step.why);
  if (step.lock != LockLevel::None || !step.dangers.empty()) {
    std::string line = fmt::format("  lock {}", name_of(step.lock));
    for (const Danger& d : step.dangers) line += fmt::format("; hazard {}: {}", name_of(d.hazard), d.reason);
    comment(out, line);
  }
}

void group_script(std::string& out, const Group& group, const ScriptOptions& options, bool with_begin) {
  // Around the transaction of a migration the runner makes these settings itself.
  const bool settings = !options.section || !group.transactional;
  if (settings) {
    for (const std::string& sql : group.before) statement(out, sql);
  }
  if (with_begin && group.transactional) out += "BEGIN;\n";
  for (const Step& step : group.steps) {
    if (!options.plain) {
      const bool says = !step.why.empty() || !step.dangers.empty();
      if (says && !out.empty() && !out.ends_with("\n\n")) out += '\n';
      step_comments(out, step);
    }
    statement(out, step.sql);
  }
  if (with_begin && group.transactional) out += options.plain ? "COMMIT;\n" : "\nCOMMIT;\n";
  if (!settings) return;
  for (const std::string& sql : group.after) statement(out, sql);
}

}  // namespace

std::vector<ChangeLine> change_lines(const std::vector<Change>& changes) {
  std::vector<ChangeLine> out;
  for (const Change& c : changes) {
    ChangeLine line;
    line.sign = sign_of(c.action);
    line.text = c.id.display();
    if (c.action == Action::Alter || c.action == Action::Rename) line.details = describe(c);
    out.push_back(std::move(line));
  }
  return out;
}

std::string counted(const Plan& plan) {
  if (plan.empty()) return "no difference";
  // A plan that was read from a file has its steps only.
  if (plan.changes.empty()) return plural(plan.steps(), "step");
  return fmt::format("{}, {}", plural(plan.changes.size(), "change"), plural(plan.steps(), "step"));
}

std::vector<Danger> dangers_of(const Plan& plan) {
  std::vector<Danger> out;
  for (const Group& g : plan.groups) {
    for (const Step& s : g.steps) {
      for (const Danger& d : s.dangers) {
        const bool known = std::any_of(out.begin(), out.end(), [&](const Danger& o) {
          return o.hazard == d.hazard && o.object == d.object && o.reason == d.reason;
        });
        if (!known) out.push_back(d);
      }
    }
  }
  return out;
}

std::string allow_word(const Danger& danger) {
  return fmt::format("{}:{}", name_of(danger.hazard), danger.object.path());
}

bool needs_own_transactions(const Plan& plan) {
  if (plan.groups.empty()) return false;
  return plan.groups.size() > 1 || !plan.groups.front().transactional;
}

std::string script_of(const Plan& plan, const ScriptOptions& options) {
  std::string out;
  const bool with_begin = !options.section || needs_own_transactions(plan);
  for (const Group& group : plan.groups) {
    if (!out.empty()) out += '\n';
    group_script(out, group, options, with_begin);
  }
  return out;
}

std::string Report::summary() const {
  if (plan.empty()) return "nothing to do: the database is what the schema says\n";
  std::string out;
  for (const ChangeLine& line : change_lines(plan)) {
    out += fmt::format("  {} {}\n", line.sign, visible(line.text));
    for (const std::string& detail : line.details) out += fmt::format("      {}\n", visible(detail));
  }
  out += dry_run ? fmt::format("{} to run; nothing was changed\n", counted(plan))
                 : fmt::format("{} done in {} ms\n", counted(plan), duration.count());
  return out;
}

}  // namespace plumb
