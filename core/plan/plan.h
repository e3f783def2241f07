// A plan: what will run, in which order, under which locks, with which risks, and how to undo it.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/model/names.h"
#include "plumb/core/plan/change.h"

namespace plumb {

/// The names of `--allow`, in kebab case. DeletesData is refused unless allowed; the others are warned of or
/// allowed, by configuration.
enum class Hazard : std::uint8_t { DeletesData, RewritesTable, BlocksWrites, MayFailOnData, NotTransactional };
std::string_view name_of(Hazard hazard);
std::optional<Hazard> parse_hazard(std::string_view name);

/// The strongest lock that a step takes on what it touches.
enum class LockLevel : std::uint8_t {
  None,          ///< nothing that exists is locked
  Shared,        ///< reads and writes go on
  BlocksWrites,  ///< reads go on
  Exclusive,     ///< nothing goes on
};
std::string_view name_of(LockLevel level);

/// Why a step is dangerous, and for which object: what `--allow deletes-data:users.name` speaks of.
struct Danger {
  Hazard hazard = Hazard::DeletesData;
  ObjectId object;
  std::string reason;  ///< "drops column `users.name` and its values"
};

/// A bounded read-only question, asked before the first statement runs: any row it gives is a row on which
/// the step would fail.
struct Probe {
  ObjectId object;
  std::string sql;      ///< gives at most a handful of rows
  std::string problem;  ///< "`users.email` becomes not null, but there are rows without a value"
  std::string remedy;   ///< "fill them first, or give the column a default"
};

/// Exactly one statement.
struct Step {
  std::string sql;
  std::vector<std::string> undo;  ///< statements that take it back; empty where it cannot be
  bool irreversible = false;      ///< undo restores the structure, not the data
  std::string why;                ///< "add column `users.email`"
  LockLevel lock = LockLevel::None;
  std::vector<Danger> dangers;
  std::vector<ObjectId> touches;
  /// A statement that only moves rows or sets the stage (INSERT … SELECT, PRAGMA): the reader skips it.
  bool bookkeeping = false;
  /// The step copies every row of this table: the runner compares the number of rows. Empty otherwise.
  QualifiedName copies;
  /// The step builds this index beside those who read and write (PostgreSQL's CONCURRENTLY). A build that was cut off
  /// leaves it behind, invalid: the runner takes such a one away first. Empty otherwise.
  QualifiedName builds;
};

/// The unit of commit, retry and journal.
struct Group {
  std::vector<Step> steps;
  bool transactional = true;
  /// Written by hand, as a migration: nothing is known of what its statements touch, so the dialect takes every
  /// precaution by itself (SQLite: foreign keys off around it, and all of them checked before the commit).
  bool scripted = false;
  std::vector<ObjectId> verify;
  /// Run outside of the transaction around it, always, also after a failure (SQLite: PRAGMA foreign_keys).
  std::vector<std::string> before, after;
  /// Tables made anew: checked as a whole before the commit.
  std::vector<QualifiedName> rebuilt;
  /// Tables with a foreign key that the group may have broken: checked before the commit.
  std::vector<QualifiedName> recheck;
};

/// What is there and nobody manages: not compared, left alone.
struct Unmanaged {
  std::string what;
  std::size_t count = 1;
};

struct Plan {
  std::string dialect, flavour, version;  ///< what it was made for
  std::string from_fingerprint, to_fingerprint;
  std::vector<std::string> schemas;  ///< the managed namespaces, as in the model: empty for the default one
  std::vector<Change> changes;
  std::vector<Group> groups;
  std::vector<Probe> probes;
  std::vector<std::string> notes;  ///< what was left out, likely renames: for people
  std::vector<Unmanaged> unmanaged;
  bool empty() const { return groups.empty(); }
  std::size_t steps() const;
};

/// What the user allowed: hazards, hazards for one object ("deletes-data:public.users.name"), or all.
struct Allowances {
  bool all = false;
  std::set<Hazard> hazards;
  std::set<std::pair<Hazard, std::string>> objects;
  bool allows(const Danger& danger) const;
};
/// Throws Error(Usage) that names the hazards there are.
Allowances parse_allowances(const std::vector<std::string>& words);
/// Dangers that are refused: DeletesData that nobody allowed.
std::vector<Danger> refused(const Plan& plan, const Allowances& allowed);

/// The plan as a document (`--out plan.json`) and back. The reader refuses a file of another format.
std::string to_json(const Plan& plan);
Plan plan_from_json(std::string_view text);

}  // namespace plumb
