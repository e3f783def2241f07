// Runs a program and measures it from outside.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace plumb::bench {

struct Measured {
  double seconds = 0;    ///< wall
  double mebibytes = 0;  ///< peak resident memory
  int exit_code = 0;
};

/// Variables that a program gets beside our own: what is secret stands there, and on no command line.
using Variables = std::vector<std::pair<std::string, std::string>>;

/// Keeps the faster one; `best` starts as one that was never taken.
void keep_best(Measured& best, const Measured& one);

/// Standard input from `input` (a path, empty: nothing), output thrown away. The best of `runs`. Throws Error(Usage)
/// where the program cannot be started.
Measured best_of(int runs, const std::vector<std::string>& command, const std::string& input = {},
                 const Variables& variables = {});

/// Runs `prepare` before each run, unmeasured.
template <class F>
Measured best_of(int runs, F&& prepare, const std::vector<std::string>& command, const std::string& input = {}) {
  Measured best;
  for (int i = 0; i < runs; ++i) {
    prepare();
    keep_best(best, best_of(1, command, input));
  }
  return best;
}

}  // namespace plumb::bench
