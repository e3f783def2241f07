// Renames: tables, columns with what speaks of them, indexes.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "plumb/core/base/text.h"
#include "plumb/dialects/mysql/render/steps.h"

namespace plumb::mysql {
namespace {

using Renames = std::vector<const Change*>;

// Everything of one table that speaks of a column by an expression: MySQL and TiDB rename no column under it. MariaDB
// changes the expressions itself.
class Dependents {
 public:
  Dependents(Work& work, const Table& table, const Renames& renames) : work_(work), table_(table), renames_(renames) {
    for (const Change* c : renames) was_.emplace(std::get<Column>(c->to).name, std::get<Column>(c->from).name);
    if (work.flavour.renames_in_expressions) return;
    for (const Check& check : table.checks)
      if (!check.name.empty() && speaks(check.expression)) checks_.push_back(&check);
    for (const Index& index : table.indexes)
      if (std::any_of(index.parts.begin(), index.parts.end(),
                      [&](const IndexPart& p) { return !p.plain() && speaks(p.expression); }))
        indexes_.push_back(&index);
    for (const Column& c : table.columns) {
      const Expr* value = c.default_value();
      if ((c.computed() && speaks(c.computed()->from)) || (value && speaks(*value))) columns_.push_back(&c);
    }
  }

  bool empty() const { return checks_.empty() && indexes_.empty() && columns_.empty(); }

  /// Around the renames of one statement.
  std::vector<std::string> before() const {
    std::vector<std::string> out;
    for (const Check* c : checks_) out.push_back(drop_check_clause(work_, *c));
    for (const Index* i : indexes_) out.push_back("DROP INDEX " + work_.quoted(i->name));
    return out;
  }
  std::vector<std::string> behind() const {
    std::vector<std::string> out;
    for (const Column* c : columns_) out.push_back("MODIFY COLUMN " + column_definition(work_, table_, *c));
    for (const Check* c : checks_) out.push_back(add_check_clause(work_, *c));
    for (const Index* i : indexes_) out.push_back(add_key_clause(work_, *i));
    return out;
  }
  std::vector<Act> acts() const {
    std::vector<Act> out;
    if (!columns_.empty()) out.push_back(Act::ChangeStored);
    for (const Check* c : checks_) out.push_back(c->enforced ? Act::AddCheck : Act::AddCheckNotEnforced);
    for (const Index* i : indexes_)
      out.insert(out.end(), {Act::DropIndex, i->unique ? Act::AddUniqueExpressionIndex : Act::AddExpressionIndex});
    return out;
  }

  /// One by one: computed columns go, and come again with the indexes over them.
  void take_down(const std::function<void(std::string, std::string)>& say) {
    for (const Check* c : checks_)
      say(drop_check_clause(work_, *c), "put " + id_of(table_.name, *c).display() + " aside");
    for (const Index& i : table_.indexes)
      if (is_over(i)) say("DROP INDEX " + work_.quoted(i.name), "put " + id_of(table_.name, i).display() + " aside");
    for (const Column* c : columns_) {
      if (!c->computed() || c->computed()->stored)
        work_.refuse(id_of(table_.name, *c), "TiDB renames no column that it is computed from",
                     "make it virtual, or make a new table and copy the rows");
      say("DROP COLUMN " + work_.quoted(c->name), "put " + id_of(table_.name, *c).display() + " aside");
    }
  }
  void put_back(const std::function<void(std::string, std::string)>& say) {
    for (const Column* c : columns_)
      say("ADD COLUMN " + column_definition(work_, table_, *c) + place_of(work_, table_, c->name),
          "put " + id_of(table_.name, *c).display() + " back");
    for (const Index& i : table_.indexes)
      if (is_over(i)) say(add_key_clause(work_, i), "put " + id_of(table_.name, i).display() + " back");
    for (const Check* c : checks_)
      say(add_check_clause(work_, *c), "put " + id_of(table_.name, *c).display() + " back");
  }

 private:
  bool speaks(const Expr& expression) const {
    return std::any_of(was_.begin(), was_.end(),
                       [&](const auto& r) { return mentions(expression, r.first, work_.syntax()); });
  }
  bool is_over(const Index& index) const {
    return std::find(indexes_.begin(), indexes_.end(), &index) != indexes_.end() ||
           std::any_of(columns_.begin(), columns_.end(),
                       [&](const Column* c) { return speaks_of(index.parts, c->name, work_.syntax()); });
  }

  Work& work_;
  const Table& table_;
  const Renames& renames_;
  std::map<std::string, std::string> was_;  // by what it is called now
  std::vector<const Check*> checks_;
  std::vector<const Index*> indexes_;
  std::vector<const Column*> columns_;
};

std::string rename_clause(const Work& work, const std::string& from, const std::string& to) {
  return fmt::format("RENAME COLUMN {} TO {}", work.quoted(from), work.quoted(to));
}
std::string why_of(const QualifiedName& table, const Change& c) {
  return fmt::format("rename column `{}` of `{}` to `{}`", std::get<Column>(c.from).name, table.display(),
                     std::get<Column>(c.to).name);
}

}  // namespace

void rename_columns(Work& work, const QualifiedName& name, const Renames& renames) {
  const Table& table = *work.from().tables.find(name);
  Dependents dependents(work, table, renames);
  const std::string head = "ALTER TABLE " + work.quoted(name) + " ";
  Operation op;
  op.id = renames.front()->id;
  op.phase = kRename;
  op.transactional = false;
  op.effects.needs.push_back(table_id(name));  // it is called so by now
  for (const Change* c : renames) op.effects.creates.push_back(c->id);
  const auto say = [&](std::string sql, std::string why) {
    step(op, head + std::move(sql), std::move(why), {}, LockLevel::Shared).touches.push_back(table_id(name));
  };
  if (work.flavour.one_change_a_statement) {
    dependents.take_down(say);
    for (const Change* c : renames) {
      const std::string &was = std::get<Column>(c->from).name, &now = std::get<Column>(c->to).name;
      say(rename_clause(work, was, now), why_of(name, *c));
      op.steps.back().undo = {head + rename_clause(work, now, was)};
    }
    dependents.put_back(say);
  } else {
    std::vector<std::string> clauses = dependents.before(), backs;
    std::string why;
    for (const Change* c : renames) {
      const std::string &was = std::get<Column>(c->from).name, &now = std::get<Column>(c->to).name;
      clauses.push_back(rename_clause(work, was, now));
      backs.push_back(rename_clause(work, now, was));
      why += (why.empty() ? "" : ", ") + why_of(name, *c);
    }
    for (std::string& clause : dependents.behind()) clauses.push_back(std::move(clause));
    std::vector<Act> acts = dependents.acts();
    acts.push_back(Act::RenameColumn);
    const Circumstances circumstances = circumstances_of(table);
    const Cost cost = cost_of(acts, circumstances, work.target());
    const std::string asked = ask_for(acts, cost, circumstances, work.target());
    if (!asked.empty()) clauses.push_back(asked);
    say(join(clauses, ", "), why);
    Step& s = op.steps.back();
    if (dependents.empty()) s.undo = {head + join(backs, ", ")};
    if (!cost.writes_go_on) {
      s.lock = LockLevel::BlocksWrites;
      danger(s, Hazard::RewritesTable, table_id(name), copies(name));
      danger(s, Hazard::BlocksWrites, table_id(name), blocks(name));
    }
  }
  work.out.push_back(std::move(op));
}

void rename_table(Work& work, const Change& change) {
  const QualifiedName &was = std::get<Table>(change.from).name, &now = std::get<Table>(change.to).name;
  const auto sql = [&](const QualifiedName& a, const QualifiedName& b) {
    return fmt::format("RENAME TABLE {} TO {}", work.quoted(a), work.quoted(b));
  };
  Operation& op = work.add(change.id, kRename);
  step(op, sql(was, now), fmt::format("rename table `{}` to `{}`", was.display(), now.display()), {sql(now, was)},
       LockLevel::Exclusive);
  op.effects.creates.push_back(change.id);
}

void rename_index(Work& work, const QualifiedName& table, const std::string& from, const std::string& to) {
  const ObjectId id{Kind::Index, table, to};
  const Circumstances circumstances = circumstances_of(*work.from().tables.find(table));
  const Cost cost = cost_of({Act::RenameIndex}, circumstances, work.target());
  const std::string asked = ask_for({Act::RenameIndex}, cost, circumstances, work.target());
  const std::string head = "ALTER TABLE " + work.quoted(table) + " ";
  const auto sql = [&](const std::string& a, const std::string& b) {
    return fmt::format("RENAME INDEX {} TO {}", work.quoted(a), work.quoted(b));
  };
  Operation& op = work.add(id, kRename);
  step(op, head + sql(from, to) + (asked.empty() ? "" : ", " + asked),
       fmt::format("rename index `{}` on `{}` to `{}`", from, table.display(), to), {head + sql(to, from)},
       LockLevel::Shared)
      .touches.push_back(table_id(table));
  op.effects.needs = {table_id(table)};  // it is called so by now
  op.effects.drops = {{Kind::Index, table, from}};
  op.effects.creates = {id};
}

}  // namespace plumb::mysql
