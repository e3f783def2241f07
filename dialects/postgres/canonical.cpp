// A schema in its one normal form.
#include "plumb/dialects/postgres/canonical.h"

#include "plumb/core/sql/postgres_types.h"
#include "plumb/dialects/postgres/dialect.h"

namespace plumb::postgres {
namespace {

template <class Key, class T, class F>
void each(Catalog<Key, T>& catalog, F&& f) {
  for (const Key& key : catalog.keys()) f(catalog.edit(key));
}

void settle_namespaces(Schema& schema, const Target& target) {
  schema.namespaces.erase(target.default_schema);
  // It is in every database, and older dumps say so.
  schema.extensions.erase(QualifiedName("plpgsql"));
  // What an extension says of itself, not what the author says.
  each(schema.extensions, [](Extension& extension) { extension.comment.clear(); });
}

// makeMultirangeTypeName(): what the server calls the multirange of a range.
std::string implied_multirange(std::string name) {
  if (const auto at = name.find("range"); at != std::string::npos) return name.insert(at, "multi");
  return name + "_multirange";
}

void settle_composites(Schema& schema, const Target& target) {
  each(schema.composites, [&](Composite& composite) {
    const auto multirange = composite.range.find("multirange_type_name");
    const QualifiedName implied(composite.name.schema, implied_multirange(composite.name.name));
    if (multirange != composite.range.end() && multirange->second == implied.display())
      composite.range.erase(multirange);
    for (Composite::Attribute& attribute : composite.attributes) {
      sql::settle_postgres_type(attribute.type);
      settle_collation(attribute.collation, target);
    }
  });
}

}  // namespace

Schema PostgresDialect::canonical(Schema schema, const Target& target, Diagnostics&) const {
  Settling s{schema, target, {}};
  settle_namespaces(schema, target);
  settle_composites(schema, target);
  each(schema.domains, [&](Domain& domain) { settle_domain(s, domain); });
  each(schema.sequences, [](Sequence& sequence) { settle_sequence(sequence); });
  collect_names(s);
  each(schema.tables, [&](Table& table) { give_names(s, table); });
  each(schema.views, [&](View& view) { give_names(s, view); });
  each(schema.tables, [&](Table& table) { settle_table(s, table); });
  settle_serials(s);
  for (const QualifiedName& key : schema.tables.keys()) {
    const PostgresTable& extra = extra_of<PostgresTable>(schema.tables.find(key)->extra);
    if (!extra.partition_of.empty() || !extra.inherits.empty()) settle_inherited(schema, schema.tables.edit(key));
  }
  each(schema.views, [&](View& view) { settle_view(s, view); });
  each(schema.routines, [&](Routine& routine) { settle_routine(s, routine); });
  each(schema.definitions, [&](Definition& definition) { settle_definition(s, definition); });
  each(schema.triggers, [&](Trigger& trigger) { settle_trigger(s, trigger); });
  each(schema.policies, [&](Policy& policy) { settle_policy(s, policy); });
  each(schema.grants, [](Grant& grant) { settle_grant(grant); });
  return schema;
}

}  // namespace plumb::postgres
