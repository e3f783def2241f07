// Servers that let nobody in yet, or never.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "plumb/core/base/error.h"
#include "plumb/tests/live/backends/servers.h"
#include "plumb/tests/support/program.h"

using namespace plumb;
using namespace plumb::test;
using namespace std::chrono_literals;

TEST_CASE("servers: one that lets nobody in yet is waited for, and that is said once") {
  on_each_proxied([](const BackendServer& server, const Proxied& at) {
    // A proxy before a compute that sleeps takes the connection and drops it.
    at.proxy->refuse();
    std::vector<std::string> said;
    const auto session = server.open(at.url, 30s, [&](const std::string& why) {
      said.push_back(why);
      at.proxy->accept();
    });
    CHECK(session->query("SELECT 1").scalar() == "1");
    REQUIRE(said.size() == 1);
    CHECK(said.front().find(server.dropped) != std::string::npos);
    CHECK(at.proxy->connections() >= 2);
  });
}

TEST_CASE("servers: one that never lets anyone in is given up in time") {
  on_each_proxied([](const BackendServer& server, const Proxied& at) {
    at.proxy->refuse();
    const auto start = std::chrono::steady_clock::now();
    try {
      server.open(at.url, 300ms, {});
      FAIL("no failure");
    } catch (const Error& e) {
      CHECK(e.code() == Code::Connection);
      CHECK(e.sqlstate().starts_with("08"));
      CHECK(std::string(e.what()).find(server.dropped) != std::string::npos);
    }
    CHECK(std::chrono::steady_clock::now() - start < 5s);
    CHECK(at.proxy->connections() >= 2);
  });
}

#ifdef PLUMB_PROGRAM
TEST_CASE("wait and ping: a server that wakes up is waited for, a wrong password is not") {
  on_each_proxied([](const BackendServer& server, const Proxied& at) {
    const std::string user = at.database->account_with_password("hunter2");
    const auto address = [&](const std::string& password) {
      return fmt::format("{}://{}:{}@127.0.0.1:{}/{}", at.url.scheme, user, password, at.proxy->port(),
                         at.database->name());
    };
    CHECK(plumb_says({"wait", "--timeout", "10s", "--url", address("hunter2")}).has(" answers after "));
    at.proxy->refuse();
    Said said = plumb_says({"wait", "--timeout", "300ms", "--url", address("hunter2")});
    CHECK(said.exit == 5);
    CHECK(said.has("did not answer within 300 ms: cannot connect to"));
    CHECK_FALSE(said.has("hunter2"));
    said = plumb_says({"ping", "--timeout", "300ms", "--url", address("hunter2")});
    CHECK(said.exit == 1);
    CHECK(said.has("waiting: cannot connect to"));
    CHECK_FALSE(said.has("hunter2"));
    at.proxy->accept();
    said = plumb_says({"wait", "--timeout", "60s", "--url", address("guess")});
    CHECK(said.exit == 1);
    CHECK(said.has(server.denied));
    CHECK_FALSE(said.has("guess"));
  });
}
#endif
