// Which statements can stand in no transaction, which only set the stage for those behind them, and which lock tables.
#pragma once

#include <cstdint>
#include <string_view>

#include "plumb/core/sql/syntax.h"

namespace plumb {

/// True where the server refuses the statement inside of a transaction, or commits what is open and the statement with
/// it (MySQL), as far as its words say: a procedure that commits looks like any other. What a grammar does not name is
/// false.
bool never_in_transaction(std::string_view statement, const Syntax& syntax);

/// True for what lasts as long as the connection and changes nothing in the database (MySQL's SET and USE, but for SET
/// of user variables alone): a run that was cut off makes it again before it goes on.
bool is_connection_setting(std::string_view statement, const Syntax& syntax);

/// MySQL's LOCK TABLES, after which nothing but the tables that it names can be used, and UNLOCK TABLES.
enum class TableLocks : std::uint8_t { Untouched, Taken, GivenBack };
TableLocks table_locks_of(std::string_view statement, const Syntax& syntax);

/// DROP TRIGGER IF EXISTS, CREATE TRIGGER, CREATE DEFINER = … TRIGGER, and what only sets the stage for them:
/// statements that may run a second time, as long as all of them do.
bool makes_trigger_anew(std::string_view statement, const Syntax& syntax);

}  // namespace plumb
