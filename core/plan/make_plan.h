// The pure half of the one flow: two schemas to a plan.
#pragma once

#include "plumb/core/base/diagnostics.h"
#include "plumb/core/dialect.h"
#include "plumb/core/plan/diff.h"
#include "plumb/core/plan/plan.h"

namespace plumb {

/// Both schemas are canonical on `target`. align → diff → render → order → group. The same input gives the same plan,
/// byte for byte. Refusals are findings (errors) in `diagnostics`; the plan is empty then. Fingerprints are those of
/// what is managed: `from_fingerprint` of `have` as it is (before renames), `to_fingerprint` of `want` aligned. With
/// `single_transaction` the plan is one group, or refused.
Plan make_plan(const Schema& have, const Schema& want, const Dialect& dialect, const Target& target, const Scope& scope,
               Diagnostics& diagnostics, bool single_transaction = false);

/// The fingerprint of what a scope manages of a schema, as plans carry it. `want` says which namespaces and optional
/// kinds (grants, extensions, …) are managed.
std::string managed_fingerprint(const Schema& have, const Schema& want, const Target& target, const Scope& scope);
/// The same where the wanted side is known by its plan alone.
std::string managed_fingerprint(const Schema& have, const Plan& plan, const Target& target, const Scope& scope);
/// The scope of a plan: `scope`, and where that chooses no namespaces, those that the plan was made for.
Scope scope_of(const Plan& plan, const Target& target, Scope scope);

}  // namespace plumb
