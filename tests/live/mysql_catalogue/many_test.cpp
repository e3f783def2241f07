// A database of so many tables that several connections read it.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include <atomic>
#include <thread>

#include "plumb/tests/support/mysql.h"

#if PLUMB_HAS_MYSQLCPPCONN

#include "plumb/core/base/error.h"
#include "plumb/dialects/mysql/live.h"

namespace plumb::test {
namespace {

constexpr int kTables = 1'100;

std::string made_since(Session& session) {
  return session.query("SHOW GLOBAL STATUS LIKE 'Connections'").rows.at(0)[1].value_or("0");
}

}  // namespace

TEST_CASE("many tables are read side by side: each of them once, also where some go meanwhile") {
  const auto database = MysqlDatabase::on("mariadb");
  if (!database) return;
  const auto session = database->connect();
  std::vector<Question> made;
  for (int i = 0; i < kTables; ++i)
    made.push_back(
        {fmt::format("CREATE TABLE t{} (id int PRIMARY KEY, c{} int DEFAULT {}) ENGINE=Aria", i, i, i), {}, {}});
  session->ask(made);

  const LiveDialect& live = mysql::live();
  const Target target = live.identify(*session);
  const int before = std::stoi(made_since(*session));
  const Schema all = live.inspect(*session, target, {}).schema;
  CHECK(std::stoi(made_since(*session)) > before);
  REQUIRE(all.tables.size() == kTables);
  for (int i = 0; i < kTables; ++i) {
    const Table* table = all.tables.find({"", fmt::format("t{}", i)});
    REQUIRE(table != nullptr);
    CHECK(table->find_column(fmt::format("c{}", i)) != nullptr);
  }
  CHECK(session->query("SELECT @@SESSION.sql_mode").scalar().value_or("") != "");

  // Somebody drops tables while they are read: what is there at the end is read, and nothing fails.
  std::atomic<bool> ended = false;
  std::jthread other([&, second = database->connect()] {
    for (int i = 0; i < 100; ++i) second->execute(fmt::format("DROP TABLE t{}", i * 11));
    ended = true;
  });
  std::size_t least = kTables;
  do {
    const Inspection now = live.inspect(*session, target, {});
    CHECK(now.unmodelled.empty());
    least = std::min(least, now.schema.tables.size());
  } while (!ended);
  other.join();
  CHECK(live.inspect(*session, target, {}).schema.tables.size() == kTables - 100);
  CHECK(least >= kTables - 100);
}

}  // namespace plumb::test

#endif
