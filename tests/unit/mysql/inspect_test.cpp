// What is made of the server's own text, with no server.
#include <doctest/doctest.h>

#include "plumb/dialects/mysql/inspect.h"
#include "plumb/dialects/mysql/syntax.h"

namespace plumb::mysql {

TEST_CASE("honest: the order of attributes, parentheses and what is implied are no difference") {
  const Syntax& syntax = mysql::syntax("mariadb");
  CHECK(difference("CREATE TABLE `t` (`a` timestamp NULL DEFAULT 1, KEY `i` (`a` (5)))",
                   "CREATE TABLE `t` (\n  `a` timestamp DEFAULT 1,\n  KEY `i` (`a`(5))\n)", syntax)
            .empty());
  CHECK(difference("CONSTRAINT `f` FOREIGN KEY (`a`) REFERENCES `p` (`a`)",
                   "CONSTRAINT `f` FOREIGN KEY (`a`) REFERENCES `p` (`a`) ON DELETE NO ACTION ON UPDATE NO ACTION",
                   syntax)
            .empty());
}

TEST_CASE("honest: what only one of the two says is named") {
  const Difference d = difference("CREATE TABLE `t` (`a` int) ENGINE=InnoDB",
                                  "CREATE TABLE `t` (`a` int) ENGINE=Aria FUTURE_OPTION='on'", mysql::syntax());
  CHECK(d.ours == "innodb");
  CHECK(d.theirs == "aria future_option 'on'");
}

TEST_CASE("honest: text in quotes is compared to the letter") {
  CHECK_FALSE(difference("COMMENT 'a'", "COMMENT 'A'", mysql::syntax()).empty());
}

TEST_CASE("TiDB: back-slashes of labels are what they are") {
  std::string text = "CREATE TABLE `t` (\n  `a` enum('x\\y','it''s') DEFAULT 'x\\\\y' COMMENT 'c\\\\d'\n)";
  CHECK_FALSE(repair_labels(text));
  CHECK(text == "CREATE TABLE `t` (\n  `a` enum('x\\\\y','it''s') DEFAULT 'x\\\\y' COMMENT 'c\\\\d'\n)");
}

TEST_CASE("TiDB: a label with a line break, or with a back-slash and an n, cannot be told") {
  std::string text = "CREATE TABLE `t` (\n  `a` set('x\\ny')\n)";
  const std::string before = text;
  CHECK(repair_labels(text));
  CHECK(text == before);
}

TEST_CASE("TiDB: a string of the text CURRENT_TIMESTAMP is a string") {
  Table table;
  for (const char* type : {"varchar", "datetime"}) {
    Column column;
    column.name = type;
    column.type.name = type;
    column.fill = Expr{"CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"};
    table.columns.push_back(column);
  }
  repair_table(table, "CREATE TABLE `t` (…) /* CACHED ON */");
  CHECK(table.columns[0].default_value()->written == "'CURRENT_TIMESTAMP'");
  CHECK(table.columns[1].default_value()->written == "CURRENT_TIMESTAMP");
  CHECK(extra_of<MysqlTable>(table.extra).tidb.at("CACHE") == "ON");
}

}  // namespace plumb::mysql
