#include "plumb/core/sql/read/finish.h"

#include <algorithm>
#include <array>

#include "plumb/core/base/text.h"

namespace plumb::sql {
namespace {

// True where `name` is a column in another spelling, and is respelled.
void respell(const Table& table, std::string& name) {
  if (name.empty() || table.find_column(name)) return;
  for (const Column& column : table.columns)
    if (equals_ignoring_case(column.name, name)) {
      name = column.name;
      return;
    }
}

void respell(const Table& table, std::vector<IndexPart>& parts) {
  for (IndexPart& part : parts)
    if (part.plain()) respell(table, part.column);
}

bool needs(const ReadState& state, const ForeignKey& key) {
  const Table* to = state.schema.tables.find(key.to);
  if (!to) return true;
  return std::any_of(key.to_columns.begin(), key.to_columns.end(),
                     [&](const std::string& column) { return !to->find_column(column); });
}

// References to tables that came later in the text.
void respell_references(ReadState& state) {
  std::vector<QualifiedName> names;
  for (const Table& table : state.schema.tables)
    if (std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(),
                    [&](const ForeignKey& key) { return needs(state, key); }))
      names.push_back(table.name);
  for (const QualifiedName& name : names) {
    for (ForeignKey& key : state.schema.tables.edit(name).foreign_keys) {
      const auto stored = state.find_table(key.to);
      if (!stored) continue;
      key.to = *stored;
      const Table& to = *state.schema.tables.find(*stored);
      for (std::string& column : key.to_columns) respell(to, column);
    }
  }
}

// Tables that a module makes for itself (SQLite: the xShadowName of each).
struct Module {
  std::string_view name;
  std::array<std::string_view, 5> suffixes;
};
constexpr Module kModules[] = {
    {"fts5", {{"data", "idx", "content", "docsize", "config"}}},
    {"fts4", {{"content", "segments", "segdir", "docsize", "stat"}}},
    {"fts3", {{"content", "segments", "segdir", "docsize", "stat"}}},
    {"rtree", {{"node", "parent", "rowid", {}, {}}}},
    {"rtree_i32", {{"node", "parent", "rowid", {}, {}}}},
    {"geopoly", {{"node", "parent", "rowid", {}, {}}}},
};

}  // namespace

void drop_shadow_tables(ReadState& state, const VirtualTable& table) {
  for (const Module& module : kModules) {
    if (module.name != table.module) continue;
    for (std::string_view suffix : module.suffixes) {
      if (suffix.empty()) continue;
      const QualifiedName name{table.name.schema, table.name.name + "_" + std::string(suffix)};
      if (const auto shadow = state.find_table(name)) state.take_table(*shadow);
    }
  }
}

namespace {

// A table that was not there yet when a view or trigger named it: spelled as it is stored.
void respell_uses(ReadState& state) {
  const auto stored = [&](const QualifiedName& name) { return state.resolve_existing(name); };
  const auto differs = [&](const std::vector<QualifiedName>& uses) {
    return std::any_of(uses.begin(), uses.end(), [&](const QualifiedName& name) { return stored(name) != name; });
  };
  const auto respelled = [&](std::vector<QualifiedName> uses) {
    for (QualifiedName& name : uses) name = stored(name);
    std::sort(uses.begin(), uses.end());
    uses.erase(std::unique(uses.begin(), uses.end()), uses.end());
    return uses;
  };
  for (const QualifiedName& name : state.schema.views.keys())
    if (differs(state.schema.views.find(name)->uses)) {
      View& view = state.schema.views.edit(name);
      view.uses = respelled(std::move(view.uses));
    }
  for (const PartName& name : state.schema.triggers.keys())
    if (differs(state.schema.triggers.find(name)->uses)) {
      Trigger& trigger = state.schema.triggers.edit(name);
      trigger.uses = respelled(std::move(trigger.uses));
    }
}

}  // namespace

void respell_column(const ReadState& state, const Table& table, std::string& name) {
  if (state.syntax.names_ignore_case) respell(table, name);
}

void respell_columns(const ReadState& state, Table& table) {
  if (!state.syntax.names_ignore_case) return;
  if (table.primary_key) respell(table, table.primary_key->parts);
  for (Unique& unique : table.uniques) respell(table, unique.parts);
  for (Exclusion& exclusion : table.exclusions) respell(table, exclusion.parts);
  for (Index& index : table.indexes) respell(table, index.parts);
  for (ForeignKey& key : table.foreign_keys)
    for (std::string& column : key.columns) respell(table, column);
}

void finish_reading(ReadState& state) {
  for (const VirtualTable& table : state.schema.virtual_tables) drop_shadow_tables(state, table);
  if (!state.syntax.tables_ignore_case && !state.syntax.names_ignore_case) return;
  respell_references(state);
  // The search path is what it was when each statement was read, not what it is at the end.
  state.search_path.clear();
  state.current_database.clear();
  respell_uses(state);
}

}  // namespace plumb::sql
