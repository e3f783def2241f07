// MySQL, MariaDB and TiDB as the laws know them.
#pragma once

#include "plumb/tests/support/law_server.h"

namespace plumb::test {

/// Holds the law on the server that tests/support/servers calls so. Where that is not there, it is skipped.
void on_server(const std::string& name, void (*law)(Session& session, const LawServer& server, std::uint64_t amount),
               std::uint64_t amount);

}  // namespace plumb::test
