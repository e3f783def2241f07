// The names that MySQL, MariaDB and TiDB make up for parts without one, for the reader and the
// dialect.
#pragma once

#include <string>

#include "plumb/core/model/table.h"
#include "plumb/core/sql/syntax.h"

namespace plumb::sql {

/// The name that the server would give to `index`, which is to be added to the table or is in it
/// unnamed.
std::string implied_mysql_index_name(const Table& table, const Index& index, const Syntax& syntax);
/// Gives every unnamed part its name: indexes by their first column (`a`, `a_2`, …), foreign keys
/// and checks by the table (`t_ibfk_1`, `t_chk_1`). `altered`: they come by ALTER TABLE.
void name_mysql_indexes(Table& table, const Syntax& syntax);
void name_mysql_constraints(Table& table, const Syntax& syntax, bool altered);

}  // namespace plumb::sql
