// MySQL and MariaDB servers that take little, or nothing.
#include <doctest/doctest.h>

#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include "plumb/backends/mysqlcppconn/mysqlcppconn_session.h"
#include "plumb/tests/support/failure.h"

using namespace plumb;
using namespace plumb::test;

TEST_CASE("mysqlcppconn: a server that takes little at once, and one that only reads") {
  for (const char* server : {"mysql_8_0_31", "mariadb"}) {
    CAPTURE(std::string(server));
    const auto own = OwnMysql::start(server, "--max-allowed-packet=1M");
    if (!own) continue;
    const auto root = mysqlcppconn::open(own->url());
    int rows = 0;
    const std::vector<Question> questions(10, {"SELECT LENGTH(?)", {std::string(400'000, 'x')}, [&](Row&) { ++rows; }});
    root->ask(questions);
    CHECK(rows == 10);
    const std::vector<Value> args{std::string(2'000'000, 'x')};
    CHECK(failure_of([&] { root->query("SELECT LENGTH(?)", args); }) ==
          "statement 08S01: the statement has 2000017 bytes, and the server takes 1048576 at once; raise its "
          "max_allowed_packet");
    CHECK(root->query("SELECT 1").scalar() == "1");

    root->execute("CREATE DATABASE d");
    root->execute("CREATE USER reader IDENTIFIED BY 'x'");
    root->execute("GRANT ALL PRIVILEGES ON d.* TO reader");
    root->execute("SET GLOBAL read_only = 1");
    Url url = own->url();
    url.user = "reader", url.password = "x", url.database = "d";
    const std::string said = failure_of([&] { mysqlcppconn::open(url)->execute("CREATE TABLE t (a integer)"); });
    CHECK(said.starts_with("statement HY000: "));
    CHECK(said.find("--read-only") != std::string::npos);
  }
}

#endif
