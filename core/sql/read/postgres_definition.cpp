// CREATE of what PostgreSQL knows by its definition: statistics, operators, casts, collations, languages, event
// triggers; rules are in postgres_rule.cpp.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/literal.h"
#include "plumb/core/sql/read/implied_names.h"
#include "plumb/core/sql/read/postgres_definition.h"
#include "plumb/core/sql/writer.h"

namespace plumb::sql::postgres_read {

void put_definition(ReadState& state, const Token& where, Definition definition, bool or_replace) {
  const ObjectId id = definition.id;
  if (const Definition* first = state.schema.definitions.find(id); first && !or_replace)
    duplicate(state, where, id.kind, id.display(), first->origin);
  state.schema.definitions.set(id, std::move(definition));
}

namespace {

std::string spell(const QualifiedName& name, const Syntax& syntax) {
  std::string out;
  if (!name.schema.empty()) append_name(out, name.schema, syntax), out += '.';
  append_name(out, name.name, syntax);
  return out;
}

}  // namespace

// A routine as the schema calls it, spelled; pg_catalog's by their bare names.
std::string read_function(ReadState& state, Cursor& at) {
  QualifiedName name = state.resolve(written_name(at));
  if (name.schema == "pg_catalog") name.schema.clear();
  return spell(name, state.syntax);
}

// schema.+ or +; OPERATOR(schema.+) too.
QualifiedName read_operator_name(ReadState& state, Cursor& at) {
  if (at.accept("OPERATOR")) {
    const Cursor::Depth depth(at);
    at.expect_op("(");
    QualifiedName inner = read_operator_name(state, at);
    at.expect_op(")");
    return inner;
  }
  QualifiedName out;
  while (at.is_name()) {
    out.schema = at.name();
    at.expect_op(".");
  }
  if (at.peek().kind != Tok::Operator) at.expected("an operator");
  out.name = at.text(at.next());
  out = state.resolve(std::move(out));
  if (out.schema == "pg_catalog") out.schema.clear();
  return out;
}

std::string spell_operator(const QualifiedName& name, const Syntax& syntax) {
  if (name.schema.empty()) return name.name;
  return "OPERATOR(" + quote_name(std::string_view(name.schema), syntax) + "." + name.name + ")";
}

// ( integer, NONE ): the signature of an operator.
std::string read_operands(ReadState& state, Cursor& at) {
  std::string out = "(";
  at.expect_op("(");
  do {
    if (out.size() > 1) out += ", ";
    out += at.accept("NONE") ? "NONE" : spell_type(read_type(state, at));
  } while (at.accept_op(","));
  at.expect_op(")");
  return out + ")";
}

ObjectId read_cast_name(ReadState& state, Cursor& at) {
  at.expect_op("(");
  std::string name = spell_type(read_type(state, at));
  at.expect("AS");
  name += " AS " + spell_type(read_type(state, at));
  at.expect_op(")");
  return {Kind::Cast, QualifiedName(std::move(name)), {}};
}

namespace {

// ---- extended statistics ----

// {table}_{columns}_stat, as the server makes it.
std::string statistics_name(const ReadState& state, const QualifiedName& table, const Node& query) {
  std::string middle;
  for (const Node& clause : query.kids) {
    if (clause.kind != NodeKind::Clause || clause.text != "COLUMNS") continue;
    for (const Node& item : clause.kids) {
      if (!middle.empty()) middle += '_';
      middle += item.kind == NodeKind::Name ? item.text : "expr";
    }
  }
  return implied_name(table.name, middle, "stat", state.syntax, [&](const std::string& name) {
    return state.schema.definitions.contains({Kind::Statistics, {table.schema, name}, {}});
  });
}

void create_statistics(ReadState& state, Cursor& at, const Token& first) {
  const bool if_not_exists = accept_if_not_exists(at);
  const Token where = at.peek();
  Definition out;
  out.origin = at.origin(first);
  out.id.kind = Kind::Statistics;
  if (!at.is("ON") && !at.is_op("(")) out.id.owner = state.read_name(at);
  if (at.is_op("(")) {
    std::vector<std::string> kinds = read_name_list(at);
    std::sort(kinds.begin(), kinds.end());
    out.options["kinds"] = join(kinds, ", ");
  }
  at.expect("ON");
  const std::uint32_t from = at.position();
  while (!at.at_end() && !at.is("FROM")) {
    if (at.is_op("("))
      at.parenthesised();
    else
      at.next();
  }
  const std::string parts(at.slice(from, at.position()));
  at.expect("FROM");
  const Token relation = at.peek();
  const QualifiedName table = state.read_existing_name(at);
  if (!state.find_table(table) && !state.find_view(table)) unknown(relation, Kind::Table, table.display());
  const std::string query = "SELECT " + parts + " FROM " + quote_name(table, state.syntax);
  const auto tree = parse_query(query, state.syntax);
  if (!tree) at.fail_at(where, "the list behind ON cannot be read");
  out.body = {query, print(*tree, state.syntax)};
  out.uses = {table};
  if (out.id.owner.empty()) out.id.owner = {table.schema, statistics_name(state, table, *tree)};
  if (if_not_exists && state.schema.definitions.contains(out.id)) return;
  put_definition(state, where, std::move(out));
}

// ---- operators ----

void create_operator(ReadState& state, Cursor& at, const Token& first) {
  const Token where = at.peek();
  Definition out;
  out.origin = at.origin(first);
  out.id = {Kind::Operator, read_operator_name(state, at), {}};
  at.expect_op("(");
  do {
    std::string name = lower(at.name());
    if (name == "procedure") name = "function";
    if (name == "sort1" || name == "sort2" || name == "ltcmp" || name == "gtcmp") name = "merges";  // as before 8.3
    std::string value;
    if (at.accept_op("=")) {
      if (name == "leftarg" || name == "rightarg")
        value = spell_type(read_type(state, at));
      else if (name == "commutator" || name == "negator")
        value = spell_operator(read_operator_name(state, at), state.syntax);
      else if (name == "function" || name == "restrict" || name == "join")
        value = read_function(state, at);
      else if (at.accept("FALSE"))
        continue;
      else
        at.next();  // HASHES = true
    }
    out.options[name] = value;
  } while (at.accept_op(","));
  at.expect_op(")");
  const auto operand = [&](const char* name) {
    const auto side = out.options.find(name);
    return side == out.options.end() ? std::string("NONE") : side->second;
  };
  out.id.part = "(" + operand("leftarg") + ", " + operand("rightarg") + ")";
  put_definition(state, where, std::move(out));
}

// ---- casts ----

void create_cast(ReadState& state, Cursor& at, const Token& first) {
  const Token where = at.peek();
  Definition out;
  out.origin = at.origin(first);
  out.id = read_cast_name(state, at);
  if (at.accept_seq({"WITHOUT", "FUNCTION"})) {
    out.options["with"] = "WITHOUT FUNCTION";
  } else {
    at.expect("WITH");
    if (at.accept("INOUT")) {
      out.options["with"] = "WITH INOUT";
    } else {
      at.expect("FUNCTION");
      std::string function = "WITH FUNCTION " + read_function(state, at);
      function += at.is_op("(") ? read_operands(state, at) : std::string();
      out.options["with"] = std::move(function);
    }
  }
  if (at.accept("AS")) {
    const std::string context = lower(at.name());
    if (context != "assignment" && context != "implicit") at.fail_at(where, "a cast is AS ASSIGNMENT or AS IMPLICIT");
    out.options["context"] = context;
  }
  put_definition(state, where, std::move(out));
}

// ---- collations ----

void create_collation(ReadState& state, Cursor& at, const Token& first) {
  const bool if_not_exists = accept_if_not_exists(at);
  const Token where = at.peek();
  Definition out;
  out.origin = at.origin(first);
  out.id = {Kind::Collation, state.read_name(at), {}};
  if (at.accept("FROM")) {
    out.options["from"] = read_postgres_collation(at);
    if (!if_not_exists || !state.schema.definitions.contains(out.id)) put_definition(state, where, std::move(out));
    return;
  }
  at.expect_op("(");
  do {
    const std::string name = lower(at.name());
    at.expect_op("=");
    std::string value = read_setting_value(at);
    if (name == "locale" && value.empty()) at.fail_at(where, "the locale of a collation cannot be empty");
    if (name != "version") out.options[name] = std::move(value);  // the library's own, not the author's
  } while (at.accept_op(","));
  at.expect_op(")");
  if (if_not_exists && state.schema.definitions.contains(out.id)) return;
  put_definition(state, where, std::move(out));
}

// ---- languages ----

void create_language(ReadState& state, Cursor& at, const Token& first, bool trusted, bool or_replace) {
  const Token where = at.peek();
  Definition out;
  out.origin = at.origin(first);
  out.id = {Kind::Language, QualifiedName(at.name()), {}};
  if (at.at_end()) {  // from PostgreSQL 13 on this is CREATE EXTENSION
    Extension extension;
    extension.name = out.id.owner;
    extension.origin = out.origin;
    state.schema.extensions.insert(out.id.owner, std::move(extension));
    return;
  }
  if (trusted) out.options["trusted"] = "true";
  while (!at.at_end()) {
    const std::string word = lower(at.name());
    if (word != "handler" && word != "inline" && word != "validator") at.expected("HANDLER, INLINE or VALIDATOR");
    out.options[word] = read_function(state, at);
  }
  put_definition(state, where, std::move(out), or_replace);
}

// ---- event triggers ----

void create_event_trigger(ReadState& state, Cursor& at, const Token& first) {
  const Token where = at.peek();
  Definition out;
  out.origin = at.origin(first);
  out.id = {Kind::EventTrigger, QualifiedName(at.name()), {}};
  at.expect("ON");
  out.options["event"] = lower(at.name());
  std::vector<std::string> tags;
  if (at.accept("WHEN")) {
    do {
      at.expect("TAG");
      at.expect("IN");
      at.expect_op("(");
      do tags.push_back(quote_string(upper(at.string()), state.syntax));
      while (at.accept_op(","));
      at.expect_op(")");
    } while (at.accept("AND"));
    std::sort(tags.begin(), tags.end());
    out.options["tags"] = join(tags, ", ");
  }
  at.expect("EXECUTE");
  if (!at.accept("FUNCTION")) at.expect("PROCEDURE");
  out.options["function"] = read_function(state, at);
  at.expect_op("(");
  at.expect_op(")");
  put_definition(state, where, std::move(out));
}

}  // namespace

bool read_create_definition(ReadState& state, Cursor& at, const Token& first, bool or_replace) {
  if (at.accept("RULE")) return create_rule(state, at, first, or_replace), true;
  if (at.accept("STATISTICS")) return create_statistics(state, at, first), true;
  if (at.accept("CAST")) return create_cast(state, at, first), true;
  if (at.accept("COLLATION")) return create_collation(state, at, first), true;
  if (at.accept_seq({"EVENT", "TRIGGER"})) return create_event_trigger(state, at, first), true;
  if (at.is("OPERATOR") && !at.is("CLASS", 1) && !at.is("FAMILY", 1))
    return at.next(), create_operator(state, at, first), true;
  const bool trusted = at.is("TRUSTED");
  if (at.accept_seq({"TRUSTED", "PROCEDURAL", "LANGUAGE"}) || at.accept_seq({"TRUSTED", "LANGUAGE"}) ||
      at.accept_seq({"PROCEDURAL", "LANGUAGE"}) || at.accept("LANGUAGE"))
    return create_language(state, at, first, trusted, or_replace), true;
  return false;
}

}  // namespace plumb::sql::postgres_read
