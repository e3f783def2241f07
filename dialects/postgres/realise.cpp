// A MySQL, MariaDB or TiDB schema as the PostgreSQL schema that keeps the same promises.
#include "plumb/dialects/postgres/realise.h"

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/dialects/postgres/dialect.h"

namespace plumb::postgres {
namespace {

void realise_tables(Realising& r) {
  for (const Table& table : r.work.from.tables) {
    if (table.partitioning)
      r.work.left_out.add(Severity::Note, "partitionings",
                          "a key of PostgreSQL's has to name the columns that divide the table", table.name.display());
    realise_table(r, table);
  }
}

void realise_sequences(Realising& r) {
  for (const Sequence& sequence : r.work.from.sequences) {
    Sequence out;
    out.name = r.work.names.claim(sequence.name);
    out.options = sequence.options;
    out.comment = sequence.comment;
    out.origin = sequence.origin;
    const QualifiedName name = out.name;
    r.work.out.sequences.set(name, std::move(out));
  }
}

void realise_namespaces(Realising& r) {
  for (const Namespace& space : r.work.from.namespaces) {
    if (space.name.name.empty()) continue;  // the database at hand, with its charset
    Namespace out;
    out.name = space.name;
    out.comment = space.comment;
    out.origin = space.origin;
    const QualifiedName name = out.name;
    r.work.out.namespaces.set(name, std::move(out));
  }
}

void leave_out_the_rest(Realising& r) {
  const std::string other = "their bodies are not PostgreSQL's language";
  realise::LeftOut& left_out = r.work.left_out;
  for (const Routine& routine : r.work.from.routines)
    left_out.add(Severity::Note, "functions and procedures", other, routine.name.display());
  for (const Trigger& trigger : r.work.from.triggers)
    left_out.add(Severity::Warning, "triggers", other, trigger.table.display() + "." + trigger.name);
  for (const Event& event : r.work.from.events)
    left_out.add(Severity::Warning, "events", "PostgreSQL has no scheduler", event.name.display());
  for (const Grant& grant : r.work.from.grants)
    left_out.add(Severity::Note, "grants", "their accounts are those of another server",
                 grant.object.path() + " to " + grant.grantee);
}

}  // namespace

Schema PostgresDialect::realise(Schema schema, const Dialect& written_in, const Target& written_for,
                                const Target& target, Diagnostics& diagnostics) const {
  if (written_in.name() == name()) return schema;
  if (written_in.name() != "mysql")
    throw Error(Code::Unsupported, "a schema written for `" + std::string(written_in.name()) +
                                       "` cannot be translated to PostgreSQL yet; write it in PostgreSQL's own SQL");
  // Its own normal form first: implied names, one spelling of types.
  const Schema from = written_in.canonical(std::move(schema), written_for, diagnostics);
  const realise::NameRules rules{.server = "PostgreSQL", .indexes_among_relations = true};
  Realising r{{from, written_in, written_for, target, realise::Names(from, rules, diagnostics)}};
  realise_namespaces(r);
  realise_sequences(r);
  realise_tables(r);
  realise_views(r);
  leave_out_the_rest(r);
  r.work.left_out.say(diagnostics);
  return std::move(r.work.out);
}

}  // namespace plumb::postgres
