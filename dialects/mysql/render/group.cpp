// Ordered operations to groups. DDL commits itself here: each statement is journaled, and tried again, alone.
#include <algorithm>
#include <utility>

#include "plumb/dialects/mysql/dialect.h"
#include "plumb/dialects/mysql/render/steps.h"

namespace plumb::mysql {
namespace {

void within(Group& group, const std::string& variable, const char* value) {
  group.before.push_back("SET SESSION " + variable + " = " + value);
  group.after.push_back("SET SESSION " + variable + " = DEFAULT");
}

// MariaDB changes a table that keeps its former rows only where that is said (4119).
bool keeps_history(const Group& group, const Schema& from) {
  return std::any_of(group.verify.begin(), group.verify.end(), [&](const ObjectId& id) {
    const Table* table = id.kind == Kind::Table ? from.tables.find(id.owner) : nullptr;
    return table && extra_of<MysqlTable>(table->extra).system_versioned;
  });
}

// TiDB lets a column stop counting only where that is said (8200).
bool stops_counting(const Group& group, const Schema& from, const Schema& to) {
  return std::any_of(group.verify.begin(), group.verify.end(), [&](const ObjectId& id) {
    if (id.kind != Kind::Column) return false;
    const Table *before = from.tables.find(id.owner), *after = to.tables.find(id.owner);
    const Column* was = before ? before->find_column(id.part) : nullptr;
    const Column* is = after ? after->find_column(id.part) : nullptr;
    if (!was || !is || !was->identity() || was->identity()->auto_random) return false;
    return !is->identity() || is->identity()->auto_random;
  });
}

}  // namespace

std::vector<Group> MysqlDialect::group(std::vector<Operation> ordered, const PlanContext& context) const {
  const bool tidb = flavour(context.target.flavour).one_change_a_statement;
  std::vector<Group> out;
  for (Operation& op : ordered) {
    for (Step& s : op.steps) {
      Group group;
      group.transactional = false;
      group.verify = s.touches;
      if (keeps_history(group, context.from)) within(group, "system_versioning_alter_history", "KEEP");
      if (tidb && stops_counting(group, context.from, context.to)) within(group, "tidb_allow_remove_auto_inc", "ON");
      group.steps.push_back(std::move(s));
      out.push_back(std::move(group));
    }
  }
  return out;
}

}  // namespace plumb::mysql
