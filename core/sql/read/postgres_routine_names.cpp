// Aggregates, ALTER FUNCTION, and routines as other statements name them.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/postgres_routine.h"

namespace plumb::sql::postgres_read {
namespace {

bool names_function(std::string_view option) { return option.ends_with("func") || option == "sortop"; }

std::string read_aggregate_value(ReadState& state, Cursor& at, const std::string& option) {
  if (option == "stype" || option == "mstype" || option == "basetype") return spell_type(read_type(state, at));
  if (option == "sortop" && at.peek().kind == Tok::Operator) return std::string(at.text(at.next()));
  if (names_function(option) && at.is_name()) return state.resolve(written_name(at)).display();
  return read_setting_value(at);
}

}  // namespace

void read_aggregate(ReadState& state, Cursor& at, Routine& routine) {
  // Behind the name: (arguments) (options), or the options alone as before 8.2.
  std::uint32_t depth_at = at.position();
  at.parenthesised();
  const bool has_arguments = at.is_op("(");
  at.seek(depth_at);
  if (has_arguments) routine.arguments = read_arguments(state, at);
  at.expect_op("(");
  do {
    const std::string option = lower(at.name());
    std::string value = "true";
    if (at.accept_op("=")) value = read_aggregate_value(state, at, option);
    if (option == "basetype") {
      Routine::Argument argument;
      argument.mode = "in";
      if (std::optional<Type> type = type_in_text(value, state.syntax)) argument.type = *type;
      if (value != "\"any\"" && value != "any") routine.arguments.push_back(std::move(argument));
    } else {
      routine.attributes[option == "sfunc1" ? "sfunc" : option == "stype1" ? "stype" : option] = value;
    }
  } while (at.accept_op(","));
  at.expect_op(")");
  if (routine.attributes.count("sfunc") == 0 || routine.attributes.count("stype") == 0)
    at.fail("an aggregate needs SFUNC and STYPE");
}

RoutineName read_routine_name(ReadState& state, Cursor& at) {
  RoutineName out;
  out.name = state.read_name(at);
  if (!at.is_op("(")) return out;
  out.has_arguments = true;
  for (Routine::Argument& argument : read_arguments(state, at)) out.arguments.push_back(std::move(argument));
  return out;
}

std::vector<RoutineKey> find_routines(const ReadState& state, const RoutineName& name) {
  std::vector<RoutineKey> out;
  if (name.has_arguments) {
    for (RoutineKind kind : {RoutineKind::Function, RoutineKind::Procedure}) {
      Routine shape;
      shape.kind = kind;
      shape.name = name.name;
      shape.arguments = name.arguments;
      RoutineKey key(name.name, shape.signature());
      if (state.schema.routines.contains(key)) return {std::move(key)};
    }
    return out;
  }
  const auto end = state.schema.routines.end();
  for (auto it = state.schema.routines.begin(); it != end; ++it)
    if (it.key().first == name.name) out.push_back(it.key());
  return out;
}

void read_alter_routine(ReadState& state, Cursor& at) {
  const Token where = at.peek();
  const RoutineName name = read_routine_name(state, at);
  if (at.accept_seq({"OWNER", "TO"})) return void(read_role(at));
  if (at.is_seq({"DEPENDS", "ON"}) || at.is_seq({"NO", "DEPENDS"}))
    return unmodelled(state, at, where, "on which extension a routine depends");
  const std::vector<RoutineKey> found = find_routines(state, name);
  if (found.empty()) unknown(where, Kind::Routine, name.name.display());
  const RoutineKey& key = found.front();
  Routine routine = *state.schema.routines.find(key);
  if (at.accept_seq({"RENAME", "TO"}))
    routine.name.name = at.name();
  else if (at.accept_seq({"SET", "SCHEMA"}))
    routine.name = state.resolve(QualifiedName(at.name(), routine.name.name));
  else {
    for (;;) {
      if (at.accept("RESET")) {
        if (at.accept("ALL"))
          std::erase_if(routine.attributes, [](const auto& a) { return a.first.starts_with("set "); });
        else
          routine.attributes.erase("set " + lower(at.name()));
      } else if (!read_routine_attribute(state, at, routine.attributes)) {
        break;
      }
    }
    at.accept("RESTRICT");
  }
  if (!at.at_end()) at.expected("the end of the statement");
  state.schema.routines.erase(key);
  RoutineKey next(routine.name, routine.signature());
  state.schema.routines.set(std::move(next), std::move(routine));
}

}  // namespace plumb::sql::postgres_read
