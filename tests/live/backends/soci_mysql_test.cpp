// What is special when the connection to MySQL is an application's.
#include <doctest/doctest.h>

#include "plumb/tests/live/backends/backends.h"

#if PLUMB_HAS_SOCI_MYSQL

#include <fmt/format.h>
#include <soci/mysql/soci-mysql.h>
#include <soci/soci.h>

#include <string>

#include "plumb/backends/soci/soci_session.h"
#include "plumb/tests/support/failure.h"
#include "plumb/tests/support/mysql.h"

using namespace plumb;
using namespace plumb::test;

namespace {

struct Application {
  std::unique_ptr<MysqlDatabase> database = MysqlDatabase::on("mysql_8_0_31");
  ::soci::session connection;

  explicit Application(const std::string& charset = "utf8mb4") {
    if (!database) return;
    const Url& url = database->url();
    connection.open(::soci::mysql, fmt::format("host={} port={} user={} db={} charset={}", url.host, *url.port,
                                               url.user, url.database, charset));
  }
};

}  // namespace

TEST_CASE("soci on MySQL: a transaction begun here ends here, and the connection stays as it was") {
  Application app;
  if (!app.database) return;
  app.connection << "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES', time_zone = '+03:00'";
  app.connection << "CREATE TABLE t (a text)";
  {
    const auto session = wrap(app.connection);
    const std::vector<Value> args{"a\\'b"};
    CHECK(session->query("SELECT ?", args).scalar() == "a\\'b");  // as the application's mode has it
    int rows = 0;
    const auto count = [&](Row&) { ++rows; };
    session->ask(std::vector<Question>{{"SELECT 1", {}, count}, {"SELECT 2", {}, count}});
    CHECK(rows == 2);
    session->begin();
    session->execute("INSERT INTO t VALUES ('x')");
  }
  int rows = 1;
  app.connection << "SELECT count(*) FROM t", ::soci::into(rows);
  CHECK(rows == 0);
  std::string text;
  app.connection << "SELECT CONCAT(@@sql_mode, ' ', @@time_zone)", ::soci::into(text);
  CHECK(text == "NO_BACKSLASH_ESCAPES +03:00");
  // Two statements at once are an injection to somebody who has not asked for them.
  CHECK_THROWS(app.connection << "SELECT 1; SELECT 2");
}

TEST_CASE("soci on MySQL: text goes past SOCI's own parser, and BIT is a number") {
  Application app;
  if (!app.database) return;
  const auto session = wrap(app.connection);
  session->execute("CREATE TABLE `a:b` (`c:d` bigint unsigned DEFAULT 18446744073709551615, e bit(10) DEFAULT 513)");
  session->execute("INSERT INTO `a:b` VALUES ()");
  CHECK(session->query("SELECT `c:d` /* :x */, e FROM `a:b`").rows.at(0) == Row{"18446744073709551615", "513"});
}

TEST_CASE("soci on MySQL: a connection in another charset is refused") {
  Application app("latin1");
  if (!app.database) return;
  CHECK(
      failure_of([&] { wrap(app.connection); }) ==
      "unsupported: the MySQL connection speaks `latin1`, and plumb speaks UTF-8: connect with the charset utf8mb4, or "
      "run SET NAMES utf8mb4 first");
  app.connection << "SET NAMES utf8mb4";
  CHECK(wrap(app.connection)->query("SELECT 'ä'").scalar() == "ä");
}

#endif
