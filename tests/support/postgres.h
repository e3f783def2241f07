// PostgreSQL servers for tests: those that tests/support/servers started and told of in the environment.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plumb/tests/support/servers.h"

namespace plumb::test {

/// The versions that the tests know.
inline constexpr int postgres_versions[] = {15, 16, 17, 18};

/// The address of the server of that version, as its superuser. Nothing where there is none: then the test is skipped,
/// which is said once, or has failed where PLUMB_REQUIRE_SERVERS=1.
std::optional<Url> postgres_server(int version);
/// PgBouncer in transaction mode in front of version 15.
std::optional<Url> pgbouncer();

/// Sessions on it may still be open at the end.
class PostgresDatabase final : public ServerDatabase {
 public:
  /// Null where the server is not there; see postgres_server().
  static std::unique_ptr<PostgresDatabase> on(int version, const std::string& options = "");
  ~PostgresDatabase() override;

  std::unique_ptr<Session> open(const Url& url) const override;
  /// A role of its own, dropped at the end: "LOGIN", "LOGIN PASSWORD 'x'". Returns its name.
  std::string role(const std::string& attributes);
  /// The server trusts every other role.
  std::string account_with_password(const std::string& password) override;

 private:
  PostgresDatabase(Url server, std::string name, const std::string& options);
  std::vector<std::string> roles_;
};

/// Version 15, to be stopped and restarted too.
class OwnPostgres final : public OwnServer {
 public:
  /// Null where version 15 is not there; see postgres_server(). `options`: "-c name=value …".
  static std::unique_ptr<OwnPostgres> start(const std::string& options = "");

  /// As pg_ctl does it: "fast" closes every connection, "immediate" is a crash.
  void stop(const std::string& mode = "fast");
  void start_again();
  void restart();

 private:
  using OwnServer::OwnServer;
  void control(const std::string& action);
};

}  // namespace plumb::test
