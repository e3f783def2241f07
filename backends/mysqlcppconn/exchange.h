// One statement, or several in one round trip, with all that comes back.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "plumb/backends/mysqlcppconn/client.h"
#include "plumb/backends/mysqlcppconn/error.h"
#include "plumb/backends/mysqlcppconn/statement.h"
#include "plumb/backends/mysqlcppconn/watcher.h"

namespace plumb::mysqlcppconn {

/// A statement and what becomes of it.
struct Part {
  Statement statement;
  /// Each row, in the session's own storage. False: no more of them. Empty where they are dropped.
  std::function<bool(Row&)> row;
  std::vector<std::string>* columns = nullptr;

  std::int64_t changed = -1;  ///< rows
  bool done = false;
  int failure = 0;  ///< its number, where it failed
};

/// Runs the parts in order, in one round trip, and reads every result to its end, whatever happens: what stays unread
/// would be taken for the answer to the next statement. Then throws what a callback threw, or else what the first part
/// that failed failed with; the parts behind it are not run. Where TiDB refuses to read one of several, none was run.
void exchange(Client& client, Watcher& watcher, std::span<Part> parts, Circumstances circumstances);

}  // namespace plumb::mysqlcppconn
