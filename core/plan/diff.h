// Two canonical schemas, aligned, to a flat list of changes. Dialect-free: it is `==` on plain values.
#pragma once

#include <vector>

#include "plumb/core/base/diagnostics.h"
#include "plumb/core/dialect.h"
#include "plumb/core/plan/change.h"

namespace plumb {

/// What `align` did that the user should know.
struct Alignment {
  Schema have, want;
  /// Renames that the wanted side states and that are still to be done: becomes Action::Rename.
  struct Renamed {
    ObjectId from, to;
    Object from_object, to_object;  ///< a table without its parts, a column, …; they differ in the name
  };
  std::vector<Renamed> renamed;
  /// Not compared: outside the managed scope, or attributes nobody manages. One line each, for --verbose.
  std::vector<std::string> unmanaged;
};

/// The only place that knows both sides. Want adopts from have what is not the author's to choose: names that
/// the server made up (matched by definition), the spelling of case where names ignore it, column order where
/// servers only append (traits), the managed scope, options that the wanted side does not state. Have is
/// renamed where the wanted side says so (`@renamed from=`; harmless when already done); a rename to a name that is
/// taken, or stated twice, is a finding.
Alignment align(Schema have, Schema want, const Target& target, const Scope& scope, Diagnostics& diagnostics);

/// The same order on every run. A table that is created carries its parts inside of `to` (no change for
/// each), and so does one that is dropped.
std::vector<Change> diff(const Alignment& aligned, const Traits& traits);

/// The object or part of that id; monostate where there is none.
Object find_object(const Schema& schema, const ObjectId& id);

/// Pairs (dropped, created) that look like a rename that nobody stated: the same definition under another name,
/// or a column of the same type and place. Said to the user; the drop stays refused as data loss.
struct LikelyRename {
  ObjectId from, to;
};
std::vector<LikelyRename> likely_renames(const std::vector<Change>& changes);

/// Applies changes to a schema: `apply(have, diff(have, want)) == want` for everything that was compared.
/// Throws Error(Conflict) where a change does not fit the schema.
Schema apply(Schema schema, const std::vector<Change>& changes, const Syntax& syntax);

/// One line per differing field: "nullable: true → false". For messages, `--json` and verification.
std::vector<std::string> describe(const Change& change);

}  // namespace plumb
