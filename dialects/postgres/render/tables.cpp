// Whole tables: made, dropped, renamed.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "plumb/core/sql/write/dialects.h"
#include "plumb/dialects/postgres/render/steps.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

// Foreign keys that can stand in CREATE TABLE: to itself, to a table that stands, or to one that is
// made before.
class Placement {
 public:
  explicit Placement(const std::vector<const Table*>& tables) {
    for (const Table* t : tables) fresh_.emplace(t->name, t);
    for (const Table* t : tables) visit(*t);
  }
  bool inside(const Table& table, const ForeignKey& key) const {
    return key.to == table.name || fresh_.count(key.to) == 0 ||
           (place_.at(key.to) < place_.at(table.name) && postponed_.count({table.name, key.name}) == 0);
  }

 private:
  // A long chain of references would be as deep a recursion.
  void visit(const Table& root) {
    struct Frame {
      const Table* table;
      std::size_t next = 0;
    };
    if (!seen_.insert(root.name).second) return;
    std::vector<Frame> stack{{&root}};
    while (!stack.empty()) {
      Frame& at = stack.back();
      if (at.next == at.table->foreign_keys.size()) {
        place_.emplace(at.table->name, place_.size());
        stack.pop_back();
        continue;
      }
      const ForeignKey& key = at.table->foreign_keys[at.next++];
      const auto to = fresh_.find(key.to);
      if (to == fresh_.end() || key.to == at.table->name || place_.count(key.to)) continue;
      if (!seen_.insert(key.to).second) {
        postponed_.insert({at.table->name, key.name});  // it is being made: a circle
        continue;
      }
      stack.push_back({to->second});
    }
  }

  std::map<QualifiedName, const Table*> fresh_;
  std::map<QualifiedName, std::size_t> place_;
  std::set<QualifiedName> seen_;
  std::set<std::pair<QualifiedName, std::string>> postponed_;
};

void needs_of_table(Work& work, Operation& op, const Table& table) {
  const PostgresTable& extra = extra_of<PostgresTable>(table.extra);
  op.effects.needs.push_back({Kind::Namespace, {table.name.schema}, {}});
  for (const QualifiedName& parent : extra.inherits) op.effects.needs.push_back(table_id(parent));
  if (!extra.partition_of.empty()) op.effects.needs.push_back(table_id(extra.partition_of));
  if (!extra.of_type.empty()) op.effects.needs.push_back({Kind::Composite, extra.of_type, {}});
  for (const Column& c : table.columns) {
    needs_type(op, c.type);
    if (const Expr* value = c.default_value()) needs_of(op, work, *value);
    if (c.computed()) needs_of(op, work, c.computed()->from);
  }
  for (const Check& c : table.checks) needs_of(op, work, c.expression);
}

void create_table(Work& work, const Table& table, const Placement& placement) {
  const ObjectId id = id_of(table);
  Operation& op = work.add(id, kCreateTables);
  Table inside = table;
  std::vector<ForeignKey> later;
  inside.foreign_keys.clear();
  for (const ForeignKey& key : table.foreign_keys)
    (placement.inside(table, key) ? inside.foreign_keys : later).push_back(key);
  for (const ForeignKey& key : inside.foreign_keys)
    if (key.to != table.name) {
      op.effects.needs.push_back(table_id(key.to));
      op.effects.needs.push_back(persistence_id(key.to));
    }
  std::vector<std::string> undo{"DROP TABLE " + quoted(table.name)};
  for (std::string& sql : sql::write_create(inside, syntax())) {
    const bool first = op.steps.empty();
    step(op, std::move(sql), (first ? "create " : "describe ") + id.display(),
         first ? undo : std::vector<std::string>{}, LockLevel::None);
  }
  for (const Index& index : table.indexes) {
    step(op, sql::write_create_index(table.name, index, syntax()), "create " + id_of(table.name, index).display(), {},
         LockLevel::None);
    for (std::string& sql : sql::postgres_index_follow_ups(table.name, index, syntax()))
      step(op, std::move(sql), "describe " + id_of(table.name, index).display(), {}, LockLevel::None);
    for (const IndexPart& p : index.parts) needs_of(op, work, p.expression);
    needs_of(op, work, index.where);
  }
  // A key of another table that stands is locked for the moment of the reference.
  for (const ForeignKey& key : inside.foreign_keys) {
    if (!work.stands(key.to)) continue;
    op.steps.front().lock = LockLevel::BlocksWrites;
    op.steps.front().touches.push_back(table_id(key.to));
  }
  op.effects.creates.push_back(id);
  for (const Column& c : table.columns) op.effects.creates.push_back(id_of(table.name, c));
  needs_of_table(work, op, table);
  for (const ForeignKey& key : later) add_foreign_key(work, table.name, key, kAddForeignKeysOfNew);
}

}  // namespace

void create_tables(Work& work, const std::vector<const Table*>& tables) {
  const Placement placement(tables);
  for (const Table* t : tables) create_table(work, *t, placement);
}

void drop_table(Work& work, const Table& table) {
  const ObjectId id = id_of(table);
  // Keys between tables that all go must not forbid the first of them.
  for (const ForeignKey& key : table.foreign_keys)
    if (key.to != table.name && work.goes(key.to)) drop_foreign_key(work, table.name, key);
  Operation& op = work.add(id, kDropTables);
  std::vector<std::string> undo = sql::write_create(table, syntax());
  for (const Index& index : table.indexes) undo.push_back(sql::write_create_index(table.name, index, syntax()));
  Step& s = step(op, "DROP TABLE " + quoted(table.name), "drop " + id.display(), std::move(undo), LockLevel::Exclusive);
  s.irreversible = true;
  danger(s, Hazard::DeletesData, id, fmt::format("drops {} and its rows", id.display()));
  op.effects.drops.push_back(id);
  op.effects.creates.push_back(persistence_id(table.name));  // who is gone refers to nothing
  const PostgresTable& extra = extra_of<PostgresTable>(table.extra);
  for (const QualifiedName& parent : extra.inherits) op.effects.frees.push_back(table_id(parent));
  if (!extra.partition_of.empty()) op.effects.frees.push_back(table_id(extra.partition_of));
  for (const ForeignKey& key : table.foreign_keys) op.effects.frees.push_back(table_id(key.to));
  op.effects.frees.push_back({Kind::Namespace, {table.name.schema}, {}});
  Operation used;
  needs_of_table(work, used, table);
  for (ObjectId& n : used.effects.needs) op.effects.frees.push_back(std::move(n));
}

namespace {

// Sequences that serial and identity made are called after their column; the server leaves the old
// name.
void rename_sequence(Operation& op, const QualifiedName& was, const QualifiedName& now) {
  if (was == now) return;
  const char* const why = "its sequence is called after it";
  if (was.schema == now.schema)
    step(op, fmt::format("ALTER SEQUENCE {} RENAME TO {}", quoted(was), quoted(now.name)), why,
         {fmt::format("ALTER SEQUENCE {} RENAME TO {}", quoted(now), quoted(was.name))}, LockLevel::Exclusive);
}

bool counts(const Column& c) {
  return extra_of<PostgresColumn>(c.extra).serial || (c.identity() && c.identity()->sequence.empty());
}

void rename_table(Work& work, Operation& op, const QualifiedName& was, const QualifiedName& now) {
  QualifiedName at = was;
  if (was.schema != now.schema) {
    const std::string schema = now.schema.empty() ? work.context.target.default_schema : now.schema;
    const std::string back = was.schema.empty() ? work.context.target.default_schema : was.schema;
    at.schema = now.schema;
    step(op, fmt::format("ALTER TABLE {} SET SCHEMA {}", quoted(was), quoted(schema)),
         fmt::format("move `{}` to schema `{}`", was.display(), schema),
         {fmt::format("ALTER TABLE {} SET SCHEMA {}", quoted(at), quoted(back))}, LockLevel::Exclusive);
  }
  if (at.name != now.name)
    step(op, fmt::format("ALTER TABLE {} RENAME TO {}", quoted(at), quoted(now.name)),
         fmt::format("rename `{}` to `{}`", was.display(), now.display()),
         {fmt::format("ALTER TABLE {} RENAME TO {}", quoted(now), quoted(at.name))}, LockLevel::Exclusive);
  if (const Table* table = work.from().tables.find(now)) {
    for (const Column& c : table->columns)
      if (counts(c)) rename_sequence(op, serial_sequence({now.schema, was.name}, c.name), serial_sequence(now, c.name));
  }
}

}  // namespace

void rename(Work& work, const Change& change) {
  Operation& op = work.add(change.id, kRename);
  op.effects.creates.push_back(change.id);
  if (change.id.kind != Kind::Column) {
    rename_table(work, op, std::get<Table>(change.from).name, std::get<Table>(change.to).name);
    return;
  }
  const Column &from = std::get<Column>(change.from), &to = std::get<Column>(change.to);
  const QualifiedName& table = change.id.owner;
  const auto sql = [&](const std::string& a, const std::string& b) {
    return fmt::format("ALTER TABLE {} RENAME COLUMN {} TO {}", quoted(table), quoted(a), quoted(b));
  };
  step(op, sql(from.name, to.name),
       fmt::format("rename column `{}` of `{}` to `{}`", from.name, table.display(), to.name),
       {sql(to.name, from.name)}, LockLevel::Exclusive);
  op.effects.needs.push_back(table_id(table));  // its table is called so by now
  if (counts(from)) rename_sequence(op, serial_sequence(table, from.name), serial_sequence(table, to.name));
}

}  // namespace plumb::postgres
