// Shared by the readers, not for others: what is known only once everything was read, and what one statement does to
// other objects.
#pragma once

#include "plumb/core/sql/read/state.h"

namespace plumb::sql {

/// Spells references as the thing that they name (where names ignore case) and takes out what is not the
/// author's: the shadow tables of virtual tables.
void finish_reading(ReadState& state);

/// `validate` without the names: the reader refuses a second object of a name where it is written.
void validate_references(const Schema& schema, const Syntax& syntax, Diagnostics& diagnostics);

/// Takes out the tables in which a virtual table's module keeps its rows.
void drop_shadow_tables(ReadState& state, const VirtualTable& table);

/// PostgreSQL and MySQL write down what a view's `*` stands for when the view is made: columns that come to the table
/// later are not in it.
void keep_columns_of_views(ReadState& state, const Table& before, const Table& after);

void respell_column(const ReadState& state, const Table& table, std::string& name);
/// Columns of the table's own keys, indexes and foreign keys, spelled as the columns are.
void respell_columns(const ReadState& state, Table& table);

}  // namespace plumb::sql
