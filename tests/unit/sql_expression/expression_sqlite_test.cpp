// Expressions of SQLite in their normal spelling: one text for every tree, and the same tree for
// that text.
#include "printed.h"

#include <doctest/doctest.h>

#include "syntaxes.h"

using namespace plumb;
using namespace plumb::sql;
using plumb_test::printed;

TEST_CASE("expressions of SQLite") {
  const Syntax syntax = plumb_test::sqlite();
  const struct {
    const char* in;
    const char* out;
  } table[] = {
      {"0", "0"},
      {"'x'", "'x'"},
      {"now()", "now()"},
      {"a+b*c", "a + b * c"},
      {"(a+b)*c", "(a + b) * c"},
      {"-1", "-1"},
      {"- -1", "- -1"},
      {"a IS NOT NULL AND b NOTNULL OR c NOT NULL", "a IS NOT NULL AND b IS NOT NULL OR c IS NOT NULL"},
      {"a IS NOT DISTINCT FROM b", "a IS NOT DISTINCT FROM b"},
      {"x COLLATE NOCASE || y -> '$.a' ->> 'b'", "x COLLATE NOCASE || y -> '$.a' ->> 'b'"},
      {"CAST(a AS VARCHAR(10))", "CAST(a AS VARCHAR(10))"},
      {"a IN (1,2,3)", "a IN (1, 2, 3)"},
      {"a IN ()", "a IN ()"},
      {"a NOT IN (SELECT b FROM t)", "a NOT IN (SELECT b FROM t)"},
      {"a IN t", "a IN t"},
      {"a IN ((SELECT 1))", "a IN ((SELECT 1))"},
      {R"~("x" = [my col] AND `y`)~", R"~("x" = "my col" AND y)~"},
      {"RAISE(ABORT, 'no')", "RAISE(ABORT, 'no')"},
      {"(a, b) = (1, 2)", "(a, b) = (1, 2)"},
      {"CASE a WHEN 1 THEN 2 ELSE 3 END", "CASE a WHEN 1 THEN 2 ELSE 3 END"},
      {"CASE WHEN a THEN b END", "CASE WHEN a THEN b END"},
      {"count(DISTINCT x) FILTER (WHERE y > 1) OVER (PARTITION BY a ORDER BY b DESC ROWS BETWEEN "
       "UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES)",
       "count(DISTINCT x) FILTER (WHERE y > 1) OVER (PARTITION BY a ORDER BY b DESC ROWS BETWEEN "
       "UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES)"},
      {"a BETWEEN 1 AND 2 AND b", "a BETWEEN 1 AND 2 AND b"},
      {"NOT a = b", "NOT a = b"},
      {"(NOT a) = b", "(NOT a) = b"},
      {R"~(a LIKE 'x%' ESCAPE '\')~", R"~(a LIKE 'x%' ESCAPE '\')~"},
      {"a GLOB 'x' AND b MATCH 'y'", "a GLOB 'x' AND b MATCH 'y'"},
      {"x'0a' = CURRENT_TIMESTAMP", "x'0A' = CURRENT_TIMESTAMP"},
      {"EXISTS (SELECT 1 FROM t WHERE t.a = new.b)", "EXISTS (SELECT 1 FROM t WHERE t.a = new.b)"},
      {"date('now', '+1 day')", "date('now', '+1 day')"},
      {"~a & b | c << 2", "~a & b | c << 2"},
      {"a < b = c > d", "a < b = c > d"},
      {"a AND (b AND c)", "a AND (b AND c)"},
      {"like('a', b)", "like('a', b)"},
      {"replace(a, 'x', 'y')", "replace(a, 'x', 'y')"},
      {"(a COLLATE NOCASE) = b", "a COLLATE NOCASE = b"},
      {"-a COLLATE x", "-a COLLATE x"},
      {"-(a COLLATE x)", "-(a COLLATE x)"},
      {"a NOT BETWEEN 1 AND 2 OR b NOT LIKE 'x' AND c NOT GLOB 'y'",
       "a NOT BETWEEN 1 AND 2 OR b NOT LIKE 'x' AND c NOT GLOB 'y'"},
      {"a -> 'b' || c", "a -> 'b' || c"},
      {"(a || b) * 2 || c", "a || b * 2 || c"},
      {"a * b || c", "a * b || c"},
      {"1 + 2 - 3 - (4 - 5)", "1 + 2 - 3 - (4 - 5)"},
      {"a % b / c", "a % b / c"},
      {"+ a", "+a"},
      {"~ -a", "~ -a"},
      {"a = b IS c", "a = b IS c"},
      {"a IS TRUE", "a IS TRUE"},
      {"a IS NOT FALSE", "a IS NOT FALSE"},
      {"a = (b COLLATE NOCASE)", "a = b COLLATE NOCASE"},
      {R"~('it''s' = '' || "a ""b""")~", R"~('it''s' = '' || "a ""b""")~"},
      {"0x1F + 1.5e10 + .5 + 1_000", "0x1F + 1.5e10 + .5 + 1_000"},
      {"t.a = main.t.b", "t.a = main.t.b"},
      {"CURRENT_DATE < date(x) AND current_time", "CURRENT_DATE < date(x) AND CURRENT_TIME"},
      {"iif(a, b, c)", "iif(a, b, c)"},
      {"json_extract(a, '$.b') IN ('x', NULL)", "json_extract(a, '$.b') IN ('x', NULL)"},
      {"row_number() OVER (ORDER BY a RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING)",
       "row_number() OVER (ORDER BY a RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING)"},
      {"sum(a) FILTER (WHERE b) OVER w", "sum(a) FILTER (WHERE b) OVER w"},
      {"a IN main.t", "a IN main.t"},
      {"a NOT IN json_each(b)", "a NOT IN json_each(b)"},
      {R"~(CAST(x AS "my type"))~", R"~(CAST(x AS "my type"))~"},
      {"CAST(x AS unsigned big int)", "CAST(x AS UNSIGNED BIG INT)"},
      {R"~(typeof("a") = 'text')~", R"~(typeof("a") = 'text')~"},
      {"length(x) BETWEEN 1 AND 10 AND y IS NOT NULL", "length(x) BETWEEN 1 AND 10 AND y IS NOT NULL"},
      {"CASE WHEN a THEN b WHEN c THEN d ELSE CASE e WHEN 1 THEN 2 END END",
       "CASE WHEN a THEN b WHEN c THEN d ELSE CASE e WHEN 1 THEN 2 END END"},
      {"NOT NOT a", "NOT NOT a"},
      {"NOT a IS NULL", "NOT a IS NULL"},
      {"(SELECT max(x) FROM t) + 1", "(SELECT max(x) FROM t) + 1"},
      {"group_concat(a, ',')", "group_concat(a, ',')"},
      {"abs(a - b) <= 1 << 2", "abs(a - b) <= 1 << 2"},
      {"new.a <> old.a", "new.a <> old.a"},
      {"[a b] + `c`", R"~("a b" + c)~"},
  };
  for (const auto& row : table) CHECK_EQ(printed(row.in, TextKind::Expression, syntax), std::string(row.out));
}
