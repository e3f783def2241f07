// ALTER TABLE … DROP COLUMN: what else of the table goes, and what forbids it.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/state.h"

namespace plumb::sql {
namespace {

bool names(const std::vector<std::string>& columns, const std::string& column, bool ignore_case) {
  return std::any_of(columns.begin(), columns.end(), [&](const std::string& name) {
    return name == column || (ignore_case && equals_ignoring_case(name, column));
  });
}

bool names(const Expr& expression, const std::string& column, const Syntax& syntax) {
  if (expression.empty()) return false;
  const auto node = parse_expression(expression.canonical, syntax);
  return node && names(columns_of(*node), column, syntax.names_ignore_case);
}

bool names(const std::vector<IndexPart>& parts, const std::string& column, const Syntax& syntax) {
  return std::any_of(parts.begin(), parts.end(), [&](const IndexPart& part) {
    return part.plain() ? part.column == column : names(part.expression, column, syntax);
  });
}

// What SQLite 3.40 refuses, in its order.
std::string refusal(const Table& table, const std::string& column, const Syntax& syntax) {
  if (table.primary_key && names(table.primary_key->parts, column, syntax)) return "it is part of the primary key";
  for (const Unique& unique : table.uniques)
    if (names(unique.parts, column, syntax)) return "it is part of a unique constraint";
  for (const Index& index : table.indexes)
    if (names(index.parts, column, syntax) || names(index.where, column, syntax))
      return "index `" + index.name + "` uses it; drop the index first";
  for (const ForeignKey& key : table.foreign_keys)
    if (key.on_column.empty() && names(key.columns, column, true)) return "a foreign key of the table uses it";
  for (const Check& check : table.checks)
    if (check.on_column.text != column && names(check.expression, column, syntax))
      return "a check uses it: " + check.expression.canonical;
  for (const Column& other : table.columns)
    if (other.name != column && other.computed() && names(other.computed()->from, column, syntax))
      return "column `" + other.name + "` is computed from it";
  if (table.columns.size() == 1) return "it is the only one";
  return {};
}

void drop_parts(Table& table, const std::string& column, const Syntax& syntax) {
  if (table.primary_key && names(table.primary_key->parts, column, syntax)) table.primary_key.reset();
  std::erase_if(table.uniques, [&](const Unique& u) {
    return names(u.parts, column, syntax) || names(u.options->include, column, false);
  });
  std::erase_if(table.exclusions, [&](const Exclusion& e) { return names(e.parts, column, syntax); });
  std::erase_if(table.checks, [&](const Check& c) { return names(c.expression, column, syntax); });
  std::erase_if(table.foreign_keys, [&](const ForeignKey& f) { return names(f.columns, column, false); });
  std::erase_if(table.indexes, [&](const Index& i) {
    return names(i.parts, column, syntax) || names(i.include, column, false) || names(i.where, column, syntax);
  });
}

void drop_references(ReadState& state, const QualifiedName& table, const std::string& column) {
  for (const QualifiedName& name : state.schema.tables.keys()) {
    const auto refers = [&](const ForeignKey& key) { return key.to == table && names(key.to_columns, column, false); };
    const std::vector<ForeignKey>& keys = state.schema.tables.find(name)->foreign_keys;
    if (std::any_of(keys.begin(), keys.end(), refers))
      std::erase_if(state.schema.tables.edit(name).foreign_keys, refers);
  }
}

// The query of a view may name a column of another table alike; then the view goes as well, as
// nobody can tell without resolving the query. PostgreSQL resolves it.
void drop_views_over_column(ReadState& state, const QualifiedName& table, const std::string& column) {
  for (const QualifiedName& name : state.schema.views.keys()) {
    const View* view = state.schema.views.find(name);
    if (!view || std::find(view->uses.begin(), view->uses.end(), table) == view->uses.end()) continue;
    const auto query = parse_query(view->query.canonical, state.syntax);
    if (query && names(columns_of(*query), column, false)) drop_view(state, name, true);
  }
}

}  // namespace

void drop_column(ReadState& state, Cursor& at, const QualifiedName& name, const std::string& column, bool cascade) {
  Table& table = state.schema.tables.edit(name);
  if (state.syntax.grammar.sqlite) {
    if (const std::string why = refusal(table, column, state.syntax); !why.empty())
      throw SyntaxError{"unsupported-change",
                        "SQLite cannot drop column `" + name.display() + "." + column + "`: " + why, at.peek().offset,
                        at.peek().length, at.peek().line};
    std::erase_if(table.checks, [&](const Check& c) { return c.on_column.text == column; });
    std::erase_if(table.foreign_keys, [&](const ForeignKey& f) { return names(f.columns, column, true); });
  } else {
    fix_implied_names(state, name);
    state.forget_indexes_of(name);
    drop_parts(state.schema.tables.edit(name), column, state.syntax);
    state.remember_indexes_of(name);
    for (const QualifiedName& sequence : state.schema.sequences.keys()) {
      const Sequence& owned = *state.schema.sequences.find(sequence);
      if (owned.owned_by_table == name && owned.owned_by_column == column) state.schema.sequences.erase(sequence);
    }
    if (cascade) {
      drop_references(state, name, column);
      drop_views_over_column(state, name, column);
    }
  }
  std::erase_if(state.schema.tables.edit(name).columns, [&](const Column& c) { return c.name == column; });
}

}  // namespace plumb::sql
