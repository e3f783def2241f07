// Each schema in many spellings on real servers: after a push of one, no other is a difference, and the server itself
// makes the same of each. --seed=7 --schemas=1 replays one schema, --spelling=4 one of its spellings.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/plan/diff.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/dialects/postgres/live.h"
#include "plumb/dialects/postgres/syntax.h"
#include "plumb/tests/live/postgres_laws/script_pair.h"
#include "plumb/tests/support/arguments.h"
#include "plumb/tests/support/postgres.h"
#include "plumb/tests/support/postgres_catalogue.h"
#include "plumb/tests/support/spelling.h"
#include "plumb/tools/libplumb/plumb.h"

#if PLUMB_HAS_LIBPQ

using namespace plumb;
using namespace plumb::test;

namespace {

std::string differences(const Comparison& c) {
  std::string out = c.diagnostics.render();
  for (const Change& change : c.plan.changes) {
    out += fmt::format("  {} {}\n", name_of(change.action), change.id.display());
    for (const std::string& line : describe(change)) out += "    " + line + "\n";
  }
  return out;
}

// DEFAULT NULL is kept where the type has a length, and is no default all the same.
std::set<std::string> without_null_defaults(const std::set<std::string>& catalogue) {
  std::set<std::string> out;
  for (std::string line : catalogue) {
    const std::size_t from = line.find(" default NULL::"), to = line.find(" identity ");
    if (from != std::string::npos && to != std::string::npos) line.erase(from + 8, to - from - 8);
    out.insert(std::move(line));
  }
  return out;
}

class Spelled {
 public:
  Spelled(Session& session, const std::string& script, std::uint64_t seed)
      : session_(session), all_(spellings(script, postgres::live().identify(session), seed)) {
    settings_.scope.manage = {"parameters", "storage", "statistics"};
  }

  /// Empty where every spelling is what the first one is.
  std::string hold(std::uint64_t seed) {
    clear_postgres(session_);
    try {
      push(session_, text(0), settings_);
    } catch (const Error& e) {
      return fmt::format("push: {}\n  {}\n{}", e.what(), e.statement(), all_[0].sql);
    }
    const std::uint64_t only = number_argument("spelling", 0);
    for (std::size_t i = 1; i < all_.size(); ++i) {
      if (only != 0 && only != i) continue;
      const Comparison c = compare(Source::session(session_), text(i), settings_);
      if (!c.ok() || !c.equal()) return report(i, differences(c));
    }
    // What the server makes of one of them, without plumb: the spelling itself is proven.
    const std::size_t i = only != 0 ? only : 1 + seed % (all_.size() - 1);
    std::string why;
    const std::set<std::string> first = load(all_[0].sql, why), other = load(all_[i].sql, why);
    if (why.empty()) why = difference(first, other);
    return why.empty() ? why : report(i, "loaded as it is: " + why);
  }

 private:
  Source text(std::size_t i) const { return Source::text(all_[i].sql, "spelling.sql", "postgres"); }
  std::string report(std::size_t i, const std::string& why) const {
    return fmt::format("--spelling={}, {}\n{}\nas it was:\n{}\nas it is:\n{}", i, all_[i].name, why, all_[0].sql,
                       all_[i].sql);
  }
  std::set<std::string> load(const std::string& sql, std::string& why) {
    clear_postgres(session_);
    for (const sql::Piece& p : sql::split(sql, postgres::syntax())) {
      try {
        session_.execute(std::string(p.sql));
      } catch (const Error& e) {
        why += fmt::format("{}\n  {}\n", e.what(), p.sql);
        return {};
      }
    }
    return without_null_defaults(postgres_catalogue(session_));
  }

  Session& session_;
  Settings settings_;
  std::vector<Spelling> all_;
};

void prove(int version) {
  const auto database = PostgresDatabase::on(version);
  if (!database) return;
  const auto session = database->connect();
  const std::uint64_t first = number_argument("seed", 1), count = number_argument("schemas", amount(12)),
                      most = number_argument("failures", 3);
  std::uint64_t failures = 0;
  for (std::uint64_t seed = first; seed < first + count && failures < most; ++seed) {
    const std::string why = Spelled(*session, make_script_pair(seed).from.sql(), seed).hold(seed);
    if (why.empty()) continue;
    ++failures;
    FAIL_CHECK("ERROR: --seed=" << seed << " --schemas=1 " << why);
  }
  CHECK(failures == 0);
  MESSAGE("PostgreSQL " << version << ": " << count << " schemas in all spellings from seed " << first);
  for (std::string_view file : {"schemas/apex_agents/schema.sql", "schemas/reverse_engineer/schema.sql",
                                "schemas/robust_orchestrator/schema.sql", "schemas/semiont/schema.sql",
                                "tests/live/postgres_systems/every_kind.sql"}) {
    const std::string script = read_text_file(std::string(PLUMB_CHECKOUT) + "/" + std::string(file));
    for (std::uint64_t seed = first; seed < first + std::max<std::uint64_t>(1, amount(1)); ++seed) {
      const std::string why = Spelled(*session, script, seed).hold(seed);
      if (!why.empty()) FAIL_CHECK("ERROR: " << std::string(file) << ", --seed=" << seed << " " << why);
    }
  }
}

}  // namespace

TEST_CASE("PostgreSQL 15: a schema is the same in every spelling") { prove(15); }
TEST_CASE("PostgreSQL 18: a schema is the same in every spelling") { prove(18); }

#endif
