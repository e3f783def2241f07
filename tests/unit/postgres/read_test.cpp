// Every clause of PostgreSQL's DDL that the model has a place for: read, and written so that it reads the same.
#include "reading.h"

namespace {

struct Case {
  const char* sql;
  const char* text;  // a part of what is written
};

void check(const Case* from, const Case* to) {
  for (const Case* c = from; c != to; ++c) {
    const std::string text = postgres_test::written(c->sql);
    CAPTURE(std::string(c->sql));
    INFO(text);
    CHECK(text.find(c->text) != std::string::npos);
    CHECK(postgres_test::schema(text) == postgres_test::schema(c->sql));
  }
}

}  // namespace

TEST_CASE("columns keep every attribute, types by the server's names") {
  const Case cases[] = {
      {"CREATE TABLE t (a int4, b int8, c varchar(9), d timestamptz(3), e float(20), f char, g bool[])",
       "\"a\" integer,\n  \"b\" bigint,\n  \"c\" character varying(9),\n  \"d\" timestamp(3) with time zone,\n"
       "  \"e\" real,\n  \"f\" character(1),\n  \"g\" boolean[]"},
      {"CREATE TABLE t (a serial, b bigserial PRIMARY KEY)", "\"a\" serial NOT NULL,\n  \"b\" bigserial NOT NULL"},
      {"CREATE TABLE t (a text COMPRESSION pglz COLLATE \"en_US.utf8\" DEFAULT 'x' NOT NULL)",
       "\"a\" text COMPRESSION pglz COLLATE \"en_US.utf8\" NOT NULL DEFAULT 'x'"},
      {"CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (START WITH 10 SEQUENCE NAME s CACHE 5))",
       "GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME \"s\" START WITH 10 CACHE 5)"},
      {"CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED)",
       "\"b\" integer GENERATED ALWAYS AS (a * 2) STORED"},
      {"CREATE TABLE t (a text STORAGE external)", "ALTER TABLE \"t\" ALTER COLUMN \"a\" SET STORAGE EXTERNAL"},
      {"CREATE TABLE t (a int); ALTER TABLE t ALTER a SET STATISTICS 500, ALTER a SET (n_distinct = -0.5)",
       "SET STATISTICS 500;\nALTER TABLE \"t\" ALTER COLUMN \"a\" SET (\"n_distinct\" = '-0.5')"},
      {"CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (m mood DEFAULT 'a'::mood)", "\"m\" \"mood\" DEFAULT 'a'::mood"},
  };
  check(std::begin(cases), std::end(cases));
}

TEST_CASE("tables keep persistence, inheritance, partitions and storage") {
  const Case cases[] = {
      {"CREATE UNLOGGED TABLE t (a int) USING heap WITH (fillfactor = 70, toast.autovacuum_enabled = false) TABLESPACE ts",
       "CREATE UNLOGGED TABLE \"t\" (\n  \"a\" integer\n) USING \"heap\" WITH (\"fillfactor\" = '70', "
       "\"toast\".\"autovacuum_enabled\" = 'false') TABLESPACE \"ts\""},
      {"CREATE TABLE p (a int); CREATE TABLE c (b int) INHERITS (p)", ") INHERITS (\"p\")"},
      {"CREATE TABLE p (a int, d date) PARTITION BY RANGE (d, lower('x') text_ops)",
       "PARTITION BY RANGE (d, lower('x') text_ops)"},
      {"CREATE TABLE p (a int, d date) PARTITION BY LIST (a); CREATE TABLE c PARTITION OF p (d DEFAULT now()) FOR VALUES IN (1, NULL)",
       "CREATE TABLE \"c\" PARTITION OF \"p\" (\n  \"d\" WITH OPTIONS DEFAULT now()\n) FOR VALUES IN (1, NULL)"},
      {"CREATE TABLE p (a int) PARTITION BY HASH (a); CREATE TABLE c PARTITION OF p FOR VALUES WITH (MODULUS 4, REMAINDER 1)",
       "PARTITION OF \"p\" FOR VALUES WITH (MODULUS 4, REMAINDER 1)"},
      {"CREATE TABLE p (a int) PARTITION BY RANGE (a); CREATE TABLE c (a int); "
       "ALTER TABLE ONLY p ATTACH PARTITION c FOR VALUES FROM (MINVALUE) TO (10)",
       "CREATE TABLE \"c\" PARTITION OF \"p\" FOR VALUES FROM (MINVALUE) TO (10)"},
      {"CREATE TYPE ty AS (x int, y text); CREATE TABLE t OF ty (x WITH OPTIONS NOT NULL)",
       "CREATE TABLE \"t\" OF \"ty\""},
      {"CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, REPLICA IDENTITY FULL",
       "ALTER TABLE \"t\" ENABLE ROW LEVEL SECURITY;\nALTER TABLE \"t\" FORCE ROW LEVEL SECURITY;\n"
       "ALTER TABLE \"t\" REPLICA IDENTITY FULL"},
      {"CREATE TABLE a (x int DEFAULT 1, CHECK (x > 0)); CREATE TABLE b (LIKE a INCLUDING ALL, y int)",
       "CREATE TABLE \"b\" (\n  \"x\" integer DEFAULT 1,\n  \"y\" integer,\n  CONSTRAINT \"a_x_check\" CHECK (x > 0)\n)"},
  };
  check(std::begin(cases), std::end(cases));
}

TEST_CASE("constraints and indexes keep every clause") {
  const Case cases[] = {
      {"CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE NULLS NOT DISTINCT (a) INCLUDE (b) DEFERRABLE INITIALLY DEFERRED)",
       "CONSTRAINT \"u\" UNIQUE NULLS NOT DISTINCT (\"a\") INCLUDE (\"b\") DEFERRABLE INITIALLY DEFERRED"},
      {"CREATE TABLE t (r int4range, EXCLUDE USING gist (r WITH &&) WHERE (r IS NOT NULL))",
       "EXCLUDE USING \"gist\" (\"r\" WITH &&) WHERE (r IS NOT NULL)"},
      {"CREATE TABLE r (a int PRIMARY KEY); CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) "
       "REFERENCES r MATCH FULL ON DELETE SET NULL (a) ON UPDATE CASCADE NOT VALID",
       "CONSTRAINT \"f\" FOREIGN KEY (\"a\") REFERENCES \"r\" MATCH FULL ON DELETE SET NULL (\"a\") ON UPDATE CASCADE NOT VALID"},
      {"CREATE TABLE t (a text, b int); CREATE UNIQUE INDEX CONCURRENTLY i ON ONLY t USING btree "
       "(lower(a) COLLATE \"C\" text_pattern_ops DESC NULLS LAST, b) INCLUDE (a) NULLS NOT DISTINCT WITH (fillfactor = 50) "
       "TABLESPACE ts WHERE b > 0",
       "CREATE UNIQUE INDEX \"i\" ON \"t\" USING \"btree\" ((lower(a)) COLLATE \"C\" \"text_pattern_ops\" DESC NULLS LAST, "
       "\"b\") INCLUDE (\"a\") NULLS NOT DISTINCT WITH (\"fillfactor\" = '50') TABLESPACE \"ts\" WHERE (b > 0)"},
      {"CREATE TABLE t (a int); CREATE INDEX i ON t (a); ALTER TABLE t CLUSTER ON i; COMMENT ON INDEX i IS 'x'",
       "COMMENT ON INDEX \"i\" IS 'x';\nALTER TABLE \"t\" CLUSTER ON \"i\""},
      {"CREATE TABLE t (a int PRIMARY KEY, CONSTRAINT c CHECK (a > 0) NO INHERIT); COMMENT ON CONSTRAINT t_pkey ON t IS 'k'",
       "COMMENT ON CONSTRAINT \"t_pkey\" ON \"t\" IS 'k'"},
  };
  check(std::begin(cases), std::end(cases));
}

TEST_CASE("types, domains, sequences, schemas, extensions") {
  const Case cases[] = {
      {"CREATE SCHEMA s AUTHORIZATION me; COMMENT ON SCHEMA s IS 'x'",
       "CREATE SCHEMA \"s\" AUTHORIZATION \"me\";\nCOMMENT ON SCHEMA \"s\" IS 'x'"},
      {"CREATE EXTENSION pg_trgm WITH SCHEMA ext VERSION '1.6'",
       "CREATE EXTENSION IF NOT EXISTS \"pg_trgm\" WITH SCHEMA \"ext\" VERSION '1.6'"},
      {"CREATE TYPE s.m AS ENUM ('a', 'it''s')", "CREATE TYPE \"s\".\"m\" AS ENUM ('a', 'it''s')"},
      {"CREATE TYPE c AS (a int, b text COLLATE \"C\")",
       "CREATE TYPE \"c\" AS (\"a\" integer, \"b\" text COLLATE \"C\")"},
      {"CREATE TYPE r AS RANGE (subtype = float8, subtype_diff = float8mi)",
       "AS RANGE (subtype = double precision, subtype_diff = float8mi)"},
      {"CREATE DOMAIN d AS varchar(9) COLLATE \"C\" DEFAULT 'x' NOT NULL CONSTRAINT k CHECK (VALUE <> '')",
       "CREATE DOMAIN \"d\" AS character varying(9) COLLATE \"C\" DEFAULT 'x' NOT NULL CONSTRAINT \"k\" CHECK (VALUE <> '')"},
      {"CREATE TABLE t (a int); CREATE SEQUENCE q AS smallint START 5 INCREMENT BY 2 MINVALUE 1 MAXVALUE 9 CACHE 3 CYCLE OWNED BY t.a",
       "CREATE SEQUENCE \"q\" AS smallint START WITH 5 INCREMENT BY 2 MINVALUE 1 MAXVALUE 9 CACHE 3 CYCLE"},
      {"CREATE TABLE t (a int); CREATE SEQUENCE q OWNED BY t.a", "ALTER SEQUENCE \"q\" OWNED BY \"t\".\"a\""},
  };
  check(std::begin(cases), std::end(cases));
}

TEST_CASE("routines, triggers, views, policies, grants") {
  const Case cases[] = {
      {"CREATE FUNCTION f(a int, INOUT b varchar(5) DEFAULT 'x', VARIADIC c text[]) RETURNS varchar LANGUAGE plpgsql IMMUTABLE STRICT "
       "SECURITY DEFINER PARALLEL SAFE COST 5 SET search_path = public, pg_temp AS $x$ BEGIN END $x$",
       "(\"a\" integer, INOUT \"b\" character varying DEFAULT 'x', VARIADIC \"c\" text[]) RETURNS character varying LANGUAGE \"plpgsql\" "
       "IMMUTABLE STRICT SECURITY DEFINER PARALLEL SAFE COST 5 SET search_path TO 'public', 'pg_temp'\nAS $$ BEGIN END $$"},
      {"CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'select 1'; CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'select $$'",
       "AS $plumb$select $$$plumb$"},
      {"CREATE FUNCTION f(a int) RETURNS TABLE (x int, y text) LANGUAGE sql BEGIN ATOMIC SELECT a, 'x'; END",
       "RETURNS TABLE(x integer, y text) LANGUAGE sql\nBEGIN ATOMIC SELECT a, 'x'; END"},
      {"CREATE PROCEDURE p(INOUT x int) LANGUAGE plpgsql AS $$ begin end $$; COMMENT ON PROCEDURE p(int) IS 'c'",
       "COMMENT ON PROCEDURE \"p\" (integer) IS 'c'"},
      {"CREATE AGGREGATE agg(int) (SFUNC = int4pl, STYPE = int4, INITCOND = '0')",
       "CREATE AGGREGATE \"agg\" (integer) (initcond = '0', sfunc = int4pl, stype = integer)"},
      {"CREATE TABLE t (a int); CREATE CONSTRAINT TRIGGER g AFTER INSERT OR UPDATE OF a ON t DEFERRABLE INITIALLY DEFERRED "
       "FOR EACH ROW WHEN (NEW.a > 0) EXECUTE PROCEDURE f('x', 1); ALTER TABLE t DISABLE TRIGGER g",
       "CREATE CONSTRAINT TRIGGER \"g\" AFTER INSERT OR UPDATE OF \"a\" ON \"t\" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
       "WHEN (NEW.a > 0) EXECUTE FUNCTION f('x', '1');\nALTER TABLE \"t\" DISABLE TRIGGER \"g\""},
      {"CREATE TABLE t (a int); CREATE TRIGGER g AFTER UPDATE ON t REFERENCING NEW TABLE AS n OLD TABLE o EXECUTE FUNCTION f()",
       "REFERENCING OLD TABLE AS \"o\" NEW TABLE AS \"n\" FOR EACH STATEMENT"},
      {"CREATE TABLE t (a int); CREATE VIEW v WITH (security_barrier) AS SELECT a FROM t WITH LOCAL CHECK OPTION",
       "CREATE VIEW \"v\" WITH (\"security_barrier\" = 'true') AS SELECT a FROM t\nWITH LOCAL CHECK OPTION"},
      {"CREATE TABLE t (a int); CREATE MATERIALIZED VIEW v AS SELECT a FROM t WITH NO DATA; CREATE UNIQUE INDEX i ON v (a)",
       "AS SELECT a FROM t\nWITH NO DATA;\nCREATE UNIQUE INDEX \"i\" ON \"v\" (\"a\")"},
      {"CREATE TABLE t (a int); CREATE POLICY p ON t AS RESTRICTIVE FOR UPDATE TO joe, current_user USING (a > 0) WITH CHECK (a < 9)",
       "CREATE POLICY \"p\" ON \"t\" AS RESTRICTIVE FOR UPDATE TO \"joe\", CURRENT_USER USING (a > 0) WITH CHECK (a < 9)"},
      {"CREATE TABLE t (a int, b int); GRANT SELECT, UPDATE (a, b) ON t TO joe WITH GRANT OPTION; GRANT INSERT ON t TO joe",
       "GRANT INSERT ON TABLE \"t\" TO \"joe\";\nGRANT SELECT ON TABLE \"t\" TO \"joe\" WITH GRANT OPTION"},
      {"CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS ''; REVOKE ALL ON FUNCTION f(int) FROM PUBLIC",
       "REVOKE ALL ON ROUTINE \"f\"(integer) FROM PUBLIC"},
      {"ALTER DEFAULT PRIVILEGES FOR ROLE me IN SCHEMA public GRANT SELECT ON TABLES TO joe",
       "ALTER DEFAULT PRIVILEGES FOR ROLE \"me\" IN SCHEMA \"public\" GRANT SELECT ON TABLES TO \"joe\""},
  };
  check(std::begin(cases), std::end(cases));
}

TEST_CASE("rules, statistics, operators, casts, collations, languages, event triggers") {
  const Case cases[] = {
      {"CREATE TABLE t (a int); CREATE RULE r AS ON DELETE TO t WHERE old.a > 1 DO INSTEAD (DELETE FROM u; SELECT 1); "
       "ALTER TABLE t ENABLE ALWAYS RULE r; COMMENT ON RULE r ON t IS 'c'",
       "CREATE RULE \"r\" AS ON DELETE TO \"t\" WHERE (old.a > 1) DO INSTEAD (DELETE FROM u; SELECT 1);\n"
       "ALTER TABLE \"t\" ENABLE ALWAYS RULE \"r\";\nCOMMENT ON RULE \"r\" ON \"t\" IS 'c'"},
      {"CREATE TABLE t (a int); CREATE RULE r AS ON INSERT TO t DO NOTHING; ALTER RULE r ON t RENAME TO s",
       "CREATE RULE \"s\" AS ON INSERT TO \"t\" DO ALSO NOTHING"},
      {"CREATE TABLE t (a int, b int); CREATE STATISTICS (mcv) ON a, b FROM t; ALTER STATISTICS t_a_b_stat SET STATISTICS 9",
       "CREATE STATISTICS \"t_a_b_stat\" (mcv) ON a, b FROM \"t\";\nALTER STATISTICS \"t_a_b_stat\" SET STATISTICS 9"},
      {"CREATE OPERATOR app.=== (LEFTARG = int, RIGHTARG = text, PROCEDURE = app.f, NEGATOR = OPERATOR(app.!==), MERGES)",
       "CREATE OPERATOR \"app\".=== (function = app.f, leftarg = integer, merges, negator = OPERATOR(\"app\".!==), "
       "rightarg = text)"},
      {"CREATE CAST (int4 AS varchar) WITH INOUT AS IMPLICIT; COMMENT ON CAST (integer AS varchar) IS 'c'",
       "CREATE CAST (integer AS character varying) WITH INOUT AS IMPLICIT;\n"
       "COMMENT ON CAST (integer AS character varying) IS 'c'"},
      {"CREATE COLLATION IF NOT EXISTS c (provider = icu, locale = 'de', version = '1.2')",
       "CREATE COLLATION \"c\" (locale = 'de', provider = 'icu')"},
      {"CREATE COLLATION c FROM pg_catalog.\"C\"; CREATE COLLATION IF NOT EXISTS c FROM app.d",
       "CREATE COLLATION \"c\" FROM \"C\""},
      {"CREATE TRUSTED PROCEDURAL LANGUAGE l HANDLER h INLINE i VALIDATOR v",
       "CREATE TRUSTED LANGUAGE \"l\" HANDLER h INLINE i VALIDATOR v"},
      {"CREATE LANGUAGE plperl", "CREATE EXTENSION IF NOT EXISTS \"plperl\""},
      {"CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('drop table', 'CREATE TABLE') EXECUTE PROCEDURE f(); "
       "ALTER EVENT TRIGGER e DISABLE",
       "CREATE EVENT TRIGGER \"e\" ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION f();\n"
       "ALTER EVENT TRIGGER \"e\" DISABLE"},
  };
  check(std::begin(cases), std::end(cases));
  CHECK(postgres_test::written("CREATE TABLE t (a int, b int); CREATE RULE r AS ON INSERT TO t DO NOTHING; "
                               "CREATE STATISTICS s ON a, b FROM t; DROP TABLE t") == "");
  CHECK(postgres_test::findings("CREATE STATISTICS s ON a, b FROM t").starts_with("unknown-table"));
  CHECK(postgres_test::findings("DROP CAST (int AS text)").starts_with("unknown-cast"));
}

TEST_CASE("names go where the search path says") {
  const Case cases[] = {
      {"SET search_path TO app, public; CREATE TABLE t (a int)", "CREATE TABLE \"app\".\"t\""},
      {"SELECT pg_catalog.set_config('search_path', '', false); CREATE TABLE public.t (a int)", "CREATE TABLE \"t\""},
      {"CREATE TYPE app.m AS ENUM ('x'); SET search_path = app; CREATE TABLE t (a m)", "\"a\" \"app\".\"m\""},
  };
  check(std::begin(cases), std::end(cases));
}

TEST_CASE("what the model has no place for is named, and the rest is read") {
  CHECK(postgres_test::findings("CREATE PUBLICATION p FOR ALL TABLES; "
                                "CREATE FOREIGN DATA WRAPPER w; CREATE TABLE t (a int)") ==
        "unmodelled: publication `p` is understood and not kept: plumb does not compare or change it\n"
        "unmodelled: foreign data wrapper `w` is understood and not kept: plumb does not compare or change it\n");
  CHECK(postgres_test::findings(
            "ALTER TABLE t OWNER TO me; ALTER SEQUENCE s OWNER TO me; ANALYZE; VACUUM t; \\connect x\n") == "");
}

TEST_CASE("what is wrong is said where it stands") {
  CHECK(postgres_test::findings("CREATE TYPE m AS ENUM ('a');\nCREATE TYPE m AS ENUM ('b')") ==
        "duplicate-enum: enum `m` is created a second time; the first one is at t.sql:1; remove one of them\n");
  CHECK(postgres_test::findings("ALTER TYPE m ADD VALUE 'x'") ==
        "unknown-enum: there is no enum `m` at this place; create it before, or correct the name\n");
  CHECK(postgres_test::findings("CREATE TABLE t (\"\" int)") ==
        "syntax: a name in quotes cannot be empty; write one between them\n");
  CHECK(postgres_test::findings("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2;") ==
        "syntax: expected `END`, which closes `BEGIN ATOMIC`, found the end of the statement\n");
  CHECK(
      postgres_test::findings("DO $$ BEGIN EXECUTE 'drop table t'; END $$") ==
      "unknown-statement: what this DO block does is known to a server only; write its statements, or say what it makes in a "
      "comment above it: -- plumb: effect CREATE …\n");
}

TEST_CASE("a DO block that only says \"unless it is there\" is its statements") {
  const char* twice =
      "DO $$ BEGIN\n CREATE TYPE m AS ENUM ('a');\nEXCEPTION WHEN duplicate_object THEN null;\nEND $$;\n"
      "DO $$ BEGIN\n CREATE TYPE m AS ENUM ('a');\nEXCEPTION WHEN duplicate_object THEN null;\nEND $$;\n"
      "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_extension) THEN CREATE EXTENSION x; END IF; END $$;";
  CHECK(postgres_test::written(twice) == "CREATE EXTENSION IF NOT EXISTS \"x\";\n\nCREATE TYPE \"m\" AS ENUM ('a');\n");
}
