// `plumb ping` on MySQL, MariaDB and TiDB, as people call it.
#include <doctest/doctest.h>

#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_MYSQLCPPCONN && defined(PLUMB_PROGRAM)

#include <fmt/format.h>

#include <string>

#include "plumb/tests/support/program.h"

using namespace plumb;
using namespace plumb::test;

TEST_CASE("ping: MySQL, MariaDB and TiDB, whatever the address calls them") {
  struct Server {
    const char *name, *flavour, *version;
  };
  for (const Server& server : {Server{"mysql_8_0_31", "mysql", "8.0.31"}, Server{"mariadb", "mariadb", "10.11."},
                               Server{"tidb", "tidb", "8.0.11-TiDB-v8.5.0"}}) {
    CAPTURE(std::string(server.name));
    const auto database = MysqlDatabase::on(server.name);
    if (!database) continue;
    for (const char* scheme : {"mysql", "mariadb", "tidb"}) {
      const Said said = plumb_says(
          {"ping", "--url", fmt::format("{}://root@127.0.0.1:{}/{}", scheme, *database->url().port, database->name())});
      CAPTURE(std::string(scheme));
      CHECK(said.exit == 0);
      CHECK(said.has(fmt::format("\n{} {}", server.flavour, server.version)));
      CHECK(said.has("\ntcp, no TLS"));
    }
  }
}

#endif
