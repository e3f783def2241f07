// What stands in the way: PostgreSQL changes no column that a view, policy or trigger reads, drops
// no view that another is over, and no key that a foreign key needs.
#include <algorithm>

#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/node.h"
#include "plumb/dialects/postgres/render/conversions.h"
#include "plumb/dialects/postgres/render/steps.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

std::optional<sql::Node> tree_of(const Expr& e, bool query) {
  const std::string& text = e.canonical.empty() ? e.written : e.canonical;
  return query ? sql::parse_query(text, syntax()) : sql::parse_expression(text, syntax());
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}
bool has(const std::vector<QualifiedName>& names, const QualifiedName& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool selects_all(const sql::Node& tree) {
  bool star = false;
  sql::walk(tree, [&](const sql::Node& n) { star |= n.kind == sql::NodeKind::Star; });
  return star;
}

bool calls(const sql::Node& tree, const std::set<std::string>& functions) {
  bool found = false;
  sql::walk(tree, [&](const sql::Node& n) { found |= n.kind == sql::NodeKind::Call && functions.count(n.text) != 0; });
  return found;
}

// Computed anew: what is read from it and what is over it.
class Dependents {
 public:
  explicit Dependents(Work& work) : work_(work) {
    for (const ObjectId& id : work.converted) columns_[id.owner].insert(id.part);
    for (const Change& c : work.changes) {
      if (c.id.kind == Kind::Column && c.action == Action::Drop) columns_[c.id.owner].insert(c.id.part);
      if (c.id.kind != Kind::Routine || c.action != Action::Alter) continue;
      const Routine &from = std::get<Routine>(c.from), &to = std::get<Routine>(c.to);
      if (!replaceable(from, to)) functions_.insert(from.name.display());
    }
  }

  void run() {
    views();
    policies();
    triggers();
    rules();
    foreign_keys();
    defaults();
  }

 private:
  template <class T>
  const Change* change_of(const T& object) const {
    if (!work_.changes_it(id_of(object))) return nullptr;
    for (const Change& c : work_.changes)
      if (c.id == id_of(object)) return &c;
    return nullptr;
  }
  template <class T>
  bool dropped(const T& object) const {
    const Change* c = change_of(object);
    return c && c->action == Action::Drop;
  }

  bool reads(const sql::Node& tree, const std::vector<QualifiedName>& relations, const QualifiedName* home) const {
    if (!functions_.empty() && calls(tree, functions_)) return true;
    std::optional<std::vector<std::string>> named;
    std::optional<bool> all;
    for (const auto& [table, columns] : columns_) {
      if (!(home && *home == table) && !has(relations, table)) continue;
      if (!named) named = sql::columns_of(tree);
      if (!all) all = selects_all(tree);
      if (*all && !home) return true;
      if (std::any_of(columns.begin(), columns.end(), [&](const std::string& c) { return has(*named, c); }))
        return true;
    }
    return false;
  }

  // ---- views: those that cannot stay, and every one over them ----

  bool cannot_stay(const View& view) const {
    const Change* c = change_of(view);
    if (c && c->action == Action::Alter && !replaceable(view, std::get<View>(c->to))) return true;
    if (columns_.empty() && functions_.empty()) return false;
    const auto tree = tree_of(view.query, true);
    return tree && reads(*tree, view.uses, nullptr);
  }

  void views() {
    std::set<QualifiedName> down;
    for (const View& v : work_.from().views)
      if (dropped(v) || cannot_stay(v)) down.insert(v.name);
    for (bool again = !down.empty(); again;) {
      again = false;
      for (const View& v : work_.from().views)
        if (!down.count(v.name) &&
            std::any_of(v.uses.begin(), v.uses.end(), [&](const QualifiedName& n) { return down.count(n) != 0; }))
          again |= down.insert(v.name).second;
    }
    for (const QualifiedName& name : down) {
      const View& was = *work_.from().views.find(name);
      const View* is = work_.to().views.find(name);
      if (!is || dropped(was)) continue;
      work_.aside.insert(id_of(was));
      drop_view(work_, was, true);
      create_view(work_, *is, true);
    }
    down_ = std::move(down);
  }

  bool over_views(const std::vector<QualifiedName>& relations) const {
    return std::any_of(relations.begin(), relations.end(), [&](const QualifiedName& n) { return down_.count(n) != 0; });
  }

  void policies() {
    if (columns_.empty() && down_.empty() && functions_.empty()) return;
    for (const Policy& p : work_.from().policies) {
      if (dropped(p) || work_.goes(p.table)) continue;
      const auto stands_in_the_way = [&](const Expr& e) {
        if (e.empty()) return false;
        const auto tree = tree_of(e, false);
        if (!tree) return false;
        const std::vector<QualifiedName> relations = sql::relations_of(*tree);
        return reads(*tree, relations, &p.table) || over_views(relations);
      };
      const Policy* is = work_.to().policies.find({p.table, p.name});
      if (!is || (!stands_in_the_way(p.using_) && !stands_in_the_way(p.with_check))) continue;
      work_.aside.insert(id_of(p));
      drop_policy(work_, p, true);
      create_policy(work_, *is, true);
    }
  }

  void triggers() {
    if (columns_.empty() && down_.empty() && functions_.empty()) return;
    for (const Trigger& t : work_.from().triggers) {
      if (dropped(t) || work_.goes(t.table)) continue;
      const Trigger* is = work_.to().triggers.find({t.table, t.name});
      if (!is) continue;
      bool moves = down_.count(t.table) != 0;
      if (const auto at = columns_.find(t.table); at != columns_.end()) {
        for (const std::string& c : at->second) moves |= has(t.update_of, c) || mentions(t.when, c);
      }
      if (!functions_.empty())
        moves |= std::any_of(functions_.begin(), functions_.end(),
                             [&](const std::string& f) { return t.body.canonical.starts_with(f + "("); });
      if (!moves) continue;
      work_.aside.insert(id_of(t));
      drop_trigger(work_, t, true);
      create_trigger(work_, *is, true);
    }
  }

  void rules() {
    if (columns_.empty() && down_.empty()) return;
    for (const Definition& d : work_.from().definitions) {
      if (d.id.kind != Kind::Rule || dropped(d) || work_.goes(d.id.owner)) continue;
      const Definition* is = work_.to().definitions.find(d.id);
      if (!is) continue;
      const auto tree = sql::parse_body(d.body.canonical, syntax());
      bool moves = down_.count(d.id.owner) != 0 || over_views(d.uses);
      if (tree) moves |= reads(*tree, d.uses, &d.id.owner);
      if (const auto at = columns_.find(d.id.owner); at != columns_.end())
        for (const std::string& c : at->second) moves |= mentions(d.condition, c);
      if (!moves) continue;
      work_.aside.insert(d.id);
      drop_definition(work_, d, true);
      create_definition(work_, *is, true);
    }
  }

  // Keys that are dropped or made anew, and columns that become another.
  bool loses_its_key(const ForeignKey& key) const {
    for (const Change& c : work_.changes) {
      if (c.id.owner != key.to || c.action == Action::Create) continue;
      const std::vector<IndexPart>* parts = nullptr;
      if (const auto* p = std::get_if<PrimaryKey>(&c.from)) parts = &p->parts;
      if (const auto* u = std::get_if<Unique>(&c.from)) parts = &u->parts;
      if (const auto* i = std::get_if<Index>(&c.from); i && i->unique) parts = &i->parts;
      if (!parts || parts->size() != key.to_columns.size()) continue;
      if (std::all_of(parts->begin(), parts->end(), [&](const IndexPart& p) { return has(key.to_columns, p.column); }))
        return true;
    }
    return false;
  }

  void foreign_keys() {
    for (const Table& t : work_.from().tables) {
      if (work_.goes(t.name)) continue;
      for (const ForeignKey& key : t.foreign_keys) {
        const auto cast = [&](const QualifiedName& table, const std::vector<std::string>& columns) {
          return std::any_of(columns.begin(), columns.end(),
                             [&](const std::string& c) { return work_.converted.count(column_id(table, c)) != 0; });
        };
        const bool by_type = cast(t.name, key.columns) || cast(key.to, key.to_columns);
        if ((!by_type && !loses_its_key(key)) || work_.changes_it(id_of(t.name, key))) continue;
        drop_foreign_key(work_, t.name, key);
        work_.out.back().together = by_type;
        const std::size_t at = work_.out.size();
        add_foreign_key(work_, t.name, key, by_type ? kAddForeignKeysOfNew : kAddConstraints);
        work_.out[at].together = by_type;
      }
    }
  }

  // Defaults that call a function that is made anew.
  void defaults() {
    if (functions_.empty()) return;
    for (const Table& t : work_.from().tables) {
      const Table* now = work_.to().tables.find(t.name);
      if (!now) continue;
      for (const Column& c : t.columns) {
        const auto tree = c.default_value() ? tree_of(*c.default_value(), false) : std::nullopt;
        const Column* wanted = now->find_column(c.name);
        if (!tree || !wanted || !calls(*tree, functions_)) continue;
        default_aside(t.name, c, wanted->fill == c.fill ? wanted : nullptr);
      }
    }
  }

  void default_aside(const QualifiedName& table, const Column& column, const Column* back) {
    const ObjectId id = column_id(table, column.name);
    const auto set = [&](const Column& c) {
      return alter_column(table, c.name).word("SET DEFAULT").expression(*c.default_value()).text();
    };
    Operation& gone = work_.add(id, kTakeDown);
    gone.together = true;
    step(gone, alter_column(table, column.name).word("DROP DEFAULT").text(),
         "put the default of " + id.display() + " aside", {set(column)}, LockLevel::Exclusive);
    for (const Change& c : work_.changes)
      if (c.id.kind == Kind::Routine) gone.effects.frees.push_back(c.id);
    if (!back) return;
    Operation& op = work_.add(id, kAlterTables);
    op.together = true;
    step(op, set(*back), "put the default of " + id.display() + " back", {}, LockLevel::Exclusive);
    needs_of(op, work_, *back->default_value());
  }

  Work& work_;
  std::map<QualifiedName, std::set<std::string>> columns_;
  std::set<std::string> functions_;
  std::set<QualifiedName> down_;
};

bool enum_is_replaced(const Change& c) {
  if (c.id.kind != Kind::Enum || c.action != Action::Alter) return false;
  const Enum &from = std::get<Enum>(c.from), &to = std::get<Enum>(c.to);
  std::size_t at = 0;
  for (const EnumLabel& label : to.labels)
    if (at < from.labels.size() &&
        (from.labels[at].text == label.text || from.labels[at].text == label.renamed_from.text))
      ++at;
  return at != from.labels.size();
}

}  // namespace

bool mentions(const Expr& expression, const std::string& column) {
  if (expression.empty()) return false;
  const auto tree = tree_of(expression, false);
  return !tree || has(sql::columns_of(*tree), column);
}

bool expression_in_place(const Work& work, const Table& table, const Column& from, const Column& to) {
  const Computed *was = from.computed(), *is = to.computed();
  if (!was || !is || was->stored != is->stored) return false;
  if (!(from.type == to.type) || from.collation != to.collation) return false;
  if (work.context.target.version < Version{17, 0, 0}) return false;
  if (is->stored) return true;
  // PostgreSQL 18 takes no other expression for a virtual column beside a check.
  const Table* before = work.from().tables.find(table.name);
  return table.checks.empty() && (!before || before->checks.empty());
}

void find_converted(Work& work) {
  for (const Change& c : work.changes) {
    if (enum_is_replaced(c)) {
      for (const Table& t : work.from().tables)
        for (const Column& column : t.columns)
          if (column.type.user_type && *column.type.user_type == c.id.owner)
            work.converted.insert(id_of(t.name, column));
    }
    if (c.id.kind != Kind::Column || c.action != Action::Alter) continue;
    const Column &from = std::get<Column>(c.from), &to = std::get<Column>(c.to);
    const Table* table = work.to().tables.find(c.id.owner);
    const bool generated = (from.computed() || to.computed()) && !(from.fill == to.fill) &&
                           !(table && expression_in_place(work, *table, from, to));
    if (!(from.type == to.type) || from.collation != to.collation || generated) work.converted.insert(c.id);
  }
  // A generated column that reads one is dropped and made anew.
  const std::set<ObjectId> first = work.converted;
  for (const ObjectId& id : first) {
    const Table* table = work.from().tables.find(id.owner);
    if (!table) continue;
    for (const Column& column : table->columns)
      if (column.computed() && mentions(column.computed()->from, id.part))
        work.converted.insert(id_of(table->name, column));
  }
}

void put_aside(Work& work) { Dependents(work).run(); }

}  // namespace plumb::postgres
