// What goes without saying, said: of sequences, routines, policies, views, and which schema a name is in.
#include <algorithm>
#include <set>

#include "plumb/core/base/text.h"
#include "plumb/tests/support/spelling_script.h"

namespace plumb::test {

using sql::Tok;

namespace {

Words some(std::string_view text, const Script& s) { return words_of(text, s.syntax()); }
void insert(Words& w, std::size_t at, const Words& more) {
  w.insert(w.begin() + static_cast<std::ptrdiff_t>(at), more.begin(), more.end());
}

void say_sequence(Words& s, const Script& script, Random& random) {
  const auto say = [&](std::initializer_list<std::string_view> unless, std::string_view text) {
    for (std::string_view u : unless)
      if (contains(s, u)) return;
    if (random.chance(60)) append(s, some(text, script));
  };
  if (script.postgres()) {
    // With its type a sequence gets its bounds, in whatever order they are said.
    say({"AS"}, "AS bigint");
    say({"OWNED"}, "OWNED BY NONE");
    say({"MINVALUE"}, "NO MINVALUE");
    say({"MAXVALUE"}, "NO MAXVALUE");
    say({"CYCLE"}, "NO CYCLE");
  }
  say({"INCREMENT"}, "INCREMENT BY 1");
  if (script.postgres()) say({"CACHE"}, "CACHE 1");
}

void say_routine(Words& s, const Script& script, Random& random) {
  std::size_t at = 0;
  while (at < s.size() && !is(s[at], "LANGUAGE")) ++at;
  if (at + 1 >= s.size() || !is_any(s[at + 1], {"SQL", "PLPGSQL"}) || s[at + 1].kind != Tok::Word) return;
  const bool function = contains(slice(s, 0, 4), "FUNCTION");
  const auto say = [&](std::initializer_list<std::string_view> unless, std::string_view text) {
    for (std::string_view u : unless)
      if (contains(s, u)) return;
    if (random.chance(60)) insert(s, at, some(text, script));
  };
  say({"SECURITY"}, random.chance(50) ? "SECURITY INVOKER" : "EXTERNAL SECURITY INVOKER");
  if (!function) return;
  say({"IMMUTABLE", "STABLE", "VOLATILE"}, "VOLATILE");
  say({"STRICT", "CALLED"}, "CALLED ON NULL INPUT");
  say({"PARALLEL"}, "PARALLEL UNSAFE");
  say({"LEAKPROOF"}, "NOT LEAKPROOF");
  say({"COST"}, "COST 100");
}

// CREATE POLICY p ON t [AS …] [FOR …] [TO …]
void say_policy(Words& s, const Script& script, Random& random) {
  std::size_t at = 0;
  while (at < s.size() && !is(s[at], "ON")) ++at;
  at += 2;
  while (at + 1 < s.size() && is_op(s[at], ".")) at += 2;
  const auto say = [&](std::string_view first, std::string_view text, std::size_t length) {
    const Words more = some(text, script);
    if (at < s.size() && is(s[at], first)) {
      at += length;
    } else if (random.chance(70)) {
      insert(s, at, more);
      at += more.size();
    }
  };
  say("AS", "AS PERMISSIVE", 2);
  say("FOR", "FOR ALL", 2);
  if (at >= s.size() || !is(s[at], "TO")) say("TO", "TO PUBLIC", 2);
}

void say_trigger(Words& s, const Script& script, Random& random) {
  for (std::size_t i = 0; i + 1 < s.size(); ++i) {
    if (script.postgres() && stands(s, i, {"EXECUTE", "FUNCTION"}) && random.chance(50)) s[i + 1].text = "PROCEDURE";
    if (script.postgres() && stands(s, i, {"FOR", "EACH"}) && random.chance(50))
      s.erase(s.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  }
  if (!script.postgres() || contains(s, "FOR") || !contains(s, "EXECUTE")) return;
  std::size_t at = 0;
  while (at < s.size() && !is_any(s[at], {"WHEN", "EXECUTE"})) ++at;
  insert(s, at, some("FOR EACH STATEMENT", script));
}

void say_view(Words& s, const Script& script, Random& random) {
  if (script.postgres() && is(s[1], "MATERIALIZED") && !contains(s, "DATA") && random.chance(70))
    append(s, some("WITH DATA", script));
  if (script.mysql() && is(s[1], "VIEW") && random.chance(70))
    insert(s, 1,
           some(random.chance(50) ? "ALGORITHM = UNDEFINED SQL SECURITY DEFINER" : "SQL SECURITY DEFINER", script));
  if (!script.mysql() && is(s[1], "VIEW") && script.postgres() && random.chance(50))
    insert(s, 1, some("OR REPLACE", script));
}

// public.t wherever a table, type or routine of the default schema is named as such.
void say_schema(Script& script, Random& random) {
  const std::string& home = script.target->default_schema;
  std::set<std::string> objects;
  const std::initializer_list<std::string_view> kinds = {"TABLE",  "VIEW",     "SEQUENCE", "TYPE",
                                                         "DOMAIN", "FUNCTION", "PROCEDURE"};
  for (const Words& s : script.statements) {
    std::size_t i = 1;
    while (i < 4 && i < s.size() && !is_any(s[i], kinds)) ++i;
    if (i + 2 >= s.size() || !is(s[0], "CREATE") || !is_any(s[i], kinds) || is(s[i + 1], "IF")) continue;
    if (is_name(s[i + 1]) && !is_op(s[i + 2], ".")) objects.insert(name_of(s[i + 1], script.syntax()));
  }
  for (Words& s : script.statements) {
    if (is_verbatim(s, script) || (is(s[0], "ALTER") && contains(s, "OWNED")) || contains(s, "RECURSIVE")) continue;
    for (std::size_t i = 1; i < s.size(); ++i) {
      const bool spoken =
          is_any(s[i - 1], kinds) || is_any(s[i - 1], {"ON", "REFERENCES", "FROM", "JOIN", "ONLY", "COLUMN", "OF"});
      const bool qualified = i + 1 < s.size() && is_op(s[i + 1], ".") && !is(s[i - 1], "COLUMN");
      const bool column = is(s[i - 1], "COLUMN") && !(i + 1 < s.size() && is_op(s[i + 1], "."));
      if (!spoken || qualified || column || !is_name(s[i]) || !objects.count(name_of(s[i], script.syntax()))) continue;
      if (is(s[i - 1], "ON") && i >= 2 && is(s[i - 2], "COMMENT")) continue;
      if (is(s[i - 1], "OF") && !(i >= 2 && is(s[i - 2], "PARTITION"))) continue;
      if (random.chance(40)) continue;
      s[i].gap = false;
      insert(s, i, {name_word(home, script.syntax()), {Tok::Operator, ".", false, false}});
      i += 2;
    }
  }
}

}  // namespace

void say_object_defaults(Script& script, Random& random) {
  for (Words& s : script.statements) {
    if (is_verbatim(s, script) || !is(s[0], "CREATE") || s.size() < 4) continue;
    if (is(s[1], "SEQUENCE")) say_sequence(s, script, random);
    if (script.postgres() && is_any(s[stands(s, 1, {"OR", "REPLACE"}) ? 3 : 1], {"FUNCTION", "PROCEDURE"}))
      say_routine(s, script, random);
    if (is(s[1], "POLICY")) say_policy(s, script, random);
    if (is_any(s[1], {"TRIGGER", "CONSTRAINT"})) say_trigger(s, script, random);
    if (is_any(s[1], {"VIEW", "MATERIALIZED"})) say_view(s, script, random);
  }
  if (script.postgres()) say_schema(script, random);
}

}  // namespace plumb::test
