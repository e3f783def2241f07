// Views, routines, triggers and policies: what the server prints as statements.
#include <algorithm>

#include "plumb/core/sql/writer.h"
#include "plumb/dialects/postgres/inspect_gathering.h"

namespace plumb::postgres {
namespace {

// ---- views ------------------------------------------------------------------------------------------

void take_view(Gathering& g, Row& row) {
  Relation* relation = g.find(oid_of(row[0]));
  if (!relation || !relation->view || !row[1]) return;
  const View& view = *relation->view;
  std::string definition = std::move(*row[1]);
  if (definition.ends_with(';')) definition.pop_back();
  const std::string kind = view.materialized ? "MATERIALIZED VIEW " : "VIEW ";
  g.script.push_back({(view.materialized ? "materialized view `" : "view `") + view.name.display() + "`",
                      "CREATE " + kind + g.spell(view.name) + " AS " + definition});
}

// ---- routines ---------------------------------------------------------------------------------------

// Every aggregate's function and option, in the order of CREATE AGGREGATE: name, and SQL for the value, null where
// nothing is said.
std::string aggregate_options() {
  const auto function = [](std::string_view name, std::string_view column) {
    const std::string c(column);
    return "CASE WHEN " + c + " <> 0 THEN '" + std::string(name) + " = ' || " + c + "::regproc END";
  };
  const auto word = [](std::string_view name, std::string_view column, std::string_view initial) {
    const std::string c(column);
    return "CASE WHEN " + c + " <> " + std::string(initial) + " THEN '" + std::string(name) + " = ' || CASE " + c +
           " WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END";
  };
  const std::string implied = "(CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END)::\"char\"";
  return "concat_ws(', ', 'SFUNC = ' || a.aggtransfn::regproc, 'STYPE = ' || format_type(a.aggtranstype, NULL),"
         " CASE WHEN a.aggtransspace <> 0 THEN 'SSPACE = ' || a.aggtransspace END, " +
         function("FINALFUNC", "a.aggfinalfn") + ", CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END, " +
         word("FINALFUNC_MODIFY", "a.aggfinalmodify", implied) + ", " + function("COMBINEFUNC", "a.aggcombinefn") +
         ", " + function("SERIALFUNC", "a.aggserialfn") + ", " + function("DESERIALFUNC", "a.aggdeserialfn") +
         ", 'INITCOND = ' || quote_literal(a.agginitval), " + function("MSFUNC", "a.aggmtransfn") + ", " +
         function("MINVFUNC", "a.aggminvtransfn") +
         ", CASE WHEN a.aggmtranstype <> 0 THEN 'MSTYPE = ' || format_type(a.aggmtranstype, NULL) END,"
         " CASE WHEN a.aggmtransspace <> 0 THEN 'MSSPACE = ' || a.aggmtransspace END, " +
         function("MFINALFUNC", "a.aggmfinalfn") +
         ", CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END, CASE WHEN"
         " a.aggmfinalfn <> 0 THEN " +
         word("MFINALFUNC_MODIFY", "a.aggmfinalmodify", implied) +
         " END, 'MINITCOND = ' || quote_literal(a.aggminitval),"
         " CASE WHEN a.aggsortop <> 0 THEN 'SORTOP = ' || (SELECT oprname FROM pg_operator o WHERE o.oid = a.aggsortop) END,"
         " CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END,"
         " CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END)";
}

std::string routine_question(const Subject& subject) {
  const std::string where = subject.named() ? " AND p.proname = ANY(" + subject.names() + ")"
                                            : " AND " + subject.where_namespace("p.pronamespace");
  // An extension's functions are not even printed. Those of a range type are the type's own.
  return "SELECT p.oid, p.proname, p.pronamespace, p.prokind, pg_get_function_identity_arguments(p.oid),"
         " CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) ELSE format('(%s) (%s)',"
         " pg_get_function_arguments(p.oid), " +
         aggregate_options() +
         ") END, p.proacl,"
         " CASE WHEN p.proacl IS NOT NULL THEN pg_get_userbyid(p.proowner) END FROM pg_proc p"
         " LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid WHERE p.oid >= " +
         std::to_string(kFirstUserOid) + where +
         " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 1255 AND d.objid = p.oid AND d.deptype IN ('e', 'i'))"
         " ORDER BY p.oid";
}

void take_routine(Gathering& g, Row& row) {
  const Oid oid = oid_of(row[0]);
  const std::string* schema = g.find_namespace(oid_of(row[2]));
  if (!schema || !row[5]) return;
  const QualifiedName name(*schema, *row[1]);
  const char kind = letter_of(row[3]);
  const std::string word = kind == 'a' ? "AGGREGATE" : kind == 'p' ? "PROCEDURE" : "FUNCTION";
  const std::string spelled = word + " " + g.spell(name) + "(" + row[4].value_or("") + ")";
  std::string text = kind == 'a' ? "CREATE AGGREGATE " + g.spell(name) + std::move(*row[5]) : std::move(*row[5]);
  g.script.push_back({(kind == 'a'   ? "aggregate `"
                       : kind == 'p' ? "procedure `"
                                     : "function `") +
                          name.display() + "(" + row[4].value_or("") + ")`",
                      std::move(text)});
  g.routines.emplace(oid, spelled);
  if (row[6]) put_routine_privileges(g, spelled, *row[6], *row[7]);
}

// ---- triggers ---------------------------------------------------------------------------------------

void take_trigger(Gathering& g, Row& row) {
  const Relation* relation = g.find(oid_of(row[1]));
  if (!relation) return;
  PartName key(relation->name, std::move(*row[2]));
  g.script.push_back({"trigger `" + key.second + "` on `" + relation->name.display() + "`", std::move(*row[4])});
  const char state = letter_of(row[3]);
  if (state != 'O') g.trigger_states.emplace_back(key, state == 'D' ? "disabled" : state == 'R' ? "replica" : "always");
  g.triggers.emplace(oid_of(row[0]), std::move(key));
}

// ---- policies ---------------------------------------------------------------------------------------

std::string_view command_of(char letter) {
  switch (letter) {
    case 'r': return "select";
    case 'a': return "insert";
    case 'w': return "update";
    case 'd': return "delete";
    default: return "all";
  }
}

void take_policy(Gathering& g, Row& row) {
  const Relation* relation = g.find(oid_of(row[1]));
  if (!relation) return;
  Policy policy;
  policy.name = std::move(*row[2]);
  policy.table = relation->name;
  policy.permissive = is_true(row[3]);
  policy.command = command_of(letter_of(row[4]));
  policy.roles = elements_of(row[5].value_or(""));
  if (row[6]) policy.using_ = expression_of(std::move(*row[6]));
  if (row[7]) policy.with_check = expression_of(std::move(*row[7]));
  PartName key(policy.table, policy.name);
  g.policies.emplace(oid_of(row[0]), key);
  g.schema.policies.insert(std::move(key), std::move(policy));
}

}  // namespace

void ask_programs(Gathering& g, std::vector<Question>& out) {
  const std::string not_of_extension =
      " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 1259 AND d.objid = c.oid AND d.deptype = 'e')";
  out.push_back(
      {"SELECT c.oid, pg_get_viewdef(c.oid) FROM pg_class c WHERE c.relkind IN ('v', 'm')"
       " AND c.relpersistence <> 't' AND " +
           g.subject.where("c.oid") + not_of_extension + " ORDER BY c.oid",
       {},
       [&g](Row& row) { take_view(g, row); }});
  if (g.subject.beyond_relations())
    out.push_back({routine_question(g.subject), {}, [&g](Row& row) { take_routine(g, row); }});
  // A partition's copy of its parent's trigger is the parent's.
  out.push_back(
      {"SELECT oid, tgrelid, tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger"
       " WHERE NOT tgisinternal AND tgparentid = 0 AND " +
           g.subject.where("tgrelid") + " ORDER BY oid",
       {},
       [&g](Row& row) { take_trigger(g, row); }});
  out.push_back(
      {"SELECT p.oid, p.polrelid, p.polname, p.polpermissive, p.polcmd, ARRAY(SELECT CASE WHEN r = 0 THEN"
       " 'public' ELSE pg_get_userbyid(r)::text END FROM unnest(p.polroles) r),"
       " pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid) FROM pg_policy p WHERE " +
           g.subject.where("p.polrelid") + " ORDER BY p.oid",
       {},
       [&g](Row& row) { take_policy(g, row); }});
}

}  // namespace plumb::postgres
