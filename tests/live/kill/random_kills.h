// Kills a plumb at random moments, and lets the next one go on.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "plumb/tests/support/random.h"

namespace plumb::test {

struct RandomKills {
  int times = 10, least = 4;           ///< how often, and how many of these must not have come through before
  std::vector<std::string> push;       ///< what plumb is told, to be killed and to go on with
  std::function<void()> prepare;       ///< makes the state before it
  std::function<void()> check_killed;  ///< what is there where one was killed; may be empty
  std::function<void()> check;         ///< what is there when all is done
};

/// Runs it whole first, for the time that takes, and then so often.
void kill_at_random(const RandomKills& kills, Random& random);

}  // namespace plumb::test
