#include "plumb/tests/live/postgres_laws/at_hand.h"

#include "plumb/tests/support/postgres.h"

#if PLUMB_HAS_LIBPQ

#include <fmt/format.h>

#include "plumb/tests/live/postgres_laws/script_pair.h"
#include "plumb/tests/support/postgres_catalogue.h"

namespace plumb::test {
namespace {

LawPair pair_for(std::uint64_t seed, const std::set<std::size_t>& without) {
  const ScriptPair made = make_script_pair(seed, without);
  LawPair out{seed, made.from.sql(), made.to.sql(), made.changes, rows_of(made.from, 7), {}};
  const auto same = [](const ScriptColumn& a, const ScriptColumn& b) {
    return a.name == b.name && a.type == b.type && a.kind == b.kind;
  };
  each_kept_column(made.from, made.to, same, [&](const std::string& table, const ScriptColumn& column) {
    const bool computed = column.kind == ScriptColumn::Kind::Generated;
    out.kept.push_back(fmt::format("SELECT t.id AS k, t.\"{}\"::text AS v FROM \"{}\" AS t ORDER BY t.id",
                                   computed ? "id" : column.name, table));
  });
  return out;
}

// DEFAULT NULL is kept where the type has a length, and is no default all the same.
std::string without_null_default(std::string line) {
  const std::size_t from = line.find(" default NULL::"), to = line.find(" identity ");
  if (from != std::string::npos && to != std::string::npos) line.erase(from + 8, to - from - 8);
  return line;
}

std::vector<std::string> catalogue(Session& session) {
  std::vector<std::string> out;
  for (const std::string& line : postgres_catalogue(session)) out.push_back(without_null_default(line));
  return out;
}

std::string told_apart(const std::vector<std::string>& first, const std::vector<std::string>& other) {
  return difference(std::set<std::string>(first.begin(), first.end()),
                    std::set<std::string>(other.begin(), other.end()));
}

LawServer law_server(int version) {
  LawServer out{.name = fmt::format("PostgreSQL {}", version),
                .flavour = "postgres",
                .settings = {},
                .pair = pair_for,
                .clear = clear_postgres,
                .keys_off = "SET session_replication_role = replica",
                .keys_on = "RESET session_replication_role",
                .catalogue = catalogue,
                .told_apart = told_apart,
                .files = {"schemas/apex_agents/schema.sql", "schemas/reverse_engineer/schema.sql",
                          "schemas/robust_orchestrator/schema.sql", "schemas/semiont/schema.sql",
                          "tests/live/postgres_systems/every_kind.sql"}};
  out.settings.scope.manage = {"parameters", "storage", "statistics"};
  return out;
}

}  // namespace

void on_server(int version, void (*law)(Session&, const LawServer&, std::uint64_t), std::uint64_t amount) {
  const auto database = PostgresDatabase::on(version);
  if (database) law(*database->connect(), law_server(version), amount);
}

}  // namespace plumb::test

#endif
