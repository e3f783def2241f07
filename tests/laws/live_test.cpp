// Random pairs of schemas on a real SQLite, with rows: --seed=7 --pairs=1 replays one.
#include <doctest/doctest.h>

#include "plumb/tests/laws/live.h"
#include "plumb/tests/support/arguments.h"

#if PLUMB_HAS_SQLITE3

using namespace plumb::test;

TEST_CASE("a plan makes a database what it should be, keeps its rows, and can be undone") {
  const std::uint64_t first = number_argument("seed", 1), count = number_argument("pairs", amount(2000));
  const std::uint64_t most = number_argument("failures", 3);
  LiveCounts counts;
  std::uint64_t failures = 0;
  for (std::uint64_t seed = first; seed < first + count && failures < most; ++seed) {
    const Pair pair = make_pair(seed);
    if (live_law(pair, counts).empty()) continue;
    ++failures;
    LiveCounts ignored;
    FAIL_CHECK(report(pair, [&](const Pair& p) { return live_law(p, ignored); }));
  }
  MESSAGE(counts.pairs << " pairs from seed " << first << ", " << counts.rows << " rows; " << counts.refused_by_rows
                       << " refused by rows (" << counts.unforeseen.size() << " unforeseen, "
                       << counts.false_alarms.size() << " false alarms); " << counts.undone << " undone, "
                       << counts.undo_refused_by_rows << " undos refused by rows");
  if (number_argument("verbose", 0) != 0) {
    for (const std::string& why : counts.unforeseen) MESSAGE("unforeseen: " << why);
    for (const std::string& why : counts.false_alarms) MESSAGE("false alarm: " << why);
  }
  // Rows that are always refused, or never there, would prove nothing.
  if (count >= 50) {
    CHECK(counts.rows > 5 * count);
    CHECK(counts.refused_by_rows * 3 < counts.pairs);
  }
}

#endif
