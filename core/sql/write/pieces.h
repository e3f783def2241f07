// Shared by the writers, not for others.
#pragma once

#include "plumb/core/sql/write/dialects.h"

namespace plumb::sql {

void write_index_part(Sql& out, const IndexPart& part);
/// REFERENCES … with its actions.
void write_references(Sql& out, const ForeignKey& key);
/// What stands behind the columns of a key.
void write_key_tail(Sql& out, const KeyOptions& options);
void write_on_conflict(Sql& out, OnConflict conflict);
void write_deferral(Sql& out, Deferral deferral);
/// "C", "public"."fi"; bare words in MySQL and where SQLite takes them.
void write_collation(Sql& out, const std::string& collation);
/// Foreign keys that cannot stand in CREATE TABLE, from `first` on, as ALTER TABLE … ADD.
std::vector<std::string> add_foreign_keys(const Table& table, std::size_t first, const Syntax& syntax);
/// A table with its inline foreign keys only up to `foreign_keys`.
std::vector<std::string> write_table(const Table& table, const Syntax& syntax, const WriteOptions& options,
                                     std::size_t foreign_keys);

}  // namespace plumb::sql
