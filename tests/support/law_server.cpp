#include "plumb/tests/support/law_server.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "plumb/core/base/error.h"
#include "plumb/core/plan/diff.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/tests/support/arguments.h"

namespace plumb::test {

std::string changes_of(const Comparison& comparison) {
  std::string out = comparison.diagnostics.render();
  for (const Change& change : comparison.plan.changes) {
    out += fmt::format("  {} {}\n", name_of(change.action), change.id.display());
    for (const std::string& line : describe(change)) out += "    " + line + "\n";
  }
  for (const std::string& what : comparison.uncompared) out += "  not compared: " + what + "\n";
  return out;
}

std::string failure_of_script(Session& session, const Syntax& syntax, const std::string& script) {
  for (const sql::Piece& piece : sql::split(script, syntax)) {
    try {
      session.execute(std::string(piece.sql));
    } catch (const Error& e) {
      return fmt::format("{}\n  {}", e.what(), piece.sql);
    }
  }
  return {};
}

std::uint64_t try_seeds(const std::string& what, std::uint64_t release,
                        const std::function<std::string(std::uint64_t seed)>& why) {
  const std::uint64_t first = number_argument("seed", 1), count = number_argument(what, amount(release)),
                      most = number_argument("failures", 3);
  std::uint64_t failures = 0;
  for (std::uint64_t seed = first; seed < first + count && failures < most; ++seed) {
    const std::string said = why(seed);
    failures += !said.empty();
    CHECK_MESSAGE(said.empty(), "--seed=" << seed << " --" << what << "=1 " << said);
  }
  return count;
}

}  // namespace plumb::test
