// A thread beside the session's, for what must happen while the library waits for the server: the ticks, and
// stopping the statement.
#pragma once

#include <semaphore.h>

#include <atomic>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace plumb::mysqlcppconn {

class Watcher {
 public:
  /// `stop` asks the server to stop what it does; it is called on the watcher's thread.
  explicit Watcher(std::function<void()> stop);
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  /// Safe from other threads and from signal handlers.
  void cancel() noexcept;
  bool cancelled() const { return cancelled_.load(); }
  void on_tick(std::function<bool()> tick);

  /// Around the exchange about a statement. Outside of one `cancel` does nothing, and none is on its way any more when
  /// the guard goes: it would hit the next statement.
  class Running {
   public:
    explicit Running(Watcher& watcher);
    ~Running();
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

   private:
    Watcher& watcher_;
  };
  bool running() const { return running_.load(); }

  /// Calls `callback` so that no tick runs beside it.
  template <class Callback>
  decltype(auto) apart(Callback&& callback) {
    const std::lock_guard lock(callbacks_);
    return callback();
  }
  /// What a tick threw.
  std::exception_ptr failure() const { return failure_; }

 private:
  void watch();
  void look();

  std::function<void()> stop_;
  std::function<bool()> tick_;
  std::exception_ptr failure_;
  std::mutex gate_;       ///< held while the server is asked to stop, and where a statement begins or ends
  std::mutex callbacks_;  ///< ticks and rows
  std::atomic<bool> running_{false}, asked_{false}, cancelled_{false}, ticks_{false}, ended_{false};
  std::atomic<int> cancelling_{0};
  ::sem_t wake_{};
  std::thread thread_;
};

}  // namespace plumb::mysqlcppconn
