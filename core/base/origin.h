// Where something was written. Carried by every part of the model, never part of equality.
#pragma once

#include <cstdint>

namespace plumb {

/// A place in the user's text. `file` is the number that `Diagnostics::add_source` gave its text; 0 is
/// "nowhere" (made by plumb, or read from a server). `line` and `column` start at 1; a column counts
/// bytes.
struct Origin {
  std::uint32_t file = 0, line = 0, column = 0;
  bool known() const { return file != 0; }
  friend bool operator==(const Origin&, const Origin&) { return true; }
};

}  // namespace plumb
