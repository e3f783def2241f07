// Shared by the writers, not for others: what each dialect adds to the common statements.
#pragma once

#include "plumb/core/sql/writer.h"

namespace plumb::sql {

// The attributes behind a column's type, whole (the shared writer has written name and type).
void write_sqlite_column(Sql& out, const Column& column, const Table* table);
void write_postgres_column(Sql& out, const Column& column, const Table* table);
void write_mysql_column(Sql& out, const Column& column, const Table* table);
// Behind the closing parenthesis of CREATE TABLE.
void write_sqlite_table_options(Sql& out, const Table& table);
void write_postgres_table_options(Sql& out, const Table& table);
void write_mysql_table_options(Sql& out, const Table& table);
// MySQL's KEY, UNIQUE KEY, FULLTEXT KEY elements inside of CREATE TABLE.
/// What can be said of a table only once it is there.
std::vector<std::string> mysql_follow_ups(const Table& table, const Syntax& syntax);
void write_mysql_key(Sql& out, const Index& index);
void write_mysql_partitioning(Sql& out, const Partitioning& partitioning);
// CREATE INDEX behind its parts (INCLUDE …, COMMENT …).
void write_postgres_index_options(Sql& out, const Index& index);
void write_mysql_index_options(Sql& out, const Index& index);
// Statements that follow a CREATE for fields that it cannot hold (COMMENT ON, ALTER … ENABLE ROW LEVEL SECURITY,
// ALTER COLUMN … SET STATISTICS, CLUSTER ON, REPLICA IDENTITY, OWNED BY …).
std::vector<std::string> postgres_follow_ups(const Object& object, const Syntax& syntax);
/// COMMENT ON INDEX, CLUSTER ON, REPLICA IDENTITY USING INDEX: what follows a CREATE INDEX.
std::vector<std::string> postgres_index_follow_ups(const QualifiedName& table, const Index& index,
                                                   const Syntax& syntax);
/// Rules, statistics, operators, casts, collations, languages, event triggers: the CREATE, its state, its comment.
std::vector<std::string> write_postgres_definition(const Definition& definition, const Syntax& syntax);
/// Comments on the foreign keys: behind the statement that makes the last of them.
std::vector<std::string> postgres_foreign_key_comments(const Table& table, const Syntax& syntax);
/// The type of a column as its author would say it: serial where it is one; nothing in a partition.
void write_postgres_column_type(Sql& out, const Column& column, const Table* table);
// Objects that only one family has, or that it spells in its own way.
std::vector<std::string> write_sqlite_object(const Object& object, const Syntax& syntax, const WriteOptions& options);
std::vector<std::string> write_postgres_object(const Object& object, const Syntax& syntax, const WriteOptions& options);
std::vector<std::string> write_mysql_object(const Object& object, const Syntax& syntax, const WriteOptions& options);

}  // namespace plumb::sql
