// Findings about a schema that was read whole, which dialect a text looks like, and PostgreSQL's
// implied names.
#include <doctest/doctest.h>

#include "plumb/core/sql/read/implied_names.h"
#include "plumb/tests/unit/sql_read/texts.h"

using read_tests::Case;
using read_tests::findings_of;
using read_tests::lines_of;

TEST_CASE("references to what is not there, in SQLite") {
  const Case cases[] = {
      {"CREATE TABLE users(id PRIMARY KEY); CREATE TABLE t(a REFERENCES user(id))",
       "1:54: warning: the foreign key (a) of table `t` refers to table `user`, which is not "
       "there; did you mean "
       "`users`? [unknown-table]\n"},
      {"CREATE TABLE u(name UNIQUE); CREATE TABLE t(a CONSTRAINT f REFERENCES u(nmae))",
       "1:60: warning: foreign key `f` of table `t` refers to column `nmae` of `u`, which has no "
       "such column; did you "
       "mean `name`? [unknown-column]\n"},
      {"CREATE TABLE u(a, b UNIQUE); CREATE TABLE t(a REFERENCES u, b REFERENCES u(a), c "
       "REFERENCES u(b))",
       "1:47: warning: the foreign key (a) of table `t` refers to the primary key of `u`, which "
       "has none; name the "
       "columns that it refers to [no-key]\n"
       "x.sql:1:63: warning: the foreign key (b) of table `t` refers to (a) of `u`, which is no "
       "key there; make it the "
       "primary key or unique [no-key]\n"},
      {"CREATE TABLE u(a, b); CREATE UNIQUE INDEX i ON u(b, a); CREATE UNIQUE INDEX j ON u(a) "
       "WHERE b;"
       "CREATE TABLE t(x, y, FOREIGN KEY(x, y) REFERENCES u(a, b), FOREIGN KEY(x) REFERENCES u(A))",
       "1:154: warning: the foreign key (x) of table `t` refers to (a) of `u`, which is no key "
       "there; make it the "
       "primary key or unique [no-key]\n"},
      {"CREATE TABLE t(x, FOREIGN KEY(y) REFERENCES t(x), UNIQUE(z), PRIMARY KEY(x))",
       "1:51: error: unique constraint of table `t` is over column `z`, and the table has no such "
       "column; did "
       "you mean `x`? [unknown-column]\n"
       "x.sql:1:19: error: the foreign key (y) of table `t` is over column `y`, and the table has "
       "no such column; "
       "did you mean `x`? [unknown-column]\n"},
      {"CREATE TABLE u(a, b, PRIMARY KEY(a, b)); CREATE TABLE t(x REFERENCES u(a, b))",
       "1:59: error: the foreign key (x) of table `t` has 1 columns and refers to 2; both sides "
       "need as many "
       "[foreign-key-columns]\n"},
      {"CREATE VIEW v AS SELECT * FROM nowhere, sqlite_schema, json_each('[1]')",
       "1:13: warning: view `v` is over `nowhere`, which is not there; it fails when it is used "
       "[unknown-table]\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.in);
    CHECK(lines_of(findings_of(c.in)) == "x.sql:" + std::string(c.out));
  }
}

TEST_CASE("a foreign key to nothing is an error where the server refuses it") {
  CHECK(lines_of(
            findings_of("CREATE TABLE t (a integer, FOREIGN KEY (a) REFERENCES u (b))", plumb::postgres::syntax())) ==
        "x.sql:1:28: error: the foreign key (a) of table `t` refers to table `u`, which is not "
        "there; did you mean "
        "`t`? [unknown-table]\n");
}

TEST_CASE("names that the server takes for one") {
  plumb::Schema schema;
  plumb::Column column;
  column.name = "a";
  for (const char* name : {"User", "user"}) {
    plumb::Table table;
    table.name = {name};
    table.columns.push_back(column);
    schema.tables.insert(table.name, table);
  }
  plumb::Diagnostics diagnostics;
  plumb::sql::validate(schema, plumb::sqlite::syntax(), diagnostics);
  CHECK(diagnostics.render() ==
        "error: table `user` has the name of table `User`; the server takes them for one: rename "
        "one of them "
        "[duplicate-name]\n");
  plumb::Diagnostics none;
  plumb::sql::validate(schema, plumb::postgres::syntax(), none);
  CHECK(none.render() == "");
}

TEST_CASE("which dialect a text looks like") {
  const Case cases[] = {
      {"CREATE TABLE `a` (`b` int(11) NOT NULL AUTO_INCREMENT) ENGINE=InnoDB DEFAULT CHARSET=utf8", "mysql"},
      {"CREATE TABLE a (b bigserial PRIMARY KEY, c jsonb, d timestamptz DEFAULT now())", "postgres"},
      {"PRAGMA foreign_keys=ON; CREATE TABLE a(b INTEGER PRIMARY KEY AUTOINCREMENT)", "sqlite"},
      {"CREATE TABLE a (b integer, c text)", ""},
      // Words in comments and strings say nothing.
      {"-- ENGINE=InnoDB\nCREATE TABLE a (b text DEFAULT 'AUTO_INCREMENT jsonb')", ""},
      {"CREATE TABLE engines (engine_id int)", ""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.in);
    CHECK(plumb::sql::guess_dialect(c.in) == c.out);
  }
}

TEST_CASE("names that PostgreSQL makes up") {
  const plumb::Syntax& postgres = plumb::postgres::syntax();
  auto reading = read_tests::result_of(
                     "CREATE TABLE t (id int PRIMARY KEY, a int CHECK (a > 0) CHECK (a < 9), b int UNIQUE,"
                     " CHECK (a > b), CHECK (true), UNIQUE (a, b) INCLUDE (id), FOREIGN KEY (a, b) REFERENCES "
                     "t (a, b),"
                     " EXCLUDE USING gist (a WITH =));"
                     "CREATE INDEX ON t (a, lower(b::text), (a + b), (b + a));",
                     postgres)
                     .reading;
  plumb::Table table = *reading.schema.tables.find({"t"});
  plumb::sql::give_implied_names(table, postgres, [](const std::string& name) { return name == "t_b_key"; });
  CHECK(table.primary_key->name == "t_pkey");
  CHECK(table.checks[0].name == "t_a_check");
  CHECK(table.checks[1].name == "t_a_check1");
  CHECK(table.checks[2].name == "t_check");
  CHECK(table.checks[3].name == "t_check1");
  CHECK(table.uniques[0].name == "t_b_key1");
  CHECK(table.uniques[1].name == "t_a_b_id_key");
  CHECK(table.foreign_keys[0].name == "t_a_b_fkey");
  CHECK(table.exclusions[0].name == "t_a_excl");
  CHECK(table.indexes[0].name == "t_a_lower_expr_expr1_idx");

  const auto free = [](const std::string&) { return false; };
  const std::string x(40, 'x'), y(40, 'y');
  CHECK(plumb::sql::implied_name(x, y, "fkey", postgres, free) ==
        std::string(29, 'x') + "_" + std::string(28, 'y') + "_fkey");
  CHECK(plumb::sql::implied_name(std::string(70, 'x'), "", "pkey", postgres, free) == std::string(58, 'x') + "_pkey");
  // A character is never cut in two: ü takes two bytes.
  CHECK(plumb::sql::implied_name("a" + std::string(28, 'x') + "\xC3\xBC" + std::string(40, 'x'), "", "key", postgres,
                                 free)
            .size() == 63);
  CHECK(plumb::sql::implied_name(std::string(57, 'x') + "\xC3\xBC", "", "pkey", postgres, free) ==
        std::string(57, 'x') + "_pkey");
}
