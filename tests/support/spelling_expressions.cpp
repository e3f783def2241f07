// Expressions that mean the same: parentheses, casts, operators.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/tests/support/spelling_script.h"

namespace plumb::test {

using sql::Tok;

namespace {

Word word(std::string_view text) { return {Tok::Word, std::string(text), true, false}; }
Word op(std::string_view text, bool gap) { return {Tok::Operator, std::string(text), gap, false}; }

void wrap(Words& w, std::size_t from, std::size_t to) {
  w.insert(w.begin() + static_cast<std::ptrdiff_t>(to), op(")", false));
  w.insert(w.begin() + static_cast<std::ptrdiff_t>(from), op("(", true));
  w[from + 1].gap = false;
}

// CHECK (x) → CHECK ((x)), and so for all that stands in parentheses of its own.
void add_parentheses(Words& s, Random& random) {
  for (std::size_t i = 0; i + 1 < s.size(); ++i) {
    const bool holds = is_any(s[i], {"CHECK", "WHERE"}) || (is(s[i], "AS") && i > 0 && !is(s[0], "COMMENT")) ||
                       (is(s[i], "WHEN") && contains(s, "TRIGGER")) || (is(s[i], "USING") && contains(s, "POLICY"));
    if (!holds || !is_op(s[i + 1], "(") || random.chance(40)) continue;
    const std::size_t close = closing(s, i + 1);
    const bool inner_query = is_any(s[std::min(i + 2, close)], {"SELECT", "WITH", "VALUES"});
    const bool whole = close + 1 >= s.size() || !is(s[i], "WHERE");
    const bool attributes = is(s[i], "AS") && is(s[1], "TYPE");
    if (close < s.size() && whole && !inner_query && !attributes && !contains(s, "VIEW")) wrap(s, i + 2, close);
  }
  const bool index = is(s[0], "CREATE") && contains(slice(s, 0, 3), "INDEX");
  for (std::size_t i = 0; index && i + 2 < s.size(); ++i)
    if (is(s[i], "WHERE") && !is_op(s[i + 1], "(") && random.chance(70)) {
      wrap(s, i + 1, s.size());
      break;
    }
}

// Where the operand begins that ends in front of `::`; its size where it cannot be told.
std::size_t operand_of(const Words& s, std::size_t cast) {
  if (cast == 0) return s.size();
  std::size_t at = cast - 1;
  if (is_op(s[at], ")")) {
    int depth = 0;
    for (;; --at) {
      depth += is_op(s[at], ")") ? 1 : is_op(s[at], "(") ? -1 : 0;
      if (depth == 0) break;
      if (at == 0) return s.size();
    }
    if (at > 0 && is_name(s[at - 1]) && !s[at].gap) --at;
  } else if (!is_name(s[at]) && s[at].kind != Tok::String && s[at].kind != Tok::Number) {
    return s.size();
  }
  while (at >= 2 && is_name(s[at]) && is_op(s[at - 1], ".")) at -= 2;
  const bool bound = at > 0 && (is_op(s[at - 1], "::") || is_op(s[at - 1], ".") || s[at - 1].kind == Tok::Parameter);
  return bound ? s.size() : at;
}

std::size_t end_of_type(const Words& s, std::size_t at) {
  while (at + 1 < s.size() && is_op(s[at + 1], ".")) at += 2;
  if (at < s.size() && is_any(s[at], {"DOUBLE", "CHARACTER", "BIT"}) && at + 1 < s.size() &&
      is_any(s[at + 1], {"PRECISION", "VARYING"}))
    ++at;
  ++at;
  if (at < s.size() && is_op(s[at], "(") && !s[at].gap) at = closing(s, at) + 1;
  if (stands(s, at, {"WITH", "TIME", "ZONE"}) || stands(s, at, {"WITHOUT", "TIME", "ZONE"})) at += 3;
  while (at + 1 < s.size() && is_op(s[at], "[") && is_op(s[at + 1], "]")) at += 2;
  return at;
}

// x::t → CAST(x AS t), '…'::t → t '…'
void respell_casts(Words& s, Random& random) {
  for (std::size_t i = 1; i + 1 < s.size(); ++i) {
    if (!is_op(s[i], "::") || !is_name(s[i + 1]) || random.chance(40)) continue;
    const std::size_t from = operand_of(s, i), end = end_of_type(s, i + 1);
    if (from >= i || (end < s.size() && is_op(s[end], "::")) || end > s.size()) continue;
    const Words type = slice(s, i + 1, end), value = slice(s, from, i);
    Words out = slice(s, 0, from);
    if (type.size() == 1 && value.size() == 1 && value[0].kind == Tok::String && random.chance(50)) {
      out.push_back(type[0]);
      out.back().gap = true;
      append(out, value);
      out.back().gap = true;
    } else {
      out.push_back(word("CAST"));
      out.back().gap = from < s.size() && s[from].gap;
      out.push_back(op("(", false));
      append(out, value);
      out.push_back(word("AS"));
      append(out, type);
      out.push_back(op(")", false));
    }
    i = out.size() - 1;
    append(out, slice(s, end, s.size()));
    s = std::move(out);
  }
}

void respell_operators(Words& s, const Script& script, Random& random) {
  Words out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    Word w = s[i];
    const bool toss = random.chance(60);
    if (toss && is_op(w, "<>"))
      w.text = "!=";
    else if (toss && is_op(w, "!="))
      w.text = "<>";
    // A column may be told to be NOT NULL, and a trigger's row may not be compared.
    if (toss && !script.mysql() && stands(s, i, {"IS", "NOT", "NULL"})) {
      out.push_back(word("NOTNULL"));
      i += 2;
      continue;
    }
    if (toss && !script.mysql() && stands(s, i, {"IS", "NULL"})) {
      out.push_back(word("ISNULL"));
      i += 1;
      continue;
    }
    out.push_back(std::move(w));
  }
  s = std::move(out);
}

// x BETWEEN a AND b → (x >= a AND x <= b), which PostgreSQL makes of it by itself.
void respell_between(Words& s, Random& random) {
  const auto operand_end = [&](std::size_t at) {
    if (at < s.size() && is_op(s[at], "-")) ++at;
    return at < s.size() && (s[at].kind == Tok::Number || s[at].kind == Tok::String) ? at + 1 : s.size() + 1;
  };
  for (std::size_t i = 2; i < s.size(); ++i) {
    if (!is(s[i], "BETWEEN") || !is_name(s[i - 1]) || is_op(s[i - 2], ".") || is(s[i - 1], "NOT") || random.chance(30))
      continue;
    const std::size_t low = operand_end(i + 1);
    if (low >= s.size() || !is(s[low], "AND")) continue;
    const std::size_t high = operand_end(low + 1);
    if (high > s.size() || (high < s.size() && is_op(s[high], "::"))) continue;
    Words out = slice(s, 0, i - 1);
    out.push_back(op("(", true));
    out.push_back(s[i - 1]);
    out.push_back(op(">=", true));
    append(out, slice(s, i + 1, low));
    out.push_back(word("AND"));
    out.push_back({s[i - 1].kind, s[i - 1].text, true, s[i - 1].fixed});
    out.push_back(op("<=", true));
    append(out, slice(s, low + 1, high));
    out.push_back(op(")", false));
    append(out, slice(s, high, s.size()));
    s = std::move(out);
  }
}

// c IN (1, 2) → c = ANY (ARRAY[1, 2]), which is the same where the column is of the numbers' own type.
void respell_in(Words& s, const TableText& t, const Script& script, Random& random) {
  for (std::size_t i = 1; i + 1 < s.size(); ++i) {
    if (!is(s[i], "IN") || !is_name(s[i - 1]) || is(s[i - 1], "NOT") || !is_op(s[i + 1], "(") || random.chance(30))
      continue;
    TableText copy = t;
    const ColumnText* c = copy.column(s[i - 1], script.syntax());
    const std::size_t close = closing(s, i + 1);
    const bool integers =
        std::all_of(s.begin() + static_cast<std::ptrdiff_t>(i) + 2, s.begin() + static_cast<std::ptrdiff_t>(close),
                    [](const Word& w) { return w.kind == Tok::Number || is_op(w, ",") || is_op(w, "-"); });
    if (c == nullptr || c->type.size() != 1 || !is_any(c->type[0], {"INTEGER", "INT"}) || !integers) continue;
    Words out = slice(s, 0, i);
    append(out, words_of("= ANY (ARRAY[", script.syntax()));
    append(out, slice(s, i + 2, close));
    append(out, words_of("])", script.syntax()));
    out[i].gap = true;
    append(out, slice(s, close + 1, s.size()));
    s = std::move(out);
  }
}

}  // namespace

void write_expressions_otherwise(Script& script, Random& random) {
  for (Words& s : script.statements) {
    if (is_verbatim(s, script) || is(s[0], "COMMENT")) continue;
    TableText t;
    const bool table = parse_table(s, script, t);
    if (script.postgres() && table) {
      for (Words& c : t.constraints)
        if (kind_of(c) == "CHECK") respell_in(c, t, script, random);
      for (ColumnText& c : t.columns)
        for (Words& clause : c.clauses)
          if (kind_of(clause) == "CHECK") respell_in(clause, t, script, random);
      s = t.words();
    }
    if (script.postgres()) {
      respell_between(s, random);
      respell_casts(s, random);
    }
    respell_operators(s, script, random);
    add_parentheses(s, random);
  }
  write_literals_otherwise(script, random);
}

}  // namespace plumb::test
