// The settings that statements run under, to the end of a transaction or of a session.
#include <fmt/format.h>

#include "plumb/core/sql/writer.h"
#include "plumb/dialects/postgres/run.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

// Names without a schema are those of the default one, which comes first; extensions may have their types and operators
// in any other that the role looks into. The role's own schema, which "$user" puts first, would take new tables in.
constexpr std::string_view kPinnedPath =
    "(SELECT pg_catalog.concat_ws(', ', 'public', (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(s), ', ' ORDER "
    "BY o) "
    "FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH ORDINALITY AS u(s, o) "
    "WHERE s NOT IN ('public', 'pg_catalog', current_user)))::text)";

// A server process whose client was killed goes on with its statement, and holds plumb's lock meanwhile, unless it
// looks for its client now and then. Servers on Windows cannot.
constexpr std::string_view kLookForClient =
    "CASE WHEN pg_catalog.version() ~* 'windows|mingw|visual c' THEN '0' ELSE '1s' END";

std::string set_all(const std::vector<std::pair<std::string, std::string>>& list, bool local) {
  std::string out;
  for (const auto& [name, value] : list) {
    out += fmt::format("{} pg_catalog.set_config('{}', {}, {})", out.empty() ? "SELECT" : ",", name, value, local);
  }
  return out;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> RunSettings::list() const {
  std::vector<std::pair<std::string, std::string>> out;
  out.emplace_back("lock_timeout", fmt::format("'{}ms'", lock_timeout.count()));
  out.emplace_back("client_connection_check_interval", kLookForClient);
  if (statement_timeout) out.emplace_back("statement_timeout", fmt::format("'{}ms'", statement_timeout->count()));
  if (pinned) {
    out.emplace_back("search_path", kPinnedPath);
    // A body may name what a later statement makes.
    out.emplace_back("check_function_bodies", "'off'");
    // Rows that a policy hides would be passed over without a word; so the server says that it is in the way.
    out.emplace_back("row_security", "'off'");
  }
  return out;
}

void set_locally(Session& session, const RunSettings& settings) { session.query(set_all(settings.list(), true)); }

void set_statement_timeout(Session& session, std::chrono::milliseconds timeout) {
  session.query(set_all({{"statement_timeout", fmt::format("'{}ms'", timeout.count())}}, true));
}

BorrowedSettings::BorrowedSettings(Session& session, const RunSettings& settings, bool local)
    : session_(session), local_(local) {
  const auto list = settings.list();
  std::string read;
  for (const auto& [name, value] : list) {
    read += fmt::format("{} pg_catalog.current_setting('{}')", read.empty() ? "SELECT" : ",", name);
  }
  const Rows were = session.query(read);
  for (std::size_t i = 0; i < list.size(); ++i) {
    before_.emplace_back(list[i].first, sql::quote_string(were.rows.front()[i].value_or(""), syntax()));
  }
  session.query(set_all(list, local));
}

void BorrowedSettings::restore() {
  if (before_.empty()) return;
  const std::string sql = set_all(before_, local_);
  before_.clear();
  session_.query(sql);
}

BorrowedSettings::~BorrowedSettings() {
  try {
    restore();
  } catch (const std::exception&) {
    // The connection is gone and its settings with it, or the transaction failed, which takes them back.
  }
}

}  // namespace plumb::postgres
