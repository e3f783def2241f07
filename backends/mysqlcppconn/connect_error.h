// Why a connection did not come about, in words for whoever typed the address.
#pragma once

#include <string>
#include <string_view>

#include "plumb/backends/mysqlcppconn/client.h"
#include "plumb/core/base/error.h"

namespace plumb::mysqlcppconn {

struct ConnectFailure {
  Error error;
  bool may_pass = false;  ///< the server is there and starts, or has no room: worth another try
};

ConnectFailure failure_of(const Failure& failure, std::string_view place, const std::string& user);

}  // namespace plumb::mysqlcppconn
