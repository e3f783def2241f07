// A Session over MySQL Connector/C++.
#include "plumb/backends/mysqlcppconn/mysqlcppconn_session.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "plumb/backends/mysqlcppconn/client.h"
#include "plumb/backends/mysqlcppconn/connect_error.h"
#include "plumb/backends/mysqlcppconn/exchange.h"
#include "plumb/backends/mysqlcppconn/open.h"
#include "plumb/backends/mysqlcppconn/settings.h"
#include "plumb/core/base/error.h"

namespace plumb::mysqlcppconn {
namespace {

constexpr int error_parse = 1064;

std::int64_t number_in(const Cell& cell) {
  std::int64_t out = 0;
  if (cell) std::from_chars(cell->data(), cell->data() + cell->size(), out);
  return out;
}

class MysqlSession final : public Session {
 public:
  MysqlSession(std::unique_ptr<Client> client, std::string_view place, bool socket, std::string_view name)
      : client_(std::move(client)), watcher_([this] { stop(); }), place_(place), name_(name), socket_(socket) {
    greet();
  }

  ~MysqlSession() override { release(); }

  /// A connection of our own.
  void configure(const Options& options) {
    own_ = options;
    // Not asked together: TiDB reads all before it runs one, and the first changes how the others are read.
    for (const std::string& statement : session_settings(greeting_, *server_, options)) execute(statement, {});
    quoting_ = {};
    lock_timeout_ = whole_seconds(options.lock_timeout);
    guards_ = options.read_only && !server_->read_only_transactions;
  }

  const Greeting& greeting() const { return greeting_; }

  std::string_view backend() const override { return name_; }
  std::string_view dialect() const override { return "mysql"; }

  std::int64_t execute(std::string_view sql, std::span<const Value> args) override {
    return run(sql, args, {}, nullptr);
  }

  Rows query(std::string_view sql, std::span<const Value> args) override {
    Rows out;
    const auto keep = [&](Row& row) {
      out.rows.push_back(std::move(row));
      return true;
    };
    run(sql, args, keep, &out.columns);
    return out;
  }

  void each_row(std::string_view sql, std::span<const Value> args,
                const std::function<bool(const Row&)>& row) override {
    run(
        sql, args, [&](Row& r) { return row(r); }, nullptr);
  }

  void ask(std::span<const Question> questions) override;

  void begin() override {
    // The server would commit the outer one.
    if (in_transaction()) {
      throw Error(Code::Statement, "cannot start a transaction within a transaction").sql("BEGIN", "25001");
    }
    execute("BEGIN", {});
    began_ = true;
  }

  void commit() override {
    began_ = false;
    if (std::exchange(rolled_back_, false)) {
      throw Error(Code::Statement,
                  "nothing was committed: the server had rolled the transaction back, as it said before")
          .sql("COMMIT", "40000");
    }
    execute("COMMIT", {});
  }

  void rollback() override {
    began_ = rolled_back_ = false;
    if (in_transaction()) execute("ROLLBACK", {});
  }

  bool in_transaction() const override {
    const std::optional<bool> said = client().in_transaction();
    return said.value_or(in_transaction_);
  }

  void cancel() noexcept override { watcher_.cancel(); }

  void on_tick(std::function<bool()> tick) override {
    client();
    watcher_.on_tick(std::move(tick));
  }

  std::unique_ptr<Session> another() const override {
    if (!own_) return nullptr;
    try {
      auto out = std::make_unique<MysqlSession>(client().another(), place_, socket_, name_);
      out->configure(*own_);
      return out;
    } catch (const Failure& failure) {
      throw failure_of(failure, place_, {}).error;
    }
  }

  Transport transport() const override {
    client();
    Transport out{.description = socket_ ? "unix socket" : "tcp", .tls = {}, .pooled = false};
    if (!greeting_.tls.empty()) out.tls = fmt::format("{} {}", greeting_.tls, greeting_.cipher);
    return out;
  }

  void ping() override { execute("SELECT 1", {}); }

  void close() override { release(); }

 private:
  Client& client() const {
    if (!client_) throw Error(Code::Connection, fmt::format("the connection to `{}` is closed", place_));
    return *client_;
  }

  void greet();
  void learn_quoting();
  Statement read(std::string_view sql, std::span<const Value> args);
  std::int64_t run(std::string_view sql, std::span<const Value> args, std::function<bool(Row&)> row,
                   std::vector<std::string>* columns);
  void run(std::span<Part> parts);
  void run_together(std::span<Part> parts);
  void note(std::span<const Part> parts);
  void stop() noexcept;
  void release() noexcept;

  std::unique_ptr<Client> client_;
  Watcher watcher_;
  std::string place_, name_;
  bool socket_ = false;
  std::optional<Options> own_;  ///< how a connection of our own was set up
  Greeting greeting_;
  const Server* server_ = nullptr;
  Quoting quoting_;
  std::chrono::milliseconds lock_timeout_{0};
  bool guards_ = false;          ///< writes are refused here, because the server does not
  bool quoting_known_ = true;    ///< no statement has changed sql_mode since it was asked for
  bool in_transaction_ = false;  ///< by the statements that were run, where the library does not tell
  bool began_ = false;
  bool rolled_back_ = false;  ///< a transaction that the caller still believes in
};

void MysqlSession::greet() {
  std::vector<Cell> first;
  const auto take_first = [&](Row& row) { first = row; };
  ask(std::vector<Question>{
      {std::string(greeting_query), {}, take_first},
      {std::string(tls_query), {}, [&](Row& row) { greeting_.tls = row.at(1).value_or(""); }},
      {std::string(cipher_query), {}, [&](Row& row) { greeting_.cipher = row.at(1).value_or(""); }}});
  greeting_.version = first.at(0).value_or("");
  greeting_.connection = number_in(first.at(1));
  greeting_.mode = first.at(2).value_or("");
  greeting_.packet = number_in(first.at(3));
  greeting_.charset = first.at(4).value_or("");
  server_ = &server_of(greeting_.version);
  quoting_ = quoting_of(greeting_.mode);
}

void MysqlSession::learn_quoting() {
  quoting_known_ = true;
  quoting_ = quoting_of(query("SELECT @@SESSION.sql_mode", {}).scalar().value_or(""));
}

Statement MysqlSession::read(std::string_view sql, std::span<const Value> args) {
  if (watcher_.running()) {
    throw Error(Code::Usage,
                "another statement of this session still runs: take its rows first, or open a second session");
  }
  if (!quoting_known_) learn_quoting();
  Statement out(sql, args, quoting_);
  if (guards_ && !out.only_reads()) {
    throw Error(Code::Statement, "the session only reads, and the statement writes").sql(std::string(sql), "25006");
  }
  // The server would end the connection, and mostly without a word.
  const auto size = static_cast<std::int64_t>(out.sent().size());
  if (greeting_.packet > 0 && size >= greeting_.packet) {
    throw Error(Code::Statement,
                fmt::format("the statement has {} bytes, and the server takes {} at once; raise its max_allowed_packet",
                            size, greeting_.packet))
        .sql(std::string(sql), "08S01");
  }
  return out;
}

std::int64_t MysqlSession::run(std::string_view sql, std::span<const Value> args, std::function<bool(Row&)> row,
                               std::vector<std::string>* columns) {
  client();
  std::vector<Part> parts;
  parts.push_back({.statement = read(sql, args), .row = std::move(row), .columns = columns});
  run(parts);
  return parts.front().changed;
}

void MysqlSession::run(std::span<Part> parts) {
  const Circumstances circumstances{.place = place_, .lock_timeout = lock_timeout_};
  try {
    exchange(client(), watcher_, parts, circumstances);
  } catch (...) {
    note(parts);
    throw;
  }
  note(parts);
}

/// What the statements did to the transaction and to how the next ones are read.
void MysqlSession::note(std::span<const Part> parts) {
  for (const Part& part : parts) {
    if (part.statement.changes_quoting()) quoting_known_ = false;
    if (ends_connection(part.failure)) {
      in_transaction_ = false;
    } else if (ends_transaction(part.failure)) {
      rolled_back_ = in_transaction_ && part.statement.effect() == Statement::Effect::None;
      in_transaction_ = false;
    }
    if (!part.done || part.statement.effect() == Statement::Effect::None) continue;
    in_transaction_ = part.statement.effect() == Statement::Effect::Begins;
    rolled_back_ = false;
  }
}

/// TiDB reads all of them before it runs the first, which then fails with what another one has wrong.
void MysqlSession::run_together(std::span<Part> parts) {
  try {
    run(parts);
  } catch (const Error&) {
    if (parts.size() == 1 || parts.front().failure != error_parse) throw;
    for (Part& part : parts) run(std::span(&part, 1));
  }
}

// As few round trips as the server takes: a statement that is too long for it ends the connection. A CALL goes alone,
// because how many results it has is not known.
void MysqlSession::ask(std::span<const Question> questions) {
  client();
  constexpr std::size_t most = 4U << 20U;
  const std::size_t limit =
      greeting_.packet > 0 ? std::min(most, static_cast<std::size_t>(greeting_.packet) / 2) : most;
  std::vector<Part> parts;
  std::size_t size = 0;
  const auto flush = [&] {
    if (!parts.empty()) run_together(parts);
    parts.clear();
    size = 0;
  };
  for (const Question& q : questions) {
    const auto hand_over = [&q](Row& row) {
      if (q.row) q.row(row);
      return true;
    };
    if (!quoting_known_) flush();
    Part part{.statement = read(q.sql, q.args), .row = hand_over};
    const bool alone = part.statement.calls() || part.statement.changes_quoting();
    if (alone || size + part.statement.sent().size() > limit) flush();
    size += part.statement.sent().size() + 2;
    parts.push_back(std::move(part));
    if (alone) flush();
  }
  flush();
}

void MysqlSession::stop() noexcept {
  try {
    client_->another()->send(fmt::format("{}{}", server_->kill, greeting_.connection));
  } catch (...) {  // the statement goes on, as if nobody had asked
  }
}

void MysqlSession::release() noexcept {
  if (!client_) return;
  // Asked for, and not left to the server's own discovery that the client went: when this returns no lock is held.
  // A transaction on a borrowed connection is its owner's, unless it was begun here.
  try {
    if ((own_ || began_) && !watcher_.running() && in_transaction()) execute("ROLLBACK", {});
  } catch (...) {  // the connection is gone, and the transaction with it
  }
  client_.reset();
}

}  // namespace

std::unique_ptr<Session> open(const Url& url, const Options& options) {
  Connection connection = connect(url, options);
  auto session =
      std::make_unique<MysqlSession>(std::move(connection.client), connection.place, connection.socket, "mysqlcppconn");
  // The connector passes over what it does not know without a word, so that the server is asked.
  if (connection.tls_demanded && session->greeting().tls.empty()) {
    throw Error(Code::Connection,
                fmt::format("cannot connect to `{}`: the address demands TLS and the server has none; with "
                            "ssl-mode=PREFERRED or DISABLED it is not demanded",
                            connection.place))
        .sql({}, "08001");
  }
  session->configure(options);
  return session;
}

std::unique_ptr<Session> borrow(std::unique_ptr<Client> client, std::string_view place, bool socket,
                                std::string_view name) {
  auto session = std::make_unique<MysqlSession>(std::move(client), place, socket, name);
  const std::string& charset = session->greeting().charset;
  if (!charset.starts_with("utf8")) {
    throw Error(
        Code::Unsupported,
        fmt::format("the MySQL connection speaks `{}`, and plumb speaks UTF-8: connect with the charset utf8mb4, "
                    "or run SET NAMES utf8mb4 first",
                    charset));
  }
  return session;
}

}  // namespace plumb::mysqlcppconn
