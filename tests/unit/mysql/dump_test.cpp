// Dumps as they come out of mysqldump and mariadb-dump, and the settings in them.
#include "reading.h"

namespace {

constexpr std::string_view kDump = R"(-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
SET @@SESSION.SQL_LOG_BIN= 0;
CREATE DATABASE /*!32312 IF NOT EXISTS*/ `shop` /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci */ /*!80016 DEFAULT ENCRYPTION='N' */;
USE `shop`;
DROP TABLE IF EXISTS `orders`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `orders` (
  `id` int NOT NULL AUTO_INCREMENT,
  `at` timestamp NULL DEFAULT CURRENT_TIMESTAMP,
  `place` point NOT NULL /*!80003 SRID 4326 */,
  `note` text,
  `hidden` int DEFAULT NULL /*!80023 INVISIBLE */,
  PRIMARY KEY (`id`),
  KEY `at` (`at`) /*!80000 INVISIBLE */,
  FULLTEXT KEY `note` (`note`) /*!50100 WITH PARSER `ngram` */ ,
  CONSTRAINT `c` CHECK ((`id` > 0)) /*!80016 NOT ENFORCED */
) ENGINE=InnoDB AUTO_INCREMENT=4 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci
/*!50100 PARTITION BY HASH (`id`)
PARTITIONS 2 */;
/*!40101 SET character_set_client = @saved_cs_client */;
LOCK TABLES `orders` WRITE;
/*!40000 ALTER TABLE `orders` DISABLE KEYS */;
INSERT INTO `orders` VALUES (1,'2020-01-01','x','; not the end','--');
/*!40000 ALTER TABLE `orders` ENABLE KEYS */;
UNLOCK TABLES;
SET @saved_cs_client     = @@character_set_client;
/*!50001 CREATE VIEW `recent` AS SELECT
 1 AS `id`,
 1 AS `at`*/;
/*!50003 SET sql_mode              = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `touch` BEFORE UPDATE ON `orders` FOR EACH ROW begin
  set new.at = now();
  if new.note is null then set new.note = 'a;b'; end if;
end */;;
DELIMITER ;
/*!50106 SET @save_time_zone= @@TIME_ZONE */ ;
DELIMITER ;;
/*!50106 CREATE*/ /*!50117 DEFINER=`root`@`%`*/ /*!50106 EVENT `purge` ON SCHEDULE EVERY 1 DAY STARTS '2024-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE COMMENT 'nightly' DO delete from orders where id < 0 */ ;;
/*!50106 SET TIME_ZONE= @save_time_zone */ ;;
DELIMITER ;
DELIMITER ;;
CREATE DEFINER=`root`@`localhost` FUNCTION `twice`(n int) RETURNS int
    DETERMINISTIC
    COMMENT 'twice as much'
begin declare r int default 0; set r = n * 2; return r; end ;;
DELIMITER ;
/*!50001 DROP VIEW IF EXISTS `recent`*/;
/*!50001 CREATE ALGORITHM=MERGE */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY INVOKER */
/*!50001 VIEW `recent` AS select `orders`.`id` AS `id`,`orders`.`at` AS `at` from `orders` where (`orders`.`id` > 3) */
/*!50002 WITH CASCADED CHECK OPTION */;
/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
-- Dump completed
)";

}  // namespace

TEST_CASE("a whole mysqldump") {
  const std::string text = mysql_test::written(kDump);
  INFO(text);
  for (const char* part : {
           "CREATE TABLE `orders` (\n"
           "  `id` int NOT NULL AUTO_INCREMENT,\n"
           "  `at` timestamp NULL DEFAULT CURRENT_TIMESTAMP,\n"
           "  `place` point NOT NULL SRID 4326,\n"
           "  `note` text,\n"
           "  `hidden` int INVISIBLE DEFAULT NULL,\n"
           "  PRIMARY KEY (`id`),\n"
           "  KEY `at` (`at`) INVISIBLE,\n"
           "  FULLTEXT KEY `note` (`note`) WITH PARSER `ngram`,\n"
           "  CONSTRAINT `c` CHECK ((`id` > 0)) NOT ENFORCED\n"
           ") ENGINE=InnoDB AUTO_INCREMENT=4 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci\n"
           "PARTITION BY HASH (`id`) PARTITIONS 2;\n",
           "CREATE ALGORITHM=MERGE DEFINER=`root`@`localhost` SQL SECURITY INVOKER VIEW `recent` "
           "AS select ",
           "WITH CASCADED CHECK OPTION",
           "CREATE DEFINER=`root`@`localhost` TRIGGER `touch` BEFORE UPDATE ON `orders` FOR EACH "
           "ROW begin\n",
           "CREATE DEFINER=`root`@`%` EVENT `purge` ON SCHEDULE EVERY 1 DAY STARTS '2024-01-01 "
           "00:00:00' ON "
           "COMPLETION PRESERVE DISABLE COMMENT 'nightly' DO delete from orders where id < 0",
           "CREATE DEFINER=`root`@`localhost` FUNCTION `twice` (`n` int) RETURNS int DETERMINISTIC "
           "COMMENT "
           "'twice as much' begin declare r int default 0;",
       })
    CHECK_MESSAGE(text.find(part) != std::string::npos, std::string(part));
  CHECK(mysql_test::findings(kDump) ==
        "`<text>` has 1 statement that changes rows (`INSERT`); it is no part of the schema "
        "[rows-left-out]\n");
}

TEST_CASE("versioned comments are code for the servers that they name") {
  const char* sql =
      "CREATE TABLE t (a int /*!80023 INVISIBLE */ /*!99999 COMMENT 'never' */ /*M! COMMENT "
      "'maria' */"
      " /*T![x] COMMENT 'tidb' */, b int);";
  CHECK(mysql_test::written(sql).find("`a` int INVISIBLE,\n") != std::string::npos);
  CHECK(mysql_test::written(sql, "mariadb").find("`a` int COMMENT 'maria',\n") != std::string::npos);
  CHECK(mysql_test::written(sql, "tidb").find("COMMENT 'tidb',\n") != std::string::npos);
}

TEST_CASE("mariadb-dump: sandbox, sequences, system versioning") {
  const std::string text = mysql_test::written(
      "/*M!999999\\- enable the sandbox mode */\n"
      "/*M!100616 SET @OLD_NOTE_VERBOSITY=@@NOTE_VERBOSITY, NOTE_VERBOSITY=0 */;\n"
      "CREATE SEQUENCE `s` start with 1 minvalue 1 maxvalue 99 increment by 2 cache 1000 nocycle "
      "ENGINE=InnoDB;\n"
      "CREATE TABLE `t` (`a` int(11) DEFAULT nextval(`s`)) ENGINE=InnoDB WITH SYSTEM VERSIONING;\n",
      "mariadb");
  CHECK(text.find("CREATE SEQUENCE `s` START WITH 1 INCREMENT BY 2 MINVALUE 1 MAXVALUE 99 CACHE "
                  "1000 ENGINE=InnoDB") != std::string::npos);
  CHECK(text.find(") ENGINE=InnoDB WITH SYSTEM VERSIONING") != std::string::npos);
}

TEST_CASE("sql_mode decides what quotes, backslashes and || mean") {
  const std::string ansi = mysql_test::written(
      "SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'; CREATE TABLE \"t\" (\"a\" varchar(9) "
      "DEFAULT 'c:\\'); "
      "SET sql_mode = ''; CREATE TABLE u (a varchar(9) DEFAULT \"it's\", b varchar(9) DEFAULT "
      "'a\\'b');");
  CHECK(ansi.find("`a` varchar(9) DEFAULT 'c:\\\\'") != std::string::npos);
  CHECK(ansi.find("`a` varchar(9) DEFAULT \"it's\"") != std::string::npos);
  const std::string pipes = mysql_test::written(
      "CREATE TABLE t (a varchar(9), b varchar(9) AS (a || 'x'), c int AS (a = 1 || a = 2)); "
      "SET sql_mode = 'PIPES_AS_CONCAT'; CREATE TABLE u (a varchar(9), b varchar(9) AS (a || "
      "'x'))");
  CHECK(pipes.find("AS (a = 1 || a = 2)") != std::string::npos);
  CHECK(pipes.find("AS (concat(a, 'x'))") != std::string::npos);
}

TEST_CASE("a foreign key refers to its own table's database where it names none") {
  const std::string text = mysql_test::written(
      "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE other.p (id int PRIMARY KEY); "
      "CREATE TABLE other.c (a int, CONSTRAINT near FOREIGN KEY (a) REFERENCES p (id)); "
      "ALTER TABLE other.c ADD CONSTRAINT also FOREIGN KEY (a) REFERENCES p (id)");
  CHECK(text.find("`near` FOREIGN KEY (`a`) REFERENCES `other`.`p`") != std::string::npos);
  CHECK(text.find("`also` FOREIGN KEY (`a`) REFERENCES `other`.`p`") != std::string::npos);
}

TEST_CASE("a program keeps the modes that it was made under, and a script may put the former ones back") {
  const std::string text = mysql_test::written(
      "SET @old = @@sql_mode, sql_mode = 'STRICT_ALL_TABLES'; CREATE PROCEDURE p () SELECT 1; "
      "SET @in = @@SESSION.sql_mode; SET sql_mode = 'NO_ZERO_DATE'; CREATE PROCEDURE q () SELECT 2; "
      "SET sql_mode = @in; CREATE PROCEDURE r () SELECT 3; "
      "SET SQL_MODE = @OLD; CREATE PROCEDURE s () SELECT 4;");
  const auto modes_before = [&](const std::string& program) {
    const std::size_t at = text.find("PROCEDURE `" + program + "`");
    const std::size_t set = text.rfind("SET sql_mode = ", at);
    return set == std::string::npos ? "" : text.substr(set + 15, text.find(';', set) - set - 15);
  };
  CHECK(modes_before("p") == "'STRICT_ALL_TABLES'");
  CHECK(modes_before("q") == "'NO_ZERO_DATE'");
  CHECK(modes_before("r") == "'STRICT_ALL_TABLES'");
  CHECK(modes_before("s") == "DEFAULT");
}

TEST_CASE("what is no part of a schema is skipped, or named once") {
  CHECK(mysql_test::findings("FLUSH PRIVILEGES; ANALYZE TABLE x; SHOW TABLES; CALL p(1); SET GLOBAL a = 1; "
                             "START TRANSACTION; COMMIT; LOCK TABLES x READ; UNLOCK TABLES; SET @x = (SELECT 1)") ==
        "");
  CHECK(mysql_test::findings("CREATE USER 'u'@'%' IDENTIFIED BY 'x'") ==
        "a user `u` is understood but not a part of the schema: plumb leaves it alone "
        "[unmodelled]\n");
  CHECK(mysql_test::findings("GRANT SELECT ON *.* TO u") ==
        "a grant is understood but not a part of the schema: plumb leaves it alone [unmodelled]\n");
  CHECK(mysql_test::findings("CREATE PLACEMENT POLICY east PRIMARY_REGION='e'", "tidb") ==
        "a placement policy `east` is understood but not a part of the schema: plumb leaves it alone "
        "[unmodelled]\n");
}

TEST_CASE("databases: the first that a file uses is the one at hand") {
  plumb::Diagnostics diagnostics;
  const auto reading = plumb::sql::read(
      "CREATE DATABASE a CHARACTER SET latin1; CREATE DATABASE b; USE a; CREATE TABLE t (i int); "
      "USE b; "
      "CREATE TABLE u (i int); CREATE VIEW v AS SELECT i FROM u; USE a; "
      "CREATE VIEW w AS SELECT a.t.i FROM a.t, b.u; DROP DATABASE IF EXISTS c;",
      plumb::mysql::syntax(), {}, diagnostics);
  INFO(diagnostics.render());
  CHECK_FALSE(diagnostics.has_errors());
  CHECK(reading.schema.tables.contains(plumb::QualifiedName("t")));
  CHECK(reading.schema.tables.contains(plumb::QualifiedName("b", "u")));
  CHECK(reading.schema.views.find(plumb::QualifiedName("b", "v"))->query.canonical == "SELECT i FROM b.u");
  CHECK(reading.schema.views.find(plumb::QualifiedName("w"))->query.canonical == "SELECT t.i FROM t, b.u");
  CHECK(reading.schema.namespaces.find(plumb::QualifiedName())->charset == "latin1");
}

TEST_CASE("errors say what, where and what to do") {
  struct {
    const char* sql;
    const char* text;
  } const cases[] = {
      {"CREATE TABLE t (a int, KEY k (a), KEY K (a))",
       "table `t` has two indexes of the name `K`; give one of them another name [syntax]\n"},
      {"CREATE TABLE t (a int PRIMARY KEY, PRIMARY KEY (a))", "table `t` has two primary keys; keep one [syntax]\n"},
      {"CREATE TABLE t (a int); ALTER TABLE t DROP COLUMN aa",
       "table `t` has no column `aa`; did you mean `a`? [syntax]\n"},
      {"ALTER TABLE nothing ADD a int", "there is no table `nothing` to alter; create it first [syntax]\n"},
      {"CREATE TABLE t (a int) PARTITION BY RANGE (a) INTERVAL (10) FIRST PARTITION LESS THAN (10)",
       "INTERVAL partitioning is TiDB's own; write the partitions one by one [syntax]\n"},
      {"CREATE TABLE p (i int PRIMARY KEY); CREATE TABLE t (a int REFERENCES p (i))",
       "the server ignores `REFERENCES` behind column `a`; write `FOREIGN KEY (a) REFERENCES …` as "
       "an element of "
       "the table [ignored-reference]\n"},
      {"DROP EVENT e", "there is no event `e` to drop [syntax]\n"},
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.sql));
    CHECK(mysql_test::findings(c.sql) == c.text);
  }
}
