// Namespaces and extensions: what is read at all.
#include <algorithm>
#include <array>

#include "plumb/dialects/postgres/inspect_gathering.h"

namespace plumb::postgres {
namespace {

/// Schemas that a platform makes in every database and keeps for itself. They count only where the platform's own role
/// is there, so that a schema of the same name in somebody else's database is read.
struct Platform {
  std::string_view role;
  std::array<std::string_view, 18> schemas;
};
constexpr Platform kPlatforms[] = {
    // https://supabase.com/docs/guides/database/tables: schemas that Supabase manages
    {"supabase_admin",
     {"auth", "storage", "realtime", "_realtime", "_analytics", "_supavisor", "supabase_functions",
      "supabase_migrations", "extensions", "graphql", "graphql_public", "vault", "pgsodium", "pgsodium_masks",
      "pgbouncer", "net", "cron", "pgtle"}},
    // https://neon.com/docs: the compute's own schemas, and the users that Neon Auth writes
    {"neon_superuser", {"neon", "neon_migration", "neon_auth"}},
    {"cloud_admin", {"neon", "neon_migration", "neon_auth"}},
    // Amazon RDS and Aurora
    {"rdsadmin", {"rdsadmin", "aws_commons", "aws_s3", "aws_lambda", "aws_ml"}},
    {"cloudsqladmin", {"cloudsqladmin", "google_ml"}},
};

// The platforms whose roles are there, as names of schemas to be left out.
std::string platform_schemas() {
  std::string out;
  for (const Platform& platform : kPlatforms)
    for (std::string_view schema : platform.schemas) {
      if (schema.empty()) continue;
      if (!out.empty()) out += ", ";
      out += "('" + std::string(platform.role) + "', '" + std::string(schema) + "')";
    }
  return out;
}

}  // namespace

void ask_namespaces(Gathering& g, const Scope& scope, std::vector<Question>& out) {
  const std::string named = g.subject.where_namespace("n.oid");
  // A platform's schema is read where somebody names it.
  const std::string platform =
      !scope.schemas.empty() || g.subject.named()
          ? std::string()
          : " AND NOT EXISTS (SELECT FROM (VALUES " + platform_schemas() +
                ") AS p (role, schema) JOIN pg_roles r ON r.rolname = p.role WHERE p.schema = n.nspname)";
  out.push_back({"SELECT n.oid, n.nspname, pg_get_userbyid(n.nspowner), n.nspacl FROM pg_namespace n WHERE (n.oid >= " +
                     std::to_string(kFirstUserOid) + " OR n.oid = " + std::to_string(kPublicOid) +
                     ") AND n.nspname !~ '^pg_(temp|toast_temp)_' AND " + named + platform + " ORDER BY n.oid",
                 {},
                 [&g](Row& row) {
                   const Oid oid = oid_of(row[0]);
                   std::string name = std::move(row[1]).value_or("");
                   const bool is_default = name == g.target.default_schema;
                   g.namespaces.emplace(oid, is_default ? "" : name);
                   if (g.is_member(Catalogue::Namespace, oid)) return;
                   if (row[3]) put_privileges(g, Kind::Namespace, {Kind::Namespace, name, {}}, *row[3], *row[2]);
                   if (is_default) return;
                   Namespace made;
                   made.name = name;
                   made.owner = std::move(row[2]).value_or("");
                   g.schema.namespaces.insert(name, std::move(made));
                 }});
  out.push_back(
      {"SELECT e.oid, e.extname, n.nspname, e.extversion FROM pg_extension e"
       " JOIN pg_namespace n ON n.oid = e.extnamespace ORDER BY e.oid",
       {},
       [&g](Row& row) {
         Extension made;
         made.name = std::move(row[1]).value_or("");
         made.schema = std::move(row[2]).value_or("");
         made.version = std::move(row[3]).value_or("");
         if (made.schema == "pg_catalog" || made.schema == g.target.default_schema) made.schema.clear();
         g.extensions.emplace(oid_of(row[0]), made.name.name);
         QualifiedName key = made.name;
         g.schema.extensions.insert(std::move(key), std::move(made));
       }});
}

}  // namespace plumb::postgres
