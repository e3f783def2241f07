// Tables, their columns, keys and indexes.
#include <algorithm>
#include <array>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/postgres_types.h"
#include "plumb/core/sql/read/implied_names.h"
#include "plumb/dialects/postgres/canonical.h"
#include "plumb/dialects/postgres/expression.h"

namespace plumb::postgres {
namespace {

Place place_in(const Settling& s, const Table* table) {
  Place place;
  place.schema = &s.schema;
  place.table = table;
  place.default_schema = s.target.default_schema;
  return place;
}

// How a value of the type is stored where nobody says it; empty: not known here.
std::string_view storage_of(const Type& type) {
  if (type.array_dims > 0) return "extended";
  const std::string& name = type.name;
  if (name == "text" || name == "character varying" || name == "character" || name == "bytea" || name == "json" ||
      name == "jsonb" || name == "xml" || name == "tsvector" || name == "bit" || name == "bit varying" ||
      name == "bpchar" || name.ends_with("range") || name == "path" || name == "polygon")
    return "extended";
  if (name == "numeric" || name == "inet" || name == "cidr") return "main";
  return name.empty() ? "" : "plain";
}

bool is_null(const Expr& value) {
  std::string_view text = value.canonical;
  return text == "NULL" || text.starts_with("NULL::") || text.starts_with("CAST(NULL AS");
}

void settle_column_extra(Column& column) {
  if (!column.extra) return;
  PostgresColumn& extra = edit_extra<PostgresColumn>(column.extra);
  if (extra.storage == storage_of(column.type)) extra.storage.clear();
  if (extra == PostgresColumn{}) column.extra.clear();
}

void settle_identity(const Settling& s, const Table& table, Column& column) {
  Identity identity = *column.identity();
  SequenceOptions options = *identity.options;
  settle_sequence_options(options, column.type.name);
  identity.options = std::move(options);
  if (!identity.sequence.empty() && identity.sequence.schema == table.name.schema &&
      identity.sequence.name == sql::implied_name(table.name.name, column.name, "seq", s.target.syntax,
                                                  [](const std::string&) { return false; }))
    identity.sequence = {};
  column.fill = std::move(identity);
  column.nullable = false;
}

void settle_column(const Settling& s, const Table& table, Column& column) {
  sql::settle_postgres_type(column.type);
  // The server keeps no number of dimensions.
  column.type.array_dims = std::min(column.type.array_dims, 1);
  settle_collation(column.collation, s.target);
  settle_column_extra(column);
  Place place = place_in(s, nullptr);
  place.wanted = &column.type;
  if (column.identity()) {
    settle_identity(s, table, column);
  } else if (Expr* value = std::get_if<Expr>(&column.fill)) {
    settle(*value, place);
    // NULL is what there would be without (align knows), but for a domain: its own default would come back.
    const bool domain = column.type.user_type && s.schema.domains.contains(*column.type.user_type);
    if (is_null(*value)) value->canonical = domain ? "(NULL)" : "NULL";
  } else if (Computed* computed = std::get_if<Computed>(&column.fill)) {
    place.table = &table;
    settle(computed->from, place);
  }
}

template <class Part>
void sort_by_name(std::vector<Part>& parts) {
  std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.name < b.name; });
}

void settle_key_options(Rare<KeyOptions>& options) {
  if (!options) return;
  KeyOptions& o = options.edit();
  if (o.tablespace == "pg_default") o.tablespace.clear();
  if (o == KeyOptions{}) options.clear();
}

struct Opclass {
  std::string_view type, name;
};
constexpr std::array kBtree = {
    Opclass{"bigint", "int8_ops"},
    Opclass{"boolean", "bool_ops"},
    Opclass{"bytea", "bytea_ops"},
    Opclass{"character varying", "text_ops"},
    Opclass{"character", "bpchar_ops"},
    Opclass{"date", "date_ops"},
    Opclass{"double precision", "float8_ops"},
    Opclass{"inet", "inet_ops"},
    Opclass{"cidr", "inet_ops"},
    Opclass{"integer", "int4_ops"},
    Opclass{"interval", "interval_ops"},
    Opclass{"jsonb", "jsonb_ops"},
    Opclass{"name", "name_ops"},
    Opclass{"numeric", "numeric_ops"},
    Opclass{"oid", "oid_ops"},
    Opclass{"real", "float4_ops"},
    Opclass{"smallint", "int2_ops"},
    Opclass{"text", "text_ops"},
    Opclass{"time without time zone", "time_ops"},
    Opclass{"timestamp with time zone", "timestamptz_ops"},
    Opclass{"timestamp without time zone", "timestamp_ops"},
    Opclass{"tsvector", "tsvector_ops"},
    Opclass{"uuid", "uuid_ops"},
};

}  // namespace

bool is_default_opclass(const std::string& opclass, const std::string& type, const std::string& method) {
  if (type.ends_with("[]")) return opclass == "array_ops" && method != "gist";
  if (type.ends_with("range")) return opclass == "range_ops";
  if (method == "gin")
    return (type == "jsonb" && opclass == "jsonb_ops") || (type == "tsvector" && opclass == "tsvector_ops");
  if (method == "spgist") return type == "text" && opclass == "text_ops";
  if (method == "ivfflat") return opclass == "vector_l2_ops";
  if (method == "gist") return type == "tsvector" && opclass == "tsvector_ops";
  if (!method.empty() && method != "hash") return false;
  return std::any_of(kBtree.begin(), kBtree.end(),
                     [&](const Opclass& o) { return o.type == type && o.name == opclass; });
}

namespace {

void settle_part(const Settling& s, const Table* table, const std::string& method, IndexPart& part) {
  Place place = place_in(s, table);
  std::string type;
  if (!part.plain()) {
    settle(part.expression, place);
  } else if (const Column* column = table ? table->find_column(part.column) : nullptr) {
    type = base_of(column->type, &s.schema);
    if (part.collation == column->collation) part.collation.clear();
  }
  settle_collation(part.collation, s.target);
  if (part.opclass.starts_with("pg_catalog.")) part.opclass.erase(0, 11);
  if (part.opclass.starts_with(s.target.default_schema + "."))
    part.opclass.erase(0, s.target.default_schema.size() + 1);
  if (!part.opclass.empty() && part.opclass_options.empty() && is_default_opclass(part.opclass, type, method))
    part.opclass.clear();
  const Nulls implied = part.order.descending ? Nulls::First : Nulls::Last;
  if (part.nulls == implied) part.nulls = Nulls::Default;
  if (part.exclude_with.starts_with("operator(pg_catalog."))
    part.exclude_with = part.exclude_with.substr(20, part.exclude_with.size() - 21);
}

// `whole` has the columns.
void settle_constraints(const Settling& s, Table& table, const Table& whole) {
  const Place place = place_in(s, &whole);
  for (Check& check : table.checks) settle(check.expression, place);
  for (Exclusion& exclusion : table.exclusions) {
    if (exclusion.method.empty()) exclusion.method = "btree";
    for (IndexPart& part : exclusion.parts) settle_part(s, &whole, exclusion.method, part);
    if (!exclusion.where.empty()) settle(exclusion.where, place);
    settle_key_options(exclusion.options);
  }
  for (Unique& unique : table.uniques) settle_key_options(unique.options);
  for (ForeignKey& key : table.foreign_keys) {
    if (!key.to_columns.empty()) continue;
    // Without columns it is the primary key that is meant.
    const Table* target = key.to == table.name ? &table : s.schema.tables.find(key.to);
    if (target && target->primary_key)
      for (const IndexPart& part : target->primary_key->parts) key.to_columns.push_back(part.column);
  }
}

void settle_primary_key(Table& table) {
  if (!table.primary_key) return;
  settle_key_options(table.primary_key->options);
  for (const IndexPart& part : table.primary_key->parts)
    if (Column* column = table.find_column(part.column)) column->nullable = false;
}

void settle_table_extra(Table& table) {
  if (!table.extra) return;
  PostgresTable& extra = edit_extra<PostgresTable>(table.extra);
  if (extra.access_method == "heap") extra.access_method.clear();
  if (extra.tablespace == "pg_default") extra.tablespace.clear();
  // A typed table's columns are its type's; the type is compared.
  if (extra == PostgresTable{}) table.extra.clear();
}

}  // namespace

void settle_collation(std::string& collation, const Target& target) {
  if (collation == "\"default\"") collation.clear();
  const std::string prefix = target.default_schema + ".";
  if (collation.starts_with(prefix)) collation.erase(0, prefix.size());
}

void settle_index(const Settling& s, const Table* table, Index& index) {
  if (index.method == "btree") index.method.clear();
  for (IndexPart& part : index.parts) settle_part(s, table, index.method, part);
  if (!index.where.empty()) settle(index.where, place_in(s, table));
  if (index.tablespace == "pg_default") index.tablespace.clear();
}

namespace {

void add_parents_columns(const Schema& schema, const Table& table, Table& out, int depth) {
  const PostgresTable& extra = extra_of<PostgresTable>(table.extra);
  std::vector<QualifiedName> parents = extra.inherits;
  if (!extra.partition_of.empty()) parents.push_back(extra.partition_of);
  for (const QualifiedName& name : parents) {
    const Table* parent = schema.tables.find(name);
    if (!parent || depth > 20) continue;  // a file can say a cycle
    for (const Column& column : parent->columns)
      if (!out.find_column(column.name)) out.columns.push_back(column);
    add_parents_columns(schema, *parent, out, depth + 1);
  }
}

}  // namespace

std::optional<Table> with_inherited_columns(const Schema& schema, const Table& table) {
  const PostgresTable& extra = extra_of<PostgresTable>(table.extra);
  if (extra.inherits.empty() && extra.partition_of.empty()) return std::nullopt;
  Table out;
  out.name = table.name;
  out.columns = table.columns;
  add_parents_columns(schema, table, out, 0);
  return out;
}

void settle_table(Settling& s, Table& table) {
  for (Column& column : table.columns) settle_column(s, table, column);
  settle_primary_key(table);
  const std::optional<Table> whole = with_inherited_columns(s.schema, table);
  settle_constraints(s, table, whole ? *whole : table);
  for (Index& index : table.indexes) settle_index(s, whole ? &*whole : &table, index);
  settle_table_extra(table);
  settle_partitioning(s, table);
  settle_bound(s, table);
  // The server keeps no order among these.
  sort_by_name(table.uniques);
  sort_by_name(table.checks);
  sort_by_name(table.exclusions);
  sort_by_name(table.foreign_keys);
  sort_by_name(table.indexes);
}

namespace {

bool same_column(const Column& parent, Column child) {
  if (child.comment.empty()) child.comment = parent.comment;
  if (extra_of<PostgresColumn>(parent.extra).serial && !extra_of<PostgresColumn>(child.extra).serial) return false;
  // Up to PostgreSQL 16 the catalogue and pg_dump say the identity of the parent only.
  if (parent.identity() && std::holds_alternative<std::monostate>(child.fill)) child.fill = parent.fill;
  return parent == child;
}

}  // namespace

void settle_inherited(const Schema& schema, Table& table) {
  const PostgresTable& extra = extra_of<PostgresTable>(table.extra);
  std::vector<QualifiedName> parents = extra.inherits;
  if (!extra.partition_of.empty()) parents.push_back(extra.partition_of);
  for (const QualifiedName& name : parents) {
    const Table* parent = schema.tables.find(name);
    if (!parent || parent == &table) continue;
    std::erase_if(table.columns, [&](const Column& column) {
      const Column* from = parent->find_column(column.name);
      return from && same_column(*from, column);
    });
    std::erase_if(table.checks, [&](const Check& check) {
      return std::any_of(parent->checks.begin(), parent->checks.end(), [&](const Check& other) {
        return other.name == check.name && other.expression == check.expression;
      });
    });
  }
}

}  // namespace plumb::postgres
