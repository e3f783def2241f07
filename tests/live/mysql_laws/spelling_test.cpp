// Each schema in many spellings on real servers: after a push of one, no other is a difference, and the server itself
// makes the same of each. --seed=7 --schemas=1 replays one schema, --spelling=4 one of its spellings.
#include <doctest/doctest.h>

#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/plan/diff.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/dialects/mysql/live.h"
#include "plumb/tests/live/mysql_laws/script_pair.h"
#include "plumb/tests/support/arguments.h"
#include "plumb/tests/support/mysql_catalogue.h"
#include "plumb/tests/support/spelling.h"
#include "plumb/tools/libplumb/plumb.h"

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

// What servers keep of the text though it has no meaning: that nothing is done, in which order keys came, and (TiDB)
// more parentheses than it takes.
std::string told_apart(const std::string& first, const std::string& other) {
  std::string ends[] = {first, other};
  for (std::string& text : ends)
    for (std::string_view kept : {" ON DELETE NO ACTION", " ON UPDATE NO ACTION", "(", ")"})
      text = replace_all(text, kept, "");
  const std::string why = difference(ends[0], ends[1]);
  return why == "moved" ? std::string() : why;
}

class Spelled {
 public:
  Spelled(Session& session, const Target& target, const std::string& script, std::uint64_t seed)
      : session_(session), target_(target), all_(spellings(script, target, seed)) {}

  /// Empty where every spelling is what the first one is.
  std::string hold(std::uint64_t seed) {
    clear_mysql(session_);
    try {
      push(session_, text(0), {});
    } catch (const Error& e) {
      return fmt::format("push: {}\n  {}\n{}", e.what(), e.statement(), all_[0].sql);
    }
    const std::uint64_t only = number_argument("spelling", 0);
    for (std::size_t i = 1; i < all_.size(); ++i) {
      if (only != 0 && only != i) continue;
      const Comparison c = compare(Source::session(session_), text(i), {});
      if (!c.ok() || !c.equal()) return report(i, differences(c));
    }
    // What the server makes of one of them, without plumb: the spelling itself is proven.
    const std::size_t i = only != 0 ? only : 1 + seed % (all_.size() - 1);
    std::string why;
    const std::string first = load(all_[0].sql, why), other = load(all_[i].sql, why);
    if (why.empty()) why = told_apart(first, other);
    return why.empty() ? why : report(i, "loaded as it is: " + why);
  }

 private:
  Source text(std::size_t i) const { return Source::text(all_[i].sql, "spelling.sql", target_.flavour); }
  std::string report(std::size_t i, const std::string& why) const {
    return fmt::format("--spelling={}, {}\n{}\nas it was:\n{}\nas it is:\n{}", i, all_[i].name, why, all_[0].sql,
                       all_[i].sql);
  }
  std::string load(const std::string& sql, std::string& why) {
    clear_mysql(session_);
    for (const sql::Piece& p : sql::split(sql, target_.syntax)) {
      try {
        session_.execute(std::string(p.sql));
      } catch (const Error& e) {
        why += fmt::format("{}\n  {}\n", e.what(), p.sql);
        return {};
      }
    }
    return mysql_catalogue(session_);
  }

  Session& session_;
  const Target& target_;
  std::vector<Spelling> all_;
};

void prove(std::size_t which, std::uint64_t schemas) {
  const ScriptServer& server = script_servers()[which];
  const auto database = MysqlDatabase::on(server.name);
  if (!database) return;
  const auto session = database->connect();
  const Target target = mysql::live().identify(*session);
  const std::uint64_t first = number_argument("seed", 1), count = number_argument("schemas", amount(schemas)),
                      most = number_argument("failures", 3);
  std::uint64_t failures = 0;
  for (std::uint64_t seed = first; seed < first + count && failures < most; ++seed) {
    const std::string why = Spelled(*session, target, make_script_pair(server, seed).from.sql(), seed).hold(seed);
    if (why.empty()) continue;
    ++failures;
    FAIL_CHECK("ERROR: --seed=" << seed << " --schemas=1 " << why);
  }
  CHECK(failures == 0);
  MESSAGE(server.name << ": " << count << " schemas in all spellings from seed " << first);
  const std::string script = read_text_file(PLUMB_CHECKOUT "/schemas/ultimate_swarm/schema.sql");
  const std::string why = Spelled(*session, target, script, first).hold(first);
  if (!why.empty()) FAIL_CHECK("ERROR: ultimate_swarm, --seed=" << first << " " << why);
}

}  // namespace

TEST_CASE("MySQL 8: a schema is the same in every spelling") { prove(0, 20); }
TEST_CASE("MariaDB: a schema is the same in every spelling") { prove(1, 20); }
TEST_CASE("TiDB: a schema is the same in every spelling") { prove(2, 6); }

#endif
