// What a MySQL, TiDB or MariaDB database holds, in the server's own words: a second opinion, which shares nothing with
// plumb's inspection.
#pragma once

#include <string>

#include "plumb/core/db/session.h"

namespace plumb::test {

/// SHOW CREATE of every table, view, trigger, routine and event of the session's database, by name. Plumb's own tables
/// are not in, nor are counters and times.
std::string mysql_catalogue(Session& session);

/// The lines that only one side has, "< …" and "> …", and "moved" where nothing but their order differs; empty where
/// there is no difference.
std::string difference(const std::string& left, const std::string& right);

/// Drops everything in the session's database: cheaper than another one.
void clear_mysql(Session& session);

}  // namespace plumb::test
