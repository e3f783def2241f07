// A Session over a `soci::session`. SOCI's connection classes hand out their client library's
// handle; the backend of that library does the work.
#include "plumb/backends/soci/soci_session.h"

#include <fmt/format.h>
#include <soci/soci.h>

#include <string>
#include <vector>

#if PLUMB_HAS_SQLITE3
#include <soci/sqlite3/soci-sqlite3.h>

#include "plumb/backends/sqlite3/sqlite3_session.h"
#endif
#if PLUMB_HAS_LIBPQ
#include <soci/postgresql/soci-postgresql.h>

#include "plumb/backends/libpq/libpq_session.h"
#endif
#if PLUMB_HAS_MYSQLCPPCONN
#include <soci/mysql/soci-mysql.h>

#include "plumb/backends/mysqlcppconn/mysqlcppconn_session.h"
#include "plumb/backends/soci/mysql_client.h"
#endif
#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"

namespace plumb {
namespace {

std::string kinds() {
  std::vector<std::string> out;
#if PLUMB_HAS_SQLITE3
  out.emplace_back("`sqlite3`");
#endif
#if PLUMB_HAS_LIBPQ
  out.emplace_back("`postgresql`");
#endif
#if PLUMB_HAS_MYSQLCPPCONN
  out.emplace_back("`mysql`");
#endif
  return join(out, ", ");
}

}  // namespace

std::unique_ptr<Session> wrap(::soci::session& connection) {
  ::soci::details::session_backend* backend = connection.get_backend();
  if (backend == nullptr) throw Error(Code::Connection, "the soci::session is not open; open it before plumb uses it");
  const std::string name = connection.get_backend_name();
#if PLUMB_HAS_SQLITE3
  if (name == "sqlite3") {
    // SOCI includes sqlite3.h inside a namespace of its own, so the same type has two names.
    auto* handle = static_cast<::soci::sqlite3_session_backend*>(backend)->conn_;
    return sqlite3::borrow(reinterpret_cast<::sqlite3*>(handle), "soci");
  }
#endif
#if PLUMB_HAS_LIBPQ
  if (name == "postgresql") {
    return libpq::borrow(static_cast<::soci::postgresql_session_backend*>(backend)->conn_, "soci");
  }
#endif
#if PLUMB_HAS_MYSQLCPPCONN
  if (name == "mysql") {
    ::st_mysql* handle = static_cast<::soci::mysql_session_backend*>(backend)->conn_;
    if (handle == nullptr) throw Error(Code::Connection, "the MySQL connection is not open");
    return mysqlcppconn::borrow(mysql_client(*handle), place_of(*handle), uses_socket(*handle), "soci");
  }
#endif
  throw Error(Code::Unsupported, fmt::format("plumb cannot work through a soci::session of the "
                                             "backend `{}`; it can through {}. "
                                             "Give plumb an address of its own instead",
                                             name, kinds()));
}

}  // namespace plumb
