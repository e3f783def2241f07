// What SQLite holds for the same has one canonical form; what it tells apart has two.
#include <doctest/doctest.h>

#include <string>

#include "plumb/tests/unit/sqlite/schema_text.h"

using plumb::testing::canonical_schema;
using plumb::testing::canonical_text_of;

namespace {

struct Pair {
  std::string one, other;
};

const Pair kEqual[] = {
    // names and quotes
    {"CREATE TABLE t (a INT)", "create table if not exists [t] (`a` int)"},
    {"CREATE TABLE \"order\" (\"key\" INT)", "CREATE TABLE 'order' ([key] INT)"},
    {"CREATE TABLE main.t (a)", "CREATE TABLE t (a)"},
    // types: case and blanks mean nothing
    {"CREATE TABLE t (a VARCHAR(255))", "CREATE TABLE t (a varchar ( 255 ))"},
    {"CREATE TABLE t (a DECIMAL(10,2))", "CREATE TABLE t (a Decimal(10, 2))"},
    {"CREATE TABLE t (a DOUBLE PRECISION)", "CREATE TABLE t (a double   precision)"},
    // defaults
    {"CREATE TABLE t (a DEFAULT CURRENT_TIMESTAMP)", "CREATE TABLE t (a DEFAULT (current_timestamp))"},
    {"CREATE TABLE t (a DEFAULT 1)", "CREATE TABLE t (a DEFAULT TRUE)"},
    {"CREATE TABLE t (a DEFAULT 0)", "CREATE TABLE t (a DEFAULT (false))"},
    {"CREATE TABLE t (a DEFAULT -1)", "CREATE TABLE t (a DEFAULT (- 1))"},
    {"CREATE TABLE t (a DEFAULT 1)", "CREATE TABLE t (a DEFAULT +1)"},
    {"CREATE TABLE t (a DEFAULT 31)", "CREATE TABLE t (a DEFAULT 0x1F)"},
    {"CREATE TABLE t (a DEFAULT 0.5)", "CREATE TABLE t (a DEFAULT .50)"},
    {"CREATE TABLE t (a DEFAULT 'x')", "CREATE TABLE t (a DEFAULT \"x\")"},
    {"CREATE TABLE t (a DEFAULT 'x')", "CREATE TABLE t (a DEFAULT x)"},
    {"CREATE TABLE t (a DEFAULT x'0a')", "CREATE TABLE t (a DEFAULT X'0A')"},
    {"CREATE TABLE t (a)", "CREATE TABLE t (a DEFAULT NULL)"},
    {"CREATE TABLE t (a DEFAULT (datetime('now')))", "CREATE TABLE t (a DEFAULT ( DATETIME( 'now' ) ))"},
    // expressions
    {"CREATE TABLE t (a, CHECK (a <> 0))", "CREATE TABLE t (a, CHECK (((\"A\" != 0))))"},
    {"CREATE TABLE t (a, CHECK (a IS NOT NULL))", "CREATE TABLE t (a, CHECK (t.a NOTNULL))"},
    {"CREATE TABLE t (a, CHECK (a IS NOT 1))", "CREATE TABLE t (a, CHECK (a IS DISTINCT FROM 1))"},
    {"CREATE TABLE t (a, CHECK (a = 'abc'))", "CREATE TABLE t (a, CHECK (a == \"abc\"))"},
    {"CREATE TABLE t (a, CHECK (length(a) > 1))", "CREATE TABLE t (a CHECK (LENGTH([a])>1 /* long */))"},
    {"CREATE TABLE t (a, CHECK (CAST(a AS TEXT) > 1))", "CREATE TABLE t (a, CHECK (cast(a as text) > 1))"},
    {"CREATE TABLE t (a, b AS (a + 1))", "CREATE TABLE t (a, b GENERATED ALWAYS AS ((a+1)) VIRTUAL)"},
    // keys
    {"CREATE TABLE t (a INTEGER PRIMARY KEY)", "CREATE TABLE t (a INTEGER, PRIMARY KEY (a))"},
    {"CREATE TABLE t (a INTEGER PRIMARY KEY)", "CREATE TABLE t (a INTEGER, PRIMARY KEY (a DESC))"},
    {"CREATE TABLE t (a INT PRIMARY KEY)", "CREATE TABLE t (a INT, PRIMARY KEY (\"A\" ASC))"},
    {"CREATE TABLE t (a INT PRIMARY KEY)", "CREATE TABLE t (a INT PRIMARY KEY UNIQUE)"},
    {"CREATE TABLE t (a INT UNIQUE)", "CREATE TABLE t (a INT UNIQUE, UNIQUE (a DESC))"},
    {"CREATE TABLE t (a INT, UNIQUE (a), CONSTRAINT u UNIQUE (a), CONSTRAINT v UNIQUE (a))",
     "CREATE TABLE t (a INT, CONSTRAINT v UNIQUE (a), CONSTRAINT u UNIQUE (a), UNIQUE (a))"},
    {"CREATE TABLE t (a TEXT COLLATE NOCASE UNIQUE)",
     "CREATE TABLE t (a TEXT COLLATE nocase, UNIQUE (a COLLATE NOCASE))"},
    {"CREATE TABLE t (a TEXT)", "CREATE TABLE t (a TEXT COLLATE BINARY)"},
    {"CREATE TABLE t (a INT NOT NULL)", "CREATE TABLE t (a INT NOT NULL ON CONFLICT ABORT)"},
    {"CREATE TABLE t (a INT PRIMARY KEY) WITHOUT ROWID", "CREATE TABLE t (a INT NOT NULL PRIMARY KEY) WITHOUT ROWID"},
    {"CREATE TABLE t (a INT PRIMARY KEY) STRICT", "CREATE TABLE t (a INT NOT NULL PRIMARY KEY) STRICT"},
    {"CREATE TABLE t (a INT PRIMARY KEY) STRICT, WITHOUT ROWID",
     "CREATE TABLE t (a INT PRIMARY KEY) WITHOUT ROWID, STRICT"},
    // foreign keys
    {"CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a REFERENCES p)",
     "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a, FOREIGN KEY (A) REFERENCES P "
     "(ID) MATCH FULL "
     "ON DELETE NO ACTION DEFERRABLE INITIALLY IMMEDIATE)"},
    {"CREATE TABLE t (id INTEGER PRIMARY KEY, up REFERENCES t)",
     "CREATE TABLE t (id INTEGER PRIMARY KEY, up REFERENCES t (id) NOT DEFERRABLE)"},
    // the order of constraints means nothing
    {"CREATE TABLE t (a, b, UNIQUE (a), UNIQUE (b), CHECK (a > 0), CHECK (b > 0))",
     "CREATE TABLE t (a, b, CHECK (b > 0), UNIQUE (b), CHECK (a > 0), UNIQUE (a))"},
    // indexes
    {"CREATE TABLE t (a, b); CREATE INDEX i ON t (a, b DESC) WHERE b IS NULL",
     "CREATE TABLE t (a, b); create index if not exists \"i\" on [t] (\"A\" asc, b desc) where "
     "\"t\".\"b\" isnull"},
    {"CREATE TABLE t (a); CREATE INDEX i ON t (a)", "CREATE TABLE t (a); CREATE INDEX i ON t ((a) COLLATE BINARY)"},
    {"CREATE TABLE t (a); CREATE INDEX i ON t (lower(a))", "CREATE TABLE t (a); CREATE INDEX i ON t ((LOWER(\"a\")))"},
    // views and triggers
    {"CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t WHERE a != 1",
     "CREATE TABLE t (a); CREATE VIEW main.v as select \"a\" from t where a <> 1 -- all of them"},
    {"CREATE TABLE t (a); CREATE TRIGGER g BEFORE INSERT ON t BEGIN SELECT 1; END",
     "CREATE TABLE t (a); CREATE TRIGGER g INSERT ON T FOR EACH ROW BEGIN  select 1 ; END"},
    {"CREATE TABLE t (a); CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t WHERE rowid = NEW.rowid; END",
     "CREATE TABLE t (a); CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t WHERE ROWID = NEW.RowId; END"},
    {"CREATE TABLE t (a, b); CREATE TRIGGER g AFTER UPDATE OF a, b ON t WHEN NEW.a != 1 BEGIN "
     "SELECT 1; END",
     "CREATE TABLE t (a, b); CREATE TRIGGER g AFTER UPDATE OF B, a ON t WHEN NEW.a <> 1 BEGIN "
     "SELECT 1; END"},
};

const Pair kApart[] = {
    {"CREATE TABLE t (a VARCHAR(255))", "CREATE TABLE t (a TEXT)"},
    {"CREATE TABLE t (a INT)", "CREATE TABLE t (a INTEGER)"},
    {"CREATE TABLE t (a INT)", "CREATE TABLE t (a int[])"},
    {"CREATE TABLE t (a, b)", "CREATE TABLE t (b, a)"},
    {"CREATE TABLE t (a DEFAULT 1)", "CREATE TABLE t (a DEFAULT '1')"},
    {"CREATE TABLE t (a DEFAULT 1)", "CREATE TABLE t (a DEFAULT 1.0)"},
    {"CREATE TABLE t (a DEFAULT 'a')", "CREATE TABLE t (a DEFAULT 'A')"},
    {"CREATE TABLE t (a DEFAULT 'true')", "CREATE TABLE t (a DEFAULT true)"},
    {"CREATE TABLE t (a DEFAULT (1 + 1))", "CREATE TABLE t (a DEFAULT 2)"},
    {"CREATE TABLE t (a, CHECK ('a' > 0))", "CREATE TABLE t (a, CHECK (a > 0))"},
    {"CREATE TABLE t (a, CHECK (a = \"b\"))", "CREATE TABLE t (a, b, CHECK (a = \"b\"))"},
    {"CREATE TABLE t (a, CHECK (a > 0))", "CREATE TABLE t (a, CONSTRAINT c CHECK (a > 0))"},
    // INTEGER PRIMARY KEY DESC on the column is no rowid alias
    {"CREATE TABLE t (a INTEGER PRIMARY KEY)", "CREATE TABLE t (a INTEGER PRIMARY KEY DESC)"},
    {"CREATE TABLE t (a INTEGER PRIMARY KEY DESC)", "CREATE TABLE t (a INTEGER, PRIMARY KEY (a DESC))"},
    {"CREATE TABLE t (a INT PRIMARY KEY)", "CREATE TABLE t (a INT PRIMARY KEY DESC)"},
    {"CREATE TABLE t (a INT PRIMARY KEY)", "CREATE TABLE t (a INT NOT NULL PRIMARY KEY)"},
    {"CREATE TABLE t (a INTEGER PRIMARY KEY)", "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)"},
    // a rowid alias has no index of its own, so that a unique constraint makes one
    {"CREATE TABLE t (a INTEGER PRIMARY KEY)", "CREATE TABLE t (a INTEGER PRIMARY KEY UNIQUE)"},
    {"CREATE TABLE t (a TEXT UNIQUE)", "CREATE TABLE t (a TEXT, UNIQUE (a COLLATE NOCASE))"},
    {"CREATE TABLE t (a, b, UNIQUE (a, b))", "CREATE TABLE t (a, b, UNIQUE (b, a))"},
    {"CREATE TABLE t (a UNIQUE)", "CREATE TABLE t (a); CREATE UNIQUE INDEX i ON t (a)"},
    {"CREATE TABLE t (a UNIQUE)", "CREATE TABLE t (a UNIQUE ON CONFLICT REPLACE)"},
    {"CREATE TABLE t (a NOT NULL)", "CREATE TABLE t (a NOT NULL ON CONFLICT IGNORE)"},
    {"CREATE TABLE t (a INT)", "CREATE TABLE t (a INT) STRICT"},
    {"CREATE TABLE t (a INT PRIMARY KEY)", "CREATE TABLE t (a INT PRIMARY KEY) WITHOUT ROWID"},
    {"CREATE TABLE p (id INTEGER PRIMARY KEY, u UNIQUE); CREATE TABLE t (a REFERENCES p)",
     "CREATE TABLE p (id INTEGER PRIMARY KEY, u UNIQUE); CREATE TABLE t (a REFERENCES p (u))"},
    {"CREATE TABLE t (a REFERENCES p)", "CREATE TABLE t (a REFERENCES p ON DELETE RESTRICT)"},
    {"CREATE TABLE t (a REFERENCES p)", "CREATE TABLE t (a REFERENCES p DEFERRABLE INITIALLY DEFERRED)"},
    {"CREATE TABLE t (a, b AS (a))", "CREATE TABLE t (a, b AS (a) STORED)"},
    {"CREATE TABLE t (a); CREATE INDEX i ON t (a)", "CREATE TABLE t (a); CREATE INDEX i ON t (a DESC)"},
    {"CREATE TABLE t (a); CREATE INDEX i ON t (a)", "CREATE TABLE t (a); CREATE INDEX i ON t (a) WHERE a > 0"},
    {"CREATE TABLE t (a); CREATE INDEX i ON t (a)", "CREATE TABLE t (a); CREATE INDEX i ON t (+a)"},
    {"CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t", "CREATE TABLE t (a); CREATE VIEW v AS SELECT A FROM t"},
    {"CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t",
     "CREATE TABLE t (a); CREATE VIEW v (b) AS SELECT a FROM t"},
};

}  // namespace

TEST_CASE("spellings of one schema have one canonical form") {
  for (const Pair& pair : kEqual) {
    CAPTURE(pair.one);
    CAPTURE(pair.other);
    const std::string one = canonical_text_of(pair.one);
    CHECK_FALSE(one.empty());
    CHECK(one == canonical_text_of(pair.other));
  }
}

TEST_CASE("what SQLite tells apart is never folded together") {
  for (const Pair& pair : kApart) {
    CAPTURE(pair.one);
    CAPTURE(pair.other);
    const std::string one = canonical_text_of(pair.one), other = canonical_text_of(pair.other);
    CHECK_FALSE(one.empty());
    CHECK_FALSE(other.empty());
    CHECK(one != other);
  }
}

TEST_CASE("the canonical form is its own canonical form") {
  plumb::Diagnostics diagnostics;
  const plumb::Dialect& dialect = plumb::sqlite::dialect();
  const plumb::Target target = dialect.offline_target("sqlite", {});
  for (const Pair& pair : kEqual) {
    CAPTURE(pair.other);
    const plumb::Schema once = canonical_schema(pair.other);
    CHECK((dialect.canonical(once, target, diagnostics) == once));
  }
}

TEST_CASE("tables of SQLite itself and of its modules are no part of a schema") {
  const plumb::Schema schema = canonical_schema(
      "CREATE TABLE sqlite_sequence (name, seq);"
      "CREATE VIRTUAL TABLE docs USING FTS5 (body);"
      "CREATE TABLE 'docs_data' (id INTEGER PRIMARY KEY, block BLOB);"
      "CREATE TABLE 'docs_config' (k PRIMARY KEY, v) WITHOUT ROWID;"
      "CREATE VIRTUAL TABLE places USING rtree (id, x0, x1);"
      "CREATE TABLE \"places_node\" (nodeno INTEGER PRIMARY KEY, data);"
      "CREATE TABLE docs_notes (id INTEGER PRIMARY KEY);"
      "CREATE TABLE other_data (id INTEGER PRIMARY KEY)");
  std::string names;
  for (const plumb::Table& table : schema.tables) names += table.name.name + " ";
  CHECK(names == "docs_notes other_data ");
  CHECK(schema.virtual_tables.size() == 2);
}

TEST_CASE("what the linked SQLite is too old for is said") {
  plumb::Diagnostics diagnostics;
  const plumb::Dialect& dialect = plumb::sqlite::dialect();
  dialect.canonical(canonical_schema("CREATE TABLE t (a INT, b AS (a)) STRICT"),
                    dialect.offline_target("sqlite", {3, 30, 1}), diagnostics);
  REQUIRE(diagnostics.errors() == 2);
  CHECK(diagnostics.all()[0].message ==
        "table `t` is STRICT, which SQLite has from 3.37 on; this is 3.30.1: leave STRICT out, or "
        "use a "
        "newer SQLite");
  CHECK(diagnostics.all()[1].message ==
        "column `t.b` is generated, which SQLite has from 3.31 on; this is 3.30.1: use a newer "
        "SQLite");
}
