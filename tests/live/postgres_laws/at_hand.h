// PostgreSQL as the laws know it.
#pragma once

#include "plumb/tests/support/law_server.h"

namespace plumb::test {

/// Holds the law on the server of that version. Where that is not there, it is skipped.
void on_server(int version, void (*law)(Session& session, const LawServer& server, std::uint64_t amount),
               std::uint64_t amount);

}  // namespace plumb::test
