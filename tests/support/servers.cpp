// What all servers for tests have in common.
#include "plumb/tests/support/servers.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "plumb/core/base/text.h"
#include "plumb/tests/support/mysql.h"
#include "plumb/tests/support/postgres.h"

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

ServerDatabase::ServerDatabase(Url server, std::string name) : server_(std::move(server)), url_(server_) {
  url_.database = std::move(name);
}

std::unique_ptr<ServerDatabase> database_on(const std::string& server) {
  constexpr std::string_view postgres = "postgres_";
  if (server.starts_with(postgres)) {
#if PLUMB_HAS_LIBPQ
    return PostgresDatabase::on(std::stoi(server.substr(postgres.size())));
#endif
  } else {
#if PLUMB_HAS_MYSQLCPPCONN
    return MysqlDatabase::on(server);
#endif
  }
  return nullptr;
}

OwnServer::OwnServer(const std::string& server, const std::string& options) {
  std::string root = (std::filesystem::temp_directory_path() / "plumb-own-XXXXXX").string();
  if (::mkdtemp(root.data()) == nullptr) FAIL("no folder for a server");
  root_ = root;
  run(fmt::format("PLUMB_SERVERS_OWNER={} PLUMB_SERVER_OPTIONS='{}' {}/tests/support/servers/start {} {}", ::getpid(),
                  options, PLUMB_CHECKOUT, root_, server));
  std::ifstream file(root_ + "/environment");
  for (std::string line; std::getline(file, line);) {
    const auto value = [&](std::string_view name) -> std::optional<std::string> {
      const std::string start = fmt::format("export PLUMB_TEST_{}{}=", upper(server), name);
      return line.starts_with(start) ? std::optional(line.substr(start.size())) : std::nullopt;
    };
    if (const auto address = value("")) url_ = parse_url(*address);
    if (const auto folder = value("_RUN")) folder_ = *folder;
    if (const auto binaries = value("_BIN")) binaries_ = *binaries;
  }
}

OwnServer::~OwnServer() {
  static_cast<void>(std::system(fmt::format("{}/tests/support/servers/stop {}", PLUMB_CHECKOUT, root_).c_str()));
}

}  // namespace plumb::test
