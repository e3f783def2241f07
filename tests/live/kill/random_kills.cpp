#include "plumb/tests/live/kill/random_kills.h"

#include <doctest/doctest.h>
#include <signal.h>

#include <chrono>
#include <thread>

#include "plumb/tests/support/program.h"

#ifdef PLUMB_PROGRAM

namespace plumb::test {

using Clock = std::chrono::steady_clock;

void kill_at_random(const RandomKills& kills, Random& random) {
  kills.prepare();
  const auto started = Clock::now();
  REQUIRE_EQ(failure_of_plumb(kills.push), "");
  const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started).count();
  MESSAGE(kills.times << " kills; a whole run takes " << whole / 1000 << " ms");
  kills.check();
  int killed = 0;
  for (int i = 0; i < kills.times; ++i) {
    CAPTURE(i);
    kills.prepare();
    const pid_t child = start_plumb(kills.push);
    std::this_thread::sleep_for(std::chrono::microseconds(random.below(static_cast<std::size_t>(whole))));
    ::kill(child, SIGKILL);
    killed += wait_for(child) == 128 + SIGKILL;
    if (kills.check_killed) kills.check_killed();
    CHECK_EQ(failure_of_plumb(kills.push), "");
    kills.check();
  }
  CHECK_GE(killed, kills.least);  // else the moments were not spread over the run
}

}  // namespace plumb::test

#endif
