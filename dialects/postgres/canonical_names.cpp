// Names that the server gives.
#include <algorithm>
#include <functional>
#include <string_view>

#include "plumb/core/sql/read/implied_names.h"
#include "plumb/dialects/postgres/canonical.h"

namespace plumb::postgres {
namespace {

std::size_t key_of(std::string_view schema, std::string_view name) {
  const std::hash<std::string_view> hash;
  return hash(name) * 31 + hash(schema);
}

void keep(Settling& s, const std::string& schema, const std::string& name) {
  if (!name.empty()) s.names.insert(key_of(schema, name));
}

void keep_names(Settling& s, const Table& table) {
  const std::string& schema = table.name.schema;
  keep(s, schema, table.name.name);
  if (table.primary_key) keep(s, schema, table.primary_key->name);
  for (const Unique& unique : table.uniques) keep(s, schema, unique.name);
  for (const Check& check : table.checks) keep(s, schema, check.name);
  for (const Exclusion& exclusion : table.exclusions) keep(s, schema, exclusion.name);
  for (const ForeignKey& key : table.foreign_keys) keep(s, schema, key.name);
  for (const Index& index : table.indexes) keep(s, schema, index.name);
}

bool has_unnamed(const Table& table) {
  const auto unnamed = [](const auto& part) { return part.name.empty(); };
  return (table.primary_key && table.primary_key->name.empty()) ||
         std::any_of(table.uniques.begin(), table.uniques.end(), unnamed) ||
         std::any_of(table.checks.begin(), table.checks.end(), unnamed) ||
         std::any_of(table.exclusions.begin(), table.exclusions.end(), unnamed) ||
         std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(), unnamed) ||
         std::any_of(table.indexes.begin(), table.indexes.end(), unnamed);
}

// UNIQUE said twice of the same columns, once without a name, makes one constraint; so does UNIQUE of the primary key.
void drop_doubles(Table& table) {
  const auto same = [](const Unique& a, const Unique& b) { return a.parts == b.parts && a.options == b.options; };
  std::vector<Unique> out;
  for (Unique& unique : table.uniques) {
    if (unique.name.empty() && table.primary_key && table.primary_key->parts == unique.parts &&
        table.primary_key->options == unique.options)
      continue;
    const auto there = std::find_if(out.begin(), out.end(), [&](const Unique& other) { return same(other, unique); });
    if (there != out.end() && (unique.name.empty() || there->name.empty())) {
      if (there->name.empty()) there->name = std::move(unique.name);
      continue;
    }
    out.push_back(std::move(unique));
  }
  table.uniques = std::move(out);
}

}  // namespace

void collect_names(Settling& s) {
  s.names.reserve(s.schema.tables.size() * 8);
  for (const Table& table : s.schema.tables) keep_names(s, table);
  for (const View& view : s.schema.views) {
    keep(s, view.name.schema, view.name.name);
    for (const Index& index : view.indexes) keep(s, view.name.schema, index.name);
  }
  for (const Sequence& sequence : s.schema.sequences) keep(s, sequence.name.schema, sequence.name.name);
}

void give_names(Settling& s, Table& table) {
  if (!has_unnamed(table)) return;
  drop_doubles(table);
  sql::give_implied_names(table, s.target.syntax,
                          [&](const std::string& name) { return s.names.count(key_of(table.name.schema, name)) != 0; });
  keep_names(s, table);
}

void give_names(Settling& s, View& view) {
  const auto unnamed = [](const Index& index) { return index.name.empty(); };
  if (std::none_of(view.indexes.begin(), view.indexes.end(), unnamed)) return;
  Table as_table;
  as_table.name = view.name;
  as_table.indexes = std::move(view.indexes);
  give_names(s, as_table);
  view.indexes = std::move(as_table.indexes);
}

}  // namespace plumb::postgres
