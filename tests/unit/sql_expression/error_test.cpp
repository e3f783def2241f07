// What a user reads where an expression or query cannot be read, and that no input is read without
// end.
#include <doctest/doctest.h>

#include <string>

#include "plumb/core/sql/lexer.h"
#include "printed.h"
#include "syntaxes.h"

using namespace plumb;
using namespace plumb::sql;
using plumb_test::printed;

namespace {

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("errors say what was expected and what was found") {
  const Syntax sqlite = plumb_test::sqlite(), postgres = plumb_test::postgres(), mysql = plumb_test::mysql();
  const struct {
    const Syntax& syntax;
    TextKind kind;
    const char* in;
    const char* out;
  } table[] = {
      {sqlite, TextKind::Expression, "", "error at 0: expected an expression, found the end of the statement"},
      {sqlite, TextKind::Expression, "a +", "error at 3: expected an expression, found the end of the statement"},
      {sqlite, TextKind::Expression, "a + from", "error at 4: expected an expression, found `from`"},
      {sqlite, TextKind::Expression, "(a, b", "error at 0: this parenthesis is not closed; add `)`"},
      {sqlite, TextKind::Expression, "(a, b c)", "error at 6: expected `)` to close the list, found `c`"},
      {sqlite, TextKind::Expression, "(a b)", "error at 3: expected `)` or an operator, found `b`"},
      {sqlite, TextKind::Expression, "f(a b)",
       "error at 4: expected `,` or `)` to close the list of arguments, found `b`"},
      {sqlite, TextKind::Expression, "case a", "error at 6: expected `WHEN`, found the end of the statement"},
      {sqlite, TextKind::Expression, "case when a then b", "error at 0: this `CASE` has no `END`"},
      {sqlite, TextKind::Expression, "a between 1 or 2",
       "error at 12: expected `AND` between the bounds of `BETWEEN`, found `or`"},
      {sqlite, TextKind::Expression, "cast(a text)", "error at 7: expected `AS` and a type, found `text`"},
      {sqlite, TextKind::Expression, "a b", "error at 2: expected the end, found `b`"},
      {postgres, TextKind::Expression, "a is 1",
       "error at 5: expected `NULL`, `TRUE`, `FALSE`, `UNKNOWN`, `DISTINCT FROM`, "
       "`DOCUMENT`, `JSON` or `NORMALIZED`, found `1`"},
      {postgres, TextKind::Expression, "a in 1", "error at 5: expected `(` behind `IN`, found `1`"},
      {postgres, TextKind::Expression, "a[1",
       "error at 3: expected `]` behind the subscript, found the end of the statement"},
      {mysql, TextKind::Expression, "interval 1",
       "error at 10: expected the unit of the interval, found the end of the statement"},
      {mysql, TextKind::Expression, "'open", "error at 0: this string is not closed"},
      {sqlite, TextKind::Query, "select a from",
       "error at 13: expected the name of a table, found the end of the statement"},
      {sqlite, TextKind::Query, "select a into b from c",
       "error at 9: a query with `INTO` stores its result; write it without"},
      {sqlite, TextKind::Query, "update t", "error at 0: expected `SELECT` or `VALUES`, found `update`"},
      {sqlite, TextKind::Body, "begin select 1; ", "error at 0: this `BEGIN` has no `END`"},
      {sqlite, TextKind::Body, "begin drop table t; end",
       "error at 6: expected `INSERT`, `UPDATE`, `DELETE` or `SELECT`, found `drop`"},
  };
  for (const auto& row : table) CHECK_EQ(printed(row.in, row.kind, row.syntax), std::string(row.out));
}

TEST_CASE("nesting and chains are limited, lists are not") {
  const Syntax sqlite = plumb_test::sqlite(), postgres = plumb_test::postgres(), mysql = plumb_test::mysql();
  const auto fails = [](const std::string& text, const Syntax& syntax, std::string_view with) {
    CHECK_NE(printed(text, TextKind::Expression, syntax).find(with), std::string::npos);
  };
  constexpr std::string_view deep = "nested deeper than 200 levels", chain = "chain of operators is too long";
  for (std::string_view opening : {"(", "f(", "not ", "- ", "case when ", "exists (select ", "a in (", "cast("})
    fails(repeated(opening, 5000), sqlite, deep);
  for (std::string_view opening : {"array[", "row(", "((select ", "a[", "@ "})
    fails(repeated(opening, 5000), postgres, deep);
  fails(repeated("interval (", 5000), mysql, deep);
  fails(repeated("a + ", 5000) + "a", sqlite, chain);
  fails("a" + repeated("::int", 5000), postgres, chain);
  fails("(" + repeated("select 1 union ", 5000) + "select 1)", sqlite, chain);
  // Chains inside of parentheses add up to one depth.
  std::string nested = "a";
  for (int i = 0; i < 100; ++i) nested = "(" + nested + repeated(" + a", 100) + ")";
  fails(nested, sqlite, chain);
  for (const std::string& wide : {repeated("a AND ", 20000) + "a", "a IN (1" + repeated(", 1", 20000) + ")"})
    CHECK_EQ(printed(wide, TextKind::Expression, sqlite), wide);
}
