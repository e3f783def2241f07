#include "plumb/tests/live/postgres_laws/script_pair.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "plumb/tests/live/postgres_laws/script_maker.h"
#include "plumb/tests/live/postgres_laws/script_types.h"

namespace plumb::test {
namespace {

using Kind = ScriptColumn::Kind;

// One change to what is there.
class Changer : public ScriptMaker {
 public:
  Changer(ScriptSchema& schema, Random& random, int names) : ScriptMaker(schema, random, names) {}

  /// What was done; empty where it could not be.
  std::string change() {
    const std::string table = pick(s.tables);
    ScriptTable& t = s.tables[table];
    switch (r.below(28)) {
      case 0: this->table(); return "a table";
      case 1: return drop_table(table);
      case 2: t.columns.push_back(column()); return "a column of " + table;
      case 3: return drop_column(table, t);
      case 4:
      case 5: return change_type(table, t);
      case 6: return change_default(table, t);
      case 7: return change_null(table, t);
      case 8: return generated(t) ? "a generated column of " + table : "";
      case 9: return index(t) ? "an index of " + table : "";
      case 10: return drop_one(t.indexes, "index of " + table);
      case 11: return check(t) ? "a check of " + table : "";
      case 12: return drop_one(t.checks, "check of " + table);
      case 13: return unique(t) ? "a unique constraint of " + table : "";
      case 14: return drop_one(t.uniques, "unique constraint of " + table);
      case 15: return key(t) ? "a foreign key of " + table : "";
      case 16: return drop_one(t.keys, "foreign key of " + table);
      case 17: return policies(table, t);
      case 18: return triggers(table, t);
      case 19: return views();
      case 20: return enums();
      case 21: return function() ? "a function" : "";
      case 22: return functions();
      case 23: return r.chance(50) ? (sequence() ? "a sequence" : "") : drop_one(s.sequences, "sequence");
      case 24: return own_fields(table, t);
      case 25: return r.chance(60) ? (rule(t) ? "a rule of " + table : "") : drop_one(t.rules, "rule of " + table);
      case 26:
        return r.chance(60) ? (statistics(t) ? "statistics of " + table : "")
                            : drop_one(t.statistics, "statistics of " + table);
      default: return comments(table, t);
    }
  }

 private:
  template <class T>
  std::string drop_one(std::map<std::string, T>& from, const std::string& what) {
    if (from.empty()) return {};
    const std::string gone = pick(from);
    from.erase(gone);
    return "no " + gone + ", " + what;
  }

  bool spoken_of(const std::string& column, const std::string& text) const {
    return text.find(quoted(column)) != std::string::npos;
  }

  std::vector<std::string> computed_from(const ScriptTable& t, const std::string& column) const {
    std::vector<std::string> out;
    for (const ScriptColumn& c : t.columns)
      if (c.kind == Kind::Generated && spoken_of(column, c.value)) out.push_back(c.name);
    return out;
  }

  // Whoever speaks of it goes too, as a person would write it.
  void forget(ScriptTable& t, const std::string& table, const std::string& column) {
    const auto speaks = [&](const auto& entry) { return spoken_of(column, entry.second); };
    std::erase_if(t.uniques, speaks);
    std::erase_if(t.checks, speaks);
    std::erase_if(t.policies, speaks);
    std::erase_if(t.triggers, speaks);
    std::erase_if(t.rules, speaks);
    std::erase_if(t.statistics, speaks);
    std::erase_if(t.indexes, [&](const auto& e) {
      return spoken_of(column, e.second.what) || spoken_of(column, e.second.where) ||
             spoken_of(column, e.second.options);
    });
    std::erase_if(t.keys, [&](const auto& e) { return e.second.column == column; });
    for (const std::string& computed : computed_from(t, column)) {
      forget(t, table, computed);
      std::erase_if(t.columns, [&](const ScriptColumn& c) { return c.name == computed; });
    }
    forget_views(table);
  }
  void forget_views(const std::string& relation) {
    const auto over = [&](const std::string& sql) { return sql.find("FROM " + quoted(relation)) != std::string::npos; };
    std::vector<std::string> gone;
    for (const auto& [name, sql] : s.views)
      if (over(sql)) gone.push_back(name);
    for (const std::string& name : gone) {
      s.views.erase(name);
      forget_views(name);
    }
    std::erase_if(s.materialised, [&](const auto& e) { return over(e.second); });
  }

  std::string drop_table(const std::string& table) {
    if (s.tables.size() < 2) return {};
    for (auto& [name, t] : s.tables) std::erase_if(t.keys, [&](const auto& e) { return e.second.to == table; });
    forget_views(table);
    s.tables.erase(table);
    return "no " + table;
  }
  std::string drop_column(const std::string& table, ScriptTable& t) {
    if (t.columns.size() < 2) return {};
    const ScriptColumn gone = t.columns[1 + r.below(t.columns.size() - 1)];
    forget(t, table, gone.name);
    std::erase_if(t.columns, [&](const ScriptColumn& c) { return c.name == gone.name; });
    return "no column " + table + "." + gone.name;
  }
  std::string change_type(const std::string& table, ScriptTable& t) {
    ScriptColumn& c = t.columns[r.below(t.columns.size())];
    if (c.kind != Kind::Plain || c.name == "id") return {};
    for (const auto& [name, k] : t.keys)
      if (k.column == c.name) return {};
    const std::vector<std::string> to = neighbours(c.type);
    if (to.empty()) return {};
    const std::string was = c.type, now = r.pick(to);
    // What is said of the values must still be sense.
    const bool number = was != "text" && now == "text" && !was.starts_with("varchar") && !was.starts_with("char");
    if (number || now == "double precision" || now == "numeric") {
      const std::string name = c.name;
      std::erase_if(t.checks, [&](const auto& e) { return spoken_of(name, e.second); });
      for (const std::string& computed : computed_from(t, name)) {
        forget(t, table, computed);
        std::erase_if(t.columns, [&](const ScriptColumn& x) { return x.name == computed; });
      }
      std::erase_if(t.indexes,
                    [&](const auto& e) { return spoken_of(name, e.second.what) || spoken_of(name, e.second.options); });
      ScriptColumn& again =
          *std::find_if(t.columns.begin(), t.columns.end(), [&](const ScriptColumn& x) { return x.name == name; });
      again.type = now;
      again.value = again.not_null ? default_of(r, now) : "";
      return fmt::format("{}.{} from {} to {}", table, name, was, now);
    }
    c.type = now;
    if (!c.value.empty()) c.value = default_of(r, now);
    if (now != "text") c.collation.clear();
    for (auto& [key, i] : t.indexes) {
      const std::size_t at = i.what.find(quoted(c.name) + " text_pattern_ops");
      if (at != std::string::npos && now != "text") i.what = quoted(c.name);
    }
    return fmt::format("{}.{} from {} to {}", table, c.name, was, now);
  }
  std::string change_default(const std::string& table, ScriptTable& t) {
    ScriptColumn& c = t.columns[r.below(t.columns.size())];
    if (c.kind != Kind::Plain || c.name == "id") return {};
    c.value = c.not_null || r.chance(70) ? default_of(r, c.type) : "";
    if (c.value.empty()) c.not_null = false;
    return "the default of " + table + "." + c.name;
  }
  std::string change_null(const std::string& table, ScriptTable& t) {
    ScriptColumn& c = t.columns[r.below(t.columns.size())];
    if (c.kind != Kind::Plain || c.name == "id") return {};
    c.not_null = !c.not_null;
    return "null in " + table + "." + c.name;
  }
  std::string policies(const std::string& table, ScriptTable& t) {
    t.row_security = true;
    if (r.chance(50) || t.policies.empty()) return policy(t) ? "a policy of " + table : "";
    if (r.chance(50)) return drop_one(t.policies, "policy of " + table);
    t.policies[pick(t.policies)] = "FOR SELECT USING (\"id\" > " + std::to_string(r.between(0, 9)) + ")";
    return "a policy of " + table + " is another";
  }
  std::string triggers(const std::string& table, ScriptTable& t) {
    if (r.chance(60) || t.triggers.empty()) return trigger(t) ? "a trigger of " + table : "";
    return drop_one(t.triggers, "trigger of " + table);
  }
  std::string views() {
    if (r.chance(40)) return view() ? "a view" : "";
    if (s.views.empty()) return {};
    const std::string name = pick(s.views);
    std::string& sql = s.views[name];
    if (sql.find("WHERE") == std::string::npos && sql.find("AS x") != std::string::npos)
      sql += " WHERE x.\"id\" > " + std::to_string(r.between(1, 9));
    else if (const std::size_t at = sql.find("SELECT "); sql.find("AS x") != std::string::npos)
      sql.insert(at + 7, fmt::format("{} AS n{}, ", r.between(1, 9), ++names_));
    else
      return {};
    return "view " + name + " is another";
  }
  std::string enums() {
    if (s.enums.empty() || r.chance(20)) return enumeration() ? "an enum" : "";
    const std::string name = pick(s.enums);
    std::vector<std::string>& labels = s.enums[name];
    if (r.chance(70) || labels.size() < 2) {
      labels.insert(labels.begin() + static_cast<std::ptrdiff_t>(r.below(labels.size() + 1)),
                    fmt::format("l{}", ++names_));
      return "a label of " + name;
    }
    const std::string gone = labels.back();
    for (auto& [table, t] : s.tables)
      for (ScriptColumn& c : t.columns)
        if (c.value == literal(gone)) c.value = literal(labels.front());
    labels.pop_back();
    return "no label " + gone + " of " + name;
  }
  std::string functions() {
    std::vector<std::string> names;
    for (const auto& [name, sql] : s.functions)
      if (name != "touch") names.push_back(name);
    if (names.empty()) return {};
    std::string& sql = s.functions[r.pick(names)];
    if (r.chance(60))
      sql.replace(sql.find("$$select "), std::string::npos, fmt::format("$$select {}$$", r.between(100, 999)));
    else if (const std::size_t at = sql.find("RETURNS integer"); at != std::string::npos)
      sql.replace(at, 15, "RETURNS bigint");
    return "a function is another";
  }
  std::string own_fields(const std::string& table, ScriptTable& t) {
    switch (r.below(3)) {
      case 0:
        t.unlogged = !t.unlogged;
        for (auto& [n, o] : s.tables) o.unlogged = t.unlogged;
        break;
      case 1: t.row_security = !t.row_security; break;
      default: t.fillfactor = r.between(50, 99);
    }
    return "the table " + table + " itself";
  }
  std::string comments(const std::string& table, ScriptTable& t) {
    if (r.chance(50))
      t.comment = t.comment.empty() ? "what it's for" : "";
    else
      t.columns[r.below(t.columns.size())].comment = r.chance(70) ? "changed" : "";
    return "comments of " + table;
  }
};

}  // namespace

ScriptPair make_script_pair(std::uint64_t seed, const std::set<std::size_t>& without) {
  ScriptPair pair;
  pair.seed = seed;
  Random random(seed);
  ScriptMaker maker(pair.from, random);
  for (int n = random.between(0, 2); n > 0; --n) maker.enumeration();
  if (random.chance(30)) maker.domain();
  if (random.chance(30)) maker.sequence();
  for (int n = random.between(1, 4); n > 0; --n) maker.table();
  for (int n = random.between(0, 3); n > 0; --n) maker.view();
  if (random.chance(40)) maker.function();
  // An unlogged table and one that is not cannot refer to each other.
  for (auto& [name, t] : pair.from.tables) t.unlogged = pair.from.tables.begin()->second.unlogged;
  pair.to = pair.from;
  const std::size_t changes = static_cast<std::size_t>(random.between(1, 6));
  for (std::size_t i = 0; i < changes; ++i) {
    if (without.count(i)) continue;
    Random own(seed * 64 + i + 1);
    Changer changer(pair.to, own, 1000 * static_cast<int>(i + 1));
    for (int tries = 0; tries < 40; ++tries) {
      if (std::string said = changer.change(); !said.empty()) {
        pair.changes.push_back(std::move(said));
        break;
      }
    }
  }
  for (auto& [name, t] : pair.to.tables) t.unlogged = pair.to.tables.begin()->second.unlogged;
  return pair;
}

}  // namespace plumb::test
