// What the server and the library say, as our Error: the one place where error numbers are mapped.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "plumb/backends/mysqlcppconn/client.h"
#include "plumb/backends/mysqlcppconn/statement.h"
#include "plumb/core/base/error.h"

namespace plumb::mysqlcppconn {

struct Circumstances {
  std::string_view place;  ///< "127.0.0.1:3306/app"
  bool cancelled = false;  ///< by us
  std::chrono::milliseconds lock_timeout{0};
};

Error error_of(const Failure& failure, const Statement& statement, const Circumstances& circumstances);

/// The connection is gone: by the network, by who killed it, by a server that shuts down or has waited long enough.
bool ends_connection(int number);
/// A deadlock, or what TiDB tells of it: the whole transaction is rolled back already.
bool ends_transaction(int number);

}  // namespace plumb::mysqlcppconn
