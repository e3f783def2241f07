// Everything that changes in one table that stands, but foreign keys.
#include <algorithm>

#include "plumb/dialects/mysql/render/steps.h"

namespace plumb::mysql {

void alter_table(Work& work, const QualifiedName& table, const std::vector<const Change*>& changes) {
  Alteration alteration{work, *work.from().tables.find(table), *work.to().tables.find(table), {}, {}, {}};
  alteration.anew = columns_made_anew(work, alteration.from, alteration.to);
  const bool own =
      std::any_of(changes.begin(), changes.end(), [](const Change* c) { return c->id.kind == Kind::Table; });
  if (own) change_options(alteration);
  change_checks(alteration, changes);
  change_keys(alteration, changes);
  change_columns(alteration, changes);
  if (own) change_partitions(alteration);
  emit(alteration, kAlterTables);
}

}  // namespace plumb::mysql
