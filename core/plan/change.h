// One typed difference between two schemas.
#pragma once

#include <string>
#include <vector>

#include "plumb/core/model/schema.h"

namespace plumb {

enum class Action : std::uint8_t { Create, Drop, Alter, Rename };
std::string_view name_of(Action action);

/// `from` is absent for Create, `to` for Drop. Objects that differ inside their parts only (a table with a new
/// column) make one change per part and none for themselves; a change of kind Table and action Alter speaks of
/// the table's own fields (options, comment, partitioning, order of columns) and its parts are to be ignored.
/// Rename: `from` and `to` differ in the name alone; whatever else differs is a change of its own, against `to`.
struct Change {
  Action action = Action::Alter;
  ObjectId id;  ///< of `to`, for Drop of `from`
  Object from, to;
};

/// What ordering needs to know of an operation, by ObjectId.
struct Effects {
  std::vector<ObjectId> creates;  ///< is there afterwards and was not before, or is made anew
  std::vector<ObjectId> drops;    ///< is gone afterwards
  std::vector<ObjectId> needs;    ///< must be there (in its wanted form) before this can run
  std::vector<ObjectId>
      frees;  ///< held something that may be dropped once this ran (a view over a column, a foreign key)
};

}  // namespace plumb
