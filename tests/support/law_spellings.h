// The law of spellings: after a push of one spelling of a schema no other is a difference, and the server itself makes
// the same of each.
#pragma once

#include "plumb/tests/support/law_server.h"

namespace plumb::test {

/// On so many random schemas and on the server's files, in the session's database: --seed=7 --schemas=1 replays one
/// schema, --spelling=4 one of its spellings.
void keep_spellings(Session& session, const LawServer& server, std::uint64_t schemas);

}  // namespace plumb::test
