// PostgreSQL servers for tests: those that tests/support/servers started and told of in the environment.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plumb/core/db/session.h"
#include "plumb/core/db/url.h"

namespace plumb::test {

/// The versions that the tests know.
inline constexpr int postgres_versions[] = {15, 16, 17, 18};

/// The address of the server of that version, as its superuser. Nothing where there is none: then the test is skipped,
/// which is said once, or has failed where PLUMB_REQUIRE_SERVERS=1.
std::optional<Url> postgres_server(int version);
/// PgBouncer in transaction mode in front of version 15.
std::optional<Url> pgbouncer();

/// A fresh database on a server, dropped with everything in it at the end. Sessions on it may still be open then.
class PostgresDatabase {
 public:
  /// Null where the server is not there; see postgres_server().
  static std::unique_ptr<PostgresDatabase> on(int version, const std::string& options = "");
  ~PostgresDatabase();
  PostgresDatabase(const PostgresDatabase&) = delete;
  PostgresDatabase& operator=(const PostgresDatabase&) = delete;

  const Url& url() const { return url_; }
  /// The address as one types it.
  std::string address() const;
  const std::string& name() const { return url_.database; }
  std::unique_ptr<Session> connect() const;

  /// A role of its own, dropped at the end: "LOGIN", "LOGIN PASSWORD 'x'". Returns its name.
  std::string role(const std::string& attributes);
  /// The same, whose password is asked for (the server trusts every other role).
  std::string role_with_password(const std::string& password);

 private:
  PostgresDatabase(Url server, std::string name, const std::string& options);
  Url server_, url_;
  std::vector<std::string> roles_;
};

/// A server of one test alone, to be stopped, restarted and configured as it likes.
class OwnPostgres {
 public:
  /// Null where version 15 is not there; see postgres_server(). `options`: "-c name=value …".
  static std::unique_ptr<OwnPostgres> start(const std::string& options = "");
  ~OwnPostgres();
  OwnPostgres(const OwnPostgres&) = delete;
  OwnPostgres& operator=(const OwnPostgres&) = delete;

  const Url& url() const { return url_; }
  /// The folder of its data and its socket.
  const std::string& folder() const { return folder_; }
  /// As pg_ctl does it: "fast" closes every connection, "immediate" is a crash.
  void stop(const std::string& mode = "fast");
  void start_again();
  void restart();

 private:
  OwnPostgres() = default;
  void control(const std::string& action);
  Url url_;
  std::string root_, folder_, binaries_, options_;
};

}  // namespace plumb::test
