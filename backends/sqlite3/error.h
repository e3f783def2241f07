// SQLite's result codes as our Error: the one place where they are mapped.
#pragma once

#include <sqlite3.h>

#include <string>
#include <string_view>

#include "plumb/core/base/error.h"

namespace plumb::sqlite3 {

/// "SQLITE_CONSTRAINT_NOTNULL" and so on; "SQLITE_<number>" for a code of a later release.
std::string code_name(int extended_code);

/// What `connection` says about its last failure, as an Error. `place` names the database for
/// people, `waited` says how long the busy handler tried ("" where there is none of ours).
Error error_of(::sqlite3* connection, std::string_view statement, std::string_view place, std::string_view waited);

}  // namespace plumb::sqlite3
