#include "plumb/tests/fuzz/work.h"

#include <malloc.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <new>

namespace {

std::size_t allocations = 0, bytes = 0, held = 0, held_before = 0, most = 0;
std::string_view current;

void took(std::size_t asked, std::size_t got) {
  ++allocations;
  bytes += asked;
  held += got;
  if (held > most) most = held;
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

#if defined(__SANITIZE_ADDRESS__)

// The sanitizer has its own operator new, and checks that the right delete follows; it lets others
// listen. Declared here: GCC ships the library without this header.
extern "C" std::size_t __sanitizer_get_allocated_size(const volatile void*);
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*)(const volatile void*, std::size_t),
                                                         void (*)(const volatile void*));

namespace {
void allocated(const volatile void*, std::size_t size) { took(size, size); }
void freed(const volatile void* p) {
  const std::size_t size = __sanitizer_get_allocated_size(p);
  held -= size < held ? size : held;  // what was there before we listened goes too
}
const int listening = __sanitizer_install_malloc_and_free_hooks(allocated, freed);
}  // namespace

#else

void* operator new(std::size_t size) {
  void* p = std::malloc(size == 0 ? 1 : size);
  if (p == nullptr) throw std::bad_alloc();
  took(size, ::malloc_usable_size(p));
  return p;
}
void* operator new[](std::size_t size) { return operator new(size); }
void operator delete(void* p) noexcept {
  if (p != nullptr) held -= ::malloc_usable_size(p);
  std::free(p);
}
void operator delete[](void* p) noexcept { operator delete(p); }
void operator delete(void* p, std::size_t) noexcept { operator delete(p); }
void operator delete[](void* p, std::size_t) noexcept { operator delete(p); }

#endif

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
