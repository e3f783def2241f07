// Unique and foreign keys of another dialect on SQLite, and indexes.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/sqlite/realise.h"

namespace plumb::sqlite {
namespace {

using sql::Node;
namespace neutral = sql::neutral;

bool has_prefix(const std::vector<IndexPart>& parts) {
  return std::any_of(parts.begin(), parts.end(), [](const IndexPart& p) { return p.prefix_length.has_value(); });
}

IndexPart plain_part(const Realising& r, const Table& from, const IndexPart& part) {
  IndexPart out;
  out.column = r.names.column(from.name, part.column);
  out.order = part.order;
  return out;
}

/// The collation that an expression over a column must say: an expression has none of its own.
std::string collation_of(const Table& to, const std::string& column) {
  const Column* found = to.find_column(column);
  return found ? found->collation : std::string();
}

/// (a IS NULL, ifnull(a, '')) tells NULL from everything else, and is never NULL itself.
void add_null_proof(std::vector<IndexPart>& parts, IndexPart part, const Table& to) {
  const Column* column = to.find_column(part.column);
  if (!column || !column->nullable) {
    parts.push_back(std::move(part));
    return;
  }
  IndexPart is_null, value;
  is_null.expression = expression_of(quote(column->name) + " IS NULL");
  value.expression = expression_of("ifnull(" + quote(column->name) + ", '')");
  value.collation = column->collation;
  parts.push_back(std::move(is_null));
  parts.push_back(std::move(value));
}

/// Parts of a unique index; a prefix counts only so many characters.
std::vector<IndexPart> unique_parts(const Realising& r, const Table& from, const Table& to,
                                    const std::vector<IndexPart>& parts, bool nulls_not_distinct) {
  std::vector<IndexPart> out;
  for (const IndexPart& part : parts) {
    IndexPart made = plain_part(r, from, part);
    if (part.prefix_length) {
      const std::string column = made.column;
      made.column.clear();
      made.expression = expression_of("substr(" + quote(column) + ", 1, " + std::to_string(*part.prefix_length) + ")");
      made.collation = collation_of(to, column);
      out.push_back(std::move(made));
    } else if (nulls_not_distinct) {
      add_null_proof(out, std::move(made), to);
    } else {
      out.push_back(std::move(made));
    }
  }
  return out;
}

std::string free_name(const Table& to, std::string name) {
  while (to.find_index(name)) name += "_2";
  return name;
}

void realise_unique(Realising& r, const Table& from, Table& to, const Unique& unique) {
  if (unique.options->without_overlaps) {
    r.left_out.add(Severity::Warning, "constraints without overlaps", "SQLite has none",
                   from.name.display() + "." + unique.name);
    return;
  }
  if (unique.options->deferral != Deferral::NotDeferrable)
    r.left_out.add(Severity::Note, "deferrals of unique constraints", "SQLite checks them at once",
                   from.name.display() + "." + unique.name);
  if (has_prefix(unique.parts) || unique.options->nulls_not_distinct) {
    Index index;
    const std::string name = unique.name.empty() ? to.name.name + "_key" : unique.name;
    index.name = free_name(to, r.names.index(from.name, name));
    index.unique = true;
    index.parts = unique_parts(r, from, to, unique.parts, unique.options->nulls_not_distinct);
    index.origin = unique.origin;
    to.indexes.push_back(std::move(index));
    return;
  }
  Unique out;
  out.name = own_name(unique.name, from);
  out.origin = unique.origin;
  for (const IndexPart& part : unique.parts) out.parts.push_back(plain_part(r, from, part));
  to.uniques.push_back(std::move(out));
}

/// SQLite wants the referred columns to be the primary key or one whole unique key.
bool is_key(const Table& parent, const std::vector<std::string>& columns) {
  std::vector<std::string> wanted = columns;
  std::sort(wanted.begin(), wanted.end());
  auto covers = [&](const std::vector<IndexPart>& parts) {
    std::vector<std::string> have;
    for (const IndexPart& part : parts) {
      if (!part.plain() || part.prefix_length) return false;
      have.push_back(part.column);
    }
    std::sort(have.begin(), have.end());
    return have == wanted;
  };
  if (parent.primary_key && covers(parent.primary_key->parts)) return true;
  for (const Unique& unique : parent.uniques)
    if (!unique.options->nulls_not_distinct && covers(unique.parts)) return true;
  for (const Index& index : parent.indexes)
    if (index.unique && index.where.empty() && !index.nulls_not_distinct && covers(index.parts)) return true;
  return false;
}

/// MATCH FULL: all columns or none.
void add_match_full(Table& to, const ForeignKey& key) {
  std::string text;
  for (std::size_t i = 1; i < key.columns.size(); ++i)
    text +=
        (i > 1 ? " AND " : "") + ("(" + quote(key.columns[0]) + " IS NULL) = (" + quote(key.columns[i]) + " IS NULL)");
  Check check;
  check.expression = expression_of(std::move(text));
  check.origin = key.origin;
  to.checks.push_back(std::move(check));
}

void realise_foreign_key(Realising& r, const Table& from, Table& to, const ForeignKey& key) {
  const std::string name = from.name.display() + "." + (key.name.empty() ? join(key.columns, ",") : key.name);
  const Table* parent = r.from.tables.find(key.to);
  if (!parent || !key.enforced) {
    r.left_out.add(Severity::Warning, "foreign keys",
                   parent ? "they are not enforced" : "the table that they refer to is not in the schema", name);
    return;
  }
  std::vector<std::string> referred = key.to_columns;
  if (referred.empty() && parent->primary_key)
    for (const IndexPart& part : parent->primary_key->parts) referred.push_back(part.column);
  if (!is_key(*parent, referred)) {
    r.left_out.add(Severity::Warning, "foreign keys", "SQLite refers to whole primary or unique keys only", name);
    return;
  }
  ForeignKey out;
  out.name = own_name(key.name, from);
  out.to = r.names.relation(key.to);
  for (const std::string& column : key.columns) out.columns.push_back(r.names.column(from.name, column));
  for (const std::string& column : referred) out.to_columns.push_back(r.names.column(key.to, column));
  out.on_update = key.on_update;
  out.on_delete = key.on_delete;
  if (!key.on_delete_columns.empty() && key.on_delete_columns.size() < key.columns.size()) {
    out.on_delete = OnChange::NoAction;
    r.left_out.add(Severity::Warning, "ON DELETE SET NULL of some columns",
                   "SQLite knows only all of them, so the delete is refused here", name);
  }
  if (key.deferral == Deferral::InitiallyDeferred)
    out.deferral = Deferral::InitiallyDeferred;
  else if (key.deferral == Deferral::InitiallyImmediate)
    r.left_out.add(Severity::Note, "deferrals of foreign keys",
                   "SQLite has PRAGMA defer_foreign_keys for what is not deferred from the start", name);
  out.origin = key.origin;
  if (key.match == Match::Full && out.columns.size() > 1) add_match_full(to, out);
  to.foreign_keys.push_back(std::move(out));
}

/// Why an index has no place in SQLite; empty where it has.
std::string no_place(const Index& index) {
  if (index.kind == IndexKind::Fulltext) return "SQLite has full-text tables instead (FTS5)";
  if (index.kind == IndexKind::Spatial) return "SQLite has R*Tree tables instead";
  if (index.kind == IndexKind::Vector) return "SQLite has no indexes over vectors";
  if (index.method.empty() || index.method == "btree" || index.method == "hash") return {};
  return "SQLite has no " + index.method + " indexes";
}

std::optional<IndexPart> realise_part(Realising& r, const Table& from, const IndexPart& part, std::string& why) {
  if (part.plain()) return plain_part(r, from, part);
  IndexPart out;
  out.order = part.order;
  const ExpressionPlace place{&r, &from, false, nullptr};
  auto made = to_sqlite(r.written_in.neutral(part.expression), place, why);
  if (!made) return std::nullopt;
  out.expression = expression_of(*made);
  return out;
}

void realise_index(Realising& r, const Table& from, Table& to, const Index& index) {
  const std::string name = from.name.display() + "." + index.name;
  // A unique index that is left out is a promise that is not kept; any other is only speed.
  const Severity severity = index.unique ? Severity::Warning : Severity::Note;
  const std::string_view kind = index.unique ? "unique indexes" : "indexes";
  std::string why = no_place(index);
  if (!why.empty()) return r.left_out.add(severity, std::string(kind), why, name);
  Index out;
  out.name = r.names.index(from.name, index.name);
  out.unique = index.unique;
  out.origin = index.origin;
  out.renamed_from = index.renamed_from;
  const bool all_plain =
      std::all_of(index.parts.begin(), index.parts.end(), [](const IndexPart& p) { return p.plain(); });
  if (index.unique && all_plain && (has_prefix(index.parts) || index.nulls_not_distinct)) {
    out.parts = unique_parts(r, from, to, index.parts, index.nulls_not_distinct);
  } else {
    for (const IndexPart& part : index.parts) {
      auto made = realise_part(r, from, part, why);
      if (!made) return r.left_out.add(severity, std::string(kind), why, name);
      out.parts.push_back(std::move(*made));
    }
  }
  if (!index.where.empty()) {
    const ExpressionPlace place{&r, &from, false, nullptr};
    auto where = to_sqlite(r.written_in.neutral(index.where), place, why);
    if (!where) return r.left_out.add(severity, std::string(kind), why, name);
    out.where = expression_of(*where);
  }
  to.indexes.push_back(std::move(out));
}

}  // namespace

void realise_keys(Realising& r, const Table& from, Table& to) {
  if (from.primary_key && has_prefix(from.primary_key->parts)) {
    Index index;
    index.name = free_name(to, to.name.name + "_primary_prefix");
    index.unique = true;
    index.parts = unique_parts(r, from, to, from.primary_key->parts, false);
    to.indexes.push_back(std::move(index));
  }
  for (const Unique& unique : from.uniques) realise_unique(r, from, to, unique);
  for (const ForeignKey& key : from.foreign_keys) realise_foreign_key(r, from, to, key);
  for (const Exclusion& exclusion : from.exclusions)
    r.left_out.add(Severity::Warning, "exclusion constraints", "SQLite has none",
                   from.name.display() + "." + exclusion.name);
}

void realise_indexes(Realising& r, const Table& from, Table& to) {
  for (const Index& index : from.indexes) realise_index(r, from, to, index);
}

}  // namespace plumb::sqlite
