// The steps of `align`, one file each. Not for others.
#pragma once

#include "plumb/core/plan/diff.h"

namespace plumb::align_detail {

/// Takes what is not managed out of both sides and says so.
void limit_to_scope(Schema& have, Schema& want, const Target& target, const Scope& scope,
                    std::vector<std::string>& unmanaged);
/// Names that differ in case only take the spelling of `have`, where the target ignores case.
void adopt_case(const Schema& have, Schema& want, const Target& target);
/// Does the renames that `want` states and that are still to be done, on `have`.
void apply_renames(Alignment& out, const Target& target, Diagnostics& diagnostics);
/// Tables that both sides have and that are not the same: most often none of thousands, so that they are looked for
/// once.
std::vector<QualifiedName> differing_tables(const Schema& have, const Schema& want);

// `tables` are those that differ.

/// Unnamed constraints, and those whose name the server numbers, take the name that it gave to the same definition.
void adopt_names(const Schema& have, Schema& want, const std::vector<QualifiedName>& tables, const Traits& traits);
/// DEFAULT NULL and no default are the same.
void adopt_null_defaults(const Schema& have, Schema& want, const std::vector<QualifiedName>& tables);
/// An index of a partition which its parent's index took over, as PostgreSQL does with one that fits when the parent's
/// is made, is the parent's from then on.
void adopt_indexes_of_parents(const Schema& have, Schema& want, const std::vector<QualifiedName>& tables);
/// Columns that both sides have take the order of `have`; new ones stand behind them.
void adopt_column_order(const Schema& have, Schema& want, const std::vector<QualifiedName>& tables);

/// Options that nobody manages unasked (traits), where the wanted side does not state them.
void adopt_unstated(const Schema& have, Schema& want, const std::vector<QualifiedName>& tables, const Target& target,
                    const Scope& scope);

}  // namespace plumb::align_detail
