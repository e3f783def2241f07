// Each schema in many spellings, without a database: every one is the same schema. --seed=7 --schemas=1 replays one,
// --spelling=4 one of its spellings.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "plumb/core/base/text.h"
#include "plumb/core/plan/diff.h"
#include "plumb/core/plan/make_plan.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/reader.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/dialect.h"
#include "plumb/dialects/postgres/dialect.h"
#include "plumb/dialects/sqlite/dialect.h"
#include "plumb/tests/laws/mysql_pair.h"
#include "plumb/tests/laws/pair.h"
#include "plumb/tests/support/arguments.h"
#include "plumb/tests/support/generator.h"
#include "plumb/tests/support/spelling.h"

using namespace plumb;
using namespace plumb::test;

namespace {

Schema canonical(const std::string& sql, const Dialect& dialect, const Target& target, std::string& failure) {
  Diagnostics found;
  sql::ReadOptions options;
  options.default_schema = target.default_schema;
  Schema out = sql::read(sql, target.syntax, options, found, "spelling.sql").schema;
  out = dialect.canonical(std::move(out), target, found);
  if (found.has_errors()) failure = found.render();
  return out;
}

/// What sets a spelling apart from the first; empty where nothing does.
std::string law(const std::string& first, const std::string& other, const Dialect& dialect, const Target& target) {
  std::string failure;
  const Schema have = canonical(first, dialect, target, failure), want = canonical(other, dialect, target, failure);
  if (!failure.empty()) return "cannot be read:\n" + failure;
  Diagnostics found;
  const Alignment aligned = align(have, want, target, {}, found);
  if (found.has_errors()) return found.render();
  return aligned.have == aligned.want ? std::string() : difference(aligned.have, aligned.want);
}

// How often each way to write changed what stands there: a law proves nothing of a way that changes nothing.
using Changed = std::vector<std::uint64_t>;

std::uint64_t prove(const std::string& script, const Dialect& dialect, const Target& target, std::uint64_t seed,
                    const std::string& what, Changed& changed) {
  std::uint64_t failures = 0;
  const std::vector<Spelling> all = spellings(script, target, seed);
  const std::uint64_t only = number_argument("spelling", 0);
  std::set<std::string> texts = {sql::token_checksum(all[0].sql, target.syntax)};
  changed.resize(all.size());
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (only != 0 && only != i) continue;
    changed[i] += texts.insert(sql::token_checksum(all[i].sql, target.syntax)).second;
    const std::string why = law(all[0].sql, all[i].sql, dialect, target);
    if (why.empty()) continue;
    ++failures;
    FAIL_CHECK("ERROR: " << what << ", --spelling=" << i << ", " << all[i].name << "\n"
                         << why << "as it was:\n"
                         << all[0].sql << "as it is:\n"
                         << all[i].sql);
  }
  return failures;
}

template <class Make>
void hold(const Dialect& dialect, const char* flavour, Version version, std::uint64_t schemas, Make make) {
  const Target target = dialect.offline_target(flavour, version);
  const std::uint64_t first = number_argument("seed", 1), count = number_argument("schemas", amount(schemas));
  const std::uint64_t most = number_argument("failures", 3);
  std::uint64_t failures = 0;
  Changed changed;
  for (std::uint64_t seed = first; seed < first + count && failures < most; ++seed)
    failures += prove(make(seed, target), dialect, target, seed, fmt::format("--seed={}", seed), changed);
  for (std::size_t i = 1; i < changed.size() && count >= 20 && failures == 0; ++i)
    CHECK_MESSAGE(changed[i] > 0, "way " << i << " changed nothing");
  MESSAGE(std::string(flavour) << " " << version.text() << ": " << count << " schemas from seed " << first);
}

void hold_systems(const Dialect& dialect, const char* flavour, Version version,
                  std::initializer_list<std::string_view> files) {
  const Target target = dialect.offline_target(flavour, version);
  for (std::string_view file : files)
    for (std::uint64_t seed = 1; seed <= std::max<std::uint64_t>(1, amount(4)); ++seed) {
      Changed changed;
      prove(read_text_file(std::string(PLUMB_CHECKOUT) + "/" + std::string(file)), dialect, target, seed,
            fmt::format("{}, seed {}", file, seed), changed);
    }
}

std::string postgres_script(std::uint64_t seed, const Target& target) {
  Random random(seed);
  Shape shape;
  shape.tables = 1 + static_cast<int>(seed % 3);
  shape.odd_names = seed % 2 == 0;
  return sql::write(postgres_schema(random, shape), target.syntax);
}

}  // namespace

TEST_CASE("SQLite: every spelling is the same schema") {
  hold(sqlite::dialect(), "sqlite", {3, 40, 0}, 100,
       [](std::uint64_t seed, const Target& target) { return sql::write(make_pair(seed).from, target.syntax); });
}
TEST_CASE("PostgreSQL 15: every spelling is the same schema") {
  hold(postgres::dialect(), "postgres", {15, 0, 0}, 100, postgres_script);
}
TEST_CASE("PostgreSQL 18: every spelling is the same schema") {
  hold(postgres::dialect(), "postgres", {18, 0, 0}, 100, postgres_script);
}
TEST_CASE("PostgreSQL: every spelling of the systems' schemas is the same") {
  for (const Version version : {Version{15, 0, 0}, Version{18, 0, 0}})
    hold_systems(postgres::dialect(), "postgres", version,
                 {"schemas/apex_agents/schema.sql", "schemas/reverse_engineer/schema.sql",
                  "schemas/robust_orchestrator/schema.sql", "schemas/semiont/schema.sql",
                  "tests/live/postgres_systems/every_kind.sql"});
}
TEST_CASE("MySQL: every spelling is the same schema") {
  hold(mysql::dialect(), "mysql", {8, 0, 31}, 100,
       [](std::uint64_t seed, const Target&) { return make_mysql_pair("mysql", seed).from.sql(); });
}
TEST_CASE("TiDB: every spelling is the same schema") {
  hold(mysql::dialect(), "tidb", {8, 5, 0}, 100,
       [](std::uint64_t seed, const Target&) { return make_mysql_pair("tidb", seed).from.sql(); });
}
TEST_CASE("MariaDB: every spelling is the same schema") {
  hold(mysql::dialect(), "mariadb", {10, 11, 0}, 100,
       [](std::uint64_t seed, const Target&) { return make_mysql_pair("mariadb", seed).from.sql(); });
}
TEST_CASE("MySQL, TiDB, MariaDB: every spelling of the systems' schema is the same") {
  const std::initializer_list<std::string_view> files = {"schemas/ultimate_swarm/schema.sql"};
  hold_systems(mysql::dialect(), "mysql", {8, 0, 31}, files);
  hold_systems(mysql::dialect(), "tidb", {8, 5, 0}, files);
  hold_systems(mysql::dialect(), "mariadb", {10, 11, 0}, files);
}
