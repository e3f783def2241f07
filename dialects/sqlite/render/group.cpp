// Ordered operations to the one group that SQLite runs.
#include <algorithm>
#include <set>
#include <utility>

#include "plumb/core/plan/order.h"
#include "plumb/dialects/sqlite/dialect.h"

namespace plumb::sqlite {
namespace {

void add_unique(std::vector<QualifiedName>& to, const std::vector<QualifiedName>& from) {
  for (const QualifiedName& n : from)
    if (std::find(to.begin(), to.end(), n) == to.end()) to.push_back(n);
}

}  // namespace

// DDL is transactional here, and one transaction holds the whole plan: it is all there or not at all.
std::vector<Group> SqliteDialect::group(std::vector<Operation> ordered, const PlanContext&) const {
  Group group;
  bool off = false;
  std::set<ObjectId> verify;
  for (Operation& op : ordered) {
    off |= op.foreign_keys_off;
    add_unique(group.rebuilt, op.rebuilt);
    add_unique(group.recheck, op.recheck);
    for (const Change& c : op.changes) verify.insert(c.id);
    verify.insert(op.id);
    for (Step& s : op.steps) group.steps.push_back(std::move(s));
  }
  group.verify.assign(verify.begin(), verify.end());
  if (off) {
    group.before = {"PRAGMA foreign_keys = OFF"};
    group.after = {"PRAGMA foreign_keys = ON"};
  }
  return {std::move(group)};
}

}  // namespace plumb::sqlite
