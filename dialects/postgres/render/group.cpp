// Ordered operations to groups: what commits together.
#include <algorithm>
#include <set>
#include <utility>

#include "plumb/dialects/postgres/dialect.h"
#include "plumb/dialects/postgres/render/single_transaction.h"
#include "plumb/dialects/postgres/render/steps.h"

namespace plumb::postgres {
namespace {

// The tables and views that stand already and that an operation keeps others from.
std::set<QualifiedName> locks_of(const Operation& op, const Schema& from) {
  std::set<QualifiedName> out;
  if (op.id.kind == Kind::Sequence) return out;  // the table that owns it is looked at, not locked
  for (const Step& s : op.steps) {
    if (s.lock == LockLevel::None) continue;
    for (const ObjectId& id : s.touches)
      if (id.kind >= Kind::Table && id.kind <= Kind::ForeignKey && from.tables.contains(id.owner)) out.insert(id.owner);
  }
  return out;
}

class Grouping {
 public:
  explicit Grouping(const Schema& from) : from_(from) {}

  std::vector<Group> run_as_one(std::vector<Operation> ops) {
    for (Operation& op : ops) put(std::move(op));
    close();
    look_at_sequences_last();
    return std::move(out_);
  }

  std::vector<Group> run(std::vector<Operation> ops) {
    std::size_t first = ops.size(), last = 0;
    for (std::size_t i = 0; i < ops.size(); ++i) {
      if (!ops[i].together) continue;
      first = std::min(first, i);
      last = i;
    }
    for (std::size_t i = 0; i < ops.size(); ++i) {
      // What was taken down is put back in the same transaction, however many tables that locks.
      const bool within = first < i && i <= last;
      add(std::move(ops[i]), within);
    }
    close();
    look_at_sequences_last();
    return std::move(out_);
  }

 private:
  void add(Operation op, bool within) {
    const std::set<QualifiedName> locks = locks_of(op, from_);
    if (!op.transactional || op.alone) {
      close();
      const bool transactional = op.transactional;
      put(std::move(op));
      group_.transactional = transactional;
      close();
      return;
    }
    if (!within && !fits(locks)) close();
    locked_.insert(locks.begin(), locks.end());
    put(std::move(op));
  }

  // One table that stands in a group, two where a foreign key needs both: a lock that does not come
  // in time is waited for again without holding another.
  bool fits(const std::set<QualifiedName>& locks) const {
    if (locks.empty() || locked_.empty()) return true;
    return std::includes(locked_.begin(), locked_.end(), locks.begin(), locks.end());
  }

  void put(Operation op) {
    std::set<ObjectId> verify(group_.verify.begin(), group_.verify.end());
    verify.insert(op.id);
    for (const Change& c : op.changes) verify.insert(c.id);
    for (Step& s : op.steps) {
      if (op.id.kind == Kind::Sequence)
        for (const ObjectId& id : s.touches)
          if (id.kind == Kind::Table) owned_.insert({op.id, id});
      verify.insert(s.touches.begin(), s.touches.end());
      group_.steps.push_back(std::move(s));
    }
    group_.verify.assign(verify.begin(), verify.end());
  }

  // A sequence is proved beside the table that owns it, in the last group that touches that.
  void look_at_sequences_last() {
    for (const auto& [sequence, table] : owned_) {
      Group* last = nullptr;
      for (Group& g : out_) {
        std::erase(g.verify, sequence);
        if (std::binary_search(g.verify.begin(), g.verify.end(), table)) last = &g;
      }
      if (last) last->verify.insert(std::lower_bound(last->verify.begin(), last->verify.end(), sequence), sequence);
    }
  }

  void close() {
    if (!group_.steps.empty()) out_.push_back(std::move(group_));
    group_ = {};
    locked_.clear();
  }

  const Schema& from_;
  Group group_;
  std::set<QualifiedName> locked_;
  std::set<std::pair<ObjectId, ObjectId>> owned_;  // a sequence and the table that owns it, before or behind
  std::vector<Group> out_;
};

}  // namespace

std::vector<Group> PostgresDialect::group(std::vector<Operation> ordered, const PlanContext& context) const {
  if (context.single_transaction)
    return Grouping(context.from).run_as_one(for_one_transaction(std::move(ordered), context));
  return Grouping(context.from).run(std::move(ordered));
}

}  // namespace plumb::postgres
