// PostgreSQL's objects that are not tables.
#include "plumb/tests/support/generator_postgres.h"

namespace plumb::test {

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
      for (int n = r.between(1, 3); n > 0; --n) c.attributes.push_back({name("a"), any_type(), collation()});
    c.comment = comment();
    if (!c.attributes.empty() && chance(30)) c.column_comments[c.attributes.front().name] = "it's the first";
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
    const std::string table = (t.name.schema.empty() ? "" : t.name.schema + ".") + quoted(t.name.name);
    v.query = query(fmt::format(fmt::runtime(r.word({"SELECT {0} FROM {1}",
                                                     "SELECT count(*) AS n FROM {1} GROUP BY {0}", "SELECT 1 AS n"})),
                                quoted(r.pick(t.columns).name), table),
                    v.uses);
    v.materialized = chance(35);
    if (chance(30)) v.columns = {name("vc")};
    v.comment = comment();
    if (!v.columns.empty() && chance(50)) v.column_comments[v.columns.front()] = "what it is";
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

void PostgresMaker::definitions() {
  const auto put = [&](Definition d) {
    d.comment = comment();
    const ObjectId id = d.id;
    s.definitions.set(id, std::move(d));
  };
  const auto make = [](Kind kind, QualifiedName owner, std::string part = {}) {
    Definition d;
    d.id = {kind, std::move(owner), std::move(part)};
    return d;
  };
  const Table& t = *s.tables.find(r.pick(s.tables.keys()));
  const std::string table = (t.name.schema.empty() ? "" : t.name.schema + ".") + quoted(t.name.name);
  if (chance(40)) {
    Definition d = make(Kind::Rule, t.name, name("r"));
    d.options["event"] = r.word({"insert", "update", "delete"});
    if (chance(50)) d.options["instead"] = "true";
    if (chance(40)) d.condition = expression("1 = 2");
    if (chance(50)) {
      d.body = body("BEGIN ATOMIC SELECT 1; DELETE FROM " + table + "; END");
      d.uses = {t.name};
    }
    if (chance(30)) d.enabled = r.word({"disabled", "replica", "always"});
    put(std::move(d));
  }
  if (chance(40)) {
    Definition d = make(Kind::Statistics, relation("st"));
    d.body = query("SELECT " + quoted(t.columns.front().name) + ", (1 + 1) FROM " + table, d.uses);
    if (chance(40)) d.options["kinds"] = r.word({"mcv", "dependencies, ndistinct"});
    if (chance(30)) d.options["target"] = "50";
    put(std::move(d));
  }
  if (chance(25)) {
    Definition d =
        make(Kind::Operator, {chance(30) ? "app" : "", std::string(r.word({"===", "@#@"}))}, "(integer, text)");
    d.options = {{"function", "f"}, {"leftarg", "integer"}, {"rightarg", "text"}};
    if (chance(40)) d.options["restrict"] = "eqsel";
    if (chance(40)) d.options["hashes"] = "";
    put(std::move(d));
  }
  if (chance(25)) {
    Definition d = make(Kind::Cast, std::string("integer AS app.mood"));
    d.options["with"] = r.word({"WITHOUT FUNCTION", "WITH INOUT", "WITH FUNCTION app.f(integer)"});
    if (chance(50)) d.options["context"] = r.word({"implicit", "assignment"});
    put(std::move(d));
  }
  if (chance(25)) {
    Definition d = make(Kind::Collation, relation("co"));
    d.options = {{"provider", "icu"}, {"locale", "und"}};
    if (chance(50)) d.options["deterministic"] = "false";
    put(std::move(d));
  }
  if (chance(15)) {
    Definition d = make(Kind::Language, QualifiedName(name("la")));
    d.options["handler"] = "app.h";
    if (chance(50)) d.options["trusted"] = "true";
    put(std::move(d));
  }
  if (chance(25)) {
    Definition d = make(Kind::EventTrigger, QualifiedName(name("et")));
    d.options = {{"event", "ddl_command_end"}, {"function", "app.f"}};
    if (chance(50)) d.options["tags"] = "'CREATE TABLE', 'DROP TABLE'";
    if (chance(30)) d.enabled = r.word({"disabled", "replica", "always"});
    put(std::move(d));
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
      if (chance(60)) g.deferral = chance(50) ? Deferral::InitiallyImmediate : Deferral::InitiallyDeferred;
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
  if (p.command != "insert") p.using_ = expression(std::string(r.word({"true", "current_setting('x') = 'y'"})));
  if (p.command != "select" && p.command != "delete" && chance(60)) p.with_check = expression("1 = 1");
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
  g.privileges = chance(50) ? std::vector<std::string>{"SELECT"} : std::vector<std::string>{"INSERT", "UPDATE"};
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

}  // namespace plumb::test
