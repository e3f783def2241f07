// The law of pairs: a push makes a database what it should be, keeps its rows, and leads back.
#pragma once

#include "plumb/tests/support/law_server.h"

namespace plumb::test {

/// On so many random pairs, with rows, in the session's database: --seed=7 --pairs=1 replays one.
void keep_pairs(Session& session, const LawServer& server, std::uint64_t pairs);

}  // namespace plumb::test
