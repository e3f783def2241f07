// Changes to operations.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <type_traits>

#include "plumb/core/plan/diff.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/sqlite/dialect.h"
#include "plumb/dialects/sqlite/render/steps.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::sqlite {

Danger danger(Hazard hazard, ObjectId object, std::string reason) {
  return {hazard, std::move(object), std::move(reason)};
}
std::string quoted(const QualifiedName& name) { return sql::quote_name(name, syntax()); }
std::string quoted(std::string_view name) { return sql::quote_name(name, syntax()); }

namespace {

// Builds the operations of one plan.
class Renderer {
 public:
  Renderer(const std::vector<Change>& changes, const PlanContext& context)
      : changes_(&changes), around_(surroundings_of(changes, context)), renames_(changes, context.from) {}

  std::vector<Operation> run() {
    for (const Change& c : *changes_) {
      if (c.action == Action::Rename)
        rename(c);
      else
        std::visit([&](const auto& o) { change(c, o); }, c.action == Action::Drop ? c.from : c.to);
    }
    // What is put aside is known before tables are rebuilt: a rebuild puts back the other triggers only.
    for (const auto& [table, changes] : altered_) {
      const Table &a = *from().tables.find(table), &b = *to().tables.find(table);
      alters_in_place_ |= in_place(a, b, around_).has_value() || in_place(b, a, around_).has_value();  // forth, or back
    }
    if (alters_in_place_) put_fragile_aside();
    for (auto& [table, changes] : altered_)
      out_.push_back(alter_table(*from().tables.find(table), *to().tables.find(table), std::move(changes), around_));
    undo_triggers_that_went_along();
    restore_triggers_of_views();
    renames_.name_probes(out_);
    return std::move(out_);
  }

 private:
  const Schema& from() const { return around_.context.from; }
  const Schema& to() const { return around_.context.to; }

  Operation& add(const ObjectId& id, int phase, const Change* change = nullptr) {
    Operation op;
    op.id = id;
    op.phase = phase;
    if (change) op.changes.push_back(*change);
    out_.push_back(std::move(op));
    return out_.back();
  }
  static Step& step(Operation& op, std::string sql, std::string why, std::vector<std::string> undo) {
    Step s;
    s.sql = std::move(sql);
    s.why = std::move(why);
    s.undo = std::move(undo);
    s.lock = LockLevel::Exclusive;
    s.touches = {op.id};
    op.steps.push_back(std::move(s));
    return op.steps.back();
  }

  template <class T>
  std::string create_sql(const T& object) const {
    return sql::write_create(object, syntax(), verbatim()).front();
  }
  template <class T>
  std::string drop_sql(const T& object) const {
    return sql::write_drop(id_of(object), object, syntax());
  }

  // ---- whole objects ----

  template <class T>
  void create(const T& object, int phase, const Change* change = nullptr) {
    Operation& op = add(id_of(object), phase, change);
    step(op, create_sql(object), "create " + op.id.display(), {drop_sql(object)});
    op.effects.creates.push_back(op.id);
    needs(op, object);
  }
  template <class T>
  Operation& drop(const T& object, int phase, const Change* change = nullptr) {
    Operation& op = add(id_of(object), phase, change);
    step(op, drop_sql(object), "drop " + op.id.display(),
         {create_sql(phase < kRename ? renames_.before(object) : object)});
    op.effects.drops.push_back(op.id);
    if constexpr (requires { object.uses; })
      for (const QualifiedName& n : object.uses) op.effects.frees.push_back({Kind::View, n, {}});
    return op;
  }
  template <class T>
  void needs(Operation& op, const T& object) const {
    if constexpr (requires { object.uses; })
      for (const QualifiedName& n : object.uses)
        for (Kind k : {Kind::Table, Kind::View, Kind::VirtualTable}) op.effects.needs.push_back({k, n, {}});
  }

  void change(const Change& c, const Table& t) {
    switch (c.action) {
      case Action::Create: return create_table(c, t);
      case Action::Drop: return drop_table(c, t);
      case Action::Alter: altered_[t.name].push_back(c); return;
      case Action::Rename: return;
    }
  }

  void create_table(const Change& c, const Table& t) {
    create(t, kCreateTables, &c);
    for (const Index& i : t.indexes) create_index(t.name, i, false);
  }

  void drop_table(const Change& c, const Table& t) {
    Operation& op = drop(t, kDropTables, &c);
    op.foreign_keys_off = true;  // DROP TABLE deletes the rows first, and ON DELETE CASCADE would follow
    op.steps.back().dangers.push_back(
        danger(Hazard::DeletesData, op.id, fmt::format("drops {} and its rows", op.id.display())));
    op.steps.back().irreversible = true;
    std::vector<std::string>& undo = op.steps.back().undo;
    for (const Index& i : t.indexes) undo.push_back(sql::write_create_index(t.name, i, syntax(), verbatim()));
    const auto [first, last] = around_.children.equal_range(t.name);
    for (auto at = first; at != last; ++at) op.recheck.push_back(at->second->name);
  }

  void change(const Change& c, const VirtualTable& t) {
    if (c.action != Action::Create) {
      Operation& op = drop(std::get<VirtualTable>(c.from), kDropVirtualTables, &c);
      op.steps.back().dangers.push_back(
          danger(Hazard::DeletesData, op.id, fmt::format("drops {} and what it holds", op.id.display())));
      op.steps.back().irreversible = true;
    }
    if (c.action != Action::Drop) create(t, kCreateVirtualTables, &c);
  }

  void change(const Change& c, const View& v) {
    if (c.action != Action::Create) drop(std::get<View>(c.from), kDropViews, &c);
    if (c.action != Action::Drop) create(v, kCreateViews, &c);
    if (c.action == Action::Alter) remade_views_.insert(v.name);
  }

  void change(const Change& c, const Trigger& t) {
    if (c.action != Action::Create) {
      const Trigger& was = std::get<Trigger>(c.from);
      // A table or view that is dropped takes its triggers along.
      const bool goes_along = c.action == Action::Drop && gone(was.table);
      if (!goes_along)
        drop(was, kDropTriggers, &c);
      else
        undo_along_.emplace(was.table, create_sql(from().views.contains(was.table) ? renames_.before(was) : was));
    }
    if (c.action != Action::Drop) create(t, kCreateTriggers, &c);
  }

  bool gone(const QualifiedName& table) const {
    return !to().tables.contains(table) && !to().views.contains(table) && !to().virtual_tables.contains(table);
  }

  // ---- parts of tables ----

  template <class Part>
  void part(const Change& c, const Part&) {
    altered_[c.id.owner].push_back(c);
  }
  void change(const Change& c, const Column& o) { part(c, o); }
  void change(const Change& c, const PrimaryKey& o) { part(c, o); }
  void change(const Change& c, const Unique& o) { part(c, o); }
  void change(const Change& c, const Check& o) { part(c, o); }
  void change(const Change& c, const ForeignKey& o) { part(c, o); }

  void change(const Change& c, const Index& i) {
    const QualifiedName& table = c.id.owner;
    if (c.action != Action::Create) {
      const Index& was = std::get<Index>(c.from);
      Operation& op = add(c.id, kDropIndexes, &c);
      step(op, sql::write_drop(c.id, was, syntax()), "drop " + c.id.display(), {renames_.create_index(table, was)});
      op.effects.drops.push_back(c.id);
    }
    if (c.action != Action::Drop) create_index(table, i, true);
  }

  void create_index(const QualifiedName& table, const Index& i, bool on_rows) {
    const ObjectId id = id_of(table, i);
    Operation& op = add(id, kCreateIndexes);
    Step& s = step(op, sql::write_create_index(table, i, syntax(), verbatim()), "create " + id.display(),
                   {sql::write_drop(id, i, syntax())});
    op.effects.creates.push_back(id);
    op.effects.needs.push_back({Kind::Table, table, {}});
    if (!on_rows) return;
    s.dangers.push_back(danger(Hazard::BlocksWrites, id, fmt::format("no one writes while {} is built", id.display())));
    if (!i.unique) return;
    s.dangers.push_back(danger(Hazard::MayFailOnData, id, "fails where rows are alike"));
    const Table* was = from().tables.find(table);
    const bool known =
        was && answerable(i.where, *was) && std::all_of(i.parts.begin(), i.parts.end(), [&](const IndexPart& p) {
          return p.plain() ? was->find_column(p.column) != nullptr : answerable(p.expression, *was);
        });
    if (known)
      op.probes.push_back(
          probe_unique(table, id, collated(i.parts, *was, *to().tables.find(table)), i.where, id.display()));
  }

  // ---- renames ----

  void rename(const Change& c) {
    Operation& op = add(c.id, kRename, &c);
    alters_in_place_ = true;
    if (c.id.kind == Kind::Column) {
      const std::string &was = std::get<Column>(c.from).name, &now = std::get<Column>(c.to).name;
      auto sql = [&](const std::string& a, const std::string& b) {
        return fmt::format("ALTER TABLE {} RENAME COLUMN {} TO {}", quoted(c.id.owner), quoted(a), quoted(b));
      };
      step(op, sql(was, now), fmt::format("rename column `{}` of `{}` to `{}`", was, c.id.owner.display(), now),
           {sql(now, was)});
      op.phase = kRename + 1;  // behind its table's own
      return;
    }
    const QualifiedName was = name_of_relation(c.from), now = name_of_relation(c.to);
    auto sql = [&](const QualifiedName& a, const QualifiedName& b) {
      return fmt::format("ALTER TABLE {} RENAME TO {}", quoted(a), quoted(b));
    };
    step(op, sql(was, now), fmt::format("rename `{}` to `{}`", was.display(), now.display()), {sql(now, was)});
  }

  // ---- kinds that SQLite does not have; canonical() has refused them ----

  template <class T>
  void refuse(const Change& c, const T&) {
    around_.context.diagnostics.error(
        "refused-kind", fmt::format("cannot {} {}: SQLite has no {}s; take it out of the schema", name_of(c.action),
                                    c.id.display(), spoken(c.id.kind)));
  }
  void change(const Change& c, const std::monostate& o) { refuse(c, o); }
  void change(const Change& c, const Namespace& o) { refuse(c, o); }
  void change(const Change& c, const Extension& o) { refuse(c, o); }
  void change(const Change& c, const Enum& o) { refuse(c, o); }
  void change(const Change& c, const Domain& o) { refuse(c, o); }
  void change(const Change& c, const Composite& o) { refuse(c, o); }
  void change(const Change& c, const Sequence& o) { refuse(c, o); }
  void change(const Change& c, const Routine& o) { refuse(c, o); }
  void change(const Change& c, const Exclusion& o) { refuse(c, o); }
  void change(const Change& c, const Definition& o) { refuse(c, o); }
  void change(const Change& c, const Event& o) { refuse(c, o); }
  void change(const Change& c, const Policy& o) { refuse(c, o); }
  void change(const Change& c, const Grant& o) { refuse(c, o); }

  // ---- what stands around ----

  void put_fragile_aside() {
    // Views and virtual tables that are away while tables are altered; a view over one of them is broken for as long.
    std::set<QualifiedName> away;
    for (const Change& c : *changes_)
      if (c.action != Action::Create && (c.id.kind == Kind::View || c.id.kind == Kind::VirtualTable))
        away.insert(c.id.owner);
    const auto stumbles = [&](const auto& object) {
      return fragile(object, from()) ||
             std::any_of(object.uses.begin(), object.uses.end(), [&](const QualifiedName& n) { return away.count(n); });
    };
    for (bool again = true; again;) {
      again = false;
      for (const View& v : from().views) {
        if (around_.changed.count(id_of(v)) || !stumbles(v)) continue;
        aside(v, kDropViews, kCreateViews);
        again |= away.insert(v.name).second;
      }
    }
    for (const Trigger& t : from().triggers)
      if (!around_.changed.count(id_of(t)) && stumbles(t)) aside(t, kDropTriggers, kCreateTriggers);
  }
  template <class T>
  void aside(const T& object, int down, int up) {
    if (!aside_.insert(id_of(object)).second) return;
    around_.changed.insert(id_of(object));
    Operation& gone = drop(object, down);
    gone.steps.back().why = fmt::format("put {} aside: SQLite's ALTER TABLE would stumble over it", gone.id.display());
    create(object, up);
    out_.back().steps.back().why = fmt::format("put {} back", out_.back().id.display());
    if constexpr (std::is_same_v<T, View>) remade_views_.insert(object.name);
  }

  void undo_triggers_that_went_along() {
    for (Operation& op : out_) {
      if (op.phase != kDropTables && op.phase != kDropViews) continue;
      const auto [first, last] = undo_along_.equal_range(op.id.owner);
      for (auto at = first; at != last; ++at) op.steps.back().undo.push_back(at->second);
    }
  }

  // DROP VIEW takes the view's INSTEAD OF triggers along.
  void restore_triggers_of_views() {
    if (remade_views_.empty()) return;
    for (const Trigger& t : to().triggers)
      if (remade_views_.count(t.table) && !around_.changed.count(id_of(t))) aside(t, kDropTriggers, kCreateTriggers);
  }

  const std::vector<Change>* changes_;
  Surroundings around_;
  Renames renames_;
  std::vector<Operation> out_;
  std::map<QualifiedName, std::vector<Change>> altered_;
  std::set<QualifiedName> remade_views_;
  std::set<ObjectId> aside_;
  std::multimap<QualifiedName, std::string> undo_along_;
  bool alters_in_place_ = false;
};

}  // namespace

std::vector<Operation> SqliteDialect::render(const std::vector<Change>& changes, const PlanContext& context) const {
  return Renderer(changes, context).run();
}

}  // namespace plumb::sqlite
