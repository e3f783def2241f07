// What a failure means for the user: which right is missing, whether a COMMIT that nobody answered went through.
#include <fmt/format.h>

#include <array>

#include "plumb/core/base/text.h"
#include "plumb/core/db/patience.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/postgres/run.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

std::string schema_of(const ObjectId& id) {
  if (id.kind == Kind::Namespace) return id.owner.name;
  return id.owner.schema.empty() ? std::string(kDefaultSchema) : id.owner.schema;
}

/// Of a relation that is there and is somebody else's: "role, owner".
std::optional<Row> stranger(Session& session, const ObjectId& id) {
  const std::string name = sql::quote_name(QualifiedName(schema_of(id), id.owner.name), syntax());
  const std::array<Value, 1> args{Value(name)};
  Rows found = session.query(
      "SELECT current_user, r.rolname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_roles r ON r.oid = c.relowner "
      "WHERE c.oid = pg_catalog.to_regclass(?) AND NOT pg_catalog.pg_has_role(current_user, c.relowner, 'USAGE')",
      args);
  if (found.empty()) return std::nullopt;
  return std::move(found.rows.front());
}

/// The role, where it may not make anything in that schema.
Cell shut_out(Session& session, const std::string& schema) {
  const std::array<Value, 1> args{Value(schema)};
  return session
      .query(
          "SELECT current_user FROM pg_catalog.pg_namespace n WHERE n.nspname = ? AND NOT "
          "pg_catalog.has_schema_privilege(current_user, n.oid, 'CREATE')",
          args)
      .scalar();
}

}  // namespace

Error with_note(const Error& error, std::string_view note) {
  Error out = Error(error.code(), fmt::format("{}; {}", error.text(), note))
                  .sql(error.statement(), error.sqlstate())
                  .at(error.origin());
  if (error.retryable()) std::move(out).may_retry();
  if (error.connection_lost()) std::move(out).lost_connection();
  return out;
}

std::string about_timeout(const Error& error, std::chrono::milliseconds statement_timeout) {
  const bool by_somebody =
      error.text().find("user request") != std::string::npos || error.text().find("was cancelled") != std::string::npos;
  if (error.sqlstate() != "57014" || by_somebody) return {};
  if (statement_timeout.count() > 0) {
    return fmt::format(
        "a statement that keeps others waiting may take {} ms (statement_timeout); give it more, or run it at a quieter time",
        statement_timeout.count());
  }
  return "the statement_timeout is the role's or the server's own; `--statement-timeout` sets another for this run";
}

std::string missing_right(Session& session, const Step& step) {
  for (const ObjectId& id : step.touches) {
    if (id.kind == Kind::Namespace || id.kind == Kind::Extension) continue;
    if (const std::optional<Row> who = stranger(session, id)) {
      const auto& [role, owner] = std::pair{(*who)[0].value_or(""), (*who)[1].value_or("")};
      return fmt::format(
          "the role `{}` does not own `{}`, which is `{}`'s: only its owner may change it; run as `{}`, or "
          "let `{}` in by `GRANT {} TO {}`",
          role, id.owner.display(), owner, owner, role, sql::quote_name(owner, syntax()),
          sql::quote_name(role, syntax()));
    }
  }
  for (const ObjectId& id : step.touches) {
    const std::string schema = schema_of(id);
    if (const Cell role = shut_out(session, schema)) {
      return fmt::format(
          "the role `{}` may not make anything in the schema `{}`: it needs `GRANT CREATE ON SCHEMA {} TO {}`", *role,
          schema, sql::quote_name(schema, syntax()), sql::quote_name(*role, syntax()));
    }
  }
  return {};
}

Fate fate_of(const std::string& transaction, const RunOptions& options) {
  if (transaction.empty() || !options.connect) return Fate::Unknown;
  Patience patience(options.patience);
  do {
    try {
      const std::unique_ptr<Session> other = options.connect();
      const std::array<Value, 1> args{Value(transaction)};
      const Cell status = other->query("SELECT pg_catalog.pg_xact_status(?::text::xid8)", args).scalar();
      if (status == "committed") return Fate::Committed;
      if (status == "aborted") return Fate::RolledBack;
      if (!status) return Fate::Unknown;  // too long ago for the server to know
    } catch (const Error& e) {
      if (e.code() != Code::Connection && e.code() != Code::Busy) return Fate::Unknown;
    }
    // In progress: the server has not noticed yet that the client is gone.
  } while (
      patience.pause("the connection was lost during COMMIT; asking the server what became of it", options.progress));
  return Fate::Unknown;
}

}  // namespace plumb::postgres
