#include "plumb/tests/fuzz/seeds.h"

namespace plumb::test {

std::vector<std::string_view> postgres_seeds() {
  return {
      R"(CREATE SCHEMA IF NOT EXISTS app AUTHORIZATION owner; SET search_path = app, public; SELECT pg_catalog.set_config('search_path', '', false);)",
      R"(CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public VERSION '1.1';)",
      R"(CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s'); ALTER TYPE mood ADD VALUE IF NOT EXISTS 'new' BEFORE 'ok'; ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';)",
      R"(CREATE DOMAIN email AS text COLLATE "C" DEFAULT 'x' NOT NULL CONSTRAINT c CHECK (VALUE ~* '^[^@]+@');)",
      R"(CREATE TYPE pair AS (a integer, b text COLLATE "de_DE"); CREATE TYPE span AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);)",
      R"(CREATE SEQUENCE s AS bigint INCREMENT BY 2 MINVALUE 1 MAXVALUE 100 START WITH 5 CACHE 3 CYCLE OWNED BY users.id;)",
      R"(CREATE UNLOGGED TABLE users (id bigint GENERATED ALWAYS AS IDENTITY (START WITH 10) PRIMARY KEY, name varchar(50) NOT NULL DEFAULT 'x'::character varying, tags text[] DEFAULT '{}'::text[], at timestamptz(3) DEFAULT now());)",
      R"(CREATE TABLE orders (id serial, user_id int REFERENCES users (id) MATCH FULL ON DELETE SET NULL (user_id) DEFERRABLE INITIALLY DEFERRED, total numeric(10,2) CHECK (total >= 0) NO INHERIT, vat numeric GENERATED ALWAYS AS (total * 0.2) STORED, EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (total > 0), UNIQUE NULLS NOT DISTINCT (id) INCLUDE (total)) WITH (fillfactor = 70) TABLESPACE fast;)",
      R"(CREATE TABLE m (t date) PARTITION BY RANGE (t); CREATE TABLE m1 PARTITION OF m FOR VALUES FROM ('2020-01-01') TO (MAXVALUE); CREATE TABLE m2 PARTITION OF m DEFAULT; ALTER TABLE m DETACH PARTITION m1;)",
      R"(CREATE TABLE kid (extra int) INHERITS (users); CREATE TABLE lk (LIKE users INCLUDING ALL);)",
      R"(CREATE UNIQUE INDEX CONCURRENTLY i ON ONLY users USING btree (lower(name) COLLATE "C" text_pattern_ops DESC NULLS LAST, (id % 10)) INCLUDE (name) WITH (fillfactor=90) WHERE name IS NOT NULL;)",
      R"(CREATE OR REPLACE VIEW v (a, b) WITH (security_invoker = true) AS SELECT DISTINCT ON (u.id) u.id, array_agg(o.total ORDER BY o.id) FILTER (WHERE o.total > 1) FROM users u LEFT JOIN LATERAL (SELECT * FROM orders) o ON true GROUP BY u.id WITH LOCAL CHECK OPTION;)",
      R"(CREATE MATERIALIZED VIEW mv AS SELECT 1 AS x, jsonb_build_object('a', 1) -> 'a' ->> 'b' WITH NO DATA; CREATE INDEX ON mv (x); REFRESH MATERIALIZED VIEW mv;)",
      "CREATE FUNCTION f(a integer, INOUT b text DEFAULT 'x', VARIADIC c text[]) RETURNS SETOF record LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER COST 10 SET search_path = '' AS $fn$\nBEGIN\n  RETURN; -- $$\nEND;\n$fn$;",
      R"(CREATE FUNCTION g(x int) RETURNS int LANGUAGE sql IMMUTABLE RETURN x + 1; CREATE PROCEDURE p() BEGIN ATOMIC INSERT INTO users (name) VALUES ('a'); END;)",
      R"(CREATE TRIGGER t AFTER INSERT OR UPDATE OF name, id OR DELETE ON users REFERENCING NEW TABLE AS n FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION app.f('x', 2);)",
      R"(CREATE CONSTRAINT TRIGGER ct AFTER INSERT ON users FROM orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE PROCEDURE f();)",
      R"(CREATE POLICY pol ON users AS RESTRICTIVE FOR UPDATE TO app, PUBLIC USING (id = current_setting('x')::int) WITH CHECK (true); ALTER TABLE users ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;)",
      R"(GRANT SELECT (id), UPDATE ON TABLE users TO app WITH GRANT OPTION; REVOKE ALL ON SCHEMA app FROM PUBLIC; ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO ro;)",
      R"(COMMENT ON TABLE users IS 'it''s'; COMMENT ON COLUMN users.name IS NULL; COMMENT ON CONSTRAINT c ON users IS E'tab\t'; COMMENT ON FUNCTION f(integer, text) IS 'x';)",
      R"(ALTER TABLE ONLY users ADD CONSTRAINT k FOREIGN KEY (id) REFERENCES orders NOT VALID, ALTER COLUMN name TYPE text USING name::text, ALTER name SET STORAGE EXTERNAL, ALTER id SET STATISTICS 100, DROP COLUMN tags CASCADE, ADD COLUMN IF NOT EXISTS z int[][] DEFAULT ARRAY[[1,2]], RENAME TO people;)",
      R"(ALTER TABLE users VALIDATE CONSTRAINT k; ALTER TABLE users ALTER COLUMN id DROP IDENTITY IF EXISTS; ALTER TABLE users CLUSTER ON i; ALTER TABLE users REPLICA IDENTITY FULL; ALTER TABLE users SET SCHEMA app; ALTER INDEX i RENAME TO j;)",
      R"(ALTER SEQUENCE s OWNED BY NONE; ALTER TABLE orders ALTER COLUMN id SET DEFAULT nextval('s'::regclass); ALTER TABLE orders DISABLE TRIGGER ALL; ALTER DOMAIN email DROP CONSTRAINT c; ALTER VIEW v SET (security_barrier = on);)",
      R"(DROP TABLE IF EXISTS a, b CASCADE; DROP FUNCTION f(integer, text); DROP TYPE mood; DROP POLICY pol ON users; DROP TRIGGER t ON users; DROP SCHEMA app CASCADE; DROP INDEX CONCURRENTLY IF EXISTS i;)",
      "COPY users (id, name) FROM stdin;\n1\ta\\tb\n\\.\n\\connect other\nINSERT INTO users VALUES (1) ON CONFLICT (id) DO NOTHING RETURNING *;",
      R"(DO $$ BEGIN RAISE NOTICE 'x'; END $$; SET statement_timeout = 0; BEGIN; COMMIT; CREATE ROLE app LOGIN; CREATE STATISTICS st (ndistinct) ON id, name FROM users; CREATE PUBLICATION pub FOR ALL TABLES;)",
      R"(CREATE TABLE x (a int DEFAULT (1 + 2) * 3, b interval DEFAULT '1 day'::interval day to second, c bit(3) DEFAULT B'101', d bool DEFAULT NOT true IS DISTINCT FROM false, e timestamp DEFAULT (now() AT TIME ZONE 'utc'), f "char", g double precision[3], h public.mood, CHECK (a = ANY (ARRAY[1, 2]) AND b BETWEEN SYMMETRIC '1' AND '2' OR (c)::text LIKE '%' ESCAPE '\'));)",
  };
}

}  // namespace plumb::test
