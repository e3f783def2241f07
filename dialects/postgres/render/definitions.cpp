// What is known by its definition and made anew where it changes: languages, collations, operators, casts, statistics,
// rules, event triggers.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/sql/expression.h"
#include "plumb/dialects/postgres/render/steps.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

Phase phase_of(Kind kind) {
  switch (kind) {
    case Kind::Language:
    case Kind::Collation: return kTypes;
    case Kind::Operator:
    case Kind::Cast: return kRoutines;
    case Kind::EventTrigger: return kGrants;
    default: return kTriggers;
  }
}
Phase drop_phase_of(Kind kind) {
  switch (kind) {
    case Kind::Language: return kDropExtensions;
    case Kind::Collation: return kDropTypes;
    case Kind::Operator:
    case Kind::Cast: return kDropRoutines;
    default: return kTakeDown;
  }
}

// Adding a rule to a table, and building statistics of one, locks that table; the others lock no relation.
LockLevel lock_of(Kind kind) {
  if (kind == Kind::Rule) return LockLevel::Exclusive;
  return kind == Kind::Statistics ? LockLevel::Shared : LockLevel::None;
}

void touch_relations(Operation& op, const Definition& d) {
  for (Step& s : op.steps) {
    s.lock = lock_of(d.id.kind);
    if (d.id.kind == Kind::Rule) s.touches.push_back(table_id(d.id.owner));
    if (d.id.kind == Kind::Statistics)
      for (const QualifiedName& n : d.uses) s.touches.push_back(table_id(n));
  }
}

std::vector<QualifiedName> relations_of(const Definition& d) {
  std::vector<QualifiedName> out = d.uses;
  if (d.id.kind == Kind::Rule) out.push_back(d.id.owner);
  return out;
}

// Types, functions and schemas that the clauses name.
std::vector<ObjectId> named_by_clauses(const Schema& schema, const Definition& d) {
  std::vector<ObjectId> out = {{Kind::Namespace, {d.id.owner.schema}, {}}};
  const auto clause = [&](std::string_view name) {
    const auto at = d.options.find(std::string(name));
    return at == d.options.end() ? std::string() : at->second;
  };
  const auto routine = [&](const std::string& text) {
    const QualifiedName name = name_in(text.substr(0, text.find('(')));
    for (auto at = schema.routines.from({name, {}}); at != schema.routines.end() && at.key().first == name; ++at)
      out.push_back(id_of(*at));
  };
  for (std::string_view name : {"function", "restrict", "join", "handler", "inline", "validator"})
    routine(clause(name));
  constexpr std::string_view with = "WITH FUNCTION ";
  if (const std::string how = clause("with"); how.starts_with(with)) routine(how.substr(with.size()));
  const auto type = [&](const std::string& name) {
    for (Kind kind : {Kind::Enum, Kind::Domain, Kind::Composite, Kind::Table}) out.push_back({kind, name_in(name), {}});
  };
  for (std::string_view name : {"leftarg", "rightarg"}) type(clause(name));
  if (d.id.kind == Kind::Cast) {
    const std::string& sides = d.id.owner.name;  // "text AS mood"
    const std::size_t as = sides.find(" AS ");
    type(sides.substr(0, as));
    type(sides.substr(as + 4));
  }
  return out;
}

// What may change where it stands: state, comment, target.
bool only_follow_ups(const Definition& from, const Definition& to) {
  Definition same = from;
  same.enabled = to.enabled;
  same.comment = to.comment;
  return same == to;
}

void change_follow_ups(Work& work, const Definition& from, const Definition& to) {
  Operation& op = work.add(to.id, phase_of(to.id.kind));
  op.effects.creates.push_back(to.id);
  const std::string head = sql::definition_head(to.id, syntax());
  const auto state = [&](const Definition& d) {
    const std::string action = d.enabled == "disabled"  ? "DISABLE"
                               : d.enabled == "replica" ? "ENABLE REPLICA"
                               : d.enabled == "always"  ? "ENABLE ALWAYS"
                                                        : "ENABLE";
    if (d.id.kind != Kind::Rule) return fmt::format("ALTER {} {}", head, action);
    return fmt::format("ALTER TABLE {} {} RULE {}", quoted(d.id.owner), action, quoted(d.id.part));
  };
  if (from.enabled != to.enabled) step(op, state(to), "change " + op.id.display(), {state(from)}, LockLevel::Exclusive);
  if (from.comment != to.comment)
    step(op, comment_on(head, to.comment), "describe " + op.id.display(), {comment_on(head, from.comment)},
         LockLevel::Shared);
}

}  // namespace

void create_definition(Work& work, const Definition& d, bool aside) {
  Operation& op = work.add(d.id, phase_of(d.id.kind));
  op.together = aside;
  for (std::string& sql : sql::write_create(d, syntax())) {
    const bool first = op.steps.empty();
    const std::string why = !first  ? "describe " + d.id.display()
                            : aside ? fmt::format("put {} back", d.id.display())
                                    : "create " + d.id.display();
    step(op, std::move(sql), why,
         first ? std::vector<std::string>{sql::write_drop(d.id, d, syntax())} : std::vector<std::string>{},
         LockLevel::None);
  }
  touch_relations(op, d);
  op.effects.creates.push_back(d.id);
  for (const QualifiedName& n : relations_of(d))
    for (Kind kind : {Kind::Table, Kind::View}) op.effects.needs.push_back({kind, n, {}});
  for (ObjectId& id : named_by_clauses(work.to(), d)) op.effects.needs.push_back(std::move(id));
  needs_of(op, work, d.condition);
  needs_of(op, work, d.body);
}

void drop_definition(Work& work, const Definition& d, bool aside) {
  Operation& op = work.add(d.id, aside ? kTakeDown : drop_phase_of(d.id.kind));
  op.together = aside;
  step(op, sql::write_drop(d.id, d, syntax()),
       aside ? fmt::format("put {} aside", d.id.display()) : "drop " + d.id.display(), sql::write_create(d, syntax()),
       LockLevel::Exclusive);
  touch_relations(op, d);
  op.effects.drops.push_back(d.id);
  for (ObjectId& id : named_by_clauses(work.from(), d)) op.effects.frees.push_back(std::move(id));
  for (const QualifiedName& n : relations_of(d))
    for (Kind kind : {Kind::Table, Kind::View}) op.effects.frees.push_back({kind, n, {}});
}

void render_definition(Work& work, const Change& c) {
  if (c.action == Action::Create) return create_definition(work, std::get<Definition>(c.to), false);
  if (c.action == Action::Drop) {
    const Definition& gone = std::get<Definition>(c.from);
    // A table takes its rules and statistics along; another table that a rule names could not go before.
    const QualifiedName table = gone.id.kind == Kind::Rule ? gone.id.owner
                                : gone.uses.empty()        ? QualifiedName()
                                                           : gone.uses.front();
    const bool names_another_that_goes = std::any_of(
        gone.uses.begin(), gone.uses.end(), [&](const QualifiedName& n) { return n != table && work.goes(n); });
    if (table.empty() || !work.goes(table) || names_another_that_goes) drop_definition(work, gone, false);
    return;
  }
  if (work.aside.count(c.id)) return;
  const Definition &from = std::get<Definition>(c.from), &to = std::get<Definition>(c.to);
  if (only_follow_ups(from, to)) return change_follow_ups(work, from, to);
  drop_definition(work, from, true);
  create_definition(work, to, true);
}

}  // namespace plumb::postgres
