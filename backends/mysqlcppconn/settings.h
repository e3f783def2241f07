// What a session asks its server first, and the settings that it runs with.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/backends/mysqlcppconn/mysqlcppconn_session.h"
#include "plumb/backends/mysqlcppconn/statement.h"

namespace plumb::mysqlcppconn {

/// What a server says of itself and of the connection.
struct Greeting {
  std::string version, mode, charset;
  std::int64_t connection = 0, packet = 0;
  std::string tls, cipher;  ///< empty without TLS
};
/// The questions that `Greeting` answers, in this order: one row, and rows of a name and a value.
inline constexpr std::string_view greeting_query =
    "SELECT VERSION(), CONNECTION_ID(), @@SESSION.sql_mode, @@SESSION.max_allowed_packet, "
    "@@SESSION.character_set_client";
inline constexpr std::string_view tls_query = "SHOW SESSION STATUS LIKE 'Ssl_version'";
inline constexpr std::string_view cipher_query = "SHOW SESSION STATUS LIKE 'Ssl_cipher'";

/// What differs between the servers, as data.
struct Server {
  std::string_view name;
  std::string_view kill;        ///< what stops a statement, before the connection's number
  std::string_view time_limit;  ///< the setting that ends long statements
  bool read_only_transactions;  ///< SET SESSION TRANSACTION READ ONLY
};
const Server& server_of(std::string_view version);

Quoting quoting_of(std::string_view sql_mode);
/// `lock_timeout` as the server takes it: whole seconds, at least one.
std::chrono::seconds whole_seconds(std::chrono::milliseconds time);
/// Statements.
std::vector<std::string> session_settings(const Greeting& greeting, const Server& server, const Options& options);

}  // namespace plumb::mysqlcppconn
