// MySQL, TiDB and MariaDB servers for tests.
#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "plumb/backends/mysqlcppconn/mysqlcppconn_session.h"
#include "plumb/core/base/text.h"
#include "plumb/tests/support/servers.h"

namespace plumb::test {
namespace {

std::string variable_of(const std::string& server) { return "PLUMB_TEST_" + upper(server); }

}  // namespace

std::optional<Url> mysql_server(const std::string& server) { return server_named(server, variable_of(server)); }

std::unique_ptr<MysqlDatabase> MysqlDatabase::on(const std::string& server, const std::string& options) {
  const auto url = mysql_server(server);
  if (!url) return nullptr;
  return std::unique_ptr<MysqlDatabase>(new MysqlDatabase(*url, fresh_name("test"), options));
}

MysqlDatabase::MysqlDatabase(Url server, std::string name, const std::string& options)
    : server_(std::move(server)), url_(server_) {
  url_.database = std::move(name);
  mysqlcppconn::open(server_)->execute(fmt::format("CREATE DATABASE {} {}", url_.database, options));
}

MysqlDatabase::~MysqlDatabase() {
  try {
    const auto session = mysqlcppconn::open(server_, {.lock_timeout = std::chrono::seconds(10)});
    session->execute(fmt::format("DROP DATABASE IF EXISTS {}", url_.database));
    for (const std::string& name : accounts_) session->execute(fmt::format("DROP USER IF EXISTS {}", name));
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s stays behind: %s\n", url_.database.c_str(), e.what());
  }
}

std::string MysqlDatabase::address() const {
  return fmt::format("{}://{}@{}:{}/{}", url_.scheme, url_.user, url_.host, *url_.port, url_.database);
}

std::unique_ptr<Session> MysqlDatabase::connect() const { return mysqlcppconn::open(url_); }

std::string MysqlDatabase::account(const std::string& options, const std::string& rights) {
  const auto session = mysqlcppconn::open(server_);
  accounts_.push_back(fresh_name("user"));
  session->execute(fmt::format("CREATE USER {} {}", accounts_.back(), options));
  session->execute(fmt::format("GRANT {} ON {}.* TO {}", rights, url_.database, accounts_.back()));
  return accounts_.back();
}

Url MysqlDatabase::url_as(const std::string& user, const std::string& password) const {
  Url out = url_;
  out.user = user;
  out.password = password;
  return out;
}

std::unique_ptr<OwnMysql> OwnMysql::start(const std::string& server, const std::string& options) {
  if (!mysql_server(server)) return nullptr;
  std::unique_ptr<OwnMysql> out(new OwnMysql);
  std::string root = (std::filesystem::temp_directory_path() / "plumb-own-XXXXXX").string();
  if (::mkdtemp(root.data()) == nullptr) FAIL("no folder for a server");
  out->root_ = root;
  run(fmt::format("PLUMB_SERVERS_OWNER={} PLUMB_SERVER_OPTIONS='{}' {}/tests/support/servers/start {} {}", ::getpid(),
                  options, PLUMB_CHECKOUT, root, server));
  std::ifstream file(root + "/environment");
  for (std::string line; std::getline(file, line);) {
    const auto value = [&](std::string_view name) -> std::optional<std::string> {
      const std::string start = fmt::format("export {}{}=", variable_of(server), name);
      return line.starts_with(start) ? std::optional(line.substr(start.size())) : std::nullopt;
    };
    if (const auto address = value("")) out->url_ = parse_url(*address);
    if (const auto folder = value("_RUN")) out->folder_ = *folder;
  }
  return out;
}

OwnMysql::~OwnMysql() {
  static_cast<void>(std::system(fmt::format("{}/tests/support/servers/stop {}", PLUMB_CHECKOUT, root_).c_str()));
}

}  // namespace plumb::test

#endif
