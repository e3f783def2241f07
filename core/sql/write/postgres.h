// Shared by the writers of PostgreSQL's statements, not for others.
#pragma once

#include <string>
#include <vector>

#include "plumb/core/sql/write/dialects.h"

namespace plumb::sql {

/// START WITH 1 INCREMENT BY 2 …, each with a blank before it as `out` does it.
void write_postgres_sequence_options(Sql& out, const SequenceOptions& options);
/// (a = '1', b = '2')
void write_postgres_parameters(Sql& out, const Options& parameters);
/// f(integer, text): as DROP, COMMENT and GRANT name it.
std::string postgres_routine_name(const Routine& routine, const Syntax& syntax);

}  // namespace plumb::sql
