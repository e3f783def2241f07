// A Session over libpq: on a connection of its own, or on one that an application holds.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "plumb/core/db/session.h"
#include "plumb/core/db/url.h"

struct pg_conn;  // the library's connection, PGconn

namespace plumb::libpq {

struct Options {
  bool read_only = false;  ///< default_transaction_read_only: the server refuses every write
  /// `lock_timeout` of the session: how long a statement waits for a lock before it fails with Code::Busy. Zero
  /// leaves the server's own.
  std::chrono::milliseconds lock_timeout{0};
  /// How long to wait for a server that does not answer yet (a sleeping compute) before Error(Connection). The first
  /// attempt is always made.
  std::chrono::milliseconds connect_timeout{30000};
  /// Told once where the server is there, but does not let anyone in yet: why it is waited for.
  std::function<void(const std::string& why)> waiting;
};

/// A session of its own speaks UTF-8 and ISO dates. Behind a pooler (`transport().pooled`), where settings of a session
/// would meet other clients, the options hold within transactions: `begin()`, or BEGIN by hand, sets them, and a
/// read-only session runs what is asked outside of one in a transaction of its own. A `lock_timeout` of statements that
/// cannot run in a transaction needs a direct connection.
///
/// Connects as libpq does: what the address leaves out comes from PG* variables, .pgpass and service files; its
/// query parameters are libpq's own names. Throws Error(Connection) that says what failed and never holds the password,
/// and Error(Usage) for an unknown parameter.
std::unique_ptr<Session> open(const Url& url, const Options& options = {});

/// A Session on a connection that its owner keeps open for longer than the session lives, and closes. A transaction
/// that is open is the owner's, and so are its settings and what becomes of notices. `name` is what `backend()`
/// answers.
std::unique_ptr<Session> borrow(::pg_conn* connection, std::string_view name = "libpq");

}  // namespace plumb::libpq
