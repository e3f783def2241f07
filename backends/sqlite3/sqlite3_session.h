// A Session over the SQLite library: on a file of its own, or on a connection that an application
// holds.
#pragma once

#include <chrono>
#include <memory>
#include <string_view>

#include "plumb/core/db/session.h"
#include "plumb/core/db/url.h"

struct sqlite3;  // the library's connection

namespace plumb::sqlite3 {

struct Options {
  bool read_only = false;
  bool create = true;  ///< make the file where there is none; never with read_only
  /// How long a statement waits for another connection's lock before it fails with Code::Busy.
  std::chrono::milliseconds busy_timeout{5000};
};

/// Opens the file, or memory, that `url` names. Throws Error(Connection) where there is no such
/// file, where it is a folder or no database, and where it may not be read.
///
/// The session starts with foreign keys enforced. Everything else is SQLite's own default, strings
/// in double quotes included, because the user's schema may need it. `begin()` takes the write lock
/// at once (BEGIN IMMEDIATE) unless the session is read-only, so that a plan cannot lose its lock
/// half-way; who wants a snapshot only runs BEGIN. A transaction that SQLite itself rolled back is
/// simply over: `rollback()` then does nothing.
std::unique_ptr<Session> open(const Url& url, const Options& options = {});

/// A Session on a connection that its owner keeps open for longer than the session lives, and
/// closes. Nothing about the connection is changed: its busy timeout, its foreign keys and an open
/// transaction are the owner's. `name` is what `backend()` answers.
std::unique_ptr<Session> borrow(::sqlite3* connection, std::string_view name = "sqlite3");

}  // namespace plumb::sqlite3
