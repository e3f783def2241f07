// Whole tables: made and dropped.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "plumb/dialects/mysql/render/steps.h"

namespace plumb::mysql {
namespace {

// The tables that refer to each other, one behind what it refers to, and the references that this leaves out.
class Placement {
 public:
  explicit Placement(const std::vector<const Table*>& tables) {
    for (const Table* t : tables) all_.emplace(t->name, t);
    for (const Table* t : tables) visit(*t);
  }
  /// The key refers to a table that comes earlier, to its own, or to none of these.
  bool fits(const Table& table, const ForeignKey& key) const {
    return key.to == table.name || all_.count(key.to) == 0 || postponed_.count({table.name, key.name}) == 0;
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
        placed_.insert(at.table->name);
        stack.pop_back();
        continue;
      }
      const ForeignKey& key = at.table->foreign_keys[at.next++];
      const auto to = all_.find(key.to);
      if (to == all_.end() || key.to == at.table->name || placed_.count(key.to)) continue;
      if (seen_.insert(key.to).second)
        stack.push_back({to->second});
      else
        postponed_.insert({at.table->name, key.name});  // it is being placed: a circle
    }
  }

  std::map<QualifiedName, const Table*> all_;
  std::set<QualifiedName> seen_, placed_;
  std::set<std::pair<QualifiedName, std::string>> postponed_;
};

const std::string& table_collation(const Table& table) { return extra_of<MysqlTable>(table.extra).collation; }

// The server keeps the parts of a table in the order in which they are made: its author's. What a foreign key implies
// comes last.
template <class Part>
void in_written_order(std::vector<Part>& parts) {
  std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
    if (a.origin.known() != b.origin.known()) return a.origin.known();
    return std::tie(a.origin.file, a.origin.line, a.origin.column) <
           std::tie(b.origin.file, b.origin.line, b.origin.column);
  });
}

// As its author would write it: columns have their collation from the table, and the table its charset from the
// collation's name.
Table spoken(const Work& work, Table table) {
  for (ForeignKey& key : table.foreign_keys) key = spoken(work, table.name, key);
  in_written_order(table.indexes);
  in_written_order(table.foreign_keys);
  for (Column& c : table.columns)
    if (c.collation == table_collation(table)) c.collation.clear();
  return table;
}

void create_table(Work& work, const Table& table, const Placement& placement) {
  const ObjectId id = id_of(table);
  Operation& op = work.add(id, kCreateTables);
  Table inside = table;
  std::vector<ForeignKey> later;
  for (const ForeignKey& key : std::exchange(inside.foreign_keys, {}))
    (placement.fits(table, key) ? inside.foreign_keys : later).push_back(key);
  for (std::string& sql : sql::write_create(spoken(work, inside), work.syntax()))
    step(op, std::move(sql), "create " + id.display(), {"DROP TABLE " + work.quoted(table.name)}, LockLevel::None);
  op.effects.creates.push_back(id);
  op.effects.needs.push_back({Kind::Namespace, {table.name.schema}, {}});
  for (const ForeignKey& key : inside.foreign_keys) {
    if (key.to == table.name) continue;
    op.effects.needs.push_back(table_id(key.to));
    op.effects.needs.push_back(altered_id(key.to));  // its key may come with this plan
    op.steps.front().touches.push_back(table_id(key.to));
  }
  for (const ForeignKey& key : later) add_foreign_key(work, table.name, key);
}

// What changes in a table that stands may be what a foreign key to it forbids.
bool changes_table(const Work& work, const QualifiedName& table) {
  return work.to().tables.contains(table) &&
         std::any_of(work.changed.begin(), work.changed.end(), [&](const ObjectId& id) {
           return id.owner == table && id.kind >= Kind::Table && id.kind <= Kind::Index;
         });
}

void drop_table(Work& work, const Table& table, const Placement& placement) {
  const ObjectId id = id_of(table);
  const auto held_up = [&](const ForeignKey& key) {
    return key.to != table.name && (!placement.fits(table, key) || changes_table(work, key.to));
  };
  for (const ForeignKey& key : table.foreign_keys)
    if (held_up(key)) drop_foreign_key(work, table.name, key);
  Operation& op = work.add(id, kDropTables);
  Step& s = step(op, "DROP TABLE " + work.quoted(table.name), "drop " + id.display(),
                 sql::write_create(spoken(work, table), work.syntax()), LockLevel::Exclusive);
  s.irreversible = true;
  danger(s, Hazard::DeletesData, id, fmt::format("drops {} and its rows", id.display()));
  op.effects.drops.push_back(id);
  for (const ForeignKey& key : table.foreign_keys)
    if (key.to != table.name && !held_up(key)) op.effects.frees.push_back(table_id(key.to));
  op.effects.frees.push_back({Kind::Namespace, {table.name.schema}, {}});
}

}  // namespace

namespace {

// MariaDB's json: a longtext with a check. Told so in other words it takes the column for another one, and copies.
bool is_json(const Column& column, const Check& check) {
  return column.type.name == "longtext" && column.collation == "utf8mb4_bin" &&
         check.expression.canonical.starts_with("json_valid(");
}

}  // namespace

std::string column_definition(const Work& work, const Table& table, const Column& column) {
  Column spoken_column = column;
  std::vector<const Check*> checks;
  // MariaDB: a check without a name is a part of its column.
  if (work.flavour.checks_have_columns)
    for (const Check& check : table.checks)
      if (check.name.empty() && check.on_column.text == column.name) checks.push_back(&check);
  const auto json = std::find_if(checks.begin(), checks.end(), [&](const Check* c) { return is_json(column, *c); });
  if (json != checks.end()) {
    spoken_column.type.name = "json";
    spoken_column.collation.clear();
    checks.erase(json);
  }
  if (spoken_column.collation == table_collation(table)) spoken_column.collation.clear();
  sql::Sql out(work.syntax());
  sql::write_column(out, spoken_column, &table);
  for (const Check* check : checks) sql::write_constraint(out, *check);
  return std::move(out).take();
}

void create_tables(Work& work, const std::vector<const Table*>& tables) {
  const Placement placement(tables);
  for (const Table* t : tables) create_table(work, *t, placement);
}

void drop_tables(Work& work, const std::vector<const Table*>& tables) {
  const Placement placement(tables);
  for (const Table* t : tables) drop_table(work, *t, placement);
}

}  // namespace plumb::mysql
