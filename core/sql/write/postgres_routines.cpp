// PostgreSQL: functions, procedures, aggregates; grants.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/write/postgres.h"
#include "plumb/core/sql/write/postgres_objects.h"

namespace plumb::sql {
namespace {

void write_argument(Sql& out, const Routine::Argument& argument, bool with_default) {
  if (argument.mode != "in" && !argument.mode.empty()) out.word(upper(argument.mode));
  if (!argument.name.empty()) out.name(argument.name);
  out.type(argument.type);
  if (with_default && !argument.default_value.empty()) out.word("DEFAULT").expression(argument.default_value);
}

void write_arguments(Sql& out, const Routine& routine, bool with_defaults) {
  out.open();
  for (std::size_t i = 0; i < routine.arguments.size(); ++i) {
    if (i) out.comma();
    write_argument(out, routine.arguments[i], with_defaults);
  }
  out.close();
}

// $$ … $$ where the body does not hold it, $tag$ otherwise.
std::string dollar_quoted(const std::string& body) {
  std::string tag = "$$";
  for (int n = 0; body.find(tag) != std::string::npos || body.ends_with('$'); ++n) {
    tag = "$plumb" + (n ? std::to_string(n) : std::string()) + "$";
    if (body.find(tag) == std::string::npos) break;
  }
  return tag + body + tag;
}

std::string_view word_of(RoutineKind kind) {
  switch (kind) {
    case RoutineKind::Function: return "FUNCTION";
    case RoutineKind::Procedure: return "PROCEDURE";
    case RoutineKind::Aggregate: return "AGGREGATE";
  }
  return "FUNCTION";
}

void write_attributes(Sql& out, const Options& attributes) {
  auto find = [&](const char* key) -> const std::string* {
    const auto at = attributes.find(key);
    return at == attributes.end() ? nullptr : &at->second;
  };
  if (const auto* value = find("transform")) out.word("TRANSFORM " + *value);
  if (find("window")) out.word("WINDOW");
  if (const auto* value = find("volatility")) out.word(upper(*value));
  if (find("strict")) out.word("STRICT");
  if (find("leakproof")) out.word("LEAKPROOF");
  if (find("security")) out.word("SECURITY DEFINER");
  if (const auto* value = find("parallel")) out.word("PARALLEL " + upper(*value));
  if (const auto* value = find("cost")) out.word("COST " + *value);
  if (const auto* value = find("rows")) out.word("ROWS " + *value);
  if (const auto* value = find("support")) out.word("SUPPORT " + *value);
  for (const auto& [name, value] : attributes) {
    if (!name.starts_with("set ")) continue;
    out.word("SET " + name.substr(4) + (value == "FROM CURRENT" ? " " : " TO ") + value);
  }
}

void write_aggregate(Sql& out, const Routine& routine) {
  if (routine.arguments.empty())
    out.word("(*)");
  else
    write_arguments(out, routine, false);
  out.open();
  bool first = true;
  for (const auto& [name, value] : routine.attributes) {
    if (!first) out.comma();
    first = false;
    if (value == "true")
      out.word(name);
    else if (name.ends_with("initcond"))
      out.word(name + " = " + quote_string(value, out.syntax()));
    else
      out.word(name + " = " + value);
  }
  out.close();
}

void write_body(Sql& out, const Routine& routine) {
  out.line(0);
  if (routine.sql_body) {
    out.word(routine.body);
    return;
  }
  out.word("AS");
  const auto symbol = routine.attributes.find("symbol");
  if (symbol == routine.attributes.end()) {
    out.word(dollar_quoted(routine.body));
    return;
  }
  out.string(routine.body).comma().string(symbol->second);
}

}  // namespace

std::string postgres_routine_name(const Routine& routine, const Syntax& syntax) {
  Sql out(syntax);
  out.name(routine.name).open();
  bool first = true;
  for (const Routine::Argument& argument : routine.arguments) {
    if (argument.mode == "out" && routine.kind != RoutineKind::Procedure) continue;
    if (!first) out.comma();
    first = false;
    if (argument.mode == "variadic") out.word("VARIADIC");
    out.type(argument.type);
  }
  if (routine.kind == RoutineKind::Aggregate && first) out.word("*");
  out.close();
  return out.text();
}

std::vector<std::string> write_postgres_routine(const Routine& routine, const Syntax& syntax) {
  Sql out(syntax);
  out.word("CREATE").word(word_of(routine.kind)).name(routine.name);
  if (routine.kind == RoutineKind::Aggregate) {
    write_aggregate(out, routine);
  } else {
    write_arguments(out, routine, true);
    if (!routine.returns.empty()) out.word("RETURNS " + routine.returns);
    if (!routine.language.empty() && !(routine.sql_body && routine.language == "sql"))
      out.word("LANGUAGE").name(routine.language);
    else if (routine.sql_body)
      out.word("LANGUAGE sql");
    write_attributes(out, routine.attributes);
    write_body(out, routine);
  }
  std::vector<std::string> all = {std::move(out).take()};
  if (!routine.comment.empty())
    all.push_back(Sql(syntax)
                      .word("COMMENT ON")
                      .word(word_of(routine.kind))
                      .word(postgres_routine_name(routine, syntax))
                      .word("IS")
                      .string(routine.comment)
                      .text());
  return all;
}

// ---- grants ---------------------------------------------------------------------------------------

namespace {

constexpr std::string_view kOption = " WITH GRANT OPTION";

// `f(integer, text)` of a signature: the name may need quotes, the types are spelled already.
std::string spell_signature(const ObjectId& id, const Syntax& syntax) {
  const auto open = id.part.find('(');
  return quote_name(id.owner, syntax) + (open == std::string::npos ? "" : id.part.substr(open));
}

std::string spell_object(const Grant& grant, const Syntax& syntax) {
  const ObjectId& id = grant.object;
  switch (grant.on) {
    case Kind::Namespace: return "SCHEMA " + quote_name(id.owner.name, syntax);
    case Kind::Sequence: return "SEQUENCE " + quote_name(id.owner, syntax);
    case Kind::Routine: return "ROUTINE " + spell_signature(id, syntax);
    case Kind::Enum:
    case Kind::Composite: return "TYPE " + quote_name(id.owner, syntax);
    case Kind::Domain: return "DOMAIN " + quote_name(id.owner, syntax);
    default: return "TABLE " + quote_name(id.owner, syntax);
  }
}

std::string_view plural(Kind kind) {
  switch (kind) {
    case Kind::Sequence: return "SEQUENCES";
    case Kind::Routine: return "FUNCTIONS";
    case Kind::Enum: return "TYPES";
    case Kind::Namespace: return "SCHEMAS";
    default: return "TABLES";
  }
}

std::string spell_role(const std::string& role, const Syntax& syntax) {
  if (role == "public" || role == "current_user" || role == "session_user" || role == "current_role")
    return upper(role);
  return quote_name(role, syntax);
}

std::string statement(const Grant& grant, const std::vector<std::string>& privileges, bool revoke, bool option,
                      const Syntax& syntax) {
  std::string what;
  for (const std::string& privilege : privileges) {
    if (!what.empty()) what += ", ";
    what += privilege;
    if (grant.on == Kind::Column) what += " (" + quote_name(grant.object.part, syntax) + ")";
  }
  Sql out(syntax);
  if (grant.default_privileges) {
    out.word("ALTER DEFAULT PRIVILEGES");
    if (!grant.object.part.empty()) out.word("FOR ROLE").word(spell_role(grant.object.part, syntax));
    if (!grant.object.owner.empty()) out.word("IN SCHEMA").name(grant.object.owner.name);
  }
  out.word(revoke ? "REVOKE" : "GRANT").word(what).word("ON");
  if (grant.default_privileges)
    out.word(plural(grant.on));
  else
    out.word(spell_object(grant, syntax));
  out.word(revoke ? "FROM" : "TO").word(spell_role(grant.grantee, syntax));
  if (option) out.word(trim(kOption));
  return out.text();
}

}  // namespace

std::vector<std::string> write_postgres_grant(const Grant& grant, const Syntax& syntax) {
  if (grant.privileges.empty()) return {statement(grant, {"ALL"}, true, false, syntax)};
  if (grant.grant_option) return {statement(grant, grant.privileges, false, true, syntax)};
  std::vector<std::string> plain, passed_on, out;
  for (const std::string& privilege : grant.privileges) {
    if (privilege.ends_with(kOption))
      passed_on.push_back(privilege.substr(0, privilege.size() - kOption.size()));
    else
      plain.push_back(privilege);
  }
  if (!plain.empty()) out.push_back(statement(grant, plain, false, false, syntax));
  if (!passed_on.empty()) out.push_back(statement(grant, passed_on, false, true, syntax));
  return out;
}

}  // namespace plumb::sql
