// Indexes that are built beside readers and writers. A build that fails, is cancelled or loses its connection leaves an
// index behind that is invalid: it costs every write and serves no query.
#include <fmt/format.h>

#include <array>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/reader.h"
#include "plumb/core/sql/token.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/postgres/dialect.h"
#include "plumb/dialects/postgres/run.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

struct Found {
  bool valid = false;
  std::string name;                    ///< quoted, with its schema
  std::string definition;              ///< CREATE INDEX …
  std::string table;                   ///< CREATE TABLE …, so that our reader understands the definition
  std::optional<std::string> builder;  ///< the process that builds it right now
};

std::optional<Found> look(Session& session, const std::string& index) {
  const std::array<Value, 1> args{Value(index)};
  const Rows rows = session.query(
      "SELECT i.indisvalid, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname), "
      "pg_catalog.pg_get_indexdef(c.oid), "
      "'CREATE TABLE ' || pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(t.relname) || ' (' || "
      "(SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname) || ' ' || "
      "pg_catalog.format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a "
      "WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped) || ')', "
      "(SELECT p.pid FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = c.oid "
      "AND p.pid <> pg_catalog.pg_backend_pid() LIMIT 1) "
      "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
      "JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid JOIN pg_catalog.pg_class t ON t.oid = i.indrelid "
      "JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace "
      "WHERE c.oid = pg_catalog.to_regclass(?) AND c.relkind = 'i'",
      args);
  if (rows.empty()) return std::nullopt;
  const Row& r = rows.rows.front();
  return Found{r[0] == "t", r[1].value_or(""), r[2].value_or(""), r[3].value_or(""), r[4]};
}

void drop(Session& session, const Found& found) { session.execute("DROP INDEX CONCURRENTLY IF EXISTS " + found.name); }

/// The one index that a statement makes, in its normal form, whatever its table is called.
std::optional<Index> index_of(const std::string& table, const std::string& definition) {
  Diagnostics found;
  sql::Reading reading =
      sql::read(table + ";\n" + definition + ";", syntax(), {.default_schema = std::string(kDefaultSchema)}, found);
  if (found.has_errors() || reading.schema.tables.size() != 1) return std::nullopt;
  const Schema schema = dialect().canonical(std::move(reading.schema), target_of(kNewestKnown, {}), found);
  const Table& made = *schema.tables.begin();
  if (found.has_errors() || made.indexes.size() != 1) return std::nullopt;
  return made.indexes.front();
}

bool is_same(const Found& found, const std::string& statement) {
  const std::optional<Index> there = index_of(found.table, found.definition);
  std::optional<Index> wanted = index_of(found.table, statement);
  if (!wanted) {
    // By hand a table may be named without its schema, which the role's search_path finds.
    const std::size_t dot = found.table.find('.'), open = found.table.find(" (");
    if (dot == std::string::npos || dot > open) return false;
    wanted = index_of("CREATE TABLE " + found.table.substr(dot + 1), statement);
  }
  return there && wanted && *there == *wanted;
}

/// After a failed build: takes the remains away, where this connection still can.
std::string tidied(Session& session, const std::string& index, const Error& e) {
  if (e.connection_lost()) return "an unfinished index may be left behind; the next run takes it away first";
  try {
    const std::optional<Found> left = look(session, index);
    if (!left || left->valid) return {};
    drop(session, *left);
    return "the unfinished index was taken away again";
  } catch (const Error& failed) {
    return fmt::format("the unfinished index could not be taken away ({}); the next run tries again", failed.text());
  }
}

}  // namespace

std::optional<std::string> index_built_by(const Step& step, bool scripted) {
  if (!step.builds.empty()) {
    const std::string& schema = step.builds.schema;
    return sql::quote_name(QualifiedName(schema.empty() ? std::string(kDefaultSchema) : schema, step.builds.name),
                           syntax());
  }
  if (!scripted) return std::nullopt;
  const sql::Statement statement = sql::tokens_of(step.sql, syntax());
  sql::Cursor at(step.sql, statement, syntax());
  if (!at.accept("CREATE")) return std::nullopt;
  at.accept("UNIQUE");
  if (!at.accept_seq({"INDEX", "CONCURRENTLY"})) return std::nullopt;
  at.accept_seq({"IF", "NOT", "EXISTS"});
  if (at.is("ON") || !at.is_name()) return std::nullopt;  // without a name there is nothing to look for
  QualifiedName index(at.name());
  if (!at.accept("ON")) return std::nullopt;
  at.accept("ONLY");
  if (!at.is_name()) return std::nullopt;
  // An index is in the schema of its table.
  const std::string first = at.name();
  if (at.is_op(".")) index.schema = first;
  return sql::quote_name(index, syntax());
}

bool build_index(Session& session, const Step& step, const std::string& index) {
  if (const std::optional<Found> found = look(session, index)) {
    if (found->builder) {
      throw Error(Code::Busy,
                  fmt::format("the index {} is being built by another session (process {}); wait for it, or end it by "
                              "`SELECT pg_cancel_backend({})`",
                              found->name, *found->builder, *found->builder))
          .may_retry();
    }
    if (found->valid && is_same(*found, step.sql)) return true;
    if (!found->valid) drop(session, *found);
  }
  try {
    session.execute(step.sql);
  } catch (const Error& e) {
    const std::string what = tidied(session, index, e);
    if (what.empty()) throw;
    throw with_note(e, e.sqlstate() == "23505" ? what + "; make the rows distinct and run the command again" : what);
  }
  return false;
}

}  // namespace plumb::postgres
