// Views, triggers, routines and events: what has a definition instead of rows.
#include <fmt/format.h>

#include <algorithm>
#include <type_traits>

#include "plumb/core/base/text.h"
#include "plumb/core/plan/diff.h"
#include "plumb/core/sql/mysql_modes.h"
#include "plumb/dialects/mysql/render/steps.h"

namespace plumb::mysql {
namespace {

template <class T>
std::string create_sql(const Work& work, const T& object) {
  return sql::write_create(object, work.syntax()).front();
}
template <class T>
std::string replace_sql(const Work& work, const T& object) {
  return "CREATE OR REPLACE" + create_sql(work, object).substr(std::string_view("CREATE").size());
}
template <class T>
std::string drop_sql(const Work& work, const T& object) {
  return sql::write_drop(id_of(object), object, work.syntax());
}

// A trigger's two statements run together, and both of them again where they were cut off.
template <class T>
std::string drop_again(const Work& work, const T& object) {
  const std::string sql = drop_sql(work, object);
  constexpr std::string_view kTrigger = "DROP TRIGGER ";
  return sql.starts_with(kTrigger) ? "DROP TRIGGER IF EXISTS " + sql.substr(kTrigger.size()) : sql;
}

void needs_relations(Operation& op, const std::vector<QualifiedName>& relations) {
  for (const QualifiedName& n : relations) {
    op.effects.needs.push_back(altered_id(n));
    for (Kind kind : {Kind::Table, Kind::View, Kind::Sequence}) op.effects.needs.push_back({kind, n, {}});
  }
}

// Made, dropped, or put in the place of one of that name.
class Code {
 public:
  Code(Work& work, int phase, int drop_phase) : work_(work), phase_(phase), drop_phase_(drop_phase) {}

  template <class T>
  Operation& create(const T& object) {
    Operation& op = begin(object);
    step(op, create_sql(work_, object), "create " + op.id.display(), {drop_sql(work_, object)}, LockLevel::None);
    return op;
  }
  template <class T>
  Operation& drop(const T& object) {
    Operation& op = work_.add(id_of(object), drop_phase_);
    step(op, drop_sql(work_, object), "drop " + op.id.display(), {create_sql(work_, object)}, LockLevel::Shared);
    op.effects.drops.push_back(op.id);
    op.effects.frees.push_back({Kind::Namespace, {op.id.owner.schema}, {}});
    return op;
  }
  template <class T>
  Operation& replace(const T& from, const T& to, bool at_once) {
    Operation& op = begin(to);
    const std::string why = "replace " + op.id.display();
    if (at_once) {
      step(op, replace_sql(work_, to), why, {replace_sql(work_, from)}, LockLevel::Shared);
      return op;
    }
    // A trigger's table is locked meanwhile, see group().
    const LockLevel lock = std::is_same_v<T, Trigger> ? LockLevel::Exclusive : LockLevel::Shared;
    step(op, drop_again(work_, from), why, {create_sql(work_, from)}, lock);
    step(op, create_sql(work_, to), why, {drop_sql(work_, to)}, lock);
    return op;
  }

 private:
  template <class T>
  Operation& begin(const T& object) {
    Operation& op = work_.add(id_of(object), phase_);
    op.effects.creates.push_back(op.id);
    op.effects.needs.push_back({Kind::Namespace, {op.id.owner.schema}, {}});
    return op;
  }

  Work& work_;
  int phase_, drop_phase_;
};

// ---- views

void change(Work& work, const Change& c, const View& view) {
  Code code(work, kViews, kTakeDown);
  if (c.action == Action::Drop) {
    Operation& op = code.drop(view);
    for (const QualifiedName& n : view.uses)
      for (Kind kind : {Kind::Table, Kind::View}) op.effects.frees.push_back({kind, n, {}});
    return;
  }
  if (c.action == Action::Alter)
    needs_relations(code.replace(std::get<View>(c.from), view, true), view.uses);
  else
    needs_relations(code.create(view), view.uses);
}

// ---- triggers

bool is_stored_code(Kind kind) { return kind == Kind::Trigger || kind == Kind::Routine || kind == Kind::Event; }

bool fires_with(const Trigger& a, const Trigger& b) {
  return a.table == b.table && a.timing == b.timing && a.events == b.events;
}

// The triggers that fire at the same moment as `like`, in their order: each says whom it follows.
std::vector<const Trigger*> sequence(const Schema& schema, const Trigger& like) {
  std::vector<const Trigger*> left, out;
  for (auto at = schema.triggers.from({like.table, {}}); at != schema.triggers.end(); ++at) {
    if (at->table != like.table) break;
    if (fires_with(*at, like)) left.push_back(&*at);
  }
  std::string before;
  while (!left.empty()) {
    auto next = std::find_if(left.begin(), left.end(), [&](const Trigger* t) { return t->order == before; });
    if (next == left.end()) next = left.begin();
    before = "follows " + (*next)->name;
    out.push_back(*next);
    left.erase(next);
  }
  return out;
}

bool same_but_order(const Trigger& a, const Trigger& b) {
  Trigger moved = a;
  moved.order = b.order;
  return moved == b;
}
const Trigger* in(const Schema& schema, const Trigger& like) { return schema.triggers.find({like.table, like.name}); }

// True where those that stay keep their order among each other: then each newcomer takes its own place.
bool in_order(const Work& work, const Trigger& like) {
  const auto kept = [&](const Schema& here, const Schema& there) {
    std::vector<std::string> out;
    for (const Trigger* t : sequence(here, like))
      if (const Trigger* other = in(there, *t); other && fires_with(*other, *t) && same_but_order(*t, *other))
        out.push_back(t->name);
    return out;
  };
  return kept(work.from(), work.to()) == kept(work.to(), work.from());
}

// Where it stands: behind the one before it, or before the first that is there.
Trigger placed(const Work& work, const Trigger& trigger, Operation& op) {
  Trigger out = trigger;
  out.order.clear();
  const std::vector<const Trigger*> all = sequence(work.to(), trigger);
  const auto at = std::find_if(all.begin(), all.end(), [&](const Trigger* t) { return t->name == trigger.name; });
  if (at == all.end() || all.size() < 2) return out;
  if (at != all.begin()) {
    out.order = "follows " + (*(at - 1))->name;
    op.effects.needs.push_back({Kind::Trigger, trigger.table, (*(at - 1))->name});
    return out;
  }
  const auto next = std::find_if(at + 1, all.end(), [&](const Trigger* t) { return in(work.from(), *t) != nullptr; });
  if (next != all.end()) {
    out.order = "precedes " + (*next)->name;
    op.effects.frees.push_back({Kind::Trigger, trigger.table, (*next)->name});
  }
  return out;
}

void change(Work& work, const Change& c, const Trigger& trigger) {
  Code code(work, kTriggers, kTakeDown);
  if (c.action == Action::Drop) {
    // It goes with its table.
    if (work.to().tables.contains(trigger.table)) code.drop(trigger);
    return;
  }
  const Trigger* was = c.action == Action::Alter ? &std::get<Trigger>(c.from) : nullptr;
  if (was && same_but_order(*was, trigger) && in_order(work, trigger)) return;
  Operation place;
  const Trigger now = placed(work, trigger, place);
  Operation& op = was ? code.replace(*was, now, work.flavour.replaces_code) : code.create(now);
  op.effects.needs.insert(op.effects.needs.end(), place.effects.needs.begin(), place.effects.needs.end());
  op.effects.frees.insert(op.effects.frees.end(), place.effects.frees.begin(), place.effects.frees.end());
  op.steps.back().touches.push_back(table_id(trigger.table));
  op.effects.needs.push_back(table_id(trigger.table));
  op.effects.needs.push_back(altered_id(trigger.table));
  needs_relations(op, trigger.uses);
}

// ---- routines

// A change of the arguments is, to the model, another routine; to the server it is the same name.
const Routine* same_name(const Schema& schema, const Routine& like) {
  for (auto at = schema.routines.from({like.name, {}}); at != schema.routines.end(); ++at) {
    if (at.key().first != like.name) break;
    if (at->kind == like.kind) return &*at;
  }
  return nullptr;
}

std::string value_of(const Routine& r, const char* attribute, const char* otherwise) {
  const auto at = r.attributes.find(attribute);
  return upper(at == r.attributes.end() ? otherwise : at->second);
}
std::string alter_routine(const Work& work, const Routine& r) {
  sql::Sql out = work.statement(r.kind == RoutineKind::Procedure ? "ALTER PROCEDURE" : "ALTER FUNCTION");
  out.name(r.name).word(value_of(r, "data", "contains sql")).word("SQL SECURITY");
  out.word(value_of(r, "security", "definer")).word("COMMENT").string(r.comment);
  return std::move(out).take();
}
bool alterable(const Routine& from, const Routine& to) {
  Routine now = from;
  now.comment = to.comment;
  for (const char* attribute : {"data", "security"}) {
    now.attributes.erase(attribute);
    if (const auto at = to.attributes.find(attribute); at != to.attributes.end()) now.attributes.insert(*at);
  }
  return now == to;
}

void change(Work& work, const Change& c, const Routine& routine) {
  Code code(work, kRoutines, kDropRoutines);
  if (c.action == Action::Drop) {
    if (!same_name(work.to(), routine)) code.drop(routine);
    return;
  }
  const Routine* was = same_name(work.from(), routine);
  if (!was) {
    code.create(routine);
    return;
  }
  if (!alterable(*was, routine)) {
    code.replace(*was, routine, work.flavour.replaces_code);
    return;
  }
  Operation& op = work.add(id_of(routine), kRoutines);
  step(op, alter_routine(work, routine), "change " + op.id.display(), {alter_routine(work, *was)}, LockLevel::Shared);
  op.effects.creates.push_back(op.id);
}

// ---- events

std::string alter_event(const Work& work, Event e) {
  // Every clause said, so that nothing is left of what was.
  const Syntax own = sql::written_under(work.syntax(), e.sql_mode);
  const std::string comment = sql::quote_string(e.comment, own);
  std::string sql = "ALTER EVENT " + work.quoted(e.name) + " ON SCHEDULE " + e.schedule;
  if (!e.definer.empty()) {
    Event bare = e;
    const std::string create = create_sql(work, bare);
    sql = "ALTER " + create.substr(7, create.find(" EVENT") - 7) + sql.substr(5);
  }
  sql += e.preserve ? " ON COMPLETION PRESERVE " : " ON COMPLETION NOT PRESERVE ";
  sql += e.status.empty() ? "ENABLE" : upper(e.status);
  return sql + " COMMENT " + comment + " DO " + sql::body_under(e.body, work.syntax(), own);
}

void change(Work& work, const Change& c, const Event& event) {
  Code code(work, kEvents, kTakeDown);
  if (c.action == Action::Create) {
    code.create(event);
  } else if (c.action == Action::Drop) {
    code.drop(event);
  } else {
    Operation& op = work.add(c.id, kEvents);
    step(op, alter_event(work, event), "change " + c.id.display(), {alter_event(work, std::get<Event>(c.from))},
         LockLevel::Shared);
    op.effects.creates.push_back(c.id);
  }
}

}  // namespace

void render_code(Work& work, const Change& c) {
  const Object& what = c.action == Action::Drop ? c.from : c.to;
  if (is_stored_code(c.id.kind) && !work.flavour.stored_code)
    return work.refuse(c.id, fmt::format("TiDB has no {}s", spoken(c.id.kind)), "take it out of the schema");
  if (const auto* view = std::get_if<View>(&what)) return change(work, c, *view);
  if (const auto* trigger = std::get_if<Trigger>(&what)) return change(work, c, *trigger);
  if (const auto* routine = std::get_if<Routine>(&what)) return change(work, c, *routine);
  if (const auto* event = std::get_if<Event>(&what)) return change(work, c, *event);
}

void restate_code(Work& work) {
  const bool renames =
      std::any_of(work.changes.begin(), work.changes.end(), [](const Change& c) { return c.action == Action::Rename; });
  if (!renames) return;
  // The server leaves their text as it is: what was read of it before and what it says now differ.
  for (const View& view : work.from().views) {
    const View* was = work.context.reported.views.find(view.name);
    const View* wanted = work.to().views.find(view.name);
    if (!was || was->query == view.query || work.changes_it(id_of(view)) || !wanted) continue;
    Code code(work, kViews, kTakeDown);
    needs_relations(code.replace(*was, *wanted, true), wanted->uses);
  }
  for (const Trigger& trigger : work.from().triggers) {
    const auto renamed = work.renamed.find(trigger.table);
    const QualifiedName& table = renamed == work.renamed.end() ? trigger.table : renamed->second;
    const Trigger* was = work.context.reported.triggers.find({table, trigger.name});
    const Trigger* wanted = work.to().triggers.find({trigger.table, trigger.name});
    if (!was || was->body == trigger.body || work.changes_it(id_of(trigger)) || !wanted) continue;
    Trigger stale = trigger;  // it followed its table, its text did not
    stale.body = was->body;
    Code code(work, kTriggers, kTakeDown);
    Operation place;
    const Trigger now = placed(work, *wanted, place);
    needs_relations(code.replace(stale, now, work.flavour.replaces_code), wanted->uses);
  }
}

}  // namespace plumb::mysql
