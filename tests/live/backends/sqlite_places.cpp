// SQLite, by our own connection and by a soci::session.
#include "plumb/tests/live/backends/backends.h"

#if PLUMB_HAS_SQLITE3

#include "plumb/backends/sqlite3/sqlite3_session.h"
#include "plumb/tests/support/temp_dir.h"

#if PLUMB_HAS_SOCI
#include <soci/sqlite3/soci-sqlite3.h>

#include "plumb/tests/live/backends/soci_place.h"
#endif

namespace plumb::test {
namespace {

Traits sqlite_traits(const char* backend) {
  return {
      .backend = backend,
      .dialect = "sqlite",
      .transport = "file",
      .bytes_type = "BLOB",
      .text_type = "text",
      .longest = 8'000'000,
      .text_holds_nul = true,
      .ddl_rolls_back = true,
      .ticks = true,
      .series =
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i "
          "FROM n",
      .endless =
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000000000) "
          "SELECT count(*) FROM n",
      .samples = {{"SELECT 0", "0"},
                  {"SELECT 9223372036854775807", "9223372036854775807"},
                  {"SELECT -9223372036854775807 - 1", "-9223372036854775808"},
                  {"SELECT 1.0", "1.0"},
                  {"SELECT -0.0", "-0.0"},
                  {"SELECT 0.1 + 0.2", "0.30000000000000004"},
                  {"SELECT 1.7976931348623157e308", "1.7976931348623157e+308"},
                  {"SELECT 4.9406564584124654e-324", "5e-324"},
                  {"SELECT 1e300", "1e+300"},
                  {"SELECT 9e999", "Inf"},
                  {"SELECT -9e999", "-Inf"},
                  {"SELECT 123456789012345678901234567890", "1.2345678901234568e+29"},
                  {"SELECT ''", ""},
                  {"SELECT true", "1"},
                  {"SELECT x''", ""},
                  {"SELECT x'c3a4'", "\xc3\xa4"},
                  {"SELECT '2024-02-29 12:00:00.123456'", "2024-02-29 12:00:00.123456"}},
      .syntax = "SQLITE_ERROR",
      .no_table = "SQLITE_ERROR",
      .not_null = "SQLITE_CONSTRAINT_NOTNULL",
      .unique = "SQLITE_CONSTRAINT_UNIQUE",
      .check = "SQLITE_CONSTRAINT_CHECK",
      .foreign_key = "SQLITE_CONSTRAINT_FOREIGNKEY",
      .nested = "SQLITE_ERROR",
  };
}

class File final : public Place {
 public:
  std::unique_ptr<Session> connect() override {
    return sqlite3::open(parse_url("sqlite://" + dir_.file("suite.db")),
                         {.busy_timeout = std::chrono::milliseconds(50)});
  }

 private:
  TempDir dir_;
};

}  // namespace

const Traits Sqlite3::traits = sqlite_traits("sqlite3");
std::unique_ptr<Place> Sqlite3::place() { return std::make_unique<File>(); }

#if PLUMB_HAS_SOCI
const Traits Soci::traits = sqlite_traits("soci");
std::unique_ptr<SociPlace> Soci::place() {
  const auto dir = std::make_shared<TempDir>();
  return std::make_unique<SociPlace>(dir, ::soci::sqlite3, "db=" + dir->file("suite.db"), "PRAGMA foreign_keys = ON");
}
#endif

}  // namespace plumb::test

#endif
