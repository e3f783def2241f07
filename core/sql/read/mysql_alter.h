// The parts of MySQL's ALTER TABLE that have a file of their own; for read/mysql_alter*.cpp.
#pragma once

#include <string>

#include "plumb/core/sql/read/state.h"

namespace plumb::sql::mysql_read {

/// The column of that name; an error at `token` names the nearest one where there is none.
Column& need_column(ReadState& state, Cursor& at, Table& table, const Token& token, const std::string& name);
/// ADD [COLUMN] behind these words, up to FIRST or AFTER.
void add_one_column(ReadState& state, Cursor& at, Table& table);
/// MODIFY, and CHANGE which `renames`; the cursor behind the word.
void change_column(ReadState& state, Cursor& at, Table& table, bool renames);
void drop_column(ReadState& state, Cursor& at, Table& table);

/// DROP INDEX name, in ALTER TABLE or as a statement. `careful`: IF EXISTS.
void drop_index_named(Cursor& at, const Token& token, Table& table, const std::string& name, bool careful);
/// RENAME INDEX of an index that a foreign key made: from then on it is there by name.
void name_implied_index(Table& table, const std::string& from, const std::string& to);

/// CONVERT TO CHARACTER SET x [COLLATE y]; the cursor behind TO.
void convert_charset(Cursor& at, Table& table);
/// A new default of the table leaves its columns as they are: those that inherited the former one
/// hold it as their own from now on.
void keep_column_charsets(const Table& before, Table& table, const Syntax& syntax);

/// ADD PARTITION …, DROP PARTITION …; the cursor behind these words.
void add_partitions(ReadState& state, Cursor& at, Table& table);
void drop_partitions(Cursor& at, Table& table);
/// Every other action about partitions; false where it is none.
bool read_partition_action(ReadState& state, Cursor& at, Table& table);

}  // namespace plumb::sql::mysql_read
