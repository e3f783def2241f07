// What all servers for tests have in common.
#include "plumb/tests/support/servers.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <set>

namespace plumb::test {

std::string environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::string() : std::string(value);
}

std::optional<Url> server_named(const std::string& what, const std::string& variable) {
  const std::string address = environment(variable);
  if (!address.empty()) return parse_url(address);
  const std::string missing =
      fmt::format("no {}: {} is not set (tests/support/servers/with -- COMMAND starts it)", what, variable);
  if (environment("PLUMB_REQUIRE_SERVERS") == "1") {
    FAIL_CHECK(missing);
  } else {
    static std::set<std::string> told;
    if (told.insert(variable).second) std::printf("SKIP: %s\n", missing.c_str());
  }
  return std::nullopt;
}

std::string fresh_name(std::string_view kind) {
  static std::atomic<int> counter{0};
  return fmt::format("plumb_{}_{}_{}", kind, ::getpid(), ++counter);
}

void run(const std::string& command) {
  if (std::system(command.c_str()) != 0) FAIL("this failed: ", command);
}

}  // namespace plumb::test
