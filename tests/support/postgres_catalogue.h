// What a PostgreSQL database holds, in the server's own words: a second opinion, which shares nothing with plumb's
// inspection.
#pragma once

#include <set>
#include <string>

#include "plumb/core/db/session.h"

namespace plumb::test {

/// A line for each relation, column, constraint, index, view, trigger, policy, type, routine, sequence …, behind its
/// schema and a blank, sorted. Plumb's own tables, what extensions brought along and the places of columns are not in.
/// The session's settings shape the words; two databases are compared under the same ones.
std::set<std::string> postgres_catalogue(Session& session);

/// Drops all schemas but the server's own, with everything in them, and leaves an empty `public`: cheaper than a
/// database.
void clear_postgres(Session& session);

/// The lines that only one side has, "< …" and "> …"; empty where there are none.
std::string difference(const std::set<std::string>& left, const std::set<std::string>& right);

}  // namespace plumb::test
