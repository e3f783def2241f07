// A million broken inputs give a schema or findings: never a crash, a hang, or memory without
// bounds.
// --seed=7 --inputs=1 runs one again; --show=1 prints it.
#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>

#include "plumb/core/base/error.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/reader.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/dialect.h"
#include "plumb/dialects/postgres/dialect.h"
#include "plumb/dialects/sqlite/dialect.h"
#include "plumb/tests/fuzz/mutator.h"
#include "plumb/tests/fuzz/seeds.h"
#include "plumb/tests/fuzz/work.h"
#include "plumb/tests/support/arguments.h"

using namespace plumb;
using namespace plumb::test;

namespace {

constexpr std::size_t kMostAllocations = 2'000'000, kMostBytes = 64u << 20;  // for a few statements

struct Counts {
  std::size_t inputs = 0, clean = 0, with_findings = 0, objects = 0, most_allocations = 0, most_bytes = 0;
};

// The whole path that a user's file takes.
void run_input(const Dialect& dialect, const Target& target, const std::string& text, std::uint64_t number,
               Counts& counts) {
  Diagnostics diagnostics;
  sql::ReadOptions options;
  options.purpose = number % 3 == 0   ? sql::Purpose::SchemaFile
                    : number % 3 == 1 ? sql::Purpose::Migration
                                      : sql::Purpose::Server;
  options.default_schema = target.default_schema;
  options.skip_unknown = number % 5 == 0;
  const sql::Reading reading = sql::read(text, target.syntax, options, diagnostics);
  const std::string findings = diagnostics.has_errors() ? diagnostics.render() : std::string();
  if (findings.empty() && diagnostics.has_errors()) FAIL("findings without words");
  ++(diagnostics.has_errors() ? counts.with_findings : counts.clean);
  counts.objects += reading.schema.size();
  // Behind findings nothing goes on but now and then, lest a caller does.
  if (diagnostics.has_errors() && number % 4 != 0) return;
  const Schema canonical = dialect.canonical(reading.schema, target, diagnostics);
  sql::write(canonical, target.syntax);
  try {
    sql::split(text, target.syntax);
    sql::token_checksum(text, target.syntax);
  } catch (const Error&) {
    // It says where the text breaks off.
  }
}

void fuzz(const Dialect& dialect, const Target& target, std::vector<std::string_view> seeds) {
  const Mutator mutator(std::move(seeds));
#if defined(__SANITIZE_ADDRESS__)
  // Four dialects: a million with --long.
  const std::uint64_t usual = std::getenv("PLUMB_TEST_LONG") ? 250'000 : 50'000;
#else
  const std::uint64_t usual = 10'000;
#endif
  const std::uint64_t first = number_argument("seed", 1), inputs = number_argument("inputs", usual);
  Counts counts;
  for (std::uint64_t n = first; n < first + inputs; ++n) {
    const std::string text = mutator.input(n);
    if (number_argument("show", 0) != 0) std::printf("%s\n", text.c_str());
    const std::string head = "--seed=" + std::to_string(n) + " --inputs=1\n" + text + "\n";
    working_on(head);
    limit_seconds(20);
    reset_work();
    try {
      run_input(dialect, target, text, n, counts);
    } catch (const std::exception& e) {
      FAIL_CHECK("an exception came out: " << e.what() << "\n" << head);
    }
    const Work done = work();
    counts.most_allocations = std::max(counts.most_allocations, done.allocations);
    counts.most_bytes = std::max(counts.most_bytes, done.most_bytes);
    if (done.allocations > kMostAllocations || done.most_bytes > kMostBytes)
      FAIL_CHECK("too much work: " << done.allocations << " allocations, " << done.most_bytes << " bytes at once\n"
                                   << head);
    ++counts.inputs;
  }
  limit_seconds(0);
  MESSAGE(target.flavour << ": " << counts.inputs << " inputs from seed " << first << ": " << counts.clean << " read, "
                         << counts.with_findings << " with findings, " << counts.objects << " objects; at most "
                         << counts.most_allocations << " allocations and " << counts.most_bytes << " bytes for one");
  // Inputs that are all refused at once would prove nothing.
  if (inputs >= 1000) {
    CHECK(counts.clean * 50 > inputs);
    CHECK(counts.objects * 4 > inputs);
  }
}

}  // namespace

TEST_CASE("sqlite: any input gives a schema or findings") {
  fuzz(sqlite::dialect(), sqlite::dialect().offline_target("sqlite", {}), sqlite_seeds());
}

TEST_CASE("postgres: any input gives a schema or findings") {
  fuzz(postgres::dialect(), postgres::dialect().offline_target("postgres", {}), postgres_seeds());
}

TEST_CASE("mysql: any input gives a schema or findings") {
  fuzz(mysql::dialect(), mysql::dialect().offline_target("mysql", {}), mysql_seeds());
}

TEST_CASE("tidb: any input gives a schema or findings") {
  fuzz(mysql::dialect(), mysql::dialect().offline_target("tidb", {}), mysql_seeds());
}

// What the mutator hardly reaches by itself.
TEST_CASE("every seed is read, and deep nesting is refused with words") {
  struct {
    const Dialect& dialect;
    const char* flavour;
    std::vector<std::string_view> seeds;
  } const dialects[] = {{sqlite::dialect(), "sqlite", sqlite_seeds()},
                        {postgres::dialect(), "postgres", postgres_seeds()},
                        {mysql::dialect(), "mysql", mysql_seeds()},
                        {mysql::dialect(), "tidb", mysql_seeds()}};
  static const char* const kOpen[] = {"(", "CASE WHEN ", "NOT ", "- ", "f(", "(SELECT ", "a IN (", "x'", "CAST("};
  Counts counts;
  for (const auto& d : dialects) {
    const Target target = d.dialect.offline_target(d.flavour, {});
    for (std::string_view seed : d.seeds) run_input(d.dialect, target, std::string(seed), 1, counts);
    for (const char* open : kOpen) {
      for (const char* before : {"CREATE TABLE t (a int CHECK (", "CREATE VIEW v AS SELECT ",
                                 "CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT "}) {
        std::string text = before;
        for (int i = 0; i < 20'000; ++i) text += open;
        Diagnostics diagnostics;
        sql::read(text, target.syntax, {}, diagnostics);
        CHECK(diagnostics.has_errors());
      }
    }
  }
}
