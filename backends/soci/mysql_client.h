// The C API of MariaDB's or MySQL's client library, for a connection that SOCI holds.
#pragma once

#include <memory>
#include <string>

#include "plumb/backends/mysqlcppconn/client.h"

struct st_mysql;  // the library's connection, MYSQL

namespace plumb {

/// `connection` stays open for longer than the client lives, and is not closed by it.
std::unique_ptr<mysqlcppconn::Client> mysql_client(::st_mysql& connection);

/// "127.0.0.1:3306/app", "/run/mysqld/mysqld.sock/app": for messages.
std::string place_of(const ::st_mysql& connection);
bool uses_socket(const ::st_mysql& connection);

}  // namespace plumb
