// Schemas of PostgreSQL: every field that it has, for reading and writing. Whether a server would
// take every combination is another question.
#include <fmt/format.h>

#include <utility>

#include "plumb/dialects/postgres/syntax.h"
#include "plumb/tests/support/generator_dialects.h"

namespace plumb::test {
namespace {

class PostgresMaker : public Pieces {
 public:
  PostgresMaker(Schema& schema, Random& random, const Shape& shape)
      : Pieces(schema, random, shape, postgres::syntax()) {}

  void all();

 private:
  QualifiedName relation(const char* prefix) {
    return {chance(25) ? std::string("app") : std::string(), name(prefix)};
  }
  std::string collation() { return chance(85) ? "" : std::string(r.word({"\"C\"", "\"de_DE\""})); }
  Type any_type() {
    return type(
        r.word({"integer", "bigint", "text", "character varying(20)", "numeric(10,2)", "boolean",
                "jsonb", "uuid", "text[]", "integer[][]", "timestamp(3) with time zone",
                "double precision", "bytea", "date", "bit varying(5)", "app.mood"}));
  }
  Options parameters(const char* name) {
    return chance(80) ? Options{} : Options{{name, std::to_string(r.between(10, 100))}};
  }
  SequenceOptions sequence_options() {
    SequenceOptions o;
    const auto number = [&] {
      return chance(70) ? std::optional<std::string>() : std::to_string(r.between(1, 99));
    };
    o.start = number();
    o.increment = number();
    o.minimum = number();
    o.maximum = number();
    o.cache = number();
    o.cycle = chance(20);
    return o;
  }
  KeyOptions key_options(const Table& t) {
    KeyOptions o;
    if (chance(15)) o.include = {r.pick(t.columns).name};
    o.parameters = parameters("fillfactor");
    if (chance(10)) o.tablespace = "fast";
    if (chance(15))
      o.deferral = chance(50) ? Deferral::InitiallyImmediate : Deferral::InitiallyDeferred;
    return o;
  }
  std::vector<IndexPart> columns_as_parts(const Table& t) {
    std::vector<IndexPart> parts(1);
    parts[0].column = r.pick(t.columns).name;
    if (chance(30) && t.columns.size() > 1 && t.columns.back().name != parts[0].column) {
      parts.emplace_back();
      parts[1].column = t.columns.back().name;
    }
    return parts;
  }
  std::string condition(const Table& t) {
    return fmt::format(fmt::runtime(r.word({"{} > 0", "{} IS NOT NULL", "{} = ANY (ARRAY[1, 2])",
                                            "length({}::text) < 9"})),
                       quoted(r.pick(t.columns).name));
  }

  Column column(const Table& t);
  Check check(const Table& t);
  Index index(const Table& t, bool named);
  void constraints(Table& t);
  void foreign_key(Table& t);
  void table();
  void partitioned();
  void types();
  void views();
  void routines();
  void triggers();
  void policies();
  void grants();
};

Column PostgresMaker::column(const Table&) {
  Column c;
  c.name = name("c");
  c.type = any_type();
  c.nullable = chance(60);
  c.collation = collation();
  c.comment = comment();
  const std::size_t kind = r.below(6);
  if (kind == 0) {
    c.fill = expression(
        std::string(r.word({"0", "'x'::text", "now()", "(1 + 2)", "'{}'::text[]", "NULL"})));
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
    if (!p.opclass.empty() && chance(40))
      p.opclass_options["siglen"] = std::to_string(r.between(8, 99));
    p.order.descending = chance(20);
    if (chance(20)) p.nulls = chance(50) ? Nulls::First : Nulls::Last;
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
      if (chance(20))
        p.expression =
            expression(fmt::format("lower({}::text)", quoted(std::exchange(p.column, {}))));
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
  if (to.primary_key && to.primary_key->parts.size() == 1)
    keys.push_back(to.primary_key->parts[0].column);
  for (const Unique& u : to.uniques)
    if (u.parts.size() == 1) keys.push_back(u.parts[0].column);
  if (keys.empty()) return;
  if (!to.primary_key || to.primary_key->parts.size() != 1 || chance(70))
    k.to_columns = {r.pick(keys)};
  static const OnChange kActions[] = {OnChange::NoAction, OnChange::Restrict, OnChange::Cascade,
                                      OnChange::SetNull, OnChange::SetDefault};
  k.on_delete = r.pick(kActions);
  k.on_update = r.pick(kActions);
  if (k.on_delete == OnChange::SetNull && chance(40)) k.on_delete_columns = k.columns;
  if (chance(15)) k.match = Match::Full;
  if (chance(25))
    k.deferral = chance(50) ? Deferral::InitiallyImmediate : Deferral::InitiallyDeferred;
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
  if (!s.tables.empty() && chance(10))
    edit_extra<PostgresTable>(t.extra).inherits = {s.tables.begin()->name};
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
  extra.partition_bound =
      chance(30) ? "DEFAULT" : "FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')";
  s.tables.insert(part.name, part);
}

void PostgresMaker::types() {
  for (const char* schema : {"app", "other"}) {
    if (chance(40)) continue;
    Namespace n;
    n.name = schema;
    if (chance(40)) n.owner = "boss";
    n.comment = comment();
    s.namespaces.insert(n.name, n);
  }
  if (chance(40)) {
    Extension e;
    e.name = name("ext");
    if (chance(50)) e.schema = "app";
    if (chance(50)) e.version = "1.2";
    e.comment = comment();
    s.extensions.insert(e.name, e);
  }
  if (chance(50)) {
    Enum e;
    e.name = relation("e");
    for (int n = r.between(1, 3); n > 0; --n) e.labels.push_back({name("l"), {}});
    e.comment = comment();
    s.enums.insert(e.name, e);
  }
  if (chance(50)) {
    Domain d;
    d.name = relation("d");
    d.type = any_type();
    d.nullable = chance(60);
    if (chance(40)) d.default_value = expression("'x'::text");
    d.collation = collation();
    for (int n = r.between(0, 2); n > 0; --n) {
      Check c;
      c.name = name("dk");
      c.expression = expression("VALUE <> " + std::to_string(n));
      c.validated = n > 1 || chance(70);  // those that are not are written behind the others
      c.comment = comment();
      d.checks.push_back(std::move(c));
    }
    d.comment = comment();
    s.domains.insert(d.name, d);
  }
  if (chance(50)) {
    Composite c;
    c.name = relation("y");
    if (chance(25))
      c.range["subtype"] = "double precision";
    else
      for (int n = r.between(1, 3); n > 0; --n)
        c.attributes.push_back({name("a"), any_type(), collation()});
    c.comment = comment();
    s.composites.insert(c.name, c);
  }
  if (chance(50)) {
    Sequence q;
    q.name = relation("s");
    if (chance(60)) q.type = type(r.word({"integer", "smallint"}));
    q.options = sequence_options();
    q.unlogged = chance(20);
    if (chance(50) && !s.tables.empty()) {
      const Table& t = *s.tables.find(r.pick(s.tables.keys()));
      q.owned_by_table = t.name;
      q.owned_by_column = t.columns[0].name;
    }
    q.comment = comment();
    s.sequences.insert(q.name, q);
  }
}

void PostgresMaker::views() {
  for (int n = r.between(0, 2); n > 0; --n) {
    View v;
    v.name = relation("v");
    const Table& t = *s.tables.find(r.pick(s.tables.keys()));
    const std::string table =
        (t.name.schema.empty() ? "" : t.name.schema + ".") + quoted(t.name.name);
    v.query = query(fmt::format(fmt::runtime(r.word({"SELECT {0} FROM {1}",
                                                     "SELECT count(*) AS n FROM {1} GROUP BY {0}",
                                                     "SELECT 1 AS n"})),
                                quoted(r.pick(t.columns).name), table),
                    v.uses);
    v.materialized = chance(35);
    if (chance(30)) v.columns = {name("vc")};
    v.comment = comment();
    if (v.materialized) {
      v.with_data = chance(70);
      if (chance(20)) v.tablespace = "fast";
      if (chance(20)) v.access_method = "heap";
      v.options = parameters("fillfactor");
      if (chance(40)) {
        Table shell;
        shell.columns = t.columns;
        v.indexes.push_back(index(shell, true));
      }
    } else {
      if (chance(25)) v.options["security_invoker"] = "true";
      if (chance(20)) v.check_option = r.word({"local", "cascaded"});
    }
    s.views.insert(v.name, v);
  }
}

void PostgresMaker::routines() {
  for (int n = r.between(0, 2); n > 0; --n) {
    Routine f;
    f.name = relation("f");
    f.kind = chance(70) ? RoutineKind::Function : RoutineKind::Procedure;
    for (int i = r.between(0, 2); i > 0; --i) {
      Routine::Argument a;
      a.mode = r.word({"in", "in", "inout"});
      if (chance(70)) a.name = name("a");
      a.type = type(r.word({"integer", "text", "numeric", "text[]", "app.mood"}));
      f.arguments.push_back(std::move(a));
    }
    if (!f.arguments.empty() && chance(30)) f.arguments.back().default_value = expression("1");
    if (f.kind == RoutineKind::Function) f.returns = r.word({"integer", "trigger", "SETOF text"});
    f.language = r.word({"sql", "plpgsql"});
    f.body = r.word({"BEGIN RETURN 1; END", " SELECT 'it''s' -- $$ \n", "SELECT $1"});
    if (f.kind == RoutineKind::Function) {
      if (chance(40)) f.attributes["volatility"] = r.word({"immutable", "stable"});
      if (chance(20)) f.attributes["strict"] = "true";
      if (chance(20)) f.attributes["cost"] = "5";
    }
    if (f.kind == RoutineKind::Function && chance(20)) {
      f.language = "sql";
      f.sql_body = true;
      f.body = "RETURN 1";
    }
    f.comment = comment();
    s.routines.insert({f.name, f.signature()}, f);
  }
}

void PostgresMaker::triggers() {
  for (int n = r.between(0, 2); n > 0; --n) {
    const Table& t = *s.tables.find(r.pick(s.tables.keys()));
    Trigger g;
    g.name = name("g");
    g.table = t.name;
    g.constraint = chance(25);
    g.timing = g.constraint || chance(50) ? Timing::After : Timing::Before;
    g.events = {chance(60), chance(60), chance(40), false};
    g.for_each_row = g.constraint || chance(60);
    if (!g.for_each_row) g.events.truncate = chance(40);
    if (g.events == TriggerEvents{}) g.events.insert = true;
    if (g.events.update && chance(40)) g.update_of = {t.columns[0].name};
    if (g.constraint) {
      if (chance(60))
        g.deferral = chance(50) ? Deferral::InitiallyImmediate : Deferral::InitiallyDeferred;
      if (chance(40)) g.constraint_from = s.tables.begin()->name;
    } else if (!g.for_each_row && g.timing == Timing::After && g.update_of.empty()) {
      if (g.events.update && chance(50)) g.old_table = "was";
      if (chance(50)) g.new_table = "now";
    }
    if (g.for_each_row && chance(30)) g.when = expression("pg_trigger_depth() = 0");
    g.body = expression(std::string(r.word({"f('x')", "app.g('1')"})));
    if (chance(25)) g.enabled = r.word({"disabled", "replica", "always"});
    g.comment = comment();
    s.triggers.insert({g.table, g.name}, g);
  }
}

void PostgresMaker::policies() {
  if (!chance(50)) return;
  Policy p;
  p.name = name("pol");
  p.table = r.pick(s.tables.keys());
  p.permissive = chance(70);
  p.command = r.word({"all", "select", "insert", "update", "delete"});
  p.roles = chance(50) ? std::vector<std::string>{"public"} : std::vector<std::string>{"app", "ro"};
  if (p.command != "insert")
    p.using_ = expression(std::string(r.word({"true", "current_setting('x') = 'y'"})));
  if (p.command != "select" && p.command != "delete" && chance(60))
    p.with_check = expression("1 = 1");
  p.comment = comment();
  s.policies.insert({p.table, p.name}, p);
}

void PostgresMaker::grants() {
  if (!chance(50)) return;
  Grant g;
  const Table& t = *s.tables.find(r.pick(s.tables.keys()));
  g.on = chance(60) ? Kind::Table : Kind::Column;
  g.object = g.on == Kind::Table ? id_of(t) : id_of(t.name, t.columns[0]);
  g.grantee = r.word({"app", "ro", "public"});
  g.privileges = chance(50) ? std::vector<std::string>{"SELECT"}
                            : std::vector<std::string>{"INSERT", "UPDATE"};
  g.grant_option = g.grantee != "public" && chance(30);
  s.grants.insert({g.object, g.grantee}, g);
  if (!chance(40)) return;
  Grant d;
  d.on = Kind::Table;
  d.object = {Kind::Table, {"app"}, {}};
  d.grantee = "ro";
  d.privileges = {"SELECT"};
  d.default_privileges = true;
  s.grants.insert({d.object, d.grantee + " by default"}, d);
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
  triggers();
  policies();
  grants();
  if (chance(30)) partitioned();
}

}  // namespace

Schema postgres_schema(Random& random, const Shape& shape) {
  Schema s;
  PostgresMaker(s, random, shape).all();
  return s;
}

}  // namespace plumb::test
