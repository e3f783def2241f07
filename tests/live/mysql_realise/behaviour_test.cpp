// What PostgreSQL does by itself is done on MySQL, MariaDB and TiDB too: what is refused, what fills a column, what a
// key takes for one. Where a server cannot, that is said.
#include <doctest/doctest.h>

#include "plumb/tests/live/mysql_realise/at_hand.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include <algorithm>
#include <vector>

#include "plumb/tests/support/mysql_catalogue.h"

using namespace plumb;
using namespace plumb::test;

namespace {

const std::string kMysql = "mysql_8_0_31", kOld = "mysql_8_0_15", kMaria = "mariadb", kTidb = "tidb";
/// In place of a server: each that has no checks, as TiDB is told to have or not.
const std::string kUnchecked = "unchecked";

struct Behaviour {
  std::string what, ddl;
  std::vector<std::string> statements;  ///< the server takes all of them
  std::vector<std::string> refused;     ///< behind them
  std::string query, answer;
  std::vector<std::string> not_on = {};  ///< servers that cannot; `said` there
  std::string said = {};
};

std::vector<Behaviour> of_keys() {
  return {
      {"unique keys tell case and accents apart",
       "CREATE TABLE t (a text UNIQUE, b varchar(9) UNIQUE)",
       {"INSERT INTO t VALUES ('a', 'é'), ('A', 'e')"},
       {"INSERT INTO t VALUES ('a', 'x')"},
       "SELECT count(*) FROM t WHERE a = 'A'",
       "1"},
      {"blanks at the end count",
       "CREATE TABLE t (a varchar(9) UNIQUE)",
       {"INSERT INTO t VALUES ('a'), ('a ')"},
       {"INSERT INTO t VALUES ('a ')"},
       "SELECT count(*) FROM t WHERE a = 'a'",
       "1",
       {kOld},
       ""},
      {"citext does not tell case apart",
       "CREATE EXTENSION citext; CREATE TABLE t (a citext UNIQUE)",
       {"INSERT INTO t VALUES ('Ann')"},
       {"INSERT INTO t VALUES ('ANN')"},
       "SELECT count(*) FROM t WHERE a = 'ann'",
       "1"},
      {"a uuid in any case is one value",
       "CREATE TABLE t (id uuid PRIMARY KEY)",
       {"INSERT INTO t VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11')"},
       {"INSERT INTO t VALUES ('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11')"},
       "SELECT count(*) FROM t",
       "1"},
      {"a partial unique index",
       "CREATE TABLE t (email text, gone timestamp); CREATE UNIQUE INDEX u ON t (lower(email)) WHERE gone IS NULL",
       {"INSERT INTO t VALUES ('A@x', NULL), ('a@x', '2024-01-01'), ('a@x', '2024-01-01')"},
       {"INSERT INTO t VALUES ('a@X', NULL)"},
       "SELECT count(*) FROM t",
       "3",
       {kMaria},
       "left out: unique indexes (1), since MariaDB has no indexes over expressions: `t.u`\n"},
      {"a partial unique index over columns",
       "CREATE TABLE t (a int, b int, live boolean); CREATE UNIQUE INDEX u ON t (a, b) WHERE live",
       {"INSERT INTO t VALUES (1, 1, TRUE), (1, 1, FALSE), (1, 1, FALSE), (1, NULL, TRUE), (1, NULL, TRUE)"},
       {"INSERT INTO t VALUES (1, 1, TRUE)"},
       "SELECT count(*) FROM t",
       "5",
       {kMaria},
       "left out: unique indexes (1), since MariaDB has no indexes over expressions: `t.u`\n"},
      {"nulls that are not distinct",
       "CREATE TABLE t (a int, b text NOT NULL, c date, UNIQUE NULLS NOT DISTINCT (a, b, c))",
       {"INSERT INTO t VALUES (NULL, 'x', '2024-01-01'), (0, 'x', '2024-01-01'), (NULL, 'y', NULL)"},
       {"INSERT INTO t VALUES (NULL, 'x', '2024-01-01')", "INSERT INTO t VALUES (NULL, 'y', NULL)"},
       "SELECT count(*) FROM t",
       "3",
       {kMaria},
       "left out: unique indexes (1), since MariaDB has no indexes over expressions, which NULLS NOT DISTINCT needs: "
       "`t.t_a_b_c_key`\n"},
      {"many texts in one key share its 3072 bytes",
       "CREATE TABLE t (a text, b text, c text, d text, e int, UNIQUE (a, b, c, d, e))",
       {"INSERT INTO t VALUES (repeat('x', 191), repeat('x', 191), repeat('x', 191), repeat('x', 191), 1)"},
       {"INSERT INTO t VALUES (repeat('x', 192), '', '', '', 1)"},
       "SELECT count(*) FROM t",
       "1"},
      {"an indexed text takes what it took",
       "CREATE TABLE t (a text); CREATE INDEX i ON t (a)",
       {"INSERT INTO t VALUES (repeat('x', 70000))"},
       {},
       "SELECT length(a) FROM t",
       "70000"},
      {"foreign keys act, also between types that differ",
       "CREATE TABLE p (id bigint PRIMARY KEY, code text UNIQUE); CREATE TABLE c (id int PRIMARY KEY, a int REFERENCES p "
       "ON DELETE CASCADE, b text REFERENCES p (code) ON DELETE SET NULL)",
       {"INSERT INTO p VALUES (1, 'one'), (2, 'two')", "INSERT INTO c VALUES (1, 1, 'two'), (2, 2, 'one')",
        "DELETE FROM p WHERE id = 1"},
       {"INSERT INTO c VALUES (9, 9, NULL)", "INSERT INTO c VALUES (9, NULL, 'TWO')"},
       "SELECT id, a, b FROM c",
       "2|2|NULL"},
      {"a foreign key in another order than its key's",
       "CREATE TABLE p (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE c (x int, y int, FOREIGN KEY (x, y) REFERENCES p "
       "(b, a))",
       {"INSERT INTO p VALUES (1, 2)", "INSERT INTO c VALUES (2, 1)"},
       {"INSERT INTO c VALUES (1, 2)"},
       "SELECT count(*) FROM c",
       "1"},
      {"match full",
       "CREATE TABLE p (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE c (a int, b int, FOREIGN KEY (a, b) REFERENCES p "
       "MATCH FULL)",
       {"INSERT INTO p VALUES (1, 1)", "INSERT INTO c VALUES (1, 1), (NULL, NULL)"},
       {"INSERT INTO c VALUES (1, NULL)"},
       "SELECT count(*) FROM c",
       "2",
       {kUnchecked},
       "MATCH FULL of foreign keys (1)"},
      {"names that two tables have",
       "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE a (p int, CONSTRAINT k FOREIGN KEY (p) REFERENCES p, CONSTRAINT "
       "c CHECK (p > 0)); CREATE TABLE b (p int, CONSTRAINT k FOREIGN KEY (p) REFERENCES p, CONSTRAINT c CHECK (p > 1))",
       {},
       {"INSERT INTO a VALUES (1)", "INSERT INTO b VALUES (2)"},
       "SELECT group_concat(CONSTRAINT_NAME ORDER BY 1) FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE "
       "CONSTRAINT_SCHEMA = DATABASE()",
       "a_k,b_k"},
  };
}

std::vector<Behaviour> of_columns() {
  return {
      {"a uuid for each row",
       "CREATE TABLE t (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), n int)",
       {"INSERT INTO t (n) VALUES (1)", "INSERT INTO t (n) VALUES (2)"},
       {},
       "SELECT count(DISTINCT id), min(length(id)) FROM t",
       "2|36",
       {kOld},
       "left out: defaults (1), since MySQL before 8.0.16 does not show an expression that is the default of a primary "
       "key: `t.id`\n"},
      {"the time of now, in the column's own digits",
       "CREATE TABLE t (id int, a timestamp DEFAULT now(), b timestamptz(0) DEFAULT CURRENT_TIMESTAMP, c timestamp(3) "
       "NOT NULL DEFAULT now(), d date DEFAULT CURRENT_DATE)",
       {"INSERT INTO t (id) VALUES (1)"},
       {},
       "SELECT length(a), length(b), length(c), length(d) FROM t",
       "26|19|23|10"},
      {"defaults of every kind",
       "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (id int, a boolean DEFAULT 't', b numeric(5,2) DEFAULT "
       "'1.50', c jsonb DEFAULT '{}'::jsonb, d text[] DEFAULT '{}', e text[] DEFAULT ARRAY['x', 'y'], f varchar(9) "
       "DEFAULT 'new'::character varying, g mood DEFAULT 'ok'::mood, h int DEFAULT -1, i int[] DEFAULT '{1,2}', j text "
       "DEFAULT 'it''s')",
       {"INSERT INTO t (id) VALUES (1)"},
       {},
       "SELECT a, b, json_type(c), json_length(d), json_unquote(json_extract(e, '$[1]')), f, g, h, json_extract(i, "
       "'$[1]'), j FROM t",
       "1|1.50|OBJECT|0|y|new|ok|-1|2|it's"},
      {"a date that is computed",
       "CREATE TABLE t (id int, until timestamptz NOT NULL DEFAULT now() + interval '7 days')",
       {"INSERT INTO t (id) VALUES (1)"},
       {},
       "SELECT until > now() + INTERVAL 6 DAY FROM t",
       "1",
       {kTidb, kOld},
       "left out: defaults (1), since"},
      {"numbers from where they start",
       "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY (START WITH 100) PRIMARY KEY, n int)",
       {"INSERT INTO t (n) VALUES (7)"},
       {},
       "SELECT id FROM t",
       "100"},
      {"a number outside of every key",
       "CREATE TABLE t (id uuid PRIMARY KEY, no serial)",
       {"INSERT INTO t (id) VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11')"},
       {},
       "SELECT no FROM t",
       "1"},
      {"the trigger of updated_at",
       "CREATE TABLE t (id int PRIMARY KEY, n int, updated_at timestamptz NOT NULL DEFAULT '2001-01-01');"
       "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at := now(); RETURN NEW; END "
       "$$; CREATE TRIGGER t_touch BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch()",
       {"INSERT INTO t (id, n) VALUES (1, 1), (2, 1)", "UPDATE t SET n = 2 WHERE id = 2"},
       {},
       "SELECT group_concat(updated_at > '2002-01-01' ORDER BY id) FROM t",
       "0,1"},
      {"enums",
       "CREATE TYPE mood AS ENUM ('sad', 'very happy'); CREATE TABLE t (a mood)",
       {"INSERT INTO t VALUES ('very happy'), (NULL)"},
       {"INSERT INTO t VALUES ('glad')", "INSERT INTO t VALUES ('SAD')", "INSERT INTO t VALUES ('')"},
       "SELECT count(*) FROM t",
       "2"},
      {"types refuse what production refuses",
       "CREATE TABLE t (a varchar(3), b smallint, c numeric(5,2), d jsonb, e date, f timestamp, g bit(3))",
       {"INSERT INTO t VALUES ('äöü', 32767, 999.99, '[1]', '2024-02-29', '2024-01-15 10:30:00.123456', b'101')"},
       {"INSERT INTO t (a) VALUES ('abcd')", "INSERT INTO t (b) VALUES (32768)", "INSERT INTO t (c) VALUES (1000)",
        "INSERT INTO t (d) VALUES ('{')", "INSERT INTO t (e) VALUES ('2024-02-30')",
        "INSERT INTO t (f) VALUES ('2024-01-15 25:00:00')", "INSERT INTO t (g) VALUES (b'1010')"},
       "SELECT f FROM t",
       "2024-01-15 10:30:00.123456"},
      {"generated columns",
       "CREATE TABLE t (a int, b int, c int GENERATED ALWAYS AS (a * 2 + b / 2) STORED, d text GENERATED ALWAYS AS "
       "(lower('X' || a::text)) STORED)",
       {"INSERT INTO t (a, b) VALUES (2, 3)"},
       {"INSERT INTO t (c) VALUES (1)"},
       "SELECT c, d FROM t",
       "5|x2"},
      {"inherited columns and partitions",
       "CREATE TABLE base (id int NOT NULL); CREATE TABLE child (n int) INHERITS (base); CREATE TABLE p (id int, at date) "
       "PARTITION BY RANGE (at); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
       {"INSERT INTO child VALUES (1, 2)", "INSERT INTO p VALUES (1, '2024-05-05')"},
       {"INSERT INTO child VALUES (NULL, 2)"},
       "SELECT count(*) FROM p",
       "1"},
      {"other schemas, and columns that differ in case",
       "CREATE SCHEMA audit; CREATE TABLE u (id int PRIMARY KEY, \"Name\" text, name text); CREATE TABLE audit.log (id int "
       "PRIMARY KEY, u int REFERENCES u); CREATE VIEW audit.v AS SELECT u FROM audit.log",
       {"INSERT INTO u VALUES (1, 'a', 'b')", "INSERT INTO audit__log VALUES (1, 1)"},
       {"INSERT INTO audit__log VALUES (2, 2)"},
       "SELECT name, audit__v.u FROM u, audit__v",
       "b|1"},
  };
}

std::vector<Behaviour> of_expressions() {
  return {
      {"checks",
       "CREATE DOMAIN positive AS int CHECK (VALUE > 0);"
       "CREATE TABLE t (a int CHECK (a BETWEEN 1 AND 5), b text CHECK (b ~ '^[a-z0-9-]+$'), c text CHECK (c LIKE 'A_%'), "
       "d text CHECK (d = ANY (ARRAY['x'::text, 'y'::text])), e text CHECK (char_length(e) >= 2), f date, g date, CHECK "
       "(g > f), h text CHECK (h ~* '@example'), i boolean CHECK (i), j positive, k jsonb CHECK (jsonb_typeof(k) = "
       "'array'), l text CHECK (l ILIKE 'ab%'), m timestamptz CHECK (m >= '2020-01-01 00:00:00+00'), n int CHECK (n IS "
       "DISTINCT FROM 3))",
       {"INSERT INTO t VALUES (1, 'a-b', 'Abc', 'x', 'zz', '2024-01-01', '2024-01-02', 'me@EXAMPLE.org', TRUE, 1, '[]', "
        "'ABx', '2024-01-01 00:00:00', NULL)"},
       {"INSERT INTO t (a) VALUES (6)", "INSERT INTO t (b) VALUES ('A')", "INSERT INTO t (b) VALUES ('')",
        "INSERT INTO t (c) VALUES ('abc')", "INSERT INTO t (d) VALUES ('z')", "INSERT INTO t (e) VALUES ('z')",
        "INSERT INTO t (f, g) VALUES ('2024-01-02', '2024-01-01')", "INSERT INTO t (h) VALUES ('x')",
        "INSERT INTO t (i) VALUES (FALSE)", "INSERT INTO t (j) VALUES (0)", "INSERT INTO t (k) VALUES ('{}')",
        "INSERT INTO t (l) VALUES ('xab')", "INSERT INTO t (m) VALUES ('2019-01-01 00:00:00')",
        "INSERT INTO t (n) VALUES (3)"},
       "SELECT count(*) FROM t",
       "1",
       {kUnchecked},
       "left out: checks (13)"},
      {"no check where a foreign key writes or the server counts",
       "CREATE TABLE p (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY CHECK (id > 0)); CREATE TABLE c (p int REFERENCES "
       "p ON DELETE SET NULL CHECK (p > 0), g int GENERATED ALWAYS AS (p + 1) STORED)",
       {"INSERT INTO p VALUES (1)", "INSERT INTO c (p) VALUES (1)", "DELETE FROM p"},
       {},
       "SELECT count(*), max(g) FROM c WHERE p IS NULL",
       "1|NULL"},
      {"views",
       "CREATE TABLE t (id int PRIMARY KEY, tags jsonb, name text, at timestamp, live boolean); CREATE VIEW v AS SELECT "
       "id, tags ->> 'k' AS k, upper(name) AS name, EXTRACT(year FROM at)::int AS y FROM public.t WHERE name ILIKE 'a%' "
       "UNION ALL (SELECT 0, 'none', NULL, NULL FROM t ORDER BY id LIMIT 1); CREATE VIEW n AS SELECT count(*) FILTER "
       "(WHERE live) AS live, string_agg(name, '-' ORDER BY id DESC) AS names, max(date_trunc('month', at)) AS m FROM t; "
       "CREATE VIEW vv AS SELECT y FROM v",
       {"INSERT INTO t VALUES (1, '{\"k\": \"x\"}', 'Abe', '2024-05-06 07:08:09', TRUE), (2, '{\"k\": 5}', 'bob', NULL, "
        "FALSE)"},
       {},
       "SELECT v.*, n.names, n.live, n.m FROM v, n WHERE v.id = 1",
       "1|x|ABE|2024|bob-Abe|1|2024-05-01 00:00:00"},
      {"bytes",
       "CREATE TABLE t (id int, a bytea, b bytea UNIQUE)",
       {"INSERT INTO t VALUES (1, x'00ff', x'00'), (2, NULL, x'0000')"},
       {"INSERT INTO t VALUES (3, NULL, x'00')"},
       "SELECT hex(a) FROM t WHERE id = 1",
       "00FF"},
  };
}

void prove(const AtHand& made, const std::string& server, const Behaviour& b) {
  CAPTURE(server);
  CAPTURE(b.what);
  clear_mysql(*made.session);
  const Source schema = Source::text(b.ddl, "schema.sql", "postgres");
  const std::string losses = made.losses(schema);
  CAPTURE(losses);
  push(*made.session, schema, written_in("postgres"));
  CHECK_EQ(made.differences(schema), "");
  const auto setting = made.target.settings.find("checks");
  const bool checks = server != kOld && (setting == made.target.settings.end() || setting->second == "on");
  const auto is_not_on = [&](const std::string& name) {
    return std::find(b.not_on.begin(), b.not_on.end(), name) != b.not_on.end();
  };
  if (is_not_on(server) || (!checks && is_not_on(kUnchecked))) {
    CHECK(losses.find(b.said) != std::string::npos);
    return;
  }
  for (const std::string& statement : b.statements) CHECK_EQ(made.run(statement), "");
  for (const std::string& statement : b.refused) {
    CAPTURE(statement);
    if (checks || b.what != "names that two tables have") CHECK(made.run(statement) != "");
  }
  CHECK_EQ(made.ask(b.query), b.answer);
}

void prove(const std::vector<Behaviour>& all) {
  for (const std::string server : mysql_servers) {
    const AtHand made(server);
    if (!made.database) continue;
    for (const Behaviour& b : all) prove(made, server, b);
  }
}

}  // namespace

TEST_CASE("keys of a PostgreSQL schema") { prove(of_keys()); }
TEST_CASE("columns of a PostgreSQL schema") { prove(of_columns()); }
TEST_CASE("expressions of a PostgreSQL schema") { prove(of_expressions()); }

TEST_CASE("what has no equivalent is named once, with its reason") {
  struct {
    const char *ddl, *losses;
  } const cases[] = {
      {"CREATE TABLE t (a text CHECK (a SIMILAR TO 'x'), b tsvector, r int4range, EXCLUDE USING gist (r WITH &&)); CREATE "
       "INDEX g ON t USING gin (b); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
       "left out: checks (1), since `SIMILAR TO` has no equivalent: `t.t_a_check`\n"
       "left out: exclusion constraints (1), since MySQL has none: `t.t_r_excl`\n"
       "left out: functions and procedures (1), since their bodies are not MySQL's language: `f`\n"
       "left out: indexes (1), since MySQL has no gin indexes: `t.g`\n"
       "a range is kept as text, and nobody looks at what is in it (1): `t.r`\n"
       "tsvector is kept as text, and nobody looks at what is in it (1): `t.b`\n"},
      {"CREATE TABLE t (a int, at timestamp CHECK (at > now()))",
       "left out: checks (1), since MySQL allows no time of now and nothing random here: `t.t_at_check`\n"},
      {"CREATE TABLE t (a varchar(1000) UNIQUE, b serial, c serial)",
       "left out: numberings of columns (1), since MySQL numbers one column of a table: `t.c`\n"
       "left out: unique indexes (1), since a key has at most 3072 bytes: `t.t_a_key`\n"},
      {"CREATE TABLE t (at timestamptz DEFAULT 'infinity', n int DEFAULT 5, x numeric DEFAULT 'NaN')",
       "left out: defaults (1), since there is no such number: `NaN`: `t.x`\n"
       "left out: defaults (1), since there is no such time: `infinity`: `t.at`\n"
       "numeric without a precision is decimal(65,30): 35 digits before the point (1): `t.x`\n"},
  };
  const AtHand made(kMysql);
  if (!made.database) return;
  for (const auto& c : cases) {
    CAPTURE(std::string(c.ddl));
    CHECK_EQ(made.losses(Source::text(c.ddl, "schema.sql", "postgres")), c.losses);
  }
}

#endif
