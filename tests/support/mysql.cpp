// MySQL, TiDB and MariaDB servers for tests.
#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include <fmt/format.h>

#include <cstdio>

#include "plumb/backends/mysqlcppconn/mysqlcppconn_session.h"
#include "plumb/core/base/text.h"

namespace plumb::test {

std::optional<Url> mysql_server(const std::string& server) {
  return server_named(server, "PLUMB_TEST_" + upper(server));
}

std::unique_ptr<MysqlDatabase> MysqlDatabase::on(const std::string& server, const std::string& options) {
  const auto url = mysql_server(server);
  if (!url) return nullptr;
  return std::unique_ptr<MysqlDatabase>(new MysqlDatabase(*url, fresh_name("test"), options));
}

MysqlDatabase::MysqlDatabase(Url server, std::string name, const std::string& options)
    : ServerDatabase(std::move(server), std::move(name)) {
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

std::unique_ptr<Session> MysqlDatabase::open(const Url& url) const { return mysqlcppconn::open(url); }

std::string MysqlDatabase::account(const std::string& options, const std::string& rights) {
  const auto session = mysqlcppconn::open(server_);
  accounts_.push_back(fresh_name("user"));
  session->execute(fmt::format("CREATE USER {} {}", accounts_.back(), options));
  session->execute(fmt::format("GRANT {} ON {}.* TO {}", rights, url_.database, accounts_.back()));
  return accounts_.back();
}

std::string MysqlDatabase::account_with_password(const std::string& password) {
  return account(fmt::format("IDENTIFIED BY '{}'", replace_all(password, "'", "''")));
}

Url MysqlDatabase::url_as(const std::string& user, const std::string& password) const {
  Url out = url_;
  out.user = user;
  out.password = password;
  return out;
}

std::unique_ptr<OwnMysql> OwnMysql::start(const std::string& server, const std::string& options) {
  return mysql_server(server) ? std::unique_ptr<OwnMysql>(new OwnMysql(server, options)) : nullptr;
}

}  // namespace plumb::test

#endif
