// Enums, domains, composite and range types; operator classes and collations as indexes name them.
#include "plumb/core/sql/postgres_types.h"
#include "plumb/dialects/postgres/inspect_gathering.h"

namespace plumb::postgres {
namespace {

// The columns of the question below.
enum TypeRow : std::size_t {
  kOid,
  kName,
  kNamespace,
  kType,
  kRelation,
  kBase,
  kNotNull,
  kDefault,
  kCollation,
  kPrivileges,
  kOwner,
};

std::string type_question(const Subject& subject) {
  return "SELECT t.oid, t.typname, t.typnamespace, t.typtype, t.typrelid,"
         " CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END, t.typnotnull,"
         " coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)),"
         " CASE WHEN t.typtype = 'd' AND t.typcollation <> (SELECT b.typcollation FROM pg_type b WHERE b.oid = t.typbasetype)"
         " THEN t.typcollation::regcollation END,"
         " t.typacl, CASE WHEN t.typacl IS NOT NULL THEN pg_get_userbyid(t.typowner) END FROM pg_type t"
         // Every table has a row type, and most types an array type: they are no objects of their own.
         " WHERE " +
         subject.where_type("t.oid") + " AND t.oid >= " + std::to_string(kFirstUserOid) +
         " AND (t.typtype IN ('d', 'e', 'r', 'p')"
         " OR t.typtype = 'c' AND (SELECT c.relkind FROM pg_class c WHERE c.oid = t.typrelid) = 'c'"
         " OR t.typtype = 'b' AND (t.typelem = 0 OR t.typsubscript <> 'array_subscript_handler'::regproc)) AND " +
         subject.where_namespace("t.typnamespace") + " ORDER BY t.oid";
}

void take_type(Gathering& g, Row& row) {
  const Oid oid = oid_of(row[kOid]);
  const std::string* schema = g.find_namespace(oid_of(row[kNamespace]));
  const char type = letter_of(row[kType]);
  const bool member = g.is_member(Catalogue::Type, oid) || g.is_member(Catalogue::Relation, oid_of(row[kRelation]));
  if (!schema || member) return;
  const QualifiedName name(*schema, std::move(*row[kName]));
  UserType made{name, Kind::Composite};
  if (type == 'e') {
    made.kind = Kind::Enum;
    Enum entry;
    entry.name = name;
    g.schema.enums.insert(name, std::move(entry));
  } else if (type == 'd') {
    made.kind = Kind::Domain;
    Domain domain;
    domain.name = name;
    domain.type = g.type_of(*row[kBase]);
    domain.nullable = !is_true(row[kNotNull]);
    if (row[kDefault]) domain.default_value = expression_of(std::move(*row[kDefault]));
    if (row[kCollation]) domain.collation = std::move(*row[kCollation]);
    g.schema.domains.insert(name, std::move(domain));
  } else if (type == 'r') {
    Composite range;
    range.name = name;
    g.schema.composites.insert(name, std::move(range));
  } else if (type == 'b') {
    return g.count("base type");
  } else if (type == 'p') {
    return g.count("shell or pseudo type");
  }
  if (row[kPrivileges]) put_privileges(g, made.kind, {made.kind, name, {}}, *row[kPrivileges], *row[kOwner]);
  g.types.emplace(oid, std::move(made));
}

void take_label(Gathering& g, Row& row) {
  const auto type = g.types.find(oid_of(row[0]));
  if (type == g.types.end() || type->second.kind != Kind::Enum) return;
  g.schema.enums.edit(type->second.name).labels.push_back({std::move(*row[1]), {}});
}

// As CREATE TYPE … AS RANGE says them; what is empty was left to the server.
void take_range(Gathering& g, Row& row) {
  const auto type = g.types.find(oid_of(row[0]));
  if (type == g.types.end()) return;
  Options& range = g.schema.composites.edit(type->second.name).range;
  const auto named = [&](const Cell& schema, const Cell& name) {
    QualifiedName out(schema == "pg_catalog" || schema == g.target.default_schema ? "" : schema.value_or(""), *name);
    return out.display();
  };
  range["subtype"] = sql::spell_postgres_type(g.type_of(*row[1]));
  if (row[3]) range["multirange_type_name"] = named(row[2], row[3]);
  if (row[5]) range["subtype_opclass"] = named(row[4], row[5]);
  if (row[7]) range["collation"] = named(row[6], row[7]);
  if (row[9]) range["canonical"] = named(row[8], row[9]);
  if (row[11]) range["subtype_diff"] = named(row[10], row[11]);
}

std::string range_question(const Subject& subject) {
  return "SELECT r.rngtypid, format_type(r.rngsubtype, NULL), mn.nspname, m.typname,"
         " CASE WHEN NOT o.opcdefault THEN nsp.nspname END, CASE WHEN NOT o.opcdefault THEN o.opcname END,"
         " cn.nspname, c.collname, fn.nspname, f.proname, dn.nspname, d.proname FROM pg_range r"
         " JOIN pg_type m ON m.oid = r.rngmultitypid JOIN pg_namespace mn ON mn.oid = m.typnamespace"
         " JOIN pg_type s ON s.oid = r.rngsubtype JOIN pg_opclass o ON o.oid = r.rngsubopc"
         " JOIN pg_namespace nsp ON nsp.oid = o.opcnamespace"
         " LEFT JOIN pg_collation c ON c.oid = r.rngcollation AND r.rngcollation <> s.typcollation"
         " LEFT JOIN pg_namespace cn ON cn.oid = c.collnamespace"
         " LEFT JOIN pg_proc f ON f.oid = r.rngcanonical LEFT JOIN pg_namespace fn ON fn.oid = f.pronamespace"
         " LEFT JOIN pg_proc d ON d.oid = r.rngsubdiff LEFT JOIN pg_namespace dn ON dn.oid = d.pronamespace"
         " WHERE " +
         subject.where_type("r.rngtypid");
}

}  // namespace

void ask_types(Gathering& g, std::vector<Question>& out) {
  out.push_back({type_question(g.subject), {}, [&g](Row& row) { take_type(g, row); }});
  out.push_back({"SELECT enumtypid, enumlabel FROM pg_enum WHERE " + g.subject.where_type("enumtypid") +
                     " ORDER BY enumtypid, enumsortorder",
                 {},
                 [&g](Row& row) { take_label(g, row); }});
  out.push_back({range_question(g.subject), {}, [&g](Row& row) { take_range(g, row); }});
  out.push_back(
      {"SELECT o.oid, quote_ident(o.opcname), quote_ident(n.nspname), o.opcdefault, format_type(o.opcintype, NULL),"
       " n.nspname FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace",
       {},
       [&g](Row& row) {
         const bool plain = row[5] == "pg_catalog" || row[5] == g.target.default_schema;
         g.classes[oid_of(row[0])] = {plain ? *row[1] : *row[2] + "." + *row[1], *row[4], is_true(row[3])};
       }});
  const std::string of_named =
      " WHERE oid = ANY(ARRAY(SELECT unnest(indcollation) FROM pg_index WHERE " + g.subject.where("indrelid") +
      " UNION SELECT unnest(partcollation) FROM pg_partitioned_table WHERE " + g.subject.where("partrelid") + "))";
  out.push_back({"SELECT oid, oid::regcollation FROM pg_collation" + (g.subject.named() ? of_named : std::string()),
                 {},
                 [&g](Row& row) { g.collations[oid_of(row[0])] = std::move(*row[1]); }});
}

}  // namespace plumb::postgres
