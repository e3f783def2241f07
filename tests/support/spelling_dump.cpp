// The clothes of dumps: settings in front, versioned comments, IF NOT EXISTS, transactions.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/literal.h"
#include "plumb/tests/support/spelling_script.h"

namespace plumb::test {

using sql::Tok;

namespace {

Words some(std::string_view text, const Script& s) { return words_of(text, s.syntax()); }
Word mark(std::string_view text) { return {Tok::Operator, std::string(text), true, false}; }

// `x` → "x", for sql_mode ANSI_QUOTES.
void quote_as_standard(Words& statement) {
  for (Word& w : statement) {
    if (w.kind != Tok::Name || w.text.front() != '`') continue;
    const std::string name = sql::name_value(w.text);
    w.text = "\"" + replace_all(name, "\"", "\"\"") + "\"";
  }
}
bool has_standard_quotes(const Words& statement) {
  return std::any_of(statement.begin(), statement.end(),
                     [](const Word& w) { return w.kind == Tok::String && w.text.front() == '"'; });
}

void wrap(Words& w, std::string_view comment) {
  w.insert(w.begin(), mark(comment));
  w.push_back(mark("*/"));
}

// NOT NULL → /*!40101 NOT NULL */, which is code to every server of the family.
void put_in_comments(TableText& t, const Script& s, Random& random) {
  for (ColumnText& c : t.columns)
    for (Words& w : c.clauses)
      if (!is_any(w[0], {"COLLATE", "AS", "GENERATED", "UNIQUE"}) && random.chance(30))
        wrap(w, random.chance(50) ? "/*!40101" : "/*!");
  for (Words& w : t.constraints)
    if (s.tidb() && is_any(w.back(), {"CLUSTERED", "NONCLUSTERED"}) && random.chance(50)) {
      w.insert(w.end() - 1, mark("/*T![clustered_index]"));
      w.push_back(mark("*/"));
    }
  if (!t.tail.empty() && random.chance(50)) wrap(t.tail, "/*!50100");
}

void if_not_exists(Words& s, const Script& script, Random& random) {
  const std::size_t at = stands(s, 0, {"CREATE", "UNIQUE", "INDEX"}) ? 2 : 1;
  if (!is(s[0], "CREATE") || at + 1 >= s.size() || is_any(s[at + 1], {"IF", "ON"}) || random.chance(50)) return;
  const bool may = is(s[at], "TABLE") || (!script.mysql() && is(s[at], "INDEX")) ||
                   (!script.sqlite() && is(s[at], "SEQUENCE")) ||
                   (script.sqlite() && is_any(s[at], {"VIEW", "TRIGGER"}));
  if (!may) return;
  const Words words = some("IF NOT EXISTS", script);
  s.insert(s.begin() + static_cast<std::ptrdiff_t>(at) + 1, words.begin(), words.end());
}

std::vector<std::string_view> opening(const Script& s) {
  if (s.sqlite()) return {"PRAGMA foreign_keys = OFF", "BEGIN TRANSACTION"};
  if (s.postgres())
    return {"SET statement_timeout = 0",
            "SET client_encoding = 'UTF8'",
            "SET standard_conforming_strings = on",
            "SET check_function_bodies = false",
            "SET search_path = public",
            "BEGIN",
            "SET default_table_access_method = heap"};
  return {"SET NAMES utf8mb4", "SET @OLD_FOREIGN_KEY_CHECKS = @@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS = 0"};
}
std::vector<std::string_view> closing_of(const Script& s) {
  if (!s.mysql()) return {"COMMIT"};
  return {"SET FOREIGN_KEY_CHECKS = @OLD_FOREIGN_KEY_CHECKS"};
}

}  // namespace

void dress_as_dump(Script& script, Random& random) {
  std::vector<Words> out;
  for (std::string_view text : opening(script)) out.push_back(some(text, script));
  for (Words& s : script.statements) {
    TableText t;
    if (script.mysql() && parse_table(s, script, t)) {
      put_in_comments(t, script, random);
      s = t.words();
    }
    const bool touched = !is_verbatim(s, script);
    if (touched) if_not_exists(s, script, random);
    if (script.postgres() && stands(s, 0, {"ALTER", "TABLE"}) && contains(s, "ADD") && random.chance(50)) {
      const Words only = some("ONLY", script);
      if (!is(s[2], "ONLY")) s.insert(s.begin() + 2, only.begin(), only.end());
    }
    const bool standard = script.mysql() && touched && !has_standard_quotes(s) && random.chance(50);
    if (standard) {
      quote_as_standard(s);
      out.push_back(some("SET @OLD_SQL_MODE = @@SQL_MODE, SQL_MODE = 'ANSI_QUOTES,STRICT_TRANS_TABLES'", script));
    }
    out.push_back(std::move(s));
    if (standard) out.push_back(some("SET SQL_MODE = @OLD_SQL_MODE", script));
  }
  for (std::string_view text : closing_of(script)) out.push_back(some(text, script));
  script.statements = std::move(out);
}

}  // namespace plumb::test
