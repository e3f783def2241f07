// Shared by the readers of columns and constraints, not for others.
#pragma once

#include "plumb/core/sql/read/state.h"

namespace plumb::sql {

/// What stands behind a column's type: DEFAULT, NOT NULL, constraints …
void read_column_attributes(ReadState& state, Cursor& at, Table& table, Column& column);
/// ON CONFLICT …, SQLite only.
OnConflict read_on_conflict(Cursor& at);
/// The name behind CONSTRAINT; empty where the constraint follows at once (MySQL).
std::string read_constraint_name(Cursor& at);
/// INCLUDE (…), WITH (…), USING INDEX TABLESPACE x: PostgreSQL only.
void read_key_options(ReadState& state, Cursor& at, Rare<KeyOptions>& options);
/// A second one is an error.
void set_primary_key(Cursor& at, Table& table, PrimaryKey key);
/// "NOCASE", "public.fi"
std::string read_collation(Cursor& at);
/// Behind GENERATED … AS IDENTITY.
Identity read_identity(ReadState& state, Cursor& at, bool always);
/// ( name = value, … ), values as they stand.
Options read_parameters(Cursor& at);

}  // namespace plumb::sql
