// Which reader a statement belongs to.
#include "plumb/core/sql/read/state.h"

#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer.h"

namespace plumb::sql {
namespace {

bool read_own_statement(ReadState& state, Cursor& at) {
  const Grammar& grammar = state.syntax.grammar;
  if (grammar.postgres) return read_postgres_statement(state, at);
  if (grammar.mysql) return read_mysql_statement(state, at);
  return read_sqlite_statement(state, at);
}

// Behind CREATE.
bool read_create(ReadState& state, Cursor& at) {
  const bool or_replace = at.accept_seq({"OR", "REPLACE"});
  if (at.is("GLOBAL") || at.is("LOCAL")) at.next();
  const bool temporary = at.accept("TEMPORARY") || at.accept("TEMP");
  if (at.accept("TABLE")) {
    if (or_replace) at.fail("`CREATE OR REPLACE TABLE` is not understood; drop the table first");
    read_create_table(state, at, temporary);
    return true;
  }
  if (at.accept("VIEW") || at.accept_seq({"RECURSIVE", "VIEW"}) || at.accept_seq({"MATERIALIZED", "VIEW"})) {
    if (temporary) {
      at.accept_seq({"IF", "NOT", "EXISTS"});
      const Origin origin = at.origin();
      state.leave_out_temporary(state.read_name(at), origin);
      at.seek(static_cast<std::uint32_t>(at.statement().tokens.size()) - 1);
      return true;
    }
    const std::uint32_t view = at.position() - 1;
    const bool materialized =
        view > 0 && equals_ignoring_case(at.text(at.statement().tokens[view - 1]), "materialized");
    read_create_view(state, at, materialized, or_replace);
    return true;
  }
  if (temporary && at.is("TRIGGER")) {
    const Origin origin = at.origin();
    state.note_once("temporary", "temporary tables, views and triggers are no part of the schema and are left out",
                    origin);
    at.seek(static_cast<std::uint32_t>(at.statement().tokens.size()) - 1);
    return true;
  }
  if (at.accept("TRIGGER") || at.accept_seq({"CONSTRAINT", "TRIGGER"})) {
    read_create_trigger(state, at);
    return true;
  }
  if (or_replace || temporary) return false;
  const bool unique = at.accept("UNIQUE");
  if (!at.accept("INDEX")) return false;
  read_create_index(state, at, unique);
  return true;
}

bool read_shared_statement(ReadState& state, Cursor& at) {
  if (at.accept("CREATE")) return read_create(state, at);
  if (at.accept_seq({"ALTER", "TABLE"})) {
    read_alter_table(state, at);
    return true;
  }
  if (at.accept("DROP")) {
    read_drop(state, at);
    return true;
  }
  return false;
}

std::string first_words(Cursor at) {
  std::string out;
  if (at.peek().kind != Tok::Word) return visible(at.text().substr(0, 20));
  for (int i = 0; i < 4 && !at.at_end(); ++i) {
    const Token& token = at.next();
    if (token.kind != Tok::Word) break;
    if (!out.empty()) out += ' ';
    out += at.text(token).substr(0, 40);
  }
  return visible(out);
}

}  // namespace

void read_ddl(ReadState& state, Cursor& at) {
  const Cursor start = at;
  if (!read_own_statement(state, at)) {
    at.seek(start.position());
    if (!read_shared_statement(state, at)) {
      throw SyntaxError{"unknown-statement",
                        "the statement `" + first_words(start) +
                            "` is not understood; nothing is proposed until it is, or until "
                            "--skip-unknown goes on without it",
                        start.peek().offset, start.peek().length, start.peek().line};
    }
  }
  if (!at.at_end()) at.expected("the end of the statement");
}

}  // namespace plumb::sql
