// A PostgreSQL or MySQL schema as the SQLite schema that keeps the same promises.
#include "plumb/dialects/sqlite/realise.h"

#include "plumb/core/base/text.h"
#include "plumb/dialects/sqlite/dialect.h"

namespace plumb::sqlite {
namespace {

/// The columns and checks of the tables that it inherits from, before its own.
Table with_inherited(const Schema& from, const Table& table, int depth) {
  Table out = table;
  const PostgresTable& extra = extra_of<PostgresTable>(table.extra);
  if (depth > 8) return out;
  std::vector<Column> columns;
  for (const QualifiedName& name : extra.inherits) {
    const Table* parent = from.tables.find(name);
    if (!parent) continue;
    const Table whole = with_inherited(from, *parent, depth + 1);
    for (const Column& column : whole.columns)
      if (!table.find_column(column.name)) columns.push_back(column);
    for (const Check& check : whole.checks)
      if (!check.no_inherit) out.checks.push_back(check);
  }
  columns.insert(columns.end(), out.columns.begin(), out.columns.end());
  out.columns = std::move(columns);
  return out;
}

void add_columns_of_type(const Schema& from, Table& table) {
  const QualifiedName& type = extra_of<PostgresTable>(table.extra).of_type;
  const Composite* composite = type.empty() ? nullptr : from.composites.find(type);
  if (!composite || !table.columns.empty()) return;
  for (const Composite::Attribute& attribute : composite->attributes) {
    Column column;
    column.name = attribute.name;
    column.type = attribute.type;
    column.collation = attribute.collation;
    table.columns.push_back(std::move(column));
  }
}

void realise_tables(Realising& r) {
  for (const Table& table : r.from.tables) {
    const PostgresTable& postgres = extra_of<PostgresTable>(table.extra);
    const std::string name = table.name.display();
    if (!postgres.partition_of.empty()) {
      r.left_out.add(Severity::Note, "partitions", "the partitioned table itself holds their rows", name);
      continue;
    }
    if (postgres.foreign_table) {
      r.left_out.add(Severity::Warning, "foreign tables", "their rows are elsewhere", name);
      continue;
    }
    if (table.partitioning) r.left_out.add(Severity::Note, "partitionings", "SQLite has none", name);
    if (postgres.inherits.empty() && postgres.of_type.empty()) {
      realise_table(r, table);
      continue;
    }
    Table whole = with_inherited(r.from, table, 0);
    add_columns_of_type(r.from, whole);
    if (!postgres.inherits.empty())
      r.left_out.add(Severity::Warning, "inheritances", "rows of the table do not show in its parent", name);
    realise_table(r, whole);
  }
}

/// Kinds that SQLite does not have at all. Enums and domains are checks of their columns.
void leave_out_the_rest(Realising& r) {
  const std::string none = "SQLite has none";
  for (const Routine& routine : r.from.routines)
    r.left_out.add(Severity::Note, "functions and procedures", none, routine.name.display());
  for (const Policy& policy : r.from.policies)
    r.left_out.add(Severity::Note, "policies", none, policy.table.display() + "." + policy.name);
  for (const Grant& grant : r.from.grants)
    r.left_out.add(Severity::Note, "grants", none, grant.object.path() + " to " + grant.grantee);
  for (const Extension& extension : r.from.extensions)
    r.left_out.add(Severity::Note, "extensions", none, extension.name.name);
  for (const Composite& composite : r.from.composites)
    r.left_out.add(Severity::Note, "composite types", none, composite.name.display());
  for (const Definition& d : r.from.definitions) {
    // Without a rule other rows are written; the rest says how, not what.
    const bool matters = d.id.kind == Kind::Rule;
    const std::string kinds = d.id.kind == Kind::Statistics ? "statistics" : std::string(spoken(d.id.kind)) + "s";
    r.left_out.add(matters ? Severity::Warning : Severity::Note, kinds, none, d.id.path());
  }
  for (const Event& event : r.from.events) r.left_out.add(Severity::Note, "events", none, event.name.display());
  for (const Sequence& sequence : r.from.sequences)
    if (sequence.owned_by_table.empty() && !r.used_sequences.count(sequence.name.display()) &&
        !r.used_sequences.count(r.written_for.default_schema + "." + sequence.name.name))
      r.left_out.add(Severity::Note, "sequences", none, sequence.name.display());
}

}  // namespace

Schema SqliteDialect::realise(Schema schema, const Dialect& written_in, const Target& written_for, const Target& target,
                              Diagnostics& diagnostics) const {
  if (written_in.name() == name()) return schema;
  // Its own normal form first: implied names, collations that a table hands down, one spelling of
  // types.
  const Schema from = written_in.canonical(std::move(schema), written_for, diagnostics);
  Realising r{from, written_in, written_for, target, Names(from, diagnostics), {}, {}, {}};
  realise_tables(r);
  realise_triggers(r);
  realise_views(r);
  leave_out_the_rest(r);
  r.left_out.say(diagnostics);
  return std::move(r.out);
}

}  // namespace plumb::sqlite
