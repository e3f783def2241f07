// Random pairs of SQLite schemas, without a database: --seed=7 --pairs=1 replays one.
#include <doctest/doctest.h>

#include "plumb/tests/laws/offline.h"
#include "plumb/tests/support/arguments.h"

using namespace plumb::test;

namespace {

void hold(const char* what, std::uint64_t pairs, const Law& law) {
  const std::uint64_t first = number_argument("seed", 1), count = number_argument("pairs", amount(pairs));
  const std::uint64_t most = number_argument("failures", 3);
  std::uint64_t failures = 0;
  for (std::uint64_t seed = first; seed < first + count && failures < most; ++seed) {
    const Pair pair = make_pair(seed);
    if (law(pair).empty()) continue;
    ++failures;
    FAIL_CHECK(what << ": " << report(pair, law));
  }
  MESSAGE(std::string(what) << ": " << count << " pairs from seed " << first);
}

}  // namespace

TEST_CASE("what is written is read as the same schema") {
  hold("round trip", 2000, [](const Pair& p) {
    std::string why = round_trip(p.from);
    return why.empty() ? round_trip(p.to) : why;
  });
}

TEST_CASE("the statements of a plan lead where it says") { hold("completeness", 2000, completeness); }

TEST_CASE("changes applied to one side give the other") { hold("application", 2000, application); }
