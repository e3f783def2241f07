// CREATE TRIGGER, ALTER TRIGGER, CREATE POLICY, ALTER POLICY.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/postgres.h"
#include "plumb/core/sql/writer.h"

namespace plumb::sql {
namespace postgres_read {
namespace {

void read_event(Cursor& at, Trigger& trigger) {
  if (at.accept("INSERT"))
    trigger.events.insert = true;
  else if (at.accept("DELETE"))
    trigger.events.remove = true;
  else if (at.accept("TRUNCATE"))
    trigger.events.truncate = true;
  else if (at.accept("UPDATE")) {
    trigger.events.update = true;
    if (!at.accept("OF")) return;
    do trigger.update_of.push_back(at.name());
    while (at.accept_op(","));
  } else
    at.expected("INSERT, UPDATE, DELETE or TRUNCATE");
}

// f('a', 'b'): every argument is a string to the server, however it is written.
std::string read_call(ReadState& state, Cursor& at) {
  Type function;  // spelled as a name of a schema is
  function.user_type = state.resolve(written_name(at));
  std::string out = spell_type(function) + "(";
  at.expect_op("(");
  while (!at.is_op(")")) {
    if (out.back() != '(') out += ", ";
    const Token token = at.peek();
    std::string value;
    if (token.kind == Tok::String) {
      value = at.string();
    } else if (token.kind == Tok::Name) {
      value = at.name();
    } else {
      if (at.is_op("-") || at.is_op("+")) value = at.text(at.next());
      value += at.peek().kind == Tok::Word ? at.name() : std::string(at.text(at.next()));
    }
    out += quote_string(value, state.syntax);
    if (!at.accept_op(",")) break;
  }
  at.expect_op(")");
  return out + ")";
}

void read_referencing(Cursor& at, Trigger& trigger) {
  while (at.is("OLD") || at.is("NEW")) {
    const bool old = at.accept("OLD") || !at.accept("NEW");
    at.expect("TABLE");
    at.accept("AS");
    (old ? trigger.old_table : trigger.new_table) = at.name();
  }
}

void read_trigger_clauses(ReadState& state, Cursor& at, Trigger& trigger) {
  if (at.accept("FROM")) trigger.constraint_from = state.read_existing_name(at);
  while (read_deferral(at, trigger.deferral)) {
  }
  if (at.accept("REFERENCING")) read_referencing(at, trigger);
  if (at.accept("FOR")) {
    at.accept("EACH");
    trigger.for_each_row = at.accept("ROW");
    if (!trigger.for_each_row) at.expect("STATEMENT");
  }
  if (at.accept("WHEN")) trigger.when = read_parenthesised_expression(at);
  at.expect("EXECUTE");
  if (!at.accept("FUNCTION")) at.expect("PROCEDURE");
  trigger.body.canonical = read_call(state, at);
  trigger.body.written = trigger.body.canonical;
}

}  // namespace

void read_alter_trigger(ReadState& state, Cursor& at) {
  const Token where = at.peek();
  const std::string name = at.name();
  at.expect("ON");
  const QualifiedName table = state.read_existing_name(at);
  const PartName key(table, name);
  if (!state.schema.triggers.contains(key)) unknown(where, Kind::Trigger, name);
  if (!at.accept_seq({"RENAME", "TO"}))
    return unmodelled(state, at, where, "on which extension trigger `" + name + "` depends");
  Trigger trigger = state.schema.triggers.take(key);
  trigger.name = at.name();
  PartName next(table, trigger.name);
  state.schema.triggers.set(std::move(next), std::move(trigger));
}

namespace {

void read_roles(Cursor& at, std::vector<std::string>& roles) {
  roles.clear();
  do roles.push_back(read_role(at));
  while (at.accept_op(","));
}

void read_policy_clauses(Cursor& at, Policy& policy) {
  for (;;) {
    if (at.accept("TO"))
      read_roles(at, policy.roles);
    else if (at.accept("USING"))
      policy.using_ = read_parenthesised_expression(at);
    else if (at.accept_seq({"WITH", "CHECK"}))
      policy.with_check = read_parenthesised_expression(at);
    else
      return;
  }
}

}  // namespace

void read_create_policy(ReadState& state, Cursor& at) {
  const Token where = at.peek();
  Policy policy;
  policy.renamed_from = state.renamed_from(at, 0, at.position());
  policy.origin = at.origin(where);
  policy.name = at.name();
  policy.roles = {"public"};
  at.expect("ON");
  policy.table = state.read_existing_name(at);
  state.edit_table(at, policy.table);
  if (at.accept("AS")) policy.permissive = at.accept("PERMISSIVE") || (at.expect("RESTRICTIVE"), false);
  if (at.accept("FOR")) policy.command = lower(at.name());
  read_policy_clauses(at, policy);
  PartName key(policy.table, policy.name);
  if (const Policy* first = state.schema.policies.find(key))
    duplicate(state, where, Kind::Policy, policy.table.display() + "." + policy.name, first->origin);
  state.schema.policies.set(std::move(key), std::move(policy));
}

void read_alter_policy(ReadState& state, Cursor& at) {
  const Token where = at.peek();
  const std::string name = at.name();
  at.expect("ON");
  const QualifiedName table = state.read_existing_name(at);
  const PartName key(table, name);
  if (!state.schema.policies.contains(key)) unknown(where, Kind::Policy, table.display() + "." + name);
  Policy policy = *state.schema.policies.find(key);
  if (at.accept_seq({"RENAME", "TO"}))
    policy.name = at.name();
  else
    read_policy_clauses(at, policy);
  if (!at.at_end()) at.expected("TO, USING, WITH CHECK or the end of the statement");
  state.schema.policies.erase(key);
  PartName next(table, policy.name);
  state.schema.policies.set(std::move(next), std::move(policy));
}

}  // namespace postgres_read

// The cursor behind TRIGGER; the words before it say CONSTRAINT and OR REPLACE.
void read_postgres_trigger(ReadState& state, Cursor& at) {
  const std::vector<Token>& tokens = at.statement().tokens;
  bool constraint = false, or_replace = false;
  for (std::uint32_t i = 0; i + 1 < at.position(); ++i) {
    constraint = constraint || equals_ignoring_case(at.text(tokens[i]), "constraint");
    or_replace = or_replace || equals_ignoring_case(at.text(tokens[i]), "replace");
  }
  const Token where = at.peek();
  Trigger trigger;
  trigger.constraint = constraint;
  trigger.origin = at.origin(where);
  trigger.name = at.name();
  if (at.accept("BEFORE"))
    trigger.timing = Timing::Before;
  else if (at.accept("AFTER"))
    trigger.timing = Timing::After;
  else if (at.accept_seq({"INSTEAD", "OF"}))
    trigger.timing = Timing::InsteadOf;
  else
    at.expected("BEFORE, AFTER or INSTEAD OF");
  do postgres_read::read_event(at, trigger);
  while (at.accept("OR"));
  at.expect("ON");
  const Token table = at.peek();
  trigger.table = state.read_existing_name(at);
  if (!state.find_table(trigger.table) && !state.find_view(trigger.table))
    postgres_read::unknown(table, Kind::Table, trigger.table.display());
  postgres_read::read_trigger_clauses(state, at, trigger);
  PartName key(trigger.table, trigger.name);
  if (const Trigger* first = state.schema.triggers.find(key); first && !or_replace)
    postgres_read::duplicate(state, where, Kind::Trigger, trigger.table.display() + "." + trigger.name, first->origin);
  state.schema.triggers.set(std::move(key), std::move(trigger));
}

}  // namespace plumb::sql
