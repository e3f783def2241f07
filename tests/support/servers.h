// What all servers for tests have in common: where the environment says that they are, and fresh names on them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "plumb/core/db/url.h"

namespace plumb::test {

/// Empty where it is not set.
std::string environment(const std::string& name);

/// The address in that variable. Nothing where it is not set: then the test is skipped, which is said once, or has
/// failed where PLUMB_REQUIRE_SERVERS=1. `what`: "PostgreSQL 15".
std::optional<Url> server_named(const std::string& what, const std::string& variable);

/// "plumb_test_4711_1": of a database, an account. Nobody else has it.
std::string fresh_name(std::string_view kind);

/// A command of the shell that must succeed.
void run(const std::string& command);

}  // namespace plumb::test
