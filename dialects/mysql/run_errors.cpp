// What a failure means for the user: who holds the lock, what became of a statement that nobody answered.
#include <fmt/format.h>

#include <array>

#include "plumb/core/base/text.h"
#include "plumb/core/db/patience.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/token.h"
#include "plumb/dialects/mysql/run.h"

namespace plumb::mysql {
namespace {

/// Each gives: connection, user, host, seconds in its transaction, command, statement. Asked one after another until
/// one is allowed and answers: the first knows the lock itself, the others only who may hold it.
constexpr std::string_view kByLock =
    "SELECT t.PROCESSLIST_ID, t.PROCESSLIST_USER, t.PROCESSLIST_HOST, "
    "COALESCE(TIMESTAMPDIFF(SECOND, x.trx_started, NOW()), t.PROCESSLIST_TIME), t.PROCESSLIST_COMMAND, "
    "LEFT(t.PROCESSLIST_INFO, 80) FROM performance_schema.metadata_locks m "
    "JOIN performance_schema.threads t ON t.THREAD_ID = m.OWNER_THREAD_ID "
    "LEFT JOIN information_schema.INNODB_TRX x ON x.trx_mysql_thread_id = t.PROCESSLIST_ID "
    "WHERE m.OBJECT_TYPE = 'TABLE' AND m.OBJECT_SCHEMA = COALESCE(?, DATABASE()) AND m.OBJECT_NAME = ? AND "
    "m.LOCK_STATUS = 'GRANTED' AND t.PROCESSLIST_ID <> CONNECTION_ID() ORDER BY 4 DESC LIMIT 1";
// MariaDB has METADATA_LOCK_INFO only where its plugin is loaded, so there it is the oldest transaction.
constexpr std::string_view kByTransaction =
    "SELECT p.ID, p.USER, p.HOST, TIMESTAMPDIFF(SECOND, x.trx_started, NOW()), p.COMMAND, LEFT(p.INFO, 80) "
    "FROM information_schema.INNODB_TRX x JOIN information_schema.PROCESSLIST p ON p.ID = x.trx_mysql_thread_id "
    "WHERE p.ID <> CONNECTION_ID() AND p.DB = COALESCE(?, DATABASE()) AND ? <> '' ORDER BY 4 DESC LIMIT 1";
constexpr std::string_view kByTidb =
    "SELECT t.SESSION_ID, t.USER, '', TIMESTAMPDIFF(SECOND, t.START_TIME, NOW()), p.COMMAND, LEFT(p.INFO, 80) "
    "FROM mysql.tidb_mdl_view v JOIN information_schema.CLUSTER_TIDB_TRX t ON t.SESSION_ID = v.SESSION_ID "
    "LEFT JOIN information_schema.PROCESSLIST p ON p.ID = t.SESSION_ID "
    "WHERE v.DB_NAME = COALESCE(?, DATABASE()) AND v.TABLE_NAME = ? LIMIT 1";

std::string said_of(const Row& row, const std::string& table, bool sure) {
  const std::string command = row[4].value_or("");
  const std::string does = row[5]                                  ? fmt::format("running `{}`", visible(*row[5]))
                           : command == "Sleep" || command.empty() ? std::string("idle in a transaction")
                                                                   : lower(command);
  const std::string host = row[2].value_or("").empty() ? "" : "@" + *row[2];
  return fmt::format("connection {} ({}{}, {} for {} s) {} {}", row[0].value_or("?"), visible(row[1].value_or("?")),
                     visible(host), does, row[3].value_or("?"), sure ? "holds" : "may hold", table);
}

Rows asked(Session& session, std::string_view question, const std::array<Value, 2>& args) {
  try {
    return session.query(question, args);
  } catch (const Error& e) {
    if (e.connection_lost()) throw;
    return {};  // no right to see it, or no such table here
  }
}

}  // namespace

std::pair<Cell, std::string> parts_of(const std::string& name, const Syntax& syntax) {
  const sql::Statement tokens = sql::tokens_of(name, syntax);
  sql::Cursor at(name, tokens, syntax);
  std::string first = at.name();
  if (!at.accept_op(".")) return {std::nullopt, std::move(first)};
  std::string second = at.name();
  return {std::move(first), std::move(second)};
}

Error with_note(const Error& error, std::string_view note) {
  Error out = Error(error.code(), fmt::format("{}; {}", error.text(), note))
                  .sql(error.statement(), error.sqlstate())
                  .at(error.origin());
  if (error.retryable()) std::move(out).may_retry();
  if (error.connection_lost()) std::move(out).lost_connection();
  return out;
}

std::string holder_of(Session& session, const Server& server, const std::vector<Named>& objects) {
  for (const Named& object : objects) {
    if (object.kind != "TABLE") continue;
    const auto [database, table] = parts_of(object.name, *server.syntax);
    const std::array<Value, 2> args{database ? Value(*database) : Value(), Value(table)};
    if (server.flavour == "tidb") {
      const Rows rows = asked(session, kByTidb, args);
      if (!rows.empty()) return said_of(rows.rows.front(), object.name, true);
      continue;
    }
    for (const std::string_view question : {kByLock, kByTransaction}) {
      const Rows rows = asked(session, question, args);
      if (!rows.empty()) return said_of(rows.rows.front(), object.name, question == kByLock);
    }
  }
  return {};
}

std::string advice_for(const Error& error, const Server& server) {
  const std::string text = lower(error.text());
  const auto says = [&](std::string_view what) { return text.find(what) != std::string::npos; };
  if ((says("command denied") || says("access denied")) && error.statement().starts_with("LOCK TABLES")) {
    return "grant LOCK TABLES on its database to the user that plumb connects as: a trigger is replaced while nobody "
           "writes to its table, so that it misses no row";
  }
  if (says("command denied") || says("access denied")) {
    return "grant it to the user that plumb connects as: changing a schema needs CREATE, ALTER, DROP, INDEX and "
           "REFERENCES on its database";
  }
  if (says("--read-only") || says("--super-read-only") || says("read_only")) {
    return "this server is a replica or was set read-only: use the address of the one that takes writes";
  }
  if (says("sql_require_primary_key") || says("without a primary key")) {
    return "the server demands a primary key of every table (sql_require_primary_key): give the table one";
  }
  if (says("max_statement_time exceeded")) {
    return "the statement_timeout of this run, or max_statement_time of the server, ended it: give it more time";
  }
  if (says("row size too large")) {
    return "the columns of one row have more bytes than fit: make some of them TEXT or BLOB, which are stored aside";
  }
  if (says("specified key was too long")) return "index a prefix of the column, as in `(name(191))`";
  if (server.flavour == "tidb" && says("unsupported")) {
    return "TiDB cannot do this to a table that is there: make a new table, copy the rows, and rename the two";
  }
  return {};
}

Fate fate_of(const Server& server, const std::string& sql, const std::vector<Named>& objects, const std::string& before,
             const RunOptions& options) {
  if (!options.connect) return Fate::Unknown;
  Patience patience(options.patience);
  const std::array<Value, 1> args{Value(server.connection)};
  bool runs = false;
  do {
    try {
      const std::unique_ptr<Session> other = options.connect();
      runs = other->query("SELECT 1 FROM information_schema.PROCESSLIST WHERE ID = ?", args).scalar().has_value();
      if (!runs && server.flavour == "tidb") runs = running_job(*other, sql).has_value();
      if (runs) continue;
      if (objects.empty() || before.empty()) return Fate::Unknown;
      return mark_of(*other, objects) == before ? Fate::NotDone : Fate::Done;
    } catch (const Error& e) {
      if (e.code() != Code::Connection && e.code() != Code::Busy) return Fate::Unknown;
    }
  } while (patience.pause("the connection was lost; asking the server what became of the statement", options.progress));
  return runs ? Fate::StillRuns : Fate::Unknown;
}

}  // namespace plumb::mysql
