// What the servers hold for the same is the same, and what they tell apart stays apart.
#include "reading.h"

#include "plumb/core/model/schema.h"

namespace {

struct Pair {
  const char* flavour;
  const char* a;
  const char* b;
};

std::string text_of(const plumb::Schema& schema, std::string_view flavour) {
  return plumb::sql::write(schema, plumb::mysql::syntax(flavour));
}

void check_equal(const Pair* from, const Pair* to, bool equal) {
  for (const Pair* p = from; p != to; ++p) {
    const plumb::Schema a = mysql_test::canonical(p->a, p->flavour), b = mysql_test::canonical(p->b, p->flavour);
    INFO(text_of(a, p->flavour));
    INFO(text_of(b, p->flavour));
    CHECK((a == b) == equal);
  }
}

}  // namespace

TEST_CASE("types have one name") {
  const Pair pairs[] = {
      {"mysql", "CREATE TABLE t (a INTEGER, b int(11), c BIGINT(20) UNSIGNED, d middleint)",
       "CREATE TABLE t (a int, b int, c bigint unsigned, d mediumint)"},
      {"mysql", "CREATE TABLE t (a bool, b dec, c numeric(5), d fixed(6,2), e bit)",
       "CREATE TABLE t (a tinyint(1), b decimal(10,0), c decimal(5,0), d decimal(6,2), e bit(1))"},
      {"mysql", "CREATE TABLE t (a double precision, b real, c float(25), d float(7), e float4)",
       "CREATE TABLE t (a double, b double, c double, d float, e float)"},
      {"mysql", "CREATE TABLE t (a int(5) zerofill, b tinyint(3), c year(4), d datetime(0), e char)",
       "CREATE TABLE t (a int(5) unsigned zerofill, b tinyint, c year, d datetime, e char(1))"},
      {"mysql", "CREATE TABLE t (a text(10), b text(100), c blob(70000), d long varchar)",
       "CREATE TABLE t (a tinytext, b text, c mediumblob, d mediumtext)"},
      {"mysql", "CREATE TABLE t (a nchar(4), b nvarchar(9), c char(3) byte, d text charset binary)",
       "CREATE TABLE t (a char(4) charset utf8mb3, b varchar(9) charset utf8, c binary(3), d "
       "blob)"},
      {"mysql", "CREATE TABLE t (a serial)",
       "CREATE TABLE t (a bigint unsigned NOT NULL AUTO_INCREMENT, UNIQUE KEY a (a))"},
      {"mysql", "CREATE TABLE t (a enum('x ','y'))", "CREATE TABLE t (a enum('x','y'))"},
      {"mariadb", "CREATE TABLE t (a int, b bigint unsigned, c tinyint)",
       "CREATE TABLE t (a int(11), b bigint(20) unsigned, c tinyint(4))"},
      {"mariadb", "CREATE TABLE t (a json)",
       "CREATE TABLE t (a longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin CHECK "
       "(json_valid(`a`)))"},
      {"tidb", "CREATE TABLE t (a bigint AUTO_RANDOM PRIMARY KEY)",
       "CREATE TABLE t (a bigint NOT NULL AUTO_RANDOM(5), PRIMARY KEY (a) CLUSTERED)"},
  };
  check_equal(std::begin(pairs), std::end(pairs), true);
  const Pair others[] = {
      {"mysql", "CREATE TABLE t (a tinyint(1))", "CREATE TABLE t (a tinyint)"},
      {"mysql", "CREATE TABLE t (a int(5) zerofill)", "CREATE TABLE t (a int(6) zerofill)"},
      {"mysql", "CREATE TABLE t (a timestamp)", "CREATE TABLE t (a timestamp(3))"},
      {"mysql", "CREATE TABLE t (a enum('x','y'))", "CREATE TABLE t (a enum('y','x'))"},
      {"mariadb", "CREATE TABLE t (a int(11))", "CREATE TABLE t (a int(10))"},
  };
  check_equal(std::begin(others), std::end(others), false);
}

TEST_CASE("display widths are kept by servers before 8.0.19") {
  const char* sql = "CREATE TABLE t (a int)";
  CHECK(mysql_test::canonical(sql, "mysql", {8, 0, 18}) ==
        mysql_test::canonical("CREATE TABLE t (a int(11))", "mysql", {8, 0, 18}));
  CHECK_FALSE(mysql_test::canonical(sql, "mysql", {8, 0, 18}) ==
              mysql_test::canonical("CREATE TABLE t (a int(9))", "mysql", {8, 0, 18}));
}

TEST_CASE("defaults have one spelling") {
  const Pair pairs[] = {
      {"mysql",
       "CREATE TABLE t (a int DEFAULT '1', b int DEFAULT -0, c int DEFAULT '1.6', d int DEFAULT "
       "1e2, e int DEFAULT x'10')",
       "CREATE TABLE t (a int DEFAULT 1, b int DEFAULT 0, c int DEFAULT 2, d int DEFAULT 100, e "
       "int DEFAULT 16)"},
      {"mysql",
       "CREATE TABLE t (a decimal(10,2) DEFAULT 0, b decimal(4,1) DEFAULT '9.96', c double DEFAULT "
       "'0.10')",
       "CREATE TABLE t (a decimal(10,2) DEFAULT '0.00', b decimal(4,1) DEFAULT 10.0, c double "
       "DEFAULT 0.1)"},
      {"mysql", "CREATE TABLE t (a bool DEFAULT true, b bool DEFAULT FALSE, c int DEFAULT NULL)",
       "CREATE TABLE t (a tinyint(1) DEFAULT '1', b tinyint(1) DEFAULT '0', c int)"},
      {"mysql", "CREATE TABLE t (a bit(8) DEFAULT 5, b bit(8) DEFAULT b'00000101', c bit(8) DEFAULT 0x05)",
       "CREATE TABLE t (a bit(8) DEFAULT b'101', b bit(8) DEFAULT b'101', c bit(8) DEFAULT "
       "b'101')"},
      {"mysql",
       "CREATE TABLE t (a varchar(9) DEFAULT \"x\", b varchar(9) DEFAULT _utf8mb4'x', c varchar(9) "
       "DEFAULT 0x78, d varchar(9) DEFAULT 1.50)",
       "CREATE TABLE t (a varchar(9) DEFAULT 'x', b varchar(9) DEFAULT 'x', c varchar(9) DEFAULT "
       "'x', d varchar(9) DEFAULT '1.50')"},
      {"mysql",
       "CREATE TABLE t (a enum('x','y') DEFAULT 'X', b set('x','y') DEFAULT 'y,x', c char(3) "
       "DEFAULT 'a  ')",
       "CREATE TABLE t (a enum('x','y') DEFAULT 'x', b set('x','y') DEFAULT 'x,y', c char(3) "
       "DEFAULT 'a')"},
      {"mysql",
       "CREATE TABLE t (a date DEFAULT 20200131, b datetime DEFAULT '2020-01-31', c datetime(3) "
       "DEFAULT '2020-01-31T10:20:30.5', d time(3) DEFAULT '10:20:30.5')",
       "CREATE TABLE t (a date DEFAULT '2020-01-31', b datetime DEFAULT '2020-01-31 00:00:00', c "
       "datetime(3) DEFAULT '2020-01-31 10:20:30.500', d time(3) DEFAULT '10:20:30.500')"},
      {"mysql",
       "CREATE TABLE t (a datetime DEFAULT now(), b timestamp(6) DEFAULT localtimestamp(6) ON "
       "UPDATE now(6))",
       "CREATE TABLE t (a datetime DEFAULT CURRENT_TIMESTAMP, b timestamp(6) NULL DEFAULT "
       "CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6))"},
      {"mysql", "CREATE TABLE t (a varchar(9) DEFAULT (LCASE('AB')))",
       "CREATE TABLE t (a varchar(9) DEFAULT (lower(_utf8mb4'AB')))"},
      {"tidb", "CREATE TABLE t (a datetime DEFAULT (now()))", "CREATE TABLE t (a datetime DEFAULT CURRENT_TIMESTAMP)"},
      {"mariadb", "CREATE TABLE t (a int DEFAULT (1), b varchar(40) DEFAULT (uuid()))",
       "CREATE TABLE t (a int DEFAULT 1, b varchar(40) DEFAULT uuid())"},
  };
  check_equal(std::begin(pairs), std::end(pairs), true);
  const Pair others[] = {
      {"mysql", "CREATE TABLE t (a int DEFAULT 1)", "CREATE TABLE t (a int DEFAULT (1))"},
      {"mysql", "CREATE TABLE t (a varchar(9) DEFAULT 'NULL')", "CREATE TABLE t (a varchar(9) DEFAULT NULL)"},
      {"mysql", "CREATE TABLE t (a varchar(20) DEFAULT 'CURRENT_TIMESTAMP')", "CREATE TABLE t (a varchar(20))"},
      {"mysql", "CREATE TABLE t (a varchar(9) DEFAULT '1.5')", "CREATE TABLE t (a varchar(9) DEFAULT 1.50)"},
  };
  check_equal(std::begin(others), std::end(others), false);
}

TEST_CASE("charsets and collations are those that the column has in the end") {
  const Pair pairs[] = {
      {"mysql", "CREATE TABLE t (a varchar(9)) CHARSET=utf8",
       "CREATE TABLE t (a varchar(9) COLLATE utf8mb3_general_ci) CHARSET=utf8mb3"},
      {"mysql", "CREATE TABLE t (a varchar(9) COLLATE utf8mb4_unicode_ci) COLLATE=utf8mb4_unicode_ci",
       "CREATE TABLE t (a varchar(9)) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci"},
      {"mysql", "CREATE TABLE t (a varchar(9) CHARACTER SET utf8mb4) COLLATE=utf8mb4_bin",
       "CREATE TABLE t (a varchar(9) COLLATE utf8mb4_0900_ai_ci) COLLATE=utf8mb4_bin"},
      {"mysql", "CREATE TABLE t (a varchar(9) binary)", "CREATE TABLE t (a varchar(9) COLLATE utf8mb4_bin)"},
      {"mysql", "CREATE DATABASE shop CHARACTER SET latin1; CREATE TABLE t (a varchar(9))",
       "CREATE DATABASE shop CHARACTER SET latin1; CREATE TABLE t (a varchar(9)) COLLATE "
       "latin1_swedish_ci"},
      {"mysql", "CREATE TABLE t (a varchar(9)) CHARSET=latin1; ALTER TABLE t DEFAULT CHARSET=utf8mb4",
       "CREATE TABLE t (a varchar(9) CHARACTER SET latin1) CHARSET=utf8mb4"},
      {"tidb", "CREATE TABLE t (a varchar(9) CHARSET latin1)", "CREATE TABLE t (a varchar(9) COLLATE latin1_bin)"},
  };
  check_equal(std::begin(pairs), std::end(pairs), true);
}

TEST_CASE("keys: names, defaults and what the server adds") {
  const Pair pairs[] = {
      {"mysql", "CREATE TABLE t (a int, KEY (a), KEY (a))", "CREATE TABLE t (a int, KEY a_2 (a), KEY a (a))"},
      {"mysql", "CREATE TABLE t (a varchar(20), KEY k (a(20)) USING HASH)",
       "CREATE TABLE t (a varchar(20), KEY k (A) USING BTREE)"},
      {"mysql", "CREATE TABLE t (a int, CONSTRAINT pk PRIMARY KEY (a))", "CREATE TABLE t (a int PRIMARY KEY)"},
      {"mysql",
       "CREATE TABLE p (i int PRIMARY KEY); CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES p "
       "(i) MATCH FULL)",
       "CREATE TABLE p (i int PRIMARY KEY); CREATE TABLE t (a int, KEY a (a), CONSTRAINT t_ibfk_1 "
       "FOREIGN KEY (a) REFERENCES p (i))"},
      {"mysql",
       "CREATE TABLE p (i int PRIMARY KEY); CREATE TABLE t (a int, CONSTRAINT f FOREIGN KEY (a) "
       "REFERENCES p (i))",
       "CREATE TABLE p (i int PRIMARY KEY); CREATE TABLE t (a int, KEY f (a), CONSTRAINT f FOREIGN "
       "KEY (a) REFERENCES p (i))"},
      {"tidb",
       "CREATE TABLE p (i int PRIMARY KEY); CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES p "
       "(i))",
       "CREATE TABLE p (i int PRIMARY KEY); CREATE TABLE t (a int, KEY fk_1 (a), CONSTRAINT fk_1 "
       "FOREIGN KEY (a) REFERENCES p (i))"},
      {"tidb", "CREATE TABLE t (a int, KEY k (a DESC))", "CREATE TABLE t (a int, KEY k (a))"},
      {"tidb", "CREATE TABLE t (a int CHECK (a > 0))", "CREATE TABLE t (a int)"},
      {"mariadb",
       "CREATE TABLE p (i int PRIMARY KEY); CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES p "
       "(i) ON DELETE RESTRICT)",
       "CREATE TABLE p (i int PRIMARY KEY); CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES p "
       "(i))"},
  };
  check_equal(std::begin(pairs), std::end(pairs), true);
  const Pair others[] = {
      {"mysql", "CREATE TABLE t (a int, KEY k (a DESC))", "CREATE TABLE t (a int, KEY k (a))"},
      {"mysql", "CREATE TABLE t (a varchar(20), KEY k (a(10)))", "CREATE TABLE t (a varchar(20), KEY k (a))"},
      {"mysql", "CREATE TABLE t (a int CHECK (a > 0))", "CREATE TABLE t (a int CHECK (a > 0) NOT ENFORCED)"},
      {"tidb", "CREATE TABLE t (a int PRIMARY KEY NONCLUSTERED)", "CREATE TABLE t (a int PRIMARY KEY)"},
  };
  check_equal(std::begin(others), std::end(others), false);
}

TEST_CASE("expressions are what the server makes of them") {
  struct {
    const char* flavour;
    const char* written;
    const char* stored;
  } const cases[] = {
      {"mysql", "NOT (a > 0 OR b IN (1, 2))", "((`a` <= 0) and (`b` not in (1,2)))"},
      {"mysql", "!a", "(0 = `a`)"},
      {"mysql", "a || b > 1", "((0 <> `a`) or (`b` > 1))"},
      {"mysql", "a IS UNKNOWN AND ISNULL(b)", "((`a` is null) and (`b` is null))"},
      {"mysql", "a IN (1)", "(`a` = 1)"},
      {"mysql", "MOD(a, 2) = 1", "((`a` % 2) = 1)"},
      {"mysql", "a > -1", "(`a` > -(1))"},
      {"mysql", "s RLIKE '^x'", "regexp_like(`s`,_utf8mb4'^x')"},
      {"mysql", "SUBSTRING(s FROM 1 FOR 2) = 'x'", "(substr(`s`,1,2) = _utf8mb4'x')"},
      {"mysql", "s <> N'x' AND instr(s, '@') > 0", "((`s` <> _utf8mb3'x') and (locate(_utf8mb4'@',`s`) > 0))"},
      {"mysql", "j->>'$.a' = 'x'", "(json_unquote(json_extract(`j`,_utf8mb4'$.a')) = _utf8mb4'x')"},
      {"mysql", "d > DATE_ADD('2020-01-01', INTERVAL 1 DAY)", "(`d` > (_utf8mb4'2020-01-01' + interval 1 day))"},
      {"mysql", "BINARY s = 'x'", "(cast(`s` as char charset binary) = _utf8mb4'x')"},
      {"mysql", "(a, b) = (1, 2)", "((`a` = 1) and (`b` = 2))"},
      {"mariadb", "a AND NOT b", "`a` <> 0 and `b` = 0"},
      {"mariadb", "UPPER(s) = s", "ucase(`s`) = `s`"},
      {"mariadb", "a = TRUE", "`a` = 1"},
  };
  const auto table = [](std::string_view check) {
    return "CREATE TABLE t (a int, b int, s varchar(9), d date, j text, CHECK (" + std::string(check) + "))";
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.written));
    CHECK(mysql_test::canonical(table(c.written), c.flavour).tables.find(plumb::QualifiedName("t"))->checks ==
          mysql_test::canonical(table(c.stored), c.flavour).tables.find(plumb::QualifiedName("t"))->checks);
  }
}

TEST_CASE("what the servers work out of a default, a key and a call") {
  const Pair pairs[] = {
      {"mysql", "CREATE TABLE t (a datetime DEFAULT '2020-01-01 00:20:30+02:00')",
       "CREATE TABLE t (a datetime DEFAULT '2019-12-31 22:20:30')"},
      {"tidb", "CREATE TABLE t (a datetime(1) DEFAULT '2020-01-01 10:20:30.5-00:30')",
       "CREATE TABLE t (a datetime(1) DEFAULT '2020-01-01 10:50:30.5')"},
      {"mysql", "CREATE TABLE t (j json, CHECK (JSON_VALUE(j, '$.a') = 'x'))",
       "CREATE TABLE t (j json, CHECK (json_value(j, '$.a' returning char(512)) = 'x'))"},
      {"mariadb",
       "CREATE TABLE t (a text, b blob, c tinytext, d varchar(1000), e text CHARSET latin1, KEY a (a), KEY b (b), "
       "KEY c (c), KEY d (d), KEY e (e))",
       "CREATE TABLE t (a text, b blob, c tinytext, d varchar(1000), e text CHARSET latin1, KEY a (a(768)), "
       "KEY b (b(3072)), KEY c (c(255)), KEY d (d(768)), KEY e (e(3072)))"},
  };
  check_equal(std::begin(pairs), std::end(pairs), true);
  const auto key = [](const char* sql) {
    return mysql_test::canonical(sql, "mariadb").tables.find(plumb::QualifiedName("t"))->indexes.front().parts.front();
  };
  CHECK_FALSE(key("CREATE TABLE t (a text, UNIQUE KEY a (a))").prefix_length.has_value());
  CHECK_FALSE(key("CREATE TABLE t (a varchar(100), KEY a (a))").prefix_length.has_value());
  // Another type of the answer is another call.
  CHECK_FALSE(mysql_test::canonical("CREATE TABLE t (j json, CHECK (json_value(j, '$.a' returning char(12)) = 'x'))") ==
              mysql_test::canonical("CREATE TABLE t (j json, CHECK (json_value(j, '$.a') = 'x'))"));
}

TEST_CASE("options that say nothing") {
  const Pair pairs[] = {
      {"mysql",
       "CREATE TABLE t (a int) ENGINE=innodb, INSERT_METHOD=LAST ENCRYPTION='n' PACK_KEYS=DEFAULT "
       "AUTO_INCREMENT=1",
       "CREATE TABLE t (a int)"},
      {"mysql", "CREATE TABLE t (a int) PARTITION BY HASH (a)",
       "CREATE TABLE t (a int) PARTITION BY HASH (`a`) PARTITIONS 1"},
      {"mysql",
       "CREATE TABLE t (d date) PARTITION BY RANGE (to_days(d)) (PARTITION p VALUES LESS THAN "
       "(to_days('2020-01-01')), PARTITION q VALUES LESS THAN (737790 + 10) ENGINE=InnoDB)",
       "CREATE TABLE t (d date) PARTITION BY RANGE (TO_DAYS(`d`)) (PARTITION p VALUES LESS THAN "
       "(737790), PARTITION q VALUES LESS THAN (737800))"},
      {"tidb", "CREATE TABLE t (a int) ENGINE=MyISAM STATS_PERSISTENT=1 ROW_FORMAT=COMPACT", "CREATE TABLE t (a int)"},
      {"tidb",
       "CREATE TABLE t (c datetime) TTL=`c` + INTERVAL 3 MONTH TTL_ENABLE='ON' "
       "TTL_JOB_INTERVAL='24h'",
       "CREATE TABLE t (c datetime) TTL = c + INTERVAL 3 MONTH"},
  };
  check_equal(std::begin(pairs), std::end(pairs), true);
}

namespace {

std::string view_of(std::string_view query, std::string_view flavour = "mysql") {
  const std::string sql =
      "CREATE TABLE c (id int, name varchar(9)); CREATE TABLE o (id int, c_id int, n int); " + std::string(query);
  const plumb::Schema schema = mysql_test::canonical(sql, flavour);
  const plumb::View& view = *schema.views.begin();
  std::string columns;
  for (const std::string& column : view.columns) columns += column + ",";
  return columns + view.query.canonical;
}

}  // namespace

TEST_CASE("views: what the author wrote and what the server keeps are one") {
  const auto same = [](std::string_view written, std::string_view stored, std::string_view flavour = "mysql") {
    CHECK(view_of(written, flavour) == view_of(stored, flavour));
  };
  same("CREATE VIEW v AS SELECT * FROM c", "CREATE VIEW v AS select `c`.`id` AS `id`,`c`.`name` AS `name` from `c`");
  same(
      "CREATE VIEW v AS SELECT c.id, count(*) FROM c, o WHERE o.c_id = c.id GROUP BY 1 ORDER BY 2 DESC",
      "CREATE VIEW v AS select `c`.`id` AS `id`,count(0) AS `count(*)` from (`c` join `o`) where (`o`.`c_id` = `c`.`id`) "
      "group by `c`.`id` order by count(0) desc");
  same(
      "CREATE VIEW v AS SELECT * FROM c JOIN o USING (id)",
      "CREATE VIEW v AS select `c`.`id` AS `id`,`c`.`name` AS `name`,`o`.`c_id` AS `c_id`,`o`.`n` AS `n` from (`c` join `o` "
      "on((`c`.`id` = `o`.`id`)))");
  same("CREATE VIEW v AS SELECT c.id FROM c RIGHT JOIN o ON o.c_id = c.id",
       "CREATE VIEW v AS select `c`.`id` AS `id` from (`o` left join `c` on((`o`.`c_id` = `c`.`id`)))");
  same("CREATE VIEW v (a) AS SELECT id FROM c", "CREATE VIEW v AS select `c`.`id` AS `a` from `c`", "mariadb");
  same("CREATE VIEW v AS SELECT id FROM c", "CREATE VIEW v (`id`) AS SELECT `id` AS `id` FROM `shop`.`c`", "tidb");
}

TEST_CASE("views: what differs stays different") {
  const std::string one = view_of("CREATE VIEW v AS SELECT id FROM c");
  for (const char* other :
       {"CREATE VIEW v AS SELECT name FROM c", "CREATE VIEW v AS SELECT id AS x FROM c",
        "CREATE VIEW v AS SELECT id FROM o", "CREATE VIEW v AS SELECT DISTINCT id FROM c",
        "CREATE VIEW v AS SELECT id FROM c LIMIT 1", "CREATE VIEW v AS SELECT id FROM c WHERE id > 0",
        "CREATE VIEW v AS SELECT c.id FROM c JOIN o"})
    CHECK(view_of(other) != one);
  CHECK(view_of("CREATE VIEW v AS SELECT c.id FROM c LEFT JOIN o ON c.id = o.id") !=
        view_of("CREATE VIEW v AS SELECT c.id FROM c JOIN o ON c.id = o.id"));
}

TEST_CASE("triggers of one moment stand in line") {
  const std::string table = "CREATE TABLE t (a int); ";
  const auto order = [&](std::string_view sql, const char* name) {
    return mysql_test::schema_of(table + std::string(sql)).triggers.find({{"t"}, name})->order;
  };
  const std::string x = "CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET @a = 1; ";
  const std::string y = "CREATE TRIGGER y BEFORE INSERT ON t FOR EACH ROW SET @a = 2; ";
  CHECK(order(x + y, "y") == "follows x");
  CHECK(order(x + y + "DROP TRIGGER x;", "y") == "");
  const std::string before = x + y + "CREATE TRIGGER z BEFORE INSERT ON t FOR EACH ROW PRECEDES y SET @a = 3;";
  CHECK(order(before, "z") == "follows x");
  CHECK(order(before, "y") == "follows z");
  CHECK(order(x + "CREATE TRIGGER y AFTER INSERT ON t FOR EACH ROW SET @a = 2;", "y") == "");
}
