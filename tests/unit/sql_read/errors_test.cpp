// What the reader says about text that it cannot take: rule, place and words.
#include <doctest/doctest.h>

#include "plumb/tests/unit/sql_read/texts.h"

using read_tests::Case;
using read_tests::findings_of;
using read_tests::lines_of;
using read_tests::result_of;

TEST_CASE("one wrong statement, one finding") {
  const Case cases[] = {
      {"CREATE TABLE t(a int,)",
       "1:22: error: expected a column or a constraint behind the last comma; take the comma away "
       "[syntax]"},
      {"CREATE TABLE t(a int",
       "1:21: error: expected `,` or `)` behind the column or constraint, found the end of the sta"
       "tement [syntax]"},
      {"CREATE TABLE t()", "1:16: error: expected a column or a constraint, found `)` [syntax]"},
      {"CREATE TABLE t", "1:15: error: expected `(` and the columns, found the end of the statement [syntax]"},
      {"CREATE TABLE t(a, a)",
       "1:19: error: table `t` has two columns `a`; rename or remove one of them [duplicate-column"
       "]"},
      {"CREATE TABLE t(a, UNIQUE(a), b int)",
       "1:30: error: a column cannot stand behind a table's constraints; move it before them [synt"
       "ax]"},
      {"CREATE TABLE t(a PRIMARY KEY, b PRIMARY KEY)",
       "1:44: error: table `t` has two primary keys; take one of them away "
       "[duplicate-primary-key]"},
      {"CREATE TABLE t(a); CREATE TABLE T(b)",
       "1:33: error: there is a table `T` already (x.sql:1); drop or rename one of them [duplicate"
       "-table]"},
      {"CREATE TABLE t AS SELECT 1",
       "1:16: error: the columns of `CREATE TABLE t AS …` are known to a server only; write its co"
       "lumns, or say what it makes in a comment above it: -- plumb: effect CREATE TABLE … [unsupp"
       "orted]"},
      {"CREATE TABLE sqlite_x(a)",
       "1:14: error: `sqlite_x` is no name for a table: SQLite keeps names that start with `sqlite"
       "_` to itself; choose another [reserved-name]"},
      {"CREATE TABLE t(a DEFAULT)", "1:25: error: expected an expression, found `)` [syntax]"},
      {"CREATE TABLE t(a CHECK a > 1)", "1:24: error: expected `(`, found `a` [syntax]"},
      {"CREATE TABLE t(a REFERENCES u ON DELETE EXPLODE)",
       "1:41: error: expected `NO ACTION`, `RESTRICT`, `CASCADE`, `SET NULL` or `SET DEFAULT`, fou"
       "nd `EXPLODE` [syntax]"},
      {"CREATE TABLE t(a UNIQUE ON CONFLICT WHAT)",
       "1:37: error: expected `ROLLBACK`, `ABORT`, `FAIL`, `IGNORE` or `REPLACE`, found `WHAT` [sy"
       "ntax]"},
      {"CREATE INDEX i ON tabel(a); CREATE TABLE \"table\"(a)",
       "1:19: error: index `i` is on `tabel`, and there is no such table [unknown-table]"},
      {"CREATE TABLE users(name); CREATE INDEX i ON user(name)",
       "1:45: error: index `i` is on `user`, and there is no such table; did you mean `users`? [un"
       "known-table]"},
      {"CREATE TABLE users(name, mail); CREATE INDEX i ON users(nmae)",
       "1:57: error: index `i` is over column `nmae`, and table `users` has no such column; did yo"
       "u mean `name`? [unknown-column]"},
      {"CREATE TABLE t(a); CREATE INDEX i ON t(a); CREATE INDEX I ON t(a)",
       "1:57: error: there is an index `I` already, on `t` (x.sql:1); rename or drop one of them ["
       "duplicate-index]"},
      {"CREATE TABLE t(a); CREATE INDEX t ON t(a)",
       "1:33: error: index `t` cannot have that name: there is a table `t` already (x.sql:1); drop"
       " or rename one of them [duplicate-index]"},
      {"CREATE TABLE t(a); CREATE INDEX i ON t",
       "1:39: error: expected `(` and the columns, found the end of the statement [syntax]"},
      {"CREATE VIEW v AS SELEC 1", "1:18: error: expected `SELECT` or `VALUES`, found `SELEC` [syntax]"},
      {"CREATE TABLE t(a); CREATE VIEW t AS SELECT 1",
       "1:32: error: there is a table `t` already (x.sql:1); drop or rename one of them [duplicate"
       "-view]"},
      {"CREATE TRIGGER g AFTER INSERT ON nowhere BEGIN SELECT 1; END",
       "1:34: error: trigger `g` is on `nowhere`, and there is no such table or view [unknown-tabl"
       "e]"},
      {"CREATE TABLE t(a); CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END; CREATE TRIGGER "
       "G AFTER DELETE ON t BEGIN SELECT 1; END",
       "1:91: error: there is a trigger `G` already, on `t` (x.sql:1); rename or drop one of them "
       "[duplicate-trigger]"},
      {"FROBNICATE TABLE x",
       "1:1: error: the statement `FROBNICATE TABLE x` is not understood; nothing is proposed unti"
       "l it is, or until --skip-unknown goes on without it [unknown-statement]"},
      {"CREATE FUNCTION f() RETURNS int",
       "1:1: error: the statement `CREATE FUNCTION f` is not understood; nothing is proposed until"
       " it is, or until --skip-unknown goes on without it [unknown-statement]"},
      {"DROP TABLE nothing", "1:12: error: there is no table `nothing` to drop [unknown-table]"},
      {"CREATE VIEW v AS SELECT 1; DROP TABLE v",
       "1:39: error: there is no table `v` to drop; it is a view: use `DROP VIEW` [unknown-table]"},
      {"DROP INDEX nothing", "1:12: error: there is no index `nothing` to drop [unknown-index]"},
      {"DROP TRIGGER nothing", "1:14: error: there is no trigger `nothing` to drop [unknown-trigger]"},
      {"DROP FUNCTION f",
       "1:6: error: `DROP FUNCTION` is not understood; nothing is proposed until it is, or until -"
       "-skip-unknown goes on without it [unknown-statement]"},
      {"CREATE TABLE t(a); ALTER TABLE t MODIFY a int",
       "1:34: error: expected `ADD`, `DROP` or `RENAME`, found `MODIFY` [syntax]"},
      {"CREATE TABLE orders(id); ALTER TABLE order2 ADD x",
       "1:38: error: there is no table `order2`; did you mean `orders`? [unknown-table]"},
      {"CREATE TABLE t(a, b); ALTER TABLE t DROP COLUMN c",
       "1:49: error: table `t` has no column `c`; did you mean `a`? [unknown-column]"},
      {"CREATE TABLE t(a, b); CREATE INDEX i ON t(b); ALTER TABLE t DROP COLUMN b",
       "1:73: error: SQLite cannot drop column `t.b`: index `i` uses it; drop the index first [uns"
       "upported-change]"},
      {"CREATE TABLE t(a, b); ALTER TABLE t RENAME a TO b",
       "1:49: error: table `t` has a column `b` already; choose another name [duplicate-column]"},
      {"CREATE TABLE t(a, b); ALTER TABLE t ADD b",
       "1:41: error: table `t` has a column `b` already; choose another name [duplicate-column]"},
      {"CREATE TABLE t(a, b); ALTER TABLE t ADD c UNIQUE",
       "1:41: error: SQLite cannot add column `c` as a key to table `t`; add it without, and make "
       "a unique index [unsupported-change]"},
      {"CREATE TABLE t(a); CREATE TABLE u(a); ALTER TABLE t RENAME TO u",
       "1:63: error: there is a table `u` already (x.sql:1); drop or rename one of them [duplicate"
       "-table]"},
      {"CREATE TABLE t(a 'x", "1:18: error: this string is not closed [syntax]"},
      {"CREATE TABLE t(a) garbage",
       "1:19: error: expected `WITHOUT ROWID`, `STRICT` or the end of the statement, found `garbag"
       "e` [syntax]"},
      {"SELECT 1; )",
       "1:11: error: the statement `)` is not understood; nothing is proposed until it is, or unti"
       "l --skip-unknown goes on without it [unknown-statement]"},
      {"CREATE TABLE t(a) CREATE TABLE u(b)",
       "1:19: error: expected `WITHOUT ROWID`, `STRICT` or the end of the statement, found `CREATE"
       "`; is a `;` missing before it? [syntax]"},
      {"CREATE TABLE t(a REFERENCES main.u(b))",
       "1:29: error: a foreign key of SQLite stays in its own database; name the table alone "
       "[syntax]"},
      {"CREATE TABLE t(a) WITHOUT ROWID", "1:32: error: table `t` is `WITHOUT ROWID` and needs a primary key [syntax]"},
      {"CREATE TABLE t(a); CREATE INDEX i ON t(a NULLS LAST)",
       "1:42: error: SQLite has no `NULLS FIRST` or `NULLS LAST` in an index [syntax]"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.in);
    CHECK(lines_of(findings_of(c.in)) == "x.sql:" + std::string(c.out) + "\n");
  }
}
