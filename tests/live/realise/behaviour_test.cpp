// What production does by itself: defaults, numbering, times of change, keys, names; and what is
// left out.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "plumb/tests/live/realise/realised.h"

using plumb::test::Realised;
using plumb::test::realised;

namespace {

struct Behaviour {
  std::string what, dialect, ddl;
  std::vector<std::string> statements;  ///< SQLite takes all of them
  std::vector<std::string> refused;     ///< behind them
  std::string query, answer;
};

const std::vector<Behaviour>& behaviours() {
  static const std::vector<Behaviour> all = {
      {"a uuid of version 4",
       "postgres",
       "CREATE TABLE t (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), n int)",
       {"INSERT INTO t (n) VALUES (1), (2)"},
       {},
       "SELECT count(DISTINCT id), min(length(id)), min(substr(id, 15, 1)), "
       "count(*) FILTER (WHERE substr(id, 20, 1) IN ('8', '9', 'a', 'b')) FROM t",
       "2|36|4|2"},
      {"a uuid in any case is one value",
       "postgres",
       "CREATE TABLE t (id uuid PRIMARY KEY)",
       {"INSERT INTO t VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11')"},
       {"INSERT INTO t VALUES ('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11')"},
       "SELECT count(*) FROM t",
       "1"},
      {"the time of now passes its own check",
       "postgres",
       "CREATE TABLE t (id int, a timestamp DEFAULT now(), b timestamptz(0) DEFAULT "
       "CURRENT_TIMESTAMP, "
       "c date DEFAULT CURRENT_DATE, d date DEFAULT now())",
       {"INSERT INTO t (id) VALUES (1)"},
       {},
       "SELECT length(a), length(b), length(c), length(d) FROM t",
       "23|19|10|10"},
      {"defaults of every kind",
       "postgres",
       "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (id int, a boolean DEFAULT 't', b "
       "numeric(5,2) DEFAULT '1.50', "
       "c jsonb DEFAULT '{}'::jsonb, d text[] DEFAULT '{}', e text[] DEFAULT ARRAY['x', 'y'], f "
       "varchar(9) DEFAULT 'new'::character varying, "
       "g mood DEFAULT 'ok'::mood, h int DEFAULT -1, i text[] DEFAULT '{a,b}')",
       {"INSERT INTO t (id) VALUES (1)"},
       {},
       "SELECT a, b, c, d, e, f, g, h, i FROM t",
       "1|1.5|{}|[]|[\"x\",\"y\"]|new|ok|-1|[\"a\",\"b\"]"},
      {"numbers do not come back",
       "postgres",
       "CREATE TABLE t (id bigserial PRIMARY KEY, n int)",
       {"INSERT INTO t (n) VALUES (1), (2)", "DELETE FROM t WHERE id = 2", "INSERT INTO t (n) VALUES (3)"},
       {},
       "SELECT group_concat(id) FROM t",
       "1,3"},
      {"identity",
       "postgres",
       "CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n int)",
       {"INSERT INTO t (n) VALUES (7)"},
       {},
       "SELECT id FROM t",
       "1"},
      {"a key that nobody numbers must be given",
       "postgres",
       "CREATE TABLE t (id integer PRIMARY KEY, n int)",
       {"INSERT INTO t VALUES (1, 1)"},
       {"INSERT INTO t (n) VALUES (2)", "INSERT INTO t VALUES (NULL, 2)"},
       "SELECT count(*) FROM t",
       "1"},
      {"a number outside of the key",
       "postgres",
       "CREATE TABLE t (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), no serial UNIQUE)",
       {"INSERT INTO t DEFAULT VALUES", "INSERT INTO t (no) VALUES (10)", "INSERT INTO t DEFAULT VALUES"},
       {},
       "SELECT group_concat(no) FROM (SELECT no FROM t ORDER BY no)",
       "1,10,11"},
      {"auto_increment in a key of two",
       "mysql",
       "CREATE TABLE t (a int, id int AUTO_INCREMENT, PRIMARY KEY (id, a))",
       {"INSERT INTO t (a) VALUES (5), (6)"},
       {},
       "SELECT group_concat(id) FROM t",
       "1,2"},
      {"on update, where a value really changes",
       "mysql",
       "CREATE TABLE t (id int PRIMARY KEY, n int, at timestamp NOT NULL DEFAULT '2001-01-01 "
       "00:00:00' ON UPDATE CURRENT_TIMESTAMP)",
       {"INSERT INTO t (id, n) VALUES (1, 1), (2, 2), (3, 3)", "UPDATE t SET n = 1 WHERE id = 1",
        "UPDATE t SET n = 9 WHERE id = 2", "UPDATE t SET n = 9, at = '2002-02-02 00:00:00' WHERE id = 3"},
       {},
       "SELECT group_concat(substr(at, 1, 4) > '2002') || ' ' || max(CASE id WHEN 3 THEN at END) "
       "FROM t",
       "0,1,0 2002-02-02 00:00:00"},
      {"the trigger of updated_at",
       "postgres",
       "CREATE TABLE t (id int PRIMARY KEY, n int, updated_at timestamptz NOT NULL DEFAULT "
       "'2001-01-01');"
       "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN\n  -- stamp\n  "
       "NEW.updated_at := now();\n  RETURN NEW;\nEND; $$;"
       "CREATE TRIGGER t_touch BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch()",
       {"PRAGMA recursive_triggers = ON", "INSERT INTO t (id, n) VALUES (1, 1), (2, 1)",
        "UPDATE t SET n = 1 WHERE id = 2"},
       {},
       "SELECT group_concat(updated_at > '2002') FROM t",
       "0,1"},
      {"foreign keys act",
       "postgres",
       "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (id int PRIMARY KEY, a int REFERENCES "
       "p ON DELETE CASCADE, b int REFERENCES p ON DELETE SET NULL)",
       {"INSERT INTO p VALUES (1), (2)", "INSERT INTO c VALUES (1, 1, 2), (2, 2, 2), (3, 2, NULL)",
        "DELETE FROM p WHERE id = 1"},
       {"INSERT INTO c VALUES (9, 9, NULL)"},
       "SELECT group_concat(id) FROM c",
       "2,3"},
      {"match full",
       "postgres",
       "CREATE TABLE p (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE c (a int, b int, FOREIGN "
       "KEY (a, b) REFERENCES p MATCH FULL)",
       {"INSERT INTO p VALUES (1, 1)", "INSERT INTO c VALUES (1, 1), (NULL, NULL)"},
       {"INSERT INTO c VALUES (1, NULL)"},
       "SELECT count(*) FROM c",
       "2"},
      {"nulls that are not distinct",
       "postgres",
       "CREATE TABLE t (a int, b int NOT NULL, UNIQUE NULLS NOT DISTINCT (a, b))",
       {"INSERT INTO t VALUES (NULL, 1), (1, 1), (NULL, 2)"},
       {"INSERT INTO t VALUES (NULL, 1)", "INSERT INTO t VALUES (1, 1)"},
       "SELECT count(*) FROM t",
       "3"},
      {"a unique prefix",
       "mysql",
       "CREATE TABLE t (a varchar(20), UNIQUE KEY k (a(3)))",
       {"INSERT INTO t VALUES ('abcd'), ('abd')"},
       {"INSERT INTO t VALUES ('ABCx')"},
       "SELECT count(*) FROM t",
       "2"},
      {"text ignores case where production does",
       "mysql",
       "CREATE TABLE t (a varchar(9) UNIQUE, b varchar(9) COLLATE utf8mb4_bin UNIQUE)",
       {"INSERT INTO t VALUES ('a', 'x')", "INSERT INTO t VALUES ('b', 'X')"},
       {"INSERT INTO t VALUES ('A', 'y')"},
       "SELECT count(*) FROM t WHERE a = 'B'",
       "1"},
      {"generated columns",
       "postgres",
       "CREATE TABLE t (a int, b int, c int GENERATED ALWAYS AS (a * 2 + b) STORED, d text "
       "GENERATED ALWAYS AS (lower('X' || a::text)) STORED)",
       {"INSERT INTO t (a, b) VALUES (2, 3)"},
       {"INSERT INTO t (c) VALUES (1)"},
       "SELECT c, d FROM t",
       "7|x2"},
      {"checks",
       "postgres",
       "CREATE TABLE t (a int CHECK (a BETWEEN 1 AND 5), b text CHECK (b ~ '^[a-z0-9-]+$'), c text "
       "CHECK (c LIKE 'A_%'), "
       "d text CHECK (d = ANY (ARRAY['x'::text, 'y'::text])), e text CHECK (char_length(e) >= 2), "
       "f date, g date, CHECK (g > f), "
       "h text CHECK (h ~* '@example'), i text CHECK (i ~ '^[A-Z]{3}$'))",
       {"INSERT INTO t VALUES (1, 'a-b', 'Abc', 'x', 'zz', '2024-01-01', '2024-01-02', "
        "'me@EXAMPLE.org', 'EUR')"},
       {"INSERT INTO t (a) VALUES (6)", "INSERT INTO t (b) VALUES ('A')", "INSERT INTO t (b) VALUES ('')",
        "INSERT INTO t (c) VALUES ('abc')", "INSERT INTO t (d) VALUES ('z')", "INSERT INTO t (e) VALUES ('z')",
        "INSERT INTO t (f, g) VALUES ('2024-01-02', '2024-01-01')", "INSERT INTO t (h) VALUES ('x')",
        "INSERT INTO t (i) VALUES ('EURO')"},
       "SELECT count(*) FROM t",
       "1"},
      {"partial and expression indexes",
       "postgres",
       "CREATE TABLE t (email text, gone timestamp); CREATE UNIQUE INDEX u ON t (lower(email)) "
       "WHERE gone IS NULL",
       {"INSERT INTO t VALUES ('A@x', NULL), ('a@x', '2024-01-01')"},
       {"INSERT INTO t VALUES ('a@X', NULL)"},
       "SELECT count(*) FROM t",
       "2"},
      {"names that differ in case, and other schemas",
       "postgres",
       "CREATE SCHEMA audit; CREATE TABLE \"user\" (id int PRIMARY KEY, \"Name\" text, name text); "
       "CREATE TABLE \"User\" (id int PRIMARY KEY); "
       "CREATE TABLE audit.log (id int PRIMARY KEY, u int REFERENCES \"User\"); CREATE VIEW "
       "audit.v AS SELECT u FROM audit.log",
       {},
       {},
       "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema WHERE type IN "
       "('table', 'view') ORDER BY 1)",
       "User__b512 audit__log audit__v user"},
      {"index names of two tables",
       "mysql",
       "CREATE TABLE a (x int, KEY i (x)); CREATE TABLE b (x int, KEY i (x), KEY j (x))",
       {},
       {},
       "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema WHERE type = 'index' "
       "ORDER BY 1)",
       "a_i b_i j"},
      {"views",
       "postgres",
       "CREATE TABLE t (id int PRIMARY KEY, tags jsonb, name text, at timestamp); CREATE VIEW v AS "
       "SELECT id, tags ->> 'k' AS k, upper(name) AS name, "
       "EXTRACT(year FROM at) AS y FROM public.t WHERE name ILIKE 'a%' UNION ALL (SELECT 0, "
       "'none', NULL, NULL FROM t ORDER BY id LIMIT 1)",
       {"INSERT INTO t VALUES (1, '{\"k\": true}', 'Abe', '2024-05-06 07:08:09'), (2, '{\"k\": "
        "5}', 'bob', NULL)"},
       {},
       "SELECT * FROM v",
       "1|true|ABE|2024;0|none|NULL|NULL"},
      {"zero dates where the schema itself uses them",
       "mysql",
       "SET sql_mode = ''; CREATE TABLE t (id int, at datetime NOT NULL DEFAULT '0000-00-00 "
       "00:00:00')",
       {"INSERT INTO t (id) VALUES (1)"},
       {"INSERT INTO t VALUES (2, '2024-02-30')"},
       "SELECT at FROM t",
       "0000-00-00 00:00:00"},
      {"inherited columns and partitions",
       "postgres",
       "CREATE TABLE base (id int NOT NULL CHECK (id > 0)); CREATE TABLE child (n int) INHERITS "
       "(base);"
       "CREATE TABLE p (id int, at date) PARTITION BY RANGE (at); CREATE TABLE p1 PARTITION OF p "
       "FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
       {"INSERT INTO child VALUES (1, 2)", "INSERT INTO p VALUES (1, '2024-05-05')"},
       {"INSERT INTO child VALUES (0, 2)"},
       "SELECT count(*) FROM sqlite_schema WHERE type = 'table'",
       "3"},
  };
  return all;
}

struct Finding {
  std::string dialect, ddl, findings;
};

const std::vector<Finding>& findings() {
  static const std::vector<Finding> all = {
      {"postgres",
       "CREATE TABLE t (a text CHECK (a SIMILAR TO 'x'), b tsvector); CREATE INDEX g ON t USING "
       "gin (b);"
       "COMMENT ON TABLE t IS 'x'; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
       "warning: left out: checks (1), since `SIMILAR TO` has no equivalent: `t.t_a_check`\n"
       "note: left out: checks of types (1), since SQLite keeps these columns and looks at nothing "
       "in them: `t.b`\n"
       "note: left out: comments (1), since SQLite has none: `t`\n"
       "note: left out: functions and procedures (1), since SQLite has none: `f`\n"
       "note: left out: indexes (1), since SQLite has no gin indexes: `t.g`\n"},
      {"postgres", "CREATE TABLE t (a int, at timestamp CHECK (at > now()))",
       "warning: left out: checks (1), since SQLite allows no time of now and nothing random here: "
       "`t.t_at_check`\n"},
      {"mysql",
       "CREATE TABLE p (a int, b int, KEY k (a)); CREATE TABLE c (a int, CONSTRAINT f FOREIGN KEY "
       "(a) REFERENCES p (a))",
       "warning: left out: foreign keys (1), since SQLite refers to whole primary or unique keys "
       "only: `c.f`\n"},
      {"mysql", "CREATE TABLE t (a text, FULLTEXT KEY ft (a))",
       "note: left out: indexes (1), since SQLite has full-text tables instead (FTS5): `t.ft`\n"},
      {"postgres", "CREATE TABLE t (a int, r int4range, EXCLUDE USING gist (r WITH &&))",
       "note: left out: checks of types (1), since SQLite keeps these columns and looks at nothing "
       "in them: `t.r`\n"
       "warning: left out: exclusion constraints (1), since SQLite has none: `t.t_r_excl`\n"},
  };
  return all;
}

}  // namespace

TEST_CASE("a realised schema behaves as production does") {
  for (const Behaviour& b : behaviours()) {
    CAPTURE(b.what);
    const Realised made = realised(b.dialect, b.ddl);
    CAPTURE(made.findings);
    CAPTURE(made.sql);
    REQUIRE(made.session);
    CHECK(made.findings.find("failed") == std::string::npos);
    CHECK((made.have == made.want));
    for (const std::string& statement : b.statements) CHECK(made.run(statement) == "");
    for (const std::string& statement : b.refused) {
      CAPTURE(statement);
      CHECK(made.run(statement) != "");
    }
    CHECK(made.ask(b.query) == b.answer);
  }
}

TEST_CASE("what has no equivalent is named once, with its reason") {
  for (const Finding& f : findings()) {
    CAPTURE(f.ddl);
    const Realised made = realised(f.dialect, f.ddl);
    CHECK(made.findings == f.findings);
    CHECK((made.have == made.want));
  }
}
