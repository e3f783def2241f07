// From an address to an open connection, with refusals that say what is wrong.
#pragma once

#include <memory>
#include <string>

#include "plumb/backends/mysqlcppconn/client.h"
#include "plumb/backends/mysqlcppconn/mysqlcppconn_session.h"

namespace plumb::mysqlcppconn {

struct Connection {
  std::unique_ptr<Client> client;
  std::string place;  ///< "127.0.0.1:3306/app", "/run/mysqld/mysqld.sock/app": for messages
  bool socket = false;
  bool tls_demanded = false;
};

/// Throws Error(Connection) and Error(Usage).
Connection connect(const Url& url, const Options& options);

}  // namespace plumb::mysqlcppconn
