// Columns of tables and composite types, their defaults, and keys of partitioned tables.
#include <algorithm>

#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/literal.h"
#include "plumb/dialects/postgres/inspect_gathering.h"

namespace plumb::postgres {
namespace {

// The columns of the question below.
enum Attribute : std::size_t {
  kRelation,
  kNumber,
  kName,
  kType,
  kNotNull,
  kIdentity,
  kGenerated,
  kStorage,
  kCompression,
  kCollation,
  kCollationOid,
  kStatistics,
  kOptions,
  kPrivileges,
  kInherited,
  kOwner,
};

// pg_type says what a column's storage and collation are by themselves. Both joins are by oid, of whole catalogues.
std::string attribute_question(const Subject& subject) {
  return "SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,"
         " a.attgenerated, CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END, a.attcompression,"
         " CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation END,"
         " CASE WHEN a.attcollation NOT IN (0, 100) THEN a.attcollation END,"
         // -1 up to PostgreSQL 16, null from 17 on
         " CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END, " +
         column_options("a.attoptions") +
         ", a.attacl, a.attinhcount > 0,"
         " CASE WHEN a.attacl IS NOT NULL THEN pg_get_userbyid(c.relowner) END"
         " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid"
         " WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relpersistence <> 't'"
         " AND (c.relkind IN ('r', 'p', 'm', 'f', 'c') OR c.relkind = 'v' AND (a.attacl IS NOT NULL OR EXISTS ("
         "SELECT FROM pg_description d WHERE d.classoid = 1259 AND d.objoid = a.attrelid AND d.objsubid = a.attnum))) AND " +
         subject.where("a.attrelid");
}

std::string_view storage_word(char storage) {
  switch (storage) {
    case 'p': return "plain";
    case 'e': return "external";
    case 'm': return "main";
    default: return "extended";
  }
}

void fill_extra(Column& column, const Row& row) {
  if (!row[kStorage] && !row[kStatistics] && !row[kOptions] && letter_of(row[kCompression]) == '\0') return;
  PostgresColumn extra;
  if (row[kStorage]) extra.storage = storage_word(letter_of(row[kStorage]));
  if (const char compression = letter_of(row[kCompression]); compression != '\0')
    extra.compression = compression == 'l' ? "lz4" : "pglz";
  if (row[kStatistics]) extra.statistics = std::atoi(row[kStatistics]->c_str());
  extra.options = options_of(row[kOptions]);
  column.extra = ColumnExtra(std::move(extra));
}

// Where a column goes. The rows of a table come in the order of the heap: nearly always the right one.
std::ptrdiff_t make_place(Relation& relation, std::int16_t number) {
  std::size_t place = relation.numbers.size();
  while (place > 0 && relation.numbers[place - 1] > number) --place;
  const auto at = static_cast<std::ptrdiff_t>(place);
  relation.numbers.insert(relation.numbers.begin() + at, number);
  return at;
}

void add_column(Gathering& g, Relation& relation, std::int16_t number, Row& row) {
  Table& table = *relation.table;
  const std::ptrdiff_t place = make_place(relation, number);
  Column& column = *table.columns.emplace(table.columns.begin() + place);
  column.name = std::move(*row[kName]);
  column.type = g.type_of(*row[kType]);
  column.nullable = !is_true(row[kNotNull]);
  if (const char identity = letter_of(row[kIdentity]); identity != '\0')
    column.fill = Identity{identity == 'a', {}, {}, false, {}, {}};
  if (const char generated = letter_of(row[kGenerated]); generated != '\0')
    column.fill = Computed{{}, generated == 's'};
  if (row[kCollation]) column.collation = std::move(*row[kCollation]);
  fill_extra(column, row);
  if (row[kCollationOid]) relation.collations.emplace_back(number, oid_of(row[kCollationOid]));
  if (is_true(row[kInherited])) relation.inherited.push_back(number);
}

void take_attribute(Gathering& g, Row& row) {
  Relation* relation = g.find(oid_of(row[kRelation]));
  if (!relation) return;
  if (row[kPrivileges])
    put_privileges(g, Kind::Column, {Kind::Column, relation->name, *row[kName]}, *row[kPrivileges], *row[kOwner]);
  const auto number = static_cast<std::int16_t>(std::atoi(row[kNumber]->c_str()));
  if (relation->is_table()) return add_column(g, *relation, number, row);
  const std::ptrdiff_t place = make_place(*relation, number);
  if (relation->view) {
    if (row[kStatistics] || row[kOptions] || row[kStorage])
      g.count("storage or statistics of a materialized view's column");
    relation->view_columns.insert(relation->view_columns.begin() + place, std::move(*row[kName]));
  } else if (relation->composite) {
    Composite::Attribute attribute;
    attribute.name = std::move(*row[kName]);
    attribute.type = g.type_of(*row[kType]);
    if (row[kCollation]) attribute.collation = std::move(*row[kCollation]);
    relation->composite->attributes.insert(relation->composite->attributes.begin() + place, std::move(attribute));
  }
}

void take_default(Gathering& g, Row& row) {
  Relation* relation = g.find(oid_of(row[0]));
  if (!relation || !relation->is_table() || !row[2]) return;
  const long number = std::atol(row[1]->c_str());
  const std::string name = column_of(*relation, number);
  Column* column = relation->table->find_column(name);
  if (!column) return;
  Expr value = expression_of(std::move(*row[2]));
  if (Computed* computed = std::get_if<Computed>(&column->fill))
    computed->from = std::move(value);
  else
    column->fill = std::move(value);
}

// ---- partitioned tables -----------------------------------------------------------------------------

std::string_view method_word(char strategy) { return strategy == 'l' ? "list" : strategy == 'h' ? "hash" : "range"; }

Oid collation_of(const Relation& relation, long number) {
  for (const auto& [at, oid] : relation.collations)
    if (at == number) return oid;
  return 0;
}

// A call stands without parentheses.
std::string parenthesised(const std::string& expression, const Syntax& syntax) {
  const std::optional<sql::Node> node = sql::parse_expression(expression, syntax);
  const std::string printed = node ? sql::print(*node, syntax) : expression;
  const bool call = printed.find('(') != std::string::npos && printed.ends_with(')');
  return call ? printed : "(" + printed + ")";
}

// As the reader spells a key: `a, (lower(b)) COLLATE "C" text_pattern_ops`.
void take_partition_key(Gathering& g, Row& row) {
  Relation* relation = g.find(oid_of(row[0]));
  if (!relation || !relation->is_table()) return;
  Partitioning made;
  made.method = method_word(letter_of(row[1]));
  const std::vector<long> columns = numbers_of(row[2]), classes = numbers_of(row[3]), collations = numbers_of(row[4]);
  std::vector<Expr> expressions;
  if (row[5]) expressions = expressions_of(*row[5], g.target.syntax);
  std::size_t next = 0;
  std::string key;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) key += ", ";
    const std::string column = column_of(*relation, columns[i]);
    if (columns[i] != 0)
      sql::append_name(key, column, g.target.syntax);
    else if (next < expressions.size())
      key += parenthesised(expressions[next++].written, g.target.syntax);
    const Oid collation = i < collations.size() ? static_cast<Oid>(collations[i]) : 0;
    if (collation > 100 && collation != collation_of(*relation, columns[i]))
      key += " COLLATE " + g.collations[collation];
    const auto opclass = g.classes.find(i < classes.size() ? static_cast<Oid>(classes[i]) : 0);
    if (opclass != g.classes.end() && !opclass->second.by_default) key += " " + opclass->second.name;
  }
  made.key.written = key;
  made.key.canonical = std::move(key);
  relation->table->partitioning = std::move(made);
}

}  // namespace

void ask_columns(Gathering& g, std::vector<Question>& out) {
  out.push_back({attribute_question(g.subject), {}, [&g](Row& row) { take_attribute(g, row); }});
  // Told the table, pg_get_expr() opens it: that is worth it only where a column is named, as in generated ones.
  out.push_back(
      {"SELECT adrelid, adnum, CASE WHEN strpos(adbin::text, '{VAR ') > 0 THEN pg_get_expr(adbin, adrelid)"
       " ELSE pg_get_expr(adbin, 0) END FROM pg_attrdef WHERE " +
           g.subject.where("adrelid"),
       {},
       [&g](Row& row) { take_default(g, row); }});
  out.push_back(
      {"SELECT partrelid, partstrat, partattrs, partclass, partcollation, pg_get_expr(partexprs, partrelid)"
       " FROM pg_partitioned_table WHERE " +
           g.subject.where("partrelid"),
       {},
       [&g](Row& row) { take_partition_key(g, row); }});
}

}  // namespace plumb::postgres
