// MySQL, TiDB and MariaDB servers for tests: those that tests/support/servers started and told of in the environment.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plumb/core/db/session.h"
#include "plumb/core/db/url.h"

namespace plumb::test {

/// The servers that the tests know, as tests/support/servers/start names them.
inline constexpr const char* mysql_servers[] = {"mysql_8_0_31", "mysql_8_0_15", "mariadb", "tidb"};

/// The address of the server of that name, as its root. Nothing where there is none: then the test is skipped, which is
/// said once, or has failed where PLUMB_REQUIRE_SERVERS=1.
std::optional<Url> mysql_server(const std::string& server);

/// A fresh database on a server, dropped with everything in it at the end. Sessions on it may still be open then, but
/// with no transaction: the server would wait for its end.
class MysqlDatabase {
 public:
  /// Null where the server is not there; see mysql_server(). `options`: "CHARACTER SET latin1".
  static std::unique_ptr<MysqlDatabase> on(const std::string& server, const std::string& options = "");
  ~MysqlDatabase();
  MysqlDatabase(const MysqlDatabase&) = delete;
  MysqlDatabase& operator=(const MysqlDatabase&) = delete;

  const Url& url() const { return url_; }
  /// The address as one types it.
  std::string address() const;
  const std::string& name() const { return url_.database; }
  std::unique_ptr<Session> connect() const;

  /// An account that may do everything in this database and nothing else, dropped at the end: "IDENTIFIED BY 'x'",
  /// "IDENTIFIED BY 'x' REQUIRE SSL". Returns its name.
  std::string account(const std::string& options, const std::string& rights = "ALL PRIVILEGES");
  /// The address with another user.
  Url url_as(const std::string& user, const std::string& password) const;

 private:
  MysqlDatabase(Url server, std::string name, const std::string& options);
  Url server_, url_;
  std::vector<std::string> accounts_;
};

/// A server of one test alone, configured as it likes.
class OwnMysql {
 public:
  /// `options`: "--max-allowed-packet=1M …". Null where the server of that name is not there; see mysql_server().
  static std::unique_ptr<OwnMysql> start(const std::string& server, const std::string& options = "");
  ~OwnMysql();
  OwnMysql(const OwnMysql&) = delete;
  OwnMysql& operator=(const OwnMysql&) = delete;

  const Url& url() const { return url_; }
  /// The folder with its socket (`socket`) and, MariaDB, the certificate of who signed its own (`tls/ca.pem`).
  const std::string& folder() const { return folder_; }

 private:
  OwnMysql() = default;
  Url url_;
  std::string root_, folder_;
};

}  // namespace plumb::test
