#include "plumb/dialects/postgres/render/single_transaction.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "plumb/core/base/text.h"
#include "plumb/dialects/postgres/render/steps.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

constexpr std::string_view kRule = "refused-single-transaction";
constexpr std::string_view kIndex = "INDEX CONCURRENTLY ";

// The keyword stands before every name.
bool without_concurrently(std::string& sql) {
  const std::size_t at = sql.find(kIndex);
  if (at == std::string::npos) return false;
  sql.erase(at + std::string_view("INDEX ").size(), std::string_view("CONCURRENTLY ").size());
  return true;
}

QualifiedName table_of(const Step& step) {
  for (const ObjectId& id : step.touches)
    if (id.kind == Kind::Table) return id.owner;
  return step.touches.empty() ? QualifiedName() : step.touches.front().owner;
}

bool is_validation(const Step& step) { return step.sql.find(" VALIDATE CONSTRAINT ") != std::string::npos; }

// Nobody can go on beside a step whose transaction holds a lock from an earlier one on.
void keep_others_out(Step& step, LockLevel lock) {
  constexpr std::string_view beside = ", while others read and write";
  if (step.why.ends_with(beside)) step.why.erase(step.why.size() - beside.size());
  step.lock = std::max(step.lock, lock);
  std::erase_if(step.dangers, [](const Danger& d) { return d.hazard == Hazard::NotTransactional; });
  const QualifiedName table = table_of(step);
  danger(step, Hazard::BlocksWrites, step.touches.empty() ? table_id(table) : step.touches.front(),
         fmt::format("nobody {}writes `{}` until the transaction ends", lock == LockLevel::Exclusive ? "reads or " : "",
                     table.display()));
}

void join(Operation& op, const PlanContext& context) {
  for (Step& step : op.steps) {
    for (std::string& undo : step.undo) without_concurrently(undo);
    const bool concurrent = without_concurrently(step.sql);
    if (concurrent) {
      step.builds = {};
      keep_others_out(step, step.sql.starts_with("DROP ") ? LockLevel::Exclusive : LockLevel::BlocksWrites);
    } else if (is_validation(step)) {
      keep_others_out(step, LockLevel::BlocksWrites);
    } else if (!op.transactional) {
      context.diagnostics.error(
          std::string(kRule), fmt::format("{}: the server runs this in no transaction; leave --single-transaction out",
                                          step.why.empty() ? op.id.display() : step.why));
    }
  }
  op.transactional = true;
  op.alone = false;
}

std::vector<std::string> new_labels(const Operation& op, const PlanContext& context) {
  std::vector<std::string> out;
  const Enum *from = context.from.enums.find(op.id.owner), *to = context.to.enums.find(op.id.owner);
  if (op.id.kind != Kind::Enum || !from || !to) return out;
  for (const EnumLabel& label : to->labels) {
    const bool known = std::any_of(from->labels.begin(), from->labels.end(),
                                   [&](const EnumLabel& was) { return was.text == label.text; });
    if (!known) out.push_back(label.text);
  }
  return out;
}

// PostgreSQL (55P04) lets nobody use a label before the transaction that adds it is over.
void refuse_used_labels(const std::vector<Operation>& ordered, const PlanContext& context) {
  for (const Operation& op : ordered) {
    const bool adds = std::any_of(op.steps.begin(), op.steps.end(),
                                  [](const Step& s) { return s.sql.find(" ADD VALUE ") != std::string::npos; });
    if (!adds) continue;
    for (const std::string& label : new_labels(op, context)) {
      const std::string literal = sql::quote_string(label, syntax());
      for (const Operation& other : ordered) {
        const bool uses = &other != &op && std::any_of(other.steps.begin(), other.steps.end(), [&](const Step& s) {
          return s.sql.find(literal) != std::string::npos;
        });
        if (!uses) continue;
        context.diagnostics.error(
            std::string(kRule),
            fmt::format("{}: {} uses the new label `{}`, and a label cannot be used in the transaction that adds it; "
                        "push without --single-transaction, or the label first",
                        op.id.display(), other.id.display(), visible(label)));
        break;
      }
    }
  }
}

// What is locked early stays so until the last step has run.
void say_what_is_locked(const std::vector<Operation>& ordered, const PlanContext& context) {
  std::set<QualifiedName> read, written;
  std::size_t steps = 0;
  for (const Operation& op : ordered) {
    for (const Step& step : op.steps) {
      ++steps;
      if (step.lock < LockLevel::BlocksWrites) continue;
      for (const ObjectId& id : step.touches)
        if (id.kind >= Kind::Table && id.kind <= Kind::ForeignKey && context.from.tables.contains(id.owner))
          (step.lock == LockLevel::Exclusive ? read : written).insert(id.owner);
    }
  }
  for (const QualifiedName& table : read) written.erase(table);
  const auto say = [&](const std::set<QualifiedName>& tables, std::string_view what) {
    if (tables.empty()) return;
    std::vector<std::string> names;
    for (const QualifiedName& table : tables) names.push_back("`" + table.display() + "`");
    context.diagnostics.note("single-transaction", fmt::format("from the first step that locks it to the end of the "
                                                               "transaction nobody {} {}",
                                                               what, plumb::join(names, ", ")));
  };
  if (steps < 2) return;
  say(read, "reads or writes");
  say(written, "writes");
}

}  // namespace

std::vector<Operation> for_one_transaction(std::vector<Operation> ordered, const PlanContext& context) {
  const std::size_t errors = context.diagnostics.errors();
  refuse_used_labels(ordered, context);
  for (Operation& op : ordered) join(op, context);
  if (context.diagnostics.errors() == errors) say_what_is_locked(ordered, context);
  return ordered;
}

}  // namespace plumb::postgres
