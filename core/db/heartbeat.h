// What keeps a lease alive over a connection of its own, while the other one is busy with a long statement.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "plumb/core/db/session.h"

namespace plumb {

class Heartbeat {
 public:
  using Connect = std::function<std::unique_ptr<Session>()>;
  /// `renew` gives false where the lease is another's by now: then it ends. Without `connect` nothing beats.
  Heartbeat(std::function<bool(Session&)> renew, Connect connect, std::chrono::milliseconds every);
  ~Heartbeat();
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

 private:
  void beat();

  std::function<bool(Session&)> renew_;
  Connect connect_;
  std::chrono::milliseconds every_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace plumb
