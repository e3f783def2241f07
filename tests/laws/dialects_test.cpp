// read(write(s)) == s and a canonical form that is one, for PostgreSQL and MySQL.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "plumb/core/sql/reader.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/dialect.h"
#include "plumb/dialects/postgres/dialect.h"
#include "plumb/tests/laws/coverage.h"
#include "plumb/tests/laws/pair.h"
#include "plumb/tests/support/arguments.h"
#include "plumb/tests/support/generator.h"

using namespace plumb;
using namespace plumb::test;

namespace {

Schema read_back(const Schema& s, const Target& target, std::string& failure) {
  Diagnostics diagnostics;
  sql::ReadOptions options;
  options.default_schema = target.default_schema;
  Schema out = sql::read(sql::write(s, target.syntax), target.syntax, options, diagnostics).schema;
  if (diagnostics.has_errors()) failure += diagnostics.render();
  return out;
}

std::string law(const Schema& s, const Dialect& dialect, const Target& target) {
  std::string failure;
  const Schema again = read_back(s, target, failure);
  if (!failure.empty()) return "what was written cannot be read:\n" + failure;
  if (!(again == s)) return "read(write(s)) != s:\n" + difference(again, s);
  Diagnostics diagnostics;
  const Schema once = dialect.canonical(s, target, diagnostics);
  const Schema twice = dialect.canonical(once, target, diagnostics);
  if (!(once == twice)) return "canonical is not idempotent:\n" + difference(once, twice);
  const Schema reread = dialect.canonical(read_back(once, target, failure), target, diagnostics);
  if (!failure.empty()) return "the canonical form cannot be read:\n" + failure;
  if (!(reread == once)) return "canonical(read(write(canonical))) != canonical:\n" + difference(reread, once);
  return {};
}

template <class Generate>
void hold(const Dialect& dialect, const char* flavour, Generate generate) {
  const Target target = dialect.offline_target(flavour, {});
  const std::uint64_t first = number_argument("seed", 1), count = number_argument("pairs", amount(2000));
  const std::uint64_t most = number_argument("failures", 3);
  std::uint64_t failures = 0;
  for (std::uint64_t seed = first; seed < first + count && failures < most; ++seed) {
    // The smallest shape that fails says most.
    for (int size = 1; size <= 4; ++size) {
      Random random(seed * 8 + static_cast<std::uint64_t>(size));
      Shape shape;
      shape.tables = size;
      shape.columns = size + 1;
      shape.odd_names = seed % 2 == 0;
      const Schema s = generate(random, shape);
      const std::string why = law(s, dialect, target);
      if (why.empty()) continue;
      ++failures;
      FAIL_CHECK("ERROR: --seed=" << seed << "\n" << why << "\n" << sql::write(s, target.syntax));
      break;
    }
  }
  MESSAGE(flavour << ": " << count << " seeds from " << first);
}

}  // namespace

TEST_CASE("PostgreSQL: what is written is read as the same schema") {
  hold(postgres::dialect(), "postgres", postgres_schema);
}

TEST_CASE("MySQL: what is written is read as the same schema") { hold(mysql::dialect(), "mysql", mysql_schema); }

// What a dialect does not have, or says in one way only.
const std::vector<std::string> kNotOfPostgres = {"*:mysql*",
                                                 "*:sqlite*",
                                                 "*.on conflict",
                                                 "*.auto random",
                                                 "*.random bits",
                                                 "*.random range",
                                                 "*.block size",
                                                 "*.invisible",
                                                 "*.options.method",
                                                 "*.global",
                                                 "*.prefix length",
                                                 "*.autoincrement",
                                                 "*.clustered",
                                                 "*.on column",
                                                 "*.tidb",
                                                 "*.definer",
                                                 "trigger.order",
                                                 "*.sql mode",
                                                 "*.clustered on",
                                                 "trigger.uses",
                                                 "namespace.charset",
                                                 "namespace.collation",
                                                 "*.parser",
                                                 "*.indexes.kind",
                                                 "*.replica identity",
                                                 "table.indexes.parts.exclude with",
                                                 "table.exclusions.parts.statistics",
                                                 "view.indexes.parts.exclude with",
                                                 "table.primary key.parts.*",
                                                 "table.uniques.parts.*",
                                                 "table.primary key.options.nulls not distinct",
                                                 "table.exclusions.options.nulls not distinct",
                                                 "*.options.without overlaps",
                                                 "table.partitioning.count",
                                                 "table.partitioning.partitions",
                                                 "table.partitioning.sub*",
                                                 "*.fill:computed.stored",
                                                 "domain.checks.enforced",
                                                 "domain.checks.no inherit",
                                                 "table.checks.enforced",
                                                 "*.period",
                                                 "*.of type",
                                                 "*.foreign table",
                                                 "view.recursive",
                                                 "routine.arguments.type.arguments",
                                                 "sequence.type.*",
                                                 "composite.attributes.type.*",
                                                 "domain.type.*",
                                                 "routine.arguments.type.*",
                                                 "table.columns.extra:postgres.options"};
const std::vector<std::string> kNotOfMysql = {"*:postgres*",
                                              "*:sqlite*",
                                              "*:identity*",
                                              "table.exclusions*",
                                              "table.uniques*",
                                              "view.indexes*",
                                              "*.array dimensions",
                                              "*.user type",
                                              "*.on conflict",
                                              "*.no inherit",
                                              "*.validated",
                                              "table.checks.comment",
                                              "table.foreign keys.comment",
                                              "*.deferral",
                                              "*.match",
                                              "*.on delete columns",
                                              "*.period",
                                              "*.include",
                                              "*.nulls not distinct",
                                              "*.exclude with",
                                              "*.parts.statistics",
                                              "*.column comments",
                                              "*.opclass",
                                              "*.opclass options",
                                              "*.nulls",
                                              "*.parts.collation",
                                              "*.where",
                                              "*.tablespace",
                                              "*.clustered",
                                              "*.global",
                                              "*.replica identity",
                                              "*.without overlaps",
                                              "*.autoincrement",
                                              "*.on column",
                                              "table.primary key.name",
                                              "table.primary key.parts.expression",
                                              "table.primary key.options.invisible",
                                              "table.primary key.options.parameters",
                                              "table.foreign keys.enforced",
                                              "routine.arguments.default",
                                              "routine.language",
                                              "routine.sql body",
                                              "trigger.comment",
                                              "trigger.constraint*",
                                              "trigger.enabled",
                                              "trigger.events.truncate",
                                              "trigger.for each row",
                                              "trigger.new table",
                                              "trigger.old table",
                                              "trigger.order",
                                              "trigger.update of",
                                              "trigger.uses",
                                              "trigger.when",
                                              "view.access method",
                                              "view.comment",
                                              "view.materialized",
                                              "view.recursive",
                                              "view.with data",
                                              "*:mysql.srid",
                                              "*:mysql.compressed",
                                              "*:mysql.without system versioning",
                                              "*:mysql.temporary",
                                              "*:mysql.system versioned",
                                              "*:mysql.tidb"};

TEST_CASE("PostgreSQL: its generator varies every field that it has") {
  Coverage coverage;
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    Random random(seed);
    cover(coverage, postgres_schema(random));
  }
  CHECK(never_varied(coverage, kNotOfPostgres) == "");
}

TEST_CASE("MySQL: its generator varies every field that it has") {
  Coverage coverage;
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    Random random(seed);
    cover(coverage, mysql_schema(random));
  }
  CHECK(never_varied(coverage, kNotOfMysql) == "");
}
