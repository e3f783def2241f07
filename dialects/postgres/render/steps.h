// What the parts of PostgreSQL's renderer share.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/dialect.h"
#include "plumb/core/plan/order.h"
#include "plumb/core/sql/writer.h"

namespace plumb::postgres {

/// The coarse order of operations where their effects say nothing.
enum Phase : int {
  kEnumLabels,  // each commits by itself, before anything uses the label
  kTakeDown,    // policies, triggers, views that stand in the way
  kDropForeignKeys,
  kRename,
  kNamespaces,
  kExtensions,
  kTypes,
  kSequences,
  kRoutines,
  kCreateTables,
  kAlterTables,
  kAddForeignKeysOfNew,
  kViews,
  kTriggers,
  kPolicies,
  kGrants,
  kDropTables,
  kDropRoutines,
  kDropSequences,
  kDropTypes,
  kDropExtensions,
  kDropNamespaces,
  kSetNotNull,    // the check, its validation and what it proves
  kBuildIndexes,  // CONCURRENTLY, from here on outside of transactions
  kUseIndexes,
  kAddConstraints,  // NOT VALID
  kValidate,
  kDropIndexes,  // CONCURRENTLY: the new one is there before the old one goes
};

/// The plan that is made, as its parts see it.
struct Work {
  const PlanContext& context;
  const std::vector<Change>& changes;
  std::vector<Operation> out;
  std::set<ObjectId> changed;                      ///< what the plan changes anyway
  std::map<QualifiedName, QualifiedName> renamed;  ///< table now → was
  std::set<ObjectId> aside;                        ///< taken down and put back, in their wanted form
  std::set<ObjectId> restored;                     ///< parts of tables that were put back
  std::set<ObjectId> converted;                    ///< columns that become another, by type or by being made anew

  const Schema& from() const { return context.from; }
  const Schema& to() const { return context.to; }
  bool stands(const QualifiedName& table) const { return from().tables.contains(table); }
  bool goes(const QualifiedName& relation) const;  ///< the table or view is dropped
  bool changes_it(const ObjectId& id) const { return changed.count(id) != 0; }

  Operation& add(ObjectId id, int phase);
  /// A finding that stops the plan.
  void refuse(const ObjectId& id, std::string_view what, std::string_view instead) const;
};

/// Begins a statement.
sql::Sql statement(std::string_view words);
sql::Sql alter_table(const QualifiedName& table);
sql::Sql alter_column(const QualifiedName& table, std::string_view column);
std::string quoted(const QualifiedName& name);
std::string quoted(std::string_view name);
inline std::string quoted(const std::string& name) {
  return quoted(std::string_view(name));
}  // one name, not a qualified one
std::string quoted(const QualifiedName& table, std::string_view column);
/// The sequence that serial or identity makes for a column.
QualifiedName serial_sequence(const QualifiedName& table, const std::string& column);
/// The column whose serial makes that sequence; null where none does.
const Column* serial_column(const Schema& schema, const QualifiedName& sequence, QualifiedName* table = nullptr);
/// ALTER TABLE … ADD CONSTRAINT …, with `behind` at its end, and its way back.
template <class Part>
std::string add_constraint(const QualifiedName& table, const Part& part, std::string_view behind = {}) {
  sql::Sql sql = alter_table(table);
  sql.word("ADD");
  sql::write_constraint(sql, part);
  if (!behind.empty()) sql.word(behind);
  return std::move(sql).take();
}
std::string drop_constraint(const QualifiedName& table, const std::string& name);
/// COMMENT ON `what` IS …; NULL takes it away.
std::string comment_on(std::string_view what, const std::string& text);

/// The comments on the columns of a view or composite type.
void change_column_comments(Operation& op, const QualifiedName& of, const Options& from, const Options& to);

inline ObjectId table_id(const QualifiedName& table) { return {Kind::Table, table, {}}; }
/// That a table becomes logged or unlogged, which those that refer to it wait for.
inline ObjectId persistence_id(const QualifiedName& table) { return {Kind::Table, table, "(persistence)"}; }
inline ObjectId column_id(const QualifiedName& table, std::string column) {
  return {Kind::Column, table, std::move(column)};
}

/// The names of user types that a type names.
void needs_type(Operation& op, const Type& type);
/// "customer", "public.customer", "app.f": a name as the server says it in a text.
QualifiedName name_in(const std::string& text);
/// Relations, types and functions that an expression may need: by name, so that what is made in
/// this plan comes first.
void needs_of(Operation& op, const Work& work, const Expr& expression);

// ---- the parts; each looks at its own kinds of change ----

/// objects.cpp: namespaces, extensions, types, sequences.
void render_object(Work& work, const Change& change);
/// enums.cpp
void alter_enum(Work& work, const Change& change);
/// code.cpp: routines, views, triggers, policies, grants.
void render_code(Work& work, const Change& change);
void create_view(Work& work, const View& view, bool aside);
void drop_view(Work& work, const View& view, bool aside);
void create_trigger(Work& work, const Trigger& trigger, bool aside);
void drop_trigger(Work& work, const Trigger& trigger, bool aside);
void create_policy(Work& work, const Policy& policy, bool aside);
void drop_policy(Work& work, const Policy& policy, bool aside);
/// definitions.cpp: rules, statistics, operators, casts, collations, languages, event triggers.
void render_definition(Work& work, const Change& change);
void create_definition(Work& work, const Definition& definition, bool aside);
void drop_definition(Work& work, const Definition& definition, bool aside);
/// True where CREATE OR REPLACE VIEW can lead from one to the other.
bool replaceable(const View& from, const View& to);
bool replaceable(const Routine& from, const Routine& to);

/// tables.cpp: whole tables, and what the table itself is.
void create_tables(Work& work, const std::vector<const Table*>& tables);
void drop_table(Work& work, const Table& table);
void rename(Work& work, const Change& change);
/// alter_table.cpp: everything that changes in one table that stands, but foreign keys, in one
/// operation and those that must run apart from it.
void alter_table(Work& work, const QualifiedName& table, const std::vector<const Change*>& changes);
/// Steps that make a table's own fields those of `to`.
void alter_own_fields(Work& work, Operation& op, const Table& from, const Table& to);

/// columns.cpp
void add_column(Work& work, Operation& op, const Table& table, const Column& column);
void drop_column(Work& work, Operation& op, const Table& table, const Column& column);
void change_column(Work& work, Operation& op, const Table& table, const Column& from, const Column& to);

/// constraints.cpp: of a table that stands. What can wait runs apart from `op`, so that readers and
/// writers go on.
void change_constraint(Work& work, Operation& op, const Change& change);
/// A key of the table takes this index, which is just what it needs.
bool taken_over(const Work& work, const QualifiedName& table, const std::string& index);
void change_foreign_key(Work& work, const Change& change);
void add_foreign_key(Work& work, const QualifiedName& table, const ForeignKey& key, int phase);
void drop_foreign_key(Work& work, const QualifiedName& table, const ForeignKey& key);
/// indexes.cpp: of a table that stands.
void change_index(Work& work, Operation& op, const Change& change);
/// An index is built CONCURRENTLY, or, of a partitioned table, partition by partition.
void build_index(Work& work, const QualifiedName& table, const Index& index);
bool is_partitioned(const Table& table);

/// dependents.cpp: what stands in the way of the changes is taken down before and put back behind
/// them.
void find_converted(Work& work);
void put_aside(Work& work);
bool mentions(const Expr& expression, const std::string& column);
/// True where SET EXPRESSION leads from one generated column to the other: everything over it stays.
bool expression_in_place(const Work& work, const Table& table, const Column& from, const Column& to);

/// The constraints and indexes of a table that speak of a column, which is made anew or whose
/// values are cast. With `dropped` also those that the plan drops later, which is then done.
void take_parts_down(Work& work, Operation& op, const Table& table, const std::string& column, bool dropped = false);
void put_parts_back(Work& work, Operation& op, const Table& table, const std::string& column);

/// probes.cpp
Probe probe_not_null(const QualifiedName& table, const std::string& column);
Probe probe_rows(const QualifiedName& table, const ObjectId& id, std::string problem, std::string remedy);
Probe probe_unique(const QualifiedName& table, const ObjectId& id, const std::vector<IndexPart>& parts,
                   const Expr& where, bool nulls_not_distinct);
/// The values that are no text of the type; only PostgreSQL 16 and newer can be asked.
Probe probe_values(const QualifiedName& table, const std::string& column, const std::string& type);
Probe probe_check(const QualifiedName& table, const Check& check);
Probe probe_foreign_key(const QualifiedName& table, const ForeignKey& key);

}  // namespace plumb::postgres
