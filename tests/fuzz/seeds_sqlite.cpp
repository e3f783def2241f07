#include "plumb/tests/fuzz/seeds.h"

namespace plumb::test {

std::vector<std::string_view> sqlite_seeds() {
  return {
      R"(CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT NOT NULL ON CONFLICT REPLACE DEFAULT 'x' COLLATE NOCASE);)",
      R"(CREATE TABLE IF NOT EXISTS main."t 2" ([k] VARCHAR(20) UNIQUE, `v` DECIMAL(10, 2) CHECK (v > 0), 'w' BLOB);)",
      R"(CREATE TABLE c (a INT, b INT, PRIMARY KEY (a DESC, b COLLATE rtrim) ON CONFLICT ABORT, UNIQUE (b)) WITHOUT ROWID, STRICT;)",
      R"(CREATE TABLE d (a REFERENCES a (id) ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED, CONSTRAINT f FOREIGN KEY (a) REFERENCES c);)",
      R"(CREATE TABLE g (x INT, y INT GENERATED ALWAYS AS (x * 2 + 1) STORED, z TEXT AS (x || '-' || y) VIRTUAL);)",
      R"(CREATE TABLE e (a DEFAULT -1, b DEFAULT +.5e-3, c DEFAULT x'0aff', d DEFAULT (datetime('now')), f DEFAULT CURRENT_TIMESTAMP, g DEFAULT NULL);)",
      R"(CREATE UNIQUE INDEX IF NOT EXISTS i1 ON a (b DESC, lower(b) COLLATE nocase) WHERE b IS NOT NULL AND id BETWEEN 1 AND 0x1F;)",
      R"(CREATE INDEX i2 ON c (a, b ASC);)",
      R"(CREATE VIEW v1 (one, two) AS SELECT a.id, count(*) FILTER (WHERE b > 1) AS n FROM a LEFT JOIN d USING (id) GROUP BY 1 HAVING n > 2 ORDER BY 1 DESC LIMIT 10 OFFSET 2;)",
      R"(CREATE VIEW v2 AS WITH RECURSIVE w (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM w WHERE n < 9) SELECT n, row_number() OVER (PARTITION BY n ORDER BY n ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM w;)",
      R"(CREATE VIEW v3 AS VALUES (1, 'a'), (2, NULL) UNION SELECT CASE x WHEN 1 THEN 'a' ELSE 'b' END, CAST(x AS TEXT) FROM g;)",
      R"(CREATE TRIGGER t1 AFTER UPDATE OF b ON a FOR EACH ROW WHEN NEW.b <> OLD.b BEGIN UPDATE a SET b = 1 WHERE id = NEW.id; INSERT OR IGNORE INTO c (a, b) VALUES (1, 2) ON CONFLICT (a) DO UPDATE SET b = excluded.b; END;)",
      R"(CREATE TRIGGER t2 INSTEAD OF DELETE ON v1 BEGIN DELETE FROM a WHERE id = OLD.one; SELECT RAISE(ABORT, 'no; END'); END;)",
      R"(CREATE TEMP TRIGGER t3 BEFORE INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; END;)",
      R"(CREATE VIRTUAL TABLE docs USING fts5(title, body UNINDEXED, tokenize = 'porter ascii', content='');)",
      R"(CREATE VIRTUAL TABLE box USING rtree(id, minx, maxx, +note TEXT);)",
      R"(ALTER TABLE a RENAME TO aa; ALTER TABLE aa RENAME COLUMN b TO bb; ALTER TABLE aa ADD COLUMN n INT DEFAULT 3; ALTER TABLE aa DROP COLUMN n;)",
      R"(DROP INDEX IF EXISTS i1; DROP VIEW v1; DROP TRIGGER t1; DROP TABLE IF EXISTS main.a;)",
      R"(PRAGMA foreign_keys = ON; BEGIN; ATTACH 'x.db' AS aux; COMMIT; ANALYZE; VACUUM; REINDEX a;)",
      R"(INSERT INTO a VALUES (1, 'it''s'); UPDATE a SET b = NULL; DELETE FROM a WHERE id NOT IN (SELECT a FROM d);)",
      "-- @renamed from=old_name\nCREATE TABLE new_name (\n  x INT, -- @renamed from=y\n  /* a comment */ z TEXT\n);",
      R"(CREATE TABLE s AS SELECT * FROM a;)",
      R"(INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql) VALUES('table','x','x',0,'CREATE VIRTUAL TABLE x USING fts5(y)');)",
      R"(CREATE TABLE j (p JSON CHECK (json_valid(p)), q GENERATED ALWAYS AS (p ->> '$.a[0]') VIRTUAL, CHECK (q LIKE '%x\%' ESCAPE '\' OR q GLOB '[a-z]*' OR NOT EXISTS (SELECT 1)));)",
  };
}

}  // namespace plumb::test
