// Schemas of MySQL: every field that it, TiDB and MariaDB share, for reading and writing.
#include <fmt/format.h>

#include "plumb/dialects/mysql/dialect.h"
#include "plumb/tests/support/generator_dialects.h"

namespace plumb::test {
namespace {

const Syntax& mysql_syntax() {
  static const Target target = mysql::dialect().offline_target("mysql", {});
  return target.syntax;
}

class MysqlMaker : public Pieces {
 public:
  MysqlMaker(Schema& schema, Random& random, const Shape& shape) : Pieces(schema, random, shape, mysql_syntax()) {}
  void all();

 private:
  Column column();
  void keys(Table& t);
  void partitions(Table& t);
  void table();
  void views();
  void stored();
  std::string definer() { return chance(70) ? "" : std::string(r.word({"root@%", "app@localhost"})); }
  // As a program keeps them; nothing where none are stated.
  std::string modes() {
    return chance(50)
               ? ""
               : std::string(r.word({"none", "ANSI_QUOTES", "PIPES_AS_CONCAT", "NO_BACKSLASH_ESCAPES",
                                     "STRICT_ALL_TABLES", "ANSI_QUOTES,NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES"}));
  }
  // A program's text as it is kept: what was written under modes of its own is kept in the words of the usual ones.
  Expr program(std::string_view text, const std::string& modes) const {
    Expr out = body(std::string(text));
    for (const char* mode : {"ANSI_QUOTES", "PIPES_AS_CONCAT", "NO_BACKSLASH_ESCAPES"})
      if (modes.find(mode) != std::string::npos) out.written = out.canonical;
    return out;
  }
  std::vector<IndexPart> parts(const Table& t, bool with_expressions) {
    std::vector<IndexPart> out;
    for (int n = r.between(1, 2); n > 0; --n) {
      IndexPart p;
      if (with_expressions && chance(20)) {
        p.expression = expression(fmt::format("lower({})", quoted(r.pick(t.columns).name)));
      } else {
        const Column& c = r.pick(t.columns);
        p.column = c.name;
        if (c.type.name == "varchar" && chance(40)) p.prefix_length = r.between(1, 9);
      }
      p.order.descending = chance(20);
      out.push_back(std::move(p));
    }
    return out;
  }
};

Column MysqlMaker::column() {
  Column c;
  c.name = name("c");
  c.type = type(
      r.word({"int", "bigint unsigned", "varchar(50)", "varchar(20)", "text", "decimal(10,2)", "datetime(3)", "json",
              "enum('a','b''c')", "set('x','y')", "timestamp", "binary(16)", "double", "char(3)", "date", "bit(8)"}));
  c.nullable = chance(60);
  c.comment = comment();
  MysqlColumn extra;
  if (c.type.name == "varchar" || c.type.name == "text" || c.type.name == "char") {
    if (chance(30)) extra.charset = r.word({"latin1", "utf8mb4"});
    if (chance(30)) c.collation = extra.charset == "latin1" ? "latin1_bin" : "utf8mb4_bin";
  }
  if (chance(15)) extra.invisible = true;
  if (chance(8)) extra.column_format = r.word({"fixed", "dynamic"});
  if (chance(8)) extra.storage = r.word({"disk", "memory"});
  if (chance(8)) extra.engine_attribute = "{\"a\": 1}";
  if (chance(8)) extra.secondary_engine_attribute = "{\"b\": 2}";
  const std::size_t kind = r.below(5);
  if (kind == 0) {
    Expr value = expression(std::string(r.word({"1", "'x'", "(1 + 2)", "(uuid())", "NULL"})));
    if (value.written.front() == '(') value.canonical = "(" + value.canonical + ")";
    c.fill = value;
  } else if (kind == 1) {
    Computed computed;
    computed.from = expression("1 + " + std::to_string(r.between(1, 9)));
    computed.stored = chance(50);
    c.fill = computed;
  }
  if ((c.type.name == "timestamp" || c.type.name == "datetime") && kind > 1 && chance(60)) {
    const std::string now = c.type.args.empty() ? "CURRENT_TIMESTAMP" : "CURRENT_TIMESTAMP(" + c.type.args[0] + ")";
    c.fill = expression(now);
    extra.on_update = expression(now);
  }
  if (!(extra == MysqlColumn{})) edit_extra<MysqlColumn>(c.extra) = extra;
  return c;
}

void MysqlMaker::keys(Table& t) {
  if (chance(70)) {
    t.primary_key = PrimaryKey{};
    IndexPart p;
    p.column = t.columns[0].name;
    p.order.descending = chance(20);
    if (t.columns[0].type.name == "varchar" && chance(30)) p.prefix_length = 5;
    t.primary_key->parts = {p};
    if (t.columns.size() > 1 && chance(30)) {
      IndexPart second;
      second.column = t.columns[1].name;
      t.columns[1].nullable = false;
      t.primary_key->parts.push_back(second);
    }
    t.columns[0].nullable = false;
    KeyOptions o;
    if (chance(15)) o.method = r.word({"btree", "hash"});
    if (chance(15)) o.comment = "key's";
    if (chance(10)) o.block_size = 8;
    t.primary_key->options = o;
  }
  for (int n = r.between(0, 3); n > 0; --n) {
    Index i;
    i.name = name("i");
    const bool fulltext = chance(15);
    i.unique = !fulltext && chance(30);
    if (fulltext) i.kind = IndexKind::Fulltext;
    i.parts = parts(t, !fulltext);
    if (fulltext) {
      for (IndexPart& p : i.parts) p.order.descending = false, p.prefix_length.reset();
      if (chance(40)) i.parser = "ngram";
    } else if (chance(20)) {
      i.method = r.word({"btree", "hash"});
    }
    if (chance(15)) i.parameters["KEY_BLOCK_SIZE"] = "4";
    i.comment = comment();
    i.invisible = chance(15);
    t.indexes.push_back(std::move(i));
  }
  for (int n = r.between(0, 2); n > 0; --n) {
    Check c;
    c.name = name("k");
    c.expression = expression(fmt::format("{} > {}", quoted(r.pick(t.columns).name), n));
    c.enforced = chance(80);
    t.checks.push_back(std::move(c));
  }
  if (!s.tables.empty() && chance(40)) {
    const Table& to = *s.tables.find(r.pick(s.tables.keys()));
    ForeignKey k;
    k.name = name("f");
    k.columns = {r.pick(t.columns).name};
    k.to = to.name;
    k.to_columns = {to.columns[0].name};
    static const OnChange kActions[] = {OnChange::NoAction, OnChange::Restrict, OnChange::Cascade, OnChange::SetNull};
    k.on_delete = r.pick(kActions);
    k.on_update = r.pick(kActions);
    t.foreign_keys.push_back(std::move(k));
  }
}

void MysqlMaker::partitions(Table& t) {
  Partitioning p;
  const std::string key = quoted(t.columns[0].name);
  if (chance(50)) {
    p.method = r.word({"hash", "key", "linear hash"});
    p.key = p.method == "key" ? Expr{key, key} : expression(key);
    p.count = r.between(2, 8);
  } else {
    p.method = "range";
    p.key = expression(key);
    for (int n = 1; n <= 2; ++n) {
      Partition one;
      one.name = name("p");
      one.bound = fmt::format("less than ({})", n * 10);
      if (chance(30)) one.options["COMMENT"] = "'x'";
      p.partitions.push_back(std::move(one));
    }
    if (chance(30)) {
      p.submethod = "hash";
      p.subkey = expression(key);
      p.subcount = 2;
    }
  }
  t.partitioning = p;
}

void MysqlMaker::table() {
  Table t;
  t.name = name("t");
  for (int n = r.between(1, shape_.columns); n > 0; --n) t.columns.push_back(column());
  if (chance(40)) {
    Column id;
    id.name = name("id");
    id.type = type("bigint");
    id.nullable = false;
    id.fill = Identity{};
    t.columns.insert(t.columns.begin(), id);
  }
  t.comment = comment();
  keys(t);
  MysqlTable extra;
  if (chance(50)) extra.engine = "InnoDB";
  if (chance(30)) extra.charset = r.word({"utf8mb4", "latin1"});
  if (chance(20)) extra.collation = extra.charset == "latin1" ? "latin1_bin" : "utf8mb4_bin";
  if (chance(15)) extra.row_format = r.word({"dynamic", "compressed"});
  if (chance(15)) extra.auto_increment = std::to_string(r.between(2, 99));
  if (chance(15)) extra.options["STATS_PERSISTENT"] = "1";
  if (!(extra == MysqlTable{})) edit_extra<MysqlTable>(t.extra) = extra;
  if (chance(15)) partitions(t);
  s.tables.insert(t.name, t);
}

void MysqlMaker::views() {
  for (int n = r.between(0, 2); n > 0; --n) {
    View v;
    v.name = name("v");
    const Table& t = *s.tables.find(r.pick(s.tables.keys()));
    v.query = query(fmt::format(fmt::runtime(r.word({"SELECT {0} FROM {1}",
                                                     "SELECT count(*) AS n FROM {1} GROUP BY {0}", "SELECT 1 AS n"})),
                                quoted(r.pick(t.columns).name), quoted(t.name.name)),
                    v.uses);
    if (chance(30)) v.columns = {name("vc")};
    if (chance(30)) v.options["algorithm"] = r.word({"merge", "temptable"});
    if (const std::string d = definer(); !d.empty()) v.options["definer"] = d;
    if (chance(30)) v.options["security"] = "invoker";
    if (chance(20)) v.check_option = r.word({"local", "cascaded"});
    s.views.insert(v.name, v);
  }
}

void MysqlMaker::stored() {
  for (int n = r.between(0, 2); n > 0; --n) {
    Routine f;
    f.name = name("f");
    f.kind = chance(50) ? RoutineKind::Function : RoutineKind::Procedure;
    for (int i = r.between(0, 2); i > 0; --i) {
      Routine::Argument a;
      a.mode = f.kind == RoutineKind::Function ? "" : std::string(r.word({"in", "out", "inout"}));
      a.name = name("a");
      a.type = type(r.word({"int", "varchar(20)"}));
      f.arguments.push_back(std::move(a));
    }
    if (f.kind == RoutineKind::Function) f.returns = r.word({"int", "varchar(20)"});
    const std::string mode = modes();
    if (!mode.empty()) f.attributes["sql_mode"] = mode;
    f.body = program(f.kind == RoutineKind::Function
                         ? r.word({"RETURN 1", "RETURN concat('a', '\\\\')"})
                         : r.word({"BEGIN SELECT 1; SELECT ';'; END", "SELECT 1", "SELECT \"it's\", 'a\\\\b'",
                                   "BEGIN SET @a = 'c:\\\\'; SELECT `a` FROM `b`; END"}),
                     mode)
                 .written;
    if (chance(50)) f.attributes["deterministic"] = "yes";
    if (chance(30)) f.attributes["data"] = r.word({"no sql", "reads sql data"});
    if (chance(30)) f.attributes["security"] = "invoker";
    if (const std::string d = definer(); !d.empty()) f.attributes["definer"] = d;
    f.comment = comment();
    s.routines.insert({f.name, f.signature()}, f);
  }
  if (chance(50)) {
    Trigger g;
    g.name = name("g");
    g.table = r.pick(s.tables.keys());
    g.for_each_row = true;
    g.timing = chance(50) ? Timing::Before : Timing::After;
    (chance(33) ? g.events.insert : chance(50) ? g.events.update : g.events.remove) = true;
    g.sql_mode = modes();
    g.body = program(r.word({"BEGIN SET @a = 1; SET @b = ';'; END", "SET @c = 2", "SET @d = \"\\\\\""}), g.sql_mode);
    g.definer = definer();
    s.triggers.insert({g.table, g.name}, g);
  }
  if (chance(40)) {
    Event e;
    e.name = name("ev");
    e.schedule = r.word({"EVERY 1 DAY", "AT '2030-01-01 00:00:00'"});
    e.sql_mode = modes();
    e.body = program(r.word({"SELECT 1", "BEGIN SELECT 1; SELECT 2; END", "SET @a = '\\\\;'"}), e.sql_mode).written;
    e.definer = definer();
    e.comment = comment();
    e.preserve = chance(40);
    if (chance(40)) e.status = "disable";
    s.events.insert(e.name, e);
  }
}

void MysqlMaker::all() {
  for (int n = r.between(1, shape_.tables); n > 0; --n) table();
  views();
  stored();
}

}  // namespace

Schema mysql_schema(Random& random, const Shape& shape) {
  Schema s;
  MysqlMaker(s, random, shape).all();
  return s;
}

}  // namespace plumb::test
