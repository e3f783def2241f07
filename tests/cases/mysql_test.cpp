// The golden cases on the MySQL, TiDB and MariaDB servers that there are. PLUMB_CASE=name replays those whose path has
// it.
#include <doctest/doctest.h>

#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "plumb/core/base/error.h"
#include "plumb/dialects/mysql/syntax.h"
#include "plumb/tests/cases/replay.h"

namespace plumb::test {
namespace {

// A database for each case: what is in one cannot be dropped in a constant number of statements.
class MysqlPlace final : public Place {
 public:
  MysqlPlace(std::unique_ptr<MysqlDatabase> database, std::string_view flavour)
      : database_(std::move(database)), syntax_(mysql::syntax(flavour)), session_(database_->connect()) {}

  Session& session() override { return *session_; }
  const Syntax& syntax() const override { return syntax_; }
  void clear() override {
    session_->execute(fmt::format("DROP DATABASE `{0}`", database_->name()));
    session_->execute(fmt::format("CREATE DATABASE `{0}`", database_->name()));
    session_->execute(fmt::format("USE `{0}`", database_->name()));
  }

 private:
  std::unique_ptr<MysqlDatabase> database_;
  const Syntax& syntax_;
  std::unique_ptr<Session> session_;
};

void replay_all(const std::string& server, const std::string& dialect, int least) {
  const char* only = std::getenv("PLUMB_CASE");
  int replayed = 0;
  for (const std::string& path : case_files(std::string(PLUMB_CHECKOUT) + "/tests/cases/mysql")) {
    if (only != nullptr && path.find(only) == std::string::npos) continue;
    const CaseFile file = read_case(path);
    const std::vector<std::string> dialects = file.dialects();
    if (std::find(dialects.begin(), dialects.end(), dialect) == dialects.end()) continue;
    auto database = MysqlDatabase::on(server);
    if (!database) return;
    CAPTURE(path);
    ++replayed;
    try {
      MysqlPlace place(std::move(database), dialect);
      replay(file, dialect, place);
    } catch (const Error& e) {
      FAIL_CHECK(fmt::format("{}\n{}", e.what(), e.statement()));
    }
  }
  MESSAGE(server << ": " << replayed << " cases");
  if (only == nullptr) CHECK(replayed >= least);
}

}  // namespace

TEST_CASE("golden cases on MySQL 8.0.31") { replay_all("mysql_8_0_31", "mysql", 40); }
TEST_CASE("golden cases on TiDB") { replay_all("tidb", "tidb", 15); }
TEST_CASE("golden cases on MariaDB") { replay_all("mariadb", "mariadb", 6); }

}  // namespace plumb::test

#endif
