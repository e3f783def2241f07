// sql_mode in scripts: what SET makes of it, and how the text behind it is read.
#include "reading.h"

#include "plumb/core/sql/lexer.h"

namespace {

using namespace plumb;

// The modes of a procedure that is made behind the script; "-" where none are stated.
std::string modes_behind(const std::string& script, std::string_view flavour = "mysql", std::string own = {}) {
  Diagnostics diagnostics;
  sql::ReadOptions options = mysql_test::options();
  options.sql_mode = std::move(own);
  const auto reading =
      sql::read(script + "; CREATE PROCEDURE p () SELECT 1", mysql::syntax(flavour), options, diagnostics);
  CHECK_EQ(mysql_test::rendered(diagnostics), "");
  for (const Routine& routine : reading.schema.routines) {
    const auto at = routine.attributes.find("sql_mode");
    return at == routine.attributes.end() ? "-" : at->second;
  }
  return "no procedure";
}

std::string first_warning(const std::string& script, std::string_view flavour = "mysql") {
  Diagnostics diagnostics;
  sql::read(script, mysql::syntax(flavour), mysql_test::options(), diagnostics);
  for (const Diagnostic& d : diagnostics.all())
    if (d.rule == "unknown-sql-mode")
      return std::to_string(d.origin.line) + ":" + std::to_string(d.origin.column) + "+" + std::to_string(d.length);
  return {};
}

const std::string kUsual =
    "STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION";

}  // namespace

TEST_CASE("modes that a script works out from those before") {
  const std::pair<std::string, std::string> cases[] = {
      {"SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')", "ANSI_QUOTES,ONLY_FULL_GROUP_BY," + kUsual},
      {"SET @@sql_mode := CONCAT_WS(',', @@SESSION.sql_mode, NULL, 'PIPES_AS_CONCAT')",
       "PIPES_AS_CONCAT,ONLY_FULL_GROUP_BY," + kUsual},
      {"SET SESSION sql_mode = REPLACE(@@SESSION.sql_mode, 'ONLY_FULL_GROUP_BY', '')", kUsual},
      {"SET LOCAL sql_mode = (SELECT REPLACE(@@local.sql_mode, 'ONLY_FULL_GROUP_BY,', '') AS m)", kUsual},
      {"SET sql_mode = TRIM(BOTH ',' FROM REPLACE(CONCAT(',', @@sql_mode, ','), ',ONLY_FULL_GROUP_BY,', ','))", kUsual},
      {"SET sql_mode = ''; SET sql_mode = TRIM(LEADING ',' FROM CONCAT(@@sql_mode, ',strict_all_tables'))",
       "STRICT_ALL_TABLES"},
      {"SET sql_mode = TRIM(' ansi_quotes ')", "ANSI_QUOTES"},
      {"SET sql_mode = 'ANSI'; SET sql_mode = REPLACE(@@sql_mode, 'ANSI_QUOTES', '')",
       "REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ONLY_FULL_GROUP_BY,ANSI"},
      {"SET sql_mode = 'ANSI_QUOTES'; SET sql_mode = sys.list_add(@@sql_mode, 'IGNORE_SPACE')",
       "ANSI_QUOTES,IGNORE_SPACE"},
      {"SET sql_mode = sys.list_drop(@@sql_mode, 'ONLY_FULL_GROUP_BY')", kUsual},
      {"SET @a = 'ANSI_QUOTES'; SET @b := CONCAT(@a, ',', 'IGNORE_SPACE'); SET sql_mode = @b",
       "ANSI_QUOTES,IGNORE_SPACE"},
      {"SET @`Old` = @@sql_mode, sql_mode = 'ANSI'; SET sql_mode = CONCAT(@old, ',HIGH_NOT_PRECEDENCE')",
       "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
       "HIGH_NOT_PRECEDENCE,NO_ENGINE_SUBSTITUTION"},
      {"SELECT @@sql_mode INTO @old; SET sql_mode = ''; SET sql_mode = REPLACE(@old, 'ONLY_FULL_GROUP_BY', '')",
       kUsual},
      {"SELECT @old := 'IGNORE_SPACE', 1; SET sql_mode = @old", "IGNORE_SPACE"},
      {"SET sql_mode = 'PIPES_AS_CONCAT'; SET sql_mode = @@sql_mode || ',IGNORE_SPACE'",
       "PIPES_AS_CONCAT,IGNORE_SPACE"},
      {"SET sql_mode = 0", "none"},
      {"SET sql_mode = 6", "PIPES_AS_CONCAT,ANSI_QUOTES"},
      {"SET sql_mode = ANSI_QUOTES", "ANSI_QUOTES"},
      // The values are worked out before any is assigned.
      {"SET sql_mode = 'ANSI_QUOTES'; SET sql_mode = '', @old = @@sql_mode; SET sql_mode = CONCAT(@old, ',IGNORE_SPACE')",
       "ANSI_QUOTES,IGNORE_SPACE"},
      {"SET @a = 'IGNORE_SPACE'; SET @a = 'ANSI_QUOTES', sql_mode = @a", "IGNORE_SPACE"},
      // What others will get is not what this session has.
      {"SET GLOBAL sql_mode = 'ANSI_QUOTES'", "-"},
      {"SET @@GLOBAL.sql_mode = 'ANSI_QUOTES'; SET sql_mode = DEFAULT", "ANSI_QUOTES"},
      {"SET PERSIST sql_mode = 'ANSI_QUOTES'; SET sql_mode = CONCAT(@@global.sql_mode, ',IGNORE_SPACE')",
       "ANSI_QUOTES,IGNORE_SPACE"},
      {"SET PERSIST_ONLY sql_mode = 'ANSI_QUOTES'; SET sql_mode = DEFAULT", "-"},
      // There and back again.
      {"SET @old = @@sql_mode, sql_mode = 'ANSI'; SET sql_mode = @old", "-"},
      {"SET sql_mode = 'ANSI_QUOTES'; SET sql_mode = DEFAULT", "-"},
      {"SET sql_mode = 'ANSI_QUOTES'; SET sql_mode = @@global.sql_mode", "-"},
  };
  for (const auto& [script, modes] : cases) {
    CAPTURE(script);
    CHECK_EQ(modes_behind(script), modes);
  }
  CHECK_EQ(modes_behind("SET sql_mode = CONCAT(@@sql_mode, ',ANSI')", "mariadb"),
           "REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ANSI,STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,"
           "NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION");
  CHECK_EQ(modes_behind("SET sql_mode = 'ORACLE'; SET sql_mode = REPLACE(@@sql_mode, 'ORACLE', '')", "mariadb"),
           "PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,NO_KEY_OPTIONS,NO_TABLE_OPTIONS,NO_FIELD_OPTIONS,"
           "NO_AUTO_CREATE_USER,SIMULTANEOUS_ASSIGNMENT");
  // The session that it is for has its own.
  CHECK_EQ(modes_behind("SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')", "mysql", "IGNORE_SPACE"),
           "ANSI_QUOTES,IGNORE_SPACE");
  CHECK_EQ(modes_behind("SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')", "mysql", "none"), "ANSI_QUOTES");
}

TEST_CASE("modes that are worked out change how the text is read") {
  const Schema quotes = mysql_test::schema_of(
      "SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES'); CREATE TABLE \"t\" (\"a\" int); "
      "SET sql_mode = REPLACE(@@sql_mode, 'ANSI_QUOTES', ''); CREATE TABLE u (a char(1) DEFAULT \"x\")");
  CHECK(quotes.tables.contains(QualifiedName("t")));
  CHECK_EQ(quotes.tables.find("u")->columns.front().default_value()->canonical, "'x'");
  const Schema escapes = mysql_test::schema_of(
      "SET @m = 'NO_BACKSLASH_ESCAPES'; SET sql_mode = CONCAT(@@sql_mode, ',', @m); "
      "CREATE TABLE t (a char(1) DEFAULT '\\'); SET sql_mode = DEFAULT; CREATE TABLE u (a char(1) DEFAULT '\\'')");
  CHECK_EQ(escapes.tables.find("t")->columns.front().default_value()->canonical, "'\\\\'");
  CHECK_EQ(escapes.tables.find("u")->columns.front().default_value()->canonical, "''''");
}

TEST_CASE("an event gets other modes with another body only") {
  const auto modes = [](const std::string& alter) {
    const Schema schema = mysql_test::schema_of(
        "SET sql_mode = 'ANSI_QUOTES'; CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SET @x = 1; "
        "SET sql_mode = 'PIPES_AS_CONCAT'; ALTER EVENT e " +
        alter);
    return schema.events.begin()->sql_mode;
  };
  CHECK_EQ(modes("DISABLE"), "ANSI_QUOTES");
  CHECK_EQ(modes("ON SCHEDULE EVERY 2 DAY RENAME TO f COMMENT 'x'"), "ANSI_QUOTES");
  CHECK_EQ(modes("RENAME TO f DO SET @x = 2"), "PIPES_AS_CONCAT");
}

TEST_CASE("strings of a program are written as its modes read them") {
  const std::string sql =
      "SET sql_mode = 'NO_BACKSLASH_ESCAPES';\n"
      "CREATE PROCEDURE `p` () COMMENT 'c:\\' SELECT 'a\\', '''';\n"
      "SET sql_mode = DEFAULT;\n";
  CHECK(mysql_test::written(sql).find("COMMENT 'c:\\' SELECT 'a\\', '''';") != std::string::npos);
  // What is split into statements follows them too.
  CHECK_EQ(sql::split(sql, mysql::syntax("mysql")).size(), 3);
  CHECK_EQ(sql::split("SET sql_mode = 'ANSI_QUOTES'; SET sql_mode = DEFAULT; SELECT 'a\\\\'; SELECT 'b'",
                      mysql::syntax("mysql"))
               .size(),
           4);
}

TEST_CASE("modes that are not known are said, where they are set") {
  CHECK_EQ(first_warning("SET sql_mode = @nobody"), "1:16+7");
  CHECK_EQ(first_warning("SET @a = 1,\n  SESSION sql_mode = IF(1, 'ANSI', '')"), "2:22+17");
  CHECK_EQ(first_warning("SET sql_mode = CONCAT(@@sql_mode, NULL)"), "1:16+24");
  CHECK_EQ(first_warning("SET sql_mode = (SELECT m FROM modes)"), "1:16+21");
  CHECK_EQ(first_warning("SET sql_mode = @@sql_mode & ~4"), "1:16+15");
  CHECK_EQ(first_warning("SET @m = 'ANSI'; SELECT m INTO @m FROM modes; SET sql_mode = @m"), "1:62+2");
  CHECK_EQ(first_warning("SET @m = 'ANSI'; CALL find(@m); SET sql_mode = @m"), "1:48+2");
  CHECK_EQ(first_warning("SET GLOBAL sql_mode = RAND(); SET sql_mode = DEFAULT"), "1:23+6");
  CHECK_EQ(first_warning("SET sql_mode = RAND(), @old = 1; SET sql_mode = ''"), "1:16+6");
  CHECK_EQ(first_warning("SET @old = RAND(), character_set_client = @x"), "");
  CHECK_EQ(mysql_test::findings("SET sql_mode = RAND()"),
           "what sql_mode is from here on is not known: the text is read as under the usual modes, and programs are "
           "compared without theirs; write the modes as text [unknown-sql-mode]\n");
  CHECK_EQ(mysql_test::findings("SET STATEMENT sql_mode = '' FOR CREATE TABLE t (a int)", "mariadb"),
           "sql_mode for one statement is not supported; write SET sql_mode before it [syntax]\n");
  CHECK(mysql_test::schema_of("SET STATEMENT max_statement_time = 1, sql_log_bin = 0 FOR CREATE TABLE t (a int)",
                              "mariadb")
            .tables.contains(QualifiedName("t")));
  CHECK_EQ(mysql_test::findings("SET STATEMENT sql_mode = '' FOR SELECT 1", "mariadb"), "");
}
