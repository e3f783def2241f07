// The system that lives on MySQL, on every version of PostgreSQL from the same file, with and without its foreign keys:
// push, no difference, pull, generated migrations up and down.
#include <doctest/doctest.h>

#include "plumb/tests/support/postgres.h"

#if PLUMB_HAS_LIBPQ

#include <fmt/format.h>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/dialects/postgres/live.h"
#include "plumb/dialects/postgres/syntax.h"
#include "plumb/tests/live/postgres_realise/realised.h"
#include "plumb/tests/support/postgres_catalogue.h"
#include "plumb/tests/support/temp_dir.h"
#include "plumb/tools/libplumb/migrations.h"

using namespace plumb;
using namespace plumb::test;

namespace {

const std::string kFolder = std::string(PLUMB_CHECKOUT) + "/schemas/ultimate_swarm";

std::string schema_text(bool foreign_keys) {
  std::string text = read_text_file(kFolder + "/schema.sql");
  if (foreign_keys) text += "\n" + read_text_file(kFolder + "/foreign_keys.sql");
  return text;
}

/// The next version of the system: a label, a column, an index more.
std::string next_version(std::string text) {
  const auto put = [&](std::string_view behind, std::string_view what) {
    const auto at = text.find(behind);
    REQUIRE(at != std::string::npos);
    text.insert(at + behind.size(), what);
  };
  put("type enum('reasoning'", ", 'planning'");
  put("name varchar(255) NOT NULL,", "\n  nick varchar(40) DEFAULT 'none',");
  put("KEY idx_users_role (role)", ",\n  KEY idx_users_last (lastSignedIn DESC)");
  return text;
}

void pull_and_push(const RealisedOnPostgres& made, const Source& schema) {
  const auto before = postgres_catalogue(made.session());
  Settings postgres;
  postgres.dialect = "postgres";
  const std::string text = pull(Source::session(made.session()), postgres);
  made.clear();
  push(made.session(), Source::text(text, "pulled.sql", "postgres"), postgres);
  CHECK_EQ(made.differences(schema), "");
  CHECK_EQ(difference(before, postgres_catalogue(made.session())), "");
}

std::string generate_into(const TempDir& folder, const RealisedOnPostgres& made, const Source& schema,
                          const std::string& name, std::int64_t now) {
  GenerateRequest request;
  request.folder = folder.path();
  request.name = name;
  request.schema = schema;
  request.now = now;
  Settings settings = mysql_files();
  settings.target = fmt::format("postgres@{}", postgres::live().identify(made.session()).version.text());
  const Generated generated = generate(request, settings);
  CHECK_EQ(generated.diagnostics.has_errors(), false);
  CHECK(!generated.path.empty());
  return generated.text;
}

/// Migrations that plumb writes from MySQL's file, in PostgreSQL's words: up, up, and all the way back.
void migrate_and_back(const RealisedOnPostgres& made, const std::string& first, const std::string& second) {
  made.clear();
  const auto nothing = postgres_catalogue(made.session());
  const TempDir folder;
  generate_into(folder, made, Source::text(first, "first.sql", "mysql"), "first", 1750000000);
  generate_into(folder, made, Source::text(second, "second.sql", "mysql"), "second", 1750000060);
  Settings settings;
  const Migrations migrations = open_migrations(folder.path(), settings);
  CHECK_EQ(migrations.written_for.dialect, "postgres");
  MigrateOptions options;
  const auto ran = migrate(made.session(), postgres::live(), postgres::syntax(), migrations.directory, options);
  CHECK_EQ(ran.size(), 2);
  CHECK_EQ(made.differences(Source::text(second, "second.sql", "mysql")), "");
  options.to = "0";
  const auto back = roll_back(made.session(), postgres::live(), postgres::syntax(), migrations.directory, options);
  CHECK_EQ(back.size(), 2);
  CHECK_EQ(difference(nothing, postgres_catalogue(made.session())), "");
}

void prove(const RealisedOnPostgres& made, bool foreign_keys) {
  const std::string first = schema_text(foreign_keys), second = next_version(first);
  const Source schema = Source::text(first, "schema.sql", "mysql");
  made.clear();
  const std::string findings = made.push(schema);
  CHECK_EQ(findings.find("warning"), std::string::npos);
  CHECK_EQ(findings.find("failed"), std::string::npos);
  CHECK_EQ(made.differences(schema), "");
  CHECK_EQ(made.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'plumb%'"),
           "14");
  CHECK_EQ(made.ask("SELECT count(*) > 0 FROM pg_constraint WHERE contype = 'f'"), foreign_keys ? "t" : "f");
  pull_and_push(made, schema);
  const Source next = Source::text(second, "schema.sql", "mysql");
  CHECK(made.differences(next) != "");
  CHECK_EQ(made.push(next).find("failed"), std::string::npos);
  CHECK_EQ(made.differences(next), "");
  migrate_and_back(made, first, second);
}

}  // namespace

TEST_CASE("Ultimate Swarm Agents on PostgreSQL") {
  for (const int version : postgres_versions) {
    CAPTURE(version);
    const RealisedOnPostgres made(version);
    if (!made) continue;
    for (const bool foreign_keys : {false, true}) {
      CAPTURE(foreign_keys);
      try {
        prove(made, foreign_keys);
      } catch (const Error& e) {
        FAIL_CHECK(fmt::format("{}\n{}", e.what(), e.statement()));
      }
    }
  }
}

#endif
