#include <algorithm>

#include "plumb/core/plan/align/steps.h"

namespace plumb::align_detail {
namespace {

bool same_but_name(const Index& a, const Index& b) {
  Index named = a;
  named.name = b.name;
  return named == b;
}

bool has(const Table* table, const Index& index) {
  return table && std::find(table->indexes.begin(), table->indexes.end(), index) != table->indexes.end();
}

}  // namespace

void adopt_indexes_of_parents(const Schema& have, Schema& want, const std::vector<QualifiedName>& tables) {
  for (const QualifiedName& name : tables) {
    const Table *is = have.tables.find(name), *wanted = want.tables.find(name);
    if (!is || !wanted) continue;
    const QualifiedName& parent = extra_of<PostgresTable>(wanted->extra).partition_of;
    const Table *above = want.tables.find(parent), *above_now = have.tables.find(parent);
    if (!above || !above_now) continue;
    const auto taken_over = [&](const Index& index) {
      return !has(is, index) && std::any_of(above->indexes.begin(), above->indexes.end(), [&](const Index& of_parent) {
        return same_but_name(index, of_parent) && has(above_now, of_parent);
      });
    };
    if (std::none_of(wanted->indexes.begin(), wanted->indexes.end(), taken_over)) continue;
    std::vector<Index>& indexes = want.tables.edit(name).indexes;
    std::erase_if(indexes, taken_over);
  }
}

}  // namespace plumb::align_detail
