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
/// The column's type as its author would say it: serial where it is one.
std::string postgres_column_type(const Column& column, const Syntax& syntax);
/// COMMENT ON INDEX, CLUSTER ON, REPLICA IDENTITY USING INDEX: what follows a CREATE INDEX.
std::vector<std::string> postgres_index_follow_ups(const QualifiedName& table, const Index& index,
                                                   const Syntax& syntax);
/// f(integer, text): as DROP, COMMENT and GRANT name it.
std::string postgres_routine_name(const Routine& routine, const Syntax& syntax);

}  // namespace plumb::sql
