// ALTER TABLE and DROP: what they leave behind, and that a statement with an error leaves all as it
// was.
#include <doctest/doctest.h>

#include "plumb/tests/unit/sql_read/texts.h"

using read_tests::Case;
using read_tests::lines_of;
using read_tests::result_of;
using read_tests::schema_of;

namespace {

constexpr const char* kItem =
    "CREATE TABLE item(id INTEGER PRIMARY KEY, qty INT CHECK (qty > 0));"
    "CREATE UNIQUE INDEX i ON item(qty, abs(qty)) WHERE qty > 1;"
    "CREATE TABLE line(x REFERENCES item(id), y, FOREIGN KEY(y) REFERENCES ITEM(ID));"
    "CREATE VIEW v AS SELECT i.qty FROM item AS i;"
    "CREATE TRIGGER g AFTER UPDATE OF qty ON item BEGIN UPDATE item SET qty = new.qty; END;";

}  // namespace

TEST_CASE("SQLite's ALTER TABLE … RENAME reaches whatever names the thing") {
  const Case cases[] = {
      {"ALTER TABLE item RENAME TO thing",
       "CREATE TABLE \"line\" (\n  \"x\" REFERENCES \"thing\" (\"id\"),\n  \"y\",\n"
       "  FOREIGN KEY (\"y\") REFERENCES \"thing\" (\"id\")\n);\n\n"
       "CREATE TABLE \"thing\" (\n  \"id\" INTEGER PRIMARY KEY,\n  \"qty\" INT CHECK (qty > "
       "0)\n);\n"
       "CREATE UNIQUE INDEX \"i\" ON \"thing\" (\"qty\", (abs(qty))) WHERE qty > 1;\n\n"
       "CREATE VIEW \"v\" AS\nSELECT i.qty FROM thing AS i;\n\n"
       "CREATE TRIGGER \"g\" AFTER UPDATE OF \"qty\" ON \"thing\"\nBEGIN UPDATE thing SET qty = "
       "new.qty; END;\n"},
      {"ALTER TABLE ITEM RENAME Qty TO \"how many\"",
       "CREATE TABLE \"item\" (\n  \"id\" INTEGER PRIMARY KEY,\n  \"how many\" INT CHECK (\"how "
       "many\" > 0)\n);\n"
       "CREATE UNIQUE INDEX \"i\" ON \"item\" (\"how many\", (abs(\"how many\"))) WHERE \"how "
       "many\" > 1;\n\n"
       "CREATE TABLE \"line\" (\n  \"x\" REFERENCES \"item\" (\"id\"),\n  \"y\",\n"
       "  FOREIGN KEY (\"y\") REFERENCES \"item\" (\"id\")\n);\n\n"
       "CREATE VIEW \"v\" AS\nSELECT i.\"how many\" FROM item AS i;\n\n"
       "CREATE TRIGGER \"g\" AFTER UPDATE OF \"how many\" ON \"item\"\n"
       "BEGIN UPDATE item SET \"how many\" = new.\"how many\"; END;\n"},
      // An index, view or trigger is dropped by its new table's name.
      {"ALTER TABLE item RENAME TO thing; DROP INDEX i; DROP VIEW v; DROP TRIGGER G; DROP TABLE "
       "line; "
       "ALTER TABLE Thing RENAME COLUMN id TO nr",
       "CREATE TABLE \"thing\" (\n  \"nr\" INTEGER PRIMARY KEY,\n  \"qty\" INT CHECK (qty > "
       "0)\n);\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.in);
    CHECK(schema_of(std::string(kItem) + c.in) == c.out);
  }
}

TEST_CASE("SQLite's ADD COLUMN and DROP COLUMN") {
  const Case cases[] = {
      {"ALTER TABLE t ADD c TEXT NOT NULL DEFAULT 'x' CHECK (c <> '') REFERENCES t",
       "  \"a\" PRIMARY KEY,\n  \"b\" CHECK (b > 0),\n"
       "  \"c\" TEXT NOT NULL DEFAULT 'x' CHECK (c <> '') REFERENCES \"t\"\n"},
      {"ALTER TABLE t ADD COLUMN \"column\"; ALTER TABLE t RENAME COLUMN \"column\" TO d",
       "  \"a\" PRIMARY KEY,\n  \"b\" CHECK (b > 0),\n  \"d\"\n"},
      {"ALTER TABLE t DROP COLUMN B", "  \"a\" PRIMARY KEY\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.in);
    CHECK(schema_of("CREATE TABLE t(a PRIMARY KEY, b CHECK (b > 0));" + std::string(c.in)) ==
          "CREATE TABLE \"t\" (\n" + std::string(c.out) + ");\n");
  }
}

TEST_CASE("a change of the table takes its text away, a rename of another one does not") {
  const auto definition = [](const char* text) {
    const auto result = result_of("CREATE TABLE t(a, b);CREATE TABLE u(x);" + std::string(text));
    return result.reading.schema.tables.find({"t"})->definition.text;
  };
  CHECK(definition("") == "(a, b)");
  CHECK(definition("ALTER TABLE t ADD c") == "");
  CHECK(definition("ALTER TABLE t DROP b") == "");
  CHECK(definition("ALTER TABLE u ADD y; ALTER TABLE u RENAME TO w") == "(a, b)");
}

TEST_CASE("the rebuild of a table keeps what stands around it") {
  CHECK(schema_of("CREATE TABLE t(a, b); CREATE TABLE kid(x REFERENCES t(a)); CREATE VIEW v AS "
                  "SELECT a FROM t;"
                  "CREATE TABLE \"plumb_new_t\"(a INT PRIMARY KEY, b);"
                  "INSERT INTO plumb_new_t SELECT * FROM t; DROP TABLE t;"
                  "ALTER TABLE \"plumb_new_t\" RENAME TO \"t\"; CREATE INDEX i ON t(b)") ==
        "CREATE TABLE \"kid\" (\n  \"x\" REFERENCES \"t\" (\"a\")\n);\n\n"
        "CREATE TABLE \"t\" (\n  \"a\" INT PRIMARY KEY,\n  \"b\"\n);\nCREATE INDEX \"i\" ON \"t\" "
        "(\"b\");\n\n"
        "CREATE VIEW \"v\" AS\nSELECT a FROM t;\n");
}

TEST_CASE("an error leaves the schema as it was, and the next statement is read") {
  const auto result = result_of(
      "CREATE TABLE t(a, b, CHECK (a > 0)); CREATE INDEX i ON t(a); CREATE TABLE u(a, b c d e,);"
      "ALTER TABLE t DROP COLUMN a; DROP TABLE t, nothing; DROP TABLE IF EXISTS nothing; CREATE "
      "TABLE w(a);");
  CHECK(result.written ==
        "CREATE TABLE \"t\" (\n  \"a\",\n  \"b\",\n  CHECK (a > 0)\n);\nCREATE INDEX \"i\" ON "
        "\"t\" (\"a\");\n\n"
        "CREATE TABLE \"w\" (\n  \"a\"\n);\n");
  CHECK(lines_of(result.findings) ==
        "x.sql:1:88: error: expected a column or a constraint behind the last comma; take the "
        "comma away [syntax]\n"
        "x.sql:1:116: error: SQLite cannot drop column `t.a`: index `i` uses it; drop the index "
        "first "
        "[unsupported-change]\n"
        "x.sql:1:133: error: there is no table `nothing` to drop [unknown-table]\n");
}

TEST_CASE("PostgreSQL: several actions are one statement") {
  const plumb::Syntax& postgres = plumb::postgres::syntax();
  const auto result = result_of(
      "CREATE TABLE t (a integer UNIQUE, b text);"
      "ALTER TABLE t ADD c integer, DROP COLUMN nothing, ADD d integer;"
      "ALTER TABLE IF EXISTS nothing ADD x integer;"
      "ALTER TABLE t ALTER b SET NOT NULL, ALTER b SET DEFAULT 'x' || 'y', ALTER a TYPE bigint "
      "USING a + 1,"
      " DROP CONSTRAINT t_a_key, ADD CHECK (a > 0), RENAME b TO label;",
      postgres);
  CHECK(lines_of(result.findings).find("x.sql:1:84: error: table `t` has no column `nothing`") == 0);
  const plumb::Table* t = result.reading.schema.tables.find({"t"});
  REQUIRE(t);
  CHECK(t->columns.size() == 2);
  CHECK(t->find_column("a")->type.name == "bigint");
  CHECK(t->uniques.empty());
  CHECK(t->checks.size() == 1);
  REQUIRE(t->find_column("label"));
  CHECK(!t->find_column("label")->nullable);
  CHECK(t->find_column("label")->default_value()->written == "'x' || 'y'");
}

TEST_CASE("PostgreSQL: CASCADE takes dependents down, a column its keys and indexes") {
  const plumb::Syntax& postgres = plumb::postgres::syntax();
  const auto result = result_of(
      "CREATE TABLE p (id integer PRIMARY KEY, x integer, y integer, CHECK (x > y));"
      "CREATE INDEX ON p (x, y);"
      "CREATE TABLE k (p integer REFERENCES p, q integer REFERENCES p (id));"
      "CREATE VIEW v AS SELECT x FROM p; CREATE VIEW w AS SELECT * FROM v; CREATE VIEW o AS SELECT "
      "q FROM k;"
      "ALTER TABLE p DROP COLUMN y; DROP INDEX IF EXISTS p_x_y_idx; DROP TABLE p CASCADE;",
      postgres);
  CHECK(lines_of(result.findings) == "");
  CHECK(result.reading.schema.tables.size() == 1);
  CHECK(result.reading.schema.tables.find({"k"})->foreign_keys.empty());
  CHECK(result.reading.schema.views.keys() == std::vector<plumb::QualifiedName>{{"o"}});
}
