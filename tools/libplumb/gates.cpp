#include "plumb/tools/libplumb/gates.h"

#include <fmt/format.h>

#include <set>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/sql/writer.h"
#include "plumb/tools/libplumb/alter_wrapper.h"
#include "plumb/tools/libplumb/registry.h"
#include "plumb/tools/libplumb/summary.h"

namespace plumb {
namespace {

void check_copy_limit(Session& session, const Plan& plan, const Settings& settings) {
  const Target target = offline_target(plan.flavour);
  const std::int64_t limit = *settings.copy_limit;
  std::set<QualifiedName> seen;
  const auto check = [&](const Danger& d) {
    if (d.hazard != Hazard::RewritesTable || !seen.insert(d.object.owner).second) return;
    if (!has_more_rows(session, target.syntax, d.object.owner, limit)) return;
    throw Error(
        Code::Refused,
        fmt::format(
            "table `{}` would be written anew, and it has more rows than `copy_limit = {}` allows: {}; "
            "raise `copy_limit` in plumb.toml where you have the time for it{}",
            d.object.owner.display(), limit, d.reason,
            target.traits.large_table_programs.empty() ? "" : ", or have such a program called: --alter-wrapper"));
  };
  for (const Group& group : plan.groups)
    for (const Step& step : group.steps)
      if (settings.alter_wrapper.empty() || !AlterWrapper::takes(step))
        for (const Danger& d : step.dangers) check(d);
}

std::string shown(const Row& row, const std::vector<std::string>& columns) {
  std::vector<std::string> cells;
  for (std::size_t i = 0; i < row.size() && i < 6; ++i) {
    std::string value = row[i] ? visible(*row[i]) : "NULL";
    if (value.size() > 40) value = visible(value.substr(0, 37)) + "…";
    cells.push_back(i < columns.size() ? fmt::format("{} = {}", columns[i], value) : value);
  }
  return join(cells, ", ");
}

void ask_the_rows(Session& session, const Plan& plan) {
  std::string problems;
  for (const Probe& probe : plan.probes) {
    const Rows found = session.query(probe.sql);
    if (found.empty()) continue;
    problems += fmt::format("\n{}: {}", visible(probe.problem), visible(probe.remedy));
    for (std::size_t i = 0; i < found.rows.size() && i < 5; ++i) {
      problems += "\n    " + shown(found.rows[i], found.columns);
    }
    problems += fmt::format("\n    found by: {}", visible(probe.sql));
  }
  if (problems.empty()) return;
  throw Error(Code::Refused, "the rows that are there do not fit; nothing was changed" + problems);
}

}  // namespace

bool has_more_rows(Session& session, const Syntax& syntax, const QualifiedName& table, std::int64_t limit) {
  const std::string sql = fmt::format("SELECT count(*) FROM (SELECT 1 FROM {} LIMIT {}) AS counted",
                                      sql::quote_name(table, syntax), limit + 1);
  return session.query(sql).scalar().value_or("0") == std::to_string(limit + 1);
}

Error refusal(const std::vector<Danger>& dangers) {
  std::string text = "refused, because data would be lost; nothing was changed";
  std::string words;
  for (const Danger& d : dangers) {
    text += fmt::format("\n  {}: {}", name_of(d.hazard), visible(d.reason));
    words += fmt::format(" --allow '{}'", replace_all(allow_word(d), "'", "'\\''"));
  }
  text += "\nif that is what you want:" + words;
  return Error(Code::Refused, std::move(text));
}

void check_gates(Session& session, const Plan& plan, const Settings& settings) {
  const std::vector<Danger> dangers = refused(plan, parse_allowances(settings.allow));
  if (!dangers.empty() && !(settings.confirm && settings.confirm(plan, dangers))) throw refusal(dangers);
  if (!settings.copy_limit && plan.probes.empty()) return;
  live_dialect_for(plan.dialect).ask_rows(session, [&] {
    if (settings.copy_limit) check_copy_limit(session, plan, settings);
    ask_the_rows(session, plan);
  });
}

}  // namespace plumb
