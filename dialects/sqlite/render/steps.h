// How changes become SQLite statements. Not for others.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plumb/core/dialect.h"
#include "plumb/core/plan/order.h"
#include "plumb/core/sql/writer.h"

namespace plumb::sqlite {

/// The coarse order of operations. SQLite binds names late, so that phases say nearly all; views are ordered among
/// themselves by what they use.
enum Phase : int {
  kDropTriggers = 10,
  kDropViews = 20,
  kDropIndexes = 30,
  kRename = 40,
  kDropVirtualTables = 45,
  kCreateTables = 50,
  kAlterTables = 60,
  kDropTables = 80,
  kCreateVirtualTables = 85,
  kCreateIndexes = 90,
  kCreateViews = 100,
  kCreateTriggers = 110,
};

/// What is true of the whole plan and every table change asks for.
struct Surroundings {
  const PlanContext& context;
  /// Indexes and triggers that have a change of their own; a rebuild leaves them alone.
  std::set<ObjectId> changed;
  /// Columns that a view or trigger names which is there before and afterwards: dropping one in place would fail.
  std::set<std::pair<QualifiedName, std::string>> held_columns;
  /// By parent: tables of the wanted schema with a foreign key to it.
  std::multimap<QualifiedName, const Table*> children;
  /// By table: triggers of the wanted schema.
  std::multimap<QualifiedName, const Trigger*> triggers;
};

Surroundings surroundings_of(const std::vector<Change>& changes, const PlanContext& context);

/// What is dropped ahead of the plan's renames comes back, when they are undone, behind them: under the old names.
class Renames {
 public:
  /// `from` has the names of after the renames; it outlives this.
  Renames(const std::vector<Change>& changes, const Schema& from);
  const View& before(const View& view) const;
  const Trigger& before(const Trigger& trigger) const;
  template <class T>
  const T& before(const T& object) const {
    return object;
  }
  std::string create_index(const QualifiedName& table, const Index& index) const;
  /// The plan speaks of tables and columns as they are called after its renames, and a probe is asked before them.
  void name_probes(std::vector<Operation>& operations) const;

 private:
  const QualifiedName& name_before(const QualifiedName& table) const;

  const Schema* from_;
  std::map<QualifiedName, QualifiedName> tables_;                        // now → was
  std::map<QualifiedName, std::map<std::string, std::string>> columns_;  // table now → column now → was
  std::optional<Schema> original_;  // `from` under the names that it has before the renames
};

/// Of a table or virtual table.
QualifiedName name_of_relation(const Object& object);
/// Statements as their authors wrote them.
const sql::WriteOptions& verbatim();

/// Whether `from` can become `to` by ALTER TABLE … DROP COLUMN and ADD COLUMN alone, and how.
struct InPlace {
  std::vector<Column> drops;
  struct Add {
    Column column;
    std::vector<Check> checks;             ///< written on the column
    std::vector<ForeignKey> foreign_keys;  ///< written on the column
  };
  std::vector<Add> adds;
};
/// Nothing where it takes a rebuild. Indexes are not looked at: they have changes of their own.
std::optional<InPlace> in_place(const Table& from, const Table& to, const Surroundings& around);

std::vector<Step> in_place_steps(const InPlace& how, const Table& table, const Syntax& syntax);
/// The documented procedure: new table, copy, drop, rename, indexes and triggers back.
std::vector<Step> rebuild_steps(const Table& from, const Table& to, const Surroundings& around);

/// One operation for all changes of a table but its indexes.
Operation alter_table(const Table& from, const Table& to, std::vector<Change> changes, const Surroundings& around);

/// Questions to the rows of `from` that tell whether they fit into `to`, and what their answer would mean.
std::vector<Probe> probes_for(const Table& from, const Table& to, const Schema& schema_from);
Probe probe_unique(const QualifiedName& table, const ObjectId& id, const std::vector<IndexPart>& parts,
                   const Expr& where, const std::string& what);

/// The parts with the collations that the wanted columns give them, where those differ from what is there.
std::vector<IndexPart> collated(std::vector<IndexPart> parts, const Table& from, const Table& to);
/// Every column that an expression names is one that the table has.
bool answerable(const Expr& e, const Table& from);

/// Tables whose foreign keys must be looked at again after `from` became `to`.
std::vector<QualifiedName> recheck_after(const Table& from, const Table& to, const Surroundings& around);

/// Views and triggers over which SQLite's own ALTER TABLE may stumble: they name what is not there, or call a
/// function that SQLite does not have by itself. They are put aside while something is renamed or dropped in place.
bool fragile(const View& view, const Schema& schema);
bool fragile(const Trigger& trigger, const Schema& schema);

Danger danger(Hazard hazard, ObjectId object, std::string reason);
/// A name as SQLite takes it.
std::string quoted(const QualifiedName& name);
std::string quoted(std::string_view name);
inline std::string quoted(const std::string& name) { return quoted(std::string_view(name)); }

}  // namespace plumb::sqlite
