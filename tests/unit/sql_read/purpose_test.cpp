// What depends on where the text comes from: rows, effects, unknown statements, annotations.
#include <doctest/doctest.h>

#include "plumb/tests/unit/sql_read/texts.h"

using plumb::sql::Purpose;
using plumb::sql::ReadOptions;
using read_tests::lines_of;
using read_tests::result_of;

TEST_CASE("rows in a schema file are said once; in a migration they are normal") {
  const char* text = "CREATE TABLE t(a);\nINSERT INTO t VALUES(1);\nUPDATE t SET a = 2;\nSELECT 1;";
  const auto file = result_of(text);
  CHECK(lines_of(file.findings) ==
        "x.sql:2:1: note: `x.sql` has 2 statements that change rows (the first is `INSERT`); they "
        "are no part of "
        "the schema [rows-left-out]\n");
  CHECK(file.reading.dml == 2);
  CHECK(file.reading.ddl == 1);
  CHECK(file.reading.settings == 1);
  ReadOptions migration;
  migration.purpose = Purpose::Migration;
  CHECK(result_of(text, plumb::sqlite::syntax(), migration).findings == "");
}

TEST_CASE("an effect comment stands for a statement that only a server understands") {
  ReadOptions migration;
  migration.purpose = Purpose::Migration;
  const auto result = result_of(
      "CREATE TABLE a(x);\n"
      "-- plumb: effect CREATE TABLE b(x,\n"
      "-- plumb: effect   y TEXT);\n"
      "CREATE TABLE b AS SELECT * FROM a;\n"
      "-- plumb: effect CREATE TABLE a(z);\n"
      "CREATE TABLE c AS SELECT 1;\n",
      plumb::sqlite::syntax(), migration);
  CHECK(result.written == "CREATE TABLE \"a\" (\n  \"x\"\n);\n\nCREATE TABLE \"b\" (\n  \"x\",\n  \"y\" TEXT\n);\n");
  // The place is the one in the comment.
  CHECK(lines_of(result.findings) ==
        "x.sql:5:31: error: there is a table `a` already (x.sql:1); drop or rename one of them "
        "[duplicate-table]\n");
}

TEST_CASE("--skip-unknown goes on and keeps what was skipped") {
  ReadOptions options;
  options.skip_unknown = true;
  const auto result = result_of("CREATE TABLE a(x);\nFROB THE a;\nCREATE TABLE b(x;\nCREATE TABLE a(y);",
                                plumb::sqlite::syntax(), options);
  CHECK(lines_of(result.findings) ==
        "x.sql:2:1: warning: the statement `FROB THE a` is not understood; nothing is proposed "
        "until it is, or until "
        "--skip-unknown goes on without it [unknown-statement]\n"
        "x.sql:3:17: warning: expected `,` or `)` behind the column or constraint, found the end "
        "of the statement "
        "[syntax]\n"
        "x.sql:4:14: error: there is a table `a` already (x.sql:1); drop or rename one of them "
        "[duplicate-table]\n");
  REQUIRE(result.reading.skipped.size() == 2);
  CHECK(result.reading.skipped[0].what == "FROB THE a");
  CHECK(result.reading.skipped[1].what == "CREATE TABLE b(x");
}

TEST_CASE("many errors are cut, and counted") {
  std::string text;
  for (int i = 0; i < 70; ++i) text += "FROB;\n";
  const std::string findings = lines_of(result_of(text).findings);
  CHECK(std::count(findings.begin(), findings.end(), '\n') == 51);
  CHECK(findings.find("x.sql:1:1: error: and 20 more errors in `x.sql` [more-errors]\n") != std::string::npos);
}

TEST_CASE("a file in another dialect is named first") {
  const std::string findings =
      lines_of(result_of("CREATE TABLE t (a int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;\nCREATE "
                         "TABLE u (a int unsigned) "
                         "ENGINE=InnoDB;\n")
                   .findings);
  CHECK(findings.find("x.sql:1:1: error: `x.sql` looks like MySQL (ENGINE=, AUTO_INCREMENT, "
                      "UNSIGNED), and it is read "
                      "as SQLite; give --dialect mysql [wrong-dialect]\n") == 0);
  CHECK(lines_of(result_of("CREATE TABLE t (a timestamptz DEFAULT now()::timestamptz)").findings)
            .find("looks like PostgreSQL (timestamptz, ::)") != std::string::npos);
}

TEST_CASE("@renamed above a thing, behind it, behind its comma or semicolon") {
  const auto result = result_of(
      "-- @renamed from=users\n"
      "CREATE TABLE people (\n"
      "  -- @renamed from=\"full name\"\n"
      "  name TEXT,\n"
      "  mail TEXT, -- @renamed from=email\n"
      "  age INT -- @renamed from=years\n"
      ");\n"
      "CREATE INDEX by_mail ON people(mail); -- @renamed from=by_email\n"
      "CREATE TABLE other ( -- @renamed from=else\n"
      "  a, b);\n"
      "/* @renamed from=w */ CREATE VIEW v AS SELECT 1;\n");
  const plumb::Schema& schema = result.reading.schema;
  const plumb::Table* people = schema.tables.find({"people"});
  REQUIRE(people);
  CHECK(people->renamed_from.text == "users");
  CHECK(people->find_column("name")->renamed_from.text == "full name");
  CHECK(people->find_column("mail")->renamed_from.text == "email");
  CHECK(people->find_column("age")->renamed_from.text == "years");
  CHECK(people->indexes[0].renamed_from.text == "by_email");
  CHECK(schema.tables.find({"other"})->renamed_from.text == "else");
  CHECK(schema.tables.find({"other"})->columns[0].renamed_from.text == "");
  CHECK(schema.views.find({"v"})->renamed_from.text == "w");
}

TEST_CASE("a part of a text keeps its places, and a reading can go on from a schema") {
  plumb::Diagnostics diagnostics;
  plumb::sql::Reader reader(plumb::sqlite::syntax(), {}, diagnostics);
  const auto first = read_tests::result_of("CREATE TABLE a(x); CREATE INDEX i ON a(x);");
  reader.start_from(first.reading.schema);
  const std::string text = "-- up\nDROP INDEX I; DROP TABLE gone;\n-- down\nCREATE TABLE down(x);\n";
  const std::uint32_t file = diagnostics.add_source("m.sql", text);
  const auto from = static_cast<std::uint32_t>(text.find("DROP"));
  const auto to = static_cast<std::uint32_t>(text.find("-- down"));
  reader.read_part(file, from, to - from);
  const auto reading = reader.finish();
  CHECK(plumb::sql::write(reading.schema, plumb::sqlite::syntax()) == "CREATE TABLE \"a\" (\n  \"x\"\n);\n");
  CHECK(read_tests::lines_of(diagnostics.render()) ==
        "m.sql:2:26: error: there is no table `gone` to drop [unknown-table]\n");
  CHECK(first.reading.schema.tables.find({"a"})->indexes.size() == 1);
}
