// The servers that the tests of lost and late connections run on, and what differs between them, as data.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "plumb/core/db/session.h"
#include "plumb/core/db/url.h"
#include "plumb/tests/support/cutting_proxy.h"
#include "plumb/tests/support/servers.h"

namespace plumb::test {

struct BackendServer {
  std::string name;     ///< as tests/support/servers/start calls it
  std::string rows;     ///< a query of `{}` rows of 100 letters
  std::string id;       ///< asks for what the server calls the session
  std::string end;      ///< ends the session `{}`
  std::string dropped;  ///< said of a connection that is dropped before it came about
  std::string denied;   ///< said of a wrong password
  /// Waits for a server that lets nobody in, so long, and says so.
  std::unique_ptr<Session> (*open)(const Url& url, std::chrono::milliseconds timeout,
                                   std::function<void(const std::string& why)> waiting);
};
/// Those that there is a client library for.
const std::vector<BackendServer>& backend_servers();

/// A database behind a proxy that can cut its connections off.
struct Proxied {
  std::unique_ptr<ServerDatabase> database;
  std::unique_ptr<CuttingProxy> proxy;
  Url url;

  /// Has no database where the server is not there.
  explicit Proxied(const BackendServer& server);
  explicit operator bool() const { return database != nullptr; }
  std::unique_ptr<Session> connect() const { return database->open(url); }
};

/// Runs the test on each server that is there.
void on_each_proxied(void (*test)(const BackendServer& server, const Proxied& at));

/// The call must say that the connection was lost.
void check_lost(const std::function<void()>& call);

}  // namespace plumb::test
