// Waiting for a lock without holding any.
#pragma once

#include <chrono>
#include <functional>
#include <random>
#include <string>

namespace plumb {

/// Pauses between attempts: longer and longer, and never two plumbs in step.
class Patience {
 public:
  explicit Patience(std::chrono::milliseconds budget);
  /// Waits a little; false where the time is up, and then at once. `say` hears why, and -1 for how far it is.
  bool pause(const std::string& why, const std::function<void(const std::string& what, double part)>& say);
  std::size_t pauses() const { return pauses_; }

 private:
  std::chrono::steady_clock::time_point end_;
  std::chrono::milliseconds next_{40};
  std::minstd_rand random_;
  std::size_t pauses_ = 0;
};

}  // namespace plumb
