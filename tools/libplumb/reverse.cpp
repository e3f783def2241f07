// The way back. What was renamed is renamed back: the plan knows which names were new.
#include <map>

#include "plumb/core/plan/make_plan.h"
#include "plumb/tools/libplumb/flow.h"
#include "plumb/tools/libplumb/registry.h"

namespace plumb {
namespace {

/// What a schema must say about its objects so that `want` turns back into it.
class BackRenames {
 public:
  BackRenames(Schema& have, const Plan& plan) : have_(have) {
    for (const Change& c : plan.changes) {
      const auto* from = std::get_if<Table>(&c.from);
      const auto* to = std::get_if<Table>(&c.to);
      if (c.action == Action::Rename && from && to) was_[to->name] = from->name;
    }
    for (const Change& c : plan.changes) {
      if (c.action == Action::Rename) std::visit([&](const auto& from) { mark(from, c); }, c.from);
    }
  }

 private:
  QualifiedName before(const QualifiedName& table) const {
    auto at = was_.find(table);
    return at == was_.end() ? table : at->second;
  }

  void mark(const Table& from, const Change& c) {
    if (have_.tables.contains(from.name)) have_.tables.edit(from.name).renamed_from = c.id.owner.name;
  }
  void mark(const View& from, const Change& c) {
    if (have_.views.contains(from.name)) have_.views.edit(from.name).renamed_from = c.id.owner.name;
  }
  void mark(const Enum& from, const Change& c) {
    if (have_.enums.contains(from.name)) have_.enums.edit(from.name).renamed_from = c.id.owner.name;
  }
  void mark(const Column& from, const Change& c) {
    const QualifiedName table = before(c.id.owner);
    if (!have_.tables.contains(table)) return;
    if (Column* column = have_.tables.edit(table).find_column(from.name)) column->renamed_from = c.id.part;
  }
  void mark(const Index& from, const Change& c) {
    const QualifiedName table = before(c.id.owner);
    if (!have_.tables.contains(table)) return;
    for (Index& index : have_.tables.edit(table).indexes) {
      if (index.name == from.name) index.renamed_from = c.id.part;
    }
  }
  /// Of other kinds a rename is a drop and a create on the way back.
  template <class Other>
  void mark(const Other&, const Change&) {}

  Schema& have_;
  std::map<QualifiedName, QualifiedName> was_;
};

}  // namespace

Plan reverse_plan(const Schema& have, const Schema& want, const Plan& plan, const Target& target, const Scope& scope,
                  Diagnostics& diagnostics, bool single_transaction) {
  Schema back = have;
  BackRenames(back, plan);
  return make_plan(want, back, dialect_for(target.dialect), target, scope, diagnostics, single_transaction);
}

}  // namespace plumb
