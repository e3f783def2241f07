// Shared by the PostgreSQL readers (read/postgres*.cpp), not for others.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/sql/read/column.h"
#include "plumb/core/sql/read/state.h"

namespace plumb::sql::postgres_read {

// ---- small things (postgres_common.cpp) -----------------------------------------------------------

bool accept_if_exists(Cursor& at);
bool accept_if_not_exists(Cursor& at);
/// The cursor at the end of the statement.
void skip_rest(Cursor& at);
/// Steps over tokens up to a comma or closing parenthesis of this level, or one of `words`.
void skip_until(Cursor& at, std::initializer_list<std::string_view> words = {});
/// Says once that something was understood and has no place in the model, and skips the rest.
void unmodelled(ReadState& state, Cursor& at, const Token& first, std::string what);
/// a.b.c as a name of up to three parts, unresolved: the last part is `name`, the one before `schema`.
QualifiedName written_name(Cursor& at);
/// a.b.c[.column]: the last part apart.
std::string read_column_path(ReadState& state, Cursor& at, QualifiedName& table);
/// ( name, … ) of RESET.
std::vector<std::string> read_parameter_names(Cursor& at);
/// CURRENT_USER, PUBLIC, GROUP x, x.
std::string read_role(Cursor& at);
/// SET (a = 1): over what is there already.
void put_parameters(Options& options, Options added);
/// A value of SET, SECURITY LABEL and the like: word, name, string, number with sign; literals unquoted.
std::string read_setting_value(Cursor& at);
/// A type by the schema's own names: qualified by the search path, user types as user types.
Type read_type(ReadState& state, Cursor& at);
/// Puts a user's type where the search path says; the schema of pg_catalog's types is taken off.
void resolve_type(const ReadState& state, Type& type);
std::string spell_type(const Type& type);
/// A type that stands in a text of its own; nothing where it is none.
std::optional<Type> type_in_text(std::string_view text, const Syntax& syntax);
Expr read_expression(Cursor& at);
/// Throws "unknown-…": the object is not there.
[[noreturn]] void unknown(const Token& where, Kind kind, const std::string& name);
/// Throws "duplicate-…": the name is taken; with the place of the first.
[[noreturn]] void duplicate(const ReadState& state, const Token& where, Kind kind, const std::string& name,
                            const Origin& first);

// ---- statements; each called with the cursor behind what its name says -----------------------------

void read_create_namespace(ReadState& state, Cursor& at);  // CREATE SCHEMA
void read_create_extension(ReadState& state, Cursor& at);
void read_create_type(ReadState& state, Cursor& at);
void read_create_domain(ReadState& state, Cursor& at);
void read_create_sequence(ReadState& state, Cursor& at, bool unlogged, bool temporary);
void read_create_routine(ReadState& state, Cursor& at, RoutineKind kind, bool or_replace);
void read_create_policy(ReadState& state, Cursor& at);
void read_create_table_like(ReadState& state, Cursor& at, bool unlogged, bool foreign);

void read_alter_type(ReadState& state, Cursor& at);
/// ALTER TYPE … RENAME VALUE: the label changes wherever a default, check, index, generated column, policy or view of the
/// schema names it.
void rename_label_in(Schema& schema, const QualifiedName& type, const std::string& from, const std::string& to,
                     const Syntax& syntax);
void read_alter_domain(ReadState& state, Cursor& at);
void read_alter_sequence(ReadState& state, Cursor& at);
void read_alter_index(ReadState& state, Cursor& at);
void read_alter_view(ReadState& state, Cursor& at, bool materialized);
void read_alter_routine(ReadState& state, Cursor& at);
void read_alter_policy(ReadState& state, Cursor& at);
void read_alter_trigger(ReadState& state, Cursor& at);
void read_alter_namespace(ReadState& state, Cursor& at);
void read_alter_extension(ReadState& state, Cursor& at);
void read_alter_default_privileges(ReadState& state, Cursor& at);
/// ALTER TABLE, the cursor behind these two words: what the shared reader's loop cannot reach.
bool read_alter_table_first(ReadState& state, Cursor& at);

void read_do(ReadState& state, Cursor& at);       // at DO
void read_comment(ReadState& state, Cursor& at);  // COMMENT ON
void read_grant(ReadState& state, Cursor& at, bool revoke);
void read_set(ReadState& state, Cursor& at);             // SET
bool read_select_setting(ReadState& state, Cursor& at);  // SELECT set_config(…), setval(…)

/// Rules, statistics, operators, casts, collations, languages, event triggers (postgres_definition.cpp), behind CREATE,
/// ALTER, DROP and COMMENT ON. False where it is none of them; the cursor is where it was then.
bool read_create_definition(ReadState& state, Cursor& at, const Token& first, bool or_replace);
bool read_alter_definition(ReadState& state, Cursor& at);
bool read_drop_definition(ReadState& state, Cursor& at);
bool read_comment_definition(ReadState& state, Cursor& at);
/// RULE x, behind ENABLE or DISABLE of ALTER TABLE.
bool read_rule_state(ReadState& state, Cursor& at, const QualifiedName& table, const std::string& enabled);
/// IS 'text' | IS NULL
std::string read_text(Cursor& at);

/// f(integer, text) as DROP, ALTER, COMMENT and GRANT name a routine; the stored key, or nothing.
struct RoutineName {
  QualifiedName name;
  bool has_arguments = false;
  std::vector<Routine::Argument> arguments;
};
RoutineName read_routine_name(ReadState& state, Cursor& at);
using RoutineKey = std::pair<QualifiedName, std::string>;
std::vector<RoutineKey> find_routines(const ReadState& state, const RoutineName& name);

/// LIKE other INCLUDING …, the cursor behind LIKE.
void read_like(ReadState& state, Cursor& at, Table& table);
/// FOR VALUES … | DEFAULT, as one canonical text.
std::string read_partition_bound(Cursor& at);
/// A column for changes. One that the table has from its parent becomes its own; null where there is none.
Column* edit_own_column(ReadState& state, const QualifiedName& table, const std::string& name);
/// A column of a child that its parent (INHERITS) has too is as strict as the parent's, and takes its default where it
/// says none.
void merge_inherited(const Schema& schema, Table& child);
/// What a partition has from its parent is its parent's: columns, keys, checks and foreign keys that are equal
/// leave the partition, so that PARTITION OF and ATTACH PARTITION give one schema.
void take_off_inherited(const Table& parent, Table& partition);
/// …and back, for DETACH PARTITION.
void put_back_inherited(const Table& parent, Table& partition);

/// The name of a serial column's own sequence, where nobody has it already.
std::string serial_sequence(std::string_view table, std::string_view column, const Syntax& syntax);
/// `nextval('x'::regclass)`, and the sequence that such a default names (empty: it is something else).
Expr nextval_of(const QualifiedName& sequence, const Syntax& syntax);
QualifiedName sequence_of_default(const ReadState& state, const Expr& value);
/// ( SEQUENCE NAME x START WITH 1 … ) behind AS IDENTITY.
void read_identity_options(ReadState& state, Cursor& at, Identity& identity);
/// SET GENERATED …, SET INCREMENT BY …, RESTART …: what ALTER COLUMN says about an identity.
void read_identity_changes(ReadState& state, Cursor& at, Identity& identity);
void rename_sequence(ReadState& state, const QualifiedName& from, const QualifiedName& to);
/// The column of a serial with its sequence as an object and its default said. The sequence is put into the schema.
Column expand_serial_column(ReadState& state, const QualifiedName& table, Column column, const QualifiedName& sequence);
/// Column `serial` → its sequence and default as objects, for statements that speak of them.
bool expand_serial_sequence(ReadState& state, const QualifiedName& sequence);

}  // namespace plumb::sql::postgres_read
