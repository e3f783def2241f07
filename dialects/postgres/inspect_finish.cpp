// The pieces put together: tables without what they only have from their parents, and the server's own statements read
// on top.
#include <algorithm>

#include "plumb/core/sql/reader.h"
#include "plumb/dialects/postgres/inspect_gathering.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

// A partition's identity is its parent's, and up to PostgreSQL 16 the catalogue does not say so.
bool same_as_parent(const Column& parent, const Column& child) {
  if (parent.name != child.name) return false;
  Column as_parent = parent;
  if (child.comment.empty()) as_parent.comment.clear();
  if (parent.identity() && !child.default_value() && !child.computed()) as_parent.fill = child.fill;
  return as_parent == child;
}

// In whole first: a parent may be a partition itself, and must still have its columns.
void take_off_inherited(Gathering& g) {
  std::vector<std::pair<Relation*, std::vector<std::string>>> gone;
  for (auto& [oid, relation] : g.relations) {
    if (!relation.is_table() || relation.parents.empty()) continue;
    std::vector<std::string> names;
    for (std::int16_t number : relation.inherited) {
      const std::string name = column_of(relation, number);
      const Column& column = *relation.table->find_column(name);
      for (Oid oid_of_parent : relation.parents) {
        const Column* from = g.find(oid_of_parent)->table->find_column(name);
        if (!from || !same_as_parent(*from, column)) continue;
        names.push_back(name);
        break;
      }
    }
    if (!names.empty()) gone.emplace_back(&relation, std::move(names));
  }
  for (auto& [relation, names] : gone)
    std::erase_if(relation->table->columns, [&names = names](const Column& column) {
      return std::find(names.begin(), names.end(), column.name) != names.end();
    });
}

void place_relations(Gathering& g) {
  for (auto& [oid, relation] : g.relations) {
    QualifiedName name = relation.name;
    if (relation.table)
      g.schema.tables.insert(std::move(name), std::move(*relation.table));
    else if (relation.sequence)
      g.schema.sequences.insert(std::move(name), std::move(*relation.sequence));
    else if (relation.composite)
      g.schema.composites.insert(std::move(name), std::move(*relation.composite));
    relation.table.reset();
  }
}

// Statements that cannot be read are not kept in silence.
void read_script(Gathering& g, Inspection& out) {
  if (g.script.empty()) return;
  Diagnostics diagnostics;
  sql::ReadOptions options;
  options.purpose = sql::Purpose::Server;
  options.default_schema = g.target.default_schema;
  sql::Reader reader(syntax(), options, diagnostics);
  reader.start_from(std::move(g.schema));
  for (Piece& piece : g.script) {
    const std::size_t before = diagnostics.all().size();
    reader.read(piece.what, std::move(piece.text));
    for (std::size_t i = before; i < diagnostics.all().size(); ++i) {
      const Diagnostic& d = diagnostics.all()[i];
      if (d.severity != Severity::Error && d.rule != "unmodelled") continue;
      out.unmodelled.push_back({piece.what + ": " + d.message});
      break;
    }
  }
  g.schema = reader.finish().schema;
}

// What a view says beside its query, and its indexes.
void complete_views(Gathering& g) {
  for (auto& [oid, relation] : g.relations) {
    if (!relation.view || !g.schema.views.contains(relation.name)) continue;
    View& view = g.schema.views.edit(relation.name);
    View& from = *relation.view;
    view.options = std::move(from.options);
    view.tablespace = std::move(from.tablespace);
    view.access_method = std::move(from.access_method);
    view.comment = std::move(from.comment);
    view.column_comments = std::move(from.column_comments);
    view.indexes = std::move(from.indexes);
  }
}

void complete_programs(Gathering& g) {
  for (auto& [key, state] : g.trigger_states)
    if (g.schema.triggers.contains(key)) g.schema.triggers.edit(key).enabled = state;
  for (auto& [key, comment] : g.trigger_comments)
    if (g.schema.triggers.contains(key)) g.schema.triggers.edit(key).comment = std::move(comment);
  for (auto& [name, comment] : g.type_comments)
    if (g.schema.composites.contains(name)) g.schema.composites.edit(name).comment = std::move(comment);
}

}  // namespace

Inspection finish(Gathering& g) {
  Inspection out;
  take_off_inherited(g);
  settle_strangers(g);
  place_relations(g);
  read_script(g, out);
  complete_views(g);
  complete_programs(g);
  for (const auto& [what, count] : g.counts) out.unmodelled.push_back({what, count});
  out.leftovers = std::move(g.leftovers);
  std::sort(out.leftovers.begin(), out.leftovers.end());
  out.schema = std::move(g.schema);
  return out;
}

}  // namespace plumb::postgres
