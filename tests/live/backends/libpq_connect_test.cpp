// How connections come about and why they do not: addresses, passwords, TLS, servers that start.
#include <doctest/doctest.h>

#include "plumb/tests/support/postgres.h"

#if PLUMB_HAS_LIBPQ

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "plumb/backends/libpq/libpq_session.h"
#include "plumb/core/base/text.h"
#include "plumb/tests/support/environment.h"
#include "plumb/tests/support/failure.h"
#include "plumb/tests/support/temp_dir.h"

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;

namespace {

std::string refusal(const Url& url, std::chrono::milliseconds timeout = 10s) {
  std::string said = failure_of([&] { libpq::open(url, {.connect_timeout = timeout}); });
  if (!url.password.empty()) CHECK(said.find(url.password) == std::string::npos);
  // The port differs between runs.
  return url.port ? replace_all(said, fmt::format(":{}/", *url.port), ":PORT/") : said;
}

std::string user_of(Session& session) { return session.query("SELECT session_user").scalar().value_or(""); }

}  // namespace

TEST_CASE("libpq: what is wrong with an address is said, and what helps") {
  const auto database = PostgresDatabase::on(15);
  if (!database) return;
  Url url = database->url();
  const auto with = [&](auto change) {
    Url out = url;
    change(out);
    return refusal(out);
  };
  CHECK(
      with([](Url& u) { u.database = "nowhere"; }) ==
      "connection 3D000: cannot connect to `127.0.0.1:PORT/nowhere` as `postgres`: database \"nowhere\" does not exist; "
      "create it (createdb), or correct the name behind the last / of the address");
  CHECK(with([](Url& u) {
          u.user = "nobody";
          u.database = "postgres";
        }) ==
        "connection 28000: cannot connect to `127.0.0.1:PORT/postgres` as `nobody`: role \"nobody\" does not exist; "
        "check the user in the address");
  CHECK(with([](Url& u) {
          u.port = 1;
          u.database = "x";
        }) ==
        "connection 08001: cannot connect to `127.0.0.1:PORT/x` as `postgres`: Connection refused; "
        "is the server running, and on this port?");
  CHECK(with([](Url& u) {
          u.host = "nowhere.invalid";
          u.database = "x";
        }).find("check the host in the address") != std::string::npos);
  CHECK(with([](Url& u) {
          u.host = "/nowhere";
          u.database = "x";
        }) ==
        "connection 08001: cannot connect to `/nowhere:PORT/x` as `postgres`: No such file or directory; "
        "is the server running, and is its socket in this folder?");
  CHECK(
      with([](Url& u) {
        u.database = "x";
        u.options["sslmode"] = "require";
      }) ==
      "connection 08001: cannot connect to `127.0.0.1:PORT/x` as `postgres`: server does not support SSL, but SSL was "
      "required; the address demands TLS and the server has none; with sslmode=prefer or disable it is not demanded");
  CHECK(with([](Url& u) { u.options["sslmod"] = "require"; }) ==
        "usage: the database address has an unknown parameter `sslmod`: did you mean `sslmode`?");
  CHECK(
      with([](Url& u) { u.options["schema"] = "app"; }) ==
      "usage: the database address has an unknown parameter `schema`: name the schemas in plumb.toml: schemas = [\"…\"]");
  url.options["pgbouncer"] = "true";  // of other programs that take the same address
  url.options["connection_limit"] = "1";
  CHECK_NOTHROW(libpq::open(url));
}

TEST_CASE("libpq: a wrong password, and where the right one comes from") {
  const auto database = PostgresDatabase::on(15);
  if (!database) return;
  const TempDir folder;
  Environment environment;
  environment.set("PGPASSFILE", folder.file("pgpass"));
  environment.set("HOME", folder.path());
  Url url = database->url();
  url.user = database->account_with_password("se:cr\\et");
  const std::string at = fmt::format("cannot connect to `127.0.0.1:PORT/{}` as `{}`: ", url.database, url.user);
  CHECK(refusal(url) ==
        "connection 08001: " + at +
            "fe_sendauth: no password supplied; give one in the address, in PGPASSWORD or in ~/.pgpass");
  url.password = "hunter2";
  CHECK(refusal(url) == "connection 28P01: " + at +
                            fmt::format("password authentication failed for user \"{}\"; check the user and "
                                        "the password in the address, in PGPASSWORD or in ~/.pgpass",
                                        url.user));
  url.password = "se:cr\\et";
  CHECK(user_of(*libpq::open(url)) == url.user);
  url.password.clear();
  SUBCASE("PGPASSWORD") {
    environment.set("PGPASSWORD", "se:cr\\et");
    CHECK(user_of(*libpq::open(url)) == url.user);
  }
  SUBCASE(".pgpass") {
    std::ofstream(folder.file("pgpass")) << fmt::format("127.0.0.1:{}:*:{}:se\\:cr\\\\et\n", *url.port, url.user);
    ::chmod(folder.file("pgpass").c_str(), 0600);
    CHECK(user_of(*libpq::open(url)) == url.user);
  }
  SUBCASE("a service file, and nothing else in the address") {
    std::ofstream(folder.file("services")) << fmt::format(
        "[app]\nhost=127.0.0.1\nport={}\nuser={}\npassword=se:cr\\et\ndbname={}\n", *url.port, url.user, url.database);
    environment.set("PGSERVICEFILE", folder.file("services"));
    const auto session = libpq::open(parse_url("postgres:///?service=app"));
    CHECK(user_of(*session) == url.user);
    CHECK(session->query("SELECT current_database()").scalar() == url.database);
  }
  SUBCASE("PGHOST and its like, where the address leaves them out") {
    environment.set("PGHOST", "127.0.0.1");
    environment.set("PGPORT", std::to_string(*url.port));
    environment.set("PGUSER", url.user);
    environment.set("PGDATABASE", url.database);
    environment.set("PGPASSWORD", "se:cr\\et");
    CHECK(user_of(*libpq::open(parse_url("postgres://"))) == url.user);
  }
}

TEST_CASE("libpq: TLS in all its modes") {
  const TempDir folder;
  ::chmod(folder.path().c_str(), 0755);
  const auto server = OwnPostgres::start();
  if (!server) return;
  const auto openssl = [&](const std::string& arguments) {
    const std::string command = fmt::format("cd {} && openssl {} >/dev/null 2>&1", folder.path(), arguments);
    REQUIRE(std::system(command.c_str()) == 0);
  };
  // A root, a server certificate for `localhost` alone, and a root that signed nothing.
  openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=root -keyout root.key -out root.crt");
  openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=other -keyout other.key -out other.crt");
  std::ofstream(folder.file("names")) << "subjectAltName=DNS:localhost\n";
  openssl("req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr");
  openssl(
      "x509 -req -in server.csr -CA root.crt -CAkey root.key -CAcreateserial -days 2 -extfile names -out server.crt");
  const std::string data = server->folder() + "/data";
  REQUIRE(
      std::system(
          fmt::format(
              "cp {0}/server.key {0}/server.crt {1}/ && chown --reference={1} {1}/server.* && chmod 600 {1}/server.key",
              folder.path(), data)
              .c_str()) == 0);
  {
    const auto admin = libpq::open(server->url());
    admin->execute("ALTER SYSTEM SET ssl = on");
    admin->execute("CREATE ROLE plumb_password");
    admin->execute("CREATE ROLE ann LOGIN PASSWORD 'hunter2' IN ROLE plumb_password");
  }
  server->restart();

  const auto tls = [&](const std::string& mode, const std::string& host, const std::string& root) {
    Url url = server->url();
    url.host = host;
    url.options = {
        {"sslmode", mode}, {"sslrootcert", root.empty() ? "/nowhere" : folder.file(root)}, {"gssencmode", "disable"}};
    try {
      const std::string used = libpq::open(url)->transport().tls;
      return used.empty() ? std::string("none") : used.substr(0, used.find(' '));
    } catch (const Error& e) {
      return e.text();
    }
  };
  const auto refused = [&](const std::string& mode, const std::string& host, const std::string& root) {
    const std::string said = tls(mode, host, root);
    for (const char* words : {"is not signed by one of sslrootcert", "is for another host",
                              "who signed the server's with sslrootcert=FILE"}) {
      if (said.find(words) != std::string::npos) return std::string(words);
    }
    return said;
  };
  const std::string unsigned_words = "is not signed by one of sslrootcert", other_host = "is for another host";
  CHECK(tls("disable", "localhost", "") == "none");
  CHECK(tls("allow", "localhost", "") == "none");
  CHECK(tls("prefer", "localhost", "") == "TLSv1.3");
  CHECK(tls("require", "localhost", "") == "TLSv1.3");
  CHECK(refused("require", "localhost", "other.crt") ==
        unsigned_words);  // as libpq has it: a root that is there is used
  CHECK(tls("verify-ca", "localhost", "root.crt") == "TLSv1.3");
  CHECK(tls("verify-ca", "127.0.0.1", "root.crt") == "TLSv1.3");
  CHECK(refused("verify-ca", "localhost", "other.crt") == unsigned_words);
  CHECK(refused("verify-ca", "localhost", "") == "who signed the server's with sslrootcert=FILE");
  CHECK(tls("verify-full", "localhost", "root.crt") == "TLSv1.3");
  CHECK(refused("verify-full", "127.0.0.1", "root.crt") == other_host);
  CHECK(refused("verify-full", "localhost", "other.crt") == unsigned_words);

  // As Neon prints its addresses. Without a password there is no SCRAM to bind to the channel.
  Url neon = parse_url(fmt::format(
      "postgresql://ann:hunter2@localhost:{}/postgres?sslmode=require&channel_binding=require", *server->url().port));
  CHECK(user_of(*libpq::open(neon)) == "ann");
  neon.user = "postgres";
  neon.password.clear();
  CHECK(refusal(neon).find("is this the server you mean?") != std::string::npos);
  neon.options["sslmode"] = "disable";
  CHECK(refusal(neon).starts_with("connection"));
}

TEST_CASE("libpq: a server that never answers is given up in time") {
  const int silent = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQUIRE(::bind(silent, reinterpret_cast<const sockaddr*>(&address), size) == 0);
  REQUIRE(::listen(silent, 8) == 0);
  REQUIRE(::getsockname(silent, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  const Url url = parse_url(fmt::format("postgres://ann:hunter2@127.0.0.1:{}/app", ntohs(address.sin_port)));
  CHECK(refusal(url, 100ms)
            .starts_with("connection 08001: cannot connect to `127.0.0.1:PORT/app` as `ann`: no answer within "));
  ::close(silent);
}

#endif
