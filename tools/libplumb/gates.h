// What stands between a plan and its run: policy, and the rows.
#pragma once

#include "plumb/core/db/session.h"
#include "plumb/tools/libplumb/plumb.h"

namespace plumb {

/// Throws Error(Refused): dangers that nobody allowed or confirmed, tables above the copy limit, rows on which a
/// step would fail. Reads only.
void check_gates(Session& session, const Plan& plan, const Settings& settings);

/// True where the table has more rows than that; asks no further.
bool has_more_rows(Session& session, const Syntax& syntax, const QualifiedName& table, std::int64_t limit);

/// The refusal that names each danger and the words that allow it.
Error refusal(const std::vector<Danger>& dangers);

}  // namespace plumb
