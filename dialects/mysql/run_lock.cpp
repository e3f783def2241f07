// One plumb at a time: a named lock on the connection that runs, which the server gives back when that is gone and its
// statement has ended, and a row with a lease, which also counts where a named lock does not (another node of a Galera
// cluster or of Group Replication).
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <optional>

#include "plumb/core/base/text.h"
#include "plumb/core/db/heartbeat.h"
#include "plumb/core/db/patience.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/live.h"
#include "plumb/dialects/mysql/run.h"

namespace plumb::mysql {
namespace {

std::string holder_of_this_process() {
  std::array<char, 64> host{};
  if (gethostname(host.data(), host.size() - 1) != 0) host[0] = '?';
  return fmt::format("process {} on {}", getpid(), host.data());
}

/// The one row of plumb_lock.
class LockRow {
 public:
  explicit LockRow(const LockOptions& options)
      : table_(options.home + "plumb_lock"),
        end_(fmt::format("UTC_TIMESTAMP(3) + INTERVAL {} MICROSECOND", options.lease.count() * 1000)) {}

  void create(Session& session) const {
    if (is_there(session)) return;
    session.execute(
        fmt::format("CREATE TABLE IF NOT EXISTS {} (\n"
                    "  id INTEGER NOT NULL PRIMARY KEY,\n"
                    "  token BIGINT NOT NULL,\n"
                    "  holder VARCHAR(200) NOT NULL,\n"
                    "  place VARCHAR(400) NOT NULL,\n"
                    "  beats BIGINT NOT NULL,\n"
                    "  taken_at DATETIME(3) NOT NULL,\n"
                    "  expires_at DATETIME(3) NOT NULL\n"
                    ") ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
                    table_));
    session.execute(
        fmt::format("INSERT IGNORE INTO {} VALUES (1, 0, '', '', 0, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))", table_));
  }

  /// The new token, for who has the named lock: of a holder in the same place that says that it is gone, of any other
  /// its lease must have ended.
  std::optional<std::int64_t> take(Session& session, const std::string& place) const {
    const std::array<Value, 3> args{Value(holder_of_this_process()), Value(place), Value(place)};
    const std::int64_t changed = session.execute(
        fmt::format(
            "UPDATE {} SET token = LAST_INSERT_ID(token + 1), holder = ?, beats = 0, taken_at = UTC_TIMESTAMP(3), "
            "expires_at = {}, place = ? WHERE id = 1 AND (holder = '' OR place = ? OR expires_at < "
            "UTC_TIMESTAMP(3))",
            table_, end_),
        args);
    if (changed == 0) return std::nullopt;
    return std::stoll(session.query("SELECT LAST_INSERT_ID()").scalar().value_or("0"));
  }

  /// Counted, because a row that is set to what it is already counts for unchanged.
  bool renew(Session& session, std::int64_t token) const {
    const std::array<Value, 1> args{Value(token)};
    return session.execute(
               fmt::format("UPDATE {} SET expires_at = {}, beats = beats + 1 WHERE id = 1 AND token = ?", table_, end_),
               args) == 1;
  }

  void give_back(Session& session, std::int64_t token) const {
    const std::array<Value, 1> args{Value(token)};
    session.execute(fmt::format("UPDATE {} SET holder = '' WHERE id = 1 AND token = ?", table_), args);
  }

  std::string who(Session& session) const {
    const Rows rows = session.query(
        fmt::format("SELECT holder, DATE_FORMAT(taken_at, '%H:%i:%s') FROM {} WHERE id = 1 AND holder <> ''", table_));
    if (rows.empty()) return "another plumb";
    return fmt::format("another plumb ({}, since {} UTC)", visible(rows.rows.front()[0].value_or("")),
                       rows.rows.front()[1].value_or("?"));
  }

 private:
  bool is_there(Session& session) const {
    try {
      return session.query(fmt::format("SELECT 1 FROM {} WHERE id = 1", table_)).scalar().has_value();
    } catch (const Error& e) {
      if (e.code() != Code::Statement) throw;
      return false;
    }
  }

  std::string table_, end_;
};

class MysqlLock final : public RunLock {
 public:
  MysqlLock(Session& session, const LockOptions& options)
      : session_(session), server_(server_of(session)), row_(options), name_(name_of(options.home)) {
    if (session.in_transaction()) {
      throw Error(
          Code::Refused,
          "this connection has a transaction open, and what changes a schema would commit it: commit it or roll "
          "it back first");
    }
    Patience patience(options.patience);
    std::string who = "another plumb";
    while (!try_once(who)) {
      if (patience.pause(fmt::format("waiting for {} that works on this database", who), options.progress)) continue;
      throw Error(Code::Busy, fmt::format("{} works on this database; try again when it is done", who)).may_retry();
    }
    try {
      if (server_.flavour == "tidb") wait_for_jobs(session_, options.patience, options.progress);
    } catch (...) {
      leave_all();
      throw;
    }
    heartbeat_.emplace([row = row_, token = token_](Session& other) { return row.renew(other, token); },
                       options.connect, options.lease / 3);
  }

  ~MysqlLock() override {
    heartbeat_.reset();
    leave_all();
  }

  void confirm() override {
    if (row_.renew(session_, token_)) return;
    throw Error(Code::Conflict,
                "another plumb took the lock over, because this one had not been heard of for longer than its lease; "
                "what was done stays, and nothing more is; run the command again");
  }

 private:
  /// At most 64 characters, so that the address of the tables is cut short.
  static std::string name_of(const std::string& home) { return "plumb:" + sha256(home).substr(0, 32); }

  bool try_once(std::string& who) {
    try {
      row_.create(session_);
    } catch (const Error& e) {
      if (const std::string advice = advice_for(e, server_); !advice.empty()) throw explained(e, advice);
      if (!e.retryable()) throw;
      return false;
    }
    if (!enter()) {
      who = row_.who(session_);
      return false;
    }
    try {
      if (const std::optional<std::int64_t> token = row_.take(session_, server_.lock_space)) {
        token_ = *token;
        return true;
      }
      who = row_.who(session_);
    } catch (const Error& e) {
      leave();
      if (!e.retryable()) throw;
      return false;
    }
    leave();
    return false;
  }

  static Error explained(const Error& e, const std::string& advice) {
    Error out = with_note(e, advice);
    out.while_doing("plumb keeps its lock and its history in the tables plumb_lock and plumb_history");
    return out;
  }

  bool enter() {
    const std::array<Value, 1> args{Value(name_)};
    try {
      return session_.query("SELECT GET_LOCK(?, 0)", args).scalar() == "1";
    } catch (const Error& e) {
      if (e.code() != Code::Busy) throw;  // TiDB's, where another waits for the same row
      return false;
    }
  }
  void leave() {
    const std::array<Value, 1> args{Value(name_)};
    session_.query("SELECT RELEASE_LOCK(?)", args);
  }
  void leave_all() noexcept {
    try {
      row_.give_back(session_, token_);
      leave();
    } catch (const std::exception&) {
      // The connection is gone and the named lock with it, and with that gone the row keeps nobody out.
    }
  }

  Session& session_;
  Server server_;
  LockRow row_;
  std::string name_;
  std::int64_t token_ = 0;
  std::optional<Heartbeat> heartbeat_;
};

}  // namespace

std::string MysqlLive::home(Session& session, const Scope& scope) const {
  const Syntax& words = *server_of(session).syntax;
  std::vector<std::string> candidates = scope.schemas;
  if (const Cell current = session.query("SELECT DATABASE()").scalar()) candidates.push_back(*current);
  std::string list;
  for (const std::string& c : candidates) list += (list.empty() ? "" : ", ") + sql::quote_string(c, words);
  if (list.empty()) return {};
  // Where the history is already counts for more than where it would be made today.
  const Rows found = session.query(
      fmt::format("SELECT s.SCHEMA_NAME FROM information_schema.SCHEMATA s WHERE s.SCHEMA_NAME IN ({0}) ORDER BY NOT "
                  "EXISTS (SELECT 1 FROM information_schema.TABLES t WHERE t.TABLE_SCHEMA = s.SCHEMA_NAME AND "
                  "t.TABLE_NAME = 'plumb_history'), FIELD(s.SCHEMA_NAME, {0}) LIMIT 1",
                  list));
  const Cell name = found.scalar();
  return name ? sql::quote_name(*name, words) + "." : std::string();
}

std::unique_ptr<RunLock> MysqlLive::lock(Session& session, const LockOptions& options) const {
  return std::make_unique<MysqlLock>(session, options);
}

}  // namespace plumb::mysql
