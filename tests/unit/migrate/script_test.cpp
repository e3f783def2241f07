#include <doctest/doctest.h>

#include "plumb/core/base/error.h"
#include "plumb/core/migrate/script.h"
#include "plumb/core/migrate/transactions.h"
#include "plumb/dialects/mysql/syntax.h"
#include "plumb/dialects/postgres/syntax.h"
#include "plumb/dialects/sqlite/syntax.h"

using namespace plumb;

namespace {

/// Units as text: ( … ) in a transaction, [ … ] outside of one, settings around it.
std::string units(const std::string& text, const Syntax& syntax = sqlite::syntax()) {
  MigrationFile file;
  file.path = "m/1_x.sql";
  file.name = "1_x.sql";
  file.text = text;
  Diagnostics found;
  find_sections(file, found);
  std::string out;
  try {
    for (const ScriptUnit& u : units_of(file, file.up, syntax)) {
      if (!out.empty()) out += " ";
      for (const ScriptStatement& s : u.before) out += "<" + s.sql + ">";
      if (u.setting && !syntax.grammar.sqlite) out += "!";
      out += u.in_transaction ? "(" : "[";
      for (std::size_t i = 0; i < u.statements.size(); ++i) {
        out += (i ? "; " : "") + std::to_string(u.statements[i].line) + ":" + u.statements[i].sql;
      }
      out += u.in_transaction ? ")" : "]";
      for (const ScriptStatement& s : u.after) out += "<" + s.sql + ">";
    }
  } catch (const Error& e) {
    return e.what();
  }
  return out;
}

}  // namespace

TEST_CASE("a section is one transaction, its settings around it") {
  struct {
    const char *in, *out;
  } const table[] = {
      {"-- migrate:up\nINSERT INTO a VALUES (1);\nDELETE FROM a;\n", "(2:INSERT INTO a VALUES (1); 3:DELETE FROM a)"},
      {"-- migrate:up\n", ""},
      {"-- migrate:up\n-- nothing yet\n", ""},
      {"-- migrate:up\nPRAGMA foreign_keys = ON;\nDROP TABLE a;\nPRAGMA foreign_keys = OFF;\n",
       "<PRAGMA foreign_keys = ON>(3:DROP TABLE a)<PRAGMA foreign_keys = OFF>"},
      {"-- migrate:up\nCREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; DELETE FROM c; END;\nDROP TABLE d;\n",
       "(2:CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; DELETE FROM c; END; 3:DROP TABLE d)"},
      {"-- migrate:up\nINSERT INTO a VALUES (';');\n", "(2:INSERT INTO a VALUES (';'))"},
  };
  for (const auto& row : table) CHECK(units(row.in) == row.out);
}

TEST_CASE("outside of a transaction each BEGIN … COMMIT and each statement is a unit") {
  struct {
    const char *in, *out;
  } const table[] = {
      {"-- migrate:up transaction:false\nVACUUM;\nDROP TABLE a;\n", "[2:VACUUM] (3:DROP TABLE a)"},
      {"-- migrate:up transaction:false\nPRAGMA foreign_keys = OFF;\nBEGIN;\nDROP TABLE a;\nDROP TABLE b;\nCOMMIT;\n"
       "PRAGMA foreign_keys = ON;\n",
       "<PRAGMA foreign_keys = OFF>(4:DROP TABLE a; 5:DROP TABLE b)<PRAGMA foreign_keys = ON>"},
      {"-- migrate:up transaction:false\nPRAGMA journal_mode = WAL;\nDROP TABLE a;\n",
       "[2:PRAGMA journal_mode = WAL] (3:DROP TABLE a)"},
  };
  for (const auto& row : table) CHECK(units(row.in) == row.out);
}

TEST_CASE("what PostgreSQL refuses inside of a transaction stands alone, between the transactions of the others") {
  struct {
    const char *in, *out;
  } const table[] = {
      {"-- migrate:up\nALTER TABLE a ADD b int;\nCREATE INDEX CONCURRENTLY i ON a (b);\nALTER TABLE a ADD c int;\nDROP TABLE d;\n",
       "(2:ALTER TABLE a ADD b int) [3:CREATE INDEX CONCURRENTLY i ON a (b)] (4:ALTER TABLE a ADD c int; 5:DROP TABLE d)"},
      {"-- migrate:up\nDROP INDEX CONCURRENTLY a;\n", "[2:DROP INDEX CONCURRENTLY a]"},
      {"-- migrate:up transaction:false\nDROP INDEX CONCURRENTLY a;\nDROP TABLE b;\n",
       "[2:DROP INDEX CONCURRENTLY a] (3:DROP TABLE b)"},
      {"-- migrate:up\nCREATE INDEX i ON a (b);\nREFRESH MATERIALIZED VIEW CONCURRENTLY v;\n",
       "(2:CREATE INDEX i ON a (b); 3:REFRESH MATERIALIZED VIEW CONCURRENTLY v)"},
  };
  for (const auto& row : table) CHECK(units(row.in, postgres::syntax()) == row.out);
}

TEST_CASE("the statements that PostgreSQL takes in no transaction, and their neighbours") {
  for (const char* sql :
       {"CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON a (b)", "/* now */ drop index concurrently i",
        "VACUUM FULL a", "REINDEX INDEX CONCURRENTLY i", "REINDEX (CONCURRENTLY) TABLE a",
        "REINDEX (VERBOSE) SCHEMA public", "CLUSTER", "ALTER TABLE a DETACH PARTITION b CONCURRENTLY",
        "ALTER SYSTEM SET work_mem = '1MB'", "CREATE DATABASE x", "DROP SUBSCRIPTION s"}) {
    CAPTURE(sql);
    CHECK(never_in_transaction(sql, postgres::syntax()));
    CHECK(!never_in_transaction(sql, sqlite::syntax()));
  }
  for (const char* sql :
       {"CREATE INDEX i ON concurrently (b)", "DROP INDEX i", "REINDEX TABLE a", "CLUSTER a USING i",
        "ALTER TABLE a DETACH PARTITION b", "ALTER TYPE mood ADD VALUE 'x'", "REFRESH MATERIALIZED VIEW CONCURRENTLY v",
        "COMMENT ON TABLE a IS 'VACUUM'", "DETACH", "ALTER DATABASE x SET work_mem = '1MB'"}) {
    CAPTURE(sql);
    CHECK(!never_in_transaction(sql, postgres::syntax()));
  }
}

TEST_CASE("transactions that cannot be are refused with their line") {
  CHECK(units("-- migrate:up\nBEGIN;\nDROP TABLE a;\nCOMMIT;\n") ==
        "m/1_x.sql:2: the section runs in one transaction of plumb's own: take BEGIN and COMMIT out, or write "
        "`transaction:false` behind the `-- migrate:` marker");
  CHECK(units("-- migrate:up transaction:false\nBEGIN;\nDROP TABLE a;\n") ==
        "m/1_x.sql:2: BEGIN without a COMMIT: add COMMIT behind the last statement");
  CHECK(units("-- migrate:up transaction:false\nCOMMIT;\n") ==
        "m/1_x.sql:2: COMMIT without a BEGIN: add BEGIN above, or take it out");
}

TEST_CASE("where DDL commits itself each such statement is a unit, and settings are made again") {
  struct {
    const char *in, *out;
  } const table[] = {
      {"-- migrate:up\nCREATE TABLE a (i int);\nINSERT INTO a VALUES (1);\nDELETE FROM a;\nALTER TABLE a ADD b int;\n",
       "[2:CREATE TABLE a (i int)] (3:INSERT INTO a VALUES (1); 4:DELETE FROM a) [5:ALTER TABLE a ADD b int]"},
      {"-- migrate:up\nSET FOREIGN_KEY_CHECKS = 0;\nDROP TABLE a;\n",
       "![2:SET FOREIGN_KEY_CHECKS = 0] [3:DROP TABLE a]"},
      {"-- migrate:up\n/*!40014 SET @was = @@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS = 0 */;\nTRUNCATE a;\n",
       "![2:/*!40014 SET @was = @@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS = 0 */] [3:TRUNCATE a]"},
      // Of user variables alone: part of what is worked out between two rows.
      {"-- migrate:up\nINSERT INTO a VALUES (1);\nSET @id = LAST_INSERT_ID();\nINSERT INTO b VALUES (@id);\n",
       "(2:INSERT INTO a VALUES (1); 3:SET @id = LAST_INSERT_ID(); 4:INSERT INTO b VALUES (@id))"},
      {"-- migrate:up\nCREATE TEMPORARY TABLE t (i int);\nINSERT INTO t VALUES (1);\n",
       "(2:CREATE TEMPORARY TABLE t (i int); 3:INSERT INTO t VALUES (1))"},
      {"-- migrate:up\nINSERT INTO b VALUES (1);\nLOCK TABLES a WRITE, b READ;\nINSERT INTO a VALUES (1);\nSET @x = 1;\n"
       "DROP TRIGGER t;\nUNLOCK TABLES;\nDELETE FROM b;\n",
       "(2:INSERT INTO b VALUES (1)) <LOCK TABLES a WRITE, b READ>[4:INSERT INTO a VALUES (1); 5:SET @x = 1; 6:DROP "
       "TRIGGER t]<UNLOCK TABLES> (8:DELETE FROM b)"},
      {"-- migrate:up\nlock table a write;\nunlock table;\nUNLOCK TABLES;\nDELETE FROM b;\n", "(5:DELETE FROM b)"},
      {"-- migrate:up\nLOCK TABLES a WRITE;\nDELETE FROM a;\n",
       "m/1_x.sql:2: LOCK TABLES without UNLOCK TABLES: add UNLOCK TABLES behind the last statement"},
      {"-- migrate:up\nLOCK TABLES a WRITE;\nLOCK TABLES b WRITE;\nUNLOCK TABLES;\n",
       "m/1_x.sql:3: LOCK TABLES behind LOCK TABLES: UNLOCK TABLES comes first"},
      {"-- migrate:up transaction:false\nLOCK TABLES a WRITE;\nSTART TRANSACTION;\nCOMMIT;\nUNLOCK TABLES;\n",
       "m/1_x.sql:3: START behind LOCK TABLES, whose locks it gives back: UNLOCK TABLES comes first"},
      {"-- migrate:up transaction:false\nBEGIN;\nLOCK TABLES a WRITE;\nUNLOCK TABLES;\nCOMMIT;\n",
       "m/1_x.sql:3: LOCK TABLES, which commits, between BEGIN and COMMIT: put it in front of BEGIN"},
      {"-- migrate:up transaction:false\nBEGIN;\nINSERT INTO a VALUES (1);\nALTER TABLE a ADD b int;\nCOMMIT;\n",
       "m/1_x.sql:4: a statement that commits by itself, between BEGIN and COMMIT: put it in front of BEGIN or behind "
       "COMMIT"},
  };
  for (const auto& row : table) CHECK(units(row.in, mysql::syntax("mysql")) == row.out);
}
