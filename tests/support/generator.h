// Random schemas for the laws: valid ones, which vary every field that a dialect supports.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/model/schema.h"
#include "plumb/tests/support/random.h"

namespace plumb::test {

/// How large, and how odd. The same seed and shape give the same schema, on every platform.
struct Shape {
  int tables = 4;         ///< at most
  int columns = 6;        ///< of a table, at most
  bool odd_names = true;  ///< quotes, keywords, emoji, 200 bytes
};

/// Every change that `mutate` knows. Names are for messages.
enum class Mutation : std::uint8_t {
  AddTable,
  DropTable,
  RenameTable,
  AddColumn,
  DropColumn,
  RenameColumn,
  MoveColumn,
  ChangeType,
  ChangeNull,
  ChangeDefault,
  ChangeCollation,
  ChangeGenerated,
  ChangePrimaryKey,
  AddUnique,
  DropUnique,
  ChangeUnique,
  AddCheck,
  DropCheck,
  ChangeCheck,
  AddForeignKey,
  DropForeignKey,
  ChangeForeignKey,
  AddIndex,
  DropIndex,
  ChangeIndex,
  RenameIndex,
  ChangeStrict,
  ChangeRowid,
  AddView,
  DropView,
  ChangeView,
  AddTrigger,
  DropTrigger,
  ChangeTrigger,
  AddVirtualTable,
  DropVirtualTable,
  ChangeVirtualTable,
  ChangeCase,
};
inline constexpr int kMutations = static_cast<int>(Mutation::ChangeCase) + 1;
std::string_view name_of(Mutation mutation);

/// A schema that SQLite accepts, in the form that the reader gives.
Schema sqlite_schema(Random& random, const Shape& shape = {});

/// Makes one change of the kind, and whatever else it takes to leave a valid schema. Gives what it
/// did, for people; nothing where the schema has nothing to change in that way.
std::optional<std::string> mutate(Schema& schema, Mutation mutation, Random& random, const Shape& shape = {});

/// Takes out all that refers to nothing, until the schema is one that SQLite accepts.
void repair(Schema& schema, const Shape& shape = {});

/// Schemas of the other dialects, in the form that the reader gives.
Schema postgres_schema(Random& random, const Shape& shape = {});
Schema mysql_schema(Random& random, const Shape& shape = {});

}  // namespace plumb::test
