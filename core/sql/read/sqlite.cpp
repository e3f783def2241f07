// Statements that only SQLite has, and what stands behind the parentheses of its tables.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/read/state.h"

namespace plumb::sql {
namespace {

void skip_rest(Cursor& at) { at.seek(static_cast<std::uint32_t>(at.statement().tokens.size()) - 1); }

// What is between the commas, as written: a module reads its arguments by itself.
std::vector<std::string> read_module_arguments(Cursor& at) {
  std::vector<std::string> out;
  const Token open = at.peek();
  at.expect_op("(");
  std::uint32_t from = at.position();
  for (int depth = 0; !at.at_end(); at.next()) {
    if (at.is_op("(")) ++depth;
    const bool end = at.is_op(")") && depth == 0;
    if (end || (at.is_op(",") && depth == 0)) {
      if (!end || at.position() > from || !out.empty()) out.emplace_back(at.slice(from, at.position()));
      from = at.position() + 1;
    }
    if (end) {
      at.next();
      return out;
    }
    if (at.is_op(")")) --depth;
  }
  at.fail_at(open, "this parenthesis is not closed; add `)`");
}

// Behind CREATE VIRTUAL TABLE.
void read_virtual_table(ReadState& state, Cursor& at) {
  const bool if_not_exists = at.accept_seq({"IF", "NOT", "EXISTS"});
  const Token where = at.peek();
  VirtualTable table;
  table.origin = at.origin();
  table.name = state.read_name(at);
  const std::uint32_t behind_name = at.position();
  if (state.is_temporary_schema(table.name)) {
    state.leave_out_temporary(table.name, table.origin);
    return skip_rest(at);
  }
  if (if_not_exists && (state.find_table(table.name) || state.find_virtual_table(table.name))) return skip_rest(at);
  state.refuse_taken(at, where, table.name, Kind::VirtualTable);
  at.expect("USING");
  table.module = lower(at.name());
  if (at.is_op("(")) table.arguments = read_module_arguments(at);
  table.definition = state.text_behind(at, behind_name);
  if (!at.statement().annotations.empty()) table.renamed_from = state.renamed_from_statement(at, behind_name);
  QualifiedName key = table.name;
  state.schema.virtual_tables.insert(std::move(key), std::move(table));
}

// `.dump` writes a virtual table as a row: INSERT INTO
// sqlite_schema(type,name,tbl_name,rootpage,sql) VALUES('table','docs','docs',0,'CREATE VIRTUAL
// TABLE docs USING fts5(body)')
bool read_schema_row(ReadState& state, Cursor& at) {
  if (!at.accept_seq({"INSERT", "INTO"})) return false;
  if (!at.is("SQLITE_SCHEMA") && !at.is("SQLITE_MASTER")) {
    // The counters of AUTOINCREMENT belong to the rows.
    const bool own = at.is("SQLITE_SEQUENCE") || at.is("SQLITE_STAT1") || at.is("SQLITE_STAT4");
    if (own) skip_rest(at);
    return own;
  }
  at.next();
  if (at.is_op("(")) at.parenthesised();
  at.expect("VALUES");
  at.expect_op("(");
  std::string last;
  while (!at.at_end() && !at.is_op(")")) {
    const Token& token = at.next();
    if (token.kind == Tok::String) last = at.string_of(token);
  }
  at.expect_op(")");
  Lexer lexer(last, state.syntax);
  Statement statement;
  const Token& first = at.statement().tokens.front();
  try {
    while (lexer.next(statement)) {
      if (statement.tokens.size() <= 1) continue;
      Cursor inner(last, statement, state.syntax);
      read_ddl(state, inner);
    }
  } catch (const SyntaxError& error) {
    throw SyntaxError{error.rule, "in the row for `sqlite_schema`: " + error.message, first.offset, first.length,
                      first.line};
  }
  return true;
}

bool is_housekeeping(const Cursor& at) {
  return at.is_any({"PRAGMA", "ATTACH", "DETACH", "VACUUM", "ANALYZE", "REINDEX", "BEGIN", "COMMIT", "END", "ROLLBACK",
                    "SAVEPOINT", "RELEASE", "EXPLAIN"});
}

bool is_own_table(const Cursor& at) {
  return at.is_seq({"DELETE", "FROM", "SQLITE_SEQUENCE"}) || at.is_seq({"UPDATE", "SQLITE_SEQUENCE"});
}

}  // namespace

bool read_sqlite_statement(ReadState& state, Cursor& at) {
  if (at.is("CREATE")) {
    if (!at.accept_seq({"CREATE", "VIRTUAL", "TABLE"})) return false;
    read_virtual_table(state, at);
    return true;
  }
  if (is_housekeeping(at) || is_own_table(at)) {
    skip_rest(at);
    return true;
  }
  return at.is("INSERT") && read_schema_row(state, at);
}

void read_sqlite_table_options(ReadState&, Cursor& at, Table& table) {
  if (at.at_end() || at.is("AS")) return;
  do {
    if (at.accept_seq({"WITHOUT", "ROWID"}))
      edit_extra<SqliteTable>(table.extra).without_rowid = true;
    else if (at.accept("STRICT"))
      edit_extra<SqliteTable>(table.extra).strict = true;
    else
      at.expected("`WITHOUT ROWID`, `STRICT` or the end of the statement");
  } while (at.accept_op(","));
}

}  // namespace plumb::sql
