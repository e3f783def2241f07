// ALTER, DROP and COMMENT ON of what PostgreSQL knows by its definition.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/postgres_definition.h"

namespace plumb::sql::postgres_read {
namespace {

// What a statement about one names; nothing where the words say another thing.
std::optional<ObjectId> read_id(ReadState& state, Cursor& at) {
  if (at.accept("RULE")) return read_rule_name(state, at);
  if (at.accept_seq({"EVENT", "TRIGGER"})) return ObjectId{Kind::EventTrigger, QualifiedName(at.name()), {}};
  if (at.accept("STATISTICS")) return ObjectId{Kind::Statistics, state.read_name(at), {}};
  if (at.accept("COLLATION")) return ObjectId{Kind::Collation, state.read_name(at), {}};
  if (at.accept("CAST")) return read_cast_name(state, at);
  if (at.accept_seq({"PROCEDURAL", "LANGUAGE"}) || at.accept("LANGUAGE"))
    return ObjectId{Kind::Language, QualifiedName(at.name()), {}};
  if (at.is("OPERATOR") && !at.is("CLASS", 1) && !at.is("FAMILY", 1)) {
    at.next();
    ObjectId id{Kind::Operator, read_operator_name(state, at), {}};
    id.part = read_operands(state, at);
    return id;
  }
  return std::nullopt;
}

// A parameterless language is an extension; what we did not keep is not known either.
bool may_be_unknown(const ObjectId& id) {
  return id.kind == Kind::Language || id.kind == Kind::Collation || id.kind == Kind::Rule;
}

void rename(ReadState& state, const ObjectId& id, QualifiedName to) {
  Definition d = state.schema.definitions.take(id);
  if (id.kind == Kind::Rule)
    d.id.part = std::move(to.name);
  else
    d.id.owner = std::move(to);
  const ObjectId now = d.id;
  state.schema.definitions.set(now, std::move(d));
}

void set_operator_options(ReadState& state, Cursor& at, Definition& d) {
  at.expect_op("(");
  do {
    const std::string name = lower(at.name());
    d.options.erase(name);
    if (!at.accept_op("=")) {
      d.options[name] = "";
    } else if (!at.accept("NONE")) {
      if (name == "restrict" || name == "join")
        d.options[name] = read_function(state, at);
      else if (name == "commutator" || name == "negator")
        d.options[name] = spell_operator(read_operator_name(state, at), state.syntax);
      else if (!at.accept("FALSE"))
        d.options[name] = (at.next(), "");
    }
  } while (at.accept_op(","));
  at.expect_op(")");
}

}  // namespace

bool read_alter_definition(ReadState& state, Cursor& at) {
  const Token where = at.peek();
  const std::optional<ObjectId> id = read_id(state, at);
  if (!id) return false;
  const bool there = state.schema.definitions.contains(*id);
  if (at.accept_seq({"OWNER", "TO"})) return read_role(at), true;
  if (at.accept_seq({"REFRESH", "VERSION"})) return true;
  if (!there) {
    if (!may_be_unknown(*id)) unknown(where, id->kind, id->display());
    skip_rest(at);
    return true;
  }
  if (at.accept_seq({"RENAME", "TO"})) return rename(state, *id, {id->owner.schema, at.name()}), true;
  if (at.accept_seq({"SET", "SCHEMA"})) return rename(state, *id, state.resolve({at.name(), id->owner.name})), true;
  Definition& d = state.schema.definitions.edit(*id);
  if (at.accept_seq({"SET", "STATISTICS"})) {
    const std::string target = at.accept("DEFAULT") ? "-1" : at.integer();
    d.options.erase("target");
    if (target != "-1") d.options["target"] = target;
  } else if (at.accept("SET")) {
    set_operator_options(state, at, d);
  } else if (at.accept("DISABLE")) {
    d.enabled = "disabled";
  } else if (at.accept("ENABLE")) {
    d.enabled = at.accept("REPLICA") ? "replica" : at.accept("ALWAYS") ? "always" : "";
  } else {
    at.expected("OWNER TO, RENAME TO, SET SCHEMA, SET, ENABLE or DISABLE");
  }
  return true;
}

bool read_drop_definition(ReadState& state, Cursor& at) {
  const auto list = [&](Kind kind, const auto& read) {
    const bool if_exists = accept_if_exists(at);
    do {
      const Token where = at.peek();
      ObjectId id = read();
      id.kind = kind;
      if (!state.schema.definitions.erase(id) && !if_exists && !may_be_unknown(id))
        unknown(where, id.kind, id.display());
    } while (at.accept_op(","));
  };
  if (at.accept("RULE")) {
    list(Kind::Rule, [&] { return read_rule_name(state, at); });
  } else if (at.accept_seq({"EVENT", "TRIGGER"})) {
    list(Kind::EventTrigger, [&] { return ObjectId{{}, QualifiedName(at.name()), {}}; });
  } else if (at.accept("STATISTICS")) {
    list(Kind::Statistics, [&] { return ObjectId{{}, state.read_name(at), {}}; });
  } else if (at.accept("COLLATION")) {
    list(Kind::Collation, [&] { return ObjectId{{}, state.read_name(at), {}}; });
  } else if (at.accept("CAST")) {
    list(Kind::Cast, [&] { return read_cast_name(state, at); });
  } else if (at.accept_seq({"PROCEDURAL", "LANGUAGE"}) || at.accept("LANGUAGE")) {
    list(Kind::Language, [&] { return ObjectId{{}, QualifiedName(at.name()), {}}; });
  } else if (at.is("OPERATOR") && !at.is("CLASS", 1) && !at.is("FAMILY", 1)) {
    at.next();
    list(Kind::Operator, [&] {
      ObjectId id{{}, read_operator_name(state, at), {}};
      id.part = read_operands(state, at);
      return id;
    });
  } else {
    return false;
  }
  if (!at.accept("CASCADE")) at.accept("RESTRICT");
  return true;
}

bool read_comment_definition(ReadState& state, Cursor& at) {
  const Token where = at.peek();
  const std::optional<ObjectId> id = read_id(state, at);
  if (!id) return false;
  std::string text = read_text(at);
  if (state.schema.definitions.contains(*id))
    state.schema.definitions.edit(*id).comment = std::move(text);
  else if (!may_be_unknown(*id))
    unknown(where, id->kind, id->display());
  return true;
}

}  // namespace plumb::sql::postgres_read
