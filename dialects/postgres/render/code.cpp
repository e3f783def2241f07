// Views, routines, triggers, policies and grants: what has a definition instead of rows.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/node.h"
#include "plumb/dialects/postgres/render/steps.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

std::string verb(std::string_view word, bool aside, const ObjectId& id) {
  if (!aside) return fmt::format("{} {}", word, id.display());
  return fmt::format("put {} {}", id.display(), word == "drop" ? "aside" : "back");
}

// The CREATE and what follows it, with DROP as the way back of the first.
template <class T>
Operation& create(Work& work, const T& object, int phase, bool aside) {
  Operation& op = work.add(id_of(object), phase);
  op.together = aside;
  const std::string drop = sql::write_drop(op.id, object, syntax());
  for (std::string& sql : sql::write_create(object, syntax())) {
    const bool first = op.steps.empty();
    step(op, std::move(sql), first ? verb("create", aside, op.id) : "describe " + op.id.display(),
         first ? std::vector<std::string>{drop} : std::vector<std::string>{}, LockLevel::None);
  }
  op.effects.creates.push_back(op.id);
  return op;
}

template <class T>
Operation& drop(Work& work, const T& object, int phase, bool aside) {
  Operation& op = work.add(id_of(object), phase);
  op.together = aside;
  step(op, sql::write_drop(op.id, object, syntax()), verb("drop", aside, op.id), sql::write_create(object, syntax()),
       LockLevel::Exclusive);
  op.effects.drops.push_back(op.id);
  return op;
}

void frees_relations(Operation& op, const std::vector<QualifiedName>& relations) {
  for (const QualifiedName& n : relations)
    for (Kind kind : {Kind::Table, Kind::View}) op.effects.frees.push_back({kind, n, {}});
}

// ---- views ----

std::string_view word_of(const View& v) { return v.materialized ? "MATERIALIZED VIEW" : "VIEW"; }

void indexes_of(Operation& op, const View& view) {
  for (const Index& index : view.indexes)
    step(op, sql::write_create_index(view.name, index, syntax()),
         fmt::format("create {}", id_of(view.name, index).display()), {}, LockLevel::None);
}

// What the server says of the view's privileges goes with it, managed or not.
void grants_of(Work& work, Operation& op, const QualifiedName& view) {
  for (const Grant& g : work.context.reported.grants) {
    if (g.object.owner != view || g.default_privileges || work.changes_it(id_of(g))) continue;
    for (std::string& sql : sql::write_create(g, syntax()))
      step(op, std::move(sql), fmt::format("give the privileges on {} back", op.id.display()), {}, LockLevel::Shared);
  }
}

std::vector<const sql::Node*> outputs(const sql::Node& query) {
  std::vector<const sql::Node*> out;
  for (const sql::Node& kid : query.kids) {
    if (kid.kind == sql::NodeKind::Clause && kid.text == "COLUMNS")
      for (const sql::Node& item : kid.kids) out.push_back(&item);
  }
  return out;
}

bool has_star(const std::vector<const sql::Node*>& items) {
  return std::any_of(items.begin(), items.end(), [](const sql::Node* n) {
    bool star = false;
    sql::walk(*n, [&](const sql::Node& x) { star |= x.kind == sql::NodeKind::Star && &x == n; });
    return star;
  });
}

// Of one relation, whose name before a column's says nothing: PostgreSQL prints it up to 15.
void unqualify(sql::Node& node) {
  if (node.kind == sql::NodeKind::Name) node.kids.clear();
  for (sql::Node& kid : node.kids) unqualify(kid);
}

std::string replace_view(const View& view) {
  std::string sql = sql::write_create(view, syntax()).front();
  return "CREATE OR REPLACE" + sql.substr(std::string_view("CREATE").size());
}

void view_options(Operation& op, const View& from, const View& to) {
  const std::string alter = fmt::format("ALTER {} {}", word_of(to), quoted(to.name));
  for (const auto& [name, value] : to.options) {
    const auto was = from.options.find(name);
    if (was != from.options.end() && was->second == value) continue;
    step(op, fmt::format("{} SET ({} = {})", alter, name, value), "change " + op.id.display(),
         {was == from.options.end() ? fmt::format("{} RESET ({})", alter, name)
                                    : fmt::format("{} SET ({} = {})", alter, name, was->second)},
         LockLevel::Exclusive);
  }
  for (const auto& [name, value] : from.options) {
    if (to.options.count(name) == 0)
      step(op, fmt::format("{} RESET ({})", alter, name), "change " + op.id.display(),
           {fmt::format("{} SET ({} = {})", alter, name, value)}, LockLevel::Exclusive);
  }
}

// In place: the query by CREATE OR REPLACE (which carries the options), else options, comment,
// indexes one by one.
void change_view(Work& work, const View& from, const View& to) {
  Operation& op = work.add(id_of(to), kViews);
  op.effects.creates.push_back(op.id);
  for (const QualifiedName& n : to.uses)
    for (Kind kind : {Kind::Table, Kind::View}) op.effects.needs.push_back({kind, n, {}});
  View now = from;
  if (!(from.query == to.query) || from.columns != to.columns || from.check_option != to.check_option) {
    step(op, replace_view(to), "replace " + op.id.display(), {replace_view(from)}, LockLevel::Exclusive);
    needs_of(op, work, to.query);
    now.query = to.query;
    now.columns = to.columns;
    now.check_option = to.check_option;
    now.options = to.options;
  }
  view_options(op, now, to);
  if (from.comment != to.comment) {
    const std::string what = fmt::format("{} {}", word_of(to), quoted(to.name));
    step(op, comment_on(what, to.comment), "describe " + op.id.display(), {comment_on(what, from.comment)},
         LockLevel::Shared);
  }
  change_column_comments(op, to.name, from.column_comments, to.column_comments);
  for (const Index& index : from.indexes) {
    if (std::find(to.indexes.begin(), to.indexes.end(), index) != to.indexes.end()) continue;
    const ObjectId id = id_of(to.name, index);
    step(op, sql::write_drop(id, index, syntax()), "drop " + id.display(),
         {sql::write_create_index(to.name, index, syntax())}, LockLevel::Exclusive);
  }
  for (const Index& index : to.indexes) {
    if (std::find(from.indexes.begin(), from.indexes.end(), index) != from.indexes.end()) continue;
    const ObjectId id = id_of(to.name, index);
    step(op, sql::write_create_index(to.name, index, syntax()), "create " + id.display(),
         {sql::write_drop(id, index, syntax())}, LockLevel::BlocksWrites);
  }
}

void change(Work& work, const Change& c, const View& view) {
  if (c.action == Action::Create) return create_view(work, view, false);
  if (c.action == Action::Drop) return drop_view(work, view, false);
  if (!work.aside.count(c.id)) change_view(work, std::get<View>(c.from), view);
}

// ---- routines ----

std::string replace_routine(const Routine& routine) {
  std::string sql = sql::write_create(routine, syntax()).front();
  if (!sql.starts_with("CREATE OR REPLACE")) sql = "CREATE OR REPLACE" + sql.substr(std::string_view("CREATE").size());
  return sql;
}

void needs_of_routine(Operation& op, const Routine& routine) {
  for (const Routine::Argument& a : routine.arguments) needs_type(op, a.type);
  std::string returns = routine.returns;
  if (returns.starts_with("SETOF ")) returns.erase(0, 6);
  std::erase(returns, '"');
  Type type;
  type.user_type = name_in(returns);
  needs_type(op, type);
}

void change(Work& work, const Change& c, const Routine& routine) {
  if (c.action == Action::Create) {
    Operation& op = create(work, routine, kRoutines, false);
    op.effects.needs.push_back({Kind::Namespace, {routine.name.schema}, {}});
    needs_of_routine(op, routine);
    return;
  }
  if (c.action == Action::Drop) {
    drop(work, routine, kDropRoutines, false);
    return;
  }
  const Routine& from = std::get<Routine>(c.from);
  if (!replaceable(from, routine)) {
    Operation& gone = drop(work, from, kTakeDown, true);
    gone.steps.back().why = fmt::format("{} returns something else: make it anew", c.id.display());
    Operation& made = create(work, routine, kRoutines, true);
    needs_of_routine(made, routine);
    return;
  }
  Operation& op = work.add(c.id, kRoutines);
  op.effects.creates.push_back(c.id);
  needs_of_routine(op, routine);
  Routine same = from;
  same.comment = routine.comment;
  if (!(same == routine))
    step(op, replace_routine(routine), "replace " + c.id.display(), {replace_routine(from)}, LockLevel::Shared);
  if (from.comment == routine.comment) return;
  const std::vector<std::string> all = sql::write_create(routine, syntax()), was = sql::write_create(from, syntax());
  const std::string name = sql::write_drop(c.id, routine, syntax()).substr(std::string_view("DROP ").size());
  step(op, comment_on(name, routine.comment), "describe " + c.id.display(), {comment_on(name, from.comment)},
       LockLevel::Shared);
}

// ---- triggers ----

std::string enable(const Trigger& t) {
  const std::string word = t.enabled.empty()         ? "ENABLE"
                           : t.enabled == "disabled" ? "DISABLE"
                           : t.enabled == "replica"  ? "ENABLE REPLICA"
                                                     : "ENABLE ALWAYS";
  return fmt::format("ALTER TABLE {} {} TRIGGER {}", quoted(t.table), word, quoted(t.name));
}

void change(Work& work, const Change& c, const Trigger& trigger) {
  if (c.action == Action::Create) return create_trigger(work, trigger, false);
  if (c.action == Action::Drop) {
    if (!work.goes(trigger.table)) drop_trigger(work, trigger, false);
    return;
  }
  if (work.aside.count(c.id)) return;
  const Trigger& from = std::get<Trigger>(c.from);
  Trigger same = from;
  same.enabled = trigger.enabled;
  same.comment = trigger.comment;
  if (!(same == trigger)) {
    drop_trigger(work, from, true);
    create_trigger(work, trigger, true);
    return;
  }
  Operation& op = work.add(c.id, kTriggers);
  op.effects.creates.push_back(c.id);
  if (from.enabled != trigger.enabled)
    step(op, enable(trigger), "change " + c.id.display(), {enable(from)}, LockLevel::BlocksWrites);
  const std::string what = fmt::format("TRIGGER {} ON {}", quoted(trigger.name), quoted(trigger.table));
  if (from.comment != trigger.comment)
    step(op, comment_on(what, trigger.comment), "describe " + c.id.display(), {comment_on(what, from.comment)},
         LockLevel::Shared);
}

// ---- policies ----

std::string alter_policy(const Policy& p) {
  sql::Sql sql = statement("ALTER POLICY");
  sql.name(p.name).word("ON").name(p.table).word("TO");
  std::string roles;
  for (const std::string& role : p.roles) {
    const bool word = role == "public" || role == "current_user" || role == "current_role" || role == "session_user";
    roles += (roles.empty() ? "" : ", ") + (word ? role : quoted(role));
  }
  sql.word(roles.empty() ? std::string("public") : roles);
  if (!p.using_.empty()) sql.word("USING").parenthesised(p.using_);
  if (!p.with_check.empty()) sql.word("WITH CHECK").parenthesised(p.with_check);
  return std::move(sql).take();
}

void change(Work& work, const Change& c, const Policy& policy) {
  if (c.action == Action::Create) return create_policy(work, policy, false);
  if (c.action == Action::Drop) {
    if (!work.goes(policy.table)) drop_policy(work, policy, false);
    return;
  }
  if (work.aside.count(c.id)) return;
  const Policy& from = std::get<Policy>(c.from);
  const bool anew = from.permissive != policy.permissive || from.command != policy.command ||
                    from.using_.empty() != policy.using_.empty() ||
                    from.with_check.empty() != policy.with_check.empty();
  if (anew) {
    drop_policy(work, from, true);
    create_policy(work, policy, true);
    return;
  }
  Operation& op = work.add(c.id, kPolicies);
  op.effects.creates.push_back(c.id);
  needs_of(op, work, policy.using_);
  needs_of(op, work, policy.with_check);
  if (!(from.roles == policy.roles && from.using_ == policy.using_ && from.with_check == policy.with_check))
    step(op, alter_policy(policy), "change " + c.id.display(), {alter_policy(from)}, LockLevel::Exclusive);
  const std::string what = fmt::format("POLICY {} ON {}", quoted(policy.name), quoted(policy.table));
  if (from.comment != policy.comment)
    step(op, comment_on(what, policy.comment), "describe " + c.id.display(), {comment_on(what, from.comment)},
         LockLevel::Shared);
}

// ---- grants ----

std::string revoke(const Grant& grant) {
  std::string sql = sql::write_create(grant, syntax()).front();
  const std::string give = grant.default_privileges ? " GRANT " : "GRANT ", to = " TO ";
  const std::size_t at = sql.find(give), end = sql.rfind(to);
  std::string out = sql.substr(0, at) + (grant.default_privileges ? " REVOKE " : "REVOKE ") +
                    sql.substr(at + give.size(), end - at - give.size()) + " FROM " + sql.substr(end + to.size());
  const std::string option = " WITH GRANT OPTION";
  if (out.ends_with(option)) out.resize(out.size() - option.size());
  return out;
}

void change(Work& work, const Change& c, const Grant& grant) {
  if (c.action == Action::Drop) {
    if (grant.object.owner.empty() || !work.changes_it({grant.object.kind, grant.object.owner, {}}) ||
        !work.goes(grant.object.owner)) {
      Operation& op = work.add(c.id, kGrants);
      step(op, revoke(grant), "take back " + c.id.display(), {sql::write_create(grant, syntax()).front()},
           LockLevel::Shared);
      op.effects.drops.push_back(c.id);
    }
    return;
  }
  Operation& op = work.add(c.id, kGrants);
  op.effects.creates.push_back(c.id);
  op.effects.needs.push_back(grant.object);
  for (Kind kind : {Kind::Table, Kind::View, Kind::Sequence, Kind::Namespace})
    op.effects.needs.push_back({kind, grant.object.owner, {}});
  if (c.action == Action::Alter) {
    const Grant& from = std::get<Grant>(c.from);
    step(op, revoke(from), "take back " + c.id.display(), {sql::write_create(from, syntax()).front()},
         LockLevel::Shared);
  }
  for (std::string& sql : sql::write_create(grant, syntax()))
    step(op, std::move(sql), "give " + c.id.display(), {revoke(grant)}, LockLevel::Shared);
}

template <class T>
void change(Work& work, const Change& c, const T&) {
  work.refuse(c.id, fmt::format("PostgreSQL has no {}s", spoken(c.id.kind)), "take it out of the schema");
}

}  // namespace

void create_view(Work& work, const View& view, bool aside) {
  Operation& op = create(work, view, kViews, aside);
  indexes_of(op, view);
  if (aside) grants_of(work, op, view.name);
  for (const QualifiedName& n : view.uses)
    for (Kind kind : {Kind::Table, Kind::View}) op.effects.needs.push_back({kind, n, {}});
  op.effects.needs.push_back({Kind::Namespace, {view.name.schema}, {}});
  needs_of(op, work, view.query);
  if (view.materialized && aside)
    danger(op.steps.front(), Hazard::RewritesTable, op.id, fmt::format("{} is filled anew", op.id.display()));
}

void drop_view(Work& work, const View& view, bool aside) {
  Operation& op = drop(work, view, kTakeDown, aside);
  frees_relations(op, view.uses);
}

void create_trigger(Work& work, const Trigger& trigger, bool aside) {
  Operation& op = create(work, trigger, kTriggers, aside);
  for (Step& s : op.steps) {
    s.lock = LockLevel::BlocksWrites;
    s.touches.push_back(table_id(trigger.table));
  }
  for (Kind kind : {Kind::Table, Kind::View}) op.effects.needs.push_back({kind, trigger.table, {}});
  needs_of(op, work, trigger.body);
  needs_of(op, work, trigger.when);
}

void drop_trigger(Work& work, const Trigger& trigger, bool aside) {
  Operation& op = drop(work, trigger, kTakeDown, aside);
  op.steps.back().touches.push_back(table_id(trigger.table));
  frees_relations(op, {trigger.table});
}

void create_policy(Work& work, const Policy& policy, bool aside) {
  Operation& op = create(work, policy, kPolicies, aside);
  for (Step& s : op.steps) {
    s.lock = LockLevel::Exclusive;
    s.touches.push_back(table_id(policy.table));
  }
  op.effects.needs.push_back(table_id(policy.table));
  needs_of(op, work, policy.using_);
  needs_of(op, work, policy.with_check);
}

void drop_policy(Work& work, const Policy& policy, bool aside) {
  Operation& op = drop(work, policy, kTakeDown, aside);
  op.steps.back().touches.push_back(table_id(policy.table));
  frees_relations(op, {policy.table});
  for (const Expr* e : {&policy.using_, &policy.with_check}) {
    const auto tree = sql::parse_expression(e->canonical, syntax());
    if (tree) frees_relations(op, sql::relations_of(*tree));
  }
}

bool replaceable(const View& from, const View& to) {
  if (from.materialized != to.materialized) return false;
  const bool same = from.query == to.query && from.columns == to.columns && from.check_option == to.check_option;
  if (from.materialized)
    return same && from.with_data == to.with_data && from.tablespace == to.tablespace &&
           from.access_method == to.access_method;
  if (same) return true;
  // Every output that is there stays, of the same relations: then its type stays too.
  if (from.columns.size() > to.columns.size() ||
      !std::equal(from.columns.begin(), from.columns.end(), to.columns.begin()))
    return false;
  if (from.columns.empty() != to.columns.empty()) return false;
  if (!std::includes(to.uses.begin(), to.uses.end(), from.uses.begin(), from.uses.end())) return false;
  auto was = sql::parse_query(from.query.canonical, syntax()), is = sql::parse_query(to.query.canonical, syntax());
  if (!was || !is) return false;
  if (to.uses.size() == 1) {
    unqualify(*was);
    unqualify(*is);
  }
  const auto a = outputs(*was), b = outputs(*is);
  if (a.empty() || a.size() > b.size() || has_star(a) || has_star(b)) return false;
  return std::equal(a.begin(), a.end(), b.begin(), [](const sql::Node* x, const sql::Node* y) { return *x == *y; });
}

bool replaceable(const Routine& from, const Routine& to) {
  if (from.kind != to.kind || from.returns != to.returns || from.arguments.size() != to.arguments.size()) return false;
  if (from.kind == RoutineKind::Aggregate) return from == to;
  for (std::size_t i = 0; i < from.arguments.size(); ++i) {
    const Routine::Argument &a = from.arguments[i], &b = to.arguments[i];
    if (a.mode != b.mode || !(a.type == b.type)) return false;
    if (!a.name.empty() && a.name != b.name) return false;                  // a name can be given, not changed
    if (!a.default_value.empty() && b.default_value.empty()) return false;  // defaults cannot be taken away
  }
  return true;
}

void render_code(Work& work, const Change& c) {
  std::visit([&](const auto& object) { change(work, c, object); }, c.action == Action::Drop ? c.from : c.to);
}

}  // namespace plumb::postgres
