// CREATE TABLE: its elements, and what it leaves in the schema.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/finish.h"
#include "plumb/core/sql/read/state.h"

namespace plumb::sql {
namespace {

void skip_rest(Cursor& at) { at.seek(static_cast<std::uint32_t>(at.statement().tokens.size()) - 1); }

// The commas between the parentheses at the cursor: a column is large, and a growing vector moves
// them all.
std::size_t count_elements(const Cursor& at) {
  std::size_t count = 1;
  int depth = 0;
  const std::vector<Token>& tokens = at.statement().tokens;
  for (std::size_t i = at.position(); i < tokens.size(); ++i) {
    if (tokens[i].kind != Tok::Operator || tokens[i].length != 1) continue;
    const char c = at.source()[tokens[i].offset];
    if (c == '(')
      ++depth;
    else if (c == ')' && --depth < 0)
      break;
    else if (c == ',' && depth == 0)
      ++count;
  }
  return count;
}

bool read_own_element(ReadState& state, Cursor& at, Table& table) {
  if (state.syntax.grammar.postgres) return read_postgres_table_element(state, at, table);
  if (state.syntax.grammar.mysql) return read_mysql_table_element(state, at, table);
  return false;
}

void read_column(ReadState& state, Cursor& at, Table& table) {
  const std::uint32_t first = at.position();
  if (!at.is_name()) {
    if (at.is_op(")") && first > 0 && at.text(at.statement().tokens[first - 1]) == ",")
      at.fail("expected a column or a constraint behind the last comma; take the comma away");
    at.expected("a column or a constraint");
  }
  const Token where = at.peek();
  Column column;
  column.origin = at.origin();
  column.name = at.name();
  if (state.find_column(table, column.name))
    throw SyntaxError{
        "duplicate-column",
        "table `" + table.name.display() + "` has two columns `" + column.name + "`; rename or remove one of them",
        where.offset, where.length, where.line};
  read_column_definition(state, at, table, column);
  if (!at.statement().annotations.empty()) column.renamed_from = state.renamed_from(at, first, at.position() - 1);
  table.columns.push_back(std::move(column));
}

void read_elements(ReadState& state, Cursor& at, Table& table) {
  const bool sqlite = state.syntax.grammar.sqlite;
  table.columns.reserve(count_elements(at));
  if (!sqlite && at.accept_op(")")) return;  // PostgreSQL: a table without columns
  bool constraints = false;
  for (;;) {
    if (read_own_element(state, at, table)) {
    } else if (starts_table_constraint(at)) {
      read_table_constraint(state, at, table);
      constraints = true;
    } else if (sqlite && constraints && at.is_name()) {
      at.fail("a column cannot stand behind a table's constraints; move it before them");
    } else {
      read_column(state, at, table);
    }
    if (at.accept_op(",")) continue;
    // SQLite: constraints need no comma between them.
    if (sqlite && constraints && starts_table_constraint(at)) continue;
    break;
  }
  if (!at.is_op(")")) at.expected("`,` or `)` behind the column or constraint");
  at.next();
}

void read_options(ReadState& state, Cursor& at, Table& table) {
  if (state.syntax.grammar.postgres)
    read_postgres_table_options(state, at, table);
  else if (state.syntax.grammar.mysql)
    read_mysql_table_options(state, at, table);
  else
    read_sqlite_table_options(state, at, table);
  if (at.is("AS") || at.is("SELECT") || at.is("WITH"))
    throw SyntaxError{"unsupported",
                      "the columns of `CREATE TABLE " + table.name.display() +
                          " AS …` are known to a server only; write its columns, or say what it makes in a "
                          "comment above it: -- plumb: effect CREATE TABLE …",
                      at.peek().offset, at.peek().length, at.peek().line};
}

// SQLite's own tables: their text in a dump is of no use.
bool is_internal(const ReadState& state, const Token& where, const QualifiedName& name) {
  if (!state.syntax.grammar.sqlite || name.name.size() < 7 ||
      !equals_ignoring_case(std::string_view(name.name).substr(0, 7), "sqlite_"))
    return false;
  const std::string known = lower(name.name);
  if (known == "sqlite_sequence" || known.rfind("sqlite_stat", 0) == 0) return true;
  throw SyntaxError{"reserved-name",
                    "`" + name.name +
                        "` is no name for a table: SQLite keeps names that start with "
                        "`sqlite_` to itself; choose another",
                    where.offset, where.length, where.line};
}

void refuse_incomplete(Cursor& at, const ReadState& state, const Table& table) {
  if (extra_of<SqliteTable>(table.extra).without_rowid && !table.primary_key)
    at.fail("table `" + table.name.display() + "` is `WITHOUT ROWID` and needs a primary key");
  if (!table.columns.empty() || state.syntax.grammar.postgres) return;
  at.fail("table `" + table.name.display() + "` has no columns; it needs one at least");
}

}  // namespace

void read_create_table(ReadState& state, Cursor& at, bool temporary) {
  const bool if_not_exists = at.accept_seq({"IF", "NOT", "EXISTS"});
  const Token where = at.peek();
  Table table;
  table.origin = at.origin();
  table.name = state.read_name(at);
  if (temporary || state.is_temporary_schema(table.name)) {
    state.leave_out_temporary(table.name, table.origin);
    skip_rest(at);
    return;
  }
  if (is_internal(state, where, table.name) || (if_not_exists && state.is_relation(table.name))) {
    skip_rest(at);
    return;
  }
  state.refuse_taken(at, where, table.name, Kind::Table);

  const std::uint32_t behind_name = at.position();
  if (at.accept_op("("))
    read_elements(state, at, table);
  else if (state.syntax.grammar.sqlite && !at.is("AS"))
    at.expected("`(` and the columns");
  read_options(state, at, table);
  refuse_incomplete(at, state, table);
  if (state.syntax.grammar.sqlite) table.definition = state.text_behind(at, behind_name);
  if (!at.statement().annotations.empty()) table.renamed_from = state.renamed_from_statement(at, behind_name);
  respell_columns(state, table);
  if (state.syntax.grammar.postgres && !extra_of<PostgresTable>(table.extra).foreign_table) {
    // A new table has no rows that could break them: the server takes no notice of NOT VALID.
    for (Check& check : table.checks) check.validated = true;
    for (ForeignKey& key : table.foreign_keys) key.validated = true;
  }
  state.add_table(std::move(table));
}

}  // namespace plumb::sql
