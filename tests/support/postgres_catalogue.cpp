#include "plumb/tests/support/postgres_catalogue.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

namespace plumb::test {
namespace {

// What every part starts with: `n`, the schemas of users, and `rel`, their relations.
constexpr std::string_view kScope = R"sql(
WITH n AS (SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
extended AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
rel AS (
  SELECT c.*, n.nspname FROM pg_class c JOIN n ON n.oid = c.relnamespace
  WHERE c.relname !~ '^plumb_(history|lock)' AND (c.tableoid, c.oid) NOT IN (SELECT classid, objid FROM extended)
)
)sql";

// One query for each kind: the schema, and the line. The names of NOT NULL (18) are left out: renaming a table or a
// column keeps them, so that they tell how a schema came about and not what it is. The rights that everything starts
// with are said.
constexpr std::string_view kParts[] = {
    R"sql(SELECT nspname, concat_ws(' ', 'schema', obj_description(oid, 'pg_namespace')) FROM n)sql",
    R"sql(SELECT nspname, concat_ws(' ', 'relation', relname, relkind, relpersistence, relrowsecurity,
      relforcerowsecurity, relreplident, (SELECT amname FROM pg_am a WHERE a.oid = relam),
      (SELECT array_agg(o ORDER BY o) FROM unnest(reloptions) o),
      pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid), reltablespace, reloftype, '#',
      obj_description(oid, 'pg_class'))
      FROM rel)sql",
    R"sql(SELECT nspname, concat_ws(' ', 'right', relname, g) FROM rel,
      unnest(coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END, relowner))) g
      WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f'))sql",
    R"sql(SELECT nspname, concat_ws(' ', 'column', relname, attname, format_type(atttypid, atttypmod), attnotnull,
      'default', pg_get_expr(adbin, adrelid), 'identity', attidentity, 'generated', attgenerated,
      attcollation::regcollation, attstorage, attcompression, coalesce(attstattarget, -1),
      (SELECT array_agg(o ORDER BY o) FROM unnest(attoptions) o WHERE o !~ '^pg_'), attacl, attislocal, attinhcount,
      '#', col_description(rel.oid, attnum))
      FROM rel JOIN pg_attribute ON attrelid = rel.oid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
      WHERE relkind IN ('r', 'p', 'v', 'm', 'c', 'f') AND attnum > 0 AND NOT attisdropped)sql",
    R"sql(SELECT nspname, concat_ws(' ', 'constraint', conrelid::regclass, contypid::regtype,
      CASE WHEN contype <> 'n' THEN conname END, pg_get_constraintdef(k.oid), convalidated,
      connoinherit, conislocal, coninhcount, '#', obj_description(k.oid, 'pg_constraint'))
      FROM pg_constraint k JOIN n ON n.oid = connamespace
      WHERE conrelid = 0 OR conrelid IN (SELECT oid FROM rel))sql",
    R"sql(SELECT nspname, concat_ws(' ', 'index', pg_get_indexdef(indexrelid), indisvalid, indisclustered,
      indisreplident)
      FROM rel JOIN pg_index ON indrelid = rel.oid)sql",
    R"sql(SELECT nspname, concat_ws(' ', 'view', relname, pg_get_viewdef(oid)) FROM rel
      WHERE relkind IN ('v', 'm'))sql",
    R"sql(SELECT nspname, concat_ws(' ', 'rule', pg_get_ruledef(r.oid), ev_enabled)
      FROM rel JOIN pg_rewrite r ON ev_class = rel.oid WHERE rulename <> '_RETURN')sql",
    R"sql(SELECT nspname, concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid), tgenabled, '#',
      obj_description(t.oid, 'pg_trigger'))
      FROM rel JOIN pg_trigger t ON tgrelid = rel.oid WHERE NOT tgisinternal)sql",
    R"sql(SELECT nspname, concat_ws(' ', 'policy', relname, polname, polpermissive, polcmd,
      (SELECT array_agg(x::regrole::text ORDER BY 1) FROM unnest(polroles) x), 'using', pg_get_expr(polqual, polrelid),
      'check', pg_get_expr(polwithcheck, polrelid), '#', obj_description(p.oid, 'pg_policy'))
      FROM rel JOIN pg_policy p ON polrelid = rel.oid)sql",
    R"sql(SELECT nspname, concat_ws(' ', 'type', typname, typtype, typnotnull, typdefault,
      CASE typtype WHEN 'd' THEN format_type(typbasetype, typtypmod) END, typcollation::regcollation,
      (SELECT array_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid),
      (SELECT format_type(rngsubtype, NULL) FROM pg_range WHERE rngtypid = t.oid),
      coalesce(typacl, acldefault('T', typowner)), '#', obj_description(t.oid, 'pg_type'))
      FROM pg_type t JOIN n ON n.oid = typnamespace
      WHERE typtype IN ('e', 'd', 'r', 'c') AND (typrelid = 0 OR typrelid IN (SELECT oid FROM rel WHERE relkind = 'c'))
      AND (t.tableoid, t.oid) NOT IN (SELECT classid, objid FROM extended))sql",
    R"sql(SELECT nspname, concat_ws(' ', 'routine',
      CASE prokind WHEN 'a' THEN p.oid::regprocedure::text ELSE pg_get_functiondef(p.oid) END,
      (SELECT array_agg(g::text ORDER BY 1) FROM unnest(coalesce(proacl, acldefault('f', proowner))) g), '#',
      obj_description(p.oid, 'pg_proc'))
      FROM pg_proc p JOIN n ON n.oid = pronamespace
      WHERE (p.tableoid, p.oid) NOT IN (SELECT classid, objid FROM extended))sql",
    R"sql(SELECT nspname, concat_ws(' ', 'sequence', relname, seqtypid::regtype, seqstart, seqincrement, seqmin, seqmax,
      seqcache, seqcycle, 'of', (SELECT d.refobjid::regclass || '.' || attname
             FROM pg_depend d JOIN pg_attribute ON attrelid = d.refobjid AND attnum = d.refobjsubid
             WHERE d.classid = 'pg_class'::regclass AND d.objid = rel.oid AND d.deptype IN ('a', 'i')))
      FROM rel JOIN pg_sequence ON seqrelid = rel.oid)sql",
    R"sql(SELECT nspname, concat_ws(' ', 'child', relname, inhparent::regclass, inhseqno)
      FROM rel JOIN pg_inherits ON inhrelid = rel.oid)sql",
    R"sql(SELECT nspname, concat_ws(' ', 'statistics', pg_get_statisticsobjdef(s.oid))
      FROM pg_statistic_ext s JOIN n ON n.oid = stxnamespace)sql",
    R"sql(SELECT coalesce(nspname, '-'), concat_ws(' ', 'default right', defaclobjtype, g) FROM pg_default_acl
      LEFT JOIN n ON n.oid = defaclnamespace, unnest(defaclacl) g)sql",
    R"sql(SELECT nspname, concat_ws(' ', 'extension', extname) FROM pg_extension JOIN n ON n.oid = extnamespace)sql",
};

}  // namespace

std::set<std::string> postgres_catalogue(Session& session) {
  std::vector<Question> questions;
  std::set<std::string> out;
  for (const std::string_view part : kParts)
    questions.push_back({std::string(kScope) + std::string(part), {}, [&out](Row& row) {
                           out.insert(row[0].value_or("") + " " + row[1].value_or(""));
                         }});
  session.ask(questions);
  return out;
}

void clear_postgres(Session& session) {
  if (session.in_transaction()) session.rollback();
  session.execute("RESET ALL");
  session.execute("SET client_min_messages = warning");
  const Rows schemas = session.query(
      "SELECT quote_ident(nspname) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'");
  for (const Row& row : schemas.rows) session.execute("DROP SCHEMA " + row[0].value_or("") + " CASCADE");
  session.execute("CREATE SCHEMA public");
}

std::string difference(const std::set<std::string>& left, const std::set<std::string>& right) {
  std::vector<std::string> gone, come;
  std::set_difference(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(gone));
  std::set_difference(right.begin(), right.end(), left.begin(), left.end(), std::back_inserter(come));
  std::string out;
  for (const std::string& line : gone) out += "< " + line + "\n";
  for (const std::string& line : come) out += "> " + line + "\n";
  return out;
}

}  // namespace plumb::test
