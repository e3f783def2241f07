// What a connection to a database can do. A backend implements it over one client library and knows
// nothing of schemas.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plumb {

/// A value on its way to the server. Text is UTF-8; bytes may hold NULs.
struct Bytes {
  std::string data;
  bool operator==(const Bytes&) const = default;
};
class Value {
 public:
  enum class Type : std::uint8_t { Null, Integer, Real, Text, Bytes };

  Value() = default;
  Value(std::nullptr_t) {}
  Value(std::int64_t integer) : type_(Type::Integer), integer_(integer) {}
  Value(int integer) : Value(static_cast<std::int64_t>(integer)) {}
  Value(double real) : type_(Type::Real), real_(real) {}
  Value(std::string text) : type_(Type::Text), text_(std::move(text)) {}
  Value(std::string_view text) : Value(std::string(text)) {}
  Value(const char* text) : Value(std::string(text)) {}
  Value(Bytes bytes) : type_(Type::Bytes), text_(std::move(bytes.data)) {}

  Type type() const { return type_; }
  std::int64_t integer() const { return integer_; }
  double real() const { return real_; }
  const std::string& text() const { return text_; }  ///< of Text and Bytes

 private:
  Type type_ = Type::Null;
  std::int64_t integer_ = 0;
  double real_ = 0;
  std::string text_;
};

/// A column of a result, in the server's own text form: integers in decimal, reals in the shortest
/// form that reads back as the same value, bytes as they are. NULL is an empty optional.
using Cell = std::optional<std::string>;
using Row = std::vector<Cell>;
struct Rows {
  std::vector<std::string> columns;
  std::vector<Row> rows;
  bool empty() const { return rows.empty(); }
  /// The first column of the first row; nothing where there is no row or it is NULL.
  Cell scalar() const { return rows.empty() || rows.front().empty() ? Cell{} : rows.front().front(); }
};

/// One of several questions that are asked together.
struct Question {
  std::string sql;
  std::vector<Value> args;
  /// Each row of the answer. The row is the backend's: copy or move out what is to be kept.
  std::function<void(Row& row)> row;
};

/// How the connection is protected, for `ping`.
struct Transport {
  std::string description;  ///< "file", "tcp", "unix socket"
  std::string tls;          ///< protocol and cipher, empty without TLS
  bool pooled = false;      ///< a pooler stands between: what is set outlives no transaction
};

/// One connection. Not safe to share between threads, but for `cancel()`. Every failure is an
/// `Error` (Code::Statement with the server's text and code, Code::Connection where the connection
/// is gone, Code::Busy where a lock did not come in time). A destructor rolls back what is open.
class Session {
 public:
  virtual ~Session() = default;
  Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// The backend's name: "sqlite3", "libpq", "mysqlcppconn", "soci".
  virtual std::string_view backend() const = 0;
  /// The dialect that answers at the other end: "sqlite", "postgres", "mysql".
  virtual std::string_view dialect() const = 0;

  /// Runs exactly one statement and drops its rows. Returns the number of rows it changed, -1 where
  /// the server does not say. Text with a second statement behind the first is refused (Usage).
  virtual std::int64_t execute(std::string_view sql, std::span<const Value> args = {}) = 0;
  /// Runs one statement and keeps all its rows. Parameters are written `?` on every backend
  /// (the PostgreSQL backend turns them into `$n`).
  virtual Rows query(std::string_view sql, std::span<const Value> args = {}) = 0;
  /// Runs one statement and hands over each row as it arrives, without keeping them. The callback
  /// returns false to stop early; the session stays usable.
  virtual void each_row(std::string_view sql, std::span<const Value> args,
                        const std::function<bool(const Row&)>& row) = 0;

  /// Asks all of them in order, in one round trip where the library can (libpq's pipeline). The first that fails is
  /// thrown, and the ones behind it are not asked.
  virtual void ask(std::span<const Question> questions);

  virtual void begin() = 0;
  virtual void commit() = 0;
  virtual void rollback() = 0;
  virtual bool in_transaction() const = 0;

  /// Stops the statement that runs now, from any thread or signal-safe context; it fails with
  /// Code::Statement. Does nothing when none runs.
  virtual void cancel() noexcept = 0;
  /// Called now and then while a statement runs (about every 50 ms, where the library allows it);
  /// returning false cancels the statement. An empty function switches it off.
  virtual void on_tick(std::function<bool()> tick) = 0;

  /// Another connection to the same place as the same user, set up as this one was at its beginning: for work that goes
  /// faster side by side. Nothing where there is none to be had (a file, a connection that belongs to an application);
  /// throws Error(Connection) where the server refuses it.
  virtual std::unique_ptr<Session> another() const { return nullptr; }

  virtual Transport transport() const = 0;
  /// A cheap round trip; throws where the server does not answer.
  virtual void ping() = 0;
  virtual void close() = 0;
};

}  // namespace plumb
