// The laws that need no database.
#pragma once

#include <string>

#include "plumb/core/plan/plan.h"
#include "plumb/core/target.h"
#include "plumb/tests/laws/pair.h"

namespace plumb::test {

/// What the tests plan for: the library that is linked, offline.
Target sqlite_target();

/// Reads SQL; `failure` gets the findings where there are errors.
Schema read_sqlite(const std::string& text, std::string& failure);
Schema canonical_sqlite(const Schema& schema, std::string& failure);

/// read(write(s)) == s; canonical is idempotent; fingerprints are equal if and only if schemas are.
std::string round_trip(const Schema& schema);
/// canonical(read(write(from) ++ sql(plan(from, to)))) == canonical(to); each step is one
/// statement; shuffled statements give the identical plan; a plan survives its document.
std::string completeness(const Pair& pair);
/// apply(have, diff(have, want)) == want.
std::string application(const Pair& pair);

/// `renamed_from` of `from`, which SQL does not carry without comments.
void carry_annotations(const Schema& from, Schema& to);

}  // namespace plumb::test
