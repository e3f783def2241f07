// What the session needs of a client library: text to the server, results back. There is one over Connector/C++
// (connector.h), and one over the C API for connections that an application holds (backends/soci).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plumb/core/db/session.h"

namespace plumb::mysqlcppconn {

/// What a call failed with, as the server or the library numbers it; `error.h` makes an Error of it.
struct Failure {
  int number = 0;
  std::string sqlstate, text;
};

/// One connection. Every call may throw Failure. The rows of a result are read one after another, and to their end
/// before anything else is asked.
class Client {
 public:
  virtual ~Client() = default;
  Client() = default;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Sends one or several statements and waits for the first result. True where it has rows.
  virtual bool send(const std::string& sql) = 0;
  /// Waits for the next result of what was sent. False where it has no rows, and also where there is none: whoever
  /// asks knows how many statements he has sent.
  virtual bool next_result() = 0;
  /// Of a result with rows.
  virtual std::vector<std::string> columns() = 0;
  virtual bool next_row(Row& cells) = 0;
  /// Of a result without: how many it changed, where the library says it.
  virtual std::int64_t changed() = 0;

  /// Where the library tells what the server said of it with the last answer.
  virtual std::optional<bool> in_transaction() const { return std::nullopt; }
  /// A second connection to the same server as the same user, to stop what the first one does.
  virtual std::unique_ptr<Client> another() const = 0;
};

}  // namespace plumb::mysqlcppconn
