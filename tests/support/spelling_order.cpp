// In which order things are said.
#include <algorithm>
#include <set>

#include "plumb/core/base/text.h"
#include "plumb/tests/support/spelling_script.h"

namespace plumb::test {

using sql::Tok;

namespace {

// Clauses of a column that stay where they are: behind the type, or one after the other.
bool is_pinned(const Words& clause, const Script& s) {
  const std::string kind = kind_of(clause);
  return kind == "STORAGE" || kind == "COMPRESSION" ||
         (s.mysql() && (kind == "COLLATE" || kind == "AS" || kind == "GENERATED"));
}

// ON DELETE … and ON UPDATE … in the other order.
void swap_actions(Words& w) {
  std::size_t first = w.size(), second = w.size();
  for (std::size_t i = 0; i + 1 < w.size(); ++i) {
    if (!is(w[i], "ON") || !is_any(w[i + 1], {"DELETE", "UPDATE"})) continue;
    (first == w.size() ? first : second) = i;
  }
  if (second == w.size()) return;
  std::size_t end = second + 2;
  if (stands(w, end, {"SET"}) || stands(w, end, {"NO"})) ++end;
  ++end;
  if (end < w.size() && is_op(w[end], "(")) end = closing(w, end) + 1;
  Words out = slice(w, 0, first);
  append(out, slice(w, second, end));
  append(out, slice(w, first, second));
  append(out, slice(w, end, w.size()));
  w = std::move(out);
}

void reorder_table(TableText& t, const Script& s, Random& random) {
  for (ColumnText& c : t.columns) {
    auto from = std::find_if(c.clauses.begin(), c.clauses.end(), [&](const Words& w) { return !is_pinned(w, s); });
    const bool as_written = std::any_of(from, c.clauses.end(), [&](const Words& w) {
      return is_pinned(w, s) || (s.mariadb() && kind_of(w) == "CHECK");
    });
    if (as_written || from == c.clauses.end()) continue;
    std::vector<Words> rest(from, c.clauses.end());
    random.shuffle(rest);
    std::copy(rest.begin(), rest.end(), from);
    for (Words& w : c.clauses)
      if (kind_of(w) == "REFERENCES") swap_actions(w);
  }
  // SQLite: of two keys over the same columns the first says how they are sorted.
  const bool sorts = s.sqlite() && std::any_of(t.constraints.begin(), t.constraints.end(),
                                               [](const Words& w) { return contains(w, "DESC"); });
  if (!sorts) random.shuffle(t.constraints);
  for (Words& w : t.constraints)
    if (kind_of(w) == "FOREIGN") swap_actions(w);
}

// Constraints between the columns, which all but SQLite take.
Words between_columns(const TableText& t, Random& random) {
  TableText out = t;
  std::vector<Words> items;
  for (const ColumnText& c : t.columns) items.push_back(words_of_column(c));
  for (const Words& c : t.constraints)
    items.insert(items.begin() + static_cast<std::ptrdiff_t>(random.below(items.size() + 1)), c);
  out.columns.clear();
  out.constraints = items;
  return out.words();
}

// LANGUAGE sql IMMUTABLE STRICT in another order.
void reorder_routine(Words& s, const Script& script, Random& random) {
  if (!script.postgres() || !is(s[0], "CREATE") || s.size() < 4) return;
  const std::size_t kind = stands(s, 1, {"OR", "REPLACE"}) ? 3 : 1;
  if (!is_any(s[kind], {"FUNCTION", "PROCEDURE"}) || contains(s, "RETURN") || contains(s, "ATOMIC")) return;
  std::size_t from = 0;
  for (std::size_t i = kind; i < s.size() && from == 0; ++i)
    if (is(s[i], "LANGUAGE")) from = i;
  if (from == 0) return;
  std::vector<Words> parts;
  for (std::size_t i = from; i < s.size(); ++i) {
    const Word& w = s[i];
    const bool starts = is_any(w, {"LANGUAGE", "IMMUTABLE", "STABLE", "VOLATILE", "STRICT", "COST", "ROWS", "AS"});
    if (!starts && i == from) return;
    if (starts)
      parts.emplace_back();
    else if (parts.back().size() > 1 || is_any(parts.back()[0], {"IMMUTABLE", "STABLE", "VOLATILE", "STRICT"}))
      return;  // an attribute that is not known here
    parts.back().push_back(w);
  }
  random.shuffle(parts);
  Words out = slice(s, 0, from);
  for (const Words& p : parts) append(out, p);
  s = std::move(out);
}

}  // namespace

void reorder(Script& script, Random& random) {
  for (Words& s : script.statements) {
    TableText t;
    if (parse_table(s, script, t)) {
      reorder_table(t, script, random);
      s = script.sqlite() ? t.words() : between_columns(t, random);
    } else if (!is_verbatim(s, script)) {
      if (stands(s, 0, {"ALTER", "TABLE"}) && contains(s, "FOREIGN")) swap_actions(s);
      reorder_routine(s, script, random);
    }
  }
}

// ---- statements

namespace {

struct Place {
  bool fixed = false;  ///< nothing goes past it
  std::set<std::string> makes, mentions;
};

void mention(const std::string& text, std::set<std::string>& out) {
  std::string word;
  for (const char c : text + " ") {
    const bool part = std::isalnum(static_cast<unsigned char>(c)) || c == '_' || static_cast<unsigned char>(c) > 127;
    if (part) {
      word += lower(c);
    } else if (!word.empty()) {
      out.insert(word);
      word.clear();
    }
  }
}

Place place_of(const Words& s, const Script& script) {
  Place out;
  for (const Word& w : s) {
    if (w.kind == Tok::Word || w.kind == Tok::String) mention(w.text, out.mentions);
    if (w.kind == Tok::Name) out.mentions.insert(lower(name_of(w, script.syntax()))), mention(w.text, out.mentions);
  }
  if (s.size() > 1 && is(s[0], "COMMENT")) return out;
  std::size_t at = 1;
  while (at < s.size() && is_any(s[at], {"OR", "REPLACE", "UNIQUE", "UNLOGGED", "MATERIALIZED", "RECURSIVE", "TEMP",
                                         "TEMPORARY", "CONSTRAINT", "FULLTEXT", "SPATIAL"}))
    ++at;
  const bool known = at + 1 < s.size() && is_any(s[0], {"CREATE", "ALTER"}) &&
                     is_any(s[at], {"TABLE", "INDEX", "VIEW", "TYPE", "DOMAIN", "SEQUENCE", "FUNCTION", "PROCEDURE",
                                    "TRIGGER", "POLICY", "RULE", "STATISTICS"}) &&
                     !(is(s[0], "ALTER") && !is(s[at], "TABLE"));
  out.fixed = !known;
  if (!known) return out;
  std::size_t name = at + 1;
  if (stands(s, name, {"IF", "NOT", "EXISTS"})) name += 3;
  if (is(s[name], "ONLY")) ++name;
  while (name + 2 < s.size() && is_op(s[name + 1], ".")) name += 2;
  out.makes.insert(lower(name_of(s[name], script.syntax())));
  for (std::size_t i = name; i + 2 < s.size(); ++i)
    if (stands(s, i, {"RENAME", "TO"})) out.makes.insert(lower(name_of(s[i + 2], script.syntax())));
  // A unique index may be what a key refers to, and MySQL keeps the order of triggers.
  if (contains(s, "UNIQUE") || is(s[name], "ON") || (script.mysql() && is(s[at], "TRIGGER")))
    for (std::size_t i = at; i + 1 < s.size(); ++i)
      if (is(s[i], "ON")) {
        std::size_t table = i + 1;
        while (table + 2 < s.size() && is_op(s[table + 1], ".")) table += 2;
        out.makes.insert(lower(name_of(s[table], script.syntax())));
        break;
      }
  return out;
}

bool meet(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& x) { return b.count(x) != 0; });
}

}  // namespace

void reorder_statements(Script& script, Random& random) {
  std::vector<Place> places;
  for (const Words& s : script.statements) places.push_back(place_of(s, script));
  std::vector<std::size_t> left(places.size());
  for (std::size_t i = 0; i < left.size(); ++i) left[i] = i;
  std::vector<Words> out;
  while (!left.empty()) {
    std::vector<std::size_t> ready;
    for (std::size_t i = 0; i < left.size(); ++i) {
      const Place& p = places[left[i]];
      const bool waits =
          std::any_of(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(i), [&](std::size_t before) {
            const Place& b = places[before];
            return b.fixed || p.fixed || meet(b.makes, p.mentions) || meet(p.makes, b.mentions);
          });
      if (!waits) ready.push_back(i);
      if (p.fixed) break;
    }
    const std::size_t next = ready[random.below(ready.size())];
    out.push_back(script.statements[left[next]]);
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(next));
  }
  script.statements = std::move(out);
}

}  // namespace plumb::test
