#include "plumb/tests/live/postgres_laws/script_maker.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "plumb/tests/live/postgres_laws/script_types.h"

namespace plumb::test {

using Kind = ScriptColumn::Kind;

std::string ScriptMaker::name(const char* prefix) {
  return fmt::format("{}{}{}", prefix, r.chance(15) ? "Odd " : "", ++names_);
}

ScriptColumn ScriptMaker::column() {
  ScriptColumn c;
  c.name = name("c");
  c.type = any_type(r);
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

void ScriptMaker::table() {
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
  for (int n = r.between(0, 2); n > 0; --n) index(made);
  if (r.chance(40)) check(made);
  if (r.chance(30)) unique(made);
  if (r.chance(40)) key(made);
  if (r.chance(20)) policy(made);
  if (r.chance(20)) trigger(made);
}

bool ScriptMaker::generated(ScriptTable& t) {
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

bool ScriptMaker::index(ScriptTable& t) {
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

bool ScriptMaker::check(ScriptTable& t) {
  const ScriptColumn& c = t.columns[r.below(t.columns.size())];
  return t.checks.emplace(name("k"), check_on(r, c)).second;
}

bool ScriptMaker::unique(ScriptTable& t) {
  const ScriptColumn& c = t.columns[r.below(t.columns.size())];
  if (c.type == "jsonb" || c.name == "id") return false;
  return t.uniques
      .emplace(name("u"), fmt::format("UNIQUE{} (\"id\", {}){}", r.chance(15) ? " NULLS NOT DISTINCT" : "",
                                      quoted(c.name), r.chance(10) ? " DEFERRABLE" : ""))
      .second;
}

bool ScriptMaker::key(ScriptTable& t) {
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

bool ScriptMaker::policy(ScriptTable& t) {
  const ScriptColumn& c = t.columns[r.below(t.columns.size())];
  const std::string what =
      fmt::format("{}{} IS NOT NULL", r.chance(30) ? "current_user = 'me' OR " : "", quoted(c.name));
  return t.policies
      .emplace(name("p"),
               std::string(r.word({"FOR SELECT ", "", "AS RESTRICTIVE FOR UPDATE "})) + "USING (" + what + ")")
      .second;
}

bool ScriptMaker::trigger(ScriptTable& t) {
  if (s.functions.count("touch") == 0)
    s.functions["touch"] = "() RETURNS trigger LANGUAGE plpgsql AS $$begin return new; end$$";
  const ScriptColumn& c = t.columns[r.below(t.columns.size())];
  std::string events = std::string(r.word({"BEFORE UPDATE", "AFTER INSERT OR UPDATE", "BEFORE INSERT"}));
  if (events == "BEFORE UPDATE" && r.chance(50)) events += " OF " + quoted(c.name);
  return t.triggers.emplace(name("tr"), events + " ON @ FOR EACH ROW EXECUTE FUNCTION touch()").second;
}

bool ScriptMaker::rule(ScriptTable& t) {
  const ScriptColumn& c = t.columns[r.below(t.columns.size())];
  const std::string when = r.chance(50) ? " WHERE OLD." + quoted(c.name) + " IS NULL" : "";
  const std::string what(r.word({"INSTEAD NOTHING", "ALSO NOTHING", "INSTEAD (SELECT 1; SELECT OLD.\"id\")"}));
  return t.rules.emplace(name("ru"), "ON DELETE TO @" + when + " DO " + what).second;
}

bool ScriptMaker::statistics(ScriptTable& t) {
  const ScriptColumn& c = t.columns[r.below(t.columns.size())];
  if (c.name == "id" || c.type == "json") return false;
  const std::string kinds(r.word({"", "(mcv) ", "(ndistinct, dependencies) "}));
  const std::string second = r.chance(30) ? "(\"id\" + 1)" : "\"id\"";
  return t.statistics.emplace(name("st"), kinds + "ON " + quoted(c.name) + ", " + second + " FROM @").second;
}

bool ScriptMaker::function() {
  return s.functions
      .emplace(name("fn"), fmt::format("(a integer{}) RETURNS {} LANGUAGE sql {} AS $$select {}$$",
                                       r.chance(30) ? ", b text DEFAULT 'x'" : "", "integer",
                                       r.word({"", "IMMUTABLE", "STABLE STRICT"}), r.between(1, 99)))
      .second;
}

bool ScriptMaker::view() {
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

bool ScriptMaker::enumeration() {
  std::vector<std::string> labels;
  for (int n = r.between(1, 4); n > 0; --n) labels.push_back(fmt::format("l{}", ++names_));
  return s.enums.emplace("e" + std::to_string(++names_), std::move(labels)).second;
}

bool ScriptMaker::domain() {
  return s.domains
      .emplace("d" + std::to_string(++names_),
               fmt::format("{}{}", r.word({"integer", "bigint"}), r.word({"", " DEFAULT 3", " CHECK (VALUE > -1000)"})))
      .second;
}

bool ScriptMaker::sequence() {
  return s.sequences
      .emplace(name("s"), fmt::format("{}{}", r.word({"", " AS integer", " INCREMENT BY 5"}),
                                      r.word({"", " CYCLE", " START WITH 10"})))
      .second;
}

}  // namespace plumb::test
