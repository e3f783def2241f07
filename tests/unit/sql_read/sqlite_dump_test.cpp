// What `.schema` and `.dump` of SQLite's shell print, and objects that are no tables.
#include <doctest/doctest.h>

#include "plumb/tests/unit/sql_read/texts.h"

using read_tests::Case;
using read_tests::findings_of;
using read_tests::lines_of;
using read_tests::schema_of;

TEST_CASE("a dump with a virtual table, its shadow tables, counters and rows") {
  const char* dump =
      "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n"
      "CREATE TABLE note(id INTEGER PRIMARY KEY AUTOINCREMENT, body);\n"
      "INSERT INTO note VALUES(1,'a;b');\n"
      "PRAGMA writable_schema=ON;\n"
      "INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','words','words',0,"
      "'CREATE VIRTUAL TABLE words USING fts5(body, tokenize=''porter ascii'')');\n"
      "CREATE TABLE IF NOT EXISTS 'words_data'(id INTEGER PRIMARY KEY, block BLOB);\n"
      "CREATE TABLE IF NOT EXISTS 'words_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT "
      "ROWID;\n"
      "CREATE TABLE IF NOT EXISTS 'words_content'(id INTEGER PRIMARY KEY, c0);\n"
      "CREATE TABLE IF NOT EXISTS 'words_docsize'(id INTEGER PRIMARY KEY, sz BLOB);\n"
      "CREATE TABLE IF NOT EXISTS 'words_config'(k PRIMARY KEY, v) WITHOUT ROWID;\n"
      "CREATE TABLE sqlite_sequence(name,seq);\n"
      "DELETE FROM sqlite_sequence;\nINSERT INTO sqlite_sequence VALUES('note',1);\n"
      "CREATE VIEW bodies AS SELECT body FROM note\n/* bodies(body) */;\n"
      "PRAGMA writable_schema=OFF;\nCOMMIT;\n";
  CHECK(schema_of(dump) ==
        "CREATE TABLE \"note\" (\n  \"id\" INTEGER PRIMARY KEY AUTOINCREMENT,\n  \"body\"\n);\n\n"
        "CREATE VIRTUAL TABLE \"words\" USING \"fts5\" (body, tokenize='porter ascii');\n\n"
        "CREATE VIEW \"bodies\" AS\nSELECT body FROM note;\n");
  CHECK(findings_of(dump) ==
        "x.sql:4:1: note: `x.sql` has 1 statement that changes rows (`INSERT`); it is no part of "
        "the schema "
        "[rows-left-out]\n"
        "  4 | INSERT INTO note VALUES(1,'a;b');\n"
        "    | ^\n");
}

TEST_CASE("virtual tables keep their arguments as written") {
  const Case cases[] = {
      {"CREATE VIRTUAL TABLE v USING rtree(id, x0 , x1)", "CREATE VIRTUAL TABLE \"v\" USING \"rtree\" (id, x0, x1);\n"},
      {"CREATE VIRTUAL TABLE IF NOT EXISTS v USING Fts5(a, content='', prefix = '2 3')",
       "CREATE VIRTUAL TABLE \"v\" USING \"fts5\" (a, content='', prefix = '2 3');\n"},
      {"CREATE VIRTUAL TABLE v USING dbstat", "CREATE VIRTUAL TABLE \"v\" USING \"dbstat\";\n"},
      {"CREATE VIRTUAL TABLE v USING m(a(b, c), d)", "CREATE VIRTUAL TABLE \"v\" USING \"m\" (a(b, c), d);\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.in);
    CHECK(schema_of(c.in) == c.out);
  }
}

TEST_CASE("temporary objects are left out, and what speaks of them") {
  const char* text =
      "CREATE TEMP TABLE t(a); CREATE INDEX i ON t(a); CREATE TABLE temp.u(a);"
      "CREATE TEMPORARY VIEW v AS SELECT 1; CREATE TEMP TRIGGER g AFTER INSERT ON t BEGIN SELECT "
      "1; END;"
      "ALTER TABLE t ADD b; DROP TABLE t; CREATE TABLE kept(a)";
  CHECK(schema_of(text) == "CREATE TABLE \"kept\" (\n  \"a\"\n);\n");
  // Said once.
  CHECK(lines_of(findings_of(text)) ==
        "x.sql:1:19: note: temporary tables, views and triggers are no part of the schema and are "
        "left out "
        "[temporary]\n");
}

TEST_CASE("views and triggers, and the relations that they name") {
  const auto result = read_tests::result_of(
      "CREATE TABLE Item(id INTEGER PRIMARY KEY, qty); CREATE TABLE log(what);"
      "CREATE VIEW v(a, b) AS WITH w AS (SELECT * FROM item) SELECT id, qty FROM w JOIN later "
      "USING (id);"
      "CREATE TABLE later(id);"
      "CREATE TRIGGER g INSTEAD OF UPDATE OF a, b ON v WHEN (new.a > old.a) BEGIN"
      "  INSERT INTO log VALUES('x'); UPDATE ITEM SET qty = new.b WHERE id = new.a; END;");
  const plumb::Schema& schema = result.reading.schema;
  const plumb::View* view = schema.views.find({"v"});
  REQUIRE(view);
  CHECK(view->uses == std::vector<plumb::QualifiedName>{{"Item"}, {"later"}});
  const plumb::Trigger* trigger = schema.triggers.find({{"v"}, "g"});
  REQUIRE(trigger);
  CHECK(trigger->uses == std::vector<plumb::QualifiedName>{{"Item"}, {"log"}});
  CHECK(trigger->update_of == std::vector<std::string>{"a", "b"});
  CHECK(trigger->when.written == "new.a > old.a");
}
