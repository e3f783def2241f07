// The laws on a real SQLite.
#pragma once

#include <string>
#include <vector>

#include "plumb/tests/laws/pair.h"

namespace plumb::test {

/// What the pairs of a run were good for.
struct LiveCounts {
  std::size_t pairs = 0, rows = 0;
  std::size_t refused_by_rows = 0;        ///< rows did not fit the wanted schema: all stayed as it was
  std::vector<std::string> unforeseen;    ///< of these, no probe had said so
  std::vector<std::string> false_alarms;  ///< a probe said so, and it went well
  std::size_t undone = 0, undo_refused_by_rows = 0;
};

/// Builds the first schema, fills it, plans, runs: the database is then as wanted, a second plan is
/// empty, every value of every surviving column is what it was, and the undo leads back.
std::string live_law(const Pair& pair, LiveCounts& counts);

}  // namespace plumb::test
