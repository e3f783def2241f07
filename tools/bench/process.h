// Runs a program and measures it from outside.
#pragma once

#include <string>
#include <vector>

namespace plumb::bench {

struct Measured {
  double seconds = 0;    ///< wall
  double mebibytes = 0;  ///< peak resident memory
  int exit_code = 0;
};

/// Standard input from `input` (a path, empty: nothing), output thrown away. The best of `runs`. Throws Error(Usage)
/// where the program cannot be started.
Measured best_of(int runs, const std::vector<std::string>& command, const std::string& input = {});

/// Runs `prepare` before each run, unmeasured.
template <class F>
Measured best_of(int runs, F&& prepare, const std::vector<std::string>& command, const std::string& input = {}) {
  Measured best;
  for (int i = 0; i < runs; ++i) {
    prepare();
    const Measured one = best_of(1, command, input);
    if (i == 0 || one.seconds < best.seconds) best = one;
  }
  return best;
}

}  // namespace plumb::bench
