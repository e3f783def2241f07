// DO blocks. What a program does is known to a server only; but most blocks in schemas and migrations are only a
// way to say "unless it is there":
//   DO $$ BEGIN CREATE TYPE mood AS ENUM (…); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
//   DO $$ BEGIN IF NOT EXISTS (SELECT …) THEN CREATE EXTENSION x; END IF; END $$;
// These are read as the statements that they hold. Every other one is an error that says what to do.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/read/postgres.h"

namespace plumb::sql::postgres_read {
namespace {

[[noreturn]] void refuse(const Token& where) {
  throw SyntaxError{"unknown-statement",
                    "what this DO block does is known to a server only; write its statements, or say what "
                    "it makes in a comment above it: -- plumb: effect CREATE …",
                    where.offset, where.length, where.line};
}

// Where the body's text stands in the file: a dollar-quoted body stands there as it is.
std::optional<std::uint32_t> body_offset(const Cursor& at, const Token& token, std::string_view body) {
  const std::string_view written = at.source().substr(token.offset, token.length);
  const auto inside = written.find(body);
  if (written.empty() || inside == std::string_view::npos) return std::nullopt;
  return token.offset + static_cast<std::uint32_t>(inside);
}

// The block's statements; their tokens point into the file.
std::vector<Statement> read_block(const ReadState& state, const Cursor& at, const Token& token, std::string_view body,
                                  std::uint32_t base) {
  std::vector<Statement> statements;
  const std::string_view before = at.source().substr(token.offset, base - token.offset);
  std::uint32_t lines = token.line - 1;
  for (char c : before) lines += c == '\n';
  Lexer lexer(body, state.syntax);
  Statement lexed, piece;
  // PL/pgSQL ends its statements where SQL would not: split at every semicolon.
  auto finish = [&] {
    if (piece.tokens.empty()) return;
    const Token &first = piece.tokens.front(), &last = piece.tokens.back();
    piece.offset = first.offset;
    piece.length = last.offset + last.length - first.offset;
    piece.line = first.line;
    Token end;
    end.offset = last.offset + last.length;
    end.line = last.line;
    piece.tokens.push_back(end);
    statements.push_back(std::move(piece));
    piece = {};
  };
  while (lexer.next(lexed)) {
    for (Token t : lexed.tokens) {
      t.offset += base;
      t.line += lines;
      if (t.kind == Tok::End || at.text(t) == ";")
        finish();
      else
        piece.tokens.push_back(t);
    }
    finish();
  }
  return statements;
}

// EXCEPTION WHEN duplicate_object THEN NULL
bool read_exception(Cursor& at) {
  at.expect("EXCEPTION");
  at.expect("WHEN");
  do {
    if (!at.is("OTHERS") && !lower(at.text()).starts_with("duplicate")) return false;
    at.next();
  } while (at.accept("OR"));
  if (!at.accept("THEN")) return false;
  if (at.accept("NULL")) return at.at_end();
  return at.is("RAISE") && (at.is("NOTICE", 1) || at.is("INFO", 1) || at.is("WARNING", 1));
}

// IF NOT EXISTS (…) THEN: steps over the condition.
bool skip_condition(Cursor& at) {
  at.expect("IF");
  while (!at.at_end() && !at.is("THEN")) {
    if (at.is_op("("))
      at.parenthesised();
    else
      at.next();
  }
  return at.accept("THEN");
}

// Nothing that a schema would show.
bool skips(Cursor& at) {
  if (at.at_end() || at.is("RAISE") || (at.is("NULL") && at.peek(1).kind == Tok::End)) return true;
  return at.is_seq({"END", "IF"}) || (at.is("END") && at.peek(1).kind == Tok::End);
}

void read_inner(ReadState& state, Cursor& at, bool& tolerant, const Token& where) {
  while (at.is("BEGIN") || at.is("IF")) {
    if (at.accept("BEGIN")) continue;
    if (!skip_condition(at)) refuse(where);
    tolerant = true;
  }
  if (skips(at)) return;
  const StatementClass kind = classify(at);
  if (kind != StatementClass::Ddl) refuse(where);
  try {
    read_ddl(state, at);
  } catch (const SyntaxError& error) {
    if (!tolerant || !error.rule.starts_with("duplicate-")) throw;
  }
}

}  // namespace

void read_do(ReadState& state, Cursor& at) {
  const Token where = at.peek();
  at.expect("DO");
  bool plpgsql = true;
  auto language = [&] {
    if (!at.accept("LANGUAGE")) return;
    plpgsql = lower(at.peek().kind == Tok::String ? at.string() : at.name()) == "plpgsql";
  };
  language();
  const Token token = at.peek();
  const std::string body = at.string();
  language();
  const auto base = body_offset(at, token, body);
  if (!plpgsql || !base || !at.at_end()) refuse(where);
  const std::vector<Statement> statements = read_block(state, at, token, body, *base);
  if (statements.empty()) return;
  {
    Cursor first(at.source(), statements.front(), state.syntax, state.file);
    if (!first.is("BEGIN")) refuse(where);
  }
  bool tolerant = false;
  for (const Statement& statement : statements) {
    Cursor inner(at.source(), statement, state.syntax, state.file);
    if (!inner.is("EXCEPTION")) continue;
    if (!read_exception(inner)) refuse(where);
    tolerant = true;
  }
  // All of it or nothing.
  Schema before = state.schema;
  try {
    for (const Statement& statement : statements) {
      Cursor inner(at.source(), statement, state.syntax, state.file);
      if (!inner.is("EXCEPTION")) read_inner(state, inner, tolerant, where);
    }
  } catch (...) {
    state.schema = std::move(before);
    throw;
  }
}

}  // namespace plumb::sql::postgres_read
