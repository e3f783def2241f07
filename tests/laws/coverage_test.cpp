// The generator varies every field that SQLite has, and makes every kind of change.
#include <doctest/doctest.h>

#include "plumb/tests/laws/coverage.h"
#include "plumb/tests/laws/pair.h"
#include "plumb/tests/support/generator.h"

using namespace plumb;
using namespace plumb::test;

TEST_CASE("the generator varies every field that SQLite has") {
  // What SQLite does not have, or has one value of.
  const std::vector<std::string> kNotThere = {"*:postgres*",
                                              "*:mysql*",
                                              "*:identity*",
                                              "*comment",
                                              "*.type.array dimensions",
                                              "*.type.user type",
                                              "table.partitioning*",
                                              "table.exclusions*",
                                              "*:sqlite.hidden",
                                              "*.opclass",
                                              "*.opclass options",
                                              "*.nulls",
                                              "*.prefix length",
                                              "*.exclude with",
                                              "*.parts.statistics",
                                              "*.column comments",
                                              "*.options.include",
                                              "*.options.parameters",
                                              "*.options.tablespace",
                                              "*.options.method",
                                              "*.options.deferral",
                                              "*.nulls not distinct",
                                              "*.without overlaps",
                                              "*.block size",
                                              "*.invisible",
                                              "table.primary key.clustered",
                                              "table.primary key.parts.expression",
                                              "table.uniques.parts.expression",
                                              "*.no inherit",
                                              "*.validated",
                                              "*.enforced",
                                              "table.checks.on conflict",
                                              "*.on delete columns",
                                              "*.period",
                                              "table.indexes.kind",
                                              "table.indexes.method",
                                              "table.indexes.include",
                                              "table.indexes.parameters",
                                              "table.indexes.tablespace",
                                              "table.indexes.parser",
                                              "table.indexes.clustered",
                                              "*.replica identity",
                                              "*.global",
                                              "view.materialized",
                                              "view.options",
                                              "view.check option",
                                              "view.with data",
                                              "view.recursive",
                                              "view.tablespace",
                                              "view.access method",
                                              "view.indexes*",
                                              "trigger.events.truncate",
                                              "trigger.for each row",
                                              "trigger.constraint*",
                                              "trigger.deferral",
                                              "trigger.old table",
                                              "trigger.new table",
                                              "trigger.enabled",
                                              "trigger.definer",
                                              "trigger.order",
                                              "trigger.sql mode"};
  Coverage coverage;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    Random random(seed);
    cover(coverage, sqlite_schema(random));
  }
  CHECK(coverage.fields().size() > 150);
  CHECK(never_varied(coverage, kNotThere) == "");
}

TEST_CASE("every kind of change is made, and the pairs of a seed are always the same") {
  std::set<std::string> made;
  for (std::uint64_t seed = 1; seed <= 400; ++seed)
    for (const std::string& change : make_pair(seed).changes) made.insert(change.substr(0, change.find(':')));
  std::string missing;
  for (int m = 0; m < kMutations; ++m)
    if (const std::string name(name_of(static_cast<Mutation>(m))); !made.count(name)) missing += name + " ";
  CHECK(missing == "");
  const Pair once = make_pair(7), again = make_pair(7);
  CHECK(once.from == again.from);
  CHECK(once.to == again.to);
  CHECK(once.changes == again.changes);
}
