// The parts of the normal form of a schema; not for others than dialects/postgres/canonical*.cpp.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "plumb/core/model/schema.h"
#include "plumb/core/target.h"

namespace plumb::postgres {

struct Settling {
  Schema& schema;
  const Target& target;
  /// Of every relation, index and constraint that has a name: the hash of schema and name. Two names of one hash would
  /// cost an implied name a number that it does not need.
  std::unordered_set<std::size_t> names;
};

/// Options that say what a sequence of the type has without them are taken off.
void settle_sequence_options(SequenceOptions& options, std::string_view type);

/// canonical_names.cpp: every constraint and index gets the name that the server would give.
void collect_names(Settling& s);
void give_names(Settling& s, Table& table);
void give_names(Settling& s, View& view);

/// canonical_serial.cpp: a sequence that is just what serial makes becomes the column's `serial`, and a serial that
/// cannot have its own name for the sequence a sequence of another name.
void settle_serials(Settling& s);

/// canonical_table.cpp
/// The default one, and the default schema before it, are not said.
void settle_collation(std::string& collation, const Target& target);
void settle_table(Settling& s, Table& table);
/// The table's name and columns with those that it has from its parents, for expressions that speak of them; nothing
/// where it has no parents.
std::optional<Table> with_inherited_columns(const Schema& schema, const Table& table);
void settle_index(const Settling& s, const Table* table, Index& index);
/// A partition or child without what its parent has already; both settled.
void settle_inherited(const Schema& schema, Table& table);

/// True where the server takes that class for the type (without arguments) by itself.
bool is_default_opclass(const std::string& opclass, const std::string& type, const std::string& method);

/// canonical_partition.cpp: keys, and the values of bounds as the parent's key stores them.
void settle_partitioning(const Settling& s, Table& table);
void settle_bound(const Settling& s, Table& table);

/// canonical_objects.cpp
void settle_domain(const Settling& s, Domain& domain);
void settle_view(const Settling& s, View& view);
void settle_routine(const Settling& s, Routine& routine);
void settle_trigger(const Settling& s, Trigger& trigger);
void settle_definition(const Settling& s, Definition& definition);  // canonical_definitions.cpp
void settle_policy(const Settling& s, Policy& policy);
void settle_grant(Grant& grant);
void settle_sequence(Sequence& sequence);

}  // namespace plumb::postgres
