// Shared by the MySQL readers (read/mysql*.cpp), not for others.
#pragma once

#include <string>
#include <string_view>

#include "plumb/core/sql/read/state.h"

namespace plumb::sql::mysql_read {

/// `user`@`host`, 'user'@'host' or CURRENT_USER, as one text: "user@host", "current_user".
std::string read_account(Cursor& at);
/// DEFINER = account, where it stands; empty where it does not.
std::string read_definer(Cursor& at);

/// [=] and a name or string: what stands behind ENGINE, CHARACTER SET, COLLATE.
std::string read_word_value(Cursor& at);
/// CHARACTER SET | CHARSET | CHAR SET behind the cursor; true where it was there and has been
/// stepped over.
bool accept_charset_words(Cursor& at);
/// The charset as it is called everywhere: lower case.
std::string charset_name(std::string name);

/// A number that fits; an error says so where it does not.
std::uint32_t to_uint32(const Cursor& at, std::string_view digits);
std::uint32_t read_uint32(Cursor& at);
int read_count(Cursor& at);

/// The name in backticks.
std::string quoted(std::string_view name, const Syntax& syntax);

/// IF EXISTS, IF NOT EXISTS.
bool accept_if_exists(Cursor& at);
bool accept_if_not_exists(Cursor& at);

// ---- tables
// ---------------------------------------------------------------------------------------

/// One table option; false (cursor where it was) where there is none.
bool read_option(ReadState& state, Cursor& at, Table& table);
/// All of the table options, separated by blanks or commas.
void read_options(ReadState& state, Cursor& at, Table& table);
/// PARTITION BY …, the cursor behind these two words; the table has its columns.
Partitioning read_partitioning(Cursor& at, const Table& table);
/// One `PARTITION name VALUES … options (subpartitions)`.
Partition read_partition(Cursor& at);
/// ( partition, … )
std::vector<Partition> read_partition_list(Cursor& at);
/// CREATE TABLE … LIKE other: all but its foreign keys.
void copy_like(ReadState& state, Cursor& at, Table& table);

/// Ends a CREATE or ALTER TABLE: gives the unnamed indexes, foreign keys and checks the names that
/// the server would. MySQL does so when the part is made, and the name stays when the column is
/// renamed later.
void name_parts(Table& table, const Syntax& syntax, bool altered);

/// Adds an index; a name that the table has already is an error.
void add_index(Cursor& at, Table& table, Index index);
void add_primary_key(Cursor& at, Table& table, PrimaryKey key);

// ---- other objects
// ----------------------------------------------------------------------------------

/// Each returns false where the statement is not one of its kind; the cursor behind CREATE [OR
/// REPLACE].
bool read_create_stored(ReadState& state, Cursor& at, bool or_replace);
/// CREATE SEQUENCE (MariaDB, TiDB); the cursor behind SEQUENCE.
void read_create_sequence(ReadState& state, Cursor& at, bool or_replace);
void read_alter_sequence(ReadState& state, Cursor& at);
/// A trigger goes: who followed it follows whom it followed.
void take_out_of_line(ReadState& state, const PartName& trigger);
void read_alter_routine(ReadState& state, Cursor& at);
bool read_alter_event(ReadState& state, Cursor& at);
/// SET …; the cursor behind SET.
void read_set(ReadState& state, Cursor& at);
void read_use(ReadState& state, Cursor& at);
/// CREATE, ALTER, DROP DATABASE; the cursor behind DATABASE or SCHEMA.
void read_create_database(ReadState& state, Cursor& at, bool or_replace);
void read_alter_database(ReadState& state, Cursor& at);
void read_drop_database(ReadState& state, Cursor& at);

/// ALTER TABLE, the cursor behind these words.
void read_alter(ReadState& state, Cursor& at);
/// RENAME TABLE a TO b, …; the cursor behind RENAME TABLE.
void read_rename_tables(ReadState& state, Cursor& at);
void rename_table(ReadState& state, Cursor& at, const QualifiedName& from, QualifiedName to);

/// "what it is" said once as understood and not kept.
void unmodelled(ReadState& state, const Cursor& at, std::string what);
/// The cursor at the end of the statement.
void skip_rest(Cursor& at);

}  // namespace plumb::sql::mysql_read
