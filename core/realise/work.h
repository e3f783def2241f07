// What every translation of a schema into another dialect works on.
#pragma once

#include <set>
#include <string>

#include "plumb/core/dialect.h"
#include "plumb/core/model/schema.h"
#include "plumb/core/realise/left_out.h"
#include "plumb/core/realise/names.h"
#include "plumb/core/target.h"

namespace plumb::realise {

struct Work {
  const Schema& from;  ///< canonical in its own dialect
  const Dialect& written_in;
  const Target& written_for;
  const Target& target;
  Names names;
  LeftOut left_out = {};
  Schema out = {};
  std::set<std::string> used_sequences = {};  ///< of columns that are numbered here in another way: schema.name
};

/// `table.part`, for messages.
std::string path(const Table& table, std::string_view part);

/// The table with the columns and checks of those that it inherits from before its own, and those of its type.
Table with_inherited(const Schema& from, const Table& table);

/// True where a column takes its default from a sequence; `sequence` is its name then, as the neutral form says it.
bool takes_from_sequence(const Work& work, const Column& column, std::string& sequence);

/// The column that the trigger stamps with the time on every UPDATE and does nothing else (the `updated_at` trigger
/// that nearly every PostgreSQL schema has, also by the extension moddatetime); nothing for every other trigger.
const Column* stamped_by(const Work& work, const Table& table, const Trigger& trigger);

/// Puts those views into `out` whose tables and views are there, each behind what it needs; the others are left out.
void keep_views(Work& work, std::vector<View> views);

/// A domain's VALUE is the column.
void rename_value(sql::Node& node, const std::string& column);

}  // namespace plumb::realise
