// What fills a column, as words of statements.
#pragma once

#include <string>

#include "plumb/core/model/table.h"

namespace plumb::postgres {

/// "SEQUENCE NAME … START WITH …": what stands in the parentheses behind AS IDENTITY; empty where nothing is stated.
std::string identity_options(const Identity& identity);
/// "SET GENERATED ALWAYS SET INCREMENT BY 2": the words of ALTER COLUMN that lead from one to the other.
std::string identity_settings(const Identity& was, const Identity& is);
/// True where a default may have another value for each row: the rows that are there are written anew for it.
bool is_volatile(const Expr& value);

}  // namespace plumb::postgres
