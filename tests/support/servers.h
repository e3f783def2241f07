// What all servers for tests have in common: where the environment says that they are, fresh databases on them, and
// servers of one test alone.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "plumb/core/db/session.h"
#include "plumb/core/db/url.h"

namespace plumb::test {

/// Empty where it is not set.
std::string environment(const std::string& name);

/// The address in that variable. Nothing where it is not set: then the test is skipped, which is said once, or has
/// failed where PLUMB_REQUIRE_SERVERS=1. `what`: "PostgreSQL 15".
std::optional<Url> server_named(const std::string& what, const std::string& variable);

/// "plumb_test_4711_1": of a database, an account. Nobody else has it.
std::string fresh_name(std::string_view kind);

/// A command of the shell that must succeed.
void run(const std::string& command);

/// A fresh database on a server, dropped with everything in it at the end.
class ServerDatabase {
 public:
  virtual ~ServerDatabase() = default;
  ServerDatabase(const ServerDatabase&) = delete;
  ServerDatabase& operator=(const ServerDatabase&) = delete;

  const Url& url() const { return url_; }
  /// The address as one types it.
  std::string address() const { return url_.display(); }
  const std::string& name() const { return url_.database; }
  std::unique_ptr<Session> connect() const { return open(url_); }
  /// The same by another way.
  virtual std::unique_ptr<Session> open(const Url& url) const = 0;
  /// An account, dropped at the end, whose password is asked for. Returns its name.
  virtual std::string account_with_password(const std::string& password) = 0;

 protected:
  ServerDatabase(Url server, std::string name);
  Url server_, url_;
};

/// By the name that tests/support/servers/start has for the server: "postgres_15", "mariadb". Null where it is not
/// there, see server_named(), or nothing was built that speaks to it.
std::unique_ptr<ServerDatabase> database_on(const std::string& server);

/// A server of one test alone, configured as it likes.
class OwnServer {
 public:
  ~OwnServer();
  OwnServer(const OwnServer&) = delete;
  OwnServer& operator=(const OwnServer&) = delete;

  const Url& url() const { return url_; }
  /// The folder of its data and its socket.
  const std::string& folder() const { return folder_; }

 protected:
  /// Starts it by that name with these options of its own.
  OwnServer(const std::string& server, const std::string& options);
  Url url_;
  std::string root_, folder_, binaries_;
};

}  // namespace plumb::test
