// MySQL Connector/C++ 1.1. Its library, and the TLS library below it, take longer to start than plumb itself, so it is
// loaded with the first connection. What is used of it are virtual functions; only the one that gives the driver is
// looked up by its name.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "plumb/backends/mysqlcppconn/client.h"

namespace plumb::mysqlcppconn {

/// Where to connect, and how: what the connector's options are made from. (It ignores an option that it does not know,
/// and throws for one of another type.)
struct Address {
  std::string host, socket, user, password, database;
  int port = 3306;
  std::chrono::seconds timeout{30};

  bool tls = false;                ///< demanded; else there is none
  bool check_certificate = false;  ///< signed by one of `authorities`
  bool check_name = false;         ///< and for this host
  std::string authorities;         ///< a file
  std::string certificate, key;    ///< the client's own: files
};

/// Throws Failure, and Error(Connection) where the library is missing.
std::unique_ptr<Client> connect(const Address& address);

}  // namespace plumb::mysqlcppconn
