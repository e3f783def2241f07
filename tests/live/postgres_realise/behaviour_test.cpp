// What MySQL does by itself, done by PostgreSQL: types, defaults, numbering, times of change, keys, expressions, names;
// and what is left out.
#include <doctest/doctest.h>

#include "plumb/tests/support/postgres.h"

#if PLUMB_HAS_LIBPQ

#include <string>
#include <vector>

#include "plumb/tests/live/postgres_realise/realised.h"

using namespace plumb;
using namespace plumb::test;

namespace {

struct Behaviour {
  std::string what, ddl;
  std::vector<std::string> statements;  ///< PostgreSQL takes all of them
  std::vector<std::string> refused;     ///< behind them
  std::string query, answer;
  std::vector<std::string> findings = {};  ///< warnings that must be among the findings
};

const std::vector<Behaviour>& behaviours() {
  static const std::vector<Behaviour> all = {
      {"ranges of integers",
       "CREATE TABLE t (a tinyint, b tinyint unsigned, c smallint unsigned, d mediumint, e int unsigned, f bigint "
       "unsigned)",
       {"INSERT INTO t VALUES (-128, 255, 65535, 8388607, 4294967295, 9223372036854775807)"},
       {"INSERT INTO t (a) VALUES (128)", "INSERT INTO t (b) VALUES (-1)", "INSERT INTO t (c) VALUES (65536)",
        "INSERT INTO t (d) VALUES (8388608)", "INSERT INTO t (e) VALUES (4294967296)", "INSERT INTO t (f) VALUES (-1)"},
       "SELECT count(*) FROM t",
       "1"},
      {"a boolean, and numbers where MySQL has conditions",
       "CREATE TABLE t (id int PRIMARY KEY, ok tinyint(1) NOT NULL DEFAULT '1', n int, CHECK (ok IN (0, 1)), CHECK (n > 0 "
       "OR NOT ok)); CREATE VIEW v AS SELECT sum(ok) AS oks, sum(n > 1) AS many, if(max(n), 'y', 'n') AS how FROM t WHERE "
       "ok",
       {"INSERT INTO t VALUES (1, TRUE, 1), (2, FALSE, 0)", "INSERT INTO t (id, n) VALUES (3, 5)"},
       {"INSERT INTO t VALUES (4, TRUE, 0)"},
       "SELECT oks, many, how FROM v",
       "2|1|y"},
      {"an enum keeps its order and its labels",
       "CREATE TABLE t (e enum('small', 'large', 'huge') NOT NULL DEFAULT 'LARGE'); CREATE VIEW v AS SELECT e FROM t WHERE "
       "e <> 'SMALL' ORDER BY e",
       {"INSERT INTO t VALUES (DEFAULT), ('huge'), ('small')"},
       {"INSERT INTO t VALUES ('giant')"},
       "SELECT string_agg(e::text, ',') FROM v",
       "large,huge"},
      {"two tables with an enum of the same column, and one of the type's name",
       "CREATE TABLE a (e enum('x')); CREATE TABLE b (e enum('y')); CREATE TABLE a_e_enum (id int)",
       {"INSERT INTO a VALUES ('x')", "INSERT INTO b VALUES ('y')"},
       {"INSERT INTO a VALUES ('y')"},
       "SELECT count(*) FROM a_e_enum",
       "0"},
      {"a set is of its labels",
       "CREATE TABLE t (s set('a', 'b') NOT NULL DEFAULT 'a')",
       {"INSERT INTO t VALUES (DEFAULT), ('a,b'), ('')"},
       {"INSERT INTO t VALUES ('c')", "INSERT INTO t VALUES ('a,c')"},
       "SELECT count(*) FROM t",
       "3"},
      {"numbers count up, from where they are said to",
       "CREATE TABLE t (id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, n int) AUTO_INCREMENT=100",
       {"INSERT INTO t (n) VALUES (1), (2)", "INSERT INTO t (id, n) VALUES (7, 3)"},
       {"INSERT INTO t (id, n) VALUES (100, 4)"},
       "SELECT string_agg(id::text, ',' ORDER BY id) FROM t",
       "7,100,101"},
      {"the time of change is set where the statement does not set it and a value changes",
       "CREATE TABLE t (id int PRIMARY KEY, n int, `updatedAt` timestamp NULL ON UPDATE CURRENT_TIMESTAMP, twice int AS (n "
       "* 2))",
       {"INSERT INTO t (id, n) VALUES (1, 1), (2, 1), (3, 1)", "UPDATE t SET n = 2 WHERE id = 1",
        "UPDATE t SET n = 1 WHERE id = 2", "UPDATE t SET n = 3, \"updatedAt\" = '2001-01-01' WHERE id = 3"},
       {},
       "SELECT id, \"updatedAt\" IS NULL, coalesce(\"updatedAt\" < '2002-01-01', FALSE), twice FROM t ORDER BY id",
       "1|f|f|4;2|t|f|2;3|f|t|6"},
      {"defaults of every kind",
       "CREATE TABLE t (id int, a decimal(5,2) DEFAULT '1.50', b json DEFAULT (json_object('k', 1)), c bit(4) DEFAULT b'101', "
       "d varchar(9) DEFAULT 'x''y', e date DEFAULT (curdate()), f datetime(3) DEFAULT CURRENT_TIMESTAMP(3), g year DEFAULT "
       "2020, h varchar(36) DEFAULT (uuid()), i double DEFAULT -1.5)",
       {"INSERT INTO t (id) VALUES (1)"},
       {},
       "SELECT a, b, c, d, e = CURRENT_DATE, f IS NOT NULL, g, length(h), i FROM t",
       "1.50|{\"k\": 1}|0101|x'y|t|t|2020|36|-1.5"},
      {"generated columns, also over one another",
       "CREATE TABLE t (p decimal(10,2), n int, j json, total decimal(12,2) AS (p * n), double_total decimal(12,2) AS (total "
       "* 2) STORED, city varchar(20) AS (json_unquote(json_extract(j, '$.address.city'))), age int AS (json_extract(j, "
       "'$.age')), big bool AS (n > 3), label varchar(30) AS (concat(n, '!')))",
       {"INSERT INTO t (p, n, j) VALUES (1.5, 4, '{\"address\": {\"city\": \"Bonn\"}, \"age\": 7}')"},
       {},
       "SELECT total, double_total, city, age, big, label FROM t",
       "6.00|12.00|Bonn|7|t|4!"},
      {"unique keys over prefixes and expressions",
       "CREATE TABLE t (a varchar(200), b varchar(50), UNIQUE KEY ua (a(3)), UNIQUE KEY ub ((lower(b))))",
       {"INSERT INTO t VALUES ('abcd', 'X')"},
       {"INSERT INTO t VALUES ('abce', 'y')", "INSERT INTO t VALUES ('z', 'x')"},
       "SELECT count(*) FROM t",
       "1"},
      {"an index of one name on two tables",
       "CREATE TABLE a (x int, KEY idx_x (x)); CREATE TABLE b (x int, KEY idx_x (x), KEY a (x))",
       {"INSERT INTO a VALUES (1)"},
       {},
       "SELECT string_agg(indexname, ',' ORDER BY indexname) FROM pg_indexes WHERE schemaname = 'public' AND tablename IN "
       "('a', 'b')",
       "a_idx_x,b_a,b_idx_x"},
      {"foreign keys and their actions",
       "CREATE TABLE p (id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY); CREATE TABLE c (id int PRIMARY KEY, p_id "
       "bigint unsigned, q_id bigint unsigned, FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE CASCADE, CONSTRAINT "
       "c_to_q FOREIGN KEY (q_id) REFERENCES p (id) ON DELETE SET NULL)",
       {"INSERT INTO p (id) VALUES (1), (2)", "INSERT INTO c VALUES (1, 1, 2), (2, 2, 1)",
        "DELETE FROM p WHERE id = 1"},
       {"INSERT INTO c VALUES (3, 9, NULL)"},
       "SELECT id, q_id FROM c",
       "2|NULL"},
      {"patterns ignore case where MySQL does",
       "CREATE TABLE t (a varchar(20), b varchar(20) COLLATE utf8mb4_bin, CHECK (a LIKE 'x%'), CHECK (b LIKE 'x%'), CHECK (a "
       "REGEXP '^x[0-9]*$'))",
       {"INSERT INTO t VALUES ('X1', 'x1')"},
       {"INSERT INTO t VALUES ('y1', 'x1')", "INSERT INTO t VALUES ('x1', 'X1')", "INSERT INTO t VALUES ('xa', 'x')"},
       "SELECT count(*) FROM t",
       "1"},
      {"a view in other words",
       "CREATE TABLE t (id int PRIMARY KEY, n int, d datetime, s varchar(20), grp int); CREATE VIEW v AS SELECT grp, "
       "count(*) AS c, ifnull(max(n), 0) AS most, 7 DIV 2 AS whole, max(n) / 0 AS nothing, group_concat(DISTINCT s ORDER BY s "
       "DESC SEPARATOR ';') AS ss, year(max(d)) AS y, if(count(*) > 1, 'many', 'one') AS how FROM t WHERE d > "
       "date_sub('2024-01-10', INTERVAL 3 DAY) GROUP BY grp",
       {"INSERT INTO t VALUES (1, 5, '2024-01-09', 'a', 1), (2, 6, '2024-01-08', 'b', 1), (3, 9, '2023-12-31', 'c', 1)"},
       {},
       "SELECT * FROM v",
       "1|2|6|3|NULL|b;a|2024|many"},
      {"a column that the group's key decides",
       "CREATE TABLE a (id int PRIMARY KEY, name varchar(9)); CREATE TABLE b (a_id int); CREATE VIEW v AS SELECT a.name, "
       "count(*) AS c FROM b JOIN a ON a.id = b.a_id GROUP BY b.a_id",
       {"INSERT INTO a VALUES (1, 'x'), (2, 'x')", "INSERT INTO b VALUES (1), (1), (2)"},
       {},
       "SELECT name, c FROM v ORDER BY c",
       "x|1;x|2"},
      {"names in mixed case and names that PostgreSQL keeps for itself",
       "CREATE TABLE `Order` (`userId` int, `user` int, KEY `byUser` (`userId`)); CREATE VIEW `V` AS SELECT `userid` FROM "
       "`Order`",
       {"INSERT INTO \"Order\" VALUES (1, 2)"},
       {},
       "SELECT * FROM \"V\"",
       "1"},
      {"comments",
       "CREATE TABLE t (a int COMMENT 'it''s a', KEY k (a) COMMENT 'why') COMMENT='tab'",
       {},
       {},
       "SELECT obj_description('t'::regclass), col_description('t'::regclass, 1), obj_description('k'::regclass)",
       "tab|it's a|why"},
      {"what has no place is named",
       "CREATE TABLE t (a text, d datetime NOT NULL DEFAULT '0000-00-00 00:00:00', FULLTEXT KEY ft (a), e enum('x'), v "
       "varchar(9) AS (concat(e, 'y'))); CREATE TABLE p (id int) PARTITION BY HASH (id) PARTITIONS 4; CREATE VIEW w AS SELECT "
       "date_format(d, '%W') AS x FROM t; CREATE PROCEDURE r() SELECT 1; CREATE TRIGGER g BEFORE INSERT ON p FOR EACH ROW "
       "SET NEW.id = 1",
       {},
       {"INSERT INTO t (a) VALUES ('x')"},
       "SELECT count(*) FROM p",
       "0",
       {"left out: defaults (1), since PostgreSQL has no date of zeros: `t.d`",
        "left out: indexes (1), since PostgreSQL's full-text search",
        "left out: expressions of generated columns (1), since PostgreSQL takes no enum for text here: `t.v`",
        "left out: partitionings (1)", "left out: views (1), since `date_format` has no equivalent: `w`",
        "left out: functions and procedures (1), since their bodies are not PostgreSQL's language: `r`",
        "left out: triggers (1), since their bodies are not PostgreSQL's language: `p.g`"}},
  };
  return all;
}

void prove(const RealisedOnPostgres& on, const Behaviour& behaviour) {
  CAPTURE(behaviour.what);
  on.clear();
  const Source schema = Source::text(behaviour.ddl, "schema.sql", "mysql");
  const std::string findings = on.push(schema);
  CAPTURE(findings);
  CHECK_EQ(findings.find("failed"), std::string::npos);
  if (behaviour.findings.empty()) CHECK_EQ(findings.find("left out"), std::string::npos);
  for (const std::string& finding : behaviour.findings) {
    CAPTURE(finding);
    CHECK(findings.find(finding) != std::string::npos);
  }
  CHECK_EQ(on.differences(schema), "");
  for (const std::string& statement : behaviour.statements) CHECK_EQ(on.run(statement), "");
  for (const std::string& statement : behaviour.refused) {
    CAPTURE(statement);
    CHECK(on.run(statement) != "");
  }
  if (findings.find("failed") == std::string::npos) CHECK_EQ(on.ask(behaviour.query), behaviour.answer);
}

}  // namespace

TEST_CASE("a MySQL schema keeps its promises on PostgreSQL") {
  for (const int version : {15, 18}) {
    CAPTURE(version);
    const RealisedOnPostgres on(version);
    if (!on) continue;
    for (const Behaviour& behaviour : behaviours()) prove(on, behaviour);
  }
}

#endif
