// A Session over a `soci::session` that an application already holds, so that it can bring its own
// database up to date when it starts.
#pragma once

#include <memory>

#include "plumb/core/db/session.h"

namespace soci {
class session;
}

namespace plumb {

/// A Session on the application's connection. (In `plumb` itself and not in a `plumb::soci`, which
/// would hide the application's own `soci`.)
///
/// `connection` is open, stays open for longer than the session lives, and is never closed by it. A
/// transaction that the application has open is the application's: `in_transaction()` says so, and
/// it is neither committed nor rolled back here.
///
/// Statements go through the native handle, because SOCI's own layer reads `:x` in SQL as a
/// parameter and returns 64-bit integers as 32-bit ones. Throws Error(Unsupported) for a kind of
/// SOCI connection that plumb cannot use, Error(Connection) where it is not open.
std::unique_ptr<Session> wrap(::soci::session& connection);

}  // namespace plumb
