#include "plumb/core/db/patience.h"

#include <algorithm>
#include <thread>

namespace plumb {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kLongest{4000};

}  // namespace

Patience::Patience(milliseconds budget) : end_(Clock::now() + budget), random_(std::random_device{}()) {}

bool Patience::pause(const std::string& why, const std::function<void(const std::string&, double)>& say) {
  std::uniform_int_distribution<milliseconds::rep> some(next_.count() / 2, next_.count());
  const milliseconds pause{some(random_)};
  if (Clock::now() + pause >= end_) return false;
  ++pauses_;
  if (say) say(why, -1);
  std::this_thread::sleep_for(pause);
  next_ = std::min(next_ * 2, kLongest);
  return true;
}

}  // namespace plumb
