// The order of a table's parts in canonical schemas.
#include <algorithm>

#include "plumb/core/model/fingerprint.h"
#include "plumb/core/model/schema.h"

namespace plumb {
namespace {

template <class Part>
void sort(std::vector<Part>& parts, const QualifiedName& table) {
  if (parts.size() < 2) return;
  const auto before = [&](const Part& a, const Part& b) {
    if (!a.name.empty() && !b.name.empty() && a.name != b.name) return a.name < b.name;
    const ObjectId x = id_of(table, a), y = id_of(table, b);
    if (x.part != y.part) return x.part < y.part;
    return !(a == b) && canonical_text(Object(a)) < canonical_text(Object(b));
  };
  if (!std::is_sorted(parts.begin(), parts.end(), before)) std::stable_sort(parts.begin(), parts.end(), before);
}

}  // namespace

void sort_parts(Table& table) {
  sort(table.uniques, table.name);
  sort(table.checks, table.name);
  sort(table.exclusions, table.name);
  sort(table.foreign_keys, table.name);
  sort(table.indexes, table.name);
}

}  // namespace plumb
