// Ctrl-C, while something runs that does not end with the program.
#pragma once

#include <cstddef>

namespace plumb {

/// For as long as one lives, SIGINT is counted and does not end the program. One at a time; it keeps out where the
/// program has a handler of its own.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  std::size_t count() const;

 private:
  bool taken_ = false;
};

}  // namespace plumb
