// libplumb: keeps a database true to its schema. Include this file and nothing else, and link plumb::plumb.
//
//   plumb::Report done = plumb::push("sqlite://app.db", plumb::Source::file("schema.sql"));
//   std::puts(done.summary().c_str());
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/base/diagnostics.h"
#include "plumb/core/base/error.h"
#include "plumb/core/db/session.h"
#include "plumb/core/live_dialect.h"
#include "plumb/core/plan/plan.h"
#include "plumb/core/target.h"

namespace plumb {

/// Where a schema comes from. Nothing is read before it is used.
class Source {
 public:
  enum class Kind : std::uint8_t { Empty, Text, Files, Migrations, Url, Session };

  /// What a user types where any source will do: a database address, a path (an SQL file, a folder of them, a
  /// migrations folder, an SQLite database), `-` for standard input, any of the SQL ones behind `mysql:` and the like.
  static Source named(std::string_view typed);
  static Source file(std::string path, std::string dialect = {});
  /// Every `.sql` file below it, in the order of their paths; replayed where it is a migrations folder.
  static Source folder(std::string path, std::string dialect = {});
  /// Several files or folders, read one after another as one schema.
  static Source files(std::vector<std::string> paths, std::string dialect = {});
  static Source text(std::string sql, std::string name = "<text>", std::string dialect = {});
  /// A database: an address, or the path of an SQLite file, which need not be there yet.
  static Source url(std::string address);
  /// A connection that stays the caller's and must outlive the source.
  static Source session(plumb::Session& connection);
  static Source nothing() { return {}; }

  Kind kind() const { return kind_; }
  bool is_database() const { return kind_ == Kind::Url || kind_ == Kind::Session; }
  /// The dialect that was said for this source alone; empty where none was.
  const std::string& dialect() const { return dialect_; }
  const std::vector<std::string>& paths() const { return paths_; }  ///< Files, Migrations
  const std::string& content() const { return text_; }              ///< Text; of Url the address, with its secrets
  plumb::Session* connection() const { return session_; }
  /// For messages: never a secret.
  std::string display() const;

 private:
  Kind kind_ = Kind::Empty;
  std::string dialect_, text_, name_;  // `text_`: the SQL, or the address
  std::vector<std::string> paths_;
  plumb::Session* session_ = nullptr;
};

struct Report;

struct Settings {
  /// What SQL files are written in: "postgres", "mysql", "tidb", "mariadb", "sqlite". Empty: the database's
  /// own dialect.
  std::string dialect;
  /// Where no side is a database: what the plan is for, "sqlite" or "postgres@15.3".
  std::string target;
  Scope scope;
  /// Goes on where a statement is not understood; nothing of its kind is dropped then.
  bool skip_unknown = false;

  // Running.
  std::vector<std::string> allow;  ///< "deletes-data", "deletes-data:users.name", "all"
  bool dry_run = false;            ///< plans and checks, changes nothing
  bool paranoid = false;           ///< every check there is, whatever it costs
  std::chrono::milliseconds lock_timeout{5000};
  /// How long a statement may take that keeps others waiting, where the server can be told; zero: as long as it takes.
  std::chrono::milliseconds statement_timeout{0};
  /// All or nothing: the plan is one transaction, without what stands in none. Refused where the server commits each
  /// statement by itself.
  bool single_transaction = false;
  std::optional<std::int64_t> copy_limit;  ///< rows; a plan that rewrites a larger table is refused
  /// MySQL, MariaDB: the command that changes tables of more rows than `copy_limit` instead (all that would be written
  /// anew, where there is none): "gh-ost … --table={TABLE} --alter={CLAUSES} --execute", see README.md.
  std::string alter_wrapper;
  Progress progress;
  /// Ctrl-C is taken while the server works on what goes on without its client, see RunOptions.
  bool takes_interrupts = false;
  /// Asked once about dangers that `allow` does not name; true goes on. Without it they are refused.
  std::function<bool(const Plan&, const std::vector<Danger>&)> confirm;
  /// Called with what is about to be done (or found wrong) before anything is refused or run.
  std::function<void(const Report&)> planned;
};

/// Two sources side by side. Nothing in it is thrown: findings are in `diagnostics`, and with an error there
/// is no plan.
struct Comparison {
  std::string from, to;  ///< for messages
  Target target;
  Plan plan;  ///< leads from `from` to `to`
  Diagnostics diagnostics;
  /// What was not compared though it is there: statements skipped, objects plumb cannot say.
  std::vector<std::string> uncompared;
  bool ok() const { return !diagnostics.has_errors(); }
  bool equal() const { return ok() && plan.empty(); }
};
Comparison compare(const Source& from, const Source& to, const Settings& settings = {});

/// What leads from one to the other. Throws Error(BadSchema) that holds the findings where there are errors.
Plan plan(const Source& from, const Source& to, const Settings& settings = {});

/// What a push did.
struct Report {
  Plan plan;
  Diagnostics diagnostics;
  std::vector<std::string> uncompared;
  bool dry_run = false;
  std::size_t steps_run = 0;
  std::chrono::milliseconds duration{0};
  bool changed() const { return steps_run > 0; }
  /// A few lines for people: a line for each change, then what became of them.
  std::string summary() const;
};

/// Makes the database equal to the schema: plans, refuses what destroys data and was not allowed
/// (Error(Refused), nothing changed), asks the rows whether every step will hold, runs under the lock, and
/// proves the result. Everything or nothing where the engine can.
Report push(const Source& database, const Source& schema, const Settings& settings = {});
Report push(std::string_view database_url, const Source& schema, const Settings& settings = {});
/// On a connection that the application already holds (plumb::wrap makes one of a soci::session).
Report push(Session& connection, const Source& schema, const Settings& settings = {});
/// Runs exactly this plan. Error(Conflict) where the database is not the one that it was made for.
Report push(const Source& database, const Plan& plan, const Settings& settings = {});

/// The schema of a source as SQL in the dialect of its target: what `plumb pull` prints.
std::string pull(const Source& source, const Settings& settings = {});

}  // namespace plumb
