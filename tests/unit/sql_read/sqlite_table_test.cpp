// SQLite's CREATE TABLE in all of its spellings: what was read, written out again.
#include <doctest/doctest.h>

#include "plumb/tests/unit/sql_read/texts.h"

using read_tests::Case;
using read_tests::schema_of;

TEST_CASE("columns of SQLite") {
  const Case cases[] = {
      {"CREATE TABLE t(a)", "CREATE TABLE \"t\" (\n  \"a\"\n);\n"},
      {"create table 't'([a b] varchar ( 10 ), `c` \"my type\", 'd' a b c(1, 2))",
       "CREATE TABLE \"t\" (\n  \"a b\" varchar ( 10 ),\n  \"c\" \"my type\",\n  \"d\" a b c(1, "
       "2)\n);\n"},
      {"CREATE TABLE t(a int NULL, b int NOT NULL ON CONFLICT FAIL, c CONSTRAINT n NOT NULL)",
       "CREATE TABLE \"t\" (\n  \"a\" int,\n  \"b\" int NOT NULL ON CONFLICT FAIL,\n"
       "  \"c\" CONSTRAINT \"n\" NOT NULL\n);\n"},
      // A name with nothing behind it is taken and means nothing.
      {"CREATE TABLE t(a int CONSTRAINT x, b CONSTRAINT y CONSTRAINT z UNIQUE CONSTRAINT w)",
       "CREATE TABLE \"t\" (\n  \"a\" int,\n  \"b\" CONSTRAINT \"z\" UNIQUE\n);\n"},
      {"CREATE TABLE t(a COLLATE nocase DEFAULT 'x' COLLATE binary)",
       "CREATE TABLE \"t\" (\n  \"a\" DEFAULT 'x' COLLATE binary\n);\n"},
      {"CREATE TABLE t(a int GENERATED ALWAYS AS (b * 2) STORED, b, c AS (b || 'x'))",
       "CREATE TABLE \"t\" (\n  \"a\" int GENERATED ALWAYS AS (b * 2) STORED,\n  \"b\",\n"
       "  \"c\" GENERATED ALWAYS AS (b || 'x') VIRTUAL\n);\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.in);
    CHECK(schema_of(c.in) == c.out);
  }
}

TEST_CASE("a default ends where the next attribute begins") {
  const Case cases[] = {
      {"0 NOT NULL", "NOT NULL DEFAULT 0"},
      {"-1.5e3 UNIQUE", "DEFAULT -1.5e3 UNIQUE"},
      {"+ 5", "DEFAULT + 5"},
      {"'x' COLLATE nocase", "DEFAULT 'x' COLLATE nocase"},
      {"x'00ff'", "DEFAULT x'00ff'"},
      {"(1 + 2) NOT NULL", "NOT NULL DEFAULT (1 + 2)"},
      {"NULL NOT NULL", "NOT NULL DEFAULT NULL"},
      {"current_timestamp", "DEFAULT current_timestamp"},
      {"TRUE", "DEFAULT TRUE"},
      {"word", "DEFAULT word"},
      {"\"quoted word\"", "DEFAULT \"quoted word\""},
      {"[in brackets]", "DEFAULT [in brackets]"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.in);
    CHECK(schema_of("CREATE TABLE t(a DEFAULT " + std::string(c.in) + ")") ==
          "CREATE TABLE \"t\" (\n  \"a\" " + std::string(c.out) + "\n);\n");
  }
}

TEST_CASE("a bare word as a default is a string, in any quotes") {
  for (const char* text : {"abc", "\"abc\"", "[abc]", "`abc`", "'abc'"}) {
    CAPTURE(text);
    const auto result = read_tests::result_of("CREATE TABLE t(a DEFAULT " + std::string(text) + ")");
    const plumb::Expr* value = result.reading.schema.tables.find({"t"})->columns[0].default_value();
    REQUIRE(value);
    CHECK(value->canonical == "'abc'");
    CHECK(value->written == text);
  }
}

TEST_CASE("keys, checks and foreign keys of SQLite") {
  const Case cases[] = {
      {"a INTEGER PRIMARY KEY AUTOINCREMENT", "  \"a\" INTEGER PRIMARY KEY AUTOINCREMENT\n"},
      {"a INTEGER CONSTRAINT k PRIMARY KEY DESC ON CONFLICT REPLACE",
       "  \"a\" INTEGER CONSTRAINT \"k\" PRIMARY KEY DESC ON CONFLICT REPLACE\n"},
      {"a integer, PRIMARY KEY(a AUTOINCREMENT)", "  \"a\" integer,\n  PRIMARY KEY (\"a\" AUTOINCREMENT)\n"},
      {"a, b, PRIMARY KEY(b DESC, a COLLATE nocase) ON CONFLICT IGNORE",
       "  \"a\",\n  \"b\",\n  PRIMARY KEY (\"b\" DESC, \"a\" COLLATE nocase) ON CONFLICT IGNORE\n"},
      // No commas between constraints, and a name of nothing.
      {"a, b, UNIQUE(a) CHECK(a > 1) CONSTRAINT lost CONSTRAINT u UNIQUE(b), CONSTRAINT nothing",
       "  \"a\",\n  \"b\",\n  UNIQUE (\"a\"),\n  CONSTRAINT \"u\" UNIQUE (\"b\"),\n  CHECK (a > "
       "1)\n"},
      {"a CHECK(a > 0) CHECK(a < 9) UNIQUE UNIQUE", "  \"a\" UNIQUE UNIQUE CHECK (a > 0) CHECK (a < 9)\n"},
      {"a, CHECK(a <> 'x)') ON CONFLICT ABORT", "  \"a\",\n  CHECK (a <> 'x)') ON CONFLICT ABORT\n"},
      {"a REFERENCES p DEFERRABLE INITIALLY DEFERRED", "  \"a\" REFERENCES \"p\" DEFERRABLE INITIALLY DEFERRED\n"},
      {"a REFERENCES p(x) NOT DEFERRABLE INITIALLY DEFERRED", "  \"a\" REFERENCES \"p\" (\"x\")\n"},
      {"a REFERENCES p(x) ON INSERT CASCADE ON DELETE SET NULL ON UPDATE NO ACTION MATCH FULL",
       "  \"a\" REFERENCES \"p\" (\"x\") MATCH FULL ON DELETE SET NULL\n"},
      // DEFERRABLE belongs to the latest foreign key, wherever it stands.
      {"a REFERENCES p, b DEFERRABLE INITIALLY DEFERRED",
       "  \"a\" REFERENCES \"p\" DEFERRABLE INITIALLY DEFERRED,\n  \"b\"\n"},
      {"a, b, FOREIGN KEY(a, b) REFERENCES p(x, y) ON DELETE CASCADE ON UPDATE SET DEFAULT "
       "DEFERRABLE",
       "  \"a\",\n  \"b\",\n  FOREIGN KEY (\"a\", \"b\") REFERENCES \"p\" (\"x\", \"y\") ON DELETE "
       "CASCADE ON UPDATE "
       "SET DEFAULT DEFERRABLE\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.in);
    CHECK(schema_of("CREATE TABLE t(" + std::string(c.in) + ")") ==
          "CREATE TABLE \"t\" (\n" + std::string(c.out) + ");\n");
  }
}

TEST_CASE("table options, IF NOT EXISTS, names with a schema") {
  const Case cases[] = {
      {"CREATE TABLE t(a PRIMARY KEY) WITHOUT ROWID", "CREATE TABLE \"t\" (\n  \"a\" PRIMARY KEY\n) WITHOUT ROWID;\n"},
      {"CREATE TABLE t(a INT PRIMARY KEY) STRICT, WITHOUT ROWID",
       "CREATE TABLE \"t\" (\n  \"a\" INT PRIMARY KEY\n) WITHOUT ROWID, STRICT;\n"},
      {"CREATE TABLE main.t(a); CREATE TABLE IF NOT EXISTS T(b)", "CREATE TABLE \"t\" (\n  \"a\"\n);\n"},
      {"CREATE TABLE aux.t(a); CREATE INDEX aux.i ON t(a)",
       "CREATE TABLE \"aux\".\"t\" (\n  \"a\"\n);\nCREATE INDEX \"aux\".\"i\" ON \"t\" (\"a\");\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.in);
    CHECK(schema_of(c.in) == c.out);
  }
}

TEST_CASE("the author's text is kept behind the name") {
  const auto result = read_tests::result_of(
      "CREATE TABLE \"t\"  (a /* one */ int)\n  STRICT ; CREATE UNIQUE INDEX i ON t( a );"
      "CREATE VIEW v(x)AS SELECT a FROM t;"
      "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;");
  const plumb::Schema& schema = result.reading.schema;
  CHECK(schema.tables.find({"t"})->definition.text == "  (a /* one */ int)\n  STRICT");
  CHECK(schema.tables.find({"t"})->indexes[0].definition.text == " ON t( a )");
  CHECK(schema.views.find({"v"})->definition.text == "(x)AS SELECT a FROM t");
  CHECK(schema.triggers.find({{"t"}, "g"})->definition.text == " AFTER INSERT ON t BEGIN SELECT 1; END");
  plumb::sql::WriteOptions verbatim;
  verbatim.verbatim = true;
  CHECK(plumb::sql::write(schema, plumb::sqlite::syntax(), verbatim) ==
        "CREATE TABLE \"t\"  (a /* one */ int)\n  STRICT;\nCREATE UNIQUE INDEX \"i\" ON t( a );\n\n"
        "CREATE VIEW \"v\"(x)AS SELECT a FROM t;\n\n"
        "CREATE TRIGGER \"g\" AFTER INSERT ON t BEGIN SELECT 1; END;\n");
}

TEST_CASE("indexes of SQLite") {
  const Case cases[] = {
      {"CREATE INDEX i ON t(a, B DESC, 'c' COLLATE nocase ASC)",
       "CREATE INDEX \"i\" ON \"t\" (\"a\", \"b\" DESC, \"c\" COLLATE nocase);\n"},
      {"CREATE UNIQUE INDEX i ON t((a), lower(b) COLLATE nocase DESC, a + 1) WHERE (a > 0)",
       "CREATE UNIQUE INDEX \"i\" ON \"t\" (\"a\", (lower(b)) COLLATE nocase DESC, (a + 1)) WHERE "
       "a > 0;\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.in);
    CHECK(schema_of("CREATE TABLE t(a, b, c);" + std::string(c.in)) ==
          "CREATE TABLE \"t\" (\n  \"a\",\n  \"b\",\n  \"c\"\n);\n" + std::string(c.out));
  }
}
