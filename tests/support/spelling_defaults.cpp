// What goes without saying, said: in tables.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/tests/support/spelling_script.h"

namespace plumb::test {

using sql::Tok;

namespace {

Words some(std::string_view text, const Script& s) { return words_of(text, s.syntax()); }

bool speaks_of(const Words& w, const Word& column, const Script& s) {
  return std::any_of(w.begin(), w.end(), [&](const Word& x) {
    return is_name(x) && name_of(x, s.syntax()) == name_of(column, s.syntax());
  });
}

// A type whose columns are NULL where nobody says otherwise; a domain has a default of its own.
bool is_plain_type(const ColumnText& c, const Script& s) {
  if (!s.postgres()) return !c.type.empty() && !is(c.type[0], "SERIAL") && !is(c.type[0], "TIMESTAMP");
  return !c.type.empty() &&
         is_any(c.type[0], {"INTEGER", "BIGINT", "SMALLINT", "TEXT", "VARCHAR", "CHARACTER", "CHAR", "NUMERIC",
                            "BOOLEAN", "JSONB", "UUID", "TIMESTAMPTZ", "TIMESTAMP", "DATE", "DOUBLE", "BYTEA"});
}

void say_null(ColumnText& c, const TableText& t, const Script& s, Random& random) {
  const bool told = clause_of(c, "NOT") || clause_of(c, "NULL") || clause_of(c, "PRIMARY") ||
                    clause_of(c, "GENERATED") || clause_of(c, "AS") || clause_of(c, "AUTO_INCREMENT") ||
                    clause_of(c, "AUTO_RANDOM") || clause_of(c, "INVISIBLE") || clause_of(c, "WITH") ||
                    clause_of(c, "WITHOUT") || clause_of(c, "KEY");
  const bool in_key = std::any_of(t.constraints.begin(), t.constraints.end(),
                                  [&](const Words& w) { return kind_of(w) == "PRIMARY" && speaks_of(w, c.name, s); });
  if (!told && !in_key && is_plain_type(c, s) && !s.sqlite() && random.chance(70)) c.clauses.push_back(some("NULL", s));
  const bool never_null = clause_of(c, "NOT") || clause_of(c, "PRIMARY") || in_key || clause_of(c, "GENERATED") ||
                          clause_of(c, "AS") || clause_of(c, "AUTO_INCREMENT") || clause_of(c, "WITH");
  if (!never_null && is_plain_type(c, s) && !clause_of(c, "DEFAULT") && !clause_of(c, "ON") && random.chance(70))
    c.clauses.push_back(some("DEFAULT NULL", s));
}

// REFERENCES t (c) MATCH SIMPLE ON DELETE NO ACTION ON UPDATE NO ACTION NOT DEFERRABLE INITIALLY IMMEDIATE
void say_actions(Words& w, const Script& s, Random& random) {
  std::size_t at = 0;
  while (at < w.size() && !is(w[at], "REFERENCES")) ++at;
  if (at == w.size()) return;
  const Words reference = slice(w, at, w.size());
  ++at;
  while (at < w.size() && (w[at].kind == Tok::Name || is_op(w[at], ".") ||
                           (is_name(w[at]) && (is(w[at - 1], "REFERENCES") || is_op(w[at - 1], ".")))))
    ++at;
  if (at < w.size() && is_op(w[at], "(")) at = closing(w, at) + 1;
  Words more;
  // MySQL forgets the actions of a key that says MATCH.
  if (!contains(reference, "MATCH") && !s.mysql() && random.chance(70)) append(more, some("MATCH SIMPLE", s));
  if (!contains(reference, "MATCH")) {
    if (!contains(reference, "DELETE") && random.chance(70)) append(more, some("ON DELETE NO ACTION", s));
    if (!contains(reference, "UPDATE") && random.chance(70)) append(more, some("ON UPDATE NO ACTION", s));
  }
  Words out = slice(w, 0, at);
  append(out, more);
  append(out, slice(w, at, w.size()));
  if (!s.mysql() && !contains(reference, "DEFERRABLE") && !contains(reference, "INITIALLY") && random.chance(70))
    append(out, some(random.chance(50) ? "NOT DEFERRABLE" : "NOT DEFERRABLE INITIALLY IMMEDIATE", s));
  w = std::move(out);
}

// (a) → (a ASC)
void say_ascending(Words& w, std::size_t open, bool nulls, Random& random, const Script& s) {
  const std::size_t close = closing(w, open);
  std::vector<Words> parts = items_of(w, open + 1, close);
  for (Words& p : parts) {
    const bool down = contains(p, "DESC"), up = contains(p, "ASC"), placed = contains(p, "NULLS");
    if (random.chance(25)) continue;
    if (!down && !up && !placed) append(p, some("ASC", s));
    if (nulls && !placed && random.chance(60)) append(p, some(down ? "NULLS FIRST" : "NULLS LAST", s));
  }
  Words out = slice(w, 0, open + 1);
  append(out, joined(parts));
  append(out, slice(w, close, w.size()));
  w = std::move(out);
}

void say_key(Words& w, const Script& s, bool conflicts, Random& random) {
  const std::string kind = kind_of(w);
  if (s.postgres()) {
    const std::size_t at = kind_place(w) + 1;
    if (kind == "UNIQUE" && !(at < w.size() && is(w[at], "NULLS")) && random.chance(70)) {
      const Words nulls = some("NULLS DISTINCT", s);
      w.insert(w.begin() + static_cast<std::ptrdiff_t>(at), nulls.begin(), nulls.end());
    }
    return;
  }
  if ((kind != "PRIMARY" && kind != "UNIQUE" && kind != "KEY" && kind != "INDEX") || contains(w, "AUTOINCREMENT"))
    return;
  std::size_t open = 0;
  while (open < w.size() && !is_op(w[open], "(")) ++open;
  if (open == w.size()) return;
  say_ascending(w, open, false, random, s);
  if (s.sqlite() && conflicts && !contains(w, "CONFLICT") && random.chance(50)) append(w, some("ON CONFLICT ABORT", s));
  if (s.mysql() && kind != "PRIMARY" && !contains(w, "INVISIBLE") && !contains(w, "IGNORED") && random.chance(50))
    append(w, some(s.mariadb() ? "NOT IGNORED" : "VISIBLE", s));
}

void say_check(Words& w, const Script& s, Random& random) {
  const bool has = s.postgres() ? s.target->version.major >= 18 : s.mysql() && !s.mariadb();
  if (has && !contains(w, "ENFORCED") && random.chance(60)) append(w, some("ENFORCED", s));
}

void say_column(ColumnText& c, const TableText& t, const Script& s, Random& random) {
  say_null(c, t, s, random);
  for (Words& w : c.clauses) {
    const std::string kind = kind_of(w);
    if (kind == "REFERENCES" && !s.mysql()) say_actions(w, s, random);
    if (kind == "CHECK") say_check(w, s, random);
    if (kind == "UNIQUE" && s.postgres()) say_key(w, s, false, random);
    if (kind == "NOT" && s.sqlite() && !contains(w, "CONFLICT") && random.chance(50))
      append(w, some("ON CONFLICT ABORT", s));
    if (kind == "GENERATED" && s.postgres() && is(w.back(), "IDENTITY") && random.chance(70))
      append(w, some("(START WITH 1 INCREMENT BY 1 MINVALUE 1 CACHE 1 NO CYCLE)", s));
    if (kind == "AS") {
      Words full = some("GENERATED ALWAYS", s);
      if (is_op(w.back(), ")") && random.chance(70)) append(w, some("VIRTUAL", s));
      append(full, w);
      if (random.chance(70)) w = std::move(full);
    }
  }
  const bool text = s.postgres() && !c.type.empty() && is_any(c.type[0], {"TEXT", "VARCHAR"});
  if (text && c.type.back().text != "]" && !clause_of(c, "COLLATE") && random.chance(50))
    c.clauses.push_back(some(random.chance(50) ? "COLLATE \"default\"" : "COLLATE pg_catalog.\"default\"", s));
  if (s.sqlite() && !clause_of(c, "COLLATE") && !clause_of(c, "GENERATED") && !c.type.empty() && random.chance(30))
    c.clauses.push_back(some("COLLATE BINARY", s));
  if (s.mysql() && !clause_of(c, "COMMENT") && random.chance(30)) c.clauses.push_back(some("COMMENT ''", s));
}

// What a new database has where nobody says otherwise.
std::string collation_of(const Script& s) {
  const auto at = s.target->settings.find("collation");
  if (at != s.target->settings.end()) return at->second;
  return s.tidb() ? "utf8mb4_bin" : s.mariadb() ? "utf8mb4_general_ci" : "utf8mb4_0900_ai_ci";
}

void say_tail(TableText& t, const Script& s, Random& random) {
  if (s.postgres() && t.tail.empty() && random.chance(60))
    append(t.tail, some(random.chance(50) ? "USING heap" : "WITHOUT OIDS", s));
  if (s.mysql() && !contains(t.tail, "CHARSET") && !contains(t.tail, "CHARACTER") && !contains(t.tail, "COLLATE") &&
      random.chance(50)) {
    const std::string collation = collation_of(s), charset = collation.substr(0, collation.find('_'));
    Words said = some(random.chance(50) ? "DEFAULT CHARSET=" + charset + " COLLATE=" + collation
                                        : "DEFAULT CHARACTER SET " + charset + " DEFAULT COLLATE " + collation,
                      s);
    append(said, t.tail);
    t.tail = std::move(said);
  }
  if (!s.mysql() || contains(t.tail, "ENGINE") || random.chance(30)) return;
  Words front = some(random.chance(50) ? "ENGINE=InnoDB" : "ENGINE InnoDB", s);
  front[0].gap = true;
  append(front, t.tail);
  t.tail = std::move(front);
}

}  // namespace

void say_defaults(Script& script, Random& random) {
  for (Words& s : script.statements) {
    TableText t;
    if (parse_table(s, script, t)) {
      for (ColumnText& c : t.columns) say_column(c, t, script, random);
      // SQLite: two keys over the same columns have to say the same.
      const bool conflicts = !contains(s, "CONFLICT");
      for (Words& w : t.constraints) {
        const std::string kind = kind_of(w);
        if (kind == "FOREIGN") say_actions(w, script, random);
        if (kind == "CHECK") say_check(w, script, random);
        say_key(w, script, conflicts, random);
      }
      say_tail(t, script, random);
      s = t.words();
      continue;
    }
    if (is_verbatim(s, script)) continue;
    if (stands(s, 0, {"ALTER", "TABLE"}) && contains(s, "FOREIGN")) say_actions(s, script, random);
    const std::size_t index = stands(s, 0, {"CREATE", "UNIQUE"}) ? 2 : 1;
    if (!stands(s, 0, {"CREATE"}) || !is(s[index], "INDEX")) continue;
    std::size_t on = 0, open = 0;
    while (on < s.size() && !is(s[on], "ON")) ++on;
    for (open = on; open < s.size() && !is_op(s[open], "(");) ++open;
    if (open >= s.size()) continue;
    const bool method = contains(slice(s, on, open), "USING"), tree = !method || is(s[open - 1], "BTREE");
    if (tree) say_ascending(s, open, script.postgres(), random, script);
    if (!method && script.postgres() && random.chance(70)) {
      const Words using_btree = some("USING btree", script);
      s.insert(s.begin() + static_cast<std::ptrdiff_t>(open), using_btree.begin(), using_btree.end());
    }
  }
  say_object_defaults(script, random);
}

}  // namespace plumb::test
