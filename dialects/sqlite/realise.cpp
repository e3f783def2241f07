// A PostgreSQL or MySQL schema as the SQLite schema that keeps the same promises.
#include "plumb/dialects/sqlite/realise.h"

#include "plumb/core/base/text.h"
#include "plumb/dialects/sqlite/canonical.h"
#include "plumb/dialects/sqlite/dialect.h"

namespace plumb::sqlite {
namespace {

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
    const Table whole = realise::with_inherited(r.from, table);
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
  const realise::NameRules rules{.server = "SQLite",
                                 .ignore_case = true,
                                 .columns_ignore_case = true,
                                 .flatten = true,
                                 .indexes_among_relations = true,
                                 .is_reserved = is_internal_name};
  Realising r{from, written_in, written_for, target, realise::Names(from, rules, diagnostics)};
  realise_tables(r);
  realise_triggers(r);
  realise_views(r);
  leave_out_the_rest(r);
  r.left_out.say(diagnostics);
  return std::move(r.out);
}

}  // namespace plumb::sqlite
