// Shared by the readers of PostgreSQL's routines, not for others.
#pragma once

#include <string>
#include <vector>

#include "plumb/core/sql/read/postgres.h"

namespace plumb::sql::postgres_read {

Type read_argument_type(ReadState& state, Cursor& at);  ///< also table.column%TYPE
Routine::Argument read_argument(ReadState& state, Cursor& at);
std::vector<Routine::Argument> read_arguments(ReadState& state, Cursor& at);  ///< ( … )
/// IMMUTABLE, COST 10, SET x TO y …; false where there is none.
bool read_routine_attribute(ReadState& state, Cursor& at, Options& attributes);
/// The cursor behind the aggregate's name.
void read_aggregate(ReadState& state, Cursor& at, Routine& routine);
std::string quote_if_needed(const std::string& name);

}  // namespace plumb::sql::postgres_read
