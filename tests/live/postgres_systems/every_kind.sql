-- One of every kind of object that plumb knows on PostgreSQL 15 and later, with most of what can be said of it.
CREATE SCHEMA side;
COMMENT ON SCHEMA side IS 'beside the main one';
CREATE EXTENSION IF NOT EXISTS plpgsql;

CREATE COLLATION plain (locale = 'C');
COMMENT ON COLLATION plain IS 'byte by byte';

CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s fine');
COMMENT ON TYPE mood IS 'how it goes';
CREATE TYPE side.pair AS (x integer, y text COLLATE "C");
COMMENT ON COLUMN side.pair.x IS 'the first';
CREATE TYPE span AS RANGE (subtype = double precision, subtype_diff = float8mi);
CREATE DOMAIN positive AS integer DEFAULT 1 NOT NULL CONSTRAINT positive_check CHECK (VALUE > 0);
COMMENT ON DOMAIN positive IS 'above nothing';

CREATE SEQUENCE side.ticket AS integer INCREMENT BY 2 MINVALUE 10 MAXVALUE 1000 START WITH 20 CACHE 5 CYCLE;
COMMENT ON SEQUENCE side.ticket IS 'every second number';

CREATE FUNCTION side.same(side.pair, side.pair) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT ($1).x = ($2).x $$;
CREATE OPERATOR side.=== (LEFTARG = side.pair, RIGHTARG = side.pair, FUNCTION = side.same, COMMUTATOR = OPERATOR(side.===),
  RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
COMMENT ON OPERATOR side.=== (side.pair, side.pair) IS 'the same x';
CREATE FUNCTION pair_of(integer) RETURNS side.pair LANGUAGE sql IMMUTABLE AS $$ SELECT ROW($1, NULL)::side.pair $$;
CREATE CAST (integer AS side.pair) WITH FUNCTION pair_of(integer) AS ASSIGNMENT;

CREATE TABLE people (
  id bigint GENERATED ALWAYS AS IDENTITY (START WITH 100 INCREMENT BY 5) PRIMARY KEY,
  email text COLLATE plain NOT NULL,
  nick varchar(40) DEFAULT 'nobody',
  feeling mood DEFAULT 'ok'::mood NOT NULL,
  "Order" numeric(10, 2) DEFAULT 0.5 CHECK ("Order" >= 0),
  number side.pair,
  lucky positive,
  tags text[] DEFAULT '{}'::text[],
  payload jsonb DEFAULT '{"a": 1}',
  born date DEFAULT CURRENT_DATE,
  seen timestamp with time zone DEFAULT now(),
  away interval DEFAULT '1 day',
  upper_email text GENERATED ALWAYS AS (upper(email)) STORED,
  old_number serial,
  ticket integer DEFAULT nextval('side.ticket'::regclass),
  photo bytea,
  CONSTRAINT people_email_key UNIQUE (email) INCLUDE (nick) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT people_nick_key UNIQUE NULLS NOT DISTINCT (nick, feeling),
  CONSTRAINT nick_long CHECK (length(nick) > 2 OR nick IS NULL) NO INHERIT
) WITH (autovacuum_enabled = false, fillfactor = 80);
COMMENT ON TABLE people IS 'everybody';
COMMENT ON COLUMN people.email IS 'where to write';
COMMENT ON CONSTRAINT people_email_key ON people IS 'one each';
ALTER TABLE people ALTER COLUMN photo SET STORAGE EXTERNAL;
ALTER TABLE people ALTER COLUMN nick SET STATISTICS 500;
ALTER TABLE people ALTER COLUMN nick SET (n_distinct = 100);
ALTER TABLE people ALTER COLUMN payload SET COMPRESSION pglz;
CREATE INDEX people_lower ON people USING btree (lower(email) text_pattern_ops DESC NULLS LAST) INCLUDE (nick)
  WITH (fillfactor = 70) WHERE (nick IS NOT NULL);
ALTER INDEX people_lower ALTER COLUMN 1 SET STATISTICS 300;
COMMENT ON INDEX people_lower IS 'to look for';
CREATE INDEX people_payload ON people USING gin (payload jsonb_path_ops);
CREATE INDEX people_seen ON people USING brin (seen);
CREATE UNIQUE INDEX people_old_number ON people (old_number);
ALTER TABLE people REPLICA IDENTITY FULL;
CREATE STATISTICS people_stats (ndistinct, mcv) ON feeling, born FROM people;
CREATE STATISTICS people_words ON (lower(nick)) FROM people;
ALTER STATISTICS people_stats SET STATISTICS 50;

CREATE UNLOGGED TABLE side.cache (
  person bigint REFERENCES people ON UPDATE CASCADE ON DELETE CASCADE,
  room integer,
  during tstzrange,
  note text,
  PRIMARY KEY (person, room),
  EXCLUDE USING gist (during WITH &&) WHERE (room IS NOT NULL) DEFERRABLE,
  CONSTRAINT later FOREIGN KEY (person) REFERENCES people (id) MATCH FULL DEFERRABLE INITIALLY IMMEDIATE NOT VALID
);
ALTER TABLE people CLUSTER ON people_old_number;

CREATE TABLE events (at timestamptz NOT NULL, kind mood NOT NULL, what text) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00');
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2026-01-01 00:00:00+00')
  PARTITION BY LIST (kind);
CREATE TABLE events_2025_sad PARTITION OF events_2025 FOR VALUES IN ('sad');
CREATE TABLE events_2025_other PARTITION OF events_2025 DEFAULT;
CREATE INDEX events_by_kind ON events (kind, at DESC);
ALTER TABLE side.cache CLUSTER ON cache_pkey;
CREATE TABLE shards (id uuid NOT NULL, body text, PRIMARY KEY (id)) PARTITION BY HASH (id);
CREATE TABLE shards_0 PARTITION OF shards FOR VALUES WITH (modulus 2, remainder 0);
CREATE TABLE shards_1 PARTITION OF shards FOR VALUES WITH (modulus 2, remainder 1);

CREATE TABLE base (id integer NOT NULL, kept boolean DEFAULT true, CONSTRAINT id_positive CHECK (id > 0));
CREATE TABLE child (extra text) INHERITS (base);

CREATE VIEW grown WITH (security_barrier = true) AS
  SELECT id, email, nick FROM people WHERE born < '2000-01-01'::date WITH CASCADED CHECK OPTION;
COMMENT ON VIEW grown IS 'not the young';
COMMENT ON COLUMN grown.nick IS 'as they like';
CREATE VIEW side.feelings AS SELECT feeling, count(*) AS n FROM people GROUP BY feeling;
CREATE MATERIALIZED VIEW totals AS SELECT feeling, sum("Order") AS total FROM people GROUP BY feeling WITH NO DATA;
CREATE UNIQUE INDEX totals_feeling ON totals (feeling);
CREATE RECURSIVE VIEW numbers (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM numbers WHERE n < 10;

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
  AS $$ BEGIN NEW.seen := now(); RETURN NEW; END $$;
COMMENT ON FUNCTION touch() IS 'stamps';
CREATE FUNCTION add_up(a integer, b integer DEFAULT 1, VARIADIC c integer[] DEFAULT '{}'::integer[]) RETURNS integer
  LANGUAGE sql STABLE COST 7 AS $$ SELECT a + b $$;
CREATE FUNCTION add_up(a text) RETURNS text LANGUAGE sql RETURN a || 'x';
CREATE FUNCTION rows_of(n integer) RETURNS TABLE (id bigint, email text) LANGUAGE sql STABLE ROWS 10
  AS $$ SELECT id, email FROM people LIMIT n $$;
CREATE PROCEDURE tidy(INOUT n integer) LANGUAGE plpgsql AS $$ BEGIN n := 1; END $$;
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', COMBINEFUNC = int4pl, PARALLEL = SAFE);

CREATE TRIGGER stamp BEFORE INSERT OR UPDATE OF email, nick ON people FOR EACH ROW WHEN (NEW.email IS NOT NULL)
  EXECUTE FUNCTION touch();
COMMENT ON TRIGGER stamp ON people IS 'when it was';
CREATE TRIGGER many AFTER UPDATE ON people REFERENCING OLD TABLE AS was NEW TABLE AS is_now FOR EACH STATEMENT
  EXECUTE FUNCTION touch();
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON people DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE people DISABLE TRIGGER many;

CREATE RULE keep AS ON DELETE TO base WHERE OLD.kept DO INSTEAD NOTHING;
CREATE RULE note AS ON UPDATE TO base DO ALSO (INSERT INTO events (at, kind, what) VALUES (now(), 'ok', 'changed');
  UPDATE people SET nick = 'x' WHERE people.id = NEW.id);
COMMENT ON RULE keep ON base IS 'not these';

ALTER TABLE people ENABLE ROW LEVEL SECURITY;
ALTER TABLE people FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON people AS PERMISSIVE FOR SELECT TO PUBLIC USING (email = CURRENT_USER);
CREATE POLICY never ON people AS RESTRICTIVE FOR UPDATE USING (id > 0) WITH CHECK (nick <> 'root');
COMMENT ON POLICY own ON people IS 'their own';

GRANT SELECT, INSERT ON people TO PUBLIC;
GRANT UPDATE (nick) ON people TO PUBLIC;
GRANT USAGE ON SCHEMA side TO PUBLIC;
GRANT USAGE ON SEQUENCE side.ticket TO PUBLIC;
REVOKE ALL ON FUNCTION add_up(text) FROM PUBLIC;
