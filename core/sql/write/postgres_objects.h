// The statements of PostgreSQL's objects, by kind; not for others.
#pragma once

#include "plumb/core/sql/write/dialects.h"

namespace plumb::sql {

std::vector<std::string> postgres_table_follow_ups(const Table& table, const Syntax& syntax);
std::vector<std::string> write_postgres_routine(const Routine& routine, const Syntax& syntax);
std::vector<std::string> write_postgres_grant(const Grant& grant, const Syntax& syntax);

}  // namespace plumb::sql
