// A SQLite schema in its one normal form.
#include "plumb/dialects/sqlite/canonical.h"

#include <algorithm>
#include <array>

#include "plumb/core/base/text.h"
#include "plumb/dialects/sqlite/dialect.h"

namespace plumb::sqlite {
namespace {

struct Module {
  std::string_view name;
  std::vector<std::string_view> suffixes;  ///< with a * at the end: any number may follow
};

/// What modules name their own tables: <virtual table>_<suffix>.
const std::vector<Module>& modules() {
  static const std::vector<Module> known = {
      {"fts3", {"content", "segments", "segdir", "docsize", "stat"}},
      {"fts4", {"content", "segments", "segdir", "docsize", "stat"}},
      {"fts5", {"data", "idx", "content", "docsize", "config"}},
      {"rtree", {"node", "parent", "rowid"}},
      {"rtree_i32", {"node", "parent", "rowid"}},
      {"geopoly", {"node", "parent", "rowid"}},
      {"spellfix1", {"vocab"}},
      {"vec0", {"chunks", "rowids", "info", "auxiliary", "vector_chunks*", "metadatachunks*", "metadatatext*"}},
  };
  return known;
}

bool matches(std::string_view suffix, std::string_view pattern) {
  if (pattern.empty() || pattern.back() != '*') return equals_ignoring_case(suffix, pattern);
  pattern.remove_suffix(1);
  return suffix.size() >= pattern.size() && equals_ignoring_case(suffix.substr(0, pattern.size()), pattern);
}

void drop_internal_tables(Schema& schema) {
  for (const QualifiedName& name : schema.tables.keys())
    if (is_internal_name(name.name) || is_shadow_table(schema, name.name)) schema.tables.erase(name);
}

void normalise_uses(std::vector<QualifiedName>& uses, const Spellings& spellings) {
  for (QualifiedName& name : uses) name = spellings.of(name);
  std::sort(uses.begin(), uses.end());
  uses.erase(std::unique(uses.begin(), uses.end()), uses.end());
}

void normalise_trigger(Trigger& trigger, const Spellings& spellings) {
  trigger.for_each_row = true;  // there is no other kind
  if (!trigger.update_of.empty()) {
    if (const Table* table = spellings.schema().tables.find(trigger.table))
      for (std::string& name : trigger.update_of)
        for (const Column& column : table->columns)
          if (equals_ignoring_case(column.name, name)) name = column.name;
    std::sort(trigger.update_of.begin(), trigger.update_of.end());
    trigger.update_of.erase(std::unique(trigger.update_of.begin(), trigger.update_of.end()), trigger.update_of.end());
  }
  if (!trigger.when.empty()) normalise(trigger.when, Place::Free, nullptr);
  normalise_body(trigger.body);
  normalise_uses(trigger.uses, spellings);
}

void normalise_triggers(Schema& schema, const Spellings& spellings) {
  for (const PartName& key : schema.triggers.keys()) {
    const QualifiedName table = spellings.of(key.first);
    if (table != key.first) {
      Trigger moved = schema.triggers.take(key);
      moved.table = table;
      schema.triggers.set({table, key.second}, std::move(moved));
    }
    normalise_trigger(schema.triggers.edit({table, key.second}), spellings);
  }
}

void find_unsupported(const Schema& schema, const Target& target, Diagnostics& diagnostics) {
  const bool strict = target.version >= Version{3, 37, 0};
  const bool computed = target.version >= Version{3, 31, 0};
  if (!target.version.known() || (strict && computed)) return;
  for (const Table& table : schema.tables) {
    if (!strict && extra_of<SqliteTable>(table.extra).strict)
      diagnostics.error("unsupported",
                        "table `" + table.name.name + "` is STRICT, which SQLite has from 3.37 on; this is " +
                            target.version.text() + ": leave STRICT out, or use a newer SQLite",
                        table.origin);
    for (const Column& column : table.columns)
      if (!computed && column.computed())
        diagnostics.error("unsupported",
                          "column `" + table.name.name + "." + column.name +
                              "` is generated, which SQLite has from 3.31 on; this is " + target.version.text() +
                              ": use a newer SQLite",
                          column.origin);
  }
}

}  // namespace

QualifiedName Spellings::of(const QualifiedName& name) const {
  if (schema_->tables.contains(name) || schema_->views.contains(name)) return name;
  if (by_folded_.empty()) {
    for (const auto& view : schema_->views) by_folded_[lower(view.name.name)] = view.name;
    for (const auto& table : schema_->tables) by_folded_[lower(table.name.name)] = table.name;
  }
  const auto found = by_folded_.find(lower(name.name));
  return found == by_folded_.end() ? name : found->second;
}

bool is_internal_name(std::string_view name) {
  return name.size() >= 7 && equals_ignoring_case(name.substr(0, 7), "sqlite_");
}

bool is_shadow_table(const Schema& schema, std::string_view table) {
  if (schema.virtual_tables.empty()) return false;
  // The name may hold more than one underscore; each can be the one before the suffix.
  for (auto at = table.rfind('_'); at != std::string_view::npos && at > 0; at = table.rfind('_', at - 1)) {
    const std::string_view owner = table.substr(0, at), suffix = table.substr(at + 1);
    for (const VirtualTable& virtual_table : schema.virtual_tables) {
      if (!equals_ignoring_case(virtual_table.name.name, owner)) continue;
      for (const Module& module : modules())
        if (equals_ignoring_case(module.name, virtual_table.module))
          for (std::string_view pattern : module.suffixes)
            if (matches(suffix, pattern)) return true;
    }
  }
  return false;
}

Schema SqliteDialect::canonical(Schema schema, const Target& target, Diagnostics& diagnostics) const {
  drop_internal_tables(schema);
  find_unsupported(schema, target, diagnostics);
  const Spellings spellings(schema);
  for (const QualifiedName& name : schema.tables.keys()) normalise_table(schema.tables.edit(name), spellings);
  for (const QualifiedName& name : schema.virtual_tables.keys()) {
    VirtualTable& table = schema.virtual_tables.edit(name);
    table.module = lower(table.module);
    for (std::string& argument : table.arguments) argument = std::string(trim(argument));
  }
  for (const QualifiedName& name : schema.views.keys()) {
    View& view = schema.views.edit(name);
    normalise_query(view.query);
    normalise_uses(view.uses, spellings);
  }
  normalise_triggers(schema, spellings);
  return schema;
}

}  // namespace plumb::sqlite
