// From an address to an open connection, with refusals that say what is wrong.
#pragma once

#include <memory>
#include <string>

#include "plumb/backends/libpq/client.h"
#include "plumb/backends/libpq/libpq_session.h"

namespace plumb::libpq {

struct Finish {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Connection = std::unique_ptr<PGconn, Finish>;

/// Throws Error(Connection) and Error(Usage).
Connection connect(const Url& url, const Options& options);

/// "127.0.0.1:5432/app", "/run/postgresql/app": for messages.
std::string place_of(const PGconn& connection);

/// What an address says by itself about a pooler: Neon's has `-pooler` behind the name of the endpoint, and its other
/// hosts are no pooler, although a proxy answers there.
enum class Pooling { Yes, No, AskServer };
Pooling pooling_of(std::string_view host);

}  // namespace plumb::libpq
