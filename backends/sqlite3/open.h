// From an address to an open SQLite connection, with refusals that say what is wrong with the file.
#pragma once

#include "plumb/backends/sqlite3/sqlite3_session.h"

namespace plumb::sqlite3 {

/// The caller closes it. Throws Error(Connection).
::sqlite3* open_file(const Url& url, const Options& options);

}  // namespace plumb::sqlite3
