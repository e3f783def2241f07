// Literals and calls that are the same value.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/literal.h"
#include "plumb/tests/support/spelling_script.h"

namespace plumb::test {

using sql::Tok;

namespace {

bool has(std::string_view text, std::string_view any) { return text.find_first_of(any) != std::string_view::npos; }

std::string postgres_string(const Word& w, const Syntax& syntax, Random& random) {
  const std::string value = sql::string_value(w.text, syntax);
  std::string doubled, escaped;
  for (char c : value) {
    doubled += c == '\'' ? std::string("''") : std::string(1, c);
    escaped += c == '\'' || c == '\\' ? std::string("\\") + c : c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  switch (random.below(4)) {
    case 0: return "E'" + escaped + "'";
    case 1: return has(value, "$") ? w.text : "$$" + value + "$$";
    case 2: return has(value, "$") ? w.text : "$q$" + value + "$q$";
    default: return has(value, "\\") ? w.text : "U&'" + doubled + "'";
  }
}

std::string mysql_string(const Word& w, Random& random) {
  if (has(w.text.substr(1, w.text.size() - 2), "\\'\"") || w.text.front() != '\'') return w.text;
  return random.chance(60) ? "\"" + w.text.substr(1, w.text.size() - 2) + "\"" : w.text;
}

void respell_strings(Words& s, const Script& script, Random& random) {
  const bool routine = script.postgres() && is(s[0], "CREATE") && contains(s, "LANGUAGE");
  for (std::size_t i = 0; i < s.size(); ++i) {
    Word& w = s[i];
    if (w.kind != Tok::String || routine || random.chance(50)) continue;
    if (i > 0 && s[i - 1].kind == Tok::String) continue;
    if (i + 1 < s.size() && s[i + 1].kind == Tok::String) continue;
    if (script.postgres() && w.text.front() == '\'') w.text = postgres_string(w, script.syntax(), random), w.gap = true;
    // An introducer stays with its string.
    const bool introduced = i > 0 && s[i - 1].kind == Tok::Word && s[i - 1].text.front() == '_';
    if (script.mysql() && !introduced) w.text = mysql_string(w, random);
  }
}

// DEFAULT 7 → DEFAULT '7', CURRENT_TIMESTAMP → NOW()
void respell_mysql_default(ColumnText& c, const Script& s, Random& random) {
  if (c.type.empty()) return;
  const bool number = is_any(c.type[0], {"INT", "BIGINT", "SMALLINT", "DECIMAL", "TINYINT"});
  for (Words& w : c.clauses) {
    const std::string kind = kind_of(w);
    if (random.chance(30)) continue;
    if (kind == "DEFAULT" && w.size() == 2 && number && w[1].kind == Tok::Number && !has(w[1].text, "xXeE"))
      w = words_of("DEFAULT '" + w[1].text + "'", s.syntax());
    else if (kind == "DEFAULT" && w.size() == 2 && number && w[1].kind == Tok::String &&
             w[1].text.find_first_not_of("'0123456789") == std::string::npos && w[1].text.size() > 2)
      w = words_of("DEFAULT " + w[1].text.substr(1, w[1].text.size() - 2), s.syntax());
    if (kind != "DEFAULT" && kind != "ON") continue;
    for (std::size_t i = 0; i < w.size(); ++i) {
      if (!is(w[i], "CURRENT_TIMESTAMP")) continue;
      const bool called = i + 1 < w.size() && is_op(w[i + 1], "(");
      Words now = words_of(called ? random.word({"NOW", "LOCALTIMESTAMP", "LOCALTIME"})
                                  : random.word({"NOW()", "LOCALTIMESTAMP", "CURRENT_TIMESTAMP()", "LOCALTIME"}),
                           s.syntax());
      now[0].gap = true;
      Words out = slice(w, 0, i);
      append(out, now);
      append(out, slice(w, i + 1, w.size()));
      if (called) out[i + 1].gap = false;
      w = std::move(out);
      break;
    }
  }
}

void respell_postgres_calls(Words& s, Random& random) {
  for (std::size_t i = 1; i + 1 < s.size(); ++i) {
    const bool call =
        is_any(s[i], {"LOWER", "UPPER", "LENGTH", "NOW", "CHAR_LENGTH", "GEN_RANDOM_UUID", "JSONB_BUILD_OBJECT"}) &&
        is_op(s[i + 1], "(") && !is_op(s[i - 1], ".") && !is(s[i - 1], "FUNCTION");
    if (!call || random.chance(50)) continue;
    const bool gap = s[i].gap;
    s[i].gap = false;
    s.insert(s.begin() + static_cast<std::ptrdiff_t>(i),
             {{Tok::Word, "pg_catalog", gap, false}, {Tok::Operator, ".", false, false}});
    i += 2;
  }
}

void respell_mysql_calls(Words& s, Random& random) {
  for (std::size_t i = 1; i + 1 < s.size(); ++i) {
    if (!is_op(s[i + 1], "(") || is_op(s[i - 1], ".") || random.chance(40)) continue;
    if (is(s[i], "UPPER"))
      s[i].text = "ucase";
    else if (is(s[i], "LOWER"))
      s[i].text = "lcase";
    else if (is(s[i], "CHAR_LENGTH"))
      s[i].text = "character_length";
  }
}

void respell_numbers(Words& s, const Script& script, Random& random) {
  for (std::size_t i = 1; i < s.size(); ++i) {
    Word& w = s[i];
    if (w.kind != Tok::Number || !script.postgres() || is_op(s[i - 1], ",") || random.chance(50)) continue;
    // What is said of an option is kept as it is written.
    if (is_op(s[i - 1], "=") || (i > 1 && is_op(s[i - 2], "="))) continue;
    const std::size_t dot = w.text.find('.');
    if (dot == std::string::npos || dot == 0 || has(w.text, "eE_")) continue;
    w.text = w.text.substr(0, dot) + w.text.substr(dot + 1) + "e-" + std::to_string(w.text.size() - dot - 1);
  }
}

void respell_booleans(ColumnText& c, const Script& s, Random& random) {
  for (Words& w : c.clauses) {
    if (kind_of(w) != "DEFAULT" || w.size() != 2 || !is_any(w[1], {"TRUE", "FALSE"}) || random.chance(30)) continue;
    const bool yes = is(w[1], "TRUE");
    if (s.postgres())
      w = words_of(std::string("DEFAULT ") +
                       std::string(yes ? random.word({"'t'", "'true'::boolean", "'yes'::bool", "(true)", "'on'"})
                                       : random.word({"'f'", "'false'::boolean", "bool 'no'", "(false)"})),
                   s.syntax());
    else if (s.mysql())
      w = words_of(yes ? "DEFAULT 1" : "DEFAULT '0'", s.syntax());
  }
}

}  // namespace

void write_literals_otherwise(Script& script, Random& random) {
  each_table(script, [&](TableText& t) {
    for (ColumnText& c : t.columns) {
      respell_booleans(c, script, random);
      if (script.mysql()) respell_mysql_default(c, script, random);
      if (script.mysql()) continue;
      for (Words& w : c.clauses) {
        // Nothing but a whole default may stand in parentheses of its own.
        if (kind_of(w) != "DEFAULT" || kind_place(w) != 0 || contains(w, "NULL") || random.chance(50)) continue;
        w.insert(w.begin() + 1, {Tok::Operator, "(", true, false});
        w.push_back({Tok::Operator, ")", false, false});
      }
    }
  });
  for (Words& s : script.statements) {
    if (is_verbatim(s, script)) continue;
    respell_strings(s, script, random);
    respell_numbers(s, script, random);
    if (script.postgres()) respell_postgres_calls(s, random);
    if (script.mysql()) respell_mysql_calls(s, random);
  }
}

}  // namespace plumb::test
