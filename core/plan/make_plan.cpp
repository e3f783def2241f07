#include "plumb/core/plan/make_plan.h"

#include <fmt/format.h>

#include <set>

#include "plumb/core/model/fingerprint.h"
#include "plumb/core/plan/align/steps.h"
#include "plumb/core/plan/order.h"

namespace plumb {

std::string managed_fingerprint(const Schema& have, const Schema& want, const Target& target, const Scope& scope) {
  Schema mine = have, theirs = want;
  std::vector<std::string> unmanaged;
  align_detail::limit_to_scope(mine, theirs, target, scope, unmanaged);
  return fingerprint(mine);
}

namespace {

template <class Catalog>
void leave_out(Catalog& catalog, const std::set<std::string>& unmanaged) {
  for (const auto& key : catalog.keys())
    if (unmanaged.count(id_of(*catalog.find(key)).display()) != 0) catalog.erase(key);
}

}  // namespace

Scope scope_of(const Plan& plan, const Target& target, Scope scope) {
  if (!scope.schemas.empty()) return scope;
  for (const std::string& name : plan.schemas) scope.schemas.push_back(name.empty() ? target.default_schema : name);
  return scope;
}

std::string managed_fingerprint(const Schema& have, const Plan& plan, const Target& target, const Scope& scope) {
  // A plan of before they were noted.
  if (plan.schemas.empty()) return managed_fingerprint(have, have, target, scope);
  Schema mine = have, none;
  Scope wide = scope_of(plan, target, scope);
  wide.manage.insert(wide.manage.end(), {"extensions", "grants"});
  std::vector<std::string> ignored;
  align_detail::limit_to_scope(mine, none, target, wide, ignored);
  // What the wanted side did not mention was said.
  std::set<std::string> unmanaged;
  for (const Unmanaged& u : plan.unmanaged) unmanaged.insert(u.what);
  leave_out(mine.extensions, unmanaged);
  leave_out(mine.grants, unmanaged);
  return fingerprint(mine);
}

Plan make_plan(const Schema& have, const Schema& want, const Dialect& dialect, const Target& target, const Scope& scope,
               Diagnostics& diagnostics, bool single_transaction) {
  Plan plan;
  plan.dialect = target.dialect;
  plan.flavour = target.flavour;
  plan.version = target.version.text();

  const std::size_t errors = diagnostics.errors();
  const Alignment aligned = align(have, want, target, scope, diagnostics);
  if (diagnostics.errors() > errors) return plan;
  for (const std::string& what : aligned.unmanaged) plan.unmanaged.push_back({what});

  std::set<std::string> schemas = want.namespaces_named();
  schemas.insert("");
  if (scope.schemas.empty()) plan.schemas.assign(schemas.begin(), schemas.end());
  for (const std::string& name : scope.schemas) plan.schemas.push_back(name == target.default_schema ? "" : name);

  plan.changes = diff(aligned, target.traits);
  plan.from_fingerprint = managed_fingerprint(have, want, target, scope);
  plan.to_fingerprint = fingerprint(aligned.want);
  if (plan.changes.empty()) return plan;

  for (const LikelyRename& r : likely_renames(plan.changes))
    plan.notes.push_back(
        fmt::format("{} is dropped and {} is created; if that is a rename, say so above or behind the "
                    "new one: -- @renamed from={}",
                    r.from.display(), r.to.display(), r.from.part.empty() ? r.from.owner.name : r.from.part));

  const PlanContext context{aligned.have, aligned.want, have, target, diagnostics, single_transaction};
  std::vector<Operation> operations = dialect.render(plan.changes, context);
  if (diagnostics.errors() > errors) return plan;
  operations = order(std::move(operations));
  for (Operation& o : operations)
    for (Probe& p : o.probes) plan.probes.push_back(std::move(p));
  plan.groups = dialect.group(std::move(operations), context);
  if (diagnostics.errors() > errors) plan.groups.clear();
  return plan;
}

}  // namespace plumb
