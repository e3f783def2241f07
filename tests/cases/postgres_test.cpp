// The golden cases on the PostgreSQL servers that there are. PLUMB_CASE=name replays those whose path has it.
#include <doctest/doctest.h>

#include "plumb/tests/support/postgres.h"

#if PLUMB_HAS_LIBPQ

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "plumb/core/base/error.h"
#include "plumb/dialects/postgres/syntax.h"
#include "plumb/tests/cases/replay.h"
#include "plumb/tests/support/postgres_catalogue.h"

namespace plumb::test {
namespace {

// One database for all cases: what they made in it is dropped in between.
class PostgresPlace final : public Place {
 public:
  explicit PostgresPlace(std::unique_ptr<PostgresDatabase> database)
      : database_(std::move(database)), session_(database_->connect()) {}

  Session& session() override { return *session_; }
  const Syntax& syntax() const override { return postgres::syntax(); }
  void clear() override { clear_postgres(*session_); }
  std::set<std::string> catalogue() override { return postgres_catalogue(*session_); }
  Numbers identities() override { return tables("oid"); }
  Numbers files() override { return tables("relfilenode"); }

  bool has_extension(const std::string& name) {
    const Value args[] = {name};
    return !session_->query("SELECT 1 FROM pg_available_extensions WHERE name = ?", args).empty();
  }

 private:
  Numbers tables(std::string_view number) {
    Numbers out;
    const Rows found = session_->query(fmt::format(
        "SELECT c.{}, CASE nspname WHEN 'public' THEN '' ELSE nspname || '.' END || relname FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'r' AND nspname !~ '^pg_' "
        "AND nspname <> 'information_schema' AND relname !~ '^plumb_(history|lock)'",
        number));
    for (const Row& row : found.rows) out.emplace(*row[0], *row[1]);
    return out;
  }

  std::unique_ptr<PostgresDatabase> database_;
  std::unique_ptr<Session> session_;
};

bool is_for(const CaseFile& file, int version, PostgresPlace& place) {
  const std::vector<std::string> dialects = file.dialects();
  if (std::find(dialects.begin(), dialects.end(), "postgres") == dialects.end()) return false;
  const CaseFile::Needs needs = file.needs("postgres");
  return needs.met_by({version, 0, 0}) &&
         std::all_of(needs.extensions.begin(), needs.extensions.end(),
                     [&](const std::string& name) { return place.has_extension(name); });
}

void replay_all(int version) {
  auto database = PostgresDatabase::on(version);
  if (!database) return;
  PostgresPlace place(std::move(database));
  const char* only = std::getenv("PLUMB_CASE");
  int replayed = 0;
  for (const std::string& path : case_files(std::string(PLUMB_CHECKOUT) + "/tests/cases")) {
    if (only != nullptr && path.find(only) == std::string::npos) continue;
    const CaseFile file = read_case(path);
    if (!is_for(file, version, place)) continue;
    CAPTURE(path);
    ++replayed;
    try {
      replay(file, "postgres", place);
    } catch (const Error& e) {
      FAIL_CHECK(fmt::format("{}\n{}", e.what(), e.statement()));
    }
  }
  MESSAGE("PostgreSQL " << version << ": " << replayed << " cases");
  if (only == nullptr) CHECK(replayed > 70);
}

}  // namespace

TEST_CASE("golden cases on PostgreSQL 15") { replay_all(15); }
TEST_CASE("golden cases on PostgreSQL 16") { replay_all(16); }
TEST_CASE("golden cases on PostgreSQL 17") { replay_all(17); }
TEST_CASE("golden cases on PostgreSQL 18") { replay_all(18); }

}  // namespace plumb::test

#endif
