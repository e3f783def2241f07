// The dialects and backends that this program was built with: an explicit list.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/db/session.h"
#include "plumb/core/db/url.h"
#include "plumb/core/dialect.h"
#include "plumb/core/live_dialect.h"

namespace plumb {

/// Throws Error(Usage) that names those there are. Takes flavours: "tidb" gives the mysql dialect.
const Dialect& dialect_for(std::string_view flavour);
/// "postgresql" → "postgres", "sqlite3" → "sqlite"; throws like dialect_for().
std::string flavour_named(std::string_view typed);
std::vector<std::string> known_flavours();

/// "sqlite", "postgres@15.3".
Target offline_target(std::string_view typed);

/// Throws Error(Unsupported) where plumb has no live part for the family in this build.
const LiveDialect& live_dialect_for(std::string_view dialect);

struct OpenOptions {
  bool write = false;   ///< a read-only session cannot change anything, nor create a file
  bool create = false;  ///< make the SQLite file where there is none
  std::chrono::milliseconds lock_timeout{5000};
  std::chrono::milliseconds connect_timeout{30000};  ///< for a server that starts or wakes up
};
std::unique_ptr<Session> open_session(const Url& url, const OpenOptions& options);

/// How a program says that it waits for such a server; told once for each connection. Nobody is told without it. To be
/// set before the first connection.
void on_waiting(std::function<void(const std::string& why)> say);

}  // namespace plumb
