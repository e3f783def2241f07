// Queries and bodies of all families in their normal spelling.
#include <doctest/doctest.h>

#include "printed.h"
#include "syntaxes.h"

using namespace plumb;
using namespace plumb::sql;
using plumb_test::printed;

TEST_CASE("queries and bodies of SQLite") {
  const Syntax syntax = plumb_test::sqlite();
  const struct {
    TextKind kind;
    const char* in;
    const char* out;
  } table[] = {
      {TextKind::Query, "SELECT * FROM a", "SELECT * FROM a"},
      {TextKind::Query,
       R"~(WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t LIMIT 5) SELECT n AS "x y", t.* FROM t, u LEFT JOIN v USING (a, b) NATURAL JOIN w WHERE n IN (1,2) GROUP BY n HAVING count(*) > 1 ORDER BY 1 DESC NULLS LAST LIMIT 2, 3)~",
       R"~(WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t LIMIT 5) SELECT n AS "x y", t.* FROM t, u LEFT JOIN v USING (a, b) NATURAL JOIN w WHERE n IN (1, 2) GROUP BY n HAVING count(*) > 1 ORDER BY 1 DESC NULLS LAST LIMIT 3 OFFSET 2)~"},
      {TextKind::Query, "VALUES (1,2),(3,4)", "VALUES (1, 2), (3, 4)"},
      {TextKind::Query, "SELECT a b, 'c' d FROM x AS 'y' INDEXED BY i JOIN (SELECT 1) z ON 1",
       "SELECT a AS b, 'c' AS d FROM x AS y INDEXED BY i JOIN (SELECT 1) AS z ON 1"},
      {TextKind::Query, "SELECT sum(a) OVER w FROM t WINDOW w AS (PARTITION BY b), v AS (w ORDER BY c)",
       "SELECT sum(a) OVER w FROM t WINDOW w AS (PARTITION BY b), v AS (w ORDER BY c)"},
      {TextKind::Query, "SELECT * FROM json_each(a.b) j, pragma_table_info('x')",
       "SELECT * FROM json_each(a.b) AS j, pragma_table_info('x')"},
      {TextKind::Query, "SELECT 1 UNION SELECT 2 INTERSECT SELECT 3 ORDER BY 1",
       "SELECT 1 UNION SELECT 2 INTERSECT SELECT 3 ORDER BY 1"},
      {TextKind::Body,
       "BEGIN INSERT OR IGNORE INTO t(a,b) VALUES (new.a, 2); UPDATE t SET a = 1, (b,c) = (SELECT "
       "1,2) FROM x WHERE y; DELETE FROM t WHERE a; SELECT RAISE(FAIL, 'x') WHERE new.a; INSERT "
       "INTO t SELECT 1 WHERE true ON CONFLICT (a) WHERE b DO UPDATE SET c = excluded.c WHERE d ON "
       "CONFLICT DO NOTHING RETURNING *; REPLACE INTO t DEFAULT VALUES; WITH x AS (SELECT 1) "
       "INSERT INTO t SELECT * FROM x; END",
       "BEGIN INSERT OR IGNORE INTO t (a, b) VALUES (new.a, 2); UPDATE t SET a = 1, (b, c) = "
       "(SELECT 1, 2) FROM x WHERE y; DELETE FROM t WHERE a; SELECT RAISE(FAIL, 'x') WHERE new.a; "
       "INSERT INTO t SELECT 1 WHERE TRUE ON CONFLICT (a) WHERE b DO UPDATE SET c = excluded.c "
       "WHERE d ON CONFLICT DO NOTHING RETURNING *; REPLACE INTO t DEFAULT VALUES; WITH x AS "
       "(SELECT 1) INSERT INTO t SELECT * FROM x; END"},
      {TextKind::Query, "SELECT 1 WHERE a", "SELECT 1 WHERE a"},
      {TextKind::Query,
       "SELECT DISTINCT a.* FROM main.a AS a NOT INDEXED, b CROSS JOIN c LEFT OUTER JOIN d ON d.x "
       "= c.x WHERE EXISTS (SELECT 1) GROUP BY 1, 2 HAVING 1",
       "SELECT DISTINCT a.* FROM main.a AS a NOT INDEXED, b CROSS JOIN c LEFT JOIN d ON d.x = c.x "
       "WHERE EXISTS (SELECT 1) GROUP BY 1, 2 HAVING 1"},
      {TextKind::Query, "SELECT * FROM (SELECT 1 AS x UNION ALL SELECT 2) AS t, (a JOIN b USING (c))",
       "SELECT * FROM (SELECT 1 AS x UNION ALL SELECT 2) AS t, (a JOIN b USING (c))"},
      {TextKind::Query,
       "WITH a AS (SELECT 1), b(x) AS NOT MATERIALIZED (VALUES (1)) SELECT * FROM a, b EXCEPT "
       "SELECT 1, 2",
       "WITH a AS (SELECT 1), b(x) AS NOT MATERIALIZED (VALUES (1)) SELECT * FROM a, b EXCEPT "
       "SELECT 1, 2"},
      {TextKind::Query, "SELECT a FROM b RIGHT JOIN c ON 1 FULL OUTER JOIN d USING (e)",
       "SELECT a FROM b RIGHT JOIN c ON 1 FULL JOIN d USING (e)"},
      {TextKind::Query, "SELECT a FROM t LIMIT 1 OFFSET 2", "SELECT a FROM t LIMIT 1 OFFSET 2"},
      {TextKind::Body, "UPDATE OR IGNORE t SET a = 1 WHERE b", "UPDATE OR IGNORE t SET a = 1 WHERE b"},
      {TextKind::Body, "SELECT f(1)", "SELECT f(1)"},
  };
  for (const auto& row : table) CHECK_EQ(printed(row.in, row.kind, syntax), std::string(row.out));
}

TEST_CASE("queries and bodies of PostgreSQL") {
  const Syntax syntax = plumb_test::postgres();
  const struct {
    TextKind kind;
    const char* in;
    const char* out;
  } table[] = {
      {TextKind::Query, "(SELECT 1 LIMIT 1) UNION ALL (SELECT 2 ORDER BY 1) ORDER BY 1",
       "(SELECT 1 LIMIT 1) UNION ALL (SELECT 2 ORDER BY 1) ORDER BY 1"},
      {TextKind::Query,
       "SELECT DISTINCT ON (a, b) a, b AS c FROM ONLY x.y AS t(a, b) CROSS JOIN LATERAL (SELECT 1) "
       "q TABLESAMPLE system(1) REPEATABLE (2) FOR UPDATE OF t SKIP LOCKED",
       "SELECT DISTINCT ON (a, b) a, b AS c FROM ONLY x.y AS t(a, b) CROSS JOIN LATERAL (SELECT 1) "
       "AS q TABLESAMPLE system(1) REPEATABLE (2) FOR UPDATE OF t SKIP LOCKED"},
      {TextKind::Query,
       "SELECT * FROM generate_series(1,2) WITH ORDINALITY AS g(a,b), json_to_record('x') AS r(a "
       "int, b text[])",
       "SELECT * FROM generate_series(1, 2) WITH ORDINALITY AS g(a, b), json_to_record('x') AS r(a "
       "integer, b text[])"},
      {TextKind::Query, "SELECT a FROM t GROUP BY ROLLUP(a), GROUPING SETS ((a), (a,b), ())",
       "SELECT a FROM t GROUP BY rollup(a), GROUPING SETS (a, (a, b), ())"},
      {TextKind::Query,
       "WITH x AS MATERIALIZED (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM x FETCH FIRST "
       "3 ROWS ONLY",
       "WITH x AS MATERIALIZED (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM x LIMIT 3"},
      {TextKind::Query, "TABLE x.y ORDER BY 1", "TABLE x.y ORDER BY 1"},
      {TextKind::Query, "SELECT FROM t", "SELECT FROM t"},
      {TextKind::Query, "SELECT a FROM b JOIN c JOIN d ON d.x = c.x ON c.y = b.y",
       "SELECT a FROM b JOIN c JOIN d ON d.x = c.x ON c.y = b.y"},
      {TextKind::Query, "SELECT 1 UNION (SELECT 2 UNION ALL SELECT 3) EXCEPT SELECT 4",
       "SELECT 1 UNION (SELECT 2 UNION ALL SELECT 3) EXCEPT SELECT 4"},
      {TextKind::Query, "((SELECT 1) LIMIT 1) LIMIT 2", "(SELECT 1 LIMIT 1) LIMIT 2"},
      {TextKind::Query, "SELECT * FROM ((a JOIN b ON true) JOIN c ON false)",
       "SELECT * FROM ((a JOIN b ON TRUE) JOIN c ON FALSE)"},
      {TextKind::Body, "BEGIN ATOMIC INSERT INTO t VALUES (1); SELECT 2; END",
       "BEGIN ATOMIC INSERT INTO t VALUES (1); SELECT 2; END"},
      {TextKind::Body, "RETURN a + 1", "RETURN a + 1"},
      {TextKind::Query, "SELECT a, b FROM t UNION SELECT c, d FROM u INTERSECT SELECT e, f FROM v",
       "SELECT a, b FROM t UNION SELECT c, d FROM u INTERSECT SELECT e, f FROM v"},
      {TextKind::Query, "(SELECT 1 UNION SELECT 2) INTERSECT SELECT 3", "(SELECT 1 UNION SELECT 2) INTERSECT SELECT 3"},
      {TextKind::Query,
       "SELECT * FROM a NATURAL LEFT JOIN b FULL JOIN c USING (d) AS j ORDER BY 1 USING <, 2 NULLS "
       "FIRST OFFSET 3 ROWS FETCH NEXT 2 ROWS WITH TIES",
       "SELECT * FROM a NATURAL LEFT JOIN b FULL JOIN c USING (d) AS j ORDER BY 1 USING <, 2 NULLS "
       "FIRST OFFSET 3 FETCH FIRST 2 ROWS WITH TIES"},
      {TextKind::Query, "SELECT * FROM ROWS FROM (f(1), g(2)) WITH ORDINALITY AS x(a, b, c), LATERAL f(x.a) y",
       "SELECT * FROM ROWS FROM(f(1), g(2)) WITH ORDINALITY AS x(a, b, c), LATERAL f(x.a) AS y"},
      {TextKind::Query,
       R"~(SELECT CURRENT_DATE AS "Day", x."Y" "Z" FROM "S"."T" AS x WHERE x.z LIKE ANY (ARRAY['a']))~",
       R"~(SELECT CURRENT_DATE AS "Day", x."Y" AS "Z" FROM "S"."T" AS x WHERE x.z LIKE ANY (ARRAY['a']))~"},
      {TextKind::Query,
       "WITH RECURSIVE t(a) AS (VALUES (1) UNION ALL SELECT a + 1 FROM t) SEARCH DEPTH FIRST BY a "
       "SET o SELECT sum(a) FROM t",
       "WITH RECURSIVE t(a) AS (VALUES (1) UNION ALL SELECT a + 1 FROM t) search depth first by a "
       "set o SELECT sum(a) FROM t"},
      {TextKind::Query,
       "SELECT count(*) FROM t GROUP BY CUBE (a, b), c HAVING count(*) > 1 WINDOW w AS (ORDER BY "
       "a)",
       "SELECT count(*) FROM t GROUP BY cube(a, b), c HAVING count(*) > 1 WINDOW w AS (ORDER BY "
       "a)"},
      {TextKind::Query, "VALUES (1, 'a'), (2, DEFAULT) ORDER BY 1 LIMIT ALL",
       "VALUES (1, 'a'), (2, DEFAULT) ORDER BY 1"},
      {TextKind::Query, "SELECT 1 FROM a FOR NO KEY UPDATE NOWAIT", "SELECT 1 FROM a FOR NO KEY UPDATE NOWAIT"},
      {TextKind::Body,
       "INSERT INTO s.t AS x (a, b) OVERRIDING SYSTEM VALUE SELECT 1, 2 ON CONFLICT ON CONSTRAINT "
       "u DO UPDATE SET a = EXCLUDED.a WHERE x.b RETURNING *",
       "INSERT INTO s.t AS x (a, b) OVERRIDING SYSTEM VALUE SELECT 1, 2 ON CONFLICT ON CONSTRAINT "
       "u DO UPDATE SET a = excluded.a WHERE x.b RETURNING *"},
      {TextKind::Body, "DELETE FROM ONLY t USING u WHERE t.a = u.a RETURNING t.a AS z",
       "DELETE FROM ONLY t USING u WHERE t.a = u.a RETURNING t.a AS z"},
      {TextKind::Body, "UPDATE t AS x SET a = DEFAULT, (b, c) = ROW(1, 2), d[1] = 3 FROM u WHERE x.id = u.id",
       "UPDATE t AS x SET a = DEFAULT, (b, c) = (1, 2), d[1] = 3 FROM u WHERE x.id = u.id"},
  };
  for (const auto& row : table) CHECK_EQ(printed(row.in, row.kind, syntax), std::string(row.out));
}

TEST_CASE("queries and bodies of MySQL") {
  const Syntax syntax = plumb_test::mysql();
  const struct {
    TextKind kind;
    const char* in;
    const char* out;
  } table[] = {
      {TextKind::Query,
       "select straight_join a from b use index (x, y) ignore index for join (z) straight_join c "
       "on 1 group by a with rollup limit 1,2 for update",
       "SELECT STRAIGHT_JOIN a FROM b USE INDEX (x, y) IGNORE INDEX FOR JOIN (z) STRAIGHT_JOIN c "
       "ON 1 GROUP BY a WITH ROLLUP LIMIT 2 OFFSET 1 FOR UPDATE"},
      {TextKind::Query, "select * from t partition (p0, p1) as x, json_table(a, '$' columns (b int path '$')) as j",
       "SELECT * FROM t PARTITION (p0, p1) AS x, json_table(a, '$' COLUMNS ( b INT path '$' )) AS "
       "j"},
      {TextKind::Query, "values row(1,2), row(3,4)", "VALUES ROW(1, 2), ROW(3, 4)"},
      {TextKind::Query, "select a from (b join c on b.x = c.x) left join d on 1 lock in share mode",
       "SELECT a FROM (b JOIN c ON b.x = c.x) LEFT JOIN d ON 1 LOCK IN SHARE MODE"},
      {TextKind::Body, "BEGIN DECLARE x INT DEFAULT 0; IF NEW.a > 1 THEN SET NEW.b = `c d`; END IF; END",
       "BEGIN DECLARE x INT DEFAULT 0 ; IF NEW.a > 1 THEN SET NEW.b = `c d` ; END IF ; END"},
      {TextKind::Body, "SET NEW.a = lower(NEW.b), @x = 1", "SET NEW.a = lower(NEW.b), @x = 1"},
      {TextKind::Body, "insert ignore into t (a) values (1),(default) on duplicate key update a = values(a), b = 2",
       "INSERT IGNORE INTO t (a) VALUES (1), (DEFAULT) ON DUPLICATE KEY UPDATE a = values(a), b = "
       "2"},
      {TextKind::Query,
       "select sql_no_cache distinct a as `b c`, d 'e' from t1 a force index (primary), t2 where "
       "a.x = t2.y order by a desc limit 5",
       "SELECT SQL_NO_CACHE DISTINCT a AS `b c`, d AS e FROM t1 AS a FORCE INDEX (`primary`), t2 "
       "WHERE a.x = t2.y ORDER BY a DESC LIMIT 5"},
      {TextKind::Query, "select 1 from dual union all select 2 order by 1",
       "SELECT 1 FROM DUAL UNION ALL SELECT 2 ORDER BY 1"},
      {TextKind::Query, "(select 1 limit 1) union (select 2)", "(SELECT 1 LIMIT 1) UNION SELECT 2"},
      {TextKind::Query,
       "with recursive c (n) as (select 1 union all select n + 1 from c) select /*+ hint */ * from "
       "c",
       "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT * FROM c"},
      {TextKind::Query, "select * from a natural join b cross join c left join (d, e) on d.x = e.x",
       "SELECT * FROM a NATURAL JOIN b CROSS JOIN c LEFT JOIN (d, e) ON d.x = e.x"},
      {TextKind::Body, "UPDATE a JOIN b ON a.x = b.x SET a.y = 1, b.z = 2",
       "UPDATE a JOIN b ON a.x = b.x SET a.y = 1, b.z = 2"},
      {TextKind::Body, "DELETE FROM t WHERE a = 1 LIMIT 1", "DELETE FROM t WHERE a = 1 LIMIT 1"},
      {TextKind::Body, "REPLACE INTO t SET a = 1", "REPLACE INTO t SET a = 1"},
      {TextKind::Body, "IF NEW.a IS NULL THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'; END IF",
       "IF NEW.a IS NULL THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no' ; END IF"},
  };
  for (const auto& row : table) CHECK_EQ(printed(row.in, row.kind, syntax), std::string(row.out));
}
