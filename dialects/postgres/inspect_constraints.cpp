// pg_constraint: keys, checks, foreign keys, exclusions; of tables and domains.
#include "plumb/dialects/postgres/inspect_gathering.h"

namespace plumb::postgres {
namespace {

// The columns of the question below.
enum Constraint : std::size_t {
  kOid,
  kName,
  kTable,
  kDomain,
  kType,
  kDeferrable,
  kDeferred,
  kValidated,
  kNoInherit,
  kLocal,
  kParent,
  kIndex,
  kTo,
  kOnUpdate,
  kOnDelete,
  kMatch,
  kColumns,
  kToColumns,
  kSetColumns,
  kOperators,
  kExpression,
  kEnforced,
  kPeriod,
};

std::string constraint_question(const Target& target, const Subject& subject) {
  const bool has_enforced = target.version >= Version{18, 0, 0};
  const std::string where = subject.named() ? "k.oid = ANY(ARRAY(" + subject.constraints() + "))"
                                            : "(k.contypid <> 0 OR " + subject.where("k.conrelid") + ")";
  return "SELECT k.oid, k.conname, k.conrelid, k.contypid, k.contype, k.condeferrable, k.condeferred, k.convalidated,"
         " k.connoinherit, k.conislocal, k.conparentid, k.conindid, k.confrelid, k.confupdtype, k.confdeltype,"
         " k.confmatchtype, k.conkey, k.confkey, k.confdelsetcols,"
         // Names of operators alone would be ambiguous, so regoper does not say them alone.
         " CASE WHEN k.conexclop IS NOT NULL THEN ARRAY(SELECT CASE WHEN n.nspname = 'pg_catalog' THEN o.oprname::text"
         " ELSE format('operator(%I.%s)', n.nspname, o.oprname) END FROM unnest(k.conexclop) WITH ORDINALITY u (oid, place)"
         " JOIN pg_operator o ON o.oid = u.oid JOIN pg_namespace n ON n.oid = o.oprnamespace ORDER BY u.place) END,"
         " CASE WHEN k.conbin IS NOT NULL THEN pg_get_expr(k.conbin, k.conrelid) END," +
         std::string(has_enforced ? " k.conenforced, k.conperiod" : " true, false") +
         // NOT NULL is the column's (rows of type n since PostgreSQL 18); constraint triggers are triggers. What a
         // partition has from its parent is the parent's.
         " FROM pg_constraint k WHERE k.oid >= " + std::to_string(kFirstUserOid) +
         " AND k.contype NOT IN ('n', 't') AND k.conparentid = 0 AND " + where + " ORDER BY k.oid";
}

Deferral deferral_of(const Row& row) {
  if (!is_true(row[kDeferrable])) return Deferral::NotDeferrable;
  return is_true(row[kDeferred]) ? Deferral::InitiallyDeferred : Deferral::InitiallyImmediate;
}

std::vector<std::string> columns_of(const Relation& relation, const Cell& numbers) {
  std::vector<std::string> out;
  for (long number : numbers_of(numbers)) out.push_back(column_of(relation, number));
  return out;
}

std::vector<IndexPart> parts_of(const Relation& relation, const Cell& numbers) {
  std::vector<IndexPart> out;
  for (std::string& column : columns_of(relation, numbers)) out.emplace_back().column = std::move(column);
  return out;
}

OnChange change_of(const Cell& cell) {
  switch (letter_of(cell)) {
    case 'r': return OnChange::Restrict;
    case 'c': return OnChange::Cascade;
    case 'n': return OnChange::SetNull;
    case 'd': return OnChange::SetDefault;
    default: return OnChange::NoAction;
  }
}

void put_key_options(const Row& row, Rare<KeyOptions>& options) {
  const Deferral deferral = deferral_of(row);
  if (deferral != Deferral::NotDeferrable) options.edit().deferral = deferral;
  if (is_true(row[kPeriod])) options.edit().without_overlaps = true;
}

Check check_of(Row& row) {
  Check check;
  check.name = std::move(*row[kName]);
  check.expression = expression_of(std::move(row[kExpression]).value_or(""));
  check.no_inherit = is_true(row[kNoInherit]);
  check.enforced = is_true(row[kEnforced]);
  // One that is not enforced is not validated either, and says so by itself.
  check.validated = is_true(row[kValidated]) || !check.enforced;
  return check;
}

void add_foreign_key(Gathering& g, Relation& relation, Row& row) {
  ForeignKey key;
  key.name = std::move(*row[kName]);
  key.columns = columns_of(relation, row[kColumns]);
  const Relation* to = g.find(oid_of(row[kTo]));
  if (to && to->is_table()) {
    key.to = to->name;
    key.to_columns = columns_of(*to, row[kToColumns]);
  } else {
    g.loose_keys.push_back(
        {relation.oid, relation.table->foreign_keys.size(), oid_of(row[kTo]), numbers_of(row[kToColumns])});
  }
  key.on_update = change_of(row[kOnUpdate]);
  key.on_delete = change_of(row[kOnDelete]);
  key.on_delete_columns = columns_of(relation, row[kSetColumns]);
  if (letter_of(row[kMatch]) == 'f') key.match = Match::Full;
  key.deferral = deferral_of(row);
  key.enforced = is_true(row[kEnforced]);
  key.validated = is_true(row[kValidated]) || !key.enforced;
  key.period = is_true(row[kPeriod]);
  relation.table->foreign_keys.push_back(std::move(key));
}

void add_exclusion(Relation& relation, Row& row) {
  Exclusion exclusion;
  exclusion.name = std::move(*row[kName]);
  exclusion.parts = parts_of(relation, row[kColumns]);
  const std::vector<std::string> operators = elements_of(row[kOperators].value_or(""));
  for (std::size_t i = 0; i < exclusion.parts.size() && i < operators.size(); ++i)
    exclusion.parts[i].exclude_with = operators[i];
  put_key_options(row, exclusion.options);
  relation.table->exclusions.push_back(std::move(exclusion));
}

void take_of_table(Gathering& g, Relation& relation, Row& row) {
  Table& table = *relation.table;
  const char type = letter_of(row[kType]);
  const Oid index = oid_of(row[kIndex]);
  g.constraints.emplace(oid_of(row[kOid]), std::pair(relation.oid, *row[kName]));
  if (type == 'c') {
    // One that came from a parent alone is the parent's.
    if (is_true(row[kLocal])) table.checks.push_back(check_of(row));
  } else if (type == 'f') {
    add_foreign_key(g, relation, row);
  } else if (type == 'p') {
    PrimaryKey key;
    key.name = std::move(*row[kName]);
    key.parts = parts_of(relation, row[kColumns]);
    put_key_options(row, key.options);
    table.primary_key = std::move(key);
    g.keys.emplace(index, KeyPlace{relation.oid, type, 0});
  } else if (type == 'u') {
    Unique unique;
    unique.name = std::move(*row[kName]);
    unique.parts = parts_of(relation, row[kColumns]);
    put_key_options(row, unique.options);
    table.uniques.push_back(std::move(unique));
    g.keys.emplace(index, KeyPlace{relation.oid, type, table.uniques.size() - 1});
  } else if (type == 'x') {
    add_exclusion(relation, row);
    g.keys.emplace(index, KeyPlace{relation.oid, type, table.exclusions.size() - 1});
  }
}

void take_constraint(Gathering& g, Row& row) {
  if (Relation* relation = g.find(oid_of(row[kTable]))) {
    if (relation->is_table()) take_of_table(g, *relation, row);
    return;
  }
  const auto domain = g.types.find(oid_of(row[kDomain]));
  if (domain == g.types.end() || letter_of(row[kType]) != 'c') return;
  g.constraints.emplace(oid_of(row[kOid]), std::pair(oid_of(row[kDomain]), *row[kName]));
  g.schema.domains.edit(domain->second.name).checks.push_back(check_of(row));
}

}  // namespace

void ask_keys(Gathering& g, std::vector<Question>& out) {
  out.push_back({constraint_question(g.target, g.subject), {}, [&g](Row& row) { take_constraint(g, row); }});
}

}  // namespace plumb::postgres
