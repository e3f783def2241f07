// The exchange with the server without ever blocking in the library: bytes out and in, and the clock between them.
#pragma once

#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>

#include "plumb/backends/libpq/client.h"

namespace plumb::libpq {

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

/// Waits until the socket can be read (and written, where `write`), for at most `milliseconds` (-1: for ever). False
/// where the time ran out.
bool wait_for(int socket, bool read, bool write, int milliseconds);

class Wire {
 public:
  explicit Wire(PGconn* connection) : connection_(connection), cancel_(PQgetCancel(connection)) {}
  ~Wire() { PQfreeCancel(cancel_); }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  /// Null at the end of a statement's results. A lost connection is a result like any other error.
  Result next();

  /// Asks the server to stop what it does. Safe from other threads and from signal handlers.
  void cancel() noexcept;
  bool cancelled() const { return cancelled_.load(); }

  void on_tick(std::function<bool()> tick) { tick_ = std::move(tick); }

  /// Around the exchange about a statement. Outside of one `cancel` does nothing, and none is on its way any more
  /// when the guard goes: it would hit the next statement.
  class Running {
   public:
    explicit Running(Wire& wire);
    ~Running();
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

   private:
    Wire& wire_;
    bool was_nonblocking_;
  };
  bool running() const { return running_.load(); }
  /// What a tick threw.
  std::exception_ptr failure() const { return failure_; }

 private:
  using Clock = std::chrono::steady_clock;

  void tick();

  PGconn* connection_;
  PGcancel* cancel_;
  std::function<bool()> tick_;
  std::exception_ptr failure_;
  Clock::time_point last_tick_{};
  std::atomic<bool> running_{false}, cancelled_{false};
  std::atomic<int> cancelling_{0};
};

}  // namespace plumb::libpq
