// Replays every golden case: offline against the plan that is written down, and live on SQLite. UPDATE_GOLDEN=1 writes
// the plans anew, to be reviewed like code.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "plumb/backends/sqlite3/sqlite3_session.h"
#include "plumb/core/base/error.h"
#include "plumb/dialects/sqlite/syntax.h"
#include "plumb/tests/cases/golden.h"
#include "plumb/tests/cases/replay.h"

namespace plumb::test {
namespace {

class SqlitePlace final : public Place {
 public:
  Session& session() override { return *session_; }
  const Syntax& syntax() const override { return sqlite::syntax(); }
  void clear() override { session_ = sqlite3::open(parse_url("sqlite::memory:")); }

 private:
  std::unique_ptr<Session> session_;
};

std::string target_of(const CaseFile& file, const std::string& dialect) {
  if (dialect == "sqlite") return "sqlite@3.40.1";
  if (dialect == "mysql") return "mysql@8.0.31";
  if (dialect == "tidb") return "tidb@8.5.0";
  if (dialect == "mariadb") return "mariadb@10.11.0";
  return fmt::format("{}@{}", dialect, std::max(file.needs(dialect).oldest, 15));
}

void run_case(const std::string& path) {
  CaseFile file = read_case(path);
  CAPTURE(path);
  for (const std::string& dialect : file.dialects()) {
    const bool planned = check_offline(file, target_of(file, dialect));
    if (dialect != "sqlite" || !planned) continue;
    SqlitePlace place;
    replay(file, dialect, place);
  }
}

}  // namespace

TEST_CASE("golden cases") {
  const std::vector<std::string> files = case_files(std::string(PLUMB_CHECKOUT) + "/tests/cases");
  REQUIRE(files.size() > 120);
  for (const std::string& path : files) {
    SUBCASE(path.c_str()) {
      try {
        run_case(path);
      } catch (const Error& e) {
        FAIL_CHECK(std::string(e.what()));
      }
    }
  }
}

}  // namespace plumb::test
