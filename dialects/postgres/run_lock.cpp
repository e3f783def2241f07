// One plumb at a time: a row with a lease, which every connection can see, and on a direct connection an advisory lock,
// which says at once when its holder is gone.
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <optional>

#include "plumb/core/base/text.h"
#include "plumb/core/db/heartbeat.h"
#include "plumb/core/db/patience.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/postgres/live.h"
#include "plumb/dialects/postgres/run.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

using std::chrono::milliseconds;

/// "plumb" in ASCII. Advisory locks are per database.
constexpr std::string_view kKey = "482855972194";

std::string holder_of_this_process() {
  std::array<char, 64> host{};
  if (gethostname(host.data(), host.size() - 1) != 0) host[0] = '?';
  return fmt::format("process {} on {}", getpid(), host.data());
}

std::string seconds(milliseconds lease) {
  return fmt::format("pg_catalog.make_interval(secs => {}.{:03})", lease.count() / 1000, lease.count() % 1000);
}

/// The one row of plumb_lock.
class LockRow {
 public:
  LockRow(const LockOptions& options)
      : table_(options.home + "plumb_lock"), home_(options.home), lease_(seconds(options.lease)) {}

  /// The role's own words where it may not.
  void create(Session& session) const {
    const std::array<Value, 2> args{Value(table_), Value(home_.empty() ? home_ : home_.substr(0, home_.size() - 1))};
    const Rows found = session.query(
        "SELECT pg_catalog.to_regclass(?) IS NOT NULL, current_user, "
        "pg_catalog.has_schema_privilege(pg_catalog.to_regnamespace(?)::oid, 'CREATE')",
        args);
    const Row& row = found.rows.front();
    if (row[0] == "t") return;
    if (row[2] != "t") {
      const std::string role = row[1].value_or("");
      throw Error(
          Code::Refused,
          fmt::format("plumb keeps its lock and its history in the schema of {}, and the role `{}` may not make tables "
                      "there: `GRANT CREATE ON SCHEMA {} TO {}`, or name a schema of its own in `schemas`",
                      table_, role, home_.substr(0, home_.size() - 1), sql::quote_name(role, syntax())))
          .sql({}, "42501");
    }
    session.execute(
        fmt::format("CREATE TABLE IF NOT EXISTS {} (\n"
                    "  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),\n"
                    "  token BIGINT NOT NULL,\n"
                    "  holder VARCHAR(200) NOT NULL,\n"
                    "  direct BOOLEAN NOT NULL,\n"
                    "  taken_at TIMESTAMP WITH TIME ZONE NOT NULL,\n"
                    "  expires_at TIMESTAMP WITH TIME ZONE NOT NULL\n)",
                    table_));
    session.execute(fmt::format(
        "INSERT INTO {} VALUES (1, 0, '', false, pg_catalog.now(), pg_catalog.now()) ON CONFLICT DO NOTHING", table_));
  }

  /// The new token. A holder that was direct is gone once nobody holds the advisory lock, any other once its lease
  /// ended.
  std::optional<std::int64_t> take(Session& session, bool direct) const {
    const std::array<Value, 1> args{Value(holder_of_this_process())};
    const Cell token =
        session
            .query(
                fmt::format(
                    "UPDATE {} SET token = token + 1, holder = ?, direct = {}, taken_at = "
                    "pg_catalog.clock_timestamp(), "
                    "expires_at = pg_catalog.clock_timestamp() + {} WHERE id = 1 AND (holder = '' OR CASE WHEN direct "
                    "THEN pg_catalog.pg_try_advisory_xact_lock({}) ELSE expires_at < pg_catalog.clock_timestamp() END) "
                    "RETURNING token",
                    table_, direct, lease_, kKey),
                args)
            .scalar();
    if (!token) return std::nullopt;
    return std::stoll(*token);
  }

  bool renew(Session& session, std::int64_t token) const {
    const std::array<Value, 1> args{Value(token)};
    return session.execute(
               fmt::format("UPDATE {} SET expires_at = pg_catalog.clock_timestamp() + {} WHERE id = 1 AND token = ?",
                           table_, lease_),
               args) == 1;
  }

  void give_back(Session& session, std::int64_t token) const {
    const std::array<Value, 1> args{Value(token)};
    session.execute(fmt::format("UPDATE {} SET holder = '' WHERE id = 1 AND token = ?", table_), args);
  }

  std::string who(Session& session) const {
    const Rows rows =
        session.query(fmt::format("SELECT holder, pg_catalog.to_char(taken_at AT TIME ZONE 'UTC', 'HH24:MI:SS') FROM "
                                  "{} WHERE id = 1 AND holder <> ''",
                                  table_));
    if (rows.empty()) return "another plumb";
    return fmt::format("another plumb ({}, since {} UTC)", visible(rows.rows.front()[0].value_or("")),
                       rows.rows.front()[1].value_or("?"));
  }

 private:
  std::string table_, home_, lease_;
};

class PostgresLock final : public RunLock {
 public:
  PostgresLock(Session& session, const LockOptions& options)
      : session_(session), row_(options), direct_(!session.transport().pooled) {
    Patience patience(options.patience);
    std::string who = "another plumb";
    while (!try_once(options, who)) {
      if (patience.pause(fmt::format("waiting for {} that works on this database", who), options.progress)) continue;
      throw Error(Code::Busy, fmt::format("{} works on this database; try again when it is done", who)).may_retry();
    }
    heartbeat_.emplace([row = row_, token = token_](Session& other) { return row.renew(other, token); },
                       options.connect, options.lease / 3);
  }

  ~PostgresLock() override {
    heartbeat_.reset();
    try {
      row_.give_back(session_, token_);
    } catch (const std::exception&) {
      // The connection is gone and the advisory lock with it; otherwise the lease ends by itself.
    }
    try {
      leave();
    } catch (const std::exception&) {
    }
  }

  void confirm() override {
    if (row_.renew(session_, token_)) return;
    throw Error(Code::Conflict,
                "another plumb took the lock over, because this one had not been heard of for longer than its lease; "
                "what runs now is taken back; run the command again");
  }

 private:
  bool try_once(const LockOptions& options, std::string& who) {
    try {
      row_.create(session_);
    } catch (const Error& e) {
      // Two that make the table at one time: one of them is told so by the catalogue's own key.
      if (session_.in_transaction() || (e.sqlstate() != "23505" && e.sqlstate() != "42P07" && !e.retryable())) throw;
      return false;
    }
    if (direct_ && !enter()) {
      who = row_.who(session_);
      return false;
    }
    try {
      if (const std::optional<std::int64_t> token = row_.take(session_, direct_)) {
        token_ = *token;
        return true;
      }
      who = row_.who(session_);
    } catch (const Error& e) {
      leave();
      if (!e.retryable() || session_.in_transaction()) throw explained(e, options);
      return false;
    }
    leave();
    return false;
  }

  static Error explained(const Error& e, const LockOptions& options) {
    if (e.sqlstate() != "42501") return e;
    return with_note(
        e, fmt::format("plumb's own tables were made by another role: `GRANT SELECT, INSERT, UPDATE ON {0}plumb_lock, "
                       "{0}plumb_history TO` the role that runs plumb",
                       options.home));
  }

  bool enter() {
    return session_.query(fmt::format("SELECT pg_catalog.pg_try_advisory_lock({})", kKey)).scalar() == "t";
  }
  void leave() {
    if (direct_) session_.query(fmt::format("SELECT pg_catalog.pg_advisory_unlock({})", kKey));
  }

  Session& session_;
  LockRow row_;
  bool direct_;
  std::int64_t token_ = 0;
  std::optional<Heartbeat> heartbeat_;
};

}  // namespace

std::string PostgresLive::home(Session& session, const Scope& scope) const {
  std::vector<std::string> candidates = scope.schemas;
  candidates.emplace_back(kDefaultSchema);
  std::string list;
  for (const std::string& c : candidates) list += (list.empty() ? "" : ", ") + sql::quote_string(c, syntax());
  // Where the history is already counts for more than where it would be made today.
  const Cell found =
      session
          .query(fmt::format(
              "SELECT n.nspname FROM pg_catalog.unnest(ARRAY[{}]::text[]) WITH ORDINALITY AS c(name, place) "
              "JOIN pg_catalog.pg_namespace n ON n.nspname = c.name ORDER BY NOT EXISTS (SELECT 1 FROM "
              "pg_catalog.pg_class t WHERE t.relnamespace = n.oid AND t.relname = 'plumb_history'), "
              "c.place LIMIT 1",
              list))
          .scalar();
  return sql::quote_name(found.value_or(std::string(kDefaultSchema)), syntax()) + ".";
}

std::unique_ptr<RunLock> PostgresLive::lock(Session& session, const LockOptions& options) const {
  return std::make_unique<PostgresLock>(session, options);
}

}  // namespace plumb::postgres
