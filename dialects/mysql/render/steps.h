// What the parts of MySQL's renderer share.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/dialect.h"
#include "plumb/core/plan/order.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/algorithm.h"
#include "plumb/dialects/mysql/flavours.h"

namespace plumb::mysql {

/// The coarse order of operations where their effects say nothing.
enum Phase : int {
  kTakeDown,  // triggers and views that stand in the way
  kDropForeignKeys,
  kRename,
  kNamespaces,
  kSequences,
  kRoutines,
  kCreateTables,
  kAlterTables,
  kAddForeignKeys,
  kViews,
  kTriggers,
  kEvents,
  kDropTables,
  kDropRoutines,
  kDropSequences,
  kDropNamespaces,
};

/// The plan that is made, as its parts see it.
struct Work {
  const PlanContext& context;
  const std::vector<Change>& changes;
  const Flavour& flavour;
  std::vector<Operation> out;
  std::set<ObjectId> changed;                      ///< what the plan changes anyway
  std::map<QualifiedName, QualifiedName> renamed;  ///< table now → was
  std::set<ObjectId> aside;                        ///< foreign keys that are taken down and put back

  const Schema& from() const { return context.from; }
  const Schema& to() const { return context.to; }
  const Target& target() const { return context.target; }
  const Syntax& syntax() const { return context.target.syntax; }
  bool stands(const QualifiedName& table) const { return from().tables.contains(table); }
  bool changes_it(const ObjectId& id) const { return changed.count(id) != 0; }

  Operation& add(ObjectId id, int phase);
  /// A finding that stops the plan.
  void refuse(const ObjectId& id, std::string_view what, std::string_view instead) const;

  // ---- SQL in the target's own spelling
  sql::Sql statement(std::string_view words) const;
  std::string quoted(const QualifiedName& name) const;
  std::string quoted(std::string_view name) const;
  std::string quoted(const std::string& name) const { return quoted(std::string_view(name)); }
};

/// Why a step is slow: "copies every row of `t`…", "nobody can write to `t`…".
std::string copies(const QualifiedName& table);
std::string rewrites(const QualifiedName& table);
std::string blocks(const QualifiedName& table);

inline ObjectId table_id(const QualifiedName& table) { return {Kind::Table, table, {}}; }
/// That a table that stands has become what it is to be: foreign keys, views and triggers wait for it.
inline ObjectId altered_id(const QualifiedName& table) { return {Kind::Table, table, "(altered)"}; }
inline ObjectId column_id(const QualifiedName& table, std::string column) {
  return {Kind::Column, table, std::move(column)};
}

/// Where an action stands in its table's change: by need, for servers that take one at a time, and for readers.
enum Rank : int {
  kUnpartition,
  kReleaseOptions,  // TTL off: its column may go
  kTableCharset,    // columns that say nothing take it
  kDropChecks,
  kDropIndexes,
  kDropPrimaryKey,
  kDropComputed,
  kColumns,
  kFill,    // rows get the values of what was added empty
  kFinish,  // and the column becomes what it is to be
  kDropColumns,
  kAddPrimaryKey,
  kAddIndexes,
  kLateIndexes,  // of one name with one that goes first
  kAddChecks,
  kTableOptions,
  kPartition,
};

/// One action of an ALTER TABLE: what stands behind the table's name.
struct Clause {
  std::string sql, back;  ///< `back` undoes it; empty where nothing does
  std::vector<Act> acts;
  int rank = kTableOptions;
  ObjectId id;
  std::string why;
  std::vector<Danger> dangers;
  bool irreversible = false;
  bool alone = false;      ///< an ALTER TABLE of its own
  bool statement = false;  ///< `sql` and `back` are whole statements of their own, behind the others of its rank
};

/// What becomes of one table that stands.
struct Alteration {
  Work& work;
  const Table &from, &to;
  std::vector<Clause> clauses;
  std::vector<Probe> probes;
  void ask(std::optional<Probe> probe) {
    if (probe) probes.push_back(std::move(*probe));
  }
  std::set<std::string> anew;  ///< columns that go and come again

  const QualifiedName& table() const { return to.name; }
  Clause& add(Act act, int rank, ObjectId id, std::string sql, std::string back, std::string why);
  void refuse(const ObjectId& id, std::string_view what, std::string_view instead) const {
    work.refuse(id, what, instead);
  }
};

// ---- the parts; each looks at its own kinds of change ----

/// objects.cpp: databases and sequences.
void render_object(Work& work, const Change& change);
/// code.cpp: views, routines, triggers, events.
void render_code(Work& work, const Change& change);
/// What speaks of a table or column that is renamed and does not follow by itself.
void restate_code(Work& work);

/// tables.cpp: whole tables, made and dropped.
void create_tables(Work& work, const std::vector<const Table*>& tables);
void drop_tables(Work& work, const std::vector<const Table*>& tables);
/// The key as it is said in a statement on `table`: where no database is named, the server looks in the table's.
ForeignKey spoken(const Work& work, const QualifiedName& table, ForeignKey key);
/// A column as its author would write it: without the collation that it has from its table.
std::string column_definition(const Work& work, const Table& table, const Column& column);

/// renames.cpp: tables, columns with what speaks of them, indexes.
void rename_table(Work& work, const Change& change);
void rename_columns(Work& work, const QualifiedName& table, const std::vector<const Change*>& renames);
void rename_index(Work& work, const QualifiedName& table, const std::string& from, const std::string& to);

/// alter_table.cpp: everything that changes in one table that stands, but foreign keys.
void alter_table(Work& work, const QualifiedName& table, const std::vector<const Change*>& changes);
/// batches.cpp: the actions as statements, each with the best way that the server has.
void emit(Alteration& alteration, int phase);

/// columns.cpp
/// " FIRST", " AFTER `x`": where the column is in the table.
std::string place_of(const Work& work, const Table& table, const std::string& column);
void change_columns(Alteration& alteration, const std::vector<const Change*>& changes);
/// True where the column goes and comes anew instead of being modified.
bool made_anew(const Column& from, const Column& to);
/// All of a table's that do, also those that read one that the server does not change under them.
std::set<std::string> columns_made_anew(const Work& work, const Table& from, const Table& to);
/// Columns whose definition or place the server is told anew.
std::set<std::string> modified_columns(const Table& from, const Table& to);
/// conversions.cpp: what becomes of the values.
struct Conversion {
  std::vector<Act> acts;
  bool may_fail = false;  ///< a value may not fit, and the server says so (in its strict mode)
  std::string loses;      ///< what is lost without a word: "fractions of a second"
  std::string condition;  ///< SQL that is true for a value that does not fit
  std::string problem;    ///< "are longer than 10 characters"
};
Conversion conversion(const Column& from, const Column& to, const Work& work, const QualifiedName& table);
/// The most bytes that a value takes in a key or a row; -1 for what is kept apart from the row.
long long most_bytes(const Type& type, std::string_view collation);

/// What a column takes where a row says nothing is computed, and not the same in every row.
enum class DefaultKind : std::uint8_t { Literal, Expression, Changing };
DefaultKind default_kind(const Column& column, const Syntax& syntax);

/// indexes.cpp: indexes and the primary key of a table that stands.
void change_keys(Alteration& alteration, const std::vector<const Change*>& changes);
std::string add_key_clause(const Work& work, const Index& index);
bool covers(const std::vector<IndexPart>& parts, const std::vector<std::string>& columns);
bool speaks_of(const std::vector<IndexPart>& parts, const std::string& column, const Syntax& syntax);
bool mentions(const Expr& expression, const std::string& column, const Syntax& syntax);

/// constraints.cpp: checks of a table that stands, and foreign keys.
std::string add_check_clause(const Work& work, const Check& check);
std::string drop_check_clause(const Work& work, const Check& check);
void change_checks(Alteration& alteration, const std::vector<const Change*>& changes);
void change_foreign_key(Work& work, const Change& change);
void put_foreign_keys_aside(Work& work);
void add_foreign_key(Work& work, const QualifiedName& table, const ForeignKey& key);
void drop_foreign_key(Work& work, const QualifiedName& table, const ForeignKey& key);

/// options.cpp, partitions.cpp: the table's own fields.
void change_options(Alteration& alteration);
void change_partitions(Alteration& alteration);

/// limits.cpp: what the server would refuse, said before.
void refuse_what_cannot_be(Work& work);

/// probes.cpp
Probe probe_not_null(const Work& work, const QualifiedName& table, const std::string& column);
Probe probe_rows(const Work& work, const QualifiedName& table, const ObjectId& id, std::string problem,
                 std::string remedy);
/// Nothing where the condition cannot be asked by the names that there are.
std::optional<Probe> probe_where(const Work& work, const QualifiedName& table, const ObjectId& id,
                                 const std::string& condition, std::string problem, std::string remedy);
Probe probe_unique(const Work& work, const QualifiedName& table, const ObjectId& id,
                   const std::vector<IndexPart>& parts);
std::optional<Probe> probe_check(const Work& work, const QualifiedName& table, const Check& check);
Probe probe_foreign_key(const Work& work, const QualifiedName& table, const ForeignKey& key);
/// The names that the rows are asked by: a plan's questions come before its first statement, renames too.
QualifiedName asked_table(const Work& work, const QualifiedName& table);
std::string asked_column(const Work& work, const QualifiedName& table, const std::string& column);

}  // namespace plumb::mysql
