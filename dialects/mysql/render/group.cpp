// Ordered operations to groups. DDL commits itself here: on tables that are there each statement is journaled, and
// tried again, alone; what is new is nobody's yet, so that all of it in a row is one group.
#include <algorithm>
#include <set>
#include <utility>

#include "plumb/core/plan/order.h"
#include "plumb/dialects/mysql/dialect.h"

namespace plumb::mysql {
namespace {

class Grouping {
 public:
  explicit Grouping(const Schema& there) : there_(there) {}

  std::vector<Group> run(std::vector<Operation> ops) {
    for (Operation& op : ops)
      for (Step& s : op.steps) add(std::move(s));
    close();
    return std::move(out_);
  }

 private:
  void add(Step step) {
    const bool fresh = is_new(step);
    if (!fresh || !fresh_) close();
    fresh_ = fresh;
    verify_.insert(step.touches.begin(), step.touches.end());
    group_.steps.push_back(std::move(step));
  }

  bool is_new(const Step& step) const {
    return step.lock == LockLevel::None &&
           std::none_of(step.touches.begin(), step.touches.end(), [&](const ObjectId& id) {
             return there_.tables.contains(id.owner) || there_.views.contains(id.owner);
           });
  }

  void close() {
    if (!group_.steps.empty()) {
      group_.transactional = false;
      group_.verify.assign(verify_.begin(), verify_.end());
      out_.push_back(std::move(group_));
    }
    group_ = {};
    verify_.clear();
  }

  const Schema& there_;
  Group group_;
  std::set<ObjectId> verify_;
  bool fresh_ = false;  ///< the group that is open makes new things only
  std::vector<Group> out_;
};

}  // namespace

std::vector<Group> MysqlDialect::group(std::vector<Operation> ordered, const PlanContext& context) const {
  return Grouping(context.reported).run(std::move(ordered));
}

}  // namespace plumb::mysql
