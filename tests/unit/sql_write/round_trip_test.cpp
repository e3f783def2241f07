// read(write(s)) == s, and what is written runs in the order in which it stands.
#include <doctest/doctest.h>

#include <string>

#include "plumb/core/base/error.h"
#include "plumb/tests/unit/sql_read/texts.h"

using read_tests::result_of;

namespace {

struct Text {
  const char* dialect;
  const char* sql;
};

const plumb::Syntax& syntax_of(std::string_view dialect) {
  if (dialect == "postgres") return plumb::postgres::syntax();
  return dialect == "mysql" ? plumb::mysql::syntax() : plumb::sqlite::syntax();
}

}  // namespace

TEST_CASE("what is written is read as the same schema") {
  const Text texts[] = {
      {"sqlite",
       "CREATE TABLE t(a INTEGER CONSTRAINT pk PRIMARY KEY DESC ON CONFLICT FAIL, b 'odd type' NOT "
       "NULL ON CONFLICT "
       "IGNORE DEFAULT foo COLLATE \"odd one\" UNIQUE, c AS (a + 1) STORED REFERENCES t DEFERRABLE,"
       " d DEFAULT (random()) CHECK (d > 0) CONSTRAINT x CHECK (d <> '--'), UNIQUE(c, b DESC) ON "
       "CONFLICT ROLLBACK,"
       " CONSTRAINT f FOREIGN KEY(a, b) REFERENCES o(x, y) MATCH FULL ON UPDATE SET NULL) STRICT;"
       "CREATE TABLE o(x, y, z, PRIMARY KEY(x, y)) WITHOUT ROWID;"
       "CREATE UNIQUE INDEX \"i i\" ON o(z COLLATE nocase DESC, (x + y) COLLATE rtrim) WHERE z IS "
       "NOT NULL;"
       "CREATE VIEW v(p, q) AS WITH w AS (SELECT 1 AS one) SELECT one, b FROM w, t -- with a "
       "comment\n ORDER BY 1;"
       "CREATE TRIGGER g INSTEAD OF UPDATE OF p ON v WHEN new.p > 1 BEGIN DELETE FROM t; SELECT "
       "';'; END;"
       "CREATE VIRTUAL TABLE w USING fts5(a, tokenize = 'porter');"},
      // A unique or check that stands on its column, behind one that does not: the order is kept.
      {"postgres",
       "CREATE TABLE t (a integer, UNIQUE (a), b integer UNIQUE CHECK (b > 1), CHECK (a > b), c "
       "integer CHECK (c > 2) "
       "REFERENCES t (a), FOREIGN KEY (a) REFERENCES t (b), d integer REFERENCES t (b));"},
      {"postgres",
       "CREATE TABLE a (id bigint GENERATED ALWAYS AS IDENTITY (START WITH 5 CACHE 3) PRIMARY KEY, "
       "b integer, "
       "CONSTRAINT one CHECK (b > 0) NO INHERIT, EXCLUDE USING gist (b WITH =) WHERE (b > 1) "
       "DEFERRABLE INITIALLY "
       "DEFERRED, UNIQUE NULLS NOT DISTINCT (b) INCLUDE (id) WITH (fillfactor = 70));"
       "CREATE TABLE b (id integer UNIQUE REFERENCES a ON DELETE SET NULL (id));"
       "ALTER TABLE a ADD CONSTRAINT loop FOREIGN KEY (b) REFERENCES b (id) NOT VALID;"
       "ALTER TABLE a ADD CHECK (b < 9) NOT VALID; ALTER TABLE a ADD CHECK (b < 8);"
       "CREATE INDEX ON a USING gin (b jsonb_path_ops DESC NULLS LAST, lower(b::text) COLLATE "
       "\"C\") WHERE b > 1;"
       "CREATE VIEW z AS SELECT 1 AS one; CREATE VIEW y AS SELECT * FROM z; CREATE VIEW zz AS "
       "SELECT * FROM y;"},
      {"mysql",
       "CREATE TABLE t (a int NOT NULL AUTO_INCREMENT, b varchar(20) DEFAULT 'x' COMMENT 'it''s', "
       "c enum('p','q'),"
       " PRIMARY KEY (a), UNIQUE KEY u (b(5) DESC), KEY k ((upper(b))), CONSTRAINT f FOREIGN KEY "
       "(a) REFERENCES t (a),"
       " CONSTRAINT c CHECK (a > 0) NOT ENFORCED) ENGINE=InnoDB COMMENT='a ; b';"
       "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; SET NEW.b = ';'; "
       "END;"},
  };
  for (const Text& text : texts) {
    CAPTURE(text.sql);
    const plumb::Syntax& syntax = syntax_of(text.dialect);
    const auto first = result_of(text.sql, syntax);
    CAPTURE(first.findings);
    CAPTURE(first.written);
    REQUIRE(first.findings.find(": error: ") == std::string::npos);
    const auto second = result_of(first.written, syntax);
    CHECK(second.findings.find(": error: ") == std::string::npos);
    CHECK((second.reading.schema == first.reading.schema));
    CHECK(second.written == first.written);
  }
}

TEST_CASE("tables stand before those that refer to them, and a cycle is closed behind them") {
  const auto result = result_of(
      "CREATE TABLE a (x integer PRIMARY KEY, z integer, UNIQUE (z));"
      "CREATE TABLE z (x integer PRIMARY KEY, b integer); CREATE TABLE b (x integer PRIMARY KEY, z "
      "integer REFERENCES z);"
      "ALTER TABLE a ADD FOREIGN KEY (z) REFERENCES z; ALTER TABLE z ADD CONSTRAINT back FOREIGN "
      "KEY (b) REFERENCES b;",
      plumb::postgres::syntax());
  std::string order;
  for (std::size_t at = 0; at < result.written.size();) {
    const std::size_t end = result.written.find('\n', at);
    const std::string line = result.written.substr(at, end - at);
    if (line.rfind("CREATE", 0) == 0 || line.rfind("ALTER", 0) == 0) order += line + "\n";
    at = end + 1;
  }
  CHECK(order ==
        "CREATE TABLE \"b\" (\n"
        "CREATE TABLE \"z\" (\n"
        "CREATE TABLE \"a\" (\n"
        "ALTER TABLE \"b\" ADD FOREIGN KEY (\"z\") REFERENCES \"z\";\n");
  CHECK(result.findings == "");
}

TEST_CASE("a body with semicolons has a delimiter of its own for MySQL's clients") {
  const auto result = result_of(
      "CREATE TABLE t (a int);\nCREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = "
      "1; END;",
      plumb::mysql::syntax());
  CHECK(result.written.find("DELIMITER ;;\nCREATE TRIGGER `g` BEFORE INSERT ON `t` FOR EACH ROW BEGIN SET NEW.a = 1; "
                            "END;;\nDELIMITER ;\n") != std::string::npos);
}

TEST_CASE("DROP of every kind") {
  using plumb::Kind;
  using plumb::ObjectId;
  struct {
    ObjectId id;
    const char* sqlite;
    const char* postgres;
    const char* mysql;
  } const cases[] = {
      {{Kind::Table, {"s", "t"}, ""}, "DROP TABLE \"s\".\"t\"", "DROP TABLE \"s\".\"t\"", "DROP TABLE `s`.`t`"},
      {{Kind::View, {"v"}, ""}, "DROP VIEW \"v\"", "DROP VIEW \"v\"", "DROP VIEW `v`"},
      {{Kind::Index, {"s", "t"}, "i"}, "DROP INDEX \"s\".\"i\"", "DROP INDEX \"s\".\"i\"", "DROP INDEX `i` ON `s`.`t`"},
      {{Kind::Trigger, {"t"}, "g"}, "DROP TRIGGER \"g\"", "DROP TRIGGER \"g\" ON \"t\"", "DROP TRIGGER `g`"},
      {{Kind::Column, {"t"}, "c"},
       "ALTER TABLE \"t\" DROP COLUMN \"c\"",
       "ALTER TABLE \"t\" DROP COLUMN \"c\"",
       "ALTER TABLE `t` DROP COLUMN `c`"},
      {{Kind::ForeignKey, {"t"}, "f"},
       "foreign key `f` of `t` cannot be dropped by a statement of its own: SQLite changes "
       "constraints by making the "
       "table anew",
       "ALTER TABLE \"t\" DROP CONSTRAINT \"f\"",
       "ALTER TABLE `t` DROP FOREIGN KEY `f`"},
  };
  const auto drop = [](const ObjectId& id, const plumb::Syntax& syntax) {
    try {
      return plumb::sql::write_drop(id, {}, syntax);
    } catch (const plumb::Error& error) {
      return error.text();
    }
  };
  for (const auto& c : cases) {
    CAPTURE(c.id.display());
    CHECK(drop(c.id, plumb::sqlite::syntax()) == c.sqlite);
    CHECK(drop(c.id, plumb::postgres::syntax()) == c.postgres);
    CHECK(drop(c.id, plumb::mysql::syntax()) == c.mysql);
  }
}
