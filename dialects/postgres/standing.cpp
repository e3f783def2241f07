// Who is connected to PostgreSQL, and what plumb may do as that role.
#include <fmt/format.h>

#include <array>

#include "plumb/dialects/postgres/live.h"

namespace plumb::postgres {
namespace {

constexpr std::string_view question = R"(SELECT current_user,
  pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
  pg_catalog.has_schema_privilege(pg_catalog.to_regnamespace(pg_catalog.quote_ident(?))::oid, 'CREATE'),
  pg_catalog.pg_is_in_recovery(),
  (SELECT reset_val FROM pg_catalog.pg_settings WHERE name = 'default_transaction_read_only'),
  r.rolsuper, (SELECT count(*) FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p')),
  (SELECT count(*) FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p')
     AND pg_catalog.pg_has_role(c.relowner, 'USAGE')),
  CASE WHEN pg_catalog.current_setting('neon.timeline_id', true) IS NOT NULL THEN 'Neon' ELSE
    (SELECT pg_catalog.min(CASE rolname WHEN 'rds_superuser' THEN 'Amazon RDS' WHEN 'cloudsqlsuperuser' THEN 'Google Cloud SQL'
       WHEN 'azure_pg_admin' THEN 'Azure Database' WHEN 'supabase_admin' THEN 'Supabase' WHEN 'neon_superuser' THEN 'Neon' END)
     FROM pg_catalog.pg_roles) END
  FROM pg_catalog.pg_roles r LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = ? WHERE r.rolname = current_user)";

void say_rights(const Row& row, const Target& target, Standing& out) {
  const auto say = [&](bool may, std::string what) { (may ? out.may : out.may_not).push_back(std::move(what)); };
  say(row[1] == "t", "create schemas");
  // NULL where there is no such schema.
  if (row[2]) say(row[2] == "t", fmt::format("create in schema `{}`", target.default_schema));
  const long long tables = std::stoll(row[6].value_or("0")), owned = std::stoll(row[7].value_or("0"));
  if (tables == 0) return;
  if (tables == owned) {
    say(true, "alter every table there");
  } else {
    say(false, fmt::format("alter {} of the {} tables there, which are others'", tables - owned, tables));
  }
}

}  // namespace

Standing PostgresLive::standing(Session& session, const Target& target) const {
  const std::array<Value, 2> args{target.default_schema, target.default_schema};
  const Rows answer = session.query(question, args);
  Standing out;
  if (answer.empty()) return out;
  const Row& row = answer.rows.front();
  const auto is = [&](std::size_t i) { return row[i] == "t"; };
  const auto say = [&](bool may, std::string what) { (may ? out.may : out.may_not).push_back(std::move(what)); };
  out.role = row[0].value_or("");
  out.platform = row[8].value_or("");
  if (is(5)) {
    say(true, "do everything, as a superuser");
  } else {
    say_rights(row, target, out);
  }
  if (is(3)) {
    say(false, "change anything, because the server is a standby");
  } else if (row[4] == "on") {
    say(false, "change anything, because default_transaction_read_only is on here");
  }
  return out;
}

}  // namespace plumb::postgres
