// Schemas of PostgreSQL: every field that it has, for reading and writing. Whether a server would
// take every combination is another question.
#include "plumb/tests/support/generator_postgres.h"

#include <utility>

namespace plumb::test {

Column PostgresMaker::column(const Table&) {
  Column c;
  c.name = name("c");
  c.type = any_type();
  c.nullable = chance(60);
  c.collation = collation();
  c.comment = comment();
  const std::size_t kind = r.below(6);
  if (kind == 0) {
    c.fill = expression(std::string(r.word({"0", "'x'::text", "now()", "(1 + 2)", "'{}'::text[]", "NULL"})));
  } else if (kind == 1) {
    Identity identity;
    identity.always = chance(50);
    if (chance(50)) identity.options = sequence_options();
    if (chance(20)) identity.sequence = QualifiedName(name("s"));
    c.fill = identity;
    c.type = type("bigint");
    c.nullable = false;
  } else if (kind == 2) {
    Computed computed;
    computed.from = expression("1 + " + std::to_string(r.between(1, 9)));
    c.fill = computed;
  }
  PostgresColumn extra;
  if (chance(12)) extra.storage = r.word({"external", "main", "plain"});
  if (chance(12)) extra.compression = r.word({"lz4", "pglz"});
  if (chance(12)) extra.statistics = r.between(1, 900);
  if (chance(10)) extra.options["n_distinct"] = std::to_string(r.between(1, 50));
  if (!(extra == PostgresColumn{})) edit_extra<PostgresColumn>(c.extra) = extra;
  return c;
}

Check PostgresMaker::check(const Table& t) {
  Check c;
  c.name = name("k");
  c.expression = expression(condition(t));
  c.no_inherit = chance(15);
  c.validated = chance(85);
  c.comment = comment();
  return c;
}

Index PostgresMaker::index(const Table& t, bool named) {
  Index i;
  if (named) i.name = name("i");
  i.unique = chance(25);
  if (chance(30)) i.method = r.word({"gin", "gist", "hash", "brin"});
  for (int n = r.between(1, 3); n > 0; --n) {
    IndexPart p;
    if (chance(75))
      p.column = r.pick(t.columns).name;
    else
      p.expression = expression(fmt::format("lower({}::text)", quoted(r.pick(t.columns).name)));
    p.collation = collation();
    if (chance(15)) p.opclass = r.word({"text_pattern_ops", "jsonb_path_ops"});
    if (!p.opclass.empty() && chance(40)) p.opclass_options["siglen"] = std::to_string(r.between(8, 99));
    p.order.descending = chance(20);
    if (chance(20)) p.nulls = chance(50) ? Nulls::First : Nulls::Last;
    if (!i.name.empty() && !p.plain() && chance(25)) p.statistics = r.between(0, 500);
    i.parts.push_back(std::move(p));
  }
  if (chance(20)) i.include = {r.pick(t.columns).name};
  if (chance(25)) i.where = expression(condition(t));
  i.parameters = parameters("fillfactor");
  if (chance(10)) i.tablespace = "fast";
  i.comment = i.name.empty() ? "" : comment();
  i.nulls_not_distinct = i.unique && chance(20);
  return i;
}

void PostgresMaker::constraints(Table& t) {
  if (chance(70)) {
    t.primary_key = PrimaryKey{};
    t.primary_key->name = name("pk");
    t.primary_key->parts = columns_as_parts(t);
    for (const IndexPart& p : t.primary_key->parts) t.find_column(p.column)->nullable = false;
    KeyOptions o = key_options(t);
    o.comment = comment();
    o.without_overlaps = t.primary_key->parts.size() > 1 && chance(15);
    t.primary_key->options = o;
  }
  for (int n = r.between(0, 2); n > 0; --n) {
    Unique u;
    u.name = name("u");
    u.parts = columns_as_parts(t);
    KeyOptions o = key_options(t);
    o.nulls_not_distinct = chance(20);
    o.comment = comment();
    o.without_overlaps = u.parts.size() > 1 && chance(15);
    u.options = o;
    t.uniques.push_back(std::move(u));
  }
  for (int n = r.between(0, 2); n > 0; --n) t.checks.push_back(check(t));
  if (chance(20)) {
    Exclusion e;
    e.name = name("x");
    e.method = r.word({"gist", "spgist"});
    e.parts = columns_as_parts(t);
    for (IndexPart& p : e.parts) {
      p.exclude_with = r.word({"=", "&&"});
      if (chance(20)) p.expression = expression(fmt::format("lower({}::text)", quoted(std::exchange(p.column, {}))));
      p.collation = collation();
      if (chance(15)) p.opclass = r.word({"range_ops", "inet_ops"});
      if (!p.opclass.empty() && chance(40)) p.opclass_options["siglen"] = "16";
      p.order.descending = chance(15);
      if (chance(15)) p.nulls = chance(50) ? Nulls::First : Nulls::Last;
    }
    if (chance(40)) e.where = expression(condition(t));
    KeyOptions o = key_options(t);
    o.comment = comment();
    e.options = o;
    t.exclusions.push_back(std::move(e));
  }
}

void PostgresMaker::foreign_key(Table& t) {
  const Table& to = *s.tables.find(r.pick(s.tables.keys()));
  ForeignKey k;
  k.name = name("f");
  k.columns = {r.pick(t.columns).name};
  k.to = to.name;
  std::vector<std::string> keys;
  if (to.primary_key && to.primary_key->parts.size() == 1) keys.push_back(to.primary_key->parts[0].column);
  for (const Unique& u : to.uniques)
    if (u.parts.size() == 1) keys.push_back(u.parts[0].column);
  if (keys.empty()) return;
  if (!to.primary_key || to.primary_key->parts.size() != 1 || chance(70)) k.to_columns = {r.pick(keys)};
  static const OnChange kActions[] = {OnChange::NoAction, OnChange::Restrict, OnChange::Cascade, OnChange::SetNull,
                                      OnChange::SetDefault};
  k.on_delete = r.pick(kActions);
  k.on_update = r.pick(kActions);
  if (k.on_delete == OnChange::SetNull && chance(40)) k.on_delete_columns = k.columns;
  if (chance(15)) k.match = Match::Full;
  if (chance(25)) k.deferral = chance(50) ? Deferral::InitiallyImmediate : Deferral::InitiallyDeferred;
  k.validated = chance(85);
  k.enforced = !k.validated || chance(90);
  k.comment = comment();
  t.foreign_keys.push_back(std::move(k));
}

void PostgresMaker::table() {
  Table t;
  t.name = relation("t");
  for (int n = r.between(1, shape_.columns); n > 0; --n) t.columns.push_back(column(t));
  t.comment = comment();
  constraints(t);
  PostgresTable extra;
  extra.unlogged = chance(15);
  if (chance(12)) extra.access_method = "heap";
  if (chance(12)) extra.tablespace = "fast";
  if (chance(12)) extra.replica_identity = r.word({"full", "nothing"});
  extra.parameters = parameters("fillfactor");
  extra.row_security = chance(20);
  extra.force_row_security = chance(15);
  if (!(extra == PostgresTable{})) edit_extra<PostgresTable>(t.extra) = extra;
  for (int n = r.between(0, 2); n > 0; --n) t.indexes.push_back(index(t, true));
  if (!t.indexes.empty() && chance(15)) t.indexes[0].clustered = true;
  if (!s.tables.empty() && chance(10)) edit_extra<PostgresTable>(t.extra).inherits = {s.tables.begin()->name};
  if (chance(15)) {
    Column serial;
    serial.name = name("n");
    serial.type = type(r.word({"integer", "bigint"}));
    serial.nullable = false;
    edit_extra<PostgresColumn>(serial.extra).serial = true;
    t.columns.push_back(serial);
  }
  s.tables.insert(t.name, t);
}

void PostgresMaker::partitioned() {
  Table t;
  t.name = relation("p");
  Column c;
  c.name = "day";
  c.type = type("date");
  t.columns = {c};
  t.partitioning.edit().method = "range";
  t.partitioning.edit().key = expression("day");
  s.tables.insert(t.name, t);
  Table part;
  part.name = relation("q");
  PostgresTable& extra = edit_extra<PostgresTable>(part.extra);
  extra.partition_of = t.name;
  extra.partition_bound = chance(30) ? "DEFAULT" : "FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')";
  s.tables.insert(part.name, part);
}

void PostgresMaker::all() {
  for (int n = r.between(1, shape_.tables); n > 0; --n) table();
  for (const QualifiedName& key : s.tables.keys()) {
    if (!chance(40)) continue;
    Table t = *s.tables.find(key);
    foreign_key(t);
    s.tables.set(key, std::move(t));
  }
  types();
  views();
  routines();
  definitions();
  triggers();
  policies();
  grants();
  if (chance(30)) partitioned();
}

Schema postgres_schema(Random& random, const Shape& shape) {
  Schema s;
  PostgresMaker(s, random, shape).all();
  return s;
}

}  // namespace plumb::test
