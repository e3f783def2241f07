// What the table of facts promises is what the servers do: each class of change is asked for in the promised way and
// done, the next better way is refused, and the rows are written anew where that was said and nowhere else.
#include <doctest/doctest.h>

#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include <fmt/format.h>

#include "plumb/core/base/error.h"
#include "plumb/dialects/mysql/algorithm.h"
#include "plumb/dialects/mysql/dialect.h"

namespace plumb::test {
namespace {

using mysql::Act;
using mysql::Algorithm;

struct Try {
  Act act;
  const char *table, *action;
  const char* on = "";  ///< the one flavour that has it
};

// Columns of every kind, without what narrows the server's ways.
constexpr const char* kPlain =
    "CREATE TABLE t (id int NOT NULL PRIMARY KEY, a int, b varchar(20), c varchar(100), n int NOT NULL DEFAULT 5, "
    "e enum('a','b'), s varchar(40), x text, KEY ka (a), UNIQUE KEY kb (b), CONSTRAINT ck CHECK (a < 100)) "
    "DEFAULT CHARSET=utf8mb4";
constexpr const char* kVirtual = "CREATE TABLE t (id int PRIMARY KEY, a int, v int AS (a + 1) VIRTUAL, z int)";
constexpr const char* kIndexedVirtual =
    "CREATE TABLE t (id int PRIMARY KEY, a int, c int, v int AS (a + 1) VIRTUAL, KEY kv (v))";
constexpr const char* kDividedVirtual =
    "CREATE TABLE t (id int PRIMARY KEY, a int, c int, v int AS (a + 1) VIRTUAL) PARTITION BY HASH (id) PARTITIONS 2";
constexpr const char* kStored = "CREATE TABLE t (id int PRIMARY KEY, a int, s int AS (a + 1) STORED)";
constexpr const char* kRange =
    "CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (10), "
    "PARTITION p1 VALUES LESS THAN (20))";
constexpr const char* kHash = "CREATE TABLE t (a int) PARTITION BY HASH (a) PARTITIONS 4";

const Try kTries[] = {
    {Act::AddColumn, kPlain, "ADD COLUMN q int"},
    {Act::AddColumnInside, kPlain, "ADD COLUMN q int AFTER id"},
    {Act::AddZeroDate, kPlain, "ADD COLUMN q datetime NOT NULL"},
    {Act::AddComputedDefault, kPlain, "ADD COLUMN q json NOT NULL DEFAULT (json_array())", "mysql"},
    {Act::AddComputedDefault, kPlain, "ADD COLUMN q longtext DEFAULT ('')", "mysql"},
    {Act::AddVirtual, kPlain, "ADD COLUMN q int AS (a + 1) VIRTUAL"},
    {Act::AddStored, kPlain, "ADD COLUMN q int AS (a + 1) STORED"},
    {Act::DropColumn, kPlain, "DROP COLUMN c"},
    {Act::DropVirtual, kVirtual, "DROP COLUMN v"},
    {Act::MoveColumn, kPlain, "MODIFY COLUMN c varchar(100) AFTER id"},
    {Act::MoveVirtual, kVirtual, "MODIFY COLUMN z int AFTER id"},
    {Act::RenameColumn, kPlain, "RENAME COLUMN c TO cc"},
    {Act::ChangeDefault, kPlain, "MODIFY COLUMN a int DEFAULT 7"},
    {Act::ChangeComment, kPlain, "MODIFY COLUMN a int COMMENT 'x'"},
    {Act::AppendLabel, kPlain, "MODIFY COLUMN e enum('a','b','c')"},
    {Act::ChangeType, kPlain, "MODIFY COLUMN e enum('a','c','b')"},
    {Act::Widen, kPlain, "MODIFY COLUMN b varchar(30)"},
    {Act::WidenFromShort, kPlain, "MODIFY COLUMN b varchar(200)"},
    {Act::WidenAcross, kPlain, "MODIFY COLUMN s varchar(200)"},
    {Act::SetNotNull, kPlain, "MODIFY COLUMN c varchar(100) NOT NULL"},
    {Act::DropNotNull, kPlain, "MODIFY COLUMN n int DEFAULT 5"},
    {Act::ChangeType, kPlain, "MODIFY COLUMN a bigint"},
    {Act::ChangeCollation, kPlain, "MODIFY COLUMN c varchar(100) COLLATE utf8mb4_bin"},
    {Act::ChangeIndexedCollation, kPlain, "MODIFY COLUMN b varchar(20) COLLATE utf8mb4_bin"},
    {Act::ChangeLabelCollation, kPlain, "MODIFY COLUMN e enum('a','b') COLLATE utf8mb4_bin"},
    {Act::ChangeExpression, kVirtual, "MODIFY COLUMN v int AS (a + 5) VIRTUAL"},
    {Act::AddColumn, kIndexedVirtual, "ADD COLUMN q int", "mariadb"},
    {Act::DropColumn, kIndexedVirtual, "DROP COLUMN c", "mariadb"},
    {Act::MoveColumn, kIndexedVirtual, "MODIFY COLUMN c int AFTER id", "mariadb"},
    {Act::AddColumn, kDividedVirtual, "ADD COLUMN q int", "mariadb"},
    {Act::DropColumn, kDividedVirtual, "DROP COLUMN c", "mariadb"},
    {Act::AddVirtual, kDividedVirtual, "ADD COLUMN q int AS (a + 1) VIRTUAL", "mariadb"},
    {Act::DropVirtual, kDividedVirtual, "DROP COLUMN v", "mariadb"},
    {Act::SetNotNull, kStored, "MODIFY COLUMN a int NOT NULL"},
    {Act::ChangeStored, kStored, "MODIFY COLUMN s int AS (a + 5) STORED"},
    {Act::StartCounting, kPlain, "MODIFY COLUMN id int NOT NULL AUTO_INCREMENT"},
    {Act::StopCounting, "CREATE TABLE t (id int NOT NULL AUTO_INCREMENT PRIMARY KEY)", "MODIFY COLUMN id int NOT NULL"},
    {Act::AddIndex, kPlain, "ADD KEY q (c)"},
    {Act::AddExpressionIndex, kPlain, "ADD KEY q ((lower(c)))", "mysql"},
    {Act::AddUniqueExpressionIndex, kPlain, "ADD UNIQUE KEY q (a, (lower(c)))", "mysql"},
    {Act::AddFulltext, kPlain, "ADD FULLTEXT KEY q (x)"},
    {Act::AddSpatial, "CREATE TABLE t (g point NOT NULL)", "ADD SPATIAL KEY q (g)"},
    {Act::DropIndex, kPlain, "DROP KEY ka"},
    {Act::DropExpressionIndex, "CREATE TABLE t (a int, KEY k ((a + 1)))", "DROP KEY k", "mysql"},
    {Act::DropUniqueExpressionIndex, "CREATE TABLE t (a int, UNIQUE KEY k ((a + 1)))", "DROP KEY k", "mysql"},
    {Act::RenameIndex, kPlain, "RENAME KEY ka TO kz"},
    {Act::ChangeIndexVisibility, kPlain, "ALTER INDEX ka INVISIBLE", "mysql"},
    {Act::ChangeIndexVisibility, kPlain, "ALTER INDEX ka IGNORED", "mariadb"},
    {Act::AddPrimaryKey, "CREATE TABLE t (a int NOT NULL)", "ADD PRIMARY KEY (a)"},
    {Act::DropPrimaryKey, kPlain, "DROP PRIMARY KEY"},
    {Act::ReplacePrimaryKey, kPlain, "DROP PRIMARY KEY, ADD PRIMARY KEY (id, n)"},
    {Act::AddForeignKey, kPlain, "ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id)"},
    {Act::DropForeignKey, "CREATE TABLE t (a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id))",
     "DROP FOREIGN KEY f"},
    {Act::AddCheck, kPlain, "ADD CONSTRAINT q CHECK (n > 0)", "checks"},
    {Act::DropCheck, kPlain, "DROP CONSTRAINT ck", "checks"},
    {Act::TableComment, kPlain, "COMMENT='x'"},
    {Act::DefaultCharset, kPlain, "DEFAULT CHARSET=latin1"},
    {Act::Counter, "CREATE TABLE t (id int NOT NULL AUTO_INCREMENT PRIMARY KEY)", "AUTO_INCREMENT=50"},
    {Act::StoredOption, kPlain, "ROW_FORMAT=COMPACT"},
    {Act::CatalogOption, kPlain, "STATS_PERSISTENT=1"},
    {Act::AddPartition, kRange, "ADD PARTITION (PARTITION p2 VALUES LESS THAN (30))", "mysql"},
    {Act::DropPartition, kRange, "DROP PARTITION p0", "mysql"},
    {Act::AddBuckets, kHash, "COALESCE PARTITION 2", "mysql"},
    {Act::Reorganize, kRange, "REORGANIZE PARTITION p0, p1 INTO (PARTITION q VALUES LESS THAN (20))", "mysql"},
};

bool is_partition(Act act) { return act >= Act::AddPartition; }

class Trial {
 public:
  Trial(Session& session, const Target& target) : session_(session), target_(target) {}

  void run(const Try& t) {
    const mysql::Circumstances circumstances = circumstances_for(t);
    const mysql::Cost cost = mysql::cost_of({t.act}, circumstances, target_);
    const std::string asked = mysql::ask_for({t.act}, cost, circumstances, target_);
    CAPTURE(t.action);
    make(t);
    const std::string before = number();
    CHECK_EQ(alter(t, asked), "");
    // Partitions come and go under numbers of their own.
    if (!is_partition(t.act)) CHECK_EQ(before != number(), cost.algorithm >= Algorithm::Rebuild);
    for (const std::string& better : better_than(cost)) {
      CAPTURE(better);
      make(t);
      CHECK_NE(alter(t, better), "");
    }
  }

 private:
  mysql::Circumstances circumstances_for(const Try& t) const {
    mysql::Circumstances out;
    out.virtual_columns = t.table == kVirtual || t.table == kIndexedVirtual || t.table == kDividedVirtual;
    out.indexed_virtual_columns = t.table == kIndexedVirtual;
    out.partitioned = t.table == kDividedVirtual;
    out.stored_columns = t.table == kStored;
    return out;
  }

  std::vector<std::string> better_than(const mysql::Cost& cost) const {
    if (cost.algorithm == Algorithm::Instant) return {};
    std::vector<std::string> out{"ALGORITHM=INSTANT"};
    if (cost.algorithm == Algorithm::Copy) out.emplace_back("ALGORITHM=INPLACE");
    if (cost.algorithm == Algorithm::Rebuild && target_.flavour == "mariadb") out.emplace_back("ALGORITHM=NOCOPY");
    if (!cost.writes_go_on && cost.algorithm != Algorithm::Copy) out.emplace_back("ALGORITHM=INPLACE, LOCK=NONE");
    return out;
  }

  void make(const Try& t) {
    session_.execute("DROP TABLE IF EXISTS t");
    session_.execute(t.table);
  }
  // What the server says against it.
  std::string alter(const Try& t, const std::string& asked) {
    try {
      session_.execute(is_partition(t.act) ? fmt::format("ALTER TABLE t {}, {}", asked, t.action)
                                           : fmt::format("ALTER TABLE t {}, {}", t.action, asked));
      return {};
    } catch (const Error& e) {
      return e.what();
    }
  }
  // Another one where the rows are in another file.
  std::string number() {
    const char* view = target_.flavour == "mariadb" ? "innodb_sys_tables" : "innodb_tables";
    return session_
        .query(fmt::format("SELECT group_concat(table_id ORDER BY name) FROM information_schema.{} "
                           "WHERE name = concat(database(), '/t') OR name LIKE concat(database(), '/t#%')",
                           view))
        .scalar()
        .value_or("");
  }

  Session& session_;
  const Target& target_;
};

void hold(const std::string& server, const char* flavour, Version version) {
  auto database = MysqlDatabase::on(server);
  if (!database) return;
  const auto session = database->connect();
  const Target target = mysql::dialect().offline_target(flavour, version);
  session->execute("CREATE TABLE p (id int PRIMARY KEY)");
  Trial trial(*session, target);
  const bool checks = target.flavour == "mariadb" || version >= Version{8, 0, 16};
  for (const Try& t : kTries) {
    const std::string on = t.on;
    if (on == "checks" ? checks : on.empty() || on == flavour) trial.run(t);
  }
}

}  // namespace

TEST_CASE("MySQL 8.0.31 does what is promised") { hold("mysql_8_0_31", "mysql", {8, 0, 31}); }
TEST_CASE("MySQL 8.0.15 does what is promised") { hold("mysql_8_0_15", "mysql", {8, 0, 15}); }
TEST_CASE("MariaDB 10.11 does what is promised") { hold("mariadb", "mariadb", {10, 11, 0}); }

}  // namespace plumb::test

#endif
