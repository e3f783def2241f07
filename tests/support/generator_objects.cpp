// Views, triggers and virtual tables, as SQLite takes them; a whole schema.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/tests/support/generator_sqlite.h"

namespace plumb::test {

const Table* SqliteMaker::any_table() {
  if (s.tables.empty()) return nullptr;
  return s.tables.find(r.pick(s.tables.keys()));
}

bool SqliteMaker::query(View& view) {
  const Table* t = any_table();
  const Table* u = any_table();
  const std::string before = view.query.written;
  view.columns.clear();
  if (!s.views.empty() && r.chance(25)) {
    const View& other = *s.views.find(r.pick(s.views.keys()));
    // Never over itself, and never over what is over it: names that are greater only.
    if (view.name < other.name) {
      set_query(view, fmt::format(fmt::runtime(r.word({"SELECT * FROM {}", "SELECT count(*) AS n FROM {}",
                                                       "SELECT 1 AS one WHERE EXISTS (SELECT * FROM {})"})),
                                  quoted(other.name.name)));
      return view.query.written != before;
    }
  }
  if (!t || r.chance(5)) {
    set_query(view,
              std::string(r.word({"SELECT 1 AS one", "VALUES (1, 'a'), (2, 'b')", "SELECT 'it''s; -- \"so\"' AS x"})));
    return view.query.written != before;
  }
  struct Form {
    const char* text;
    int columns;
  };
  static const Form kForms[] = {
      {"SELECT {0} FROM {2}", 1},
      {"SELECT * FROM {2}", 0},
      {"SELECT {0}, {1} AS x FROM {2} WHERE {0} IS NOT NULL ORDER BY {1} DESC", 2},
      {"SELECT a.{0} AS x, b.{3} AS y FROM {2} AS a JOIN {4} AS b ON a.{0} = b.{3}", 2},
      {"SELECT a.{0}, b.{3} FROM {2} a LEFT JOIN {4} b ON a.{1} IS b.{3} LIMIT 10 OFFSET 1", 2},
      {"SELECT count(*) AS n, max({0}) AS most FROM {2} GROUP BY {1} HAVING count(*) > 1", 2},
      {"WITH w AS (SELECT {0} AS v FROM {2}) SELECT v FROM w WHERE v IS NOT NULL", 1},
      {"WITH RECURSIVE w (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM w WHERE n < 3) SELECT n FROM "
       "w, {2}",
       1},
      {"SELECT {0} FROM {2} UNION ALL SELECT {3} FROM {4}", 1},
      {"SELECT {2}.{0}, (SELECT count(*) FROM {4}) AS n FROM {2} WHERE {2}.{1} IN (SELECT {3} FROM "
       "{4})",
       2},
      {"SELECT row_number() OVER (PARTITION BY {0} ORDER BY {1}) AS n FROM {2}", 1},
      {"SELECT CASE {0} WHEN 1 THEN 'a' ELSE 'b' END AS k, CAST({1} AS TEXT) AS t FROM {2} WHERE "
       "EXISTS "
       "(SELECT 1 FROM {4} AS z WHERE z.{3} = {2}.{0})",
       2},
      {"SELECT DISTINCT {0} COLLATE NOCASE AS x FROM {2} WHERE {1} LIKE 'a%' OR {1} BETWEEN 1 AND "
       "2",
       1}};
  const Form& form = r.pick(kForms);
  set_query(view, fmt::format(fmt::runtime(form.text), quoted(any_column(*t).name), quoted(any_column(*t).name),
                              quoted(t->name.name), quoted(any_column(*u).name), quoted(u->name.name)));
  if (form.columns > 0 && r.chance(25))
    for (int i = 0; i < form.columns; ++i) view.columns.push_back("col " + std::to_string(i + r.between(0, 1) * 10));
  return view.query.written != before;
}

bool SqliteMaker::view() {
  View v;
  v.name = relation_name();
  if (!query(v)) return false;
  s.views.insert(v.name, v);
  return true;
}

bool SqliteMaker::trigger_on(Trigger& trigger) {
  const bool view = !s.views.empty() && (s.tables.empty() || r.chance(25));
  if (!view && s.tables.empty()) return false;
  trigger.table = view ? r.pick(s.views.keys()) : r.pick(s.tables.keys());
  trigger.timing = view ? Timing::InsteadOf : r.chance(50) ? Timing::Before : Timing::After;
  trigger.events = {};
  trigger.update_of.clear();
  switch (r.below(3)) {
    case 0: trigger.events.insert = true; break;
    case 1: trigger.events.remove = true; break;
    default: trigger.events.update = true;
  }
  const Table* t = s.tables.find(trigger.table);
  if (t && trigger.events.update && r.chance(60)) {
    trigger.update_of.push_back(any_column(*t).name);
    if (const std::string& more = any_column(*t).name; r.chance(40) && more != trigger.update_of[0])
      trigger.update_of.push_back(more);
  }
  trigger.when = {};
  if (r.chance(35)) {
    const std::string row = trigger.events.remove ? "OLD" : "NEW";
    trigger.when =
        t ? expression(fmt::format(fmt::runtime(r.word({"{0}.{1} IS NOT NULL", "{0}.{1} > 5 AND {0}.{1} <> 'x'"})), row,
                                   quoted(any_column(*t).name)))
          : expression("1 = 0");
  }
  return true;
}

void SqliteMaker::trigger_body(Trigger& trigger) {
  const Table* t = s.tables.find(trigger.table);
  const Table* u = any_table();
  const std::string row = trigger.events.remove ? "OLD" : "NEW";
  const std::string mine = t ? quoted(any_column(*t).name) : "";
  const Column* other = u ? base_column(*u) : nullptr;
  if (!other) return set_body(trigger, "BEGIN SELECT 1; END");
  const std::string c = quoted(other->name), name = quoted(u->name.name);
  if (t && r.chance(40)) {
    set_body(trigger,
             fmt::format(
                 fmt::runtime(r.word({"BEGIN SELECT RAISE(ABORT, 'no; END') WHERE {0}.{1} = 'never;'; END",
                                      "BEGIN SELECT CASE WHEN {0}.{1} = 'never' THEN RAISE(IGNORE) END; SELECT 2; END",
                                      "BEGIN UPDATE {3} SET {2} = {0}.{1} WHERE 0; END",
                                      "BEGIN DELETE FROM {3} WHERE {2} = {0}.{1} AND 0; END"})),
                 row, mine, c, name));
    return;
  }
  set_body(trigger, fmt::format(fmt::runtime(r.word({"BEGIN UPDATE {1} SET {0} = {0} WHERE 0; END",
                                                     "BEGIN DELETE FROM {1} WHERE {0} IS NULL AND 0; END",
                                                     "BEGIN INSERT OR IGNORE INTO {1} ({0}) SELECT {0} FROM {1} "
                                                     "WHERE 0; SELECT 'it''s'; END",
                                                     "BEGIN SELECT count(*) FROM {1} AS z WHERE z.{0} IN (1, 2); END",
                                                     "BEGIN SELECT 1; SELECT 2; SELECT 'END;'; END"})),
                                c, name));
}

bool SqliteMaker::trigger() {
  Trigger t;
  t.name = trigger_name();
  t.for_each_row = true;
  if (!trigger_on(t)) return false;
  trigger_body(t);
  s.triggers.insert({t.table, t.name}, t);
  return true;
}

void SqliteMaker::arguments(VirtualTable& table) {
  table.arguments.clear();
  if (table.module == "fts5") {
    table.arguments = {"title", r.chance(50) ? "body" : "body UNINDEXED"};
    if (r.chance(30)) table.arguments.push_back("tokenize = 'porter ascii'");
    if (r.chance(30)) table.arguments.push_back("prefix='2 3'");
    if (r.chance(20)) table.arguments.push_back("tag" + std::to_string(r.below(10)));
    return;
  }
  table.arguments = {"id", "min_x", "max_x"};
  if (r.chance(50)) table.arguments.insert(table.arguments.end(), {"min_y", "max_y"});
  if (r.chance(25)) table.arguments.push_back("+note TEXT");
}

void SqliteMaker::virtual_table() {
  VirtualTable t;
  t.name = relation_name();
  // Shadow tables are called after it: nothing else may begin with its name.
  t.name.name += "_" + std::to_string(r.below(100000)) + "v";
  t.module = r.word({"fts5", "rtree", "rtree_i32"});
  arguments(t);
  s.virtual_tables.insert(t.name, t);
}

Schema sqlite_schema(Random& random, const Shape& shape) {
  Schema s;
  SqliteMaker make(s, random, shape);
  const int tables = random.between(1, shape.tables);
  for (int i = 0; i < tables; ++i) {
    Table t = make.table();
    s.tables.insert(t.name, t);
  }
  for (const QualifiedName& key : s.tables.keys()) {
    if (random.chance(40)) {
      Table t = *s.tables.find(key);
      if (make.foreign_key(t) && random.chance(25)) make.foreign_key(t);
      s.tables.set(key, std::move(t));
    }
    for (int i = random.chance(60) ? random.between(1, 2) : 0; i > 0; --i) {
      Table t = *s.tables.find(key);
      make.index(t);
      s.tables.set(key, std::move(t));
    }
  }
  if (random.chance(15)) make.virtual_table();
  for (int i = random.chance(50) ? random.between(1, 3) : 0; i > 0; --i) make.view();
  for (int i = random.chance(40) ? random.between(1, 3) : 0; i > 0; --i) make.trigger();
  repair(s, shape);
  return s;
}

}  // namespace plumb::test
