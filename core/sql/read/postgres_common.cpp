#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/postgres_types.h"
#include "plumb/core/sql/read/postgres.h"

namespace plumb::sql::postgres_read {

bool accept_if_exists(Cursor& at) { return at.accept_seq({"IF", "EXISTS"}); }
bool accept_if_not_exists(Cursor& at) { return at.accept_seq({"IF", "NOT", "EXISTS"}); }

void skip_rest(Cursor& at) {
  while (!at.at_end()) at.next();
}

void skip_until(Cursor& at, std::initializer_list<std::string_view> words) {
  while (!at.at_end() && !at.is_op(",") && !at.is_op(")") && !at.is_any(words)) {
    if (at.is_op("("))
      at.parenthesised();
    else
      at.next();
  }
}

void unmodelled(ReadState& state, Cursor& at, const Token& first, std::string what) {
  state.diagnostics.note("unmodelled", what + " is understood and not kept: plumb does not compare or change it",
                         at.origin(first), first.length);
  skip_rest(at);
}

QualifiedName written_name(Cursor& at) {
  QualifiedName out(at.name());
  while (at.accept_op(".")) {
    out.schema = std::move(out.name);
    out.name = at.name();
  }
  return out;
}

std::string read_column_path(ReadState& state, Cursor& at, QualifiedName& table) {
  std::vector<std::string> parts = {at.name()};
  while (at.accept_op(".")) parts.push_back(at.name());
  if (parts.size() < 2) at.expected("`.` and the name of a column");
  std::string column = std::move(parts.back());
  parts.pop_back();
  QualifiedName written(std::move(parts.back()));
  parts.pop_back();
  if (!parts.empty()) written.schema = std::move(parts.back());
  table = state.resolve(std::move(written));
  return column;
}

namespace {

std::string parameter_name(Cursor& at) {
  std::string name = at.name();
  while (at.accept_op(".")) name += "." + at.name();
  return name;
}

}  // namespace

std::vector<std::string> read_parameter_names(Cursor& at) {
  std::vector<std::string> out;
  at.expect_op("(");
  do out.push_back(parameter_name(at));
  while (at.accept_op(","));
  at.expect_op(")");
  return out;
}

std::string read_role(Cursor& at) {
  at.accept("GROUP");
  return at.name();
}

std::string read_setting_value(Cursor& at) {
  const Token& t = at.peek();
  if (t.kind == Tok::String) return at.string();
  if (t.kind == Tok::Name) return at.name();
  std::string out;
  if (at.is_op("-") || at.is_op("+")) out = at.text(at.next());
  if (at.at_end() || (at.peek().kind != Tok::Word && at.peek().kind != Tok::Number)) at.expected("a value");
  out += lower(at.text(at.next()));
  return out;
}

Type read_type(ReadState& state, Cursor& at) {
  Type type = parse_type(at);
  settle_postgres_type(type);
  resolve_type(state, type);
  return type;
}

void resolve_type(const ReadState& state, Type& type) {
  if (!type.user_type) return;
  const Schema& schema = state.schema;
  auto known = [&](const QualifiedName& name) {
    return schema.enums.contains(name) || schema.domains.contains(name) || schema.composites.contains(name) ||
           schema.tables.contains(name) || schema.views.contains(name);
  };
  QualifiedName written = *type.user_type;
  if (written.schema.empty()) {
    for (const std::string& place : state.search_path) {
      QualifiedName here(place == state.options.default_schema ? "" : place, written.name);
      if (!known(here)) continue;
      type.user_type = std::move(here);
      return;
    }
    // An extension's type is found wherever its extension lives: no schema is put before it.
    return;
  }
  QualifiedName resolved = state.resolve(written);
  if (resolved != written) type.user_type = std::move(resolved);
}

std::string spell_type(const Type& type) { return spell_postgres_type(type); }

std::optional<Type> type_in_text(std::string_view text, const Syntax& syntax) {
  Lexer lexer(text, syntax);
  Statement statement;
  try {
    if (!lexer.next(statement)) return std::nullopt;
    Cursor at(text, statement, syntax);
    Type type = parse_type(at);
    settle_postgres_type(type);
    if (!at.at_end()) return std::nullopt;
    return type;
  } catch (const SyntaxError&) {
    return std::nullopt;
  }
}

Expr read_expression(Cursor& at) {
  const std::uint32_t from = at.position();
  Node node = parse_expression(at);
  return make_expr(at, from, at.position(), node);
}

namespace {

[[noreturn]] void fail(const Token& where, std::string rule, std::string message) {
  SyntaxError error;
  error.rule = std::move(rule);
  error.message = std::move(message);
  error.offset = where.offset;
  error.length = where.length;
  error.line = where.line;
  throw error;
}

}  // namespace

void unknown(const Token& where, Kind kind, const std::string& name) {
  fail(where, "unknown-" + std::string(name_of(kind)),
       "there is no " + std::string(spoken(kind)) + " `" + name +
           "` at this place; create it before, or correct the name");
}

void duplicate(const ReadState& state, const Token& where, Kind kind, const std::string& name, const Origin& first) {
  std::string message = std::string(spoken(kind)) + " `" + name + "` is created a second time";
  if (first.known()) message += "; the first one is at " + state.place(first);
  fail(where, "duplicate-" + std::string(name_of(kind)), message + "; remove one of them");
}

}  // namespace plumb::sql::postgres_read

namespace plumb::sql {

std::string read_postgres_collation(Cursor& at) {
  Type spelled;
  QualifiedName name = postgres_read::written_name(at);
  if (name.schema == "pg_catalog") name.schema.clear();
  spelled.user_type = std::move(name);
  return spell_postgres_type(spelled);
}

}  // namespace plumb::sql
