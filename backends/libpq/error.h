// What the server and the library say, as our Error: the one place where SQLSTATEs are mapped.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "plumb/backends/libpq/client.h"
#include "plumb/backends/libpq/statement.h"
#include "plumb/core/base/error.h"

namespace plumb::libpq {

struct Circumstances {
  std::string_view place;  ///< "127.0.0.1:5432/app"
  bool cancelled = false;  ///< by us
  std::chrono::milliseconds lock_timeout{0};
};

/// A result that is an error.
Error error_of(const PGresult& result, const Statement& statement, const Circumstances& circumstances);
/// The connection is gone, and there is no result that says why; `said` is the library's text.
Error lost(std::string_view said, std::string_view statement, std::string_view place);
/// The server ends the connection with this, or has no connection to give.
bool ends_connection(std::string_view sqlstate);

}  // namespace plumb::libpq
