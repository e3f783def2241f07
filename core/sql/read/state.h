// Shared by the statement readers, not for others: the schema in the making and the settings that the text has
// made so far.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/reader.h"
#include "plumb/core/sql/token.h"

namespace plumb::sql {

/// Stored names of tables by a hash of something's folded name. No key is kept: whoever asks looks whether the thing
/// is there. Open addressing: one line of cache for a name that is not there, which is what nearly every question is.
class Places {
 public:
  void add(std::size_t hash, const QualifiedName& table);
  void remove(std::size_t hash, const QualifiedName& table);
  /// The first for which `is_it(table)` says yes.
  template <class Test>
  const QualifiedName* find(std::size_t hash, Test is_it) const {
    if (slots_.empty()) return nullptr;
    for (std::size_t i = hash & (slots_.size() - 1); slots_[i].at != kFree; i = (i + 1) & (slots_.size() - 1))
      if (slots_[i].hash == hash && slots_[i].at != kGone && is_it(names_[slots_[i].at])) return &names_[slots_[i].at];
    return nullptr;
  }

 private:
  static constexpr std::uint32_t kFree = 0xFFFFFFFF, kGone = 0xFFFFFFFE;
  struct Slot {
    std::size_t hash = 0;
    std::uint32_t at = kFree;  ///< in names_
  };
  void grow();
  std::vector<Slot> slots_;  ///< a power of two
  std::vector<QualifiedName> names_;
  std::size_t used_ = 0;  ///< slots that are not free
};

struct ReadState {
  ReadState(const Syntax& s, ReadOptions o, Diagnostics& d) : syntax(s), options(std::move(o)), diagnostics(d) {}

  Syntax syntax;  ///< a copy: sql_mode and the like change it while reading
  ReadOptions options;
  Diagnostics& diagnostics;
  Reading reading;  ///< reading.schema is what the statements change
  Schema& schema = reading.schema;
  std::uint32_t file = 0;

  // Settings of the text.
  std::vector<std::string> search_path;  ///< PostgreSQL; empty: the default schema
  std::string current_database;          ///< MySQL USE
  Options variables;                     ///< other settings that later statements ask for (default_tablespace, …)

  /// A name as the schema keeps it: search path or USE applied, the default schema taken off.
  QualifiedName resolve(QualifiedName written) const;
  /// `schema.name` at the cursor, resolved: where a new object goes.
  QualifiedName read_name(Cursor& at) const;
  /// The same for an object that is there already: an unqualified name is looked for along the search path,
  /// and the spelling is the stored one. Resolved as if it were new where nothing of the name is there.
  QualifiedName resolve_existing(QualifiedName written) const;
  QualifiedName read_existing_name(Cursor& at) const;

  // Lookups by the dialect's rules of case. The key as it is stored, or nothing.
  std::optional<QualifiedName> find_table(const QualifiedName& name) const;
  std::optional<QualifiedName> find_view(const QualifiedName& name) const;
  std::optional<QualifiedName> find_virtual_table(const QualifiedName& name) const;
  /// A table, virtual table or view.
  bool is_relation(const QualifiedName& name) const;
  /// The table (and name as stored) that holds an index of this name; `table` narrows it down (MySQL).
  struct IndexPlace {
    QualifiedName table;
    std::string index;
    bool on_view = false;
  };
  std::optional<IndexPlace> find_index(const QualifiedName& name, const QualifiedName* table = nullptr) const;
  /// A column of a table by the dialect's rules of case.
  Column* find_column(Table& table, std::string_view name) const;

  /// For writing. Throws SyntaxError (rule "unknown-table") with the nearest name where it is not there.
  Table& edit_table(Cursor& at, const QualifiedName& name);
  /// Puts a table in, or takes one out, and keeps the lookups right.
  void add_table(Table table);
  Table take_table(const QualifiedName& stored);
  void add_index(const QualifiedName& table, Index index);
  void forget_indexes_of(const QualifiedName& table);
  /// After a table's indexes were changed through `edit_table`.
  void remember_indexes_of(const QualifiedName& table);
  /// A trigger by its name alone (SQLite, MySQL).
  std::optional<PartName> find_trigger(const QualifiedName& name) const;
  void add_trigger(Trigger trigger);
  void remember_trigger(const Trigger& trigger);
  /// Makes a table or view that is in the schema findable by any spelling.
  void remember_table(const QualifiedName& stored);
  void remember_view(const QualifiedName& stored);
  void add_view(View view);
  View take_view(const QualifiedName& stored);
  /// Throws SyntaxError (rule "duplicate-table" and the like) where the name is taken by a table, view, virtual
  /// table or sequence; it says where that one was written.
  void refuse_taken(const Cursor& at, const Token& where, const QualifiedName& name, Kind kind) const;
  /// "x.sql:12", empty where the origin is not known.
  std::string place(const Origin& origin) const;
  /// "; did you mean `x`?", or empty. Asked for few times only: each is a walk over all names.
  std::string suggest(std::string_view name, const std::vector<std::string>& candidates) const;
  /// Says it once in a reading, whatever the number of statements.
  void note_once(std::string_view rule, std::string message, Origin origin);

  /// `@renamed from=x` above or behind the thing whose first token is at `position`; empty where there is none.
  std::string renamed_from(const Cursor& at, std::uint32_t first_token, std::uint32_t last_token) const;

  /// The same for an object that is the statement: above it, behind its head (which ends at `head_end`), or behind
  /// its last token.
  std::string renamed_from_statement(const Cursor& at, std::uint32_t head_end) const;
  /// The author's text from behind the token before `position` to the end of the statement.
  std::string text_behind(const Cursor& at, std::uint32_t position) const;

  /// Temporary objects are no part of a schema; what speaks of them later is left out too.
  bool is_temporary_schema(const QualifiedName& name) const;
  bool is_temporary(const QualifiedName& name) const;
  void leave_out_temporary(const QualifiedName& name, Origin origin);

  std::string folded(std::string_view name) const;  ///< the key of the lookups

  // Kept by the functions above. An entry that is stale is checked against the schema.
  mutable QualifiedName recent;  ///< the table found last: its indexes follow it in most texts
  Places tables_by_name, views_by_name, indexes_by_name, triggers_by_name;
  std::set<std::string, std::less<>> temporary;  ///< folded names of temporary tables and views
  std::set<std::string, std::less<>> said;       ///< by note_once
  mutable int suggestions = 20;                  ///< that are left
};

/// The positions [from, to) without one pair of parentheses around all of it.
void strip_parentheses(const Cursor& at, std::uint32_t& from, std::uint32_t& to);
/// A word that starts a constraint: the shared reader takes it.
bool starts_table_constraint(const Cursor& at);

/// A statement of any kind but DML and settings: the dialect's own reader first, then the shared ones. Throws
/// where nobody knows it. The cursor is at its first word, and at its end afterwards.
void read_ddl(ReadState& state, Cursor& at);

// ---- shared statements (read/*.cpp) ------------------------------------------------------------------
// Each is called with the cursor behind its first keyword(s), as said, and throws SyntaxError.

void read_create_table(ReadState& state, Cursor& at, bool temporary);  // behind CREATE … TABLE
void read_create_index(ReadState& state, Cursor& at, bool unique);     // behind CREATE [UNIQUE] INDEX
void read_create_view(ReadState& state, Cursor& at, bool materialized, bool or_replace);  // behind VIEW
void read_create_trigger(ReadState& state, Cursor& at);                                   // behind CREATE … TRIGGER
void read_alter_table(ReadState& state, Cursor& at);                                      // behind ALTER TABLE
void read_drop(ReadState& state, Cursor& at);                                             // behind DROP
/// Takes a table out with what cannot live without it: triggers, policies, owned sequences, grants. With
/// `cascade` also foreign keys to it and views over it.
void drop_table(ReadState& state, const QualifiedName& stored, bool cascade);
/// The same for a view and its triggers.
void drop_view(ReadState& state, const QualifiedName& stored, bool cascade);
/// Takes a column out of a table, by its stored name. Keys and indexes that hold it go with it (PostgreSQL), or it
/// is refused (SQLite).
void drop_column(ReadState& state, Cursor& at, const QualifiedName& table, const std::string& column, bool cascade);
/// Names what PostgreSQL has named already when the constraints were made, before a rename.
void fix_implied_names(ReadState& state, const QualifiedName& table);
/// A column definition behind its name; used by CREATE TABLE, ADD COLUMN, MODIFY, CHANGE.
void read_column_definition(ReadState& state, Cursor& at, Table& table, Column& column);
/// [CONSTRAINT name] PRIMARY KEY | UNIQUE | CHECK | FOREIGN KEY | EXCLUDE …; false where it is none of them.
bool read_table_constraint(ReadState& state, Cursor& at, Table& table);
/// REFERENCES table (columns) with all that may follow. With a `home`, a name alone is one of its namespace.
void read_references(ReadState& state, Cursor& at, ForeignKey& key, const QualifiedName& home = {});
IndexPart read_index_part(ReadState& state, Cursor& at);
/// ( part, part … ) of an index or key.
std::vector<IndexPart> read_index_parts(ReadState& state, Cursor& at);
SequenceOptions read_sequence_options(ReadState& state, Cursor& at);
/// ( name, name … )
std::vector<std::string> read_name_list(Cursor& at);
/// What stands behind DEFAULT: an expression that ends where the next attribute of a column begins.
Expr read_default(Cursor& at);
/// [NOT] DEFERRABLE, INITIALLY …; false where there is none.
bool read_deferral(Cursor& at, Deferral& deferral);
/// ( expression ), and the text without the parentheses.
Expr read_parenthesised_expression(Cursor& at);
/// The relations that a text names, as the schema keeps names.
std::vector<QualifiedName> resolved_relations(const ReadState& state, const Node& node);

// ---- a dialect's own (read/sqlite.cpp, read/postgres*.cpp, read/mysql*.cpp) ----------------------------
// Statements: true where it was one of theirs and has been read whole.
bool read_sqlite_statement(ReadState& state, Cursor& at);
bool read_postgres_statement(ReadState& state, Cursor& at);
bool read_mysql_statement(ReadState& state, Cursor& at);
// A type behind a column's name, brought to the server's own: aliases, serial, a user's type by the search path.
void settle_postgres_column(ReadState& state, const Table& table, Column& column);
/// A collation as it is spelled: `"en_US.utf8"`, `public.fi`; pg_catalog is not said.
std::string read_postgres_collation(Cursor& at);
// One attribute behind a column's type (STORAGE, COMPRESSION; CHARACTER SET, ON UPDATE, COMMENT, AUTO_INCREMENT,
// INVISIBLE, SRID …). Called before the shared ones are tried; false leaves the cursor where it was.
bool read_postgres_column_attribute(ReadState& state, Cursor& at, Table& table, Column& column);
bool read_mysql_column_attribute(ReadState& state, Cursor& at, Table& table, Column& column);
// One element between the parentheses of CREATE TABLE that the shared reader does not know (LIKE; KEY, INDEX, FULLTEXT
// …).
bool read_postgres_table_element(ReadState& state, Cursor& at, Table& table);
bool read_mysql_table_element(ReadState& state, Cursor& at, Table& table);
// What stands behind the closing parenthesis (or instead of one: PARTITION OF, OF type, LIKE, AS query).
void read_sqlite_table_options(ReadState& state, Cursor& at, Table& table);
void read_postgres_table_options(ReadState& state, Cursor& at, Table& table);
void read_mysql_table_options(ReadState& state, Cursor& at, Table& table);
// What stands behind the parts of an index (INCLUDE, WITH, TABLESPACE, NULLS NOT DISTINCT; COMMENT, PARSER, VISIBLE …).
// WHERE is shared.
bool read_postgres_index_option(ReadState& state, Cursor& at, Index& index);
bool read_mysql_index_option(ReadState& state, Cursor& at, Index& index);
// One action of ALTER TABLE that the shared reader does not know.
bool read_postgres_alter_action(ReadState& state, Cursor& at, QualifiedName& table);
bool read_mysql_alter_action(ReadState& state, Cursor& at, QualifiedName& table);
// Trigger, behind CREATE … TRIGGER.
void read_sqlite_trigger(ReadState& state, Cursor& at);
void read_postgres_trigger(ReadState& state, Cursor& at);
void read_mysql_trigger(ReadState& state, Cursor& at);
// DROP of a kind that the shared reader does not know; behind DROP.
bool read_postgres_drop(ReadState& state, Cursor& at);
bool read_mysql_drop(ReadState& state, Cursor& at);

}  // namespace plumb::sql
