// Constraints of a table that stands: what must read the rows does so while others read and write.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/node.h"
#include "plumb/dialects/postgres/render/steps.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

std::string constraint(const QualifiedName& table, const std::string& name) {
  return fmt::format("CONSTRAINT {} ON {}", quoted(name), quoted(table));
}

bool all_there(const Work& work, const QualifiedName& table, const std::vector<IndexPart>& parts) {
  const Table* was = work.from().tables.find(table);
  return work.renamed.empty() && was && std::all_of(parts.begin(), parts.end(), [&](const IndexPart& p) {
           return p.plain() && was->find_column(p.column);
         });
}

// A label that the plan adds is none before it runs.
bool names_new_label(const Work& work, const sql::Node& tree) {
  const auto is_new = [&](const std::string& text) {
    return std::any_of(work.changes.begin(), work.changes.end(), [&](const Change& c) {
      if (c.id.kind != Kind::Enum || c.action != Action::Alter) return false;
      const auto has = [&](const Enum& e) {
        return std::any_of(e.labels.begin(), e.labels.end(), [&](const EnumLabel& l) { return l.text == text; });
      };
      return has(std::get<Enum>(c.to)) && !has(std::get<Enum>(c.from));
    });
  };
  bool found = false;
  sql::walk(tree, [&](const sql::Node& n) { found |= n.kind == sql::NodeKind::String && is_new(n.text); });
  return found;
}

// Every column that it names is there, as it is, before the plan runs.
bool answerable(const Work& work, const QualifiedName& table, const Expr& expression) {
  const Table* was = work.from().tables.find(table);
  if (!was || !work.renamed.empty()) return false;
  const auto tree = sql::parse_expression(expression.written, syntax());
  if (!tree || names_new_label(work, *tree)) return false;
  const std::vector<std::string> columns = sql::columns_of(*tree);
  return std::all_of(columns.begin(), columns.end(), [&](const std::string& c) {
    return was->find_column(c) && work.converted.count(column_id(table, c)) == 0;
  });
}

void describe_constraint(Operation& op, const QualifiedName& table, const std::string& name, const std::string& from,
                         const std::string& to) {
  if (from != to)
    step(op, comment_on(constraint(table, name), to), "describe " + op.id.display(),
         {comment_on(constraint(table, name), from)}, LockLevel::Shared);
}

void validate(Work& work, const QualifiedName& table, const ObjectId& id, const QualifiedName* also = nullptr) {
  Operation& op = work.add(id, kValidate);
  Step& s =
      step(op, fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", quoted(table), quoted(id.part)),
           fmt::format("look whether {} holds, while others read and write", id.display()), {}, LockLevel::Shared);
  s.touches = {id, table_id(table)};
  if (also) s.touches.push_back(table_id(*also));
  danger(s, Hazard::MayFailOnData, id, fmt::format("fails where {} does not hold", id.display()));
  op.alone = true;
  op.effects.needs = {id};
}

// ---- checks ----

void add_check(Work& work, const QualifiedName& table, const Check& check, const Check* replaces) {
  const ObjectId id = id_of(table, check);
  Operation& op = work.add(id, kAddConstraints);
  const bool waits = check.validated && check.enforced;
  if (replaces)
    step(op, drop_constraint(table, replaces->name), fmt::format("{} becomes another", id.display()),
         {add_constraint(table, *replaces)}, LockLevel::Exclusive);
  step(op, add_constraint(table, check, waits ? "NOT VALID" : ""), "add " + id.display(),
       {drop_constraint(table, check.name)}, LockLevel::Exclusive);
  for (Step& s : op.steps) s.touches.push_back(table_id(table));
  describe_constraint(op, table, check.name, {}, check.comment);
  op.effects.creates = {id};
  op.effects.needs = {table_id(table)};
  needs_of(op, work, check.expression);
  if (check.validated && check.enforced && answerable(work, table, check.expression))
    op.probes.push_back(probe_check(table, check));
  if (waits) validate(work, table, id);
}

void change(Work& work, Operation& op, const Change& c, const Check& check) {
  const QualifiedName& table = c.id.owner;
  if (c.action == Action::Drop) {
    if (work.aside.count(c.id)) return;
    step(op, drop_constraint(table, check.name), "drop " + c.id.display(), {add_constraint(table, check)},
         LockLevel::Exclusive);
    op.effects.drops.push_back(c.id);
    return;
  }
  if (c.action == Action::Create) return add_check(work, table, check, nullptr);
  const Check& from = std::get<Check>(c.from);
  if (work.aside.count(c.id)) return add_check(work, table, check, nullptr);
  Check same = from;
  same.comment = check.comment;
  if (same == check) return describe_constraint(op, table, check.name, from.comment, check.comment);
  same.validated = true;
  if (same == check && check.enforced) {
    describe_constraint(op, table, check.name, from.comment, check.comment);
    return validate(work, table, c.id);
  }
  add_check(work, table, check, &from);
}

// ---- primary keys and unique constraints: the index first, beside everybody, then the constraint
// takes it ----

template <class Key>
Index index_of(const Key& key) {
  Index index;
  index.name = key.name;
  index.unique = true;
  index.parts = key.parts;
  index.include = key.options->include;
  index.nulls_not_distinct = key.options->nulls_not_distinct;
  index.parameters = key.options->parameters;
  index.tablespace = key.options->tablespace;
  return index;
}

std::string deferral(Deferral d) {
  if (d == Deferral::NotDeferrable) return {};
  return d == Deferral::InitiallyDeferred ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE";
}

std::string_view word_of(const PrimaryKey&) { return "PRIMARY KEY"; }
std::string_view word_of(const Unique&) { return "UNIQUE"; }

// An index of that very definition that goes in this plan: the constraint takes it over.
template <class Key>
bool takes_over(const Work& work, const QualifiedName& table, const Key& key) {
  const Table* was = work.from().tables.find(table);
  const Index* index = was ? was->find_index(key.name) : nullptr;
  return index && *index == index_of(key);
}

// What a table says of the index of a key goes with the key.
void mark_index(Operation& op, const Table& table, const std::string& key) {
  const PostgresTable& extra = extra_of<PostgresTable>(table.extra);
  const std::string head = "ALTER TABLE " + quoted(table.name);
  if (extra.clustered_on == key)
    step(op, head + " CLUSTER ON " + quoted(key), "the rows' order is that of the key", {}, LockLevel::Exclusive);
  if (extra.replica_identity == "index " + key)
    step(op, head + " REPLICA IDENTITY USING INDEX " + quoted(key), "rows are known by the key", {},
         LockLevel::Exclusive);
}

template <class Key>
void add_key(Work& work, const QualifiedName& table, const Key& key, const Key* replaces) {
  const ObjectId id = id_of(table, key);
  const bool adopts = takes_over(work, table, key);
  const Table& wanted = *work.to().tables.find(table);
  const bool beside = !key.options->without_overlaps && !is_partitioned(wanted);
  Index index = index_of(key);
  if (replaces && replaces->name == key.name) index.name = (key.name + "_plumb_new").substr(0, 63);
  if (beside && !adopts) build_index(work, table, index);
  Operation& op = work.add(id, kUseIndexes);
  if (replaces)
    step(op, drop_constraint(table, replaces->name), fmt::format("{} becomes another", id.display()),
         {add_constraint(table, *replaces)}, LockLevel::Exclusive);
  std::string sql =
      beside ? fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {} USING INDEX {}{}", quoted(table), quoted(key.name),
                           word_of(key), quoted(index.name), deferral(key.options->deferral))
             : add_constraint(table, key);
  Step& s = step(op, std::move(sql), "add " + id.display(), {drop_constraint(table, key.name)}, LockLevel::Exclusive);
  if (!beside) {  // else the index has proven it
    danger(s, Hazard::BlocksWrites, id,
           fmt::format("nobody reads or writes `{}` while its rows are looked at", table.display()));
    danger(s, Hazard::MayFailOnData, id, "fails where rows are alike");
  }
  for (Step& t : op.steps) t.touches.push_back(table_id(table));
  mark_index(op, wanted, key.name);
  describe_constraint(op, table, key.name, {}, key.options->comment);
  if (!adopts && all_there(work, table, key.parts))
    op.probes.push_back(probe_unique(table, id, key.parts, {}, key.options->nulls_not_distinct));
  op.effects.creates = {id};
  op.effects.needs = {{Kind::Index, table, index.name}, table_id(table)};
  for (const IndexPart& p : key.parts) op.effects.needs.push_back(column_id(table, p.column));
}

template <class Key>
void change_key(Work& work, Operation& op, const Change& c, const Key& key) {
  const QualifiedName& table = c.id.owner;
  if (c.action == Action::Drop) {
    step(op, drop_constraint(table, key.name), "drop " + c.id.display(), {add_constraint(table, key)},
         LockLevel::Exclusive);
    op.effects.drops.push_back(c.id);
    return;
  }
  if (c.action == Action::Create) return add_key<Key>(work, table, key, nullptr);
  const Key& from = std::get<Key>(c.from);
  Key same = from;
  same.options = key.options;
  if (same == key) {
    KeyOptions options = *from.options;
    options.comment = key.options->comment;
    options.parameters = key.options->parameters;
    if (options == *key.options) {
      describe_constraint(op, table, key.name, from.options->comment, key.options->comment);
      for (const auto& [name, value] : key.options->parameters)
        step(op,
             fmt::format("ALTER INDEX {} SET ({} = {})", quoted(QualifiedName(table.schema, key.name)), name, value),
             "change " + c.id.display(), {}, LockLevel::Shared);
      for (const auto& [name, value] : from.options->parameters)
        if (key.options->parameters.count(name) == 0)
          step(op, fmt::format("ALTER INDEX {} RESET ({})", quoted(QualifiedName(table.schema, key.name)), name),
               "change " + c.id.display(), {}, LockLevel::Shared);
      return;
    }
  }
  add_key<Key>(work, table, key, &from);
}

void change(Work& work, Operation& op, const Change& c, const PrimaryKey& key) { change_key(work, op, c, key); }
void change(Work& work, Operation& op, const Change& c, const Unique& key) { change_key(work, op, c, key); }

// ---- exclusion constraints: there is no way beside the writers ----

void change(Work& work, Operation& op, const Change& c, const Exclusion& exclusion) {
  const QualifiedName& table = c.id.owner;
  if (c.action != Action::Create) {
    const Exclusion& was = std::get<Exclusion>(c.from);
    step(op, drop_constraint(table, was.name), "drop " + c.id.display(), {add_constraint(table, was)},
         LockLevel::Exclusive);
    op.effects.drops.push_back(c.id);
  }
  if (c.action == Action::Drop) return;
  Operation& made = work.add(c.id, kAddConstraints);
  Step& s = step(made, add_constraint(table, exclusion), "add " + c.id.display(),
                 {drop_constraint(table, exclusion.name)}, LockLevel::Exclusive);
  s.touches.push_back(table_id(table));
  danger(s, Hazard::BlocksWrites, c.id,
         fmt::format("nobody reads or writes `{}` while its rows are looked at", table.display()));
  danger(s, Hazard::MayFailOnData, c.id, "fails where rows exclude each other");
  describe_constraint(made, table, exclusion.name, {}, exclusion.options->comment);
  made.effects.creates = {c.id};
  made.effects.needs = {table_id(table)};
  for (const IndexPart& p : exclusion.parts) needs_of(made, work, p.expression);
}

template <class T>
void change(Work& work, Operation&, const Change& c, const T&) {
  work.refuse(c.id, "this is no part of a table", "report this, please");
}

std::string alter_deferral(const QualifiedName& table, const ForeignKey& key) {
  const std::string how = key.deferral == Deferral::NotDeferrable       ? " NOT DEFERRABLE"
                          : key.deferral == Deferral::InitiallyDeferred ? " DEFERRABLE INITIALLY DEFERRED"
                                                                        : " DEFERRABLE INITIALLY IMMEDIATE";
  return fmt::format("ALTER TABLE {} ALTER CONSTRAINT {}{}", quoted(table), quoted(key.name), how);
}

void needs_of_key(Operation& op, const Work& work, const QualifiedName& table, const ForeignKey& key) {
  op.effects.needs = {table_id(table), table_id(key.to), persistence_id(key.to)};
  for (const std::string& c : key.columns) op.effects.needs.push_back(column_id(table, c));
  for (const std::string& c : key.to_columns) op.effects.needs.push_back(column_id(key.to, c));
  const Table* to = work.to().tables.find(key.to);
  if (!to) return;
  if (to->primary_key) op.effects.needs.push_back(id_of(key.to, *to->primary_key));
  for (const Unique& u : to->uniques) op.effects.needs.push_back(id_of(key.to, u));
  for (const Index& i : to->indexes)
    if (i.unique) op.effects.needs.push_back(id_of(key.to, i));
}

}  // namespace

bool taken_over(const Work& work, const QualifiedName& table, const std::string& index) {
  const Table* wanted = work.to().tables.find(table);
  if (!wanted) return false;
  if (wanted->primary_key && wanted->primary_key->name == index && takes_over(work, table, *wanted->primary_key))
    return true;
  return std::any_of(wanted->uniques.begin(), wanted->uniques.end(),
                     [&](const Unique& u) { return u.name == index && takes_over(work, table, u); });
}

void change_constraint(Work& work, Operation& op, const Change& c) {
  std::visit([&](const auto& part) { change(work, op, c, part); }, c.action == Action::Drop ? c.from : c.to);
}

void add_foreign_key(Work& work, const QualifiedName& table, const ForeignKey& key, int phase) {
  const ObjectId id = id_of(table, key);
  Operation& op = work.add(id, phase);
  // A partitioned table takes no key that is to be validated later (before 18), and a new table has
  // no rows to look at.
  const bool waits =
      work.stands(table) && key.validated && key.enforced && !is_partitioned(*work.to().tables.find(table));
  Step& s = step(op, add_constraint(table, key, waits ? "NOT VALID" : ""), "add " + id.display(),
                 {drop_constraint(table, key.name)}, LockLevel::BlocksWrites);
  s.touches = {id, table_id(table), table_id(key.to)};
  describe_constraint(op, table, key.name, {}, key.comment);
  op.effects.creates = {id};
  needs_of_key(op, work, table, key);
  const Table *from = work.from().tables.find(table), *to = work.from().tables.find(key.to);
  const bool known =
      from && to && work.renamed.empty() &&
      std::all_of(key.columns.begin(), key.columns.end(), [&](const std::string& c) { return from->find_column(c); }) &&
      std::all_of(key.to_columns.begin(), key.to_columns.end(),
                  [&](const std::string& c) { return to->find_column(c); });
  if (known && key.validated && key.enforced && !key.period) op.probes.push_back(probe_foreign_key(table, key));
  if (waits) validate(work, table, id, &key.to);
}

void drop_foreign_key(Work& work, const QualifiedName& table, const ForeignKey& key) {
  const ObjectId id = id_of(table, key);
  Operation& op = work.add(id, kDropForeignKeys);
  step(op, drop_constraint(table, key.name), "drop " + id.display(), {add_constraint(table, key)}, LockLevel::Exclusive)
      .touches = {id, table_id(table), table_id(key.to)};
  op.effects.drops = {id};
  op.effects.frees = {table_id(key.to), table_id(table)};
}

void change_foreign_key(Work& work, const Change& c) {
  const QualifiedName& table = c.id.owner;
  if (c.action == Action::Create) return add_foreign_key(work, table, std::get<ForeignKey>(c.to), kAddConstraints);
  const ForeignKey& from = std::get<ForeignKey>(c.from);
  if (c.action == Action::Drop) return drop_foreign_key(work, table, from);
  const ForeignKey& to = std::get<ForeignKey>(c.to);
  ForeignKey now = from;
  const auto small = [&](std::string sql, std::string undo) {
    Operation& op = work.add(c.id, kAddConstraints);
    step(op, std::move(sql), "change " + c.id.display(), {std::move(undo)}, LockLevel::BlocksWrites)
        .touches.push_back(table_id(table));
    op.effects.needs = {table_id(table)};
  };
  now.comment = to.comment;
  now.deferral = to.deferral;
  if (to.validated && to.enforced) now.validated = true;
  if (!(now == to)) {
    drop_foreign_key(work, table, from);
    add_foreign_key(work, table, to, kAddConstraints);
    return;
  }
  if (from.deferral != to.deferral) small(alter_deferral(table, to), alter_deferral(table, from));
  if (from.comment != to.comment)
    small(comment_on(constraint(table, to.name), to.comment), comment_on(constraint(table, to.name), from.comment));
  if (from.validated != to.validated) validate(work, table, c.id, &to.to);
}

}  // namespace plumb::postgres
