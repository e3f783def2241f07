// A Session over MySQL Connector/C++, to MySQL, TiDB and MariaDB.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "plumb/core/db/session.h"
#include "plumb/core/db/url.h"

namespace plumb::mysqlcppconn {

class Client;

struct Options {
  /// The server refuses every write but into temporary tables; where it cannot (TiDB), the session does.
  bool read_only = false;
  /// How long a statement waits for a lock, of a row or of a table, before it fails with Code::Busy. The server counts
  /// in seconds: it is rounded up. Zero leaves the server's own. TiDB's DDL waits for transactions without an end.
  std::chrono::milliseconds lock_timeout{0};
  /// How long to wait for a server that does not answer yet before Error(Connection). The first attempt is always
  /// made, and the library counts in seconds.
  std::chrono::milliseconds connect_timeout{30000};
  /// Told once where the server is there, but does not let anyone in yet: why it is waited for.
  std::function<void(const std::string& why)> waiting;
};

/// A session of its own speaks utf8mb4, is in UTC and in a strict sql_mode without ANSI_QUOTES and
/// NO_BACKSLASH_ESCAPES. One that runs SET sql_mode is read by the new one from then on.
///
/// The address' parameters say how TLS is used, in any of the spellings in which people write it (open.h); unknown
/// ones are refused. Throws Error(Connection) that says what failed and never holds the password, and Error(Usage).
std::unique_ptr<Session> open(const Url& url, const Options& options = {});

/// A Session on a connection that its owner keeps open for longer than the session lives; `client` does not close it.
/// A transaction that is open is the owner's, and so are its settings. `name` is what `backend()` answers. Throws
/// Error(Unsupported) where the connection does not speak UTF-8.
std::unique_ptr<Session> borrow(std::unique_ptr<Client> client, std::string_view place, bool socket,
                                std::string_view name);

}  // namespace plumb::mysqlcppconn
