// pg_index: indexes, and what keys and exclusions have of theirs.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/node.h"
#include "plumb/core/sql/postgres_types.h"
#include "plumb/dialects/postgres/inspect_gathering.h"

namespace plumb::postgres {
namespace {

// The columns of the question below.
enum IndexRow : std::size_t {
  kOid,
  kTable,
  kKeyCount,
  kUnique,
  kNullsNotDistinct,
  kClustered,
  kValid,
  kReplica,
  kColumns,
  kCollations,
  kClasses,
  kFlags,
  kExpressions,
  kWhere,
};

constexpr std::string_view kIndexes =
    "SELECT indexrelid, indrelid, indnkeyatts, indisunique, indnullsnotdistinct, indisclustered, indisvalid,"
    " indisreplident, indkey, indcollation, indclass, indoption,"
    " CASE WHEN indexprs IS NOT NULL THEN pg_get_expr(indexprs, indrelid) END,"
    " CASE WHEN indpred IS NOT NULL THEN pg_get_expr(indpred, indrelid) END FROM pg_index WHERE ";

// True where the class is what the server takes for the column by itself.
bool is_implied(const OperatorClass& opclass, const Column* column) {
  if (!opclass.by_default) return false;
  if (!column || column->type.user_type || opclass.type.starts_with("any")) return true;
  Type bare = column->type;
  bare.args.clear();
  const std::string type = sql::spell_postgres_type(bare);
  return opclass.type == type || (opclass.type == "text" && type == "character varying") ||
         (opclass.type == "inet" && type == "cidr") || (opclass.type == "character" && type == "bpchar");
}

std::string column_collation(const Relation& relation, long number) {
  for (const auto& [at, oid] : relation.collations)
    if (at == number) return std::to_string(oid);
  return {};
}

struct Lists {
  std::vector<long> columns, collations, classes, flags;
  std::vector<Expr> expressions;
  explicit Lists(const Row& row, const Syntax& syntax)
      : columns(numbers_of(row[kColumns])),
        collations(numbers_of(row[kCollations])),
        classes(numbers_of(row[kClasses])),
        flags(numbers_of(row[kFlags])) {
    if (row[kExpressions]) expressions = expressions_of(*row[kExpressions], syntax);
  }
};

// The expression takes its collation from a column that it reads.
bool derives(Gathering& g, const Relation& relation, const Expr& expression, long oid) {
  if (!relation.is_table()) return false;
  const auto tree = sql::parse_expression(expression.written, g.target.syntax);
  if (!tree) return false;
  const std::vector<std::string> read = sql::columns_of(*tree);
  return std::any_of(relation.collations.begin(), relation.collations.end(), [&](const auto& entry) {
    return std::to_string(oid) == column_collation(relation, entry.first) &&
           std::find(read.begin(), read.end(), column_of(relation, entry.first)) != read.end();
  });
}

std::string collation_of(Gathering& g, const Relation& relation, const IndexPart& part, long number, long oid) {
  if (oid <= 100) return {};
  if (part.plain() && column_collation(relation, number) == std::to_string(oid)) return {};
  // An expression's own COLLATE makes the collation of the part.
  if (!part.plain() && part.expression.written.find("COLLATE") != std::string::npos) return {};
  if (!part.plain() && derives(g, relation, part.expression, oid)) return {};
  return g.collations[static_cast<Oid>(oid)];
}

// `named` has the columns: the table, or a materialised view with none that we know of.
std::vector<IndexPart> parts_of(Gathering& g, const Relation& relation, const Row& row, std::size_t keys) {
  Lists lists(row, g.target.syntax);
  std::vector<IndexPart> out(std::min(keys, lists.columns.size()));
  std::size_t expression = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    IndexPart& part = out[i];
    const long number = lists.columns[i];
    if (number != 0)
      part.column = column_of(relation, number);
    else if (expression < lists.expressions.size())
      part.expression = std::move(lists.expressions[expression++]);
    const long flags = i < lists.flags.size() ? lists.flags[i] : 0;
    part.order.descending = (flags & 1) != 0;
    const bool nulls_first = (flags & 2) != 0;
    if (nulls_first != part.order.descending) part.nulls = nulls_first ? Nulls::First : Nulls::Last;
    if (i < lists.collations.size()) part.collation = collation_of(g, relation, part, number, lists.collations[i]);
    const auto opclass =
        i < lists.classes.size() ? g.classes.find(static_cast<Oid>(lists.classes[i])) : g.classes.end();
    if (opclass == g.classes.end()) continue;
    const Column* column = part.plain() && relation.is_table() ? relation.table->find_column(part.column) : nullptr;
    if (!is_implied(opclass->second, column)) part.opclass = opclass->second.name;
  }
  return out;
}

std::vector<std::string> included(const Relation& relation, const Row& row, std::size_t keys) {
  std::vector<std::string> out;
  const std::vector<long> columns = numbers_of(row[kColumns]);
  for (std::size_t i = keys; i < columns.size(); ++i) out.push_back(column_of(relation, columns[i]));
  return out;
}

// What PRIMARY KEY, UNIQUE and EXCLUDE say of their index.
void fill_options(const Relation& relation, const Relation& index, const Row& row, std::size_t keys,
                  Rare<KeyOptions>& options) {
  if (!index.options.empty()) options.edit().parameters = index.options;
  if (!index.tablespace.empty()) options.edit().tablespace = index.tablespace;
  if (is_true(row[kNullsNotDistinct])) options.edit().nulls_not_distinct = true;
  std::vector<std::string> columns = included(relation, row, keys);
  if (!columns.empty()) options.edit().include = std::move(columns);
}

void fill_key(Gathering& g, const KeyPlace& key, Relation& relation, const Relation& index, const Row& row) {
  const auto keys = static_cast<std::size_t>(std::atoi(row[kKeyCount]->c_str()));
  Table& table = *relation.table;
  if (key.kind == 'p') {
    fill_options(relation, index, row, keys, table.primary_key->options);
  } else if (key.kind == 'u') {
    fill_options(relation, index, row, keys, table.uniques[key.at].options);
  } else {
    Exclusion& exclusion = table.exclusions[key.at];
    fill_options(relation, index, row, keys, exclusion.options);
    exclusion.method = index.method.empty() ? "btree" : index.method;
    std::vector<IndexPart> parts = parts_of(g, relation, row, keys);
    for (std::size_t i = 0; i < parts.size() && i < exclusion.parts.size(); ++i)
      parts[i].exclude_with = exclusion.parts[i].exclude_with;
    exclusion.parts = std::move(parts);
    if (row[kWhere]) exclusion.where = expression_of(*row[kWhere]);
  }
  if (is_true(row[kReplica])) edit_extra<PostgresTable>(table.extra).replica_identity = "index " + index.name.name;
  if (is_true(row[kClustered])) edit_extra<PostgresTable>(table.extra).clustered_on = index.name.name;
}

void take_index(Gathering& g, Row& row) {
  Relation* relation = g.find(oid_of(row[kTable]));
  Relation* own = g.find(oid_of(row[kOid]));
  if (!relation || !own || own->attached) return;
  const auto key = g.keys.find(own->oid);
  if (key != g.keys.end()) return fill_key(g, key->second, *relation, *own, row);
  // An index over a partitioned table is invalid as long as a partition has none. Any other one was never built to its
  // end.
  if (!is_true(row[kValid]) && own->kind != 'I') {
    g.leftovers.push_back(own->name);
    return;
  }
  const auto keys = static_cast<std::size_t>(std::atoi(row[kKeyCount]->c_str()));
  Index index;
  index.name = own->name.name;
  index.unique = is_true(row[kUnique]);
  index.method = own->method;
  index.parts = parts_of(g, *relation, row, keys);
  index.include = included(*relation, row, keys);
  if (row[kWhere]) index.where = expression_of(std::move(*row[kWhere]));
  index.parameters = std::move(own->options);
  index.tablespace = std::move(own->tablespace);
  index.nulls_not_distinct = is_true(row[kNullsNotDistinct]);
  index.clustered = is_true(row[kClustered]);
  index.replica_identity = is_true(row[kReplica]);
  g.indexes.emplace(own->oid, std::pair(relation->oid, index.name));
  if (relation->is_table())
    relation->table->indexes.push_back(std::move(index));
  else if (relation->view)
    relation->view->indexes.push_back(std::move(index));
}

// Options of operator classes and statistics targets stand with the index's own columns.
void take_part(Gathering& g, Row& row) {
  const auto place = g.indexes.find(oid_of(row[0]));
  if (place == g.indexes.end()) return;
  Relation* relation = g.find(place->second.first);
  std::vector<Index>& indexes = relation->is_table() ? relation->table->indexes : relation->view->indexes;
  const auto at = static_cast<std::size_t>(std::atoi(row[1]->c_str())) - 1;
  for (Index& index : indexes)
    if (index.name == place->second.second && at < index.parts.size()) {
      if (row[4]) index.parts[at].statistics = std::atoi(row[4]->c_str());
      if (!row[2]) continue;
      index.parts[at].opclass_options = options_of(row[2]);
      index.parts[at].opclass = g.classes[oid_of(row[3])].name;  // said even where it is the default one
    }
}

}  // namespace

void ask_indexes(Gathering& g, std::vector<Question>& out) {
  out.push_back({std::string(kIndexes) + g.subject.where("indrelid") + " ORDER BY indexrelid", {}, [&g](Row& row) {
                   take_index(g, row);
                 }});
  const std::string of_named = g.subject.named() ? "attrelid = ANY(ARRAY(SELECT indexrelid FROM pg_index WHERE " +
                                                       g.subject.where("indrelid") + "))"
                                                 : "attrelid >= " + std::to_string(kFirstUserOid);
  const std::string options = column_options("attoptions");
  out.push_back(
      {"SELECT attrelid, attnum, attoptions, (SELECT indclass[attnum - 1] FROM pg_index WHERE indexrelid = attrelid),"
       // -1 up to PostgreSQL 16, null from 17 on
       " CASE WHEN attstattarget >= 0 THEN attstattarget END FROM pg_attribute WHERE (attstattarget >= 0 OR " +
           options + " IS NOT NULL) AND " + of_named,
       {},
       [&g](Row& row) { take_part(g, row); }});
}

}  // namespace plumb::postgres
