// `plumb ping` and `plumb wait` on MySQL, MariaDB and TiDB, as people call them.
#include <doctest/doctest.h>

#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_MYSQLCPPCONN && defined(PLUMB_PROGRAM)

#include <fmt/format.h>
#include <sys/wait.h>

#include <cstdio>
#include <string>

#include "plumb/tests/support/cutting_proxy.h"

using namespace plumb;
using namespace plumb::test;

namespace {

struct Said {
  std::string text;
  int exit = -1;
};

/// Both streams together.
Said plumb_says(const std::string& arguments) {
  Said out;
  std::FILE* pipe = ::popen(fmt::format("cd / && {} {} 2>&1", PLUMB_PROGRAM, arguments).c_str(), "r");
  REQUIRE(pipe != nullptr);
  char buffer[4096];
  for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.text.append(buffer, n);
  out.exit = WEXITSTATUS(::pclose(pipe));
  return out;
}

bool has(const Said& said, const std::string& words) { return said.text.find(words) != std::string::npos; }

}  // namespace

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
          fmt::format("ping --url {}://root@127.0.0.1:{}/{}", scheme, *database->url().port, database->name()));
      CAPTURE(std::string(scheme));
      CHECK(said.exit == 0);
      CHECK(has(said, fmt::format("\n{} {}", server.flavour, server.version)));
      CHECK(has(said, "\ntcp, no TLS"));
    }
  }
}

TEST_CASE("wait and ping: a MySQL server that wakes up is waited for, a wrong password is not") {
  const auto database = MysqlDatabase::on("mysql_8_0_31");
  if (!database) return;
  CuttingProxy proxy("127.0.0.1", *database->url().port);
  const std::string user = database->account("IDENTIFIED BY 'hunter2'");
  const auto address = [&](const char* password) {
    return fmt::format("mysql://{}:{}@127.0.0.1:{}/{}", user, password, proxy.port(), database->name());
  };
  CHECK(has(plumb_says("wait --timeout 10s --url " + address("hunter2")), " answers after "));
  Said said = plumb_says("wait --timeout 60s --url " + address("guess"));
  CHECK(said.exit == 1);
  CHECK(has(said, "Access denied for user"));
  CHECK_FALSE(has(said, "guess"));
  proxy.refuse();
  said = plumb_says("wait --timeout 300ms --url " + address("hunter2"));
  CHECK(said.exit == 5);
  CHECK(has(said, "did not answer within 300 ms: cannot connect to"));
  CHECK_FALSE(has(said, "hunter2"));
}

#endif
