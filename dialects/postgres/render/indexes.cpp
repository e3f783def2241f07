// Indexes of a table that stands: built and dropped CONCURRENTLY, and replaced without a moment
// without one.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/sql/read/implied_names.h"
#include "plumb/core/sql/write/dialects.h"
#include "plumb/dialects/postgres/render/steps.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

QualifiedName name_of(const QualifiedName& table, const std::string& index) { return {table.schema, index}; }

std::string concurrently(std::string sql) {
  const std::string_view word = "INDEX ";
  return sql.insert(sql.find(word) + word.size(), "CONCURRENTLY ");
}
std::string drop_sql(const QualifiedName& table, const std::string& name) {
  return "DROP INDEX " + quoted(name_of(table, name));
}

void build_alone(Work& work, const QualifiedName& table, const Index& index) {
  const ObjectId id = id_of(table, index);
  Operation& op = work.add(id, kBuildIndexes);
  Step& s = step(op, concurrently(sql::write_create_index(table, index, syntax())),
                 fmt::format("build {}, while others read and write", id.display()),
                 {concurrently(drop_sql(table, index.name))}, LockLevel::Shared);
  s.touches.push_back(table_id(table));
  s.builds = name_of(table, index.name);
  danger(s, Hazard::NotTransactional, id, fmt::format("builds {} outside of a transaction", id.display()));
  if (index.unique) danger(s, Hazard::MayFailOnData, id, "fails where rows are alike");
  op.transactional = false;
  op.effects.creates = {id};
  op.effects.needs = {table_id(table)};
  for (const IndexPart& p : index.parts) {
    if (p.plain()) op.effects.needs.push_back(column_id(table, p.column));
    needs_of(op, work, p.expression);
  }
  needs_of(op, work, index.where);
}

std::vector<const Table*> partitions_of(const Schema& schema, const QualifiedName& table) {
  std::vector<const Table*> out;
  for (const Table& t : schema.tables)
    if (extra_of<PostgresTable>(t.extra).partition_of == table) out.push_back(&t);
  return out;
}

// The server cannot build one beside the writers for all partitions: an empty one for the parent,
// one for each partition, which the parent's then takes.
void build_by_parts(Work& work, const QualifiedName& table, const Index& index, const ObjectId* parent) {
  const ObjectId id = id_of(table, index);
  Operation& op = work.add(id, kBuildIndexes);
  std::string sql = sql::write_create_index(table, index, syntax());
  const std::string on = " ON ";
  sql.insert(sql.find(on) + on.size(), "ONLY ");
  step(op, std::move(sql), fmt::format("create {} without its partitions", id.display()), {drop_sql(table, index.name)},
       LockLevel::BlocksWrites)
      .touches.push_back(table_id(table));
  op.alone = true;
  op.effects.creates = {id};
  op.effects.needs = {table_id(table)};
  if (parent) op.effects.needs.push_back(*parent);
  for (const Table* part : partitions_of(work.to(), table)) {
    if (!work.stands(part->name)) continue;  // made in this plan: it got its index from the parent, or will
    Index own = index;
    own.name.clear();
    Table bare;
    bare.name = part->name;
    bare.indexes = {own};
    sql::give_implied_names(bare, syntax(), [&](const std::string& name) { return part->find_index(name) != nullptr; });
    own.name = bare.indexes.front().name;
    if (is_partitioned(*part))
      build_by_parts(work, part->name, own, &id);
    else
      build_alone(work, part->name, own);
    const ObjectId child = id_of(part->name, own);
    work.out.back().effects.needs.push_back(id);
    Operation& attach = work.add(child, kUseIndexes);
    step(attach,
         fmt::format("ALTER INDEX {} ATTACH PARTITION {}", quoted(name_of(table, index.name)),
                     quoted(name_of(part->name, own.name))),
         fmt::format("{} takes that of `{}`", id.display(), part->name.display()), {}, LockLevel::Shared)
        .touches = {id, child};
    attach.effects.needs = {child, id};
  }
}

// A column that it speaks of goes: so does the index, without a word.
bool goes_along(const Work& work, const QualifiedName& table, const Index& index) {
  const Table *from = work.from().tables.find(table), *to = work.to().tables.find(table);
  if (!from || !to) return true;
  return std::any_of(from->columns.begin(), from->columns.end(), [&](const Column& c) {
    if (to->find_column(c.name)) return false;
    return std::any_of(
               index.parts.begin(), index.parts.end(),
               [&](const IndexPart& p) { return p.plain() ? p.column == c.name : mentions(p.expression, c.name); }) ||
           std::find(index.include.begin(), index.include.end(), c.name) != index.include.end() ||
           mentions(index.where, c.name);
  });
}

void drop_index(Work& work, Operation& table_op, const QualifiedName& table, const Index& index) {
  if (goes_along(work, table, index)) return;
  const ObjectId id = id_of(table, index);
  if (is_partitioned(*work.to().tables.find(table))) {
    step(table_op, drop_sql(table, index.name), "drop " + id.display(),
         {sql::write_create_index(table, index, syntax())}, LockLevel::Exclusive);
    table_op.effects.drops.push_back(id);
    return;
  }
  Operation& op = work.add(id, kDropIndexes);
  step(op, concurrently(drop_sql(table, index.name)), fmt::format("drop {}, while others read and write", id.display()),
       {concurrently(sql::write_create_index(table, index, syntax()))}, LockLevel::Shared)
      .touches.push_back(table_id(table));
  danger(op.steps.back(), Hazard::NotTransactional, id, fmt::format("drops {} outside of a transaction", id.display()));
  op.transactional = false;
  op.effects.drops = {id};
}

// The rows are to be in the order of some index: whoever it is says so, and takes the mark off the one before.
bool is_clustered(const Table& table) {
  return !extra_of<PostgresTable>(table.extra).clustered_on.empty() ||
         std::any_of(table.indexes.begin(), table.indexes.end(), [](const Index& index) { return index.clustered; });
}

// What can be changed of an index that stays.
bool change_in_place(const Work& work, Operation& op, const QualifiedName& table, const Index& from, const Index& to) {
  Index now = from;
  now.comment = to.comment;
  now.parameters = to.parameters;
  now.clustered = to.clustered;
  now.replica_identity = to.replica_identity;
  for (std::size_t i = 0; i < now.parts.size() && i < to.parts.size(); ++i)
    now.parts[i].statistics = to.parts[i].statistics;
  if (!(now == to)) return false;
  const ObjectId id = id_of(table, to);
  const std::string name = quoted(name_of(table, to.name)), index = "INDEX " + name;
  for (const auto& [key, value] : to.parameters) {
    const auto was = from.parameters.find(key);
    if (was != from.parameters.end() && was->second == value) continue;
    step(op, fmt::format("ALTER {} SET ({} = {})", index, key, value), "change " + id.display(),
         {fmt::format("ALTER {} RESET ({})", index, key)}, LockLevel::Shared);
  }
  for (const auto& [key, value] : from.parameters)
    if (to.parameters.count(key) == 0)
      step(op, fmt::format("ALTER {} RESET ({})", index, key), "change " + id.display(),
           {fmt::format("ALTER {} SET ({} = {})", index, key, value)}, LockLevel::Shared);
  for (std::size_t i = 0; i < to.parts.size(); ++i) {
    const auto set = [&](const Index& of) {
      return fmt::format("ALTER {} ALTER COLUMN {} SET STATISTICS {}", index, i + 1,
                         of.parts[i].statistics.value_or(-1));
    };
    if (from.parts[i].statistics != to.parts[i].statistics)
      step(op, set(to), "change " + id.display(), {set(from)}, LockLevel::Shared);
  }
  if (from.clustered != to.clustered && (to.clustered || !is_clustered(*work.to().tables.find(table))))
    step(op,
         to.clustered ? fmt::format("ALTER TABLE {} CLUSTER ON {}", quoted(table), quoted(to.name))
                      : fmt::format("ALTER TABLE {} SET WITHOUT CLUSTER", quoted(table)),
         "change " + id.display(), {}, LockLevel::Shared);
  if (from.replica_identity != to.replica_identity && to.replica_identity)
    step(op, fmt::format("ALTER TABLE {} REPLICA IDENTITY USING INDEX {}", quoted(table), quoted(to.name)),
         "change " + id.display(), {}, LockLevel::Exclusive);
  if (from.comment != to.comment)
    step(op, comment_on(index, to.comment), "describe " + id.display(), {comment_on(index, from.comment)},
         LockLevel::Shared);
  return true;
}

void replace(Work& work, Operation& table_op, const QualifiedName& table, const Index& from, const Index& to) {
  if (is_partitioned(*work.to().tables.find(table))) {
    drop_index(work, table_op, table, from);
    build_by_parts(work, table, to, nullptr);
    return;
  }
  Index fresh = to, old = from;
  fresh.name = (to.name + "_plumb_new").substr(0, 63);
  fresh.comment.clear();
  old.name = (to.name + "_plumb_old").substr(0, 63);
  build_alone(work, table, fresh);
  const ObjectId id = id_of(table, to);
  Operation& swap = work.add(id, kUseIndexes);
  const auto rename = [&](const std::string& a, const std::string& b) {
    return fmt::format("ALTER INDEX {} RENAME TO {}", quoted(name_of(table, a)), quoted(b));
  };
  step(swap, rename(from.name, old.name), fmt::format("the new {} is there", id.display()),
       {rename(old.name, from.name)}, LockLevel::Shared)
      .touches.push_back(table_id(table));
  step(swap, rename(fresh.name, to.name), fmt::format("put it in the place of the old one"),
       {rename(to.name, fresh.name)}, LockLevel::Shared)
      .touches.push_back(table_id(table));
  for (std::string& sql : sql::postgres_index_follow_ups(table, to, syntax()))
    step(swap, std::move(sql), "describe " + id.display(), {}, LockLevel::Shared);
  swap.effects.needs = {id_of(table, fresh)};
  swap.effects.creates = {id};
  if (goes_along(work, table, from)) {  // its column is dropped before: there is no old one left
    swap.steps.erase(swap.steps.begin());
    return;
  }
  Operation& drop = work.add(id_of(table, old), kDropIndexes);
  step(drop, concurrently(drop_sql(table, old.name)), fmt::format("drop the old {}", id.display()), {},
       LockLevel::Shared)
      .touches.push_back(table_id(table));
  danger(drop.steps.back(), Hazard::NotTransactional, id,
         fmt::format("drops the old {} outside of a transaction", id.display()));
  drop.transactional = false;
  drop.effects.needs = {id};
}

}  // namespace

bool is_partitioned(const Table& table) { return static_cast<bool>(table.partitioning); }

void build_index(Work& work, const QualifiedName& table, const Index& index) {
  const Table* wanted = work.to().tables.find(table);
  if (wanted && is_partitioned(*wanted))
    build_by_parts(work, table, index, nullptr);
  else
    build_alone(work, table, index);
}

void change_index(Work& work, Operation& op, const Change& c) {
  const QualifiedName& table = c.id.owner;
  if (c.action == Action::Drop && work.aside.count(c.id)) return;
  if (c.action == Action::Drop) return drop_index(work, op, table, std::get<Index>(c.from));
  const Index& to = std::get<Index>(c.to);
  if (c.action == Action::Alter && work.aside.count(c.id) == 0) {
    const Index& from = std::get<Index>(c.from);
    if (!change_in_place(work, op, table, from, to)) replace(work, op, table, from, to);
  } else {
    build_index(work, table, to);
    const std::vector<std::string> more = sql::postgres_index_follow_ups(table, to, syntax());
    if (!more.empty()) {
      Operation& then = work.add(c.id, kUseIndexes);
      for (const std::string& sql : more)
        step(then, sql, "describe " + c.id.display(), {}, LockLevel::Shared).touches.push_back(table_id(table));
      then.effects.needs = {c.id};
    }
  }
  if (!to.unique) return;
  const Table* was = work.from().tables.find(table);
  const bool known = work.renamed.empty() && was &&
                     std::all_of(to.parts.begin(), to.parts.end(),
                                 [&](const IndexPart& p) { return p.plain() && was->find_column(p.column); });
  if (known) op.probes.push_back(probe_unique(table, c.id, to.parts, to.where, to.nulls_not_distinct));
}

}  // namespace plumb::postgres
