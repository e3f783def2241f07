// CREATE TABLE of MySQL, TiDB and MariaDB: every clause is read, and written so that it reads the
// same.
#include "reading.h"

#include "plumb/core/base/text.h"

namespace {

struct Case {
  const char* flavour;
  const char* sql;
  const char* text;  // a line of what is written
};

void check_lines(const Case* from, const Case* to) {
  for (const Case* c = from; c != to; ++c) {
    const std::string text = mysql_test::written(c->sql, c->flavour);
    CAPTURE(std::string(c->sql));
    INFO(text);
    CHECK(text.find(c->text) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("columns keep every attribute") {
  const Case cases[] = {
      {"mysql",
       "CREATE TABLE t (a VARCHAR(20) CHARSET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'x' "
       "COMMENT 'it''s')",
       "`a` varchar(20) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'x' COMMENT "
       "'it''s'"},
      {"mysql", "CREATE TABLE t (a char(3) binary, b int)", "`a` char(3) BINARY"},
      {"mysql", "CREATE TABLE t (a char(3) byte)", "`a` char(3) CHARACTER SET binary"},
      {"mysql", "CREATE TABLE t (a char(3) ascii)", "`a` char(3) CHARACTER SET latin1"},
      {"mysql", "CREATE TABLE t (a int unsigned zerofill)", "`a` int unsigned zerofill"},
      {"mysql", "CREATE TABLE t (a decimal(10, 2) unsigned DEFAULT -1.5)", "`a` decimal(10,2) unsigned DEFAULT -1.5"},
      {"mysql", "CREATE TABLE t (a int AUTO_INCREMENT PRIMARY KEY)", "`a` int NOT NULL AUTO_INCREMENT"},
      {"mysql", "CREATE TABLE t (a timestamp DEFAULT now() ON UPDATE now())",
       "`a` timestamp NULL DEFAULT now() ON UPDATE now()"},
      {"mysql", "CREATE TABLE t (a datetime(3) ON UPDATE CURRENT_TIMESTAMP(3) NOT NULL)",
       "`a` datetime(3) NOT NULL ON UPDATE CURRENT_TIMESTAMP(3)"},
      {"mysql", "CREATE TABLE t (a int, b int AS (a + 1) PERSISTENT)", "`b` int GENERATED ALWAYS AS (a + 1) STORED"},
      {"mysql", "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) NOT NULL)",
       "`b` int GENERATED ALWAYS AS (a + 1) VIRTUAL NOT NULL"},
      {"mysql", "CREATE TABLE t (a point NOT NULL SRID 4326)", "`a` point NOT NULL SRID 4326"},
      {"mysql", "CREATE TABLE t (a int, b int /*!80023 INVISIBLE */)", "`b` int INVISIBLE"},
      {"mysql", "CREATE TABLE t (a int COLUMN_FORMAT DYNAMIC STORAGE DISK)",
       "`a` int COLUMN_FORMAT DYNAMIC STORAGE DISK"},
      {"mysql", "CREATE TABLE t (a enum('x','it''s','a,b') DEFAULT 'x')", "`a` enum('x','it''s','a,b') DEFAULT 'x'"},
      {"mysql", "CREATE TABLE t (a set('x','y') NOT NULL)", "`a` set('x','y') NOT NULL"},
      {"mysql", "CREATE TABLE t (a json DEFAULT (json_array()))", "`a` json DEFAULT (json_array())"},
      {"mysql", "CREATE TABLE t (a date DEFAULT '0000-00-00')", "`a` date DEFAULT '0000-00-00'"},
      {"mysql", "CREATE TABLE t (a bit(8) DEFAULT b'101')", "`a` bit(8) DEFAULT b'101'"},
      {"mysql", "CREATE TABLE t (a varchar(9) DEFAULT 'x' COLLATE utf8mb4_bin NOT NULL)",
       "`a` varchar(9) COLLATE utf8mb4_bin NOT NULL DEFAULT 'x'"},
      {"mysql", "CREATE TABLE t (a int NOT NULL NULL)", "`a` int\n"},
      {"mysql", "CREATE TABLE t (a bigint unsigned SERIAL DEFAULT VALUE)", "UNIQUE KEY `a` (`a`)"},
      {"tidb", "CREATE TABLE t (a bigint AUTO_RANDOM(4, 54) PRIMARY KEY)", "`a` bigint NOT NULL AUTO_RANDOM(4, 54)"},
      {"tidb", "CREATE TABLE t (a bigint /*T![auto_rand] AUTO_RANDOM(5) */ PRIMARY KEY)",
       "`a` bigint NOT NULL AUTO_RANDOM(5)"},
      {"mariadb", "CREATE TABLE t (a text COMPRESSED, b int WITHOUT SYSTEM VERSIONING) WITH SYSTEM VERSIONING",
       "`b` int WITHOUT SYSTEM VERSIONING"},
      {"mariadb", "CREATE TABLE t (a int DEFAULT (1 + 1) CHECK (a > 0))", "`a` int DEFAULT (1 + 1) CHECK (a > 0)"},
  };
  check_lines(std::begin(cases), std::end(cases));
}

TEST_CASE("keys keep every option, and the server's names for those without one") {
  const Case cases[] = {
      {"mysql", "CREATE TABLE t (a int, b int, KEY (a), KEY (a, b), INDEX (b))",
       "KEY `a` (`a`),\n  KEY `a_2` (`a`, `b`),\n  KEY `b` (`b`)"},
      {"mysql", "CREATE TABLE t (a int UNIQUE KEY, UNIQUE INDEX x (a DESC))",
       "UNIQUE KEY `a` (`a`),\n  UNIQUE KEY `x` (`a` DESC)"},
      {"mysql",
       "CREATE TABLE t (a varchar(99), KEY k USING BTREE (a(10)) KEY_BLOCK_SIZE = 8 COMMENT 'c' "
       "INVISIBLE)",
       "KEY `k` (`a` (10)) USING BTREE KEY_BLOCK_SIZE=8 COMMENT 'c' INVISIBLE"},
      {"mysql", "CREATE TABLE t (a text, FULLTEXT (a) WITH PARSER ngram)",
       "FULLTEXT KEY `a` (`a`) WITH PARSER `ngram`"},
      {"mysql", "CREATE TABLE t (a point NOT NULL, SPATIAL INDEX s (a))", "SPATIAL KEY `s` (`a`)"},
      {"mysql", "CREATE TABLE t (a int, KEY ((a + 1)), KEY k ((lower(a)) DESC, a))",
       "KEY `functional_index` ((a + 1)),\n  KEY `k` ((lower(a)) DESC, `a`)"},
      {"mysql", "CREATE TABLE t (a int, CONSTRAINT pk PRIMARY KEY USING BTREE (a) COMMENT 'k')",
       "PRIMARY KEY (`a`) USING BTREE COMMENT 'k'"},
      {"mysql", "CREATE TABLE t (a int, CONSTRAINT u UNIQUE KEY k (a))", "UNIQUE KEY `k` (`a`)"},
      {"tidb", "CREATE TABLE t (a int, CONSTRAINT u UNIQUE KEY k (a))", "UNIQUE KEY `u` (`a`)"},
      {"tidb", "CREATE TABLE t (a int, PRIMARY KEY (a) /*T![clustered_index] NONCLUSTERED */)",
       "PRIMARY KEY (`a`) NONCLUSTERED"},
      {"tidb",
       "CREATE TABLE t (a int, b int, UNIQUE KEY b (b) /*T![global_index] GLOBAL */) PARTITION BY "
       "HASH (a) PARTITIONS 4",
       "UNIQUE KEY `b` (`b`) GLOBAL"},
      {"mariadb", "CREATE TABLE t (a int, KEY k (a) IGNORED)", "KEY `k` (`a`) IGNORED"},
      {"mysql",
       "CREATE TABLE p (i int PRIMARY KEY); CREATE TABLE t (a int, FOREIGN KEY x (a) REFERENCES p "
       "(i) ON DELETE SET NULL)",
       "CONSTRAINT `x` FOREIGN KEY (`a`) REFERENCES `p` (`i`) ON DELETE SET NULL"},
      {"mysql",
       "CREATE TABLE p (i int PRIMARY KEY); CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES p "
       "(i), FOREIGN KEY (a) REFERENCES p (i))",
       "CONSTRAINT `t_ibfk_2` FOREIGN KEY (`a`)"},
      {"mysql",
       "CREATE TABLE t (a int CHECK (a > 0), CHECK (a < 9) NOT ENFORCED, CONSTRAINT c CHECK (a <> "
       "5))",
       "CONSTRAINT `t_chk_2` CHECK (a < 9) NOT ENFORCED"},
  };
  check_lines(std::begin(cases), std::end(cases));
}

TEST_CASE("table options and partitions") {
  const Case cases[] = {
      {"mysql",
       "CREATE TABLE t (a int) ENGINE InnoDB, AUTO_INCREMENT = 7 DEFAULT CHARACTER SET utf8mb4 "
       "COLLATE=utf8mb4_bin ROW_FORMAT=DYNAMIC COMMENT='it''s'",
       ") ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin "
       "ROW_FORMAT=DYNAMIC COMMENT='it''s'"},
      {"mysql",
       "CREATE TABLE t (a int) STATS_PERSISTENT=1 DATA DIRECTORY='/d' KEY_BLOCK_SIZE=4 TABLESPACE "
       "ts STORAGE DISK",
       ") DATA DIRECTORY='/d' KEY_BLOCK_SIZE=4 STATS_PERSISTENT=1 STORAGE DISK TABLESPACE=`ts`"},
      {"mysql",
       "CREATE TABLE t (a int) /*!50100 PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (10) "
       "ENGINE = InnoDB COMMENT = 'x', PARTITION p1 VALUES LESS THAN MAXVALUE) */",
       "PARTITION BY RANGE (a) (\n  PARTITION `p0` VALUES LESS THAN (10) COMMENT = 'x' ENGINE = "
       "InnoDB,\n  PARTITION `p1` VALUES LESS THAN MAXVALUE\n)"},
      {"mysql",
       "CREATE TABLE t (a int, b int) PARTITION BY LIST COLUMNS (a, b) (PARTITION p VALUES IN ((1, "
       "2), (3, NULL)))",
       "PARTITION BY LIST COLUMNS (a, b) (\n  PARTITION `p` VALUES IN ((1, 2), (3, NULL))\n)"},
      {"mysql", "CREATE TABLE t (a int) PARTITION BY LINEAR KEY ALGORITHM=2 (a) PARTITIONS 3",
       "PARTITION BY LINEAR KEY ALGORITHM = 2 (a) PARTITIONS 3"},
      {"mysql",
       "CREATE TABLE t (a int, d date) PARTITION BY RANGE (year(d)) SUBPARTITION BY HASH (a) "
       "SUBPARTITIONS 2 (PARTITION p VALUES LESS THAN (2020) (SUBPARTITION s0, SUBPARTITION s1))",
       "SUBPARTITION BY HASH (a) SUBPARTITIONS 2 (\n  PARTITION `p` VALUES LESS THAN (2020) "
       "(SUBPARTITION `s0`, SUBPARTITION `s1`)\n)"},
      {"tidb",
       "CREATE TABLE t (a int PRIMARY KEY, c timestamp) /*T![ttl] TTL=`c` + INTERVAL 3 MONTH */ "
       "/*T![ttl] TTL_ENABLE='ON' */ /*T! SHARD_ROW_ID_BITS=4 */ /*T![placement] PLACEMENT "
       "POLICY=`east` */",
       ") PLACEMENT POLICY=`east` SHARD_ROW_ID_BITS=4 TTL=c + INTERVAL 3 MONTH TTL_ENABLE='ON'"},
      {"mariadb", "CREATE TABLE t (a int) ENGINE=Aria PAGE_CHECKSUM=1 TRANSACTIONAL=1 PAGE_COMPRESSED=1",
       ") ENGINE=Aria PAGE_CHECKSUM=1 PAGE_COMPRESSED=1 TRANSACTIONAL=1"},
      {"mysql", "CREATE TABLE a (i int PRIMARY KEY, x int CHECK (x > 0)) COMMENT='c'; CREATE TABLE t LIKE a",
       "CREATE TABLE `t` (\n  `i` int NOT NULL,\n  `x` int CONSTRAINT `t_chk_1` CHECK (x > 0),\n  "
       "PRIMARY KEY (`i`)"},
  };
  check_lines(std::begin(cases), std::end(cases));
}
