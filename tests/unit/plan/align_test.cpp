// What the wanted side adopts, and what is a rename.
#include <doctest/doctest.h>

#include "plumb/tests/unit/plan/planning.h"

using namespace plumb;
using namespace plumb::test;

TEST_CASE("names in another case are the same names") {
  CHECK(changes("CREATE TABLE users (id INT, name TEXT)", "CREATE TABLE Users (ID INT, Name TEXT)") == "");
  CHECK(changes("CREATE TABLE t (a INT, b INT GENERATED ALWAYS AS (a + 1), CHECK (a > 0)); CREATE "
                "INDEX i ON t (a, lower(a)) WHERE a > 1;",
                "CREATE TABLE T (A INT, B INT GENERATED ALWAYS AS (A + 1), CHECK (A > 0)); CREATE "
                "INDEX I ON T (A, lower(A)) WHERE A > 1;") == "");
  CHECK(changes("CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (a INT REFERENCES p (id));",
                "CREATE TABLE P (ID INTEGER PRIMARY KEY); CREATE TABLE C (A INT REFERENCES P (ID));") == "");
  CHECK(changes("CREATE TABLE t (a INT); CREATE TRIGGER g AFTER UPDATE OF a ON t BEGIN SELECT 1; END;",
                "CREATE TABLE T (A INT); CREATE TRIGGER G AFTER UPDATE OF A ON T BEGIN SELECT 1; END;") == "");
  // A change beside it is that change alone.
  CHECK(changes("CREATE TABLE t (a INT)", "CREATE TABLE T (A TEXT)") == "alter column `t.a`\n  type: `INT` → `TEXT`\n");
}

TEST_CASE("a rename that is stated is one, once") {
  struct {
    const char *from, *to, *changes;
  } const kCases[] = {
      {"CREATE TABLE old (a INT)", "-- @renamed from=old\nCREATE TABLE new (a INT)",
       "rename table `new`\n  name: `old` → `new`\n"},
      {"CREATE TABLE t (a INT)", "CREATE TABLE t (\n  b INT -- @renamed from=a\n)",
       "rename column `t.b`\n  name: `a` → `b`\n"},
      // Done already.
      {"CREATE TABLE t (b INT)", "CREATE TABLE t (\n  b INT -- @renamed from=a\n)", ""},
      {"CREATE TABLE new (a INT)", "-- @renamed from=old\nCREATE TABLE new (a INT)", ""},
      // Keys, indexes, checks and other tables follow.
      {"CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (a INT REFERENCES p (id), CHECK (a "
       "> 0)); CREATE INDEX i ON c (a) WHERE a > 1;",
       "CREATE TABLE p (\n  key INTEGER PRIMARY KEY -- @renamed from=id\n);\n-- @renamed "
       "from=c\nCREATE TABLE d (\n  b INT REFERENCES p "
       "(key), -- @renamed from=a\n  CHECK (b > 0));\nCREATE INDEX i ON d (b) WHERE b > 1;",
       "rename table `d`\n  name: `c` → `d`\nrename column `d.b`\n  name: `a` → `b`\nrename column "
       "`p.key`\n  name: `id` → `key`\n"},
      // Renamed and changed.
      {"CREATE TABLE t (a INT)", "CREATE TABLE t (\n  b TEXT -- @renamed from=a\n)",
       "rename column `t.b`\n  name: `a` → `b`\nalter column `t.b`\n  type: `INT` → `TEXT`\n"},
      // A table that is renamed, with a column in another case.
      {"CREATE TABLE old (Name INT)", "-- @renamed from=old\nCREATE TABLE new (name INT)",
       "rename table `new`\n  name: `old` → `new`\n"},
  };
  for (const auto& c : kCases) {
    INFO(c.from << " → " << c.to);
    CHECK(changes(c.from, c.to) == c.changes);
  }
}

TEST_CASE("a rename that cannot be meant is refused") {
  CHECK(changes("CREATE TABLE old (a INT)",
                "CREATE TABLE old (a INT);\n-- @renamed from=old\nCREATE TABLE new (a INT);") ==
        "rename-conflict: `new` says that it was renamed from `old`, but `old` is still in the "
        "schema; take the annotation off, or take "
        "`old` out\n");
  CHECK(changes("CREATE TABLE old (a INT)",
                "-- @renamed from=old\nCREATE TABLE x (a INT);\n-- @renamed from=old\nCREATE TABLE y "
                "(a INT);") ==
        "rename-conflict: `x` and `y` both say that they were renamed from `old`; only one can be\n");
  CHECK(changes("CREATE TABLE t (a INT)", "CREATE TABLE t (\n  a INT,\n  b INT -- @renamed from=a\n)") ==
        "rename-conflict: column `t.b` says that it was renamed from `a`, but `a` is still in the "
        "table; take the annotation off, or take "
        "`a` out\n");
  CHECK(changes("CREATE TABLE t (a INT)",
                "CREATE TABLE t (\n  b INT, -- @renamed from=a\n  c INT -- @renamed from=a\n)") ==
        "rename-conflict: columns `b` and `c` of `t` both say that they were renamed from `a`; "
        "only one can be\n");
}

TEST_CASE("what is not managed is left alone and said") {
  Scope scope;
  scope.exclude = {"tmp_*"};
  CHECK(changes("CREATE TABLE tmp_1 (a INT); CREATE TABLE t (a INT);", "CREATE TABLE t (a INT);", scope) ==
        "not managed: table `tmp_1`\n");
  CHECK(changes("CREATE TABLE plumb_history (a INT); CREATE TABLE t (a INT);", "CREATE TABLE t (a INT);") == "");
}
