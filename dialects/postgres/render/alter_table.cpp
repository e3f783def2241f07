// A table that stands: one operation for what needs its lock, in the one order in which the server
// takes it.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/dialects/postgres/render/conversions.h"
#include "plumb/dialects/postgres/render/steps.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

bool over(const std::vector<IndexPart>& parts, const std::string& column, bool expressions_only) {
  return std::any_of(parts.begin(), parts.end(), [&](const IndexPart& p) {
    return p.plain() ? !expressions_only && p.column == column : mentions(p.expression, column);
  });
}

bool dropped(const Work& work, const ObjectId& id) {
  return work.changes_it(id) && std::any_of(work.changes.begin(), work.changes.end(),
                                            [&](const Change& c) { return c.id == id && c.action == Action::Drop; });
}

// Generated columns that read one that becomes another: the server wants them away for as long.
std::set<std::string> computed_anew(const Work& work, const Table& from, const Table& to) {
  std::set<std::string> out;
  for (const Column& c : from.columns) {
    const Column* now = to.find_column(c.name);
    if (!c.computed() || !now || !now->computed()) continue;
    const bool reads = std::any_of(from.columns.begin(), from.columns.end(), [&](const Column& other) {
      return other.name != c.name && work.converted.count(id_of(from.name, other)) != 0 &&
             mentions(c.computed()->from, other.name);
    });
    if (reads) out.insert(c.name);
  }
  return out;
}

class OwnFields {
 public:
  OwnFields(Work& work, Operation& op, const Table& from, const Table& to)
      : work_(work),
        op_(op),
        table_(to.name),
        now_(extra_of<PostgresTable>(from.extra)),
        to_(extra_of<PostgresTable>(to.extra)),
        from_(from),
        target_(to) {}

  void run() {
    if (!(from_.partitioning == target_.partitioning)) {
      work_.refuse(op_.id, "PostgreSQL cannot change how a table is partitioned",
                   "make a new table, move the rows in a migration, and rename it");
      return;
    }
    flags();
    places();
    parameters();
    family();
    if (from_.comment != target_.comment) {
      const std::string what = (to_.foreign_table ? "FOREIGN TABLE " : "TABLE ") + quoted(table_);
      step(op_, comment_on(what, target_.comment), "describe " + op_.id.display(), {comment_on(what, from_.comment)},
           LockLevel::Shared);
    }
    if (!(now_ == to_)) work_.refuse(op_.id, "plumb cannot change this of a table", "write a migration for it");
  }

 private:
  Step& say(std::string action, std::string back, LockLevel lock = LockLevel::Exclusive) {
    const std::string head = "ALTER TABLE " + quoted(table_) + " ";
    return step(op_, head + action, "change " + op_.id.display(),
                back.empty() ? std::vector<std::string>{} : std::vector<std::string>{head + back}, lock);
  }
  // A key that comes in this plan brings what is said of its index.
  bool is_made_anew(const std::string& said, std::string_view before) const {
    if (!said.starts_with(before)) return false;
    const std::string key = said.substr(before.size());
    return work_.changes_it({Kind::PrimaryKey, table_, key}) || work_.changes_it({Kind::Unique, table_, key});
  }
  void rewrites(Step& s) {
    danger(s, Hazard::RewritesTable, op_.id, fmt::format("writes every row of `{}` anew", table_.display()));
  }

  void flags() {
    if (now_.row_security != to_.row_security)
      say(to_.row_security ? "ENABLE ROW LEVEL SECURITY" : "DISABLE ROW LEVEL SECURITY",
          to_.row_security ? "DISABLE ROW LEVEL SECURITY" : "ENABLE ROW LEVEL SECURITY");
    now_.row_security = to_.row_security;
    if (now_.force_row_security != to_.force_row_security)
      say(to_.force_row_security ? "FORCE ROW LEVEL SECURITY" : "NO FORCE ROW LEVEL SECURITY",
          to_.force_row_security ? "NO FORCE ROW LEVEL SECURITY" : "FORCE ROW LEVEL SECURITY");
    now_.force_row_security = to_.force_row_security;
    if (now_.unlogged != to_.unlogged) persistence();
    now_.unlogged = to_.unlogged;
    const auto identity = [](const std::string& s) {
      if (s.empty()) return std::string("REPLICA IDENTITY DEFAULT");
      return s.starts_with("index ") ? "REPLICA IDENTITY USING INDEX " + quoted(s.substr(6))
                                     : "REPLICA IDENTITY " + upper(s);
    };
    if (now_.replica_identity != to_.replica_identity && !is_made_anew(to_.replica_identity, "index "))
      say(identity(to_.replica_identity), identity(now_.replica_identity));
    now_.replica_identity = to_.replica_identity;
    const auto order = [](const std::string& key) {
      return key.empty() ? std::string("SET WITHOUT CLUSTER") : "CLUSTER ON " + quoted(key);
    };
    const bool by_index = std::any_of(target_.indexes.begin(), target_.indexes.end(),
                                      [](const Index& index) { return index.clustered; });  // which says so itself
    if (now_.clustered_on != to_.clustered_on && !is_made_anew(to_.clustered_on, "") && !by_index)
      say(order(to_.clustered_on), order(now_.clustered_on));
    now_.clustered_on = to_.clustered_on;
  }

  // No table that is logged may refer to one that is not: who refers goes first on the way out, and
  // last on the way back.
  void persistence() {
    rewrites(say(to_.unlogged ? "SET UNLOGGED" : "SET LOGGED", to_.unlogged ? "SET LOGGED" : "SET UNLOGGED"));
    op_.effects.creates.push_back(persistence_id(table_));
    if (!to_.unlogged) {
      for (const ForeignKey& key : target_.foreign_keys) op_.effects.needs.push_back(persistence_id(key.to));
      return;
    }
    for (const Table& other : work_.from().tables)
      for (const ForeignKey& key : other.foreign_keys)
        if (key.to == table_) op_.effects.needs.push_back(persistence_id(other.name));
  }

  void places() {
    const auto space = [](const std::string& s) {
      return "SET TABLESPACE " + (s.empty() ? std::string("pg_default") : quoted(s));
    };
    if (now_.tablespace != to_.tablespace) rewrites(say(space(to_.tablespace), space(now_.tablespace)));
    now_.tablespace = to_.tablespace;
    const auto method = [](const std::string& s) {
      return "SET ACCESS METHOD " + (s.empty() ? std::string("heap") : quoted(s));
    };
    if (now_.access_method != to_.access_method) rewrites(say(method(to_.access_method), method(now_.access_method)));
    now_.access_method = to_.access_method;
  }

  void parameters() {
    for (const auto& [name, value] : to_.parameters) {
      const auto was = now_.parameters.find(name);
      if (was != now_.parameters.end() && was->second == value) continue;
      say(fmt::format("SET ({} = {})", name, value),
          was == now_.parameters.end() ? fmt::format("RESET ({})", name)
                                       : fmt::format("SET ({} = {})", name, was->second),
          LockLevel::Shared);
    }
    for (const auto& [name, value] : now_.parameters)
      if (to_.parameters.count(name) == 0)
        say(fmt::format("RESET ({})", name), fmt::format("SET ({} = {})", name, value), LockLevel::Shared);
    now_.parameters = to_.parameters;
  }

  void attach(const std::string& to, const QualifiedName& parent, std::string back) {
    Step& s = step(op_, fmt::format("ALTER TABLE {} ATTACH PARTITION {} {}", quoted(parent), quoted(table_), to),
                   fmt::format("attach `{}` to `{}`", table_.display(), parent.display()), {std::move(back)},
                   LockLevel::Exclusive);
    s.touches.push_back(table_id(parent));
    danger(s, Hazard::MayFailOnData, op_.id,
           fmt::format("fails where a row of `{}` is outside of its bounds", table_.display()));
    op_.effects.needs.push_back(table_id(parent));
  }

  void family() {
    for (const QualifiedName& parent : now_.inherits)
      if (std::find(to_.inherits.begin(), to_.inherits.end(), parent) == to_.inherits.end())
        say("NO INHERIT " + quoted(parent), "INHERIT " + quoted(parent));
    for (const QualifiedName& parent : to_.inherits) {
      if (std::find(now_.inherits.begin(), now_.inherits.end(), parent) != now_.inherits.end()) continue;
      say("INHERIT " + quoted(parent), "NO INHERIT " + quoted(parent));
      op_.effects.needs.push_back(table_id(parent));
    }
    now_.inherits = to_.inherits;
    if (now_.partition_of == to_.partition_of && now_.partition_bound == to_.partition_bound) return typed();
    const auto detach = [&](const QualifiedName& parent) {
      return fmt::format("ALTER TABLE {} DETACH PARTITION {}", quoted(parent), quoted(table_));
    };
    if (!now_.partition_of.empty())
      step(op_, detach(now_.partition_of),
           fmt::format("detach `{}` from `{}`", table_.display(), now_.partition_of.display()),
           {fmt::format("ALTER TABLE {} ATTACH PARTITION {} {}", quoted(now_.partition_of), quoted(table_),
                        now_.partition_bound)},
           LockLevel::Exclusive)
          .touches.push_back(table_id(now_.partition_of));
    if (!to_.partition_of.empty()) attach(to_.partition_bound, to_.partition_of, detach(to_.partition_of));
    now_.partition_of = to_.partition_of;
    now_.partition_bound = to_.partition_bound;
    typed();
  }

  void typed() {
    if (now_.of_type == to_.of_type) return;
    say(to_.of_type.empty() ? "NOT OF" : "OF " + quoted(to_.of_type),
        now_.of_type.empty() ? "NOT OF" : "OF " + quoted(now_.of_type));
    now_.of_type = to_.of_type;
  }

  Work& work_;
  Operation& op_;
  QualifiedName table_;
  PostgresTable now_;
  const PostgresTable& to_;
  const Table &from_, &target_;
};

// The server looks at a check again with the new type, which what replaces it may be made for.
void take_changed_checks_down(Work& work, Operation& op, const Table& table, const std::string& column) {
  for (const Check& check : table.checks) {
    const ObjectId id = id_of(table.name, check);
    if (!work.changes_it(id) || dropped(work, id) || work.aside.count(id)) continue;
    if (!mentions(check.expression, column)) continue;
    step(op, drop_constraint(table.name, check.name), fmt::format("put {} aside", id.display()),
         {add_constraint(table.name, check)}, LockLevel::Exclusive);
    work.aside.insert(id);
  }
}

// The columns in the order in which the server takes them: what is computed goes before what it is
// computed from.
void change_columns(Work& work, Operation& op, const Table& from, const Table& to,
                    const std::vector<const Change*>& changes) {
  std::vector<std::string> touched;
  const std::set<std::string> anew = computed_anew(work, from, to);
  for (const std::string& name : anew) {
    take_parts_down(work, op, from, name);
    drop_column(work, op, from, *from.find_column(name));
  }
  std::vector<const Column*> gone;
  for (const Change* c : changes) {
    if (c->id.kind != Kind::Column) continue;
    if (c->action == Action::Drop) gone.push_back(&std::get<Column>(c->from));
  }
  std::stable_sort(gone.begin(), gone.end(),
                   [](const Column* a, const Column* b) { return a->computed() && !b->computed(); });
  for (const Column* c : gone)
    if (c->computed()) drop_column(work, op, from, *c);
  for (const Change* c : changes)
    if (c->id.kind == Kind::Column && c->action == Action::Create && !std::get<Column>(c->to).computed())
      add_column(work, op, to, std::get<Column>(c->to));
  for (const Change* c : changes) {
    if (c->id.kind != Kind::Column || c->action != Action::Alter || anew.count(c->id.part)) continue;
    const Column &was = std::get<Column>(c->from), &is = std::get<Column>(c->to);
    const Conversion by = conversion(was.type, work.from(), is.type, work.to());
    const bool converted = work.converted.count(c->id) != 0;
    const bool cast = converted && (was.computed() || is.computed() || by.explicit_);
    if (cast) take_parts_down(work, op, from, was.name);
    if (converted && !cast && by.rewrites) take_changed_checks_down(work, op, from, was.name);
    change_column(work, op, to, was, is);
    if (cast) touched.push_back(is.name);
  }
  for (const Change* c : changes)
    if (c->id.kind == Kind::Column && c->action == Action::Create && std::get<Column>(c->to).computed())
      add_column(work, op, to, std::get<Column>(c->to));
  for (const Column* c : gone)
    if (!c->computed()) drop_column(work, op, from, *c);
  for (const std::string& name : anew) {
    add_column(work, op, to, *to.find_column(name));
    touched.push_back(name);
  }
  // Only now is every column there, and of its type, that they may speak of.
  for (const std::string& name : touched) put_parts_back(work, op, to, name);
}

}  // namespace

void alter_own_fields(Work& work, Operation& op, const Table& from, const Table& to) {
  OwnFields(work, op, from, to).run();
}

void take_parts_down(Work& work, Operation& op, const Table& table, const std::string& column, bool dropped_too) {
  const auto stays = [&](const ObjectId& id) {
    return work.aside.count(id) == 0 && (dropped_too || !dropped(work, id));
  };
  for (const Check& check : table.checks) {
    const ObjectId id = id_of(table.name, check);
    if (!stays(id) || !mentions(check.expression, column)) continue;
    step(op, drop_constraint(table.name, check.name), fmt::format("put {} aside", id.display()),
         {add_constraint(table.name, check)}, LockLevel::Exclusive);
    work.aside.insert(id);
  }
  for (const Index& index : table.indexes) {
    const ObjectId id = id_of(table.name, index);
    if (!stays(id) || !(over(index.parts, column, true) || mentions(index.where, column))) continue;
    step(op, sql::write_drop(id, index, syntax()), fmt::format("put {} aside", id.display()),
         {sql::write_create_index(table.name, index, syntax())}, LockLevel::Exclusive);
    work.aside.insert(id);
  }
}

void put_parts_back(Work& work, Operation& op, const Table& table, const std::string& column) {
  const Column* now = table.find_column(column);
  const Table* was = work.from().tables.find(table.name);
  const bool made_anew = now && now->computed();  // its plain indexes and keys went with it
  // Two columns may call for the same one.
  const auto restore = [&](const ObjectId& id, bool speaks, std::string sql, std::string undo) {
    if (!speaks || work.changes_it(id) || !work.restored.insert(id).second) return;
    step(op, std::move(sql), fmt::format("put {} back", id.display()), {std::move(undo)}, LockLevel::Exclusive);
  };
  const auto holds = [&](const std::vector<std::string>& columns) {
    return made_anew && std::find(columns.begin(), columns.end(), column) != columns.end();
  };
  for (const Check& check : table.checks)
    restore(id_of(table.name, check), mentions(check.expression, column), add_constraint(table.name, check),
            drop_constraint(table.name, check.name));
  for (const Index& index : table.indexes) {
    if (!was || !was->find_index(index.name)) continue;
    const ObjectId id = id_of(table.name, index);
    restore(id, over(index.parts, column, !made_anew) || mentions(index.where, column) || holds(index.include),
            sql::write_create_index(table.name, index, syntax()), sql::write_drop(id, index, syntax()));
  }
  if (!made_anew) return;
  for (const Unique& unique : table.uniques)
    restore(id_of(table.name, unique), over(unique.parts, column, false) || holds(unique.options->include),
            add_constraint(table.name, unique), drop_constraint(table.name, unique.name));
}

void alter_table(Work& work, const QualifiedName& table, const std::vector<const Change*>& changes) {
  const Table &from = *work.from().tables.find(table), &to = *work.to().tables.find(table);
  Operation op;
  op.id = table_id(table);
  op.phase = kAlterTables;
  const auto constraints = [&](bool drops) {
    for (const Change* c : changes) {
      const bool constraint = c->id.kind == Kind::PrimaryKey || c->id.kind == Kind::Unique ||
                              c->id.kind == Kind::Check || c->id.kind == Kind::Exclusion;
      if (constraint && (c->action == Action::Drop) == drops) change_constraint(work, op, *c);
    }
  };
  constraints(true);
  change_columns(work, op, from, to, changes);
  for (const Change* c : changes)
    if (c->id.kind == Kind::Table) alter_own_fields(work, op, std::get<Table>(c->from), std::get<Table>(c->to));
  constraints(false);
  for (const Change* c : changes)
    if (c->id.kind == Kind::Index) change_index(work, op, *c);
  if (op.steps.empty() && op.probes.empty()) return;
  if (op.steps.empty()) {  // questions that belong to what runs apart
    work.out.back().probes.insert(work.out.back().probes.end(), op.probes.begin(), op.probes.end());
    return;
  }
  work.out.push_back(std::move(op));
}

}  // namespace plumb::postgres
