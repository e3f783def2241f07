#include "plumb/tests/live/postgres_systems/dumped.h"

#if PLUMB_HAS_LIBPQ

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace plumb::test {
namespace {

std::string output_of(const std::string& command) {
  std::string out;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  char part[4096];
  for (std::size_t n = 0; (n = std::fread(part, 1, sizeof part, pipe)) > 0;) out.append(part, n);
  INFO(command);
  CHECK(::pclose(pipe) == 0);
  return out;
}

}  // namespace

std::optional<std::multiset<std::string>> dumped(const PostgresDatabase& database, int version) {
  const char* folder = std::getenv(fmt::format("PLUMB_TEST_POSTGRES_{}_BIN", version).c_str());
  if (folder == nullptr) return std::nullopt;
  const std::string program = std::string(folder) + "/pg_dump";
  if (::access(program.c_str(), X_OK) != 0) return std::nullopt;
  const std::string text =
      output_of(fmt::format("'{}' --schema-only --exclude-table='plumb_*' '{}'", program, database.address()));
  std::multiset<std::string> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("--") || line.starts_with("\\")) continue;  // \restrict has another key in every dump
    if (line.ends_with(',')) line.pop_back();                        // of columns, but the last one
    if (!line.empty()) out.insert(line);
  }
  return out;
}

}  // namespace plumb::test

#endif
