// CREATE FUNCTION and PROCEDURE: arguments, attributes, body.
#include <array>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/postgres.h"
#include "plumb/core/sql/read/postgres_routine.h"
#include "plumb/core/sql/writer.h"

namespace plumb::sql::postgres_read {
namespace {

// Words that go on with the type that the word before began: the pair is a type, not a name and a type.
bool starts_long_type(const Cursor& at) {
  if (at.is("DOUBLE")) return at.is("PRECISION", 1);
  if (at.is("CHARACTER") || at.is("CHAR") || at.is("NCHAR") || at.is("BIT")) return at.is("VARYING", 1);
  if (at.is("NATIONAL")) return at.is("CHARACTER", 1) || at.is("CHAR", 1);
  if (at.is("TIME") || at.is("TIMESTAMP")) return at.is("WITH", 1) || at.is("WITHOUT", 1);
  if (at.is("INTERVAL"))
    for (std::string_view field : {"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"})
      if (at.is(field, 1)) return true;
  return at.is("SETOF");
}

// A name before the type: something follows that can only be a type.
bool has_name(const Cursor& at) {
  if (!at.is_name() || starts_long_type(at)) return false;
  const Token& next = at.peek(1);
  if (next.kind == Tok::Word) return !at.is("DEFAULT", 1) && !at.is("ORDER", 1) && !at.is("ARRAY", 1);
  return next.kind == Tok::Name;
}

bool read_mode(Cursor& at, std::string& mode) {
  // "in", "out" … may be names too; they are modes where a name or type follows.
  if (at.is_op(",", 1) || at.is_op(")", 1)) return false;
  if (at.accept("IN"))
    mode = at.accept("OUT") ? "inout" : "in";
  else if (at.accept("OUT"))
    mode = "out";
  else if (at.accept("INOUT"))
    mode = "inout";
  else if (at.accept("VARIADIC"))
    mode = "variadic";
  else
    return false;
  return true;
}

// table.column%TYPE means the type that the column has now.
bool read_type_of_column(ReadState& state, Cursor& at, Type& type) {
  const std::uint32_t start = at.position();
  if (!at.is_name() || !at.is_op(".", 1)) return false;
  std::size_t ahead = 0;
  while (at.is_name(ahead) && at.is_op(".", ahead + 1)) ahead += 2;
  if (!at.is_op("%", ahead + 1)) return false;
  QualifiedName table;
  const std::string column = read_column_path(state, at, table);
  at.expect_op("%");
  at.expect("TYPE");
  const Table* found = state.schema.tables.find(table);
  const Column* source = found ? found->find_column(column) : nullptr;
  if (!source) {
    at.seek(start);
    at.fail("there is no column `" + table.display() + "." + column + "` to take the type of");
  }
  type = source->type;
  return true;
}

}  // namespace

Type read_argument_type(ReadState& state, Cursor& at) {
  Type type;
  if (!read_type_of_column(state, at, type)) type = read_type(state, at);
  type.args.clear();  // the server does not keep the length of an argument or result
  return type;
}

Routine::Argument read_argument(ReadState& state, Cursor& at) {
  Routine::Argument argument;
  argument.mode = "in";
  const bool mode_first = read_mode(at, argument.mode);
  if (has_name(at)) {
    argument.name = at.name();
    if (!mode_first) read_mode(at, argument.mode);
  }
  argument.type = read_argument_type(state, at);
  if (at.accept("DEFAULT") || at.accept_op("=") || at.accept_op(":=")) argument.default_value = read_expression(at);
  return argument;
}

std::vector<Routine::Argument> read_arguments(ReadState& state, Cursor& at) {
  std::vector<Routine::Argument> out;
  at.expect_op("(");
  if (at.accept_op(")")) return out;
  if (at.accept_op("*")) {
    at.expect_op(")");
    return out;
  }
  do {
    // agg(x ORDER BY y): both are arguments.
    at.accept_seq({"ORDER", "BY"});
    out.push_back(read_argument(state, at));
    if (at.accept_seq({"ORDER", "BY"})) out.push_back(read_argument(state, at));
  } while (at.accept_op(","));
  at.expect_op(")");
  return out;
}

namespace {

std::string read_returns(ReadState& state, Cursor& at) {
  if (at.is("TABLE") && at.is_op("(", 1)) {
    at.next();
    at.next();
    std::string out = "TABLE(";
    do {
      const std::string name = quote_if_needed(at.name());
      if (out.back() != '(') out += ", ";
      out += name + " " + spell_type(read_argument_type(state, at));
    } while (at.accept_op(","));
    at.expect_op(")");
    return out + ")";
  }
  const bool set = at.accept("SETOF");
  std::string type = spell_type(read_argument_type(state, at));
  return set ? "SETOF " + type : type;
}

// SET x TO a, 'b' → 'a', 'b': one spelling whatever the quotes.
void read_routine_setting(ReadState& state, Cursor& at, Options& attributes) {
  std::string name;
  if (at.accept_seq({"TIME", "ZONE"})) {
    name = "timezone";
  } else {
    name = lower(at.name());
    while (at.accept_op(".")) name += "." + at.name();
    if (at.accept_seq({"FROM", "CURRENT"})) {
      attributes["set " + name] = "FROM CURRENT";
      return;
    }
    if (!at.accept_op("=")) at.expect("TO");
  }
  std::string value;
  do {
    if (!value.empty()) value += ", ";
    value += quote_string(read_setting_value(at), state.syntax);
  } while (at.accept_op(","));
  attributes["set " + name] = std::move(value);
}

struct Keyword {
  std::string_view word, key, value;  // an empty value: what the server has by default
};
constexpr std::array<Keyword, 9> kKeywords = {{
    {"IMMUTABLE", "volatility", "immutable"},
    {"STABLE", "volatility", "stable"},
    {"VOLATILE", "volatility", ""},
    {"STRICT", "strict", "true"},
    {"LEAKPROOF", "leakproof", "true"},
    {"WINDOW", "window", "true"},
    {"COST", "cost", "?"},
    {"ROWS", "rows", "?"},
    {"SUPPORT", "support", "?"},
}};

void put(Options& attributes, std::string key, std::string value) {
  if (value.empty())
    attributes.erase(key);
  else
    attributes[std::move(key)] = std::move(value);
}

bool read_keyword(ReadState& state, Cursor& at, Options& attributes) {
  for (const Keyword& entry : kKeywords) {
    if (!at.accept(entry.word)) continue;
    std::string value(entry.value);
    if (entry.word == "SUPPORT")
      value = state.resolve(written_name(at)).display();
    else if (value == "?")
      value = std::string(at.text(at.next()));
    put(attributes, std::string(entry.key), std::move(value));
    return true;
  }
  return false;
}

}  // namespace

std::string quote_if_needed(const std::string& name) {
  Type type;
  type.user_type = QualifiedName(name);
  return spell_type(type);
}

bool read_routine_attribute(ReadState& state, Cursor& at, Options& attributes) {
  if (at.accept_seq({"CALLED", "ON", "NULL", "INPUT"}))
    put(attributes, "strict", "");
  else if (at.accept_seq({"RETURNS", "NULL", "ON", "NULL", "INPUT"}))
    put(attributes, "strict", "true");
  else if (at.accept_seq({"NOT", "LEAKPROOF"}))
    put(attributes, "leakproof", "");
  else if (at.is("SECURITY") || at.is_seq({"EXTERNAL", "SECURITY"})) {
    at.accept("EXTERNAL");
    at.next();
    put(attributes, "security", at.accept("DEFINER") ? "definer" : (at.expect("INVOKER"), ""));
  } else if (at.accept("PARALLEL")) {
    const std::string value = lower(at.name());
    put(attributes, "parallel", value == "unsafe" ? "" : value);
  } else if (at.accept("SET"))
    read_routine_setting(state, at, attributes);
  else if (at.accept("TRANSFORM")) {
    const std::uint32_t from = at.position();
    while (at.accept_seq({"FOR", "TYPE"})) {
      read_type(state, at);
      at.accept_op(",");
    }
    put(attributes, "transform", std::string(at.slice(from, at.position())));
  } else
    return read_keyword(state, at, attributes);
  return true;
}

namespace {

void read_body(ReadState& state, Cursor& at, Routine& routine) {
  if (at.accept("AS")) {
    routine.body = at.string();
    if (at.accept_op(",")) routine.attributes["symbol"] = at.string();
    return;
  }
  routine.sql_body = true;
  const std::uint32_t from = at.position();
  if (at.accept("RETURN")) {
    const Expr value = read_expression(at);
    routine.body = "RETURN " + value.canonical;
    return;
  }
  // BEGIN ATOMIC … END: the lexer has found the END that closes it.
  int depth = 0;
  do {
    if (at.is("BEGIN") || at.is("CASE"))
      ++depth;
    else if (at.is("END"))
      --depth;
    at.next();
  } while (depth > 0 && !at.at_end());
  if (depth > 0) at.expected("`END`, which closes `BEGIN ATOMIC`");
  routine.body = std::string(at.slice(from, at.position()));
  (void)state;
}

// WITH (isStrict, isCachable) of old scripts.
void read_old_attributes(Cursor& at, Options& attributes) {
  at.expect_op("(");
  do {
    const std::string word = lower(at.name());
    if (word == "isstrict")
      attributes["strict"] = "true";
    else if (word == "iscachable")
      attributes["volatility"] = "immutable";
    else
      at.fail("`" + word + "` is no attribute of a function");
  } while (at.accept_op(","));
  at.expect_op(")");
}

void read_function(ReadState& state, Cursor& at, Routine& routine) {
  routine.arguments = read_arguments(state, at);
  for (;;) {
    if (at.is("RETURNS") && !at.is("NULL", 1)) {
      at.next();
      routine.returns = read_returns(state, at);
    } else if (at.accept("LANGUAGE")) {
      routine.language = at.peek().kind == Tok::String ? at.string() : lower(at.name());
    } else if (at.is("AS") || at.is("RETURN") || at.is_seq({"BEGIN", "ATOMIC"})) {
      read_body(state, at, routine);
    } else if (at.accept("WITH")) {
      read_old_attributes(at, routine.attributes);
    } else if (!read_routine_attribute(state, at, routine.attributes)) {
      break;
    }
  }
  if (routine.sql_body && routine.language.empty()) routine.language = "sql";
  // An old spelling of trigger functions, which the server corrects.
  if (routine.returns == "opaque") routine.returns = "trigger";
}

}  // namespace

void read_create_routine(ReadState& state, Cursor& at, RoutineKind kind, bool or_replace) {
  const Token where = at.peek();
  Routine routine;
  routine.kind = kind;
  routine.name = state.read_name(at);
  routine.origin = at.origin(where);
  if (kind == RoutineKind::Aggregate)
    read_aggregate(state, at, routine);
  else
    read_function(state, at, routine);
  if (!at.at_end()) at.expected("an attribute of the routine, or the end of the statement");
  RoutineKey key(routine.name, routine.signature());
  if (const Routine* first = state.schema.routines.find(key)) {
    if (!or_replace) duplicate(state, where, Kind::Routine, key.second, first->origin);
    routine.comment = first->comment;
  }
  state.schema.routines.set(std::move(key), std::move(routine));
}

}  // namespace plumb::sql::postgres_read
