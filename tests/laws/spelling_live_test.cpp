// Each schema in many spellings on a real SQLite: after a push of one, no other is a difference, and SQLite takes each.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <memory>

#include "plumb/core/base/error.h"
#include "plumb/core/db/url.h"
#include "plumb/core/plan/diff.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/sqlite/syntax.h"
#include "plumb/tests/laws/offline.h"
#include "plumb/tests/support/arguments.h"
#include "plumb/tests/support/spelling.h"
#include "plumb/tools/libplumb/plumb.h"

#if PLUMB_HAS_SQLITE3

#include "plumb/backends/sqlite3/sqlite3_session.h"

using namespace plumb;
using namespace plumb::test;

namespace {

std::unique_ptr<Session> empty_database() { return sqlite3::open(parse_url("sqlite::memory:"), {}); }

// Empty where the database is what the text says.
std::string told_apart(Session& session, const Spelling& s) {
  const Comparison c = compare(Source::session(session), Source::text(s.sql, "spelling.sql", "sqlite"));
  if (c.ok() && c.equal()) return {};
  std::string out = c.diagnostics.render();
  for (const Change& change : c.plan.changes) {
    out += fmt::format("  {} {}\n", name_of(change.action), change.id.display());
    for (const std::string& line : describe(change)) out += "    " + line + "\n";
  }
  return out;
}

std::string load(Session& session, const Spelling& s) {
  for (const sql::Piece& p : sql::split(s.sql, sqlite::syntax())) {
    try {
      session.execute(std::string(p.sql));
    } catch (const Error& e) {
      return fmt::format("{}\n  {}\n", e.what(), p.sql);
    }
  }
  return {};
}

std::string law(const std::vector<Spelling>& all) {
  const auto pushed = empty_database();
  push(*pushed, Source::text(all[0].sql, "spelling.sql", "sqlite"));
  const std::uint64_t only = number_argument("spelling", 0);
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (only != 0 && only != i) continue;
    std::string why = told_apart(*pushed, all[i]);
    if (why.empty()) {
      // What SQLite itself makes of the spelling is what the first one says.
      const auto loaded = empty_database();
      why = load(*loaded, all[i]);
      if (why.empty()) why = told_apart(*loaded, all[0]);
    }
    if (!why.empty())
      return fmt::format("--spelling={}, {}\n{}as it was:\n{}as it is:\n{}", i, all[i].name, why, all[0].sql,
                         all[i].sql);
  }
  return {};
}

}  // namespace

TEST_CASE("SQLite: a pushed schema is the same in every spelling") {
  const Target target = sqlite_target();
  const std::uint64_t first = number_argument("seed", 1), count = number_argument("schemas", amount(100));
  const std::uint64_t most = number_argument("failures", 3);
  std::uint64_t failures = 0;
  for (std::uint64_t seed = first; seed < first + count && failures < most; ++seed) {
    const std::string why = law(spellings(sql::write(make_pair(seed).from, target.syntax), target, seed));
    if (why.empty()) continue;
    ++failures;
    FAIL_CHECK("ERROR: --seed=" << seed << " --schemas=1 " << why);
  }
  CHECK(failures == 0);
  MESSAGE(count << " schemas in all spellings from seed " << first);
}

#endif
