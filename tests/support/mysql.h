// MySQL, TiDB and MariaDB servers for tests: those that tests/support/servers started and told of in the environment.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plumb/tests/support/servers.h"

namespace plumb::test {

/// The servers that the tests know, as tests/support/servers/start names them.
inline constexpr const char* mysql_servers[] = {"mysql_8_0_31", "mysql_8_0_15", "mariadb", "tidb"};

/// The address of the server of that name, as its root. Nothing where there is none: then the test is skipped, which is
/// said once, or has failed where PLUMB_REQUIRE_SERVERS=1.
std::optional<Url> mysql_server(const std::string& server);

/// Sessions on it may still be open at the end, but with no transaction: the server would wait for its end.
class MysqlDatabase final : public ServerDatabase {
 public:
  /// Null where the server is not there; see mysql_server(). `options`: "CHARACTER SET latin1".
  static std::unique_ptr<MysqlDatabase> on(const std::string& server, const std::string& options = "");
  ~MysqlDatabase() override;

  std::unique_ptr<Session> open(const Url& url) const override;
  /// An account that may do everything in this database and nothing else, dropped at the end: "IDENTIFIED BY 'x'",
  /// "IDENTIFIED BY 'x' REQUIRE SSL". Returns its name.
  std::string account(const std::string& options, const std::string& rights = "ALL PRIVILEGES");
  std::string account_with_password(const std::string& password) override;
  /// The address with another user.
  Url url_as(const std::string& user, const std::string& password) const;

 private:
  MysqlDatabase(Url server, std::string name, const std::string& options);
  std::vector<std::string> accounts_;
};

/// In its folder are its socket (`socket`) and, MariaDB, the certificate of who signed its own (`tls/ca.pem`).
class OwnMysql final : public OwnServer {
 public:
  /// `options`: "--max-allowed-packet=1M …". Null where the server of that name is not there; see mysql_server().
  static std::unique_ptr<OwnMysql> start(const std::string& server, const std::string& options = "");

 private:
  using OwnServer::OwnServer;
};

}  // namespace plumb::test
