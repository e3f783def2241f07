// Why a connection did not come about, in words for whoever typed the address.
#pragma once

#include <chrono>

#include "plumb/backends/libpq/client.h"
#include "plumb/core/base/error.h"

namespace plumb::libpq {

struct ConnectFailure {
  Error error;
  bool may_pass = false;  ///< the server is there and starts, or wakes up: worth another try
};

ConnectFailure failure_of(const PGconn& connection, bool timed_out, std::chrono::milliseconds waited);

}  // namespace plumb::libpq
