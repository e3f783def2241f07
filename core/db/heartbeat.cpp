#include "plumb/core/db/heartbeat.h"

#include <utility>

namespace plumb {

Heartbeat::Heartbeat(std::function<bool(Session&)> renew, Connect connect, std::chrono::milliseconds every)
    : renew_(std::move(renew)), connect_(std::move(connect)), every_(every) {
  if (connect_) thread_ = std::thread([this] { beat(); });
}

Heartbeat::~Heartbeat() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard guard(mutex_);
    ended_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Heartbeat::beat() {
  std::unique_ptr<Session> session;
  std::unique_lock guard(mutex_);
  while (!wake_.wait_for(guard, every_, [this] { return ended_; })) {
    guard.unlock();
    try {
      if (!session) session = connect_();
      if (!renew_(*session)) return;  // taken over: confirm() will find that
    } catch (const std::exception&) {
      session.reset();  // the next beat tries again; the lease is several of them
    }
    guard.lock();
  }
}

}  // namespace plumb
