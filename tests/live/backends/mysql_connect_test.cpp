// How connections to MySQL, MariaDB and TiDB come about and why they do not: addresses, passwords, TLS, servers that
// start.
#include <doctest/doctest.h>

#include "plumb/tests/live/backends/mysql_each.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include <fmt/format.h>

#include <chrono>
#include <string>

#include "plumb/backends/mysqlcppconn/mysqlcppconn_session.h"
#include "plumb/core/base/text.h"
#include "plumb/tests/support/environment.h"
#include "plumb/tests/support/failure.h"

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;

namespace {

std::string refusal(const Url& url, std::chrono::milliseconds timeout = 10s) {
  std::string said = failure_of([&] { mysqlcppconn::open(url, {.connect_timeout = timeout}); });
  if (!url.password.empty()) CHECK(said.find(url.password) == std::string::npos);
  // The port differs between runs.
  return url.port ? replace_all(said, fmt::format(":{}/", *url.port), ":PORT/") : said;
}

Url with(Url url, const std::string& key, const std::string& value) {
  url.options[key] = value;
  return url;
}

std::string tls_of(const Url& url) { return mysqlcppconn::open(url)->transport().tls; }

/// Where the server says that its certificates are.
std::string authority_of(const MysqlDatabase& database) {
  const auto session = database.connect();
  const std::string file = session->query("SELECT @@ssl_ca").scalar().value_or("");
  return file.starts_with('/') ? file : session->query("SELECT @@datadir").scalar().value_or("") + file;
}

bool has(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }

}  // namespace

TEST_CASE("mysqlcppconn: what is wrong with an address is said, and what helps") {
  const auto database = MysqlDatabase::on("mysql_8_0_31");
  if (!database) return;
  const auto refused = [&](auto change) {
    Url url = database->url();
    url.database = "x";
    change(url);
    return refusal(url);
  };
  CHECK(refused([](Url&) {}) ==
        "connection 42000: cannot connect to `127.0.0.1:PORT/x` as `root`: Unknown database 'x'; create it (CREATE "
        "DATABASE), or correct the name behind the last / of the address");
  CHECK(
      refused([](Url& u) { u.port = 1; }) ==
      "connection 08001: cannot connect to `127.0.0.1:PORT/x` as `root`: Can't connect to server on '127.0.0.1' (115); "
      "is the server running, and on this port?");
  CHECK(has(refused([](Url& u) { u.host = "nowhere.invalid"; }), "; check the host in the address"));
  CHECK(has(refused([](Url& u) { u.options["socket"] = "/nowhere"; }),
            "cannot connect to `/nowhere/x` as `root`: Can't connect to local server through socket '/nowhere' (2); is "
            "the server running, and is this its socket?"));
  CHECK(refused([](Url& u) { u.options["sslmod"] = "REQUIRED"; }) ==
        "usage: the database address has an unknown parameter `sslmod`: did you mean `ssl-mode`?");
  CHECK(
      refused([](Url& u) { u.options["ssl-mode"] = "sometimes"; }) ==
      "usage: `ssl-mode=sometimes` in the database address: it is one of DISABLED, PREFERRED, REQUIRED, VERIFY_CA and "
      "VERIFY_IDENTITY");
  CHECK(refused([](Url& u) { u.options["ssl-ca"] = "/nowhere.pem"; }) ==
        "usage: `ssl-ca` in the database address names a file that is not there: /nowhere.pem");
  CHECK(refused([](Url& u) { u.options["connect_timeout"] = "soon"; }) ==
        "usage: `connect_timeout=soon` in the database address is not a number of seconds");
  // Of other programs that take the same address.
  CHECK_NOTHROW(mysqlcppconn::open(
      with(with(with(database->url(), "connection_limit", "5"), "parseTime", "true"), "charset", "utf8mb4")));
}

TEST_CASE("mysqlcppconn: a socket, and the host that means none") {
  const auto server = MysqlDatabase::on("mysql_8_0_31");
  if (!server) return;
  const std::string socket = server->connect()->query("SELECT @@socket").scalar().value();
  Url url = server->url();
  url.host = "localhost";
  CHECK(mysqlcppconn::open(url)->transport().description == "tcp");
  url.port.reset();
  CHECK(mysqlcppconn::open(with(url, "socket", socket))->transport().description == "unix socket");
}

TEST_CASE("mysqlcppconn: a wrong password, and where the right one comes from") {
  on_each(mysql_servers, [&](MysqlDatabase& database, const std::string&) {
    const std::string password = "p@ss'\\\" ?#&/";
    const std::string user = database.account("IDENTIFIED BY 'p@ss''\\\\\" ?#&/'");
    const auto name = [&](const Url& url) {
      return mysqlcppconn::open(url)->query("SELECT SUBSTRING_INDEX(CURRENT_USER(), '@', 1)").scalar();
    };
    CHECK(name(database.url_as(user, password)) == user);
    const std::string said = refusal(database.url_as(user, "hunter2"));
    CHECK(has(said, "connection 28000: cannot connect to `127.0.0.1:PORT/"));
    CHECK(has(said, "Access denied for user"));
    CHECK(has(said, "; check the user and the password"));
    CHECK(has(refusal(database.url_as(user, "")), "(using password: NO)"));
    Environment environment;
    environment.set("MYSQL_PWD", password);
    CHECK(name(database.url_as(user, "")) == user);
    CHECK(has(refusal(database.url_as("nobody", "x")), "connection 28000: "));
    Url elsewhere = database.url_as(user, password);
    elsewhere.database = "mysql";
    CHECK(has(refusal(elsewhere), "connection 42000: "));
    CHECK(has(refusal(elsewhere), "; the user may not use this database; "));
  });
}

TEST_CASE("mysqlcppconn: caching_sha2_password with TLS and without, the first time and from the cache") {
  constexpr const char* servers[] = {"mysql_8_0_31", "mysql_8_0_15", "tidb"};
  on_each(servers, [&](MysqlDatabase& database, const std::string& server) {
    for (const char* mode : {"DISABLED", "PREFERRED"}) {
      CAPTURE(std::string(mode));
      const std::string user = database.account("IDENTIFIED WITH caching_sha2_password BY 'secret'");
      const Url url = with(database.url_as(user, "secret"), "ssl-mode", mode);
      // TiDB takes a password that it has not seen over TLS alone.
      if (server == "tidb") {
        CHECK_NOTHROW(static_cast<void>(refusal(url)));
        continue;
      }
      CHECK(refusal(with(database.url_as(user, "guess"), "ssl-mode", mode)).starts_with("connection 28000: "));
      CHECK(tls_of(url).empty() == (std::string_view(mode) == "DISABLED"));
      CHECK(tls_of(url).empty() == (std::string_view(mode) == "DISABLED"));
      CHECK(refusal(with(database.url_as(user, "guess"), "ssl-mode", mode)).starts_with("connection 28000: "));
    }
  });
}

TEST_CASE("mysqlcppconn: TLS in all its modes, and in other programs' words for them") {
  on_each(mysql_and_mariadb, [&](MysqlDatabase& database, const std::string& server) {
    const Url url = database.url();
    const std::string authority = authority_of(database);
    CHECK(tls_of(url).empty());  // nobody listens on this machine
    CHECK(tls_of(with(url, "ssl-mode", "DISABLED")).empty());
    for (const auto& [key, value] :
         std::initializer_list<std::pair<const char*, const char*>>{{"ssl-mode", "PREFERRED"},
                                                                    {"ssl-mode", "REQUIRED"},
                                                                    {"sslmode", "require"},
                                                                    {"sslaccept", "accept_invalid_certs"},
                                                                    {"tls", "skip-verify"},
                                                                    {"ssl", "{\"rejectUnauthorized\":false}"},
                                                                    {"useSSL", "true"}}) {
      CAPTURE(std::string(key));
      CAPTURE(std::string(value));
      CHECK(tls_of(with(url, key, value)).starts_with("TLSv1."));
    }
    CHECK(tls_of(with(url, "ssl-ca", authority)).starts_with("TLSv1."));
    CHECK(tls_of(with(with(url, "ssl_mode", "VERIFY_CA"), "ssl_ca", authority)).starts_with("TLSv1."));
    // Signed by nobody whom the system knows.
    for (const auto& [key, value] :
         std::initializer_list<std::pair<const char*, const char*>>{{"ssl-mode", "VERIFY_CA"},
                                                                    {"ssl-mode", "VERIFY_IDENTITY"},
                                                                    {"sslaccept", "strict"},
                                                                    {"tls", "true"},
                                                                    {"ssl", "{\"rejectUnauthorized\":true}"}}) {
      CAPTURE(std::string(value));
      const std::string said = refusal(with(url, key, value));
      CHECK(said.starts_with("connection 08001: "));
      CHECK(has(said, "the server's certificate is not one that ssl-ca=FILE"));
    }
    const Url verified = with(with(url, "ssl-ca", authority), "ssl-mode", "VERIFY_IDENTITY");
    if (server == "mariadb") {
      CHECK(tls_of(verified).starts_with("TLSv1."));
    } else {
      CHECK(has(refusal(verified), "the server's certificate is not one"));  // MySQL's own is for no host
    }
  });
}

TEST_CASE("mysqlcppconn: TLS that the server does not have, and TLS that an account demands") {
  if (const auto database = MysqlDatabase::on("tidb")) {
    const Url url = database->url();
    CHECK(refusal(with(url, "ssl-mode", "REQUIRED")) ==
          fmt::format("connection 08001: cannot connect to `127.0.0.1:PORT/{}`: the address demands TLS and the server "
                      "has none; with ssl-mode=PREFERRED or DISABLED it is not demanded",
                      database->name()));
    CHECK(refusal(with(url, "sslaccept", "strict")).starts_with("connection 08001: "));
    CHECK(tls_of(with(url, "ssl-mode", "PREFERRED")).empty());
  }
  on_each(mysql_and_mariadb, [&](MysqlDatabase& database, const std::string&) {
    const std::string user = database.account("IDENTIFIED BY 'secret' REQUIRE SSL");
    const Url url = database.url_as(user, "secret");
    CHECK(tls_of(url).starts_with("TLSv1."));
    CHECK(has(refusal(with(url, "ssl-mode", "DISABLED")), "(an account may also demand TLS: ssl-mode=REQUIRED)"));
  });
}

#endif
