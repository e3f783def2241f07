// The one flow behind every command: sources to canonical schemas on one target, and to a plan.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plumb/core/live_dialect.h"
#include "plumb/core/model/schema.h"
#include "plumb/tools/libplumb/plumb.h"

namespace plumb {

/// A database at hand: opened here, or the caller's.
struct Database {
  std::unique_ptr<Session> owned;
  Session* session = nullptr;
  const LiveDialect* live = nullptr;
  Target target;
  std::string name;
};

enum class Access : std::uint8_t { Read, Write, Create };
/// Throws Error(Connection) and the like. The source must be a database. `connect_timeout`: for a server that starts or
/// wakes up.
Database open_database(const Source& source, Access access, std::chrono::milliseconds lock_timeout,
                       std::chrono::milliseconds connect_timeout = std::chrono::seconds(30));

/// Another connection to the same database; empty where the connection is the caller's own.
std::function<std::unique_ptr<Session>()> another_connection(const Source& source,
                                                             std::chrono::milliseconds lock_timeout);
/// What stands before the names of plumb's own tables there.
std::string home_of(const Database& database, const Settings& settings);

/// What was read, and what could not be taken in.
struct ReadSchema {
  Schema schema;                        ///< canonical on the target
  std::vector<std::string> uncompared;  ///< "2 objects that plumb cannot say: …", "skipped: CREATE RULE …"
  std::vector<Inspection::Unmodelled> unmodelled;
  std::vector<Unmanaged> unmanaged;
};
/// Reads SQL, a folder, a migrations folder or nothing, for that target; translates where it is written in another
/// dialect. Findings go to `diagnostics`; with errors the schema is not to be used.
ReadSchema read_schema(const Source& source, const Settings& settings, const Target& target, Diagnostics& diagnostics);
/// The same from a database; `target` is that of the comparison.
ReadSchema inspect_schema(const Database& database, const Settings& settings, const Target& target,
                          Diagnostics& diagnostics);

/// The target where no side is a database: --target, the dialect of a migrations folder, --dialect, a dialect said
/// with a source, what the text looks like, and SQLite; the last two are notes in `diagnostics`.
Target target_without_database(const std::vector<const Source*>& sources, const Settings& settings,
                               Diagnostics& diagnostics);

/// A comparison with its two sides still at hand.
struct Sides {
  Comparison comparison;
  Schema have, want;                               ///< canonical; empty where there are errors
  std::vector<Inspection::Unmodelled> unmodelled;  ///< of the side that the plan starts from
  Scope scope;  ///< as in the settings, with the schemas that the files name where these choose none
};
/// `from` and `to` may be databases that are open already.
Sides compare_sides(const Source& from, const Database* open_from, const Source& to, const Database* open_to,
                    const Settings& settings);

/// What `pull` gives, and what is there and no part of it.
struct Pulled {
  std::string sql;
  std::vector<Unmanaged> unmanaged;
};
Pulled pull_schema(const Source& source, const Settings& settings);

/// What differs, without a plan for it: also where a dialect cannot make one.
std::vector<Change> changes_between(const Schema& have, const Schema& want, const Target& target, const Scope& scope,
                                    Diagnostics& diagnostics);

/// The way back: `want` to `have`, with the renames of `plan` turned round.
Plan reverse_plan(const Schema& have, const Schema& want, const Plan& plan, const Target& target, const Scope& scope,
                  Diagnostics& diagnostics, bool single_transaction = false);

/// That a time for statements was set which the server cannot keep; empty where it can, or none was set.
std::string untimed(const Settings& settings, const Target& target);

/// "3 errors in the schema; nothing was done", and the findings below it.
Error findings_error(const Diagnostics& diagnostics, std::string_view what);

/// `push` without its exceptions for findings: the report holds them.
Report run_push(const Source& database, const Source& schema, const Settings& settings);

}  // namespace plumb
