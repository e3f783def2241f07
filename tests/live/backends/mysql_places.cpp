// MySQL, TiDB and MariaDB, by our own connection and by a soci::session.
#include "plumb/tests/live/backends/backends.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include <fmt/format.h>

#include "plumb/backends/mysqlcppconn/mysqlcppconn_session.h"
#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_SOCI_MYSQL
#include <soci/mysql/soci-mysql.h>

#include "plumb/tests/live/backends/soci_place.h"
#endif

namespace plumb::test {
namespace {

constexpr std::chrono::milliseconds lock_timeout{1000};

Traits mysql_traits(const char* backend) {
  return {
      .backend = backend,
      .dialect = "mysql",
      .transport = "tcp",
      .bytes_type = "longblob",
      .text_type = "longtext",
      .longest = 8'000'000,
      .text_holds_nul = true,
      .ddl_rolls_back = false,
      .ticks = true,
      .series =
          "WITH d AS (SELECT 0 AS i UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION "
          "ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9) "
          "SELECT * FROM (SELECT 1 + a.i + 10 * b.i + 100 * c.i + 1000 * e.i + 10000 * f.i + 100000 * g.i AS i "
          "FROM d a, d b, d c, d e, d f, d g) n WHERE i <= ?",
      .endless = "SELECT count(*) FROM (SELECT 1 AS i UNION ALL SELECT 2) t WHERE SLEEP(600) = 0",
      .samples = {{"SELECT 0", "0"},
                  {"SELECT 9223372036854775807", "9223372036854775807"},
                  {"SELECT -9223372036854775808", "-9223372036854775808"},
                  {"SELECT 18446744073709551615", "18446744073709551615"},
                  {"SELECT CAST(1234567890123456789.0100 AS DECIMAL(38, 4))", "1234567890123456789.0100"},
                  {"SELECT 0.1e0 + 0.2e0", "0.30000000000000004"},
                  {"SELECT 1e300", "1e300"},
                  {"SELECT 1.5e-9", "0.0000000015"},
                  {"SELECT ''", ""},
                  {"SELECT true", "1"},
                  {"SELECT x''", ""},
                  {"SELECT x'c3a4'", "\xc3\xa4"},
                  {"SELECT 'it''s', '\\''", "it's"},
                  {"SELECT \"it's ?\"", "it's ?"},
                  {"SELECT 1 AS `?`", "1"},
                  {"SELECT 3--1", "4"},
                  {"SELECT 1 # ?", "1"},
                  {"SELECT /*! 7 + */ 1 ; # ;", "8"},
                  {"SELECT JSON_EXTRACT('{\"b\": 1, \"a\": [2]}', '$.a')", "[2]"},
                  {"SELECT CAST('0001-01-01' AS DATE)", "0001-01-01"},
                  {"SELECT TIME '-01:02:03.5'", "-01:02:03.5"},
                  {"SELECT TIMESTAMP '2024-02-29 12:00:00.123456'", "2024-02-29 12:00:00.123456"},
                  {"SELECT @@SESSION.time_zone", "+00:00"}},
      .syntax = "42000",
      .no_table = "42S02",
      .not_null = "23000",
      .unique = "23000",
      .check = "HY000",
      .foreign_key = "23000",
      .nested = "25001",
  };
}

Traits mariadb_traits() {
  Traits out = mysql_traits("mysqlcppconn");
  out.check = "23000";
  return out;
}

Traits old_mysql_traits() {
  Traits out = mysql_traits("mysqlcppconn");
  out.check = "no failure";  // before 8.0.16 a check is read and forgotten
  return out;
}

Traits tidb_traits() {
  Traits out = mysql_traits("mysqlcppconn");
  out.check = nullptr;      // as tidb_enable_check_constraint is, of the whole server
  out.longest = 2'000'000;  // txn-entry-size-limit
  // SLEEP comes back from KILL as if its time were over.
  out.endless =
      "SELECT count(*) FROM information_schema.columns a, information_schema.columns b, "
      "information_schema.columns c, information_schema.columns d";
  // DDL waits for transactions without an end, rows are waited for as long as one says.
  out.waits = "INSERT INTO t VALUES (1)";
  return out;
}

class Server final : public Place {
 public:
  explicit Server(std::unique_ptr<MysqlDatabase> database) : database_(std::move(database)) {}
  std::unique_ptr<Session> connect() override {
    return mysqlcppconn::open(database_->url(), {.lock_timeout = lock_timeout});
  }

 private:
  std::unique_ptr<MysqlDatabase> database_;
};

template <class Kind>
std::unique_ptr<Place> place_on(const char* server) {
  auto database = MysqlDatabase::on(server);
  return database ? std::make_unique<Kind>(std::move(database)) : nullptr;
}

}  // namespace

const Traits Mysql::traits = mysql_traits("mysqlcppconn");
std::unique_ptr<Place> Mysql::place() { return place_on<Server>("mysql_8_0_31"); }
const Traits OldMysql::traits = old_mysql_traits();
std::unique_ptr<Place> OldMysql::place() { return place_on<Server>("mysql_8_0_15"); }
const Traits Mariadb::traits = mariadb_traits();
std::unique_ptr<Place> Mariadb::place() { return place_on<Server>("mariadb"); }
const Traits Tidb::traits = tidb_traits();
std::unique_ptr<Place> Tidb::place() { return place_on<Server>("tidb"); }

#if PLUMB_HAS_SOCI_MYSQL
const Traits SociMysql::traits = mysql_traits("soci");
std::unique_ptr<SociPlace> SociMysql::place() {
  const std::shared_ptr<MysqlDatabase> database = MysqlDatabase::on("mysql_8_0_31");
  if (!database) return nullptr;
  const Url& url = database->url();  // SOCI takes no address of the form mysql://
  return std::make_unique<SociPlace>(
      database, ::soci::mysql,
      fmt::format("host={} port={} user={} db={} charset=utf8mb4", url.host, *url.port, url.user, url.database),
      fmt::format("SET lock_wait_timeout = {}, time_zone = '+00:00'",
                  std::chrono::duration_cast<std::chrono::seconds>(lock_timeout).count()));
}
#endif

}  // namespace plumb::test

#endif
