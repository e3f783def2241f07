// Tables: one spelling of types, keys, constraints and indexes.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/dialects/sqlite/canonical.h"

namespace plumb::sqlite {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// SQLite keeps a type as the author's words; only case and blanks mean nothing.
void normalise_type(Type& type) {
  std::string name;
  name.reserve(type.name.size());
  for (char c : type.name) {
    if (is_blank(c)) {
      if (!name.empty() && name.back() != ' ') name += ' ';
    } else {
      name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
  }
  if (!name.empty() && name.back() == ' ') name.pop_back();
  // int[] is INT and an empty name in brackets to SQLite, which keeps both.
  if (type.written.text.ends_with("[]") && !name.ends_with("[]")) name += "[]";
  if (name != type.name) type.name = std::move(name);
  for (std::string& arg : type.args) arg = upper(trim(arg));
}

OnConflict normal(OnConflict conflict) { return conflict == OnConflict::Abort ? OnConflict::Default : conflict; }

void normalise_collation(std::string& collation) {
  if (collation.empty()) return;
  collation = upper(collation);
  if (collation == "BINARY") collation.clear();
}

/// The spelling of the declaration; what is no column stays as it is.
void respell(std::string& name, const Table& table) {
  const Column* found = nullptr;
  for (const Column& column : table.columns) {
    if (column.name == name) return;
    if (!found && equals_ignoring_case(column.name, name)) found = &column;
  }
  if (found) name = found->name;
}

void normalise_column(Column& column, const Table& table) {
  normalise_type(column.type);
  normalise_collation(column.collation);
  if (auto* value = std::get_if<Expr>(&column.fill)) {
    normalise(*value, Place::Default, nullptr);
    if (equals_ignoring_case(value->canonical, "NULL")) column.fill = std::monostate{};
  } else if (auto* computed = std::get_if<Computed>(&column.fill)) {
    normalise(computed->from, Place::Table, &table);
  }
  if (!column.extra) return;
  auto& extra = edit_extra<SqliteColumn>(column.extra);
  if (column.nullable) {
    extra.not_null_conflict = OnConflict::Default;
    extra.not_null_name.clear();
  }
  extra.not_null_conflict = normal(extra.not_null_conflict);
  if (extra == SqliteColumn{}) column.extra.clear();
}

/// A part in parentheses that is only a column is that column; its collation is the column's where
/// none is said.
void normalise_part(IndexPart& part, const Table& table) {
  if (!part.plain()) {
    normalise(part.expression, Place::Table, &table);
    for (const Column& column : table.columns)
      if (column.name == part.expression.canonical) {
        part.column = column.name;
        part.expression = {};
        break;
      }
  }
  part.nulls = Nulls::Default;
  if (!part.collation.empty()) part.collation = upper(part.collation);
  if (!part.plain()) {
    if (part.collation == "BINARY") part.collation.clear();
    return;
  }
  respell(part.column, table);
  if (part.collation.empty()) return;
  const Column* column = table.find_column(part.column);
  const std::string own = column ? column->collation : std::string();
  if (part.collation == (own.empty() ? "BINARY" : own)) part.collation.clear();
}

void normalise_parts(std::vector<IndexPart>& parts, const Table& table) {
  for (IndexPart& part : parts) normalise_part(part, table);
}

void normalise_options(Rare<KeyOptions>& options) {
  if (options && options->on_conflict == OnConflict::Abort) options.edit().on_conflict = OnConflict::Default;
  if (!options) options.clear();
}

bool is_integer(const Column& column) { return column.type.name == "INTEGER" && column.type.args.empty(); }

/// PRIMARY KEY on a column and behind the columns are the same, but for INTEGER PRIMARY KEY DESC,
/// which by an old mistake of SQLite is no rowid alias when it stands on the column.
void normalise_primary_key(Table& table) {
  if (!table.primary_key) return;
  PrimaryKey& key = *table.primary_key;
  normalise_parts(key.parts, table);
  normalise_options(key.options);
  const SqliteTable& extra = extra_of<SqliteTable>(table.extra);
  bool alias = false;
  if (key.parts.size() == 1) {
    const Column* column = table.find_column(key.parts[0].column);
    const bool integer = column && is_integer(*column) && !extra.without_rowid;
    const bool mistake = integer && key.on_column && key.parts[0].order.descending;
    alias = integer && !mistake;
    if (alias) key.parts[0].order.descending = false;
    key.on_column = mistake;
  } else {
    key.on_column = false;
  }
  // WITHOUT ROWID and STRICT imply it; elsewhere a key may hold NULLs, for the sake of old
  // databases.
  if (extra.without_rowid || (extra.strict && !alias))
    for (const IndexPart& part : key.parts)
      if (Column* column = table.find_column(part.column)) column->nullable = false;
}

/// SQLite makes one index for constraints over the same columns and collations, whatever their
/// order of sorting.
bool same_key(const std::vector<IndexPart>& a, const std::vector<IndexPart>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const IndexPart& x, const IndexPart& y) {
    return x.column == y.column && x.collation == y.collation && x.expression == y.expression;
  });
}

void merge_uniques(Table& table) {
  std::vector<Unique> kept;
  kept.reserve(table.uniques.size());
  const Column* key_column = table.primary_key && table.primary_key->parts.size() == 1
                                 ? table.find_column(table.primary_key->parts[0].column)
                                 : nullptr;
  const bool key_has_index = table.primary_key && !(key_column && is_rowid_alias(table, *key_column));
  for (Unique& unique : table.uniques) {
    if (key_has_index && same_key(unique.parts, table.primary_key->parts)) {
      if (unique.options->on_conflict != OnConflict::Default &&
          table.primary_key->options->on_conflict == OnConflict::Default)
        table.primary_key->options.edit().on_conflict = unique.options->on_conflict;
      continue;
    }
    auto same =
        std::find_if(kept.begin(), kept.end(), [&](const Unique& u) { return same_key(u.parts, unique.parts); });
    if (same == kept.end()) {
      kept.push_back(std::move(unique));
      continue;
    }
    // Which of them made the index depends on their order; the name does not.
    if (!unique.name.empty() && (same->name.empty() || unique.name < same->name)) same->name = unique.name;
    if (same->options->on_conflict == OnConflict::Default && unique.options->on_conflict != OnConflict::Default)
      same->options.edit().on_conflict = unique.options->on_conflict;
  }
  table.uniques = std::move(kept);
}

void normalise_foreign_key(ForeignKey& key, const Table& table, const Spellings& spellings) {
  for (std::string& column : key.columns) respell(column, table);
  key.to = spellings.of(key.to);
  const Table* parent = spellings.schema().tables.find(key.to);
  key.match = Match::Simple;  // MATCH is read and ignored
  if (key.deferral == Deferral::InitiallyImmediate) key.deferral = Deferral::NotDeferrable;
  if (!parent) return;
  if (key.to_columns.empty() && parent->primary_key)
    for (const IndexPart& part : parent->primary_key->parts) key.to_columns.push_back(part.column);
  for (std::string& column : key.to_columns) respell(column, *parent);
}

void normalise_index(Index& index, const Table& table) {
  normalise_parts(index.parts, table);
  if (!index.where.empty()) normalise(index.where, Place::Table, &table);
}

/// The same constraint twice is one.
void drop_doubles(Table& table) {
  auto drop = [](auto& list) { list.erase(std::unique(list.begin(), list.end()), list.end()); };
  drop(table.uniques);
  drop(table.checks);
  drop(table.foreign_keys);
}

}  // namespace

bool is_rowid_alias(const Table& table, const Column& column) {
  const auto& key = table.primary_key;
  return key && key->parts.size() == 1 && key->parts[0].column == column.name &&
         equals_ignoring_case(column.type.name, "INTEGER") && column.type.args.empty() &&
         !(key->on_column && key->parts[0].order.descending) && !extra_of<SqliteTable>(table.extra).without_rowid;
}

void normalise_table(Table& table, const Spellings& spellings) {
  if (table.extra && extra_of<SqliteTable>(table.extra) == SqliteTable{}) table.extra.clear();
  for (Column& column : table.columns) normalise_column(column, table);
  normalise_primary_key(table);
  for (Unique& unique : table.uniques) {
    normalise_parts(unique.parts, table);
    normalise_options(unique.options);
  }
  merge_uniques(table);
  for (Check& check : table.checks) {
    normalise(check.expression, Place::Table, &table);
    check.on_conflict = OnConflict::Default;  // read and ignored
  }
  for (ForeignKey& key : table.foreign_keys) normalise_foreign_key(key, table, spellings);
  for (Index& index : table.indexes) normalise_index(index, table);
  sort_parts(table);
  drop_doubles(table);
}

}  // namespace plumb::sqlite
