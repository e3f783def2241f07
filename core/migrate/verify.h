// Proof after running: what was touched is what was wanted.
#pragma once

#include <string>
#include <vector>

#include "plumb/core/live_dialect.h"
#include "plumb/core/plan/change.h"

namespace plumb {

/// The part of a schema that `ids` name: whole objects (a part of a table stands for its table).
Schema restricted_to(const Schema& schema, const std::vector<ObjectId>& ids);

/// Inspects those objects and gives what still differs from `want` (canonical on `target`). Empty is proof.
std::vector<Change> remaining(Session& session, const LiveDialect& live, const Target& target, const Scope& scope,
                              const Schema& want, const std::vector<ObjectId>& ids);

/// Throws Error(Conflict) that lists them.
void expect_none(const std::vector<Change>& changes, std::string_view after_what);

}  // namespace plumb
