#include "plumb/tools/libplumb/gates.h"

#include <fmt/format.h>

#include <set>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/sql/writer.h"
#include "plumb/tools/libplumb/registry.h"
#include "plumb/tools/libplumb/summary.h"

namespace plumb {
namespace {

void check_copy_limit(Session& session, const Plan& plan, std::int64_t limit) {
  const Target target = offline_target(plan.flavour);
  std::set<QualifiedName> seen;
  for (const Danger& d : dangers_of(plan)) {
    if (d.hazard != Hazard::RewritesTable || !seen.insert(d.object.owner).second) continue;
    const std::string sql = fmt::format("SELECT count(*) FROM (SELECT 1 FROM {} LIMIT {}) AS counted",
                                        sql::quote_name(d.object.owner, target.syntax), limit + 1);
    const std::string rows = session.query(sql).scalar().value_or("0");
    if (rows != std::to_string(limit + 1)) continue;
    throw Error(Code::Refused,
                fmt::format("table `{}` would be written anew, and it has more rows than `copy_limit = {}` allows: {}; "
                            "raise `copy_limit` in plumb.toml where you have the time for it",
                            d.object.owner.display(), limit, d.reason));
  }
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
    if (settings.copy_limit) check_copy_limit(session, plan, *settings.copy_limit);
    ask_the_rows(session, plan);
  });
}

}  // namespace plumb
