// What a partition has from its parent.
//
// pg_dump writes a partition as a whole table and attaches it; a person writes PARTITION OF. Both say the same, so a
// partition keeps only what is its own: columns with another default, constraints and indexes that the parent
// does not have.
#include <algorithm>

#include "plumb/core/sql/read/postgres.h"

namespace plumb::sql::postgres_read {
namespace {

bool same_column(const Column& parent, Column partition) {
  if (partition.comment.empty()) partition.comment = parent.comment;
  return parent == partition;
}

bool names_column(const PrimaryKey& key, const std::string& name) {
  return std::any_of(key.parts.begin(), key.parts.end(), [&](const IndexPart& part) { return part.column == name; });
}

// The column as a parent has it, or a parent of that. Cycles cannot be made on a server, but in a file.
std::optional<Column> inherited_column(const Schema& schema, const Table& table, const std::string& name, int depth) {
  const PostgresTable& extra = extra_of<PostgresTable>(table.extra);
  std::vector<QualifiedName> parents = extra.inherits;
  if (!extra.partition_of.empty()) parents.push_back(extra.partition_of);
  for (const QualifiedName& parent : parents) {
    const Table* found = schema.tables.find(parent);
    if (!found || depth > 20) continue;
    if (const Column* column = found->find_column(name)) {
      Column copy = *column;
      copy.comment.clear();
      copy.renamed_from = {};
      if (found->primary_key && names_column(*found->primary_key, name)) copy.nullable = false;
      return copy;
    }
    if (auto above = inherited_column(schema, *found, name, depth + 1)) return above;
  }
  return std::nullopt;
}

bool same_parts(const std::vector<IndexPart>& a, const std::vector<IndexPart>& b) { return a == b; }

}  // namespace

Column* edit_own_column(ReadState& state, const QualifiedName& table, const std::string& name) {
  const Table* found = state.schema.tables.find(table);
  if (!found) return nullptr;
  if (!found->find_column(name)) {
    const std::optional<Column> from = inherited_column(state.schema, *found, name, 0);
    if (!from) return nullptr;
    state.schema.tables.edit(table).columns.push_back(*from);
  }
  return state.schema.tables.edit(table).find_column(name);
}

void merge_inherited(const Schema& schema, Table& child) {
  for (Column& column : child.columns) {
    const std::optional<Column> from = inherited_column(schema, child, column.name, 0);
    if (!from) continue;
    column.nullable = column.nullable && from->nullable;
    if (std::holds_alternative<std::monostate>(column.fill) && !from->identity()) column.fill = from->fill;
  }
}

void take_off_inherited(const Table& parent, Table& partition) {
  std::erase_if(partition.columns, [&](const Column& column) {
    const Column* from = parent.find_column(column.name);
    return from && same_column(*from, column);
  });
  std::erase_if(partition.checks, [&](const Check& check) {
    return std::any_of(parent.checks.begin(), parent.checks.end(), [&](const Check& other) {
      return other.expression == check.expression &&
             (other.name == check.name || other.name.empty() || check.name.empty());
    });
  });
  std::erase_if(partition.foreign_keys, [&](const ForeignKey& key) {
    return std::any_of(parent.foreign_keys.begin(), parent.foreign_keys.end(), [&](ForeignKey other) {
      other.name = key.name;
      return other == key;
    });
  });
  // Keys and indexes leave when they are attached (ALTER INDEX … ATTACH PARTITION). PARTITION OF makes them anew.
}

void put_back_inherited(const Table& parent, Table& partition) {
  std::vector<Column> columns;
  for (const Column& column : parent.columns) {
    const Column* own = partition.find_column(column.name);
    columns.push_back(own ? *own : column);
  }
  partition.columns = std::move(columns);
  for (const Check& check : parent.checks) partition.checks.push_back(check);
  if (parent.primary_key && !partition.primary_key) {
    partition.primary_key = parent.primary_key;
    partition.primary_key->name.clear();
  }
  for (Unique unique : parent.uniques) {
    const auto same = [&](const Unique& own) { return same_parts(own.parts, unique.parts); };
    if (std::any_of(partition.uniques.begin(), partition.uniques.end(), same)) continue;
    unique.name.clear();
    partition.uniques.push_back(std::move(unique));
  }
  for (Index index : parent.indexes) {
    index.name.clear();
    partition.indexes.push_back(std::move(index));
  }
  for (ForeignKey key : parent.foreign_keys) partition.foreign_keys.push_back(std::move(key));
}

}  // namespace plumb::sql::postgres_read
