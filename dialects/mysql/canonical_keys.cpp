// Keys, indexes and foreign keys in their normal form.
#include <algorithm>
#include <cstdlib>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/mysql_names.h"
#include "plumb/dialects/mysql/canonical.h"
#include "plumb/dialects/mysql/charsets.h"
#include "plumb/dialects/mysql/types.h"

namespace plumb::mysql {
namespace {

const Column* find_column(const Table& table, std::string_view name) {
  if (const Column* exact = table.find_column(name)) return exact;
  for (const Column& column : table.columns)
    if (equals_ignoring_case(column.name, name)) return &column;
  return nullptr;
}

void canonical_part(IndexPart& part, const Table& table, const Canon& canon, bool ordered) {
  part.order.stated = {};
  if (!ordered || !canon.flavour.keeps_descending) part.order.descending = false;
  if (!part.plain()) {
    canonical_expression(part.expression, canon, &table);
    return;
  }
  const Column* column = find_column(table, part.column);
  if (!column) return;
  part.column = column->name;
  if (!ordered) part.prefix_length.reset();
  // A prefix of the whole length is none.
  if (part.prefix_length && column->type.args.size() == 1 && values_of(column->type) != Values::Enum &&
      values_of(column->type) != Values::Set && *part.prefix_length >= std::atoi(column->type.args[0].c_str()))
    part.prefix_length.reset();
}

// What InnoDB takes for granted, or takes no notice of.
bool keeps_method(const Table& table, const Canon& canon) {
  const std::string& engine = extra_of<MysqlTable>(table.extra).engine;
  return engine != "InnoDB" && engine != "MyISAM" && engine != "Aria" && !canon.flavour.one_engine;
}

// Where there are B-trees only, the author's word is said again and not compared.
void settle_method(std::string& method, Written& said, const Table& table, const Canon& canon) {
  method = lower(method);
  if (method.empty() || keeps_method(table, canon)) return;
  if (!canon.flavour.one_engine) said.text = "btree";
  method.clear();
}

// MariaDB: what is too long for a key of its own, and need not be unique, goes into it as far as there is room.
void cut_text(IndexPart& part, const Table& table) {
  const Column* column = table.find_column(part.column);
  if (!column || part.prefix_length || extra_of<MysqlTable>(table.extra).engine != "InnoDB") return;
  const std::string base = column->type.name.substr(0, column->type.name.find(' '));
  const bool lob = base.ends_with("text") || base.ends_with("blob");
  if (!lob && base != "varchar" && base != "varbinary") return;
  constexpr int kRoom = 3072;
  const int bytes = holds_text(column->type) ? bytes_per_character(charset_of(column->collation)) : 1;
  const int most = kRoom / std::max(bytes, 1);
  const int length = base.starts_with("tiny")           ? 255
                     : lob || column->type.args.empty() ? most
                                                        : std::atoi(column->type.args[0].c_str());
  if (lob || length > most) part.prefix_length = std::min(length, most);
}

void canonical_index(Index& index, const Table& table, const Canon& canon) {
  const bool ordered = index.kind == IndexKind::Plain;
  for (IndexPart& part : index.parts) canonical_part(part, table, canon, ordered);
  if (canon.flavour.cuts_texts && ordered && !index.unique && index.parts.size() == 1)
    cut_text(index.parts.front(), table);
  settle_method(index.method, index.using_, table, canon);
  if (!canon.flavour.keeps_widths) index.parameters.erase("KEY_BLOCK_SIZE");
  if (index.global == false) index.global.reset();
}

bool is_random(const Table& table, const PrimaryKey& key) {
  const Column* first = key.parts.empty() ? nullptr : table.find_column(key.parts.front().column);
  return first && first->identity() && first->identity()->auto_random;
}

void canonical_primary_key(Table& table, const Canon& canon) {
  PrimaryKey& key = *table.primary_key;
  key.name.clear();  // PRIMARY, whatever it was called
  key.on_column = false;
  for (IndexPart& part : key.parts) canonical_part(part, table, canon, true);
  if (!canon.flavour.clustered_keys) key.clustered.reset();
  // No other key takes an AUTO_RANDOM column.
  if (canon.flavour.clustered_keys && !key.clustered && is_random(table, key)) key.clustered = true;
  if (!key.options) return;
  KeyOptions& options = key.options.edit();
  settle_method(options.method, options.using_, table, canon);
  if (!canon.flavour.keeps_widths) options.block_size.reset();
}

// There are no unique constraints beside unique indexes.
void absorb_uniques(Table& table) {
  for (Unique& unique : table.uniques) {
    Index index;
    index.unique = true;
    index.name = std::move(unique.name);
    index.parts = std::move(unique.parts);
    index.origin = unique.origin;
    index.comment = unique.options->comment;
    index.invisible = unique.options->invisible;
    table.indexes.push_back(std::move(index));
  }
  table.uniques.clear();
}

void drop_fulltext(Table& table, const Canon& canon) {
  if (canon.flavour.fulltext) return;
  std::erase_if(table.indexes, [&](const Index& index) {
    if (index.kind != IndexKind::Fulltext) return false;
    canon.diagnostics.note("index-not-stored",
                           "full-text index `" + table.name.display() + "." + index.name +
                               "` is not compared: TiDB parses such an index and drops it",
                           index.origin);
    return true;
  });
}

template <class Parts>
bool starts_with(const Parts& parts, const std::vector<std::string>& columns) {
  if (parts.size() < columns.size()) return false;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (!equals_ignoring_case(parts[i].column, columns[i]) || parts[i].prefix_length) return false;
  return true;
}

// Every foreign key has an index over its columns: the server makes one where there is none.
void add_index_of(const ForeignKey& key, Table& table, const Canon& canon) {
  if (table.primary_key && starts_with(table.primary_key->parts, key.columns)) return;
  for (const Index& index : table.indexes)
    if (index.kind == IndexKind::Plain && starts_with(index.parts, key.columns)) return;
  Index index;
  for (const std::string& column : key.columns) {
    IndexPart part;
    part.column = column;
    index.parts.push_back(std::move(part));
  }
  if (canon.flavour.clustered_keys || key.on_column.text != "named by the server") index.name = key.name;
  const bool taken = std::any_of(table.indexes.begin(), table.indexes.end(),
                                 [&](const Index& other) { return equals_ignoring_case(other.name, index.name); });
  if (index.name.empty() || taken) index.name = sql::implied_mysql_index_name(table, index, canon.target.syntax);
  index.origin = key.origin;
  table.indexes.push_back(std::move(index));
}

void sort_indexes(Table& table) {
  std::stable_sort(table.indexes.begin(), table.indexes.end(),
                   [](const Index& a, const Index& b) { return a.name < b.name; });
}

OnChange as_stored(OnChange action, const Flavour& flavour) {
  // MariaDB: SET DEFAULT is taken for what there is without it; both its RESTRICT and NO ACTION
  // refuse at once.
  if (flavour.restrict_is_default && (action == OnChange::Restrict || action == OnChange::SetDefault))
    return OnChange::NoAction;
  return action;
}

}  // namespace

void canonical_keys(Table& table, const Canon& canon) {
  if (table.primary_key) canonical_primary_key(table, canon);
  absorb_uniques(table);
  drop_fulltext(table, canon);
  for (Index& index : table.indexes) canonical_index(index, table, canon);
  sql::name_mysql_indexes(table, canon.target.syntax);
  sort_indexes(table);
}

void canonical_foreign_keys(Table& table, const Canon& canon, const Schema& schema) {
  for (ForeignKey& key : table.foreign_keys) {
    for (std::string& name : key.columns)
      if (const Column* column = find_column(table, name)) name = column->name;
    if (const Table* to = schema.tables.find(key.to)) {
      if (key.to_columns.empty() && to->primary_key)
        for (const IndexPart& part : to->primary_key->parts) key.to_columns.push_back(part.column);
      for (std::string& name : key.to_columns)
        if (const Column* column = find_column(*to, name)) name = column->name;
    }
    key.match = Match::Simple;  // no server of the family keeps it
    key.deferral = Deferral::NotDeferrable;
    key.on_delete = as_stored(key.on_delete, canon.flavour);
    key.on_update = as_stored(key.on_update, canon.flavour);
  }
  for (const ForeignKey& key : table.foreign_keys) add_index_of(key, table, canon);
  sort_indexes(table);
  std::stable_sort(table.foreign_keys.begin(), table.foreign_keys.end(),
                   [](const ForeignKey& a, const ForeignKey& b) { return a.name < b.name; });
}

}  // namespace plumb::mysql
