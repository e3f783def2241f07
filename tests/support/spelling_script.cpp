#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/literal.h"
#include "plumb/tests/support/spelling_script.h"

namespace plumb::test {

using sql::Tok;

namespace {

Words words_in(std::string_view text, const sql::Statement& statement) {
  Words out;
  std::uint32_t end = 0;
  for (const sql::Token& t : statement.tokens) {
    if (t.kind == Tok::End) break;
    out.push_back({t.kind, std::string(text.substr(t.offset, t.length)), out.empty() || t.offset != end});
    if (out.size() > 1) out.back().blank = text.substr(end, t.offset - end);
    end = t.offset + t.length;
  }
  return out;
}

}  // namespace

Words words_of(std::string_view text, const Syntax& syntax) { return words_in(text, sql::tokens_of(text, syntax)); }

std::string text_of(const Words& words) {
  std::string out;
  for (const Word& w : words) {
    if (w.gap && !out.empty()) out += ' ';
    out += w.text;
  }
  return out;
}

Word name_word(const std::string& name, const Syntax& syntax) {
  std::string text;
  sql::append_name(text, name, syntax);
  return {text == name ? Tok::Word : Tok::Name, text, true, true};
}
bool is_name(const Word& w) { return w.kind == Tok::Word || w.kind == Tok::Name; }
std::string name_of(const Word& w, const Syntax& syntax) {
  if (w.kind == Tok::Name) return sql::name_value(w.text);
  return syntax.fold == Fold::Lower ? lower(w.text) : w.text;
}

bool is(const Word& w, std::string_view word) { return w.kind == Tok::Word && equals_ignoring_case(w.text, word); }
bool is_op(const Word& w, std::string_view op) { return w.kind == Tok::Operator && w.text == op; }
bool is_any(const Word& w, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view x) { return is(w, x); });
}
bool stands(const Words& words, std::size_t at, std::initializer_list<std::string_view> sequence) {
  for (std::string_view s : sequence) {
    if (at >= words.size() || (!is(words[at], s) && !is_op(words[at], s))) return false;
    ++at;
  }
  return true;
}
bool contains(const Words& words, std::string_view word) {
  return std::any_of(words.begin(), words.end(), [&](const Word& w) { return is(w, word); });
}
std::size_t closing(const Words& words, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < words.size(); ++i) {
    depth += is_op(words[i], "(") ? 1 : is_op(words[i], ")") ? -1 : 0;
    if (depth == 0) return i;
  }
  return words.size();
}
void append(Words& to, const Words& more) { to.insert(to.end(), more.begin(), more.end()); }
Words slice(const Words& words, std::size_t from, std::size_t to) {
  const auto at = [&](std::size_t i) { return words.begin() + static_cast<std::ptrdiff_t>(std::min(i, words.size())); };
  return from < to ? Words(at(from), at(to)) : Words();
}
std::vector<Words> items_of(const Words& words, std::size_t from, std::size_t to) {
  std::vector<Words> out(1);
  int depth = 0;
  for (std::size_t i = from; i < to; ++i) {
    const Word& w = words[i];
    depth += is_op(w, "(") || is_op(w, "[") ? 1 : is_op(w, ")") || is_op(w, "]") ? -1 : 0;
    if (depth == 0 && is_op(w, ","))
      out.emplace_back();
    else
      out.back().push_back(w);
  }
  return out;
}
Words joined(const std::vector<Words>& items) {
  Words out;
  for (const Words& item : items) {
    if (!out.empty()) out.push_back({Tok::Operator, ",", false, false});
    append(out, item);
  }
  return out;
}

bool is_verbatim(const Words& s, const Script& script) {
  if (s.empty() || !is_any(s[0], {"CREATE", "ALTER", "COMMENT"})) return true;
  if (!is(s[0], "CREATE")) return false;
  // What a server keeps as the author's text, and compares as such.
  for (std::size_t i = 1; i < s.size() && i < 12; ++i) {
    if (is_any(s[i], {"TABLE", "VIEW", "INDEX", "SEQUENCE"}))
      return script.sqlite() && contains(s, "VIRTUAL") && i == 2;
    if (script.mysql() && is_any(s[i], {"TRIGGER", "FUNCTION", "PROCEDURE", "EVENT"})) return true;
    if (is_any(s[i], {"EXTENSION", "OPERATOR", "AGGREGATE", "CAST", "COLLATION", "DATABASE"})) return true;
  }
  return false;
}

// ---- tables

std::size_t kind_place(const Words& clause) {
  if (clause.size() < 3 || !is(clause[0], "CONSTRAINT")) return 0;
  return is_any(clause[1], {"PRIMARY", "UNIQUE", "CHECK", "FOREIGN"}) ? 1 : 2;
}
std::string kind_of(const Words& clause) {
  const std::size_t at = kind_place(clause);
  return at < clause.size() && clause[at].kind == Tok::Word ? upper(clause[at].text) : std::string();
}
const Words* clause_of(const ColumnText& column, std::string_view kind) {
  for (const Words& c : column.clauses)
    if (kind_of(c) == kind) return &c;
  return nullptr;
}
ColumnText* TableText::column(const Word& named, const Syntax& syntax) {
  for (ColumnText& c : columns)
    if (name_of(c.name, syntax) == name_of(named, syntax)) return &c;
  return nullptr;
}

namespace {

bool begins_clause(const Words& w, std::size_t i, const Words& current, const Script& s) {
  const Word& x = w[i];
  const Word& before = w[i - 1];
  if (x.kind != Tok::Word || is(before, "REFERENCES") || is_op(before, ".")) return false;
  if (is(x, "CONSTRAINT")) return true;
  if (!current.empty() && is(current[0], "CONSTRAINT") && current.size() <= 2) return false;
  const std::string kind = current.empty() ? std::string() : kind_of(current);
  if (is(x, "NOT")) return i + 1 < w.size() && is(w[i + 1], "NULL");
  if (is(x, "NULL")) return !is_any(before, {"NOT", "SET", "DEFAULT"});
  if (is(x, "DEFAULT")) return !is_any(before, {"BY", "SET"});
  if (is(x, "AS")) return !s.postgres() && kind != "GENERATED";
  if (is(x, "ON")) return s.mysql() && stands(w, i, {"ON", "UPDATE"}) && kind != "REFERENCES";
  if (is(x, "KEY")) return s.mysql() && !is_any(before, {"PRIMARY", "UNIQUE"});
  return is_any(x, {"UNIQUE", "CHECK", "PRIMARY", "REFERENCES", "GENERATED", "COLLATE", "COMMENT", "AUTO_INCREMENT",
                    "AUTO_RANDOM", "INVISIBLE", "VISIBLE", "STORAGE", "COMPRESSION", "SRID", "WITH", "WITHOUT"}) &&
         !(s.postgres() && is_any(x, {"WITH", "WITHOUT"}));
}

ColumnText column_of(const Words& item, const Script& s) {
  ColumnText out{item[0], {}, {}};
  int depth = 0;
  for (std::size_t i = 1; i < item.size(); ++i) {
    const Words none;
    if (depth == 0 && begins_clause(item, i, out.clauses.empty() ? none : out.clauses.back(), s))
      out.clauses.emplace_back();
    depth += is_op(item[i], "(") ? 1 : is_op(item[i], ")") ? -1 : 0;
    (out.clauses.empty() ? out.type : out.clauses.back()).push_back(item[i]);
  }
  return out;
}

bool is_constraint(const Words& item, const Script& s) {
  return is_any(item[0], {"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "EXCLUDE"}) ||
         (s.mysql() && is_any(item[0], {"KEY", "INDEX", "FULLTEXT", "SPATIAL", "VECTOR", "PERIOD"}));
}

}  // namespace

bool parse_table(const Words& statement, const Script& script, TableText& out) {
  if (statement.empty() || !is(statement[0], "CREATE") || is_verbatim(statement, script)) return false;
  std::size_t at = 1;
  while (at < statement.size() &&
         is_any(statement[at], {"TEMP", "TEMPORARY", "UNLOGGED", "GLOBAL", "LOCAL", "OR", "REPLACE"}))
    ++at;
  if (at >= statement.size() || !is(statement[at], "TABLE")) return false;
  ++at;
  if (stands(statement, at, {"IF", "NOT", "EXISTS"})) at += 3;
  std::size_t open = at;
  while (open < statement.size() && (is_name(statement[open]) || is_op(statement[open], "."))) {
    if (is_any(statement[open], {"PARTITION", "OF", "AS", "LIKE"})) return false;
    ++open;
  }
  if (open >= statement.size() || !is_op(statement[open], "(")) return false;
  out.head = slice(statement, 0, at);
  out.name = slice(statement, at, open);
  const std::size_t end = closing(statement, open);
  out.tail = slice(statement, end + 1, statement.size());
  for (const Words& item : items_of(statement, open + 1, end)) {
    if (item.empty() || is(item[0], "LIKE") || (!is_constraint(item, script) && !is_name(item[0]))) return false;
    if (is_constraint(item, script))
      out.constraints.push_back(item);
    else
      out.columns.push_back(column_of(item, script));
  }
  return !contains(out.tail, "AS") && !contains(out.tail, "SELECT");
}

Words words_of_column(const ColumnText& c) {
  Words out = {c.name};
  append(out, c.type);
  for (const Words& clause : c.clauses) append(out, clause);
  return out;
}

Words TableText::words() const {
  std::vector<Words> items;
  for (const ColumnText& c : columns) items.push_back(words_of_column(c));
  items.insert(items.end(), constraints.begin(), constraints.end());
  for (Words& item : items) item[0].gap = true;
  Words out = head;
  append(out, name);
  out.push_back({Tok::Operator, "(", true, false});
  append(out, joined(items));
  out.push_back({Tok::Operator, ")", false, false});
  append(out, tail);
  return out;
}

void each_table(Script& script, const std::function<void(TableText&)>& change) {
  for (Words& s : script.statements) {
    TableText table;
    if (!parse_table(s, script, table)) continue;
    change(table);
    s = table.words();
  }
}

// ---- the script

namespace {

bool sets_modes(const Words& s) {
  return is(s[0], "SET") && std::any_of(s.begin(), s.end() - 1, [](const Word& w) { return is(w, "sql_mode"); }) &&
         s.back().kind == Tok::String;
}

}  // namespace

Script script_of(std::string_view text, const Target& target) {
  Script out;
  out.target = &target;
  for (const sql::Piece& piece : sql::split(text, target.syntax)) {
    // A program under modes of its own is one word: nothing here reads it as they do.
    const bool moded = !out.statements.empty() && sets_modes(out.statements.back());
    out.statements.push_back(moded ? Words{{Tok::Operator, std::string(piece.sql)}}
                                   : words_of(piece.sql, target.syntax));
  }
  const auto add = [&](const Word& w) { out.names.insert(name_of(w, target.syntax)); };
  for (const Words& s : out.statements) {
    TableText table;
    for (const Word& w : s)
      if (w.kind == Tok::Name) add(w);
    if (!parse_table(s, out, table)) continue;
    for (const Word& w : table.name)
      if (is_name(w)) add(w);
    for (const ColumnText& c : table.columns) add(c.name);
    for (const Words& c : table.constraints)
      if (is(c[0], "CONSTRAINT") && kind_place(c) == 2) add(c[1]);
  }
  return out;
}

}  // namespace plumb::test
