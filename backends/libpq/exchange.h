// One statement, or several in one round trip, with all that comes back.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "plumb/backends/libpq/error.h"
#include "plumb/backends/libpq/statement.h"
#include "plumb/backends/libpq/wire.h"

namespace plumb::libpq {

/// A statement and what becomes of it.
struct Part {
  Statement statement;
  /// Each row, in the session's own storage. False: no more of them. Empty where they are dropped.
  std::function<bool(Row&)> row;
  std::vector<std::string>* columns = nullptr;

  std::int64_t changed = -1;  ///< rows
  std::string tag;            ///< the command as the server names it, "INSERT 0 3"
};

/// Runs the parts in order, several as a pipeline, and reads every result to its end, whatever happens: what stays
/// unread would be taken for the answer to the next statement. Then throws what a callback threw, or else what the
/// first part that failed failed with; the parts behind it are not run.
void exchange(PGconn* connection, Wire& wire, std::span<Part> parts, Circumstances circumstances);

}  // namespace plumb::libpq
