// A PostgreSQL schema as the one of MySQL, TiDB or MariaDB that keeps the same promises.
#include "plumb/dialects/mysql/realise.h"

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/dialects/mysql/dialect.h"

namespace plumb::mysql {
namespace {

/// Which tables become tables, with what they inherit.
void gather_tables(Realising& r) {
  realise::LeftOut& left_out = r.work.left_out;
  for (const Table& table : r.work.from.tables) {
    const PostgresTable& postgres = extra_of<PostgresTable>(table.extra);
    const std::string name = table.name.display();
    if (!postgres.partition_of.empty()) {
      left_out.add(Severity::Note, "partitions", "the partitioned table itself holds their rows", name);
      continue;
    }
    if (postgres.foreign_table) {
      left_out.add(Severity::Warning, "foreign tables", "their rows are elsewhere", name);
      continue;
    }
    if (table.partitioning)
      left_out.add(Severity::Note, "partitionings", "their bounds are not " + std::string(r.can.server) + "'s", name);
    if (!postgres.inherits.empty())
      left_out.add(Severity::Warning, "inheritances", "rows of the table do not show in its parent", name);
    r.tables.emplace(table.name, realise::with_inherited(r.work.from, table));
  }
}

void count_names(Realising& r) {
  for (const auto& [name, table] : r.tables) {
    for (const ForeignKey& key : table.foreign_keys)
      if (const std::string own = realise::own_name(key.name, table); !own.empty()) ++r.foreign_keys_named[lower(own)];
    for (const Check& check : table.checks)
      if (const std::string own = realise::own_name(check.name, table); !own.empty()) ++r.checks_named[lower(own)];
  }
}

/// Types first, of all tables: a foreign key wants one type on both sides. Then keys, which say what may be counted;
/// then what fills the columns; then what forbids checks.
void realise_tables(Realising& r) {
  measure_keys(r);
  for (const auto& [name, table] : r.tables) realise_columns(r, table);
  align_foreign_types(r);
  fit_rows(r);
  for (const auto& [name, table] : r.tables) realise_keys(r, table);
  for (const auto& [name, table] : r.tables) realise_fills(r, table);
  for (const auto& [name, table] : r.tables) realise_foreign_keys(r, table);
  for (const auto& [name, table] : r.tables) realise_checks(r, table);
}

/// Kinds that no server of the family has as PostgreSQL has them. Enums and domains are in the types of their columns.
void leave_out_the_rest(Realising& r) {
  realise::LeftOut& left_out = r.work.left_out;
  const Schema& from = r.work.from;
  const std::string none = std::string(r.can.server) + " has none";
  for (const Routine& routine : from.routines)
    if (routine.returns != "trigger")
      left_out.add(Severity::Warning, "functions and procedures", "their bodies are not MySQL's language",
                   routine.name.display());
  for (const Policy& policy : from.policies)
    left_out.add(Severity::Warning, "policies", none, policy.table.display() + "." + policy.name);
  for (const Grant& grant : from.grants)
    left_out.add(Severity::Note, "grants", "its accounts are others", grant.object.path() + " to " + grant.grantee);
  for (const Extension& extension : from.extensions)
    left_out.add(Severity::Note, "extensions", none, extension.name.name);
  for (const Composite& composite : from.composites)
    left_out.add(Severity::Note, "composite types", none, composite.name.display());
  for (const Definition& d : from.definitions) {
    // Without a rule other rows are written; the rest says how, not what.
    const bool matters = d.id.kind == Kind::Rule;
    const std::string kinds = d.id.kind == Kind::Statistics ? "statistics" : std::string(spoken(d.id.kind)) + "s";
    left_out.add(matters ? Severity::Warning : Severity::Note, kinds, none, d.id.path());
  }
}

}  // namespace

Schema MysqlDialect::realise(Schema schema, const Dialect& written_in, const Target& written_for, const Target& target,
                             Diagnostics& diagnostics) const {
  if (written_in.name() == name()) return schema;
  const Abilities can = abilities_of(target);
  if (!written_for.syntax.grammar.postgres)
    throw Error(Code::Unsupported, "a schema written for `" + std::string(written_in.name()) +
                                       "` cannot be translated to " + std::string(can.server) +
                                       "; write it in its own SQL, or in PostgreSQL's");
  // Its own normal form first: implied names, one spelling of types.
  const Schema from = written_in.canonical(std::move(schema), written_for, diagnostics);
  const realise::NameRules rules{.server = std::string(can.server),
                                 .ignore_case = target.traits.tables_ignore_case,
                                 .columns_ignore_case = true,
                                 .flatten = true};
  Realising r{
      {from, written_in, written_for, target, realise::Names(from, rules, diagnostics)}, can, flavour(target.flavour)};
  gather_tables(r);
  count_names(r);
  realise_tables(r);
  realise_triggers(r);
  realise_views(r);
  realise_sequences(r);
  leave_out_the_rest(r);
  r.work.left_out.say(diagnostics);
  return std::move(r.work.out);
}

}  // namespace plumb::mysql
