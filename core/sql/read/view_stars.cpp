#include <algorithm>
#include <map>

#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/read/finish.h"
#include "plumb/core/sql/view_columns.h"

namespace plumb::sql {
namespace {

// …whose columns are not all its own.
bool has_parents(const Table& table) {
  const PostgresTable& extra = extra_of<PostgresTable>(table.extra);
  return !extra.inherits.empty() || !extra.partition_of.empty();
}

bool comes_anew(const Column& column, const Table& before) {
  return std::none_of(before.columns.begin(), before.columns.end(),
                      [&](const Column& other) { return other.name == column.name; });
}

}  // namespace

void keep_columns_of_views(ReadState& state, const Table& before, const Table& after) {
  const bool more =
      std::any_of(after.columns.begin(), after.columns.end(), [&](const Column& c) { return comes_anew(c, before); });
  if (!more) return;
  std::vector<QualifiedName> over;
  for (const View& view : state.schema.views)
    if (std::binary_search(view.uses.begin(), view.uses.end(), before.name)) over.push_back(view.name);
  std::map<QualifiedName, std::vector<std::string>> known;
  const RelationColumns columns_of = [&](const QualifiedName& written) -> const std::vector<std::string>* {
    const QualifiedName name = state.resolve_existing(written);
    const Table* table = name == before.name ? &before : state.schema.tables.find(name);
    if (!table || has_parents(*table)) return nullptr;
    const auto [at, fresh] = known.try_emplace(name);
    for (const Column& column : table->columns)
      if (fresh) at->second.push_back(column.name);
    return &at->second;
  };
  for (const QualifiedName& name : over) {
    auto query = parse_query(state.schema.views.find(name)->query.written, state.syntax);
    if (query && write_out_stars(*query, columns_of))
      state.schema.views.edit(name).query = make_expr(*query, state.syntax);
  }
}

}  // namespace plumb::sql
