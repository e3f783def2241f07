// Inputs made of seeds: spliced, cut, repeated, swapped, nested, and with bytes that nobody
// expects.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plumb/tests/support/random.h"

namespace plumb::test {

class Mutator {
 public:
  explicit Mutator(std::vector<std::string_view> seeds);
  /// The input of that number: the same for the same number, whatever came before.
  std::string input(std::uint64_t number) const;

 private:
  void change(std::string& text, Random& random) const;
  const std::string& token(Random& random) const { return random.pick(tokens_); }

  std::vector<std::string_view> seeds_;
  std::vector<std::string> tokens_;  ///< of all seeds, once each
};

}  // namespace plumb::test
