// Which statements can stand in no transaction.
#pragma once

#include <string_view>

#include "plumb/core/sql/syntax.h"

namespace plumb {

/// True where the server refuses the statement inside of a transaction, as far as its words say: a procedure that
/// commits looks like any other. What a grammar does not name is false.
bool never_in_transaction(std::string_view statement, const Syntax& syntax);

}  // namespace plumb
