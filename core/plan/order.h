// What a dialect makes of changes, and the order in which it can run.
#pragma once

#include <string>
#include <vector>

#include "plumb/core/plan/plan.h"

namespace plumb {

/// What a dialect made of one or more changes: steps that stay together, and what ordering needs to know.
struct Operation {
  std::vector<Change> changes;
  std::vector<Step> steps;
  std::vector<Probe> probes;
  Effects effects;
  ObjectId id;    ///< breaks ties
  int phase = 0;  ///< coarse order where effects say nothing: lower first
  bool transactional = true;
  bool alone = false;  ///< commits by itself: what comes behind needs it to be committed (a new enum label)
  bool together =
      false;  ///< commits with all the others of this kind: what they take down is put back before anyone sees it
  std::vector<QualifiedName> rebuilt, recheck;  ///< see Group
  bool foreign_keys_off = false;                ///< SQLite: must run while foreign keys are not enforced
};

/// Adds a step to the operation; it touches what the operation is about. The reference holds until the next one.
Step& step(Operation& op, std::string sql, std::string why, std::vector<std::string> undo, LockLevel lock);
void danger(Step& step, Hazard hazard, ObjectId object, std::string reason);

/// Three rules: creator before needer, freer before dropper, dropper before re-creator of the same id; ties by
/// phase, then by ObjectId. Linear in operations and effects. A cycle that the dialect did not split is broken
/// at the operation with the smallest id, and named in `cycles`.
std::vector<Operation> order(std::vector<Operation> operations, std::vector<std::string>* cycles = nullptr);

}  // namespace plumb
