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

TEST_CASE("PostgreSQL: what is written is read as the same schema") { hold(postgres::dialect(), "postgres", postgres_schema); }

TEST_CASE("MySQL: what is written is read as the same schema") { hold(mysql::dialect(), "mysql", mysql_schema); }
