// pg_class and what says how relations hang together.
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/dialects/postgres/inspect_gathering.h"

namespace plumb::postgres {
namespace {

bool is_own(const std::string& name) { return name == "plumb_history" || name == "plumb_lock"; }

// The columns of the question below.
enum Class : std::size_t {
  kOid,
  kName,
  kNamespace,
  kKind,
  kPersistence,
  kTablespace,
  kMethod,
  kRowSecurity,
  kForced,
  kReplica,
  kPartition,
  kOptions,
  kOfType,
  kBound,
  kPrivileges,
  kOwner,
};

std::string class_question(const Subject& subject) {
  // An index is read by way of its table, which is what a narrower subject names.
  const std::string where =
      subject.named()
          ? "(" + subject.where("c.oid") + " OR c.oid = ANY(ARRAY(SELECT indexrelid FROM pg_index WHERE " +
                subject.where("indrelid") + ")))"
          : "c.oid >= " + std::to_string(kFirstUserOid) + " AND " + subject.where_namespace("c.relnamespace");
  return "SELECT c.oid, c.relname, c.relnamespace, c.relkind, c.relpersistence,"
         " CASE WHEN c.reltablespace <> 0 THEN (SELECT spcname FROM pg_tablespace WHERE oid = c.reltablespace) END,"
         // heap and btree are what they are by default
         " CASE WHEN c.relam NOT IN (0, 2, 403) THEN (SELECT amname FROM pg_am WHERE oid = c.relam) END,"
         " c.relrowsecurity, c.relforcerowsecurity, c.relreplident, c.relispartition, c.reloptions,"
         " CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END, pg_get_expr(c.relpartbound, c.oid),"
         " c.relacl, CASE WHEN c.relacl IS NOT NULL THEN pg_get_userbyid(c.relowner) END"
         " FROM pg_class c WHERE c.relnamespace <> 99 AND c.relpersistence <> 't' AND " +
         where;
}

void fill_table(Relation& relation, Row& row, Gathering& g) {
  relation.table = std::make_unique<Table>();
  Table& table = *relation.table;
  table.name = relation.name;
  PostgresTable extra;
  extra.unlogged = letter_of(row[kPersistence]) == 'u';
  extra.access_method = std::move(relation.method);
  extra.tablespace = std::move(relation.tablespace);
  extra.parameters = std::move(relation.options);
  extra.row_security = is_true(row[kRowSecurity]);
  extra.force_row_security = is_true(row[kForced]);
  extra.foreign_table = relation.kind == 'f';
  const char replica = letter_of(row[kReplica]);
  if (replica == 'n') extra.replica_identity = "nothing";
  if (replica == 'f') extra.replica_identity = "full";
  if (row[kOfType]) extra.of_type = *g.type_of(*row[kOfType]).user_type;
  if (row[kBound]) {
    extra.partition_bound = replace_all(*row[kBound], "(modulus ", "(MODULUS ");
    if (extra.partition_bound.find("(MODULUS") != std::string::npos)
      extra.partition_bound = replace_all(extra.partition_bound, ", remainder ", ", REMAINDER ");
  }
  if (!(extra == PostgresTable{})) table.extra = TableExtra(std::move(extra));
  if (relation.kind == 'f') g.count("options and server of a foreign table");
}

void fill_view(Relation& relation, char persistence, Gathering& g) {
  relation.view = std::make_unique<View>();
  View& view = *relation.view;
  view.name = relation.name;
  view.materialized = relation.kind == 'm';
  view.options = relation.options;
  view.tablespace = relation.tablespace;
  view.access_method = relation.method;
  if (persistence == 'u') g.count("an unlogged materialized view");
}

Kind kind_of(const Relation& relation) {
  return relation.view ? Kind::View : relation.sequence ? Kind::Sequence : Kind::Table;
}

void take_class(Gathering& g, Row& row) {
  const Oid oid = oid_of(row[kOid]);
  const std::string* schema = g.find_namespace(oid_of(row[kNamespace]));
  if (!schema || g.is_member(Catalogue::Relation, oid) || is_own(*row[kName])) return;
  Relation relation;
  relation.oid = oid;
  relation.name = QualifiedName(*schema, std::move(*row[kName]));
  relation.kind = letter_of(row[kKind]);
  relation.attached = is_true(row[kPartition]);
  relation.method = std::move(row[kMethod]).value_or("");
  relation.tablespace = std::move(row[kTablespace]).value_or("");
  relation.options = options_of(row[kOptions]);
  const char persistence = letter_of(row[kPersistence]);
  switch (relation.kind) {
    case 'r':
    case 'p':
    case 'f': fill_table(relation, row, g); break;
    case 'v':
    case 'm': fill_view(relation, persistence, g); break;
    case 'S':
      relation.sequence = std::make_unique<Sequence>();
      relation.sequence->name = relation.name;
      relation.sequence->unlogged = persistence == 'u';
      break;
    case 'c':
      relation.composite = std::make_unique<Composite>();
      relation.composite->name = relation.name;
      break;
    case 'i':
    case 'I': break;
    default: return;
  }
  if (row[kPrivileges]) {
    const Kind kind = kind_of(relation);
    put_privileges(g, kind, {kind, relation.name, {}}, *row[kPrivileges], *row[kOwner]);
  }
  g.relations.emplace(oid, std::move(relation));
}

// reloptions of the TOAST table: `toast.…` of its table.
void take_toast_options(Gathering& g, Row& row) {
  Relation* relation = g.find(oid_of(row[0]));
  if (!relation || !relation->is_table()) return;
  edit_extra<PostgresTable>(relation->table->extra).parameters.merge(options_of(row[1], "toast."));
}

void take_parent(Gathering& g, Row& row) {
  Relation* relation = g.find(oid_of(row[0]));
  const Relation* parent = g.find(oid_of(row[1]));
  if (!relation || !relation->is_table()) return;
  if (is_true(row[2])) g.count("a partition that is being detached");
  if (!parent) {
    g.loose_children.push_back({relation->oid, oid_of(row[1])});
    return;
  }
  PostgresTable& extra = edit_extra<PostgresTable>(relation->table->extra);
  if (relation->attached)
    extra.partition_of = parent->name;
  else
    extra.inherits.push_back(parent->name);
  relation->parents.push_back(parent->oid);
}

}  // namespace

void ask_relations(Gathering& g, std::vector<Question>& out) {
  out.push_back({class_question(g.subject), {}, [&g](Row& row) { take_class(g, row); }});
  out.push_back(
      {"SELECT c.oid, t.reloptions FROM pg_class t JOIN pg_class c ON c.reltoastrelid = t.oid"
       " WHERE t.relkind = 't' AND t.reloptions IS NOT NULL AND " +
           g.subject.where("c.oid"),
       {},
       [&g](Row& row) { take_toast_options(g, row); }});
  // Indexes are here too; they are no tables of ours and fall through.
  out.push_back({"SELECT inhrelid, inhparent, inhdetachpending FROM pg_inherits WHERE " + g.subject.where("inhrelid") +
                     " ORDER BY inhrelid, inhseqno",
                 {},
                 [&g](Row& row) { take_parent(g, row); }});
}

void ask_strangers(Gathering& g, std::vector<Question>& out) {
  for (const LooseKey& key : g.loose_keys) g.strangers[key.to];
  for (const LooseChild& child : g.loose_children) g.strangers[child.parent];
  if (g.strangers.empty()) return;
  std::string oids;
  for (const auto& [oid, stranger] : g.strangers) oids += (oids.empty() ? "" : ",") + std::to_string(oid);
  oids = "'{" + oids + "}'::oid[]";
  out.push_back(
      {"SELECT c.oid, n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
       " WHERE c.oid = ANY(" +
           oids + ")",
       {},
       [&g](Row& row) {
         const bool is_default = row[1] == g.target.default_schema;
         g.strangers[oid_of(row[0])].name = QualifiedName(is_default ? "" : *row[1], *row[2]);
       }});
  out.push_back({"SELECT attrelid, attnum, attname FROM pg_attribute WHERE attnum > 0 AND attrelid = ANY(" + oids + ")",
                 {},
                 [&g](Row& row) { g.strangers[oid_of(row[0])].columns[std::atol(row[1]->c_str())] = *row[2]; }});
}

void settle_strangers(Gathering& g) {
  for (const LooseKey& loose : g.loose_keys) {
    ForeignKey& key = g.find(loose.table)->table->foreign_keys[loose.at];
    Stranger& to = g.strangers[loose.to];
    key.to = to.name;
    for (long number : loose.columns) key.to_columns.push_back(to.columns[number]);
  }
  for (const LooseChild& loose : g.loose_children) {
    Relation& child = *g.find(loose.table);
    PostgresTable& extra = edit_extra<PostgresTable>(child.table->extra);
    if (child.attached)
      extra.partition_of = g.strangers[loose.parent].name;
    else
      extra.inherits.push_back(g.strangers[loose.parent].name);
  }
}

}  // namespace plumb::postgres
