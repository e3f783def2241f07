// A rebuild of 200,000 rows is killed at random moments: the old or the new table is there, whole, and the next run
// succeeds with no help.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "plumb/backends/sqlite3/sqlite3_session.h"
#include "plumb/core/base/text.h"
#include "plumb/core/db/url.h"
#include "plumb/tests/live/kill/random_kills.h"
#include "plumb/tests/support/random.h"
#include "plumb/tests/support/temp_dir.h"

#ifdef PLUMB_PROGRAM

namespace plumb::test {
namespace {

namespace fs = std::filesystem;

constexpr int kRows = 200'000;

std::string one(Session& session, const std::string& sql) { return session.query(sql).scalar().value_or("NULL"); }

// "old" or "new", and whole; anything else is what is wrong.
std::string state_of(const std::string& database) {
  const auto session = sqlite3::open(parse_url("sqlite://" + database));
  if (const std::string found = one(*session, "SELECT count(*) || ' rows, ' || sum(n) FROM item");
      found != fmt::format("{} rows, {}", kRows, static_cast<long long>(kRows) * (kRows + 1) / 2))
    return found;
  if (const std::string found = one(*session, "PRAGMA quick_check"); found != "ok") return found;
  if (const std::string found =
          one(*session,
              "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema WHERE name NOT "
              "LIKE 'plumb_history%' AND name NOT LIKE 'sqlite_%' ORDER BY name)");
      found != "item item_label")
    return "objects: " + found;
  return one(
      *session,
      "SELECT CASE \"notnull\" WHEN 1 THEN 'new' ELSE 'old' END FROM pragma_table_info('item') WHERE name = 'label'");
}

}  // namespace

TEST_CASE("a rebuild that is killed at any moment leaves the old or the new table, and the next run goes through") {
  const TempDir dir;
  const std::string original = dir.file("original.db"), database = dir.file("app.db");
  const std::string schema = dir.write(
      "schema.sql",
      "CREATE TABLE item (id INTEGER PRIMARY KEY, label TEXT NOT NULL, n INTEGER);\nCREATE INDEX item_label ON item (label);\n");
  {
    const auto session = sqlite3::open(parse_url("sqlite://" + original));
    session->execute("CREATE TABLE item (id INTEGER PRIMARY KEY, label TEXT, n INTEGER)");
    session->execute("CREATE INDEX item_label ON item (label)");
    session->execute(fmt::format(
        "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < {}) INSERT INTO item SELECT i, "
        "'label ' || i, i FROM r",
        kRows));
  }
  const auto fresh = [&] {
    for (const char* ending : {"", "-journal", "-wal", "-shm"}) fs::remove(database + ending);
    fs::copy_file(original, database);
  };
  const bool thorough = std::getenv("PLUMB_TEST_LONG") != nullptr;
  constexpr std::uint64_t seed = 20251121;
  int old_state = 0;
  RandomKills kills{.times = thorough ? 2'000 : 200, .prepare = fresh};
  kills.least = kills.times / 2 + 1;
  kills.push = {"push", "--url", "sqlite://" + database, "--schema", schema, "--dialect", "sqlite"};
  kills.check_killed = [&] {
    const std::string state = state_of(database);
    CHECK_MESSAGE((state == "old" || state == "new"), state);
    old_state += state == "old";
  };
  kills.check = [&] { CHECK_EQ(state_of(database), "new"); };
  Random random(seed);
  kill_at_random(kills, random);
  CHECK(old_state > 0);
}

}  // namespace plumb::test

#endif
