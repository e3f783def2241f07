#include "plumb/tests/fuzz/work.h"

#include <malloc.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::size_t allocations = 0, bytes = 0, held = 0, held_before = 0, most = 0;
std::string_view current;

void* take(std::size_t size) {
  void* p = std::malloc(size == 0 ? 1 : size);
  if (p == nullptr) throw std::bad_alloc();
  ++allocations;
  bytes += size;
  held += ::malloc_usable_size(p);
  if (held > most) most = held;
  return p;
}

void give(void* p) noexcept {
  if (p != nullptr) held -= ::malloc_usable_size(p);
  std::free(p);
}

void say(const char* text, std::size_t size) {
  if (::write(STDERR_FILENO, text, size) < 0) return;
}

// Only what is safe inside of a signal handler.
extern "C" void stopped(int signal) {
  static constexpr char kHead[] = "\nstopped while working on:\n";
  say(kHead, sizeof kHead - 1);
  say(current.data(), current.size());
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

}  // namespace

void* operator new(std::size_t size) { return take(size); }
void* operator new[](std::size_t size) { return take(size); }
void operator delete(void* p) noexcept { give(p); }
void operator delete[](void* p) noexcept { give(p); }
void operator delete(void* p, std::size_t) noexcept { give(p); }
void operator delete[](void* p, std::size_t) noexcept { give(p); }

namespace plumb::test {

void reset_work() {
  allocations = bytes = 0;
  held_before = most = held;
}

Work work() { return {allocations, bytes, most - held_before}; }

void working_on(std::string_view what) { current = what; }

void limit_seconds(unsigned seconds) {
  static const bool handled = [] {
    ::signal(SIGALRM, stopped);
    return true;
  }();
  if (handled) ::alarm(seconds);
}

}  // namespace plumb::test
