// What refers to nothing goes, until the schema is one that SQLite accepts.
#include <algorithm>
#include <set>

#include "plumb/core/sql/expression.h"
#include "plumb/dialects/sqlite/syntax.h"
#include "plumb/tests/support/generator_sqlite.h"

namespace plumb::test {
namespace {

bool has(const Table& t, const std::string& column) { return t.find_column(column) != nullptr; }

bool names_missing(const Expr& e, const Table& t) {
  if (e.empty()) return false;
  const auto node = sql::parse_expression(e.written, sqlite::syntax());
  if (!node) return false;
  const auto names = sql::columns_of(*node);
  return std::any_of(names.begin(), names.end(), [&](const std::string& n) {
    return std::none_of(t.columns.begin(), t.columns.end(), [&](const Column& c) { return same_name(c.name, n); });
  });
}

bool parts_missing(const std::vector<IndexPart>& parts, const Table& t) {
  return parts.empty() || std::any_of(parts.begin(), parts.end(), [&](const IndexPart& p) {
           return p.plain() ? !has(t, p.column) : names_missing(p.expression, t);
         });
}

bool computed_part(const std::vector<IndexPart>& parts, const Table& t) {
  return std::any_of(parts.begin(), parts.end(), [&](const IndexPart& p) {
    const Column* c = t.find_column(p.column);
    return c && c->computed();
  });
}

void repair_key(Table& t) {
  if (!t.primary_key) return;
  PrimaryKey& key = *t.primary_key;
  if (parts_missing(key.parts, t) || computed_part(key.parts, t)) {
    t.primary_key.reset();
    return;
  }
  const Column* c = t.find_column(key.parts[0].column);
  const bool counts = key.parts.size() == 1 && c && c->type.name == "INTEGER" && c->type.args.empty() &&
                      !key.parts[0].order.descending && key.parts[0].collation.empty() &&
                      !extra_of<SqliteTable>(t.extra).without_rowid;
  if (!counts) key.autoincrement = false;
  if (key.parts.size() != 1 || !key.parts[0].collation.empty()) key.on_column = false;
}

bool repair_columns(Schema& s, Table& t) {
  for (std::size_t i = 0; i < t.columns.size(); ++i) {
    const Computed* computed = t.columns[i].computed();
    if (!computed || !names_missing(computed->from, t)) continue;
    const std::string gone = t.columns[i].name;
    t.columns.erase(t.columns.begin() + static_cast<std::ptrdiff_t>(i));
    forget_column(s, t.name, gone);
    return true;
  }
  const bool all_computed =
      std::all_of(t.columns.begin(), t.columns.end(), [](const Column& c) { return c.computed(); });
  if (!all_computed) return false;
  if (t.columns.empty()) {
    Column c;
    c.name = "only";
    c.type.name = "TEXT";
    t.columns.push_back(std::move(c));
  } else {
    t.columns[0].fill = std::monostate{};
    forget_column(s, t.name, t.columns[0].name);
  }
  return true;
}

bool same_parts(const std::vector<IndexPart>& a, const std::vector<IndexPart>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](const IndexPart& x, const IndexPart& y) {
           return x.column == y.column;
         });
}

// SQLite makes one index for constraints over the same columns, and refuses two ways to resolve its
// conflicts.
void repair_conflicts(Table& t) {
  // SQLite 3.40 cannot rename a column of a table WITHOUT ROWID whose primary key is stated twice.
  if (t.primary_key && extra_of<SqliteTable>(t.extra).without_rowid)
    std::erase_if(t.uniques, [&](const Unique& u) { return same_parts(t.primary_key->parts, u.parts); });
  std::vector<const std::vector<IndexPart>*> seen;
  if (t.primary_key) seen.push_back(&t.primary_key->parts);
  for (Unique& u : t.uniques) {
    const bool again =
        std::any_of(seen.begin(), seen.end(), [&](const auto* parts) { return same_parts(*parts, u.parts); });
    if (again) u.options.clear();
    seen.push_back(&u.parts);
  }
}

void repair_parts(Table& t) {
  std::erase_if(t.uniques, [&](const Unique& u) { return parts_missing(u.parts, t); });
  std::erase_if(t.indexes, [&](const Index& i) { return parts_missing(i.parts, t) || names_missing(i.where, t); });
  std::erase_if(t.checks, [&](const Check& c) { return names_missing(c.expression, t); });
  for (Check& c : t.checks)
    if (!c.on_column.empty() && !has(t, c.on_column.text)) c.on_column = {};
  repair_key(t);
  repair_conflicts(t);
  const SqliteTable& extra = extra_of<SqliteTable>(t.extra);
  if (extra.without_rowid && !t.primary_key) edit_extra<SqliteTable>(t.extra).without_rowid = false;
  if (t.extra && extra_of<SqliteTable>(t.extra) == SqliteTable{}) t.extra.clear();
  static const std::set<std::string> kStrict = {"INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"};
  if (extra_of<SqliteTable>(t.extra).strict)
    for (Column& c : t.columns)
      if (!kStrict.count(c.type.name) || !c.type.args.empty()) {
        c.type = {};
        c.type.name = "ANY";
      }
  repair_key(t);  // the type may have been what let it count
}

bool repair_references(Schema& s, Table& t) {
  return std::erase_if(t.foreign_keys, [&](const ForeignKey& k) {
           const Table* to = s.tables.find(k.to);
           if (!to) return true;
           for (const std::string& c : k.columns)
             if (!has(t, c) || t.find_column(c)->computed()) return true;
           if (k.to_columns.empty())
             return !to->primary_key || to->primary_key->parts.size() != k.columns.size() ||
                    std::any_of(to->primary_key->parts.begin(), to->primary_key->parts.end(),
                                [](const IndexPart& p) { return !p.collation.empty(); });
           for (const std::string& c : k.to_columns)
             if (!has(*to, c)) return true;
           return !is_parent_key(*to, k.to_columns);
         }) > 0;
}

bool exists(const Schema& s, const QualifiedName& name) {
  return s.tables.contains(name) || s.views.contains(name) || s.virtual_tables.contains(name);
}

bool repair_views(Schema& s) {
  bool changed = false;
  const auto broken = [&](const std::vector<QualifiedName>& uses) {
    return std::any_of(uses.begin(), uses.end(), [&](const QualifiedName& n) { return !exists(s, n); });
  };
  for (const QualifiedName& key : s.views.keys())
    if (broken(s.views.find(key)->uses)) changed |= s.views.erase(key);
  for (const PartName& key : s.triggers.keys()) {
    const Trigger& t = *s.triggers.find(key);
    const Table* table = s.tables.find(t.table);
    bool gone = broken(t.uses) || (t.timing == Timing::InsteadOf ? !s.views.contains(t.table) : !table);
    if (!gone && table)
      for (const std::string& c : t.update_of) gone |= !has(*table, c);
    if (gone) changed |= s.triggers.erase(key);
  }
  return changed;
}

bool names_column(const std::vector<std::string>& names, const std::string& column) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& n) { return same_name(n, column); });
}

// An annotation whose old name is taken again is none: the reader of both would not know which is
// meant.
template <class List>
void drop_stale(List&& each) {
  std::vector<Written*> seen;
  each([&](Written& from, auto&& taken) {
    if (from.empty()) return;
    const bool twice =
        std::any_of(seen.begin(), seen.end(), [&](const Written* w) { return same_name(w->text, from.text); });
    if (twice || taken(from.text))
      from = {};
    else
      seen.push_back(&from);
  });
}

}  // namespace

void forget_column(Schema& s, const QualifiedName& table, const std::string& column) {
  const auto uses = [&](const std::vector<QualifiedName>& list) {
    return std::find(list.begin(), list.end(), table) != list.end();
  };
  for (const QualifiedName& key : s.views.keys()) {
    const View& v = *s.views.find(key);
    const auto node = sql::parse_query(v.query.written, sqlite::syntax());
    if (uses(v.uses) && (!node || names_column(sql::columns_of(*node), column))) s.views.erase(key);
  }
  for (const PartName& key : s.triggers.keys()) {
    const Trigger& t = *s.triggers.find(key);
    if (t.table != table && !uses(t.uses)) continue;
    const auto body = sql::parse_body(t.body.written, sqlite::syntax());
    if (!body || names_column(sql::columns_of(*body), column) || mentions(t.when, column) ||
        names_column(t.update_of, column))
      s.triggers.erase(key);
  }
}

void drop_stale_annotations(Schema& s) {
  const auto relation_taken = [&](const std::string& text) {
    const auto is = [&](const auto& catalog) {
      return std::any_of(catalog.begin(), catalog.end(),
                         [&](const auto& o) { return same_name(quoted(o.name.name), text); });
    };
    return is(s.tables) || is(s.virtual_tables);
  };
  drop_stale([&](auto&& visit) {
    for (const QualifiedName& key : s.tables.keys()) visit(s.tables.edit(key).renamed_from, relation_taken);
    for (const QualifiedName& key : s.virtual_tables.keys())
      visit(s.virtual_tables.edit(key).renamed_from, relation_taken);
  });
  for (const QualifiedName& key : s.tables.keys()) {
    Table& t = s.tables.edit(key);
    drop_stale([&](auto&& visit) {
      for (Column& c : t.columns)
        visit(c.renamed_from, [&](const std::string& text) {
          return std::any_of(t.columns.begin(), t.columns.end(),
                             [&](const Column& x) { return same_name(quoted(x.name), text); });
        });
    });
  }
}

void repair(Schema& s, const Shape&) {
  for (bool again = true; again;) {
    again = false;
    for (const QualifiedName& key : s.tables.keys()) {
      Table t = *s.tables.find(key);
      while (repair_columns(s, t)) {
      }
      repair_parts(t);
      again |= repair_references(s, t);
      if (!(t == *s.tables.find(key))) {
        s.tables.set(key, std::move(t));
        again = true;
      }
    }
    again |= repair_views(s);
  }
}

}  // namespace plumb::test
