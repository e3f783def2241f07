// Differences, in words, and applied again.
#include <doctest/doctest.h>

#include "plumb/tests/unit/plan/planning.h"

using namespace plumb;
using namespace plumb::test;

namespace {

struct Case {
  const char *from, *to, *changes;
};

const Case kCases[] = {
    {"CREATE TABLE t (a INT)", "CREATE TABLE t (a INT)", ""},
    {"", "CREATE TABLE t (a INT); CREATE INDEX i ON t (a);", "create table `t`\n"},
    {"CREATE TABLE t (a INT); CREATE INDEX i ON t (a);", "", "drop table `t`\n"},
    {"CREATE TABLE t (a INT)", "CREATE TABLE t (a INT, b TEXT)", "create column `t.b`\n"},
    {"CREATE TABLE t (a INT, b TEXT)", "CREATE TABLE t (a INT)", "drop column `t.b`\n"},
    {"CREATE TABLE t (a INT, b TEXT)", "CREATE TABLE t (b TEXT, a INT)",
     "alter table `t`\n  order of columns: (a, b) → (b, a)\n"},
    // Dropped in front and added behind: the order is what comes of it.
    {"CREATE TABLE t (a INT, b TEXT)", "CREATE TABLE t (b TEXT, c INT)", "drop column `t.a`\ncreate column `t.c`\n"},
    {"CREATE TABLE t (a INT)", "CREATE TABLE t (a INT NOT NULL DEFAULT 1)",
     "alter column `t.a`\n  nullable: yes → no\n  fill: none → default `1`\n"},
    {"CREATE TABLE t (a INT)", "CREATE TABLE t (a INT) STRICT", "alter table `t`\n  strict: no → yes\n"},
    {"CREATE TABLE t (a INT)", "CREATE TABLE t (a INT PRIMARY KEY)", "create primary key of `t`\n"},
    {"CREATE TABLE t (a INT, UNIQUE (a))", "CREATE TABLE t (a INT)", "drop unique constraint (a) of `t`\n"},
    {"CREATE TABLE t (a INT, CHECK (a > 0))", "CREATE TABLE t (a INT, CHECK (a > 1))",
     "drop check (a > 0) of `t`\ncreate check (a > 1) of `t`\n"},
    {"CREATE TABLE t (a INT, CONSTRAINT c CHECK (a > 0))", "CREATE TABLE t (a INT, CONSTRAINT c CHECK (a > 1))",
     "alter check `c` of `t`\n  expression: `a > 0` → `a > 1`\n"},
    {"CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a REFERENCES p)",
     "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a REFERENCES p ON DELETE CASCADE)",
     "alter foreign key (a) to p (id) of `t`\n  on delete: no action → cascade\n"},
    {"CREATE TABLE t (a INT); CREATE INDEX i ON t (a)", "CREATE TABLE t (a INT); CREATE UNIQUE INDEX i ON t (a DESC)",
     "alter index `i` on `t`\n  unique: no → yes\n  parts: (a) → (a desc)\n"},
    {"CREATE VIEW v AS SELECT 1 AS x", "CREATE VIEW v AS SELECT 2 AS x",
     "alter view `v`\n  query: `SELECT 1 AS x` → `SELECT 2 AS x`\n"},
};

}  // namespace

TEST_CASE("differences in words") {
  for (const Case& c : kCases) {
    INFO(c.from << " → " << c.to);
    CHECK(changes(c.from, c.to) == c.changes);
  }
}

TEST_CASE("changes applied give the wanted side, and a change that does not fit is refused") {
  const Target target = sqlite_target();
  for (const Case& c : kCases) {
    INFO(c.from << " → " << c.to);
    Diagnostics d;
    const Schema have = sqlite_schema_of(c.from, d), want = sqlite_schema_of(c.to, d);
    const auto list = diff(align(have, want, target, {}, d), target.traits);
    CHECK(apply(have, list, target.syntax) == want);
    if (list.empty() || list.front().action == Action::Alter) continue;  // to alter twice may come to the same
    CHECK_THROWS_WITH(apply(want, list, target.syntax),
                      doctest::Contains("the schema is not the one that the change was made for"));
  }
}

TEST_CASE("an object is found by its id") {
  Diagnostics d;
  const Schema s = sqlite_schema_of(
      "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INT REFERENCES p, CHECK (a > 0), "
      "UNIQUE (a)); CREATE INDEX i ON t (a);"
      "CREATE VIEW v AS SELECT 1; CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END; CREATE "
      "VIRTUAL TABLE f USING fts5(x);",
      d);
  const Table& t = *s.tables.find({"t"});
  for (const ObjectId& id : {id_of(t), id_of(t.name, t.columns[0]), id_of(t.name, t.checks[0]),
                             id_of(t.name, t.uniques[0]), id_of(t.name, t.foreign_keys[0]), id_of(t.name, t.indexes[0]),
                             ObjectId{Kind::PrimaryKey, {"p"}, {}}, ObjectId{Kind::View, {"v"}, {}},
                             ObjectId{Kind::Trigger, {"t"}, "g"}, ObjectId{Kind::VirtualTable, {"f"}, {}}}) {
    INFO(id.display());
    CHECK(find_object(s, id).index() != 0);
    ObjectId other = id;
    other.owner.name += "x";
    CHECK(find_object(s, other).index() == 0);
  }
}

TEST_CASE("likely renames are said, and others are not") {
  const auto notes = [](const char* from, const char* to) { return join(plan_of(from, to).notes, "\n"); };
  CHECK(notes("CREATE TABLE t (a INT, b TEXT)", "CREATE TABLE t (a INT, c TEXT)") ==
        "column `t.b` is dropped and column `t.c` is created; if that is a rename, say so above or "
        "behind the new one: "
        "-- @renamed from=b");
  CHECK(notes("CREATE TABLE x (a INT, b TEXT)", "CREATE TABLE y (a INT, b TEXT)") ==
        "table `x` is dropped and table `y` is created; if that is a rename, say so above or "
        "behind the new one: "
        "-- @renamed from=x");
  CHECK(notes("CREATE TABLE t (a INT, b TEXT)", "CREATE TABLE t (a INT, c INT)") == "");
  CHECK(notes("CREATE TABLE x (a INT, b TEXT)", "CREATE TABLE y (c INT, d TEXT)") == "");
}
