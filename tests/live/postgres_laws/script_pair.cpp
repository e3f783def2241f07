#include "plumb/tests/live/postgres_laws/script_pair.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace plumb::test {
namespace {

using Kind = ScriptColumn::Kind;

std::string quoted(const std::string& name) { return "\"" + name + "\""; }
std::string literal(const std::string& text) {
  std::string out = "'";
  for (char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

constexpr const char* kTypes[] = {"integer",       "bigint",       "smallint",         "text",
                                  "varchar(40)",   "varchar(200)", "char(8)",          "numeric(12,2)",
                                  "numeric(14,2)", "numeric",      "boolean",          "jsonb",
                                  "uuid",          "text[]",       "integer[]",        "timestamptz",
                                  "timestamp(3)",  "date",         "double precision", "interval",
                                  "bytea",         "inet"};

// A default that the type takes.
std::string default_of(Random& r, const std::string& type) {
  const auto any = [&](std::initializer_list<std::string_view> from) { return std::string(r.word(from)); };
  if (type == "integer" || type == "bigint" || type == "smallint") return any({"0", "7", "-1", "(1 + 2)"});
  if (type.starts_with("numeric") || type == "double precision") return any({"0", "1.5", "-2"});
  if (type == "text" || type.starts_with("varchar") || type.starts_with("char"))
    return any({"''", "'x'", "'it''s'", "upper('a')"});
  if (type == "boolean") return any({"true", "false"});
  if (type == "jsonb") return any({"'{}'", "'{\"a\": 1}'", "jsonb_build_object()"});
  if (type == "uuid") return any({"gen_random_uuid()"});
  if (type == "text[]" || type == "integer[]") return any({"'{}'", "ARRAY[]::" + type});
  if (type == "timestamptz" || type.starts_with("timestamp")) return any({"now()", "CURRENT_TIMESTAMP"});
  if (type == "date") return any({"CURRENT_DATE", "'2024-01-31'"});
  if (type == "interval") return any({"'1 day'", "'72:00'::interval"});
  return {};
}

// Types that the server casts to on assignment, or by USING column::type with values such as
// rows_of() gives.
std::vector<std::string> neighbours(const std::string& type) {
  static const std::map<std::string, std::vector<std::string>> all = {
      {"integer", {"bigint", "numeric", "text"}},
      {"smallint", {"integer", "bigint"}},
      {"bigint", {"numeric", "text", "integer"}},
      {"varchar(40)", {"varchar(200)", "text"}},
      {"varchar(200)", {"text", "varchar(40)"}},
      {"char(8)", {"text", "varchar(40)"}},
      {"text", {"varchar(200)"}},
      {"numeric(12,2)", {"numeric(14,2)", "numeric"}},
      {"numeric(14,2)", {"numeric", "double precision"}},
      {"date", {"timestamptz"}},
      {"timestamp(3)", {"timestamptz"}},
      {"boolean", {"text"}},
      {"uuid", {"text"}}};
  const auto at = all.find(type);
  return at == all.end() ? std::vector<std::string>{} : at->second;
}

std::string check_on(Random& r, const ScriptColumn& c) {
  const std::string name = quoted(c.name);
  if (c.kind == Kind::Generated) return name + " IS NOT NULL";
  if (c.type == "integer" || c.type == "bigint" || c.type == "smallint" || c.type.starts_with("numeric"))
    return name +
           std::string(r.word({" > -100", " <> -50", " IN (-1, 0, 1, 2, 3, 4, 5, 6, 7)", " BETWEEN -100 AND 100000"}));
  if (c.type == "text" || c.type.starts_with("varchar"))
    return fmt::format("{}({}) < 1000", r.word({"length", "char_length"}), name);
  return name + " IS NOT NULL OR true";
}

class Maker {
 public:
  Maker(ScriptSchema& schema, Random& random) : s(schema), r(random) {}

  std::string name(const char* prefix) { return fmt::format("{}{}{}", prefix, r.chance(15) ? "Odd " : "", ++names_); }

  ScriptColumn column() {
    ScriptColumn c;
    c.name = name("c");
    c.type = kTypes[r.below(std::size(kTypes))];
    if (!s.enums.empty() && r.chance(15))
      c.type = pick(s.enums);
    else if (!s.domains.empty() && r.chance(10))
      c.type = pick(s.domains);
    if (r.chance(40)) c.value = default_of(r, c.type);
    if (s.enums.count(c.type) && r.chance(50)) c.value = literal(s.enums[c.type].front());
    if (c.type == "text" && r.chance(10)) c.collation = "C";
    c.not_null = !c.value.empty() && r.chance(40);
    if (r.chance(10)) c.comment = "about it's " + c.name;
    return c;
  }

  void table() {
    ScriptTable t;
    ScriptColumn id;
    id.name = "id";
    id.type = std::string(r.word({"integer", "bigint"}));
    id.not_null = true;
    id.kind = r.pick({Kind::Plain, Kind::ByDefault, Kind::Serial});
    t.columns.push_back(id);
    for (int n = r.between(1, 6); n > 0; --n) t.columns.push_back(column());
    t.named_key = r.chance(20);
    t.fillfactor = r.chance(10) ? r.between(50, 99) : 0;
    t.unlogged = r.chance(5);
    t.row_security = r.chance(10);
    const std::string named = name("t");
    s.tables.emplace(named, std::move(t));
    ScriptTable& made = s.tables[named];
    if (r.chance(50)) generated(made);
    for (int n = r.between(0, 2); n > 0; --n) index(made, named);
    if (r.chance(40)) check(made);
    if (r.chance(30)) unique(made);
    if (r.chance(40)) key(made);
    if (r.chance(20)) policy(made);
    if (r.chance(20)) trigger(made);
  }

  bool generated(ScriptTable& t) {
    ScriptColumn c;
    c.name = name("g");
    const ScriptColumn& from = t.columns[r.below(t.columns.size())];
    if (from.kind == Kind::Generated) return false;
    if (from.type == "integer" || from.type == "bigint")
      c.type = "bigint", c.value = quoted(from.name) + " * " + std::to_string(r.between(2, 4));
    else if (from.type == "text")
      c.type = "text", c.value = fmt::format("{}({})", r.word({"upper", "lower"}), quoted(from.name));
    else
      return false;
    c.kind = Kind::Generated;
    t.columns.push_back(std::move(c));
    return true;
  }

  bool index(ScriptTable& t, const std::string&) {
    ScriptIndex i;
    const ScriptColumn& c = t.columns[r.below(t.columns.size())];
    if (c.type == "jsonb" || c.type.ends_with("[]"))
      i.method = "gin", i.what = quoted(c.name);
    else if (c.type == "text" && r.chance(40))
      i.what = r.chance(50) ? "lower(" + quoted(c.name) + ")" : quoted(c.name) + " text_pattern_ops";
    else
      i.what = quoted(c.name) + std::string(r.word({"", " DESC", " NULLS FIRST", " DESC NULLS LAST"}));
    if (i.method.empty() && r.chance(30) && t.columns.size() > 1) i.what += ", " + quoted(t.columns.front().name);
    if (r.chance(20)) i.where = quoted(c.name) + " IS NOT NULL";
    if (i.method.empty() && r.chance(15)) i.options = " INCLUDE (" + quoted(t.columns.back().name) + ")";
    if (i.method.empty() && i.what == quoted(c.name) + ", \"id\"") i.unique = r.chance(40);
    i.name = r.chance(70) ? name("i") : "";
    return t.indexes.emplace(i.name.empty() ? "~" + std::to_string(++names_) : i.name, i).second;
  }
  bool check(ScriptTable& t) {
    const ScriptColumn& c = t.columns[r.below(t.columns.size())];
    return t.checks.emplace(name("k"), check_on(r, c)).second;
  }
  bool unique(ScriptTable& t) {
    const ScriptColumn& c = t.columns[r.below(t.columns.size())];
    if (c.type == "jsonb" || c.name == "id") return false;
    return t.uniques
        .emplace(name("u"), fmt::format("UNIQUE{} (\"id\", {}){}", r.chance(15) ? " NULLS NOT DISTINCT" : "",
                                        quoted(c.name), r.chance(10) ? " DEFERRABLE" : ""))
        .second;
  }
  bool key(ScriptTable& t) {
    ScriptKey k;
    k.to = pick(s.tables);
    const ScriptTable& to = s.tables[k.to];
    ScriptColumn c;
    c.name = name("r");
    c.type = to.columns.front().type;
    k.name = name("f");
    k.column = c.name;
    k.action = std::string(
        r.word({"", " ON DELETE CASCADE", " ON DELETE SET NULL", " ON UPDATE CASCADE", " ON DELETE RESTRICT"}));
    k.deferred = r.chance(10);
    t.columns.push_back(std::move(c));
    return t.keys.emplace(k.name, k).second;
  }
  bool policy(ScriptTable& t) {
    const ScriptColumn& c = t.columns[r.below(t.columns.size())];
    const std::string what =
        fmt::format("{}{} IS NOT NULL", r.chance(30) ? "current_user = 'me' OR " : "", quoted(c.name));
    return t.policies
        .emplace(name("p"),
                 std::string(r.word({"FOR SELECT ", "", "AS RESTRICTIVE FOR UPDATE "})) + "USING (" + what + ")")
        .second;
  }
  bool trigger(ScriptTable& t) {
    if (s.functions.count("touch") == 0)
      s.functions["touch"] = "() RETURNS trigger LANGUAGE plpgsql AS $$begin return new; end$$";
    const ScriptColumn& c = t.columns[r.below(t.columns.size())];
    std::string events = std::string(r.word({"BEFORE UPDATE", "AFTER INSERT OR UPDATE", "BEFORE INSERT"}));
    if (events == "BEFORE UPDATE" && r.chance(50)) events += " OF " + quoted(c.name);
    return t.triggers.emplace(name("tr"), events + " ON @ FOR EACH ROW EXECUTE FUNCTION touch()").second;
  }
  bool rule(ScriptTable& t) {
    const ScriptColumn& c = t.columns[r.below(t.columns.size())];
    const std::string when = r.chance(50) ? " WHERE OLD." + quoted(c.name) + " IS NULL" : "";
    const std::string what(r.word({"INSTEAD NOTHING", "ALSO NOTHING", "INSTEAD (SELECT 1; SELECT OLD.\"id\")"}));
    return t.rules.emplace(name("ru"), "ON DELETE TO @" + when + " DO " + what).second;
  }
  bool statistics(ScriptTable& t) {
    const ScriptColumn& c = t.columns[r.below(t.columns.size())];
    if (c.name == "id" || c.type == "json") return false;
    const std::string kinds(r.word({"", "(mcv) ", "(ndistinct, dependencies) "}));
    const std::string second = r.chance(30) ? "(\"id\" + 1)" : "\"id\"";
    return t.statistics.emplace(name("st"), kinds + "ON " + quoted(c.name) + ", " + second + " FROM @").second;
  }
  bool function() {
    return s.functions
        .emplace(name("fn"), fmt::format("(a integer{}) RETURNS {} LANGUAGE sql {} AS $$select {}$$",
                                         r.chance(30) ? ", b text DEFAULT 'x'" : "", "integer",
                                         r.word({"", "IMMUTABLE", "STABLE STRICT"}), r.between(1, 99)))
        .second;
  }
  bool view() {
    if (s.tables.empty()) return false;
    const std::string table = pick(s.tables);
    const ScriptTable& t = s.tables[table];
    std::string columns = std::string(r.chance(50) ? "x." : "") + "\"id\"";
    for (const ScriptColumn& c : t.columns)
      if (c.name != "id" && r.chance(50)) columns += std::string(r.chance(50) ? ", x." : ", ") + quoted(c.name);
    std::string sql = fmt::format("SELECT {} FROM {} AS x", columns, quoted(table));
    if (r.chance(40)) sql += " WHERE x.\"id\" > " + std::to_string(r.between(0, 9));
    if (r.chance(25)) return s.materialised.emplace(name("m"), sql).second;
    if (!s.views.empty() && r.chance(25)) {
      const std::string over = pick(s.views);
      return s.views.emplace(name("w"), fmt::format("SELECT {}.id FROM {}", quoted(over), quoted(over))).second;
    }
    return s.views.emplace(name("w"), sql).second;
  }
  bool enumeration() {
    std::vector<std::string> labels;
    for (int n = r.between(1, 4); n > 0; --n) labels.push_back(fmt::format("l{}", ++names_));
    return s.enums.emplace("e" + std::to_string(++names_), std::move(labels)).second;
  }
  bool domain() {
    return s.domains
        .emplace("d" + std::to_string(++names_), fmt::format("{}{}", r.word({"integer", "bigint"}),
                                                             r.word({"", " DEFAULT 3", " CHECK (VALUE > -1000)"})))
        .second;
  }
  bool sequence() {
    return s.sequences
        .emplace(name("s"), fmt::format("{}{}", r.word({"", " AS integer", " INCREMENT BY 5"}),
                                        r.word({"", " CYCLE", " START WITH 10"})))
        .second;
  }

  template <class T>
  std::string pick(const std::map<std::string, T>& from) {
    return std::next(from.begin(), static_cast<std::ptrdiff_t>(r.below(from.size())))->first;
  }

  ScriptSchema& s;
  Random& r;
  int names_ = 0;
};

// ---- one change to what is there ----

class Changer : public Maker {
 public:
  Changer(ScriptSchema& schema, Random& random, int names) : Maker(schema, random) { names_ = names; }

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
      case 9: return index(t, table) ? "an index of " + table : "";
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
  Maker maker(pair.from, random);
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

// ---- as SQL ----

namespace {

std::string column_sql(const ScriptColumn& c) {
  std::string type = c.type;
  if (c.kind == Kind::Serial) type = c.type == "bigint" ? "bigserial" : "serial";
  std::string out = quoted(c.name) + " " + type;
  if (!c.collation.empty()) out += " COLLATE " + quoted(c.collation);
  if (c.kind == Kind::Generated) return out + " GENERATED ALWAYS AS (" + c.value + ") STORED";
  if (c.not_null) out += " NOT NULL";
  if (c.kind == Kind::ByDefault) return out + " GENERATED BY DEFAULT AS IDENTITY";
  if (c.kind == Kind::Always) return out + " GENERATED ALWAYS AS IDENTITY";
  return c.value.empty() ? out : out + " DEFAULT " + c.value;
}

void table_sql(std::string& out, const std::string& name, const ScriptTable& t) {
  out += fmt::format("CREATE {}TABLE {} (\n", t.unlogged ? "UNLOGGED " : "", quoted(name));
  for (const ScriptColumn& c : t.columns) out += "  " + column_sql(c) + ",\n";
  for (const auto& [n, what] : t.uniques) out += fmt::format("  CONSTRAINT {} {},\n", quoted(n), what);
  for (const auto& [n, what] : t.checks)
    out += n.size() % 2 ? fmt::format("  CHECK ({}),\n", what)
                        : fmt::format("  CONSTRAINT {} CHECK ({}),\n", quoted(n), what);
  out += t.named_key ? fmt::format("  CONSTRAINT {} PRIMARY KEY (\"id\")\n)", quoted(name + " key"))
                     : std::string("  PRIMARY KEY (\"id\")\n)");
  if (t.fillfactor) out += fmt::format(" WITH (fillfactor = {})", t.fillfactor);
  out += ";\n";
  for (const auto& [n, i] : t.indexes) {
    out += fmt::format("CREATE {}INDEX {} ON {}{} ({}){}{};\n", i.unique ? "UNIQUE " : "",
                       i.name.empty() ? "" : quoted(i.name), quoted(name), i.method.empty() ? "" : " USING " + i.method,
                       i.what, i.options, i.where.empty() ? "" : " WHERE " + i.where);
  }
  if (!t.comment.empty()) out += fmt::format("COMMENT ON TABLE {} IS {};\n", quoted(name), literal(t.comment));
  for (const ScriptColumn& c : t.columns)
    if (!c.comment.empty())
      out += fmt::format("COMMENT ON COLUMN {}.{} IS {};\n", quoted(name), quoted(c.name), literal(c.comment));
  if (t.row_security) out += fmt::format("ALTER TABLE {} ENABLE ROW LEVEL SECURITY;\n", quoted(name));
  for (const auto& [n, what] : t.policies)
    out += fmt::format("CREATE POLICY {} ON {} {};\n", quoted(n), quoted(name), what);
  const auto each = [&](const std::map<std::string, std::string>& all, std::string_view create, std::string_view as) {
    for (const auto& [n, what] : all) {
      std::string text = what;
      text.replace(text.find('@'), 1, quoted(name));
      out += fmt::format("CREATE {} {} {}{};\n", create, quoted(n), as, text);
    }
  };
  each(t.triggers, "TRIGGER", "");
  each(t.rules, "RULE", "AS ");
  each(t.statistics, "STATISTICS", "");
}

// Views over views behind them.
void views_sql(std::string& out, const std::map<std::string, std::string>& views) {
  std::set<std::string> done;
  while (done.size() < views.size()) {
    const std::size_t before = done.size();
    for (const auto& [name, sql] : views) {
      if (done.count(name)) continue;
      const bool waits = std::any_of(views.begin(), views.end(), [&, &view = sql](const auto& other) {
        return !done.count(other.first) && view.find("FROM " + quoted(other.first)) != std::string::npos;
      });
      if (waits) continue;
      out += fmt::format("CREATE VIEW {} AS {};\n", quoted(name), sql);
      done.insert(name);
    }
    if (done.size() == before) break;
  }
}

}  // namespace

std::string ScriptSchema::sql() const {
  std::string out;
  for (const auto& [name, labels] : enums) {
    std::string list;
    for (const std::string& l : labels) list += (list.empty() ? "" : ", ") + literal(l);
    out += fmt::format("CREATE TYPE {} AS ENUM ({});\n", name, list);
  }
  for (const auto& [name, what] : domains) out += fmt::format("CREATE DOMAIN {} AS {};\n", name, what);
  for (const auto& [name, what] : sequences) out += fmt::format("CREATE SEQUENCE {}{};\n", quoted(name), what);
  for (const auto& [name, what] : functions) out += fmt::format("CREATE FUNCTION {}{};\n", quoted(name), what);
  for (const auto& [name, t] : tables) table_sql(out, name, t);
  for (const auto& [name, t] : tables) {
    for (const auto& [n, k] : t.keys)
      out += fmt::format("ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} (\"id\"){}{};\n",
                         quoted(name), quoted(n), quoted(k.column), quoted(k.to), k.action,
                         k.deferred ? " DEFERRABLE INITIALLY DEFERRED" : "");
  }
  views_sql(out, views);
  for (const auto& [name, what] : materialised)
    out += fmt::format("CREATE MATERIALIZED VIEW {} AS {};\n", quoted(name), what);
  return out;
}

std::vector<std::string> rows_of(const ScriptSchema& schema, int rows) {
  std::vector<std::string> out;
  const auto value = [&](const ScriptTable& t, const ScriptColumn& c) -> std::string {
    for (const auto& [name, k] : t.keys)
      if (k.column == c.name) return "i";
    if (c.name == "id") return "i";
    if (const auto e = schema.enums.find(c.type); e != schema.enums.end())
      return literal(e->second.front()) + "::" + c.type;
    if (schema.domains.count(c.type)) return "i";
    if (c.type == "integer" || c.type == "bigint" || c.type == "smallint" || c.type.starts_with("numeric") ||
        c.type == "double precision")
      return "1 + i % 7";
    if (c.type == "text" || c.type.starts_with("varchar") || c.type.starts_with("char")) return "'v' || i";
    if (c.type == "boolean") return "i % 2 = 0";
    if (c.type == "jsonb") return "jsonb_build_object('n', i)";
    if (c.type == "uuid") return "md5(i::text)::uuid";
    if (c.type == "text[]" || c.type == "integer[]") return "ARRAY[i]::" + c.type;
    if (c.type == "interval") return "make_interval(days => i)";
    if (c.type == "bytea") return "decode('00ff', 'hex')";
    if (c.type == "inet") return "'10.0.0.1'::inet";
    return "timestamp '2024-01-01 00:00' + make_interval(hours => i)";
  };
  for (const auto& [name, t] : schema.tables) {
    std::string columns, values;
    for (const ScriptColumn& c : t.columns) {
      if (c.kind == Kind::Generated) continue;
      columns += (columns.empty() ? "" : ", ") + quoted(c.name);
      values += (values.empty() ? "" : ", ") + value(t, c);
    }
    out.push_back(fmt::format("INSERT INTO {} ({}) SELECT {} FROM generate_series(1, {}) AS i", quoted(name), columns,
                              values, rows));
  }
  return out;
}

}  // namespace plumb::test
