// Servers and data that are out of the ordinary: read-only servers, small packets, keys that are demanded, names and
// dates of old. Each message is one that a user can act upon.
#include <doctest/doctest.h>

#include "plumb/tests/live/mysql_run/at_hand.h"
#include "plumb/tools/libplumb/registry.h"

#if PLUMB_HAS_MYSQLCPPCONN

using namespace plumb;
using namespace plumb::test;

namespace {

/// A database on a server of the test's own.
struct Own {
  std::unique_ptr<OwnMysql> server;
  std::unique_ptr<Session> root;
  std::string address;

  Own(const std::string& name, const std::string& options) : server(OwnMysql::start(name, options)) {
    if (!server) return;
    root = open_session(server->url(), {.write = true});
    root->execute("CREATE DATABASE shop");
    const Url& url = server->url();
    address = fmt::format("{}://{}@{}:{}/shop", url.scheme, url.user, url.host, *url.port);
  }
  explicit operator bool() const { return server != nullptr; }
  std::string push(const std::string& schema, const std::string& as = {}) const {
    return failure_of([&] { plumb::push(Source::url(as.empty() ? address : as), Source::text(schema)); });
  }
  std::string address_as(const std::string& user) const {
    const Url& url = server->url();
    return fmt::format("{}://{}:x@{}:{}/shop", url.scheme, user, url.host, *url.port);
  }
};

const std::string kLongName(64, 'n');

}  // namespace

TEST_CASE("a server that takes no writes is told as that") {
  for (const std::string name : {"mysql_8_0_31", "mariadb"}) {
    CAPTURE(name);
    const Own at(name, "");
    if (!at) continue;
    at.root->execute("CREATE USER app IDENTIFIED BY 'x'");
    at.root->execute("GRANT ALL ON shop.* TO app");
    at.root->execute("SET GLOBAL read_only = 1");
    std::string said = at.push("CREATE TABLE t (id int PRIMARY KEY);", at.address_as("app"));
    CHECK(says(said, "read-only"));
    CHECK(says(said, "this server is a replica or was set read-only: use the address of the one that takes writes"));
    // Reading goes on.
    CHECK(
        compare(Source::url(at.address_as("app")), Source::text("CREATE TABLE t (id int PRIMARY KEY);")).plan.steps() ==
        1);
    if (name == "mariadb") continue;
    at.root->execute("SET GLOBAL super_read_only = 1");
    said = at.push("CREATE TABLE t (id int PRIMARY KEY);");
    CHECK(says(said, "super-read-only"));
    CHECK(says(said, "use the address of the one that takes writes"));
  }
}

TEST_CASE("a server that demands a primary key names the table that has none, and plumb's own tables have one") {
  const Own at("mysql_8_0_31", "--sql-require-primary-key=ON");
  if (!at) return;
  CHECK(at.push("CREATE TABLE t (id int PRIMARY KEY);") == "");
  const std::string said = at.push("CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE bare (id int);");
  CHECK(says(said, "create table `bare`"));
  CHECK(says(said, "the server demands a primary key of every table (sql_require_primary_key): give the table one"));
  CHECK(at.push("CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE bare (id int PRIMARY KEY);") == "");
}

TEST_CASE("a statement that is longer than the server takes is told with the setting") {
  for (const std::string name : {"mysql_8_0_31", "mariadb"}) {
    CAPTURE(name);
    const Own at(name, "--max-allowed-packet=65536");
    if (!at) continue;
    std::string labels;
    for (int i = 0; i < 9000; ++i) labels += fmt::format("{}'label{:05}'", i ? "," : "", i);
    const std::string said = at.push("CREATE TABLE t (id int PRIMARY KEY, e enum(" + labels + "));");
    CHECK(says(said, "max_allowed_packet"));
    CHECK(at.push("CREATE TABLE t (id int PRIMARY KEY);") == "");
  }
}

TEST_CASE("names of 64 characters and with back-ticks") {
  for (const std::string server : all_flavours) {
    CAPTURE(server);
    const AtHand at(server);
    if (!at) continue;
    const auto schema = [](const std::string& type) {
      return fmt::format(
          "CREATE TABLE `{0}` (`{0}` int PRIMARY KEY, `a``b` {1}, KEY `{0}` (`a``b`)); CREATE TABLE `t``x` (id int PRIMARY "
          "KEY, `ü 'x' \"y\"` {1}); CREATE VIEW `v``w` AS SELECT `a``b` FROM `{0}`;",
          kLongName, type);
    };
    at.push(schema("int"));
    CHECK(at.push(schema("int")).plan.empty());
    at.push(schema("bigint"));
    const Report again = at.push(schema("bigint"));
    CHECK(again.plan.empty());
    CHECK(again.uncompared.empty());
    CHECK(at.ask("SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND DATA_TYPE = "
                 "'bigint' AND TABLE_NAME NOT LIKE 'plumb%'") == "3");
    Settings settings;
    settings.allow = {"all"};
    at.push("CREATE TABLE plain (id int PRIMARY KEY);", settings);
    CHECK(!at.has_table(kLongName));
    // One more is too many, and that is said before anything is done.
    const std::string said = failure_of([&] { at.push("CREATE TABLE `" + kLongName + "n` (id int PRIMARY KEY);"); });
    CHECK(says(said, kLongName + "n"));
    CHECK(says(said, "64"));
  }
}

TEST_CASE("a view whose table is gone is named, keeps nobody from going on, and can be dropped or made right") {
  for (const std::string server : all_flavours) {
    CAPTURE(server);
    const AtHand at(server);
    if (!at) continue;
    at.run("CREATE TABLE gone (a int)");
    at.run("CREATE VIEW v AS SELECT a FROM gone");
    at.run("DROP TABLE gone");
    const std::string plain = "CREATE TABLE t (id int PRIMARY KEY);";
    const Comparison without = compare(Source::url(at.database->address()), Source::text(plain));
    CHECK(without.ok());
    Settings settings;
    settings.allow = {"all"};
    at.push(plain, settings);
    CHECK(at.has_table("t"));
    const std::string right = plain + "CREATE TABLE gone (a int); CREATE VIEW v AS SELECT a FROM gone;";
    at.push(right, settings);
    CHECK(at.push(right).plan.empty());
    CHECK(at.ask("SELECT COUNT(*) FROM v") == "0");
  }
}

TEST_CASE("servers whose sql_mode is nothing at all, or of another taste") {
  const std::string schema =
      "CREATE TABLE t (id int PRIMARY KEY, a varchar(20) NOT NULL DEFAULT 'it''s', d date NOT NULL DEFAULT '0000-00-00' "
      "COMMENT 'a \\\\ back-slash', CHECK (a <> 'x')); CREATE VIEW v AS SELECT concat(a, 'b') AS c FROM t; "
      "CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.a = concat(NEW.a, 'y');";
  for (const std::string mode : {"", "ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES"}) {
    CAPTURE(mode);
    const Own at("mysql_8_0_31", "--sql-mode=" + mode);
    if (!at) return;
    CHECK_EQ(at.push(schema), "");
    const Source url = Source::url(at.address);
    const Comparison same = compare(url, Source::text(schema));
    CHECK(same.equal());
    CHECK(same.uncompared.empty());
    CHECK(at.push("CREATE TABLE u (id int PRIMARY KEY, b int);" + schema) == "");
    CHECK(compare(url, Source::text("CREATE TABLE u (id int PRIMARY KEY, b int);" + schema)).equal());
  }
}

TEST_CASE("rows with zero dates on a server that is strict by now") {
  for (const std::string server : all_flavours) {
    CAPTURE(server);
    const AtHand at(server);
    if (!at) continue;
    at.run("SET SESSION sql_mode = ''");
    at.run("CREATE TABLE t (id int PRIMARY KEY, d date NOT NULL DEFAULT '0000-00-00', s datetime NOT NULL)");
    at.run("INSERT INTO t VALUES (1, '0000-00-00', '0000-00-00 00:00:00'), (2, '2020-01-01', '2020-01-01 00:00:00')");
    at.session->execute("SET SESSION sql_mode = DEFAULT");
    const std::string same =
        "CREATE TABLE t (id int PRIMARY KEY, d date NOT NULL DEFAULT '0000-00-00', s datetime NOT NULL";
    CHECK(at.push(same + ");").plan.empty());
    at.push(same + ", a int NOT NULL DEFAULT 3, KEY d (d));");
    CHECK(at.push(same + ", a int NOT NULL DEFAULT 3, KEY d (d));").plan.empty());
    CHECK(at.ask("SELECT COUNT(*) FROM t WHERE d = 0 AND a = 3") == "1");
    CHECK(at.ask("SELECT COUNT(*) FROM t WHERE s = 0") == "1");
    // A change that the server makes row by row meets them too.
    const std::string moved =
        "CREATE TABLE t (id bigint PRIMARY KEY, d date NOT NULL DEFAULT '0000-00-00', s datetime NOT NULL";
    at.push(moved + ", a bigint NOT NULL DEFAULT 3, KEY d (d));");
    CHECK(at.ask("SELECT COUNT(*) FROM t WHERE s = 0 AND d = 0") == "1");
    const std::string mode = at.ask("SELECT @@GLOBAL.sql_mode");
    CHECK(says(mode, "NO_ZERO_DATE") == (server != "mariadb"));
    // A new column of zeros is the author's to decide on, where the server is strict.
    if (server != "mysql_8_0_31") continue;
    CHECK(says(failure_of([&] { at.push(moved + ", a bigint NOT NULL DEFAULT 3, n date NOT NULL, KEY d (d));"); }),
               "0000-00-00"));
    CHECK(at.columns("t") == "id d s a");
  }
}

#endif
