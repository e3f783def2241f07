// A Session over a `soci::session`. SOCI's connection classes hand out their client library's
// handle; the backend of that library does the work.
#include "plumb/backends/soci/soci_session.h"

#include <fmt/format.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <string>

#include "plumb/backends/sqlite3/sqlite3_session.h"
#include "plumb/core/base/error.h"

namespace plumb {

std::unique_ptr<Session> wrap(::soci::session& connection) {
  ::soci::details::session_backend* backend = connection.get_backend();
  if (backend == nullptr)
    throw Error(Code::Connection, "the soci::session is not open; open it before plumb uses it");
  const std::string name = connection.get_backend_name();
  if (name == "sqlite3") {
    // SOCI includes sqlite3.h inside a namespace of its own, so the same type has two names.
    auto* handle = static_cast<::soci::sqlite3_session_backend*>(backend)->conn_;
    return sqlite3::borrow(reinterpret_cast<::sqlite3*>(handle), "soci");
  }
  throw Error(Code::Unsupported, fmt::format("plumb cannot work through a soci::session of the "
                                             "backend `{}`; it can through `sqlite3`. "
                                             "Give plumb an address of its own instead",
                                             name));
}

}  // namespace plumb
