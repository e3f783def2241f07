// How much work the program does, as numbers that do not depend on the machine.
#pragma once

#include <cstddef>
#include <string_view>

namespace plumb::test {

struct Work {
  std::size_t allocations = 0, bytes = 0;  ///< since the last reset; freed ones too
  std::size_t most_bytes = 0;              ///< held at one time, since the last reset
};
void reset_work();
Work work();

/// What runs now: printed when the program is stopped in the middle of it (a hang, a crash).
void working_on(std::string_view what);
/// Stops the program with that text where one input takes longer than so many seconds.
void limit_seconds(unsigned seconds);

}  // namespace plumb::test
