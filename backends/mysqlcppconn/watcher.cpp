// A thread beside the session's.
#include "plumb/backends/mysqlcppconn/watcher.h"

#include <signal.h>
#include <time.h>

#include <utility>

namespace plumb::mysqlcppconn {
namespace {

constexpr long tick_nanoseconds = 50'000'000;

}  // namespace

Watcher::Watcher(std::function<void()> stop) : stop_(std::move(stop)) {
  ::sem_init(&wake_, 0, 0);
  // Signals are for the program's own threads.
  ::sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { watch(); });
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Watcher::~Watcher() {
  ended_.store(true);
  ::sem_post(&wake_);
  thread_.join();
  ::sem_destroy(&wake_);
}

void Watcher::on_tick(std::function<bool()> tick) {
  const std::lock_guard lock(callbacks_);
  tick_ = std::move(tick);
  ticks_.store(static_cast<bool>(tick_));
}

void Watcher::cancel() noexcept {
  cancelling_.fetch_add(1);
  if (running_.load()) {
    asked_.store(true);
    ::sem_post(&wake_);
  }
  cancelling_.fetch_sub(1);
}

Watcher::Running::Running(Watcher& watcher) : watcher_(watcher) {
  const std::lock_guard lock(watcher_.gate_);
  watcher_.asked_.store(false);
  watcher_.cancelled_.store(false);
  watcher_.failure_ = nullptr;
  watcher_.running_.store(true);
  if (watcher_.ticks_.load()) ::sem_post(&watcher_.wake_);
}

Watcher::Running::~Running() {
  {
    const std::lock_guard lock(watcher_.gate_);
    watcher_.running_.store(false);
  }
  while (watcher_.cancelling_.load() > 0) std::this_thread::yield();
  // A tick that is under way sees its callback through.
  if (watcher_.ticks_.load()) watcher_.apart([] {});
}

void Watcher::watch() {
  while (!ended_.load()) {
    if (running_.load() && ticks_.load()) {
      ::timespec until{};
      ::clock_gettime(CLOCK_REALTIME, &until);
      until.tv_nsec += tick_nanoseconds;
      until.tv_sec += until.tv_nsec / 1'000'000'000;
      until.tv_nsec %= 1'000'000'000;
      // Woken for a statement that begins: its first tick comes when its time has passed.
      if (::sem_timedwait(&wake_, &until) == 0 && !asked_.load()) continue;
    } else {
      ::sem_wait(&wake_);
      if (!asked_.load()) continue;
    }
    look();
  }
}

void Watcher::look() {
  const std::lock_guard gate(gate_);
  if (!running_.load() || cancelled_.load()) return;
  if (!asked_.load() && ticks_.load()) {
    const std::lock_guard lock(callbacks_);
    try {
      if (tick_ && !tick_()) asked_.store(true);
    } catch (...) {
      failure_ = std::current_exception();
      asked_.store(true);
    }
  }
  if (!asked_.load()) return;
  cancelled_.store(true);
  stop_();
}

}  // namespace plumb::mysqlcppconn
