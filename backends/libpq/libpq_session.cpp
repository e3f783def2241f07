// A Session over libpq.
#include "plumb/backends/libpq/libpq_session.h"

#include <fmt/format.h>
#include <string>
#include <utility>
#include <vector>

#include "plumb/backends/libpq/client.h"
#include "plumb/backends/libpq/exchange.h"
#include "plumb/backends/libpq/open.h"
#include "plumb/backends/libpq/settings.h"
#include "plumb/core/base/error.h"

namespace plumb::libpq {
namespace {

class LibpqSession final : public Session {
 public:
  LibpqSession(Connection owned, const Options& options, Pooling pooling)
      : owned_(std::move(owned)),
        connection_(owned_.get()),
        wire_(connection_),
        name_("libpq"),
        place_(place_of(*connection_)),
        lock_timeout_(options.lock_timeout) {
    for (const std::string& statement : missing_settings(*connection_)) execute(statement, {});
    const std::vector<Setting> settings = session_settings(options);
    pooled_ = query(settings_query(settings, PQbackendPID(connection_), pooling), {}).scalar() == "t";
    if (!pooled_) return;
    for (const Setting& setting : settings) local_settings_.push_back(setting.local());
    guards_ = options.read_only;
  }

  LibpqSession(PGconn* borrowed, std::string_view name)
      : connection_(borrowed), wire_(borrowed), name_(name), place_(place_of(*borrowed)) {
    const char* host = PQhost(borrowed);
    const Pooling pooling = pooling_of(host == nullptr ? "" : host);
    // In a transaction that has failed nothing can be asked; what comes next there is its rollback.
    const bool answers = PQtransactionStatus(borrowed) != PQTRANS_INERROR;
    pooled_ = answers && query(settings_query({}, PQbackendPID(borrowed), pooling), {}).scalar() == "t";
  }

  ~LibpqSession() override { release(); }

  std::string_view backend() const override { return name_; }
  std::string_view dialect() const override { return "postgres"; }

  std::int64_t execute(std::string_view sql, std::span<const Value> args) override {
    return run(sql, args, {}).changed;
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
    run(sql, args, [&](Row& r) { return row(r); });
  }

  void ask(std::span<const Question> questions) override {
    if (questions.empty()) return;
    std::vector<Part> parts;
    for (const Question& q : questions) {
      const auto hand_over = [&q](Row& row) {
        if (q.row) q.row(row);
        return true;
      };
      parts.push_back({.statement = read(q.sql, q.args), .row = hand_over});
    }
    run(std::move(parts));
  }

  void begin() override {
    // The server only warns, and the inner COMMIT would end what the outer BEGIN began.
    if (in_transaction()) {
      throw Error(Code::Statement, "cannot start a transaction within a transaction").sql("BEGIN", "25001");
    }
    execute("BEGIN", {});
    began_ = true;
  }

  void commit() override {
    began_ = false;
    if (run("COMMIT", {}, {}).tag != "ROLLBACK") return;
    // No error to the server: it takes all back where a statement failed.
    throw Error(Code::Statement,
                "nothing was committed: a statement in the transaction had failed, so that all of it was rolled back")
        .sql("COMMIT", "25P02");
  }

  void rollback() override {
    began_ = false;
    if (in_transaction()) run("ROLLBACK", {}, {});
  }

  bool in_transaction() const override {
    switch (PQtransactionStatus(connection())) {
      case PQTRANS_INTRANS:
      case PQTRANS_INERROR: return true;
      case PQTRANS_ACTIVE: return was_in_transaction_;
      default: return false;
    }
  }

  void cancel() noexcept override { wire_.cancel(); }

  void on_tick(std::function<bool()> tick) override {
    connection();
    wire_.on_tick(std::move(tick));
  }

  Transport transport() const override {
    const char* host = PQhost(connection());
    Transport out{.description = host != nullptr && *host == '/' ? "unix socket" : "tcp", .tls = {}, .pooled = pooled_};
    if (PQsslInUse(connection_) == 1) {
      const char* protocol = PQsslAttribute(connection_, "protocol");
      const char* cipher = PQsslAttribute(connection_, "cipher");
      out.tls = fmt::format("{} {}", protocol == nullptr ? "TLS" : protocol, cipher == nullptr ? "" : cipher);
    } else if (PQgssEncInUse(connection_) == 1) {
      out.tls = "GSSAPI";
    }
    return out;
  }

  void ping() override { query("SELECT 1", {}); }

  void close() override { release(); }

 private:
  PGconn* connection() const {
    if (connection_ == nullptr) throw Error(Code::Connection, fmt::format("the connection to `{}` is closed", place_));
    return connection_;
  }

  Statement read(std::string_view sql, std::span<const Value> args) const {
    const char* conforming = PQparameterStatus(connection(), "standard_conforming_strings");
    return {sql, args, conforming != nullptr && std::string_view(conforming) == "off"};
  }

  Part run(std::string_view sql, std::span<const Value> args, std::function<bool(Row&)> row,
           std::vector<std::string>* columns = nullptr) {
    std::vector<Part> parts;
    parts.push_back({.statement = read(sql, args), .row = std::move(row), .columns = columns});
    return run(std::move(parts));
  }

  Part run(std::vector<Part> asked);

  void release() noexcept;

  Connection owned_;
  PGconn* connection_ = nullptr;
  Wire wire_;
  std::string name_, place_;
  std::chrono::milliseconds lock_timeout_{0};
  /// What each transaction begins with behind a pooler, where the settings of a session are the next client's too.
  std::vector<std::string> local_settings_;
  bool guards_ = false;  ///< what is asked outside of a transaction gets one of its own
  bool pooled_ = false, began_ = false, was_in_transaction_ = false;
};

// Returns the last of those that were asked.
Part LibpqSession::run(std::vector<Part> asked) {
  if (wire_.running()) {
    throw Error(Code::Usage,
                "another statement of this session still runs: take its rows first, or open a second session");
  }
  was_in_transaction_ = in_transaction();
  const bool guard = guards_ && !was_in_transaction_ && !asked.front().statement.begins();
  std::vector<Part> parts;
  const auto add_settings = [&] {
    for (const std::string& setting : local_settings_) parts.push_back({.statement = read(setting, {}), .row = {}});
  };
  if (guard) {
    parts.push_back({.statement = read("BEGIN", {}), .row = {}});
    add_settings();
  }
  std::size_t last = 0;
  for (Part& part : asked) {
    const bool begins = part.statement.begins();
    last = parts.size();
    parts.push_back(std::move(part));
    if (begins) add_settings();
  }
  if (guard) parts.push_back({.statement = read("COMMIT", {}), .row = {}});
  const auto undo_guard = [&] {
    if (guard && in_transaction()) run("ROLLBACK", {}, {});
  };
  try {
    exchange(connection_, wire_, parts, {.place = place_, .lock_timeout = lock_timeout_});
  } catch (...) {
    undo_guard();
    throw;
  }
  undo_guard();  // its rows were more than the callback wanted
  return std::move(parts[last]);
}

void LibpqSession::release() noexcept {
  if (connection_ == nullptr) return;
  // Asked for, and not left to the server's own discovery that the client went: when this returns no lock is held.
  // A transaction on a borrowed connection is its owner's, unless it was begun here.
  try {
    if ((owned_ || began_) && !wire_.running() && in_transaction()) run("ROLLBACK", {}, {});
  } catch (...) {  // the connection is gone, and the transaction with it
  }
  owned_.reset();
  connection_ = nullptr;
}

}  // namespace

std::unique_ptr<Session> open(const Url& url, const Options& options) {
  Connection connection = connect(url, options);
  const char* host = PQhost(connection.get());
  const Pooling pooling = pooling_of(host == nullptr ? "" : host);
  return std::make_unique<LibpqSession>(std::move(connection), options, pooling);
}

std::unique_ptr<Session> borrow(::pg_conn* connection, std::string_view name) {
  if (connection == nullptr || PQstatus(connection) != CONNECTION_OK) {
    throw Error(Code::Connection, "the PostgreSQL connection is not open");
  }
  return std::make_unique<LibpqSession>(connection, name);
}

}  // namespace plumb::libpq
