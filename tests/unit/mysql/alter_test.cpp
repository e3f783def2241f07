// ALTER TABLE and its kin: what a migrations folder leaves behind.
#include "reading.h"

namespace {

struct Case {
  const char* history;
  const char* text;  // how the table `t` is written in the end, from its first column
};

std::string body(const std::string& text) {
  const std::size_t from = text.find("CREATE TABLE `t` (\n");
  if (from == std::string::npos) return text;
  const std::size_t start = from + 19;
  return text.substr(start, text.find(";\n", start) - start);
}

}  // namespace

TEST_CASE("columns are added, moved, changed and dropped") {
  const Case cases[] = {
      {"CREATE TABLE t (a int); ALTER TABLE t ADD b int FIRST, ADD COLUMN c int AFTER b, ADD (d "
       "int, KEY (d))",
       "  `b` int,\n  `c` int,\n  `a` int,\n  `d` int,\n  KEY `d` (`d`)\n)"},
      {"CREATE TABLE t (a int, b int); ALTER TABLE t MODIFY b bigint NOT NULL FIRST, CHANGE a z "
       "int DEFAULT 1",
       "  `b` bigint NOT NULL,\n  `z` int DEFAULT 1\n)"},
      {"CREATE TABLE t (a int, b int, KEY k (a, b), PRIMARY KEY (a)); ALTER TABLE t DROP a",
       "  `b` int,\n  KEY `k` (`b`)\n)"},
      {"CREATE TABLE t (a int, KEY (a)); ALTER TABLE t RENAME COLUMN a TO b", "  `b` int,\n  KEY `a` (`b`)\n)"},
      {"CREATE TABLE t (a int DEFAULT 1, b int); ALTER TABLE t ALTER a DROP DEFAULT, ALTER COLUMN "
       "b SET DEFAULT 5",
       "  `a` int,\n  `b` int DEFAULT 5\n)"},
      {"CREATE TABLE t (a int); ALTER TABLE t ADD COLUMN IF NOT EXISTS a bigint", "  `a` int\n)"},
      {"CREATE TABLE t (a int, b int); ALTER TABLE t DROP COLUMN IF EXISTS zz, DROP b", "  `a` int\n)"},
      {"CREATE TABLE t (a int); ALTER IGNORE TABLE t ADD b int, ALGORITHM=INPLACE, LOCK=NONE",
       "  `a` int,\n  `b` int\n)"},
  };
  for (const Case& c : cases) {
    CAPTURE(std::string(c.history));
    CHECK(body(mysql_test::written(c.history)) == c.text);
  }
}

TEST_CASE("keys are added, renamed and dropped") {
  const Case cases[] = {
      {"CREATE TABLE t (a int, b int); ALTER TABLE t ADD PRIMARY KEY (a), ADD UNIQUE u (b), ADD "
       "INDEX (b)",
       "  `a` int NOT NULL,\n  `b` int,\n  PRIMARY KEY (`a`),\n  UNIQUE KEY `u` (`b`),\n  KEY `b` "
       "(`b`)\n)"},
      {"CREATE TABLE t (a int, KEY (a), PRIMARY KEY (a)); ALTER TABLE t DROP PRIMARY KEY, DROP KEY "
       "a",
       "  `a` int NOT NULL\n)"},
      {"CREATE TABLE t (a int, KEY x (a)); ALTER TABLE t RENAME INDEX x TO y, ALTER INDEX y "
       "INVISIBLE",
       "  `a` int,\n  KEY `y` (`a`) INVISIBLE\n)"},
      {"CREATE TABLE t (a int); CREATE UNIQUE INDEX i USING BTREE ON t (a DESC) COMMENT 'c' "
       "ALGORITHM=INPLACE; DROP INDEX i ON t LOCK=NONE",
       "  `a` int\n)"},
      {"CREATE TABLE t (a int CHECK (a > 0), CONSTRAINT c CHECK (a < 9)); ALTER TABLE t DROP CHECK "
       "t_chk_1, ALTER CHECK c NOT ENFORCED",
       "  `a` int,\n  CONSTRAINT `c` CHECK (a < 9) NOT ENFORCED\n)"},
      {"CREATE TABLE t (a int, b int); CREATE TABLE p (i int PRIMARY KEY); "
       "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p (i), ADD FOREIGN KEY (b) REFERENCES p (i); "
       "ALTER TABLE t DROP FOREIGN KEY t_ibfk_1; ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p "
       "(i)",
       "  `a` int,\n  `b` int,\n  CONSTRAINT `t_ibfk_2` FOREIGN KEY (`b`) REFERENCES `p` (`i`),\n"
       "  CONSTRAINT `t_ibfk_3` FOREIGN KEY (`a`) REFERENCES `p` (`i`)\n)"},
      // The index that a foreign key made for itself goes by its name.
      {"CREATE TABLE p (i int PRIMARY KEY); CREATE TABLE t (a int, CONSTRAINT f FOREIGN KEY (a) "
       "REFERENCES p (i)); "
       "ALTER TABLE t DROP FOREIGN KEY f, ADD KEY z (a); ALTER TABLE t DROP KEY z",
       "  `a` int\n)"},
  };
  for (const Case& c : cases) {
    CAPTURE(std::string(c.history));
    CHECK(body(mysql_test::written(c.history)) == c.text);
  }
}

TEST_CASE("charsets: a new default leaves the columns as they are, CONVERT takes them along") {
  const Case cases[] = {
      {"CREATE TABLE t (a varchar(9), b int) CHARSET=latin1; ALTER TABLE t DEFAULT CHARSET=utf8mb4",
       "  `a` varchar(9) CHARACTER SET latin1,\n  `b` int\n) DEFAULT CHARSET=utf8mb4"},
      {"CREATE TABLE t (a text CHARACTER SET latin1, b varchar(9)) CHARSET=latin1; "
       "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
       "  `a` mediumtext,\n  `b` varchar(9)\n) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin"},
      {"CREATE TABLE t (a int) ENGINE=MyISAM COMMENT='x'; ALTER TABLE t ENGINE=InnoDB, COMMENT='y' "
       "AUTO_INCREMENT=5",
       "  `a` int\n) ENGINE=InnoDB AUTO_INCREMENT=5 COMMENT='y'"},
  };
  for (const Case& c : cases) {
    CAPTURE(std::string(c.history));
    CHECK(body(mysql_test::written(c.history)) == c.text);
  }
}

TEST_CASE("partitions come and go") {
  const std::string made =
      "CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (10), "
      "PARTITION p1 VALUES LESS THAN (20));";
  const Case cases[] = {
      {"ALTER TABLE t ADD PARTITION (PARTITION p2 VALUES LESS THAN MAXVALUE); ALTER TABLE t DROP "
       "PARTITION p0",
       "  `a` int\n)\nPARTITION BY RANGE (a) (\n  PARTITION `p1` VALUES LESS THAN (20),\n  "
       "PARTITION `p2` VALUES LESS THAN MAXVALUE\n)"},
      {"ALTER TABLE t REORGANIZE PARTITION p0, p1 INTO (PARTITION p VALUES LESS THAN (20))",
       "  `a` int\n)\nPARTITION BY RANGE (a) (\n  PARTITION `p` VALUES LESS THAN (20)\n)"},
      {"ALTER TABLE t REMOVE PARTITIONING", "  `a` int\n)"},
      {"ALTER TABLE t PARTITION BY HASH (a) PARTITIONS 4; ALTER TABLE t COALESCE PARTITION 1; "
       "ALTER TABLE t ADD PARTITION PARTITIONS 2",
       "  `a` int\n)\nPARTITION BY HASH (a) PARTITIONS 5"},
      {"ALTER TABLE t TRUNCATE PARTITION p0; ALTER TABLE t ANALYZE PARTITION ALL",
       "  `a` int\n)\nPARTITION BY RANGE (a) (\n  PARTITION `p0` VALUES LESS THAN (10),\n  "
       "PARTITION `p1` VALUES LESS THAN (20)\n)"},
  };
  for (const Case& c : cases) {
    CAPTURE(std::string(c.history));
    CHECK(body(mysql_test::written(made + c.history)) == c.text);
  }
}

TEST_CASE("tables are renamed, and what the server named after them follows") {
  CHECK(body(mysql_test::written("CREATE TABLE x (a int CHECK (a > 0)); RENAME TABLE x TO y, y TO t")) ==
        "  `a` int CONSTRAINT `t_chk_1` CHECK (a > 0)\n)");
  const std::string text = mysql_test::written(
      "CREATE TABLE x (i int PRIMARY KEY); CREATE TABLE c (a int, FOREIGN KEY (a) REFERENCES x "
      "(i)); "
      "ALTER TABLE x RENAME TO t");
  CHECK(text.find("REFERENCES `t` (`i`)") != std::string::npos);
}

TEST_CASE("a statement that fails in its last action leaves the table as it was") {
  plumb::Diagnostics diagnostics;
  const auto reading = plumb::sql::read("CREATE TABLE t (a int); ALTER TABLE t ADD b int, DROP KEY nothing;",
                                        plumb::mysql::syntax(), mysql_test::options(), diagnostics);
  CHECK(mysql_test::rendered(diagnostics) == "table `t` has no index `nothing` [syntax]\n");
  CHECK(reading.schema.tables.find(plumb::QualifiedName("t"))->columns.size() == 1);
}
