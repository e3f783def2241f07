// Ordered operations to groups. DDL commits itself here: each statement is journaled, and tried again, alone.
#include <utility>

#include "plumb/core/plan/order.h"
#include "plumb/dialects/mysql/dialect.h"

namespace plumb::mysql {

std::vector<Group> MysqlDialect::group(std::vector<Operation> ordered, const PlanContext&) const {
  std::vector<Group> out;
  for (Operation& op : ordered) {
    for (Step& s : op.steps) {
      Group group;
      group.transactional = false;
      group.verify = s.touches;
      group.steps.push_back(std::move(s));
      out.push_back(std::move(group));
    }
  }
  return out;
}

}  // namespace plumb::mysql
