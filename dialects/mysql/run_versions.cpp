// MySQL (8.0.29 and later) keeps rows of former shapes beside new ones, which makes adding and dropping columns
// instant, and takes 64 shapes: then it refuses (4092) until the rows are written anew.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/live.h"
#include "plumb/dialects/mysql/run.h"

namespace plumb::mysql {
namespace {

constexpr std::string_view kInstant = "ALGORITHM=INSTANT";
constexpr std::string_view kInplace = "ALGORITHM=INPLACE, LOCK=NONE";
constexpr int kMost = 64;

bool is_instant(const Step& step) { return step.sql.ends_with(kInstant); }

/// It makes rows of another shape, as far as its words say.
bool reshapes(const Step& step) {
  return is_instant(step) &&
         (step.sql.find(" ADD COLUMN ") != std::string::npos || step.sql.find(" DROP COLUMN ") != std::string::npos);
}

const ObjectId* table_of(const Step& step) {
  const auto at = std::find_if(step.touches.begin(), step.touches.end(), [](const ObjectId& id) {
    return id.kind >= Kind::Table && id.kind <= Kind::ForeignKey;
  });
  return at == step.touches.end() ? nullptr : &*at;
}

/// Shapes that each of these tables has; those with fewer than two are not named. InnoDB writes names its own way,
/// where only plain ones are the same; of others the run finds out.
std::map<QualifiedName, int> shapes_of(Session& session, const std::vector<Step*>& steps) {
  const std::string here = session.query("SELECT DATABASE()").scalar().value_or("");
  std::map<std::string, QualifiedName> tables;
  std::string in;
  for (const Step* step : steps) {
    const QualifiedName& table = table_of(*step)->owner;
    const std::string name = (table.schema.empty() ? here : table.schema) + "/" + table.name;
    if (name.find_first_of("'\\") != std::string::npos || !tables.emplace(name, table).second) continue;
    in += (in.empty() ? "'" : ", '") + name + "'";
  }
  std::map<QualifiedName, int> out;
  if (in.empty()) return out;
  // Of a partitioned table each part counts for itself: shop/t#p#p0.
  const Rows rows =
      session.query(fmt::format("SELECT SUBSTRING_INDEX(NAME, '#', 1), MAX(TOTAL_ROW_VERSIONS) FROM "
                                "information_schema.INNODB_TABLES WHERE TOTAL_ROW_VERSIONS > 1 AND "
                                "SUBSTRING_INDEX(NAME, '#', 1) IN ({}) GROUP BY 1",
                                in));
  for (const Row& row : rows.rows) {
    const auto at = tables.find(row[0].value_or(""));
    if (at != tables.end()) out[at->second] = std::stoi(row[1].value_or("0"));
  }
  return out;
}

}  // namespace

std::optional<std::string> without_instant(const Error& error, const std::string& sql) {
  const bool no_more = error.text().find("Maximum row versions reached") != std::string::npos;
  if (!no_more || !sql.ends_with(kInstant)) return std::nullopt;
  return sql.substr(0, sql.size() - kInstant.size()) + std::string(kInplace);
}

void MysqlLive::fit(Session& session, Plan& plan) const {
  if (plan.flavour != "mysql") return;
  std::vector<Step*> steps;
  for (Group& group : plan.groups)
    for (Step& step : group.steps)
      if (reshapes(step) && table_of(step)) steps.push_back(&step);
  if (steps.empty()) return;
  std::map<QualifiedName, int> shapes;
  try {
    shapes = shapes_of(session, steps);
  } catch (const Error& e) {
    if (e.connection_lost()) throw;
    return;  // before 8.0.29, or without PROCESS: the server says it when the step runs
  }
  for (Step* step : steps) {
    const QualifiedName& table = table_of(*step)->owner;
    const auto at = shapes.find(table);
    if (at == shapes.end() || at->second++ < kMost) continue;
    at->second = 0;  // all rows have one shape then
    step->sql = step->sql.substr(0, step->sql.size() - kInstant.size()) + std::string(kInplace);
    step->lock = std::max(step->lock, LockLevel::Shared);
    step->dangers.push_back({Hazard::RewritesTable,
                             {Kind::Table, table, {}},
                             fmt::format("writes every row of `{}` anew: it has been changed at once {} times, and the "
                                         "server takes no more",
                                         table.display(), kMost)});
  }
}

}  // namespace plumb::mysql
