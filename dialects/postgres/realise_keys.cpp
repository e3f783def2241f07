// Keys and indexes of another dialect on PostgreSQL.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/realise/literals.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/postgres/realise.h"

namespace plumb::postgres {
namespace {

using Kind = LogicalType::Kind;
using sql::Node;

/// An index entry holds some 2,700 bytes: what is longer keeps the prefix of the author's index.
constexpr long long kWholeText = 600;

LogicalType type_of(const Realising& r, const Table& table, std::string_view column) {
  const Column* found = table.find_column(column);
  return found ? r.work.written_in.logical(found->type, found, r.work.from) : LogicalType{};
}

IndexPart plain_part(const IndexPart& part) {
  IndexPart out;
  out.column = part.column;
  out.order = part.order;
  return out;
}

IndexPart prefix_part(const IndexPart& part, const LogicalType& type) {
  IndexPart out;
  out.order = part.order;
  const std::string column = quote(part.column), length = std::to_string(*part.prefix_length);
  out.expression = expression_of(type.kind == Kind::Bytes ? "substring(" + column + ", 1, " + length + ")"
                                                          : "\"left\"(" + column + "::text, " + length + ")");
  return out;
}

std::optional<IndexPart> realise_part(Realising& r, const Table& from, const IndexPart& part, bool unique,
                                      std::string& why) {
  if (part.plain()) {
    if (!part.prefix_length) return plain_part(part);
    const LogicalType type = type_of(r, from, part.column);
    const bool whole = !unique && type.length >= 0 && type.length <= kWholeText;
    return whole ? plain_part(part) : prefix_part(part, type);
  }
  const auto made = to_postgres(r.work.written_in.neutral(part.expression), {&r.work, &from, false}, {}, why);
  if (!made) return std::nullopt;
  IndexPart out;
  out.order = part.order;
  out.expression = expression_of(*made);
  return out;
}

/// Why an index has no place in PostgreSQL; empty where it has.
std::string no_place(const Index& index) {
  if (index.kind == IndexKind::Fulltext) return "PostgreSQL's full-text search asks other queries of another index";
  if (index.kind == IndexKind::Spatial) return "PostgreSQL has spatial indexes with PostGIS only";
  if (index.kind == IndexKind::Vector) return "PostgreSQL has indexes over vectors with pgvector only";
  return {};
}

void realise_index(Realising& r, const Table& from, Table& to, const Index& index) {
  const std::string name = realise::path(from, index.name);
  // A unique index that is left out is a promise that is not kept; any other is only speed.
  const Severity severity = index.unique ? Severity::Warning : Severity::Note;
  const std::string kind = index.unique ? "unique indexes" : "indexes";
  std::string why = no_place(index);
  if (!why.empty()) return r.work.left_out.add(severity, kind, why, name);
  Index out;
  out.name = r.work.names.index(from.name, index.name);
  out.unique = index.unique;
  out.comment = index.comment;
  out.origin = index.origin;
  out.renamed_from = index.renamed_from;
  for (const IndexPart& part : index.parts) {
    auto made = realise_part(r, from, part, index.unique, why);
    if (!made) return r.work.left_out.add(severity, kind, why, name);
    out.parts.push_back(std::move(*made));
  }
  if (index.invisible) r.work.left_out.differs("an invisible index is one like all others on PostgreSQL", name);
  to.indexes.push_back(std::move(out));
}

void realise_primary_key(Realising& r, const Table& from, Table& to) {
  if (!from.primary_key) return;
  const auto& parts = from.primary_key->parts;
  const bool prefix =
      std::any_of(parts.begin(), parts.end(), [](const IndexPart& p) { return p.prefix_length.has_value(); });
  if (prefix) {
    Index index;
    index.name = r.work.names.claim({to.name.schema, to.name.name + "_primary_prefix"}).name;
    index.unique = true;
    std::string why;
    for (const IndexPart& part : parts)
      if (auto made = realise_part(r, from, part, true, why)) index.parts.push_back(std::move(*made));
    to.indexes.push_back(std::move(index));
    return r.work.left_out.differs("a primary key over prefixes is a unique index on PostgreSQL", from.name.display());
  }
  to.primary_key.emplace();
  to.primary_key->origin = from.primary_key->origin;
  for (const IndexPart& part : parts) {
    IndexPart made;
    made.column = part.column;
    to.primary_key->parts.push_back(std::move(made));
  }
}

/// PostgreSQL wants what is referred to to be unique.
bool is_key(const Table& parent, const std::vector<std::string>& columns) {
  std::vector<std::string> wanted = columns;
  std::sort(wanted.begin(), wanted.end());
  const auto covers = [&](const std::vector<IndexPart>& parts) {
    std::vector<std::string> have;
    for (const IndexPart& part : parts) {
      if (!part.plain() || part.prefix_length) return false;
      have.push_back(part.column);
    }
    std::sort(have.begin(), have.end());
    return have == wanted;
  };
  if (parent.primary_key && covers(parent.primary_key->parts)) return true;
  return std::any_of(parent.indexes.begin(), parent.indexes.end(),
                     [&](const Index& index) { return index.unique && covers(index.parts); });
}

/// Every enum is a type of its own on PostgreSQL, and no two of them can be compared.
bool refers_by_enum(const Realising& r, const Table& from, const ForeignKey& key) {
  return std::any_of(key.columns.begin(), key.columns.end(),
                     [&](const std::string& column) { return type_of(r, from, column).kind == Kind::Enum; });
}

void realise_foreign_key(Realising& r, const Table& from, Table& to, const ForeignKey& key) {
  const std::string name = realise::path(from, key.name.empty() ? join(key.columns, ",") : key.name);
  const auto leave_out = [&](const char* why) { r.work.left_out.add(Severity::Warning, "foreign keys", why, name); };
  const Table* parent = r.work.from.tables.find(key.to);
  if (!parent) return leave_out("the table that they refer to is not in the schema");
  std::vector<std::string> referred = key.to_columns;
  if (referred.empty() && parent->primary_key)
    for (const IndexPart& part : parent->primary_key->parts) referred.push_back(part.column);
  if (!is_key(*parent, referred)) return leave_out("PostgreSQL refers to primary and unique keys only");
  if (refers_by_enum(r, from, key)) return leave_out("every enum is a type of its own on PostgreSQL");
  ForeignKey out;
  out.name = realise::own_name(key.name, from);
  out.columns = key.columns;
  out.to = r.work.names.relation(key.to);
  out.to_columns = std::move(referred);
  out.on_update = key.on_update;
  out.on_delete = key.on_delete;
  out.origin = key.origin;
  to.foreign_keys.push_back(std::move(out));
}

}  // namespace

void realise_keys(Realising& r, const Table& from, Table& to) {
  realise_primary_key(r, from, to);
  for (const Index& index : from.indexes) realise_index(r, from, to, index);
  for (const ForeignKey& key : from.foreign_keys) realise_foreign_key(r, from, to, key);
}

}  // namespace plumb::postgres
