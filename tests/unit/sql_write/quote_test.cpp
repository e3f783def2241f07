// The one place where names and literals are quoted.
#include <doctest/doctest.h>

#include <string>

#include "plumb/core/base/error.h"
#include "plumb/core/sql/reader.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/syntax.h"
#include "plumb/dialects/postgres/syntax.h"
#include "plumb/dialects/sqlite/syntax.h"

using plumb::Syntax;
using plumb::sql::quote_name;
using plumb::sql::quote_string;
using plumb::sql::Sql;

namespace {

const Syntax& sqlite = plumb::sqlite::syntax();
const Syntax& postgres = plumb::postgres::syntax();
const Syntax& mysql = plumb::mysql::syntax();

std::string refusal(auto what) {
  try {
    what();
  } catch (const plumb::Error& error) {
    return error.text();
  }
  return "no error";
}

}  // namespace

TEST_CASE("names") {
  struct {
    std::string name;
    const char* plain;
    const char* mysql_name;
  } const cases[] = {
      {"a", "\"a\"", "`a`"},
      {"a b", "\"a b\"", "`a b`"},
      {"a\"b", "\"a\"\"b\"", "`a\"b`"},
      {"a`b", "\"a`b\"", "`a``b`"},
      {"x\"; DROP TABLE t; --", "\"x\"\"; DROP TABLE t; --\"", "`x\"; DROP TABLE t; --`"},
      {"naïve 🎉", "\"naïve 🎉\"", "`naïve 🎉`"},
      {"", "\"\"", "``"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CHECK(quote_name(c.name, sqlite) == c.plain);
    CHECK(quote_name(c.name, postgres) == c.plain);
    CHECK(quote_name(c.name, mysql) == c.mysql_name);
  }
  CHECK(quote_name(plumb::QualifiedName("a.b", "c"), sqlite) == "\"a.b\".\"c\"");
  CHECK(refusal([] { quote_name(std::string("a\0b", 3), sqlite); }) ==
        "the name `a\\x00b` holds a zero byte, which no server takes");
}

TEST_CASE("strings") {
  CHECK(quote_string("it's", sqlite) == "'it''s'");
  CHECK(quote_string("a\\b", sqlite) == "'a\\b'");
  CHECK(quote_string("it's", postgres) == "'it''s'");
  CHECK(quote_string("it's", mysql) == "'it''s'");
  CHECK(quote_string("a\\'b", mysql) == "'a\\\\''b'");
  CHECK(refusal([] { quote_string(std::string("a\0b", 3), sqlite); }) ==
        "the text 'a\\x00b' holds a zero byte, which cannot stand in a string of sqlite");
}

TEST_CASE("words are separated by one blank, and none stands inside of parentheses") {
  Sql out(sqlite);
  out.word("CREATE TABLE").name("t").open().line(2).name("a").word("int").comma().line(2).word("CHECK").open();
  out.word("a > 1").close().line(0).close().word("").word("STRICT");
  CHECK(out.text() == "CREATE TABLE \"t\" (\n  \"a\" int,\n  CHECK (a > 1)\n) STRICT");
  CHECK(Sql(mysql).word("DROP INDEX").name("i").word("ON").names({"a", "b"}).text() == "DROP INDEX `i` ON (`a`, `b`)");
}

TEST_CASE("types") {
  plumb::Type type;
  type.name = "int unsigned zerofill";
  type.args = {"10"};
  CHECK(plumb::sql::spell(type, mysql) == "int(10) unsigned zerofill");
  type.name = "enum";
  type.args = {"a", "it's", "x,y"};
  CHECK(plumb::sql::spell(type, mysql) == "enum('a','it''s','x,y')");
  type.name = "timestamp with time zone";
  type.args = {"3"};
  CHECK(plumb::sql::spell(type, postgres) == "timestamp(3) with time zone");
  plumb::Type own;
  own.user_type = plumb::QualifiedName("app", "Mood");
  own.array_dims = 2;
  CHECK(plumb::sql::spell(own, postgres) == "\"app\".\"Mood\"[][]");
  plumb::Type written;
  written.name = "VARCHAR";
  written.args = {"10"};
  CHECK(plumb::sql::spell(written, sqlite) == "VARCHAR(10)");
  written.written.text = "varchar ( 10 )";
  CHECK(plumb::sql::spell(written, sqlite) == "varchar ( 10 )");
  plumb::Type odd;
  odd.name = "MY TYPE; DROP";
  CHECK(plumb::sql::spell(odd, sqlite) == "\"MY TYPE; DROP\"");
}

TEST_CASE("a default of SQLite stands in parentheses where it is more than a literal") {
  struct {
    const char* value;
    const char* written;
  } const cases[] = {
      {"0", "DEFAULT 0"},
      {"-1.5e-3", "DEFAULT -1.5e-3"},
      {"'it''s'", "DEFAULT 'it''s'"},
      {"x'00'", "DEFAULT x'00'"},
      {"NULL", "DEFAULT NULL"},
      {"CURRENT_TIMESTAMP", "DEFAULT CURRENT_TIMESTAMP"},
      {"1 + 2", "DEFAULT (1 + 2)"},
      {"(1 + 2)", "DEFAULT (1 + 2)"},
      {"(1) + (2)", "DEFAULT ((1) + (2))"},
      {"lower('X')", "DEFAULT (lower('X'))"},
      {"'a' || 'b'", "DEFAULT ('a' || 'b')"},
      {"1e3-2", "DEFAULT (1e3-2)"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.value);
    plumb::Column column;
    column.name = "a";
    plumb::Expr value;
    value.canonical = c.value;
    column.fill = value;
    Sql out(sqlite);
    plumb::sql::write_column(out, column, nullptr);
    CHECK(out.text() == "\"a\" " + std::string(c.written));
  }
}
