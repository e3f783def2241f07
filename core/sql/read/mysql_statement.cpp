// MySQL: statements that no other dialect has, and which of them say nothing about a schema.
#include <array>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/mysql.h"
#include "plumb/core/sql/read/mysql_alter.h"
#include "plumb/core/sql/read/mysql_modes.h"
#include "plumb/core/sql/writer.h"

namespace plumb::sql {
namespace mysql_read {

void skip_rest(Cursor& at) {
  while (!at.at_end()) at.next();
}

void unmodelled(ReadState& state, const Cursor& at, std::string what) {
  state.diagnostics.note("unmodelled", what + " is understood but not a part of the schema: plumb leaves it alone",
                         at.origin(at.statement().tokens.front()));
}

}  // namespace mysql_read

namespace {

using namespace mysql_read;

struct Unmodelled {
  std::string_view first, second;  // behind CREATE, ALTER, DROP or RENAME; `second` may be empty
  std::string_view what;
};
constexpr std::array kUnmodelled = {
    Unmodelled{"USER", {}, "a user"},
    Unmodelled{"ROLE", {}, "a role"},
    Unmodelled{"SERVER", {}, "a server"},
    Unmodelled{"TABLESPACE", {}, "a tablespace"},
    Unmodelled{"UNDO", "TABLESPACE", "a tablespace"},
    Unmodelled{"LOGFILE", "GROUP", "a log file group"},
    Unmodelled{"RESOURCE", "GROUP", "a resource group"},
    Unmodelled{"SPATIAL", "REFERENCE", "a spatial reference system"},
    Unmodelled{"PLACEMENT", "POLICY", "a placement policy"},
    Unmodelled{"INSTANCE", {}, "the instance"},
    Unmodelled{"LIBRARY", {}, "a library"},
    Unmodelled{"PACKAGE", {}, "a package"},
    Unmodelled{"BINDING", {}, "a plan binding"},
    Unmodelled{"GLOBAL", "BINDING", "a plan binding"},
    Unmodelled{"SESSION", "BINDING", "a plan binding"},
    Unmodelled{"STATISTICS", {}, "a statistics object"},
    Unmodelled{"PREPARE", {}, "a prepared statement"},
};

bool read_unmodelled(ReadState& state, Cursor& at) {
  for (const Unmodelled& kind : kUnmodelled) {
    if (!at.is(kind.first) || (!kind.second.empty() && !at.is(kind.second, 1))) continue;
    at.next();
    if (!kind.second.empty()) at.next();
    if (at.accept("REFERENCE")) at.accept("SYSTEM");
    accept_if_exists(at);
    accept_if_not_exists(at);
    std::string what(kind.what);
    if (at.is_name() || at.peek().kind == Tok::String) what += " `" + at.name_of(at.peek()) + "`";
    unmodelled(state, at, std::move(what));
    skip_rest(at);
    return true;
  }
  return false;
}

// Statements that change rows, rights, sessions or the server, but no schema.
bool skip_statement(ReadState& state, Cursor& at) {
  if (at.is_any({"GRANT", "REVOKE"})) {
    unmodelled(state, at, "a grant");
    skip_rest(at);
    return true;
  }
  if (at.is_seq({"SET", "PASSWORD"}) || at.is_seq({"SET", "DEFAULT", "ROLE"}) || at.is_seq({"SET", "ROLE"}) ||
      at.is_any({"LOCK",     "UNLOCK",     "FLUSH",     "ANALYZE",  "OPTIMIZE", "REPAIR", "CHECKSUM", "SHOW",
                 "DESCRIBE", "DESC",       "EXPLAIN",   "HELP",     "CALL",     "KILL",   "RESET",    "PURGE",
                 "INSTALL",  "UNINSTALL",  "BINLOG",    "CACHE",    "HANDLER",  "DO",     "SIGNAL",   "PREPARE",
                 "EXECUTE",  "DEALLOCATE", "CHANGE",    "START",    "STOP",     "XA",     "SHUTDOWN", "SPLIT",
                 "ADMIN",    "RECOVER",    "FLASHBACK", "TRUNCATE", "SOURCE",   "COMMIT", "BEGIN",    "CHECK",
                 "REFRESH",  "BATCH",      "TRACE",     "IMPORT"})) {
    skip_rest(at);
    return true;
  }
  return false;
}

// CREATE [OR REPLACE] [ONLINE | OFFLINE] [UNIQUE | FULLTEXT | SPATIAL | VECTOR] INDEX [IF NOT
// EXISTS] name [USING m] ON table (parts) options.
void read_index_statement(ReadState& state, Cursor& at, bool or_replace) {
  Index index;
  index.origin = at.origin();
  const std::uint32_t first = at.position();
  if (at.accept("UNIQUE"))
    index.unique = true;
  else if (at.accept("FULLTEXT"))
    index.kind = IndexKind::Fulltext;
  else if (at.accept("SPATIAL"))
    index.kind = IndexKind::Spatial;
  else if (at.accept("VECTOR"))
    index.kind = IndexKind::Vector;
  at.expect("INDEX");
  const bool careful = accept_if_not_exists(at);
  index.name = at.name();
  while (!at.is("ON"))
    if (!read_mysql_index_option(state, at, index)) at.expected("`ON`");
  at.expect("ON");
  const Token& place = at.peek();
  const QualifiedName written = state.read_existing_name(at);
  const auto stored = state.find_table(written);
  if (!stored) at.fail_at(place, "there is no table `" + written.display() + "` to have the index; create it first");
  index.parts = read_index_parts(state, at);
  while (read_mysql_index_option(state, at, index)) continue;
  index.renamed_from = state.renamed_from(at, first, at.position() - 1);
  Table& table = state.schema.tables.edit(*stored);
  const bool taken = state.find_index({stored->schema, index.name}, &*stored).has_value();
  if (taken && careful) return;
  if (taken && or_replace)
    std::erase_if(table.indexes, [&](const Index& i) { return equals_ignoring_case(i.name, index.name); });
  mysql_read::add_index(at, table, std::move(index));
  state.remember_indexes_of(*stored);
}

bool is_index_statement(const Cursor& at) {
  const std::size_t n = at.is_any({"UNIQUE", "FULLTEXT", "SPATIAL", "VECTOR"}) ? 1 : 0;
  return at.is("INDEX", n);
}

void drop_table_for_replace(ReadState& state, Cursor ahead) {
  const auto stored = state.find_table(state.read_existing_name(ahead));
  if (stored) state.take_table(*stored);
}

bool read_create(ReadState& state, Cursor& at) {
  const bool or_replace = at.accept_seq({"OR", "REPLACE"});
  if (!at.accept("ONLINE")) at.accept("OFFLINE");
  if (is_index_statement(at)) return read_index_statement(state, at, or_replace), true;
  if (at.accept("DATABASE") || at.accept("SCHEMA")) return read_create_database(state, at, or_replace), true;
  if (at.is("SEQUENCE") && !at.is_op("(", 1)) {
    at.next();
    return read_create_sequence(state, at, or_replace), true;
  }
  if (or_replace && at.is("TABLE")) {  // MariaDB
    at.next();
    drop_table_for_replace(state, at);
    return read_create_table(state, at, false), true;
  }
  // TiDB: a table that everybody sees, and rows that nobody else does.
  if (state.syntax.grammar.tidb && at.accept_seq({"GLOBAL", "TEMPORARY", "TABLE"})) {
    Cursor ahead = at;
    accept_if_not_exists(ahead);
    const QualifiedName name = state.read_name(ahead);
    read_create_table(state, at, false);
    if (state.schema.tables.contains(name))
      edit_extra<MysqlTable>(state.schema.tables.edit(name).extra).temporary = true;
    return true;
  }
  if (at.is_seq({"GLOBAL", "TEMPORARY", "TABLE"}) || at.is_seq({"TEMPORARY", "TABLE"}) ||
      at.is_seq({"TEMPORARY", "SEQUENCE"})) {
    if (at.is("SEQUENCE", 1)) return skip_rest(at), true;
    return false;
  }
  if (at.is_seq({"AGGREGATE", "FUNCTION"}) || (at.is("FUNCTION") && at.statement().tokens.size() < 12)) {
    // A loadable function: CREATE [AGGREGATE] FUNCTION name RETURNS type SONAME 'library'.
    for (const Token& token : at.statement().tokens)
      if (token.kind == Tok::Word && equals_ignoring_case(at.text(token), "SONAME")) {
        unmodelled(state, at, "a loadable function");
        return skip_rest(at), true;
      }
  }
  return read_create_stored(state, at, or_replace) || read_unmodelled(state, at);
}

bool read_alter_statement(ReadState& state, Cursor& at) {
  const std::uint32_t from = at.position();
  if (!at.accept("ONLINE")) at.accept("OFFLINE");
  at.accept("IGNORE");
  if (at.accept("TABLE")) return read_alter(state, at), true;
  at.seek(from);
  if (at.accept("DATABASE") || at.accept("SCHEMA")) return read_alter_database(state, at), true;
  if (at.accept("SEQUENCE")) return read_alter_sequence(state, at), true;
  if (read_alter_event(state, at)) return true;
  if (at.is_any({"PROCEDURE", "FUNCTION"})) return read_alter_routine(state, at), true;
  if (read_unmodelled(state, at)) return true;
  // ALTER [ALGORITHM …] VIEW defines it anew.
  return read_create_stored(state, at, true);
}

}  // namespace

bool read_mysql_statement(ReadState& state, Cursor& at) {
  const std::uint32_t from = at.position();
  if (at.is_any({"SELECT", "CALL"})) read_assigned_variables(state, at);
  if (at.accept("CREATE")) {
    if (read_create(state, at)) return true;
  } else if (at.accept("ALTER")) {
    if (read_alter_statement(state, at)) return true;
  } else if (at.accept("RENAME")) {
    if (at.accept("TABLE") || at.accept("TABLES")) return read_rename_tables(state, at), true;
    if (at.is("USER")) {
      unmodelled(state, at, "a user");
      return skip_rest(at), true;
    }
  } else if (at.accept("USE")) {
    return read_use(state, at), true;
  } else if (skip_statement(state, at)) {
    return true;
  } else if (at.accept("SET")) {
    return read_set(state, at), true;
  }
  at.seek(from);
  return false;
}

namespace {

template <class T>
bool drop_each(ReadState& state, Cursor& at, Catalog<QualifiedName, T>& catalog, std::string_view what) {
  const bool careful = accept_if_exists(at);
  do {
    const Token& token = at.peek();
    const QualifiedName name = state.read_name(at);
    if (!catalog.erase(name) && !careful)
      at.fail_at(token, "there is no " + std::string(what) + " `" + name.display() + "` to drop");
  } while (at.accept_op(","));
  return true;
}

bool drop_routine(ReadState& state, Cursor& at, RoutineKind kind) {
  const bool careful = accept_if_exists(at);
  const Token& token = at.peek();
  const QualifiedName name = state.read_name(at);
  for (const auto& key : state.schema.routines.keys())
    if (key.first.schema == name.schema && equals_ignoring_case(key.first.name, name.name) &&
        state.schema.routines.find(key)->kind == kind)
      return state.schema.routines.erase(key);
  if (!careful) at.fail_at(token, "there is no routine `" + name.display() + "` to drop");
  return true;
}

// Triggers have names of their database in MySQL.
bool drop_trigger(ReadState& state, Cursor& at) {
  const bool careful = accept_if_exists(at);
  const Token& token = at.peek();
  const QualifiedName name = state.read_name(at);
  if (const auto found = state.find_trigger(name)) {
    take_out_of_line(state, *found);
    return state.schema.triggers.erase(*found);
  }
  if (!careful) at.fail_at(token, "there is no trigger `" + name.display() + "` to drop");
  return true;
}

bool drop_index_statement(ReadState& state, Cursor& at) {
  const bool careful = accept_if_exists(at);
  const Token& token = at.peek();
  const std::string name = at.name();
  at.expect("ON");
  const Token& place = at.peek();
  const QualifiedName written = state.read_existing_name(at);
  const auto stored = state.find_table(written);
  if (!stored) at.fail_at(place, "there is no table `" + written.display() + "` that has an index");
  Index ignored;
  while (read_mysql_index_option(state, at, ignored)) continue;
  Table& table = state.schema.tables.edit(*stored);
  drop_index_named(at, token, table, name, careful);
  state.remember_indexes_of(*stored);
  return true;
}

}  // namespace

bool read_mysql_drop(ReadState& state, Cursor& at) {
  if (at.accept("DATABASE") || at.accept("SCHEMA")) return read_drop_database(state, at), true;
  if (at.accept("INDEX")) return drop_index_statement(state, at);
  if (at.accept("TRIGGER")) return drop_trigger(state, at);
  if (at.accept("PROCEDURE")) return drop_routine(state, at, RoutineKind::Procedure);
  if (at.accept("FUNCTION")) return drop_routine(state, at, RoutineKind::Function);
  if (at.accept("EVENT")) return drop_each(state, at, state.schema.events, "event");
  if (at.accept("SEQUENCE")) return drop_each(state, at, state.schema.sequences, "sequence");
  return read_unmodelled(state, at);
}

}  // namespace plumb::sql
