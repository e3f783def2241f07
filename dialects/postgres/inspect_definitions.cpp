// Rules, statistics, operators, casts, collations, languages, event triggers: as the statements that make them.
#include "plumb/dialects/postgres/inspect_gathering.h"

namespace plumb::postgres {
namespace {

// Each question's columns: what it is, CREATE …, further statements as an array.
void take(Gathering& g, Row& row) {
  if (!row[1]) return;
  g.script.push_back({*row[0], std::move(*row[1])});
  if (!row[2]) return;
  for (std::string& more : elements_of(*row[2])) g.script.push_back({*row[0], std::move(more)});
}

std::string comment_of(std::string_view catalogue, std::string_view head) {
  return "(SELECT format('COMMENT ON %s IS %L', " + std::string(head) +
         ", d.description) FROM pg_description d WHERE"
         " d.objoid = x.oid AND d.classoid = '" +
         std::string(catalogue) + "'::regclass AND d.objsubid = 0)";
}

// What is an extension's, or comes along with a type, is not the user's.
std::string users_own(std::string_view catalogue) {
  return " WHERE x.oid >= " + std::to_string(kFirstUserOid) +
         " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = '" + std::string(catalogue) +
         "'::regclass AND d.objid = x.oid AND d.deptype IN ('e', 'i'))";
}

constexpr std::string_view kStates =
    " WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' END";

std::string rules(const Subject& subject) {
  const std::string head = "format('RULE %I ON %I.%I', x.rulename, n.nspname, c.relname)";
  return "SELECT 'rule ' || x.rulename, pg_get_ruledef(x.oid), array_remove(ARRAY["
         "CASE WHEN x.ev_enabled <> 'O' THEN format('ALTER TABLE %I.%I %s RULE %I', n.nspname, c.relname,"
         " CASE x.ev_enabled" +
         std::string(kStates) + ", x.rulename) END, " + comment_of("pg_rewrite", head) +
         "], NULL) FROM pg_rewrite x JOIN pg_class c ON c.oid = x.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace" +
         users_own("pg_rewrite") + " AND x.rulename <> '_RETURN' AND " + subject.where("x.ev_class") +
         " ORDER BY x.oid";
}

std::string statistics(const Subject& subject) {
  return "SELECT 'statistics ' || x.stxname, pg_get_statisticsobjdef(x.oid), array_remove(ARRAY["
         "CASE WHEN x.stxstattarget >= 0 THEN format('ALTER STATISTICS %I.%I SET STATISTICS %s', n.nspname, x.stxname,"
         " x.stxstattarget) END, " +
         comment_of("pg_statistic_ext", "format('STATISTICS %I.%I', n.nspname, x.stxname)") +
         "], NULL) FROM pg_statistic_ext x JOIN pg_namespace n ON n.oid = x.stxnamespace" +
         users_own("pg_statistic_ext") + " AND " + subject.where("x.stxrelid") + " ORDER BY x.oid";
}

// oprcode and the like print as names, qualified where they must be.
std::string operators(const Subject& subject) {
  const auto clause = [](std::string_view word, std::string_view column) {
    const std::string c(column);
    return ", CASE WHEN " + c + " <> 0 THEN '" + std::string(word) + " = ' || " + c + "::regproc END";
  };
  const auto other = [](std::string_view word, std::string_view column) {
    return ", (SELECT format('" + std::string(word) +
           " = OPERATOR(%I.%s)', m.nspname, o.oprname) FROM pg_operator o"
           " JOIN pg_namespace m ON m.oid = o.oprnamespace WHERE o.oid = " +
           std::string(column) + ")";
  };
  const std::string sides =
      "coalesce(nullif(x.oprleft, 0)::regtype::text, 'NONE'), coalesce(nullif(x.oprright, 0)::regtype::text, 'NONE')";
  return "SELECT 'operator ' || x.oprname, format('CREATE OPERATOR %I.%s (%s)', n.nspname, x.oprname, concat_ws(', ',"
         " 'FUNCTION = ' || x.oprcode, CASE WHEN x.oprleft <> 0 THEN 'LEFTARG = ' || x.oprleft::regtype END,"
         " CASE WHEN x.oprright <> 0 THEN 'RIGHTARG = ' || x.oprright::regtype END" +
         other("COMMUTATOR", "x.oprcom") + other("NEGATOR", "x.oprnegate") + clause("RESTRICT", "x.oprrest") +
         clause("JOIN", "x.oprjoin") +
         ", CASE WHEN x.oprcanhash THEN 'HASHES' END, CASE WHEN x.oprcanmerge THEN 'MERGES' END)), array_remove(ARRAY[" +
         comment_of("pg_operator", "format('OPERATOR %I.%s (%s, %s)', n.nspname, x.oprname, " + sides + ")") +
         "], NULL) FROM pg_operator x JOIN pg_namespace n ON n.oid = x.oprnamespace" + users_own("pg_operator") +
         // a shell, made by a COMMUTATOR that does not exist yet, is none
         " AND x.oprcode <> 0 AND " + subject.where_namespace("x.oprnamespace") + " ORDER BY x.oid";
}

std::string casts() {
  const std::string head = "format('CAST (%s AS %s)', x.castsource::regtype, x.casttarget::regtype)";
  return "SELECT 'cast', format('CREATE %s %s%s', " + head +
         ", CASE x.castmethod WHEN 'b' THEN 'WITHOUT FUNCTION' WHEN 'i' THEN 'WITH INOUT' ELSE 'WITH FUNCTION ' ||"
         " x.castfunc::regprocedure END, CASE x.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT'"
         " ELSE '' END), array_remove(ARRAY[" +
         comment_of("pg_cast", head) + "], NULL) FROM pg_cast x" + users_own("pg_cast") + " ORDER BY x.oid";
}

// The columns with the locale of ICU were renamed in 15, 17 (colllocale); rules came with 16.
std::string collations(const Target& target, const Subject& subject) {
  const bool v17 = target.version >= Version{17, 0, 0}, v16 = target.version >= Version{16, 0, 0};
  const std::string locale = v17 ? "x.colllocale" : "x.colliculocale";
  return "SELECT 'collation ' || x.collname, format('CREATE COLLATION %I.%I (%s)', n.nspname, x.collname, concat_ws(', ',"
         " CASE x.collprovider WHEN 'c' THEN 'provider = libc' WHEN 'i' THEN 'provider = icu' WHEN 'b' THEN"
         " 'provider = builtin' END, CASE WHEN NOT x.collisdeterministic THEN 'deterministic = false' END,"
         " CASE WHEN x.collprovider = 'c' THEN format('lc_collate = %L, lc_ctype = %L', x.collcollate, x.collctype)"
         " ELSE format('locale = %L', " +
         locale + ") END" +
         (v16 ? ", CASE WHEN x.collicurules IS NOT NULL THEN format('rules = %L', x.collicurules) END" : "") +
         ")), array_remove(ARRAY[" + comment_of("pg_collation", "format('COLLATION %I.%I', n.nspname, x.collname)") +
         "], NULL) FROM pg_collation x JOIN pg_namespace n ON n.oid = x.collnamespace" + users_own("pg_collation") +
         " AND " + subject.where_namespace("x.collnamespace") + " ORDER BY x.oid";
}

std::string languages() {
  const auto clause = [](std::string_view word, std::string_view column) {
    const std::string c(column);
    return ", CASE WHEN " + c + " <> 0 THEN ' " + std::string(word) + " ' || " + c + "::regproc END";
  };
  return "SELECT 'language ' || x.lanname, concat('CREATE ', CASE WHEN x.lanpltrusted THEN 'TRUSTED ' END, 'LANGUAGE ',"
         " quote_ident(x.lanname)" +
         clause("HANDLER", "x.lanplcallfoid") + clause("INLINE", "x.laninline") +
         clause("VALIDATOR", "x.lanvalidator") + "), array_remove(ARRAY[" +
         comment_of("pg_language", "format('LANGUAGE %I', x.lanname)") + "], NULL) FROM pg_language x" +
         users_own("pg_language") + " AND x.lanplcallfoid <> 0 ORDER BY x.oid";
}

std::string event_triggers() {
  return "SELECT 'event trigger ' || x.evtname, format('CREATE EVENT TRIGGER %I ON %s%s EXECUTE FUNCTION %s()', x.evtname,"
         " x.evtevent, CASE WHEN x.evttags IS NOT NULL THEN format(' WHEN TAG IN (%s)', (SELECT string_agg("
         "quote_literal(tag), ', ') FROM unnest(x.evttags) tag)) END, x.evtfoid::regproc), array_remove(ARRAY["
         "CASE WHEN x.evtenabled <> 'O' THEN format('ALTER EVENT TRIGGER %I %s', x.evtname, CASE x.evtenabled" +
         std::string(kStates) + ") END, " + comment_of("pg_event_trigger", "format('EVENT TRIGGER %I', x.evtname)") +
         "], NULL) FROM pg_event_trigger x" + users_own("pg_event_trigger") + " ORDER BY x.oid";
}

}  // namespace

void ask_definitions(Gathering& g, std::vector<Question>& out) {
  std::vector<std::string> questions;
  if (g.subject.beyond_relations())
    questions = {languages(), collations(g.target, g.subject), operators(g.subject), casts()};
  questions.push_back(statistics(g.subject));
  questions.push_back(rules(g.subject));
  if (g.subject.beyond_relations()) questions.push_back(event_triggers());
  for (std::string& sql : questions) out.push_back({std::move(sql), {}, [&g](Row& row) { take(g, row); }});
}

}  // namespace plumb::postgres
