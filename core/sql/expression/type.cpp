// Types as they are written: in columns, casts and typed literals.
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression/parser.h"
#include "plumb/core/sql/literal.h"
#include "plumb/core/sql/postgres_types.h"

namespace plumb::sql {

Type Parser::type() {
  const std::uint32_t from = at.position();
  Type type = grammar.postgres ? postgres_type() : grammar.mysql ? mysql_type() : sqlite_type();
  type.written = Written(std::string(at.slice(from, at.position())));
  return type;
}

// ( 10, 2 ), ( 'a', 'b' ): numbers and words as they are, strings as their values.
void Parser::type_arguments(Type& type) {
  if (!at.accept_op("(")) return;
  do {
    std::string argument;
    if (at.peek().kind == Tok::String && !grammar.postgres) {
      argument = at.string();
    } else {
      if (at.is_op("-") || at.is_op("+")) argument = at.text(at.next());
      if (argument == "+") argument.clear();
      if (at.peek().kind != Tok::Number && at.peek().kind != Tok::Word && at.peek().kind != Tok::Name &&
          at.peek().kind != Tok::Blob && at.peek().kind != Tok::Bits)
        at.expected("a length or precision");
      argument += at.text(at.next());
    }
    type.args.push_back(std::move(argument));
  } while (at.accept_op(","));
  if (!at.accept_op(")")) at.expected("`)` to close the type");
}

// Any words and at most two numbers. GENERATED ALWAYS ends a type although both words could be part
// of one.
Type Parser::sqlite_type() {
  Type type;
  while (at.is_name() && !(at.peek().kind == Tok::Word && is_reserved(at.text(), syntax)) &&
         !(at.is("GENERATED") && at.is("ALWAYS", 1))) {
    if (!type.name.empty()) type.name += ' ';
    type.name += upper(at.name());
  }
  if (type.name.empty()) at.expected("a type");
  if (at.is_op("(")) type_arguments(type);
  return type;
}

Type Parser::postgres_type() {
  Type type;
  const auto more = [&](std::string_view word) {
    if (!at.accept(word)) return false;
    type.name += ' ';
    type.name += lower(word);
    return true;
  };
  if (!at.is_name()) at.expected("a type");
  const bool quoted = at.peek().kind == Tok::Name;
  if (at.is_op(".", 1)) {
    std::vector<std::string> path{at.name()};
    while (at.accept_op(".")) path.push_back(at.name());
    type.user_type = QualifiedName(path[path.size() - 2], path.back());
    type_arguments(type);
  } else if (quoted) {
    // "char" is a type of its own; other quoted names are the same as bare ones.
    const Token& token = at.peek();
    const std::string name = at.name();
    if (name.empty()) at.fail_at(token, "a quoted name cannot be empty");
    if (name == "char")
      type.name = "\"char\"";
    else if (is_plain_name(name, syntax))
      type.name = name;
    else
      type.user_type = QualifiedName(name);
    type_arguments(type);
  } else {
    if (is_reserved(at.text(), syntax)) at.expected("a type");
    type.name = lower(at.text(at.next()));
    if (type.name == "double")
      more("PRECISION");
    else if (type.name == "national")
      more("CHARACTER") || more("CHAR"), more("VARYING");
    else if (type.name == "character" || type.name == "char" || type.name == "nchar" || type.name == "bit")
      more("VARYING");
    if (type.name == "interval") {
      while (at.is_any({"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"}) || (at.is("TO") && !type.args.size()))
        type.name += " " + lower(at.text(at.next()));
    }
    type_arguments(type);
    if (type.name == "time" || type.name == "timestamp") {
      if (at.is_seq({"WITH", "TIME", "ZONE"}) || at.is_seq({"WITHOUT", "TIME", "ZONE"})) {
        type.name += " " + lower(at.text()) + " time zone";
        at.seek(at.position() + 3);
      }
    }
  }
  while (true) {
    if (at.accept("ARRAY")) {
      ++type.array_dims;
      if (at.accept_op("[")) at.integer(), at.expect_op("]");
    } else if (at.is_op("[") && (at.is_op("]", 1) || (at.peek(1).kind == Tok::Number && at.is_op("]", 2)))) {
      at.seek(at.position() + (at.is_op("]", 1) ? 2 : 3));
      ++type.array_dims;
    } else {
      return type;
    }
  }
}

Type Parser::mysql_type() {
  Type type;
  if (!at.is_name()) at.expected("a type");
  type.name = lower(at.name());
  const auto more = [&](std::string_view word) {
    if (at.accept(word)) type.name += " " + lower(word);
  };
  if (type.name == "national") {
    more("CHARACTER"), more("CHAR"), more("VARCHARACTER"), more("VARCHAR"), more("VARYING");
  } else if (type.name == "double") {
    more("PRECISION");
  } else if (type.name == "character" || type.name == "char" || type.name == "nchar") {
    more("VARYING");
  } else if (type.name == "nchar") {
    more("VARCHAR");
  } else if (type.name == "long") {
    more("VARCHAR"), more("VARBINARY"), more("CHARACTER"), more("CHAR"), more("VARYING");
  }
  if (type.name == "signed" || type.name == "unsigned") at.accept("INTEGER") || at.accept("INT");
  type_arguments(type);
  bool is_unsigned = false, zerofill = false;
  while (at.is_any({"UNSIGNED", "SIGNED", "ZEROFILL"})) {
    is_unsigned |= at.is("UNSIGNED");
    zerofill |= at.is("ZEROFILL");
    at.next();
  }
  if (is_unsigned || zerofill) type.name += " unsigned";  // ZEROFILL makes a column unsigned
  if (zerofill) type.name += " zerofill";
  return type;
}

// The type of a cast, spelled in its one way.
std::string Parser::cast_type() {
  const std::uint32_t from = at.position();
  Type type = this->type();
  if (grammar.postgres) {
    settle_postgres_type(type);
    return spell_postgres_type(type);
  }
  std::string out = type.name;
  if (grammar.sqlite) {  // words may be quoted there; each stays as it is
    out.clear();
    for (std::uint32_t i = from; i < at.position(); ++i) {
      const Token& t = at.statement().tokens[i];
      if (at.text(t) == "(") break;
      if (!out.empty()) out += ' ';
      out += t.kind == Tok::Word ? upper(at.text(t)) : std::string(at.text(t));
    }
  }
  if (!type.args.empty()) out += "(" + join(type.args, ",") + ")";
  if (grammar.mysql) {
    if (at.accept_seq({"CHARACTER", "SET"}) || at.accept("CHARSET"))
      out += " charset " + lower(at.name());
    else if (at.accept("ASCII"))
      out += " charset latin1";
    else if (at.accept("UNICODE"))
      out += " charset ucs2";
    if (at.accept("ARRAY")) out += " array";
  }
  return out;
}

// Does a type stand here with a string behind it? date '…', timestamp(3) with time zone '…',
// public.mood '…'
bool Parser::at_typed_literal() const {
  const auto string_at = [&](std::size_t ahead) { return at.peek(ahead).kind == Tok::String; };
  if (grammar.mysql) return string_at(1) && at.is_any({"DATE", "TIME", "TIMESTAMP"});
  if (string_at(1)) return at.peek().kind == Tok::Name || !is_reserved(at.text(), syntax);
  std::size_t ahead = 1;
  if (at.is_op(".", 1) && at.is_name(2)) {
    ahead = 3;
    return string_at(ahead);
  }
  if (at.is("PRECISION", ahead) || at.is("VARYING", ahead)) ++ahead;
  if (at.is_op("(", ahead) && at.peek(ahead + 1).kind == Tok::Number) {
    ahead += 2;
    if (at.is_op(",", ahead)) ahead += 2;
    if (!at.is_op(")", ahead)) return false;
    ++ahead;
  }
  if ((at.is("WITH", ahead) || at.is("WITHOUT", ahead)) && at.is("TIME", ahead + 1) && at.is("ZONE", ahead + 2))
    ahead += 3;
  return ahead > 1 && string_at(ahead) && !is_reserved(at.text(), syntax);
}

Node Parser::typed_literal() {
  if (grammar.mysql) {
    std::string type = lower(at.text(at.next()));
    return make_node(NodeKind::Typed, type, at.peek().kind == Tok::String ? string() : number_or_bits());
  }
  const bool bare = !at.is_op("(", 1);
  std::string type = cast_type();
  // _int4 '{1}': an array has no such spelling, but a cast.
  if (type.ends_with(']')) return make_node(NodeKind::Cast, type, make_node(NodeKind::String, at.string()));
  if (bare && type == "character(1)") type = "bpchar";  // char 'abc' is as long as it is
  return make_node(NodeKind::Typed, type, make_node(NodeKind::String, at.string()));
}

}  // namespace plumb::sql
