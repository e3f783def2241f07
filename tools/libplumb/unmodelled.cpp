#include "plumb/tools/libplumb/unmodelled.h"

#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/sql/writer.h"

namespace plumb {
namespace {

bool is_of_table(Kind kind) { return kind >= Kind::Table && kind <= Kind::ForeignKey; }

/// A change of a part is one of its table.
ObjectId whole(const ObjectId& id) { return is_of_table(id.kind) ? ObjectId{Kind::Table, id.owner, {}} : id; }

/// A routine goes by its name, whatever its arguments are.
bool is_same(const ObjectId& object, const ObjectId& changed) {
  if (object.kind == Kind::Routine) return changed.kind == Kind::Routine && changed.owner == object.owner;
  return whole(changed) == object;
}

bool changes_it(const Change& change, const ObjectId& object) {
  if (is_same(object, change.id)) return true;
  const auto* was = change.action == Action::Rename ? std::get_if<Table>(&change.from) : nullptr;
  return was != nullptr && object.kind == Kind::Table && was->name == object.owner;
}

/// A change elsewhere may take down and put back what the table has: a foreign key to a column whose type changes.
bool alters_it(const Step& step, const ObjectId& object, const Syntax& syntax) {
  if (object.kind != Kind::Table) return false;
  const std::string name = sql::quote_name(object.owner, syntax);
  return step.sql.starts_with("ALTER TABLE " + name + " ");
}

}  // namespace

void refuse_unmodelled(const Plan& plan, const std::vector<Inspection::Unmodelled>& unmodelled, const Target& target,
                       Diagnostics& diagnostics) {
  for (const Inspection::Unmodelled& u : unmodelled) {
    if (!u.object) continue;
    const ObjectId& object = *u.object;
    const bool changed =
        std::any_of(plan.changes.begin(), plan.changes.end(), [&](const Change& c) { return changes_it(c, object); });
    const bool altered = changed || std::any_of(plan.groups.begin(), plan.groups.end(), [&](const Group& g) {
                           return std::any_of(g.steps.begin(), g.steps.end(),
                                              [&](const Step& s) { return alters_it(s, object, target.syntax); });
                         });
    if (!altered) continue;
    Diagnostic d;
    d.rule = "refused-unmodelled";
    d.object = object.path();
    d.message = fmt::format(
        "{}; what plumb cannot say it does not change: change {} by hand, and the schema to what it is then, or leave it "
        "out with `exclude = [\"{}\"]` in plumb.toml",
        u.what, object.display(), object.owner.display());
    diagnostics.add(std::move(d));
  }
}

}  // namespace plumb
