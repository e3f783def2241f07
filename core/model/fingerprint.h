// A schema or object as one hash: what plans, journals and the history remember of a state.
#pragma once

#include <string>

#include "plumb/core/model/schema.h"

namespace plumb {

/// Every field that takes part in equality as text: `name=value;` with lengths, so that no two objects share a
/// text. Fields that are empty, zero or false are left out, so that a field that plumb learns later does
/// not change the fingerprint of objects that do not have it. This is a format: fingerprints are kept in plans
/// and databases, so names of fields and enumerators never change.
std::string canonical_text(const Object& object);

/// "p1:" and 32 hex digits: the first half of SHA-256 over the canonical text of all objects in order. "p1" is the
/// format. Equal for equal schemas on every platform and in every version. That of a schema leaves out the counters of
/// MySQL's tables (AUTO_INCREMENT=17), which go on as rows come in: nobody changed the schema then.
std::string fingerprint(const Schema& schema);
std::string fingerprint(const Object& object);

}  // namespace plumb
