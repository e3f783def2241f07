// Checks of a table that stands, and foreign keys.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/dialects/mysql/render/steps.h"

namespace plumb::mysql {
namespace {

std::string add_clause(const Work& work, const auto& constraint) {
  sql::Sql out(work.syntax());
  out.word("ADD");
  sql::write_constraint(out, constraint);
  return std::move(out).take();
}

Act act_of_adding(const Check& check) { return check.enforced ? Act::AddCheck : Act::AddCheckNotEnforced; }

class Checks {
 public:
  explicit Checks(Alteration& alteration) : a_(alteration), work_(alteration.work) {}

  void run(const Change& c) {
    // MariaDB: a check without a name is a part of its column, and goes with its definition.
    const auto *from = std::get_if<Check>(&c.from), *to = std::get_if<Check>(&c.to);
    if ((from ? from : to)->name.empty()) return ask(to);
    if (from && to && from->expression == to->expression) return enforce(*from, *to);
    if (from)
      a_.add(Act::DropCheck, kDropChecks, c.id, drop_check_clause(work_, *from), add_check_clause(work_, *from),
             (to ? "replace " : "drop ") + c.id.display());
    if (!to) return;
    Clause& clause = a_.add(act_of_adding(*to), kAddChecks, c.id, add_check_clause(work_, *to),
                            drop_check_clause(work_, *to), (from ? "replace " : "create ") + c.id.display());
    fails(clause, *to);
    ask(to);
  }

  // What stays, but speaks of a column that is taken away for a moment.
  void put_aside(const Check& check) {
    const ObjectId id = id_of(a_.table(), check);
    a_.add(Act::DropCheck, kDropChecks, id, drop_check_clause(work_, check), add_check_clause(work_, check),
           "put " + id.display() + " aside");
    a_.add(act_of_adding(check), kAddChecks, id, add_check_clause(work_, check), drop_check_clause(work_, check),
           "put " + id.display() + " back");
  }

 private:
  void enforce(const Check& from, const Check& to) {
    const auto sql = [&](const Check& c) {
      return fmt::format("ALTER {} {} {}", work_.flavour.one_change_a_statement ? "CONSTRAINT" : "CHECK",
                         work_.quoted(c.name), c.enforced ? "ENFORCED" : "NOT ENFORCED");
    };
    const ObjectId id = id_of(a_.table(), to);
    Clause& clause = a_.add(to.enforced ? Act::EnforceCheck : Act::UnenforceCheck, kAddChecks, id, sql(to), sql(from),
                            "change " + id.display());
    fails(clause, to);
    ask(&to);
  }
  void fails(Clause& clause, const Check& check) const {
    if (check.enforced)
      clause.dangers.push_back(
          {Hazard::MayFailOnData, clause.id, fmt::format("fails where {} is not true for a row", clause.id.display())});
  }
  void ask(const Check* check) {
    if (!check || !check->enforced) return;
    const auto known = [&](const Column& c) { return a_.from.find_column(c.name) != nullptr; };
    for (const Column& c : a_.to.columns)
      if (!known(c) && mentions(check->expression, c.name, work_.syntax())) return;
    a_.ask(probe_check(work_, a_.table(), *check));
  }

  Alteration& a_;
  Work& work_;
};

// ---- foreign keys

// The server compares what a foreign key joins by value: it lets none of these change under it.
bool reshaped(const Work& work, const QualifiedName& table, const std::vector<std::string>& columns) {
  const Table *from = work.from().tables.find(table), *to = work.to().tables.find(table);
  if (!from || !to) return false;
  return std::any_of(columns.begin(), columns.end(), [&](const std::string& name) {
    const Column *was = from->find_column(name), *is = to->find_column(name);
    if (!was || !is) return false;
    return !(was->type == is->type) || was->collation != is->collation || was->nullable != is->nullable ||
           (was->computed() != nullptr) != (is->computed() != nullptr) || made_anew(*was, *is);
  });
}

// True where no index that serves the columns stays as it is.
bool loses_index(const Work& work, const QualifiedName& table, const std::vector<std::string>& columns) {
  const Table *from = work.from().tables.find(table), *to = work.to().tables.find(table);
  if (!from || !to) return false;
  if (from->primary_key && from->primary_key == to->primary_key && covers(from->primary_key->parts, columns))
    return false;
  return std::none_of(from->indexes.begin(), from->indexes.end(), [&](const Index& index) {
    if (index.kind != IndexKind::Plain || !covers(index.parts, columns)) return false;
    const Index* now = to->find_index(index.name);
    return now && *now == index;
  });
}

}  // namespace

std::string drop_check_clause(const Work& work, const Check& check) {
  return (work.flavour.checks_are_constraints ? "DROP CONSTRAINT " : "DROP CHECK ") + work.quoted(check.name);
}

// TiDB 8.5 looks for rows that break a new check with NOT in front of its text: of `a OR b` it negates `a` alone.
std::string add_check_clause(const Work& work, const Check& check) {
  if (!work.flavour.one_change_a_statement) return add_clause(work, check);
  Check negatable = check;
  negatable.expression.written = "(" + check.expression.written + ")";
  return add_clause(work, negatable);
}

void change_checks(Alteration& alteration, const std::vector<const Change*>& changes) {
  Checks checks(alteration);
  for (const Change* c : changes)
    if (c->id.kind == Kind::Check) checks.run(*c);
  const Work& work = alteration.work;
  for (const Check& check : alteration.from.checks) {
    if (check.name.empty()) continue;
    const auto now = std::find(alteration.to.checks.begin(), alteration.to.checks.end(), check);
    if (now == alteration.to.checks.end()) continue;
    const bool over = std::any_of(alteration.from.columns.begin(), alteration.from.columns.end(), [&](const Column& c) {
      const Column* is = alteration.to.find_column(c.name);
      return is && made_anew(c, *is) && mentions(check.expression, c.name, work.syntax());
    });
    if (over) checks.put_aside(check);
  }
}

ForeignKey spoken(const Work& work, const QualifiedName& table, ForeignKey key) {
  if (!table.schema.empty() && key.to.schema.empty()) key.to.schema = work.target().default_schema;
  return key;
}

void add_foreign_key(Work& work, const QualifiedName& table, const ForeignKey& key) {
  const ObjectId id = id_of(table, key);
  const bool back = work.aside.count(id) != 0;
  Operation& op = work.add(id, kAddForeignKeys);
  const std::string alter = "ALTER TABLE " + work.quoted(table) + " ";
  const Table* stands = work.from().tables.find(table);
  const Circumstances circumstances = stands ? circumstances_of(*stands) : Circumstances{};
  const Cost cost = stands ? cost_of({Act::AddForeignKey}, circumstances, work.target()) : Cost{};
  std::string sql = alter + add_clause(work, spoken(work, table, key));
  const std::string asked = stands ? ask_for({Act::AddForeignKey}, cost, circumstances, work.target()) : std::string();
  if (!asked.empty()) sql += ", " + asked;
  Step& s = step(op, std::move(sql), (back ? "put " : "create ") + id.display() + (back ? " back" : ""),
                 {alter + "DROP FOREIGN KEY " + work.quoted(key.name)},
                 !stands             ? LockLevel::None
                 : cost.writes_go_on ? LockLevel::Shared
                                     : LockLevel::BlocksWrites);
  s.touches.push_back(table_id(table));
  s.touches.push_back(table_id(key.to));
  for (const QualifiedName& n : {table, key.to}) {
    op.effects.needs.push_back(table_id(n));
    op.effects.needs.push_back(altered_id(n));
  }
  op.effects.creates.push_back(id);
  if (!stands) return;
  if (cost.algorithm == Algorithm::Copy) danger(s, Hazard::RewritesTable, table_id(table), copies(table));
  if (!cost.writes_go_on) danger(s, Hazard::BlocksWrites, table_id(table), blocks(table));
  danger(s, Hazard::MayFailOnData, id, fmt::format("fails where a row refers to none of `{}`", key.to.display()));
  const auto asks = [&](const QualifiedName& t, const std::vector<std::string>& columns) {
    const Table* from = work.from().tables.find(t);
    return from && std::all_of(columns.begin(), columns.end(),
                               [&](const std::string& c) { return from->find_column(c) != nullptr; });
  };
  if (!back && asks(table, key.columns) && asks(key.to, key.to_columns))
    op.probes.push_back(probe_foreign_key(work, table, key));
}

void drop_foreign_key(Work& work, const QualifiedName& table, const ForeignKey& key) {
  const ObjectId id = id_of(table, key);
  const bool aside = work.aside.count(id) != 0;
  Operation& op = work.add(id, kDropForeignKeys);
  const std::string alter = "ALTER TABLE " + work.quoted(table) + " ";
  const Table& stands = *work.from().tables.find(table);
  const Circumstances circumstances = circumstances_of(stands);
  const Cost cost = cost_of({Act::DropForeignKey}, circumstances, work.target());
  std::string sql = alter + "DROP FOREIGN KEY " + work.quoted(key.name);
  const std::string asked = ask_for({Act::DropForeignKey}, cost, circumstances, work.target());
  if (!asked.empty()) sql += ", " + asked;
  Step& s = step(op, std::move(sql), (aside ? "put " : "drop ") + id.display() + (aside ? " aside" : ""),
                 {alter + add_clause(work, spoken(work, table, key))}, LockLevel::Shared);
  s.touches.push_back(table_id(table));
  s.touches.push_back(table_id(key.to));
  op.effects.needs.push_back(table_id(table));  // it is called so by now
  op.effects.drops.push_back(id);
  op.effects.frees.push_back(table_id(key.to));
}

void change_foreign_key(Work& work, const Change& change) {
  const QualifiedName& table = change.id.owner;
  if (change.action != Action::Create) drop_foreign_key(work, table, std::get<ForeignKey>(change.from));
  if (change.action != Action::Drop) add_foreign_key(work, table, std::get<ForeignKey>(change.to));
}

void put_foreign_keys_aside(Work& work) {
  for (const Table& from : work.from().tables) {
    const Table* to = work.to().tables.find(from.name);
    if (!to || from.foreign_keys.empty()) continue;
    for (const ForeignKey& key : from.foreign_keys) {
      if (std::find(to->foreign_keys.begin(), to->foreign_keys.end(), key) == to->foreign_keys.end()) continue;
      const bool steps_aside = reshaped(work, from.name, key.columns) || reshaped(work, key.to, key.to_columns) ||
                               loses_index(work, from.name, key.columns) || loses_index(work, key.to, key.to_columns);
      if (!steps_aside) continue;
      work.aside.insert(id_of(from.name, key));
      drop_foreign_key(work, from.name, key);
      add_foreign_key(work, from.name, key);
    }
  }
}

}  // namespace plumb::mysql
