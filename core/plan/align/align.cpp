#include "plumb/core/plan/align/steps.h"

namespace plumb {

using namespace align_detail;

Alignment align(Schema have, Schema want, const Target& target, const Scope& scope, Diagnostics& diagnostics) {
  Alignment out{std::move(have), std::move(want), {}, {}};
  limit_to_scope(out.have, out.want, target, scope, out.unmanaged);
  // Case first: a rename that was stated in another spelling finds its table, and one that changes the case
  // alone is none.
  adopt_case(out.have, out.want, target);
  apply_renames(out, target, diagnostics);
  // Tables that only now have a partner: their columns may be spelled in another case.
  // Their unnamed constraints are sorted by definitions in which the new names stand.
  if (!out.renamed.empty()) {
    adopt_case(out.have, out.want, target);
    for (const QualifiedName& key : out.have.tables.keys()) sort_parts(out.have.tables.edit(key));
  }
  const std::vector<QualifiedName> tables = differing_tables(out.have, out.want);
  if (target.traits.constraints_have_names) adopt_names(out.have, out.want, tables, target.traits);
  adopt_indexes_of_parents(out.have, out.want, tables);
  adopt_null_defaults(out.have, out.want, tables);
  adopt_unstated(out.have, out.want, tables, target, scope);
  if (!target.traits.columns_keep_place) adopt_column_order(out.have, out.want, tables);
  return out;
}

}  // namespace plumb
