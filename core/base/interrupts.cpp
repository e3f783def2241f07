#include "plumb/core/base/interrupts.h"

#include <signal.h>

#include <atomic>

namespace plumb {
namespace {

std::atomic<std::size_t> pressed{0};

void count_one(int) { pressed.fetch_add(1); }

}  // namespace

Interrupts::Interrupts() {
  struct sigaction now {};
  if (::sigaction(SIGINT, nullptr, &now) != 0 || now.sa_handler != SIG_DFL) return;
  pressed.store(0);
  struct sigaction counting {};
  counting.sa_handler = count_one;
  counting.sa_flags = SA_RESTART;
  taken_ = ::sigaction(SIGINT, &counting, nullptr) == 0;
}

Interrupts::~Interrupts() {
  if (taken_) ::signal(SIGINT, SIG_DFL);
}

std::size_t Interrupts::count() const { return taken_ ? pressed.load() : 0; }

}  // namespace plumb
