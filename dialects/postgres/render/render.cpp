// Changes to operations.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/dialects/postgres/dialect.h"
#include "plumb/dialects/postgres/render/steps.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

// ---- constraints and indexes that are only called otherwise ----

template <class Part>
bool same_but_name(const Object& from, const Object& to) {
  const auto *a = std::get_if<Part>(&from), *b = std::get_if<Part>(&to);
  if (!a || !b) return false;
  Part named = *a;
  named.name = b->name;
  return named == *b;
}
bool only_renamed(const Object& from, const Object& to) {
  return same_but_name<PrimaryKey>(from, to) || same_but_name<Unique>(from, to) || same_but_name<Check>(from, to) ||
         same_but_name<Exclusion>(from, to) || same_but_name<ForeignKey>(from, to) || same_but_name<Index>(from, to);
}

std::string rename_sql(const QualifiedName& table, Kind kind, const std::string& from, const std::string& to) {
  if (kind == Kind::Index)
    return fmt::format("ALTER INDEX {} RENAME TO {}", quoted(QualifiedName(table.schema, from)), quoted(to));
  return fmt::format("ALTER TABLE {} RENAME CONSTRAINT {} TO {}", quoted(table), quoted(from), quoted(to));
}

std::string name_of_part(const Object& part) {
  if (const auto* key = std::get_if<PrimaryKey>(&part)) return key->name;
  if (const auto* unique = std::get_if<Unique>(&part)) return unique->name;
  if (const auto* check = std::get_if<Check>(&part)) return check->name;
  if (const auto* exclusion = std::get_if<Exclusion>(&part)) return exclusion->name;
  if (const auto* key = std::get_if<ForeignKey>(&part)) return key->name;
  if (const auto* index = std::get_if<Index>(&part)) return index->name;
  return {};
}

void rename_part(Work& work, const ObjectId& id, const Object& from, const Object& to) {
  const std::string was = name_of_part(from), now = name_of_part(to);
  Operation& op = work.add(id, kRename);
  step(op, rename_sql(id.owner, id.kind, was, now), fmt::format("rename {} `{}` to `{}`", spoken(id.kind), was, now),
       {rename_sql(id.owner, id.kind, now, was)}, id.kind == Kind::Index ? LockLevel::Shared : LockLevel::Exclusive)
      .touches.push_back(table_id(id.owner));
  op.effects.needs = {table_id(id.owner)};  // its table is called so by now
  op.effects.drops = {{id.kind, id.owner, was}};
  op.effects.creates = {id};
}

bool is_part(Kind kind) { return kind > Kind::Column && kind <= Kind::ForeignKey; }

// Takes the pairs out that are one rename each, and says them.
std::vector<Change> take_renamed_parts(const std::vector<Change>& changes,
                                       std::vector<std::pair<const Change*, const Change*>>& renamed) {
  std::multimap<std::pair<QualifiedName, Kind>, const Change*> dropped;
  for (const Change& c : changes)
    if (is_part(c.id.kind) && c.action == Action::Drop) dropped.emplace(std::pair(c.id.owner, c.id.kind), &c);
  std::set<const Change*> taken;
  for (const Change& c : changes) {
    if (!is_part(c.id.kind)) continue;
    if (c.action == Action::Alter && only_renamed(c.from, c.to)) {
      renamed.emplace_back(&c, &c);
      taken.insert(&c);
    }
    if (c.action != Action::Create) continue;
    const auto [first, last] = dropped.equal_range({c.id.owner, c.id.kind});
    const auto same = std::find_if(
        first, last, [&](const auto& d) { return taken.count(d.second) == 0 && only_renamed(d.second->from, c.to); });
    if (same == last) continue;
    renamed.emplace_back(same->second, &c);
    taken.insert(same->second);
    taken.insert(&c);
  }
  std::vector<Change> left;
  for (const Change& c : changes)
    if (taken.count(&c) == 0) left.push_back(c);
  return left;
}

// A unique index that becomes a constraint of its name, or the way back, is no index that goes.
bool becomes_constraint(const Work& work, const Change& c) {
  return c.id.kind == Kind::Index && c.action == Action::Drop && taken_over(work, c.id.owner, c.id.part);
}

class Renderer {
 public:
  explicit Renderer(Work& work) : work_(work) {}

  void run() {
    for (const Change& c : work_.changes) work_.changed.insert(c.id);
    for (const Change& c : work_.changes) {
      if (c.action != Action::Rename) continue;
      if (c.id.kind == Kind::Table)
        work_.renamed.emplace(std::get<Table>(c.to).name, std::get<Table>(c.from).name);
      else
        work_.renamed.emplace(c.id.owner, c.id.owner);
    }
    find_converted(work_);
    put_aside(work_);
    for (const Change& c : work_.changes) change(c);
    create_tables(work_, created_);
    for (const ObjectId& id : work_.converted)
      if (work_.stands(id.owner) && work_.to().tables.contains(id.owner)) altered_[id.owner];
    for (const auto& [table, changes] : altered_) alter_table(work_, table, changes);
  }

 private:
  void change(const Change& c) {
    if (c.action == Action::Rename) return rename(work_, c);
    switch (c.id.kind) {
      case Kind::Namespace:
      case Kind::Extension:
      case Kind::Enum:
      case Kind::Domain:
      case Kind::Composite:
      case Kind::Sequence: return render_object(work_, c);
      case Kind::Table:
        if (c.action == Action::Create)
          created_.push_back(&std::get<Table>(c.to));
        else if (c.action == Action::Drop)
          drop_table(work_, std::get<Table>(c.from));
        else
          altered_[c.id.owner].push_back(&c);
        return;
      case Kind::ForeignKey: return change_foreign_key(work_, c);
      case Kind::Column:
      case Kind::PrimaryKey:
      case Kind::Unique:
      case Kind::Check:
      case Kind::Exclusion:
      case Kind::Index:
        if (!becomes_constraint(work_, c)) altered_[c.id.owner].push_back(&c);
        return;
      case Kind::Routine:
      case Kind::View:
      case Kind::Trigger:
      case Kind::Policy:
      case Kind::Grant: return render_code(work_, c);
      case Kind::Language:
      case Kind::Collation:
      case Kind::Operator:
      case Kind::Cast:
      case Kind::Statistics:
      case Kind::Rule:
      case Kind::EventTrigger: return render_definition(work_, c);
      case Kind::VirtualTable:
      case Kind::Event:
        work_.refuse(c.id, fmt::format("PostgreSQL has no {}s", spoken(c.id.kind)), "take it out of the schema");
    }
  }

  Work& work_;
  std::vector<const Table*> created_;
  std::map<QualifiedName, std::vector<const Change*>> altered_;
};

}  // namespace

std::vector<Operation> PostgresDialect::render(const std::vector<Change>& changes, const PlanContext& context) const {
  std::vector<std::pair<const Change*, const Change*>> renamed;
  const std::vector<Change> left = take_renamed_parts(changes, renamed);
  Work work{context, left, {}, {}, {}, {}, {}, {}};
  for (const auto& [from, to] : renamed) rename_part(work, to->id, from->from, to->to);
  Renderer(work).run();
  return std::move(work.out);
}

}  // namespace plumb::postgres
