// Fingerprints and equality see every field of every struct; the format of fingerprints is written
// down.
#include <doctest/doctest.h>

#include <string>
#include <type_traits>

#include "plumb/core/model/fields.h"
#include "plumb/core/model/fingerprint.h"

using namespace plumb;

namespace {

// Makes a value another one, whatever its type.
struct Change {
  void operator()(std::string& s) const { s += "x"; }
  void operator()(bool& b) const { b = !b; }
  template <class T>
  requires std::is_integral_v<T>
  void operator()(T& n) const { ++n; }
  template <class T>
  requires std::is_enum_v<T>
  void operator()(T& e) const { e = static_cast<T>(static_cast<int>(e) + 1); }
  template <class T>
  void operator()(std::optional<T>& o) const {
    if (o)
      (*this)(*o);
    else
      o = T{};
  }
  void operator()(std::string& s, int) const { s += "x"; }
  void operator()(Options& o) const { o["x"] = "y"; }
  template <class T>
  void operator()(std::vector<T>& list) const {
    list.emplace_back();
  }
  template <class T>
  void operator()(Rare<T>& r) const {
    (*this)(r.edit());
  }
  void operator()(Fill& fill) const { fill = Expr{"1", "1"}; }
  void operator()(ColumnExtra& extra) const { extra = SqliteColumn{OnConflict::Abort, {}, {}}; }
  void operator()(TableExtra& extra) const { extra = SqliteTable{true, false}; }
  template <class T>
  requires(std::is_class_v<T> && !std::is_same_v<T, std::string>) void operator()(T& object) const {
    bool first = true;
    each_field(object, [&](std::string_view, auto& field) {
      if (first) (*this)(field);
      first = false;
    });
  }
};

// Changes each field alone, and the fields of the structs inside that have no place of their own.
template <class T>
void each_change(const char* what, const T& object, int& fields) {
  int count = 0;
  {
    T counted = object;
    each_field(counted, [&](std::string_view, auto&) { ++count; });
  }
  for (int i = 0; i < count; ++i) {
    T changed = object;
    std::string name;
    int at = 0;
    each_field(changed, [&](std::string_view field, auto& value) {
      if (at++ != i) return;
      name = field;
      Change{}(value);
    });
    INFO(what << ": " << name);
    CHECK_FALSE(changed == object);
    CHECK(canonical_text(Object(changed)) != canonical_text(Object(object)));
    CHECK(fingerprint(Object(changed)) != fingerprint(Object(object)));
    ++fields;
  }
}

// A struct that is only part of an object: seen through a holder.
template <class Part, class Holder, class Put>
void each_change_inside(const char* what, const Part& part, Holder holder, Put put, int& fields) {
  int count = 0;
  Part counted = part;
  each_field(counted, [&](std::string_view, auto&) { ++count; });
  put(holder, part);
  for (int i = 0; i < count; ++i) {
    Part changed = part;
    std::string name;
    int at = 0;
    each_field(changed, [&](std::string_view field, auto& value) {
      if (at++ != i) return;
      name = field;
      Change{}(value);
    });
    Holder other = holder;
    put(other, changed);
    INFO(what << ": " << name);
    CHECK_FALSE(other == holder);
    CHECK(fingerprint(Object(other)) != fingerprint(Object(holder)));
    ++fields;
  }
}

}  // namespace

TEST_CASE("every field of every object changes its fingerprint") {
  int fields = 0;
  each_change("namespace", Namespace{}, fields);
  each_change("extension", Extension{}, fields);
  each_change("enum", Enum{}, fields);
  each_change("domain", Domain{}, fields);
  each_change("composite", Composite{}, fields);
  each_change("sequence", Sequence{}, fields);
  each_change("routine", Routine{}, fields);
  each_change("table", Table{}, fields);
  each_change("column", Column{}, fields);
  each_change("primary key", PrimaryKey{}, fields);
  each_change("unique", Unique{}, fields);
  each_change("check", Check{}, fields);
  each_change("exclusion", Exclusion{}, fields);
  each_change("index", Index{}, fields);
  each_change("foreign key", ForeignKey{}, fields);
  each_change("virtual table", VirtualTable{}, fields);
  each_change("view", View{}, fields);
  each_change("definition", Definition{}, fields);
  each_change("trigger", Trigger{}, fields);
  each_change("event", Event{}, fields);
  each_change("policy", Policy{}, fields);
  each_change("grant", Grant{}, fields);
  CHECK(fields == 174);
}

TEST_CASE("so does every field of what objects are made of") {
  int fields = 0;
  const auto extra = [](Column& c, const auto& part) { c.extra = ColumnExtra(part); };
  const auto options = [](Table& t, const auto& part) { t.extra = TableExtra(part); };
  PostgresColumn postgres;
  postgres.storage = "external";
  each_change_inside("postgres column", postgres, Column{}, extra, fields);
  MysqlColumn mysql;
  mysql.charset = "latin1";
  each_change_inside("mysql column", mysql, Column{}, extra, fields);
  SqliteColumn sqlite;
  sqlite.not_null_name = "n";
  each_change_inside("sqlite column", sqlite, Column{}, extra, fields);
  PostgresTable postgres_table;
  postgres_table.access_method = "heap";
  each_change_inside("postgres table", postgres_table, Table{}, options, fields);
  MysqlTable mysql_table;
  mysql_table.engine = "InnoDB";
  each_change_inside("mysql table", mysql_table, Table{}, options, fields);
  each_change_inside("sqlite table", SqliteTable{true, true}, Table{}, options, fields);
  each_change_inside(
      "identity", Identity{}, Column{}, [](Column& c, const Identity& i) { c.fill = i; }, fields);
  each_change_inside(
      "computed", Computed{}, Column{}, [](Column& c, const Computed& x) { c.fill = x; }, fields);
  each_change_inside(
      "type", Type{}, Column{}, [](Column& c, const Type& t) { c.type = t; }, fields);
  each_change_inside(
      "sequence options", SequenceOptions{}, Sequence{}, [](Sequence& s, const SequenceOptions& o) { s.options = o; },
      fields);
  each_change_inside(
      "index part", IndexPart{}, Index{}, [](Index& i, const IndexPart& p) { i.parts = {p}; }, fields);
  each_change_inside(
      "key options", KeyOptions{}, Unique{}, [](Unique& u, const KeyOptions& o) { u.options = o; }, fields);
  each_change_inside(
      "partitioning", Partitioning{}, Table{}, [](Table& t, const Partitioning& p) { t.partitioning = p; }, fields);
  each_change_inside(
      "partition", Partition{}, Table{}, [](Table& t, const Partition& p) { t.partitioning.edit().partitions = {p}; },
      fields);
  each_change_inside(
      "label", EnumLabel{}, Enum{}, [](Enum& e, const EnumLabel& l) { e.labels = {l}; }, fields);
  each_change_inside(
      "attribute", Composite::Attribute{}, Composite{},
      [](Composite& c, const Composite::Attribute& a) { c.attributes = {a}; }, fields);
  each_change_inside(
      "argument", Routine::Argument{}, Routine{}, [](Routine& r, const Routine::Argument& a) { r.arguments = {a}; },
      fields);
  each_change_inside(
      "trigger events", TriggerEvents{}, Trigger{}, [](Trigger& t, const TriggerEvents& e) { t.events = e; }, fields);
  CHECK(fields == 104);
}

TEST_CASE("what is no part of equality does not change a fingerprint") {
  Table t;
  t.name = "users";
  const std::string before = fingerprint(Object(t));
  t.origin = {1, 2, 3};
  t.definition.text = "(id INT)";
  t.renamed_from.text = "people";
  CHECK(fingerprint(Object(t)) == before);
  Column c;
  c.fill = Expr{"now( )", "now()"};
  const std::string column = fingerprint(Object(c));
  c.fill = Expr{"NOW()", "now()"};
  CHECK(fingerprint(Object(c)) == column);
}

// Fingerprints are kept in plans and databases: these never change.
TEST_CASE("a counter that goes on as rows come in does not change the fingerprint of the schema") {
  const auto with = [](const char* counter, const char* base, const char* engine) {
    Table t;
    t.name.name = "t";
    MysqlTable own;
    own.auto_increment = counter;
    own.engine = engine;
    own.tidb["AUTO_RANDOM_BASE"] = base;
    t.extra = TableExtra(std::move(own));
    Schema s;
    s.tables.set(t.name, std::move(t));
    return fingerprint(s);
  };
  CHECK(with("7", "1", "InnoDB") == with("8", "2", "InnoDB"));
  CHECK(with("7", "1", "InnoDB") != with("7", "1", "MyISAM"));
}

TEST_CASE("fingerprints are the same on every platform and in every version") {
  Schema s;
  CHECK(fingerprint(s) == "p1:e3b0c44298fc1c149afbf4c8996fb924");
  Table t;
  t.name = {"app", "users"};
  Column id;
  id.name = "id";
  id.type.name = "bigint";
  id.nullable = false;
  id.fill = Identity{};
  Column name;
  name.name = "name";
  name.type = {"varchar", {"50"}, 0, {}, {}};
  name.fill = Expr{"'x'", "'x'"};
  t.columns = {id, name};
  t.primary_key = PrimaryKey{};
  IndexPart part;
  part.column = "id";
  t.primary_key->parts = {part};
  ForeignKey key;
  key.columns = {"id"};
  key.to = "people";
  key.on_delete = OnChange::Cascade;
  t.foreign_keys = {key};
  edit_extra<SqliteTable>(t.extra).strict = true;
  CHECK(canonical_text(Object(t)) ==
        "object=name=schema=3:app;name=5:users;;extra=3{strict=1;};columns=[name=2:id;type=name=6:"
        "bigint;"
        ";fill=2{};][name=4:name;type=name=7:varchar;arguments=[2:50];;nullable=1;fill=1{"
        "expression=3:'x'"
        ";};];primary key=!parts=[column=2:id;];;foreign "
        "keys=[columns=[2:id];references=name=6:people;;o"
        "n delete=2;validated=1;enforced=1;];;");
  s.tables.set(t.name, t);
  CHECK(fingerprint(s) == "p1:06e6be604b2c932b977fee1c7aca7e4a");
}
