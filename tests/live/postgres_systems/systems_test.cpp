// The systems that live on PostgreSQL, on every version: what plumb makes is what the server's own client makes of the
// same file, by plumb's inspection, by the catalogue and by pg_dump; by a push, by a pull and by the migrations.
#include <doctest/doctest.h>

#include "plumb/tests/support/postgres.h"

#if PLUMB_HAS_LIBPQ

#include <fmt/format.h>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/dialects/postgres/live.h"
#include "plumb/dialects/postgres/syntax.h"
#include "plumb/tests/live/postgres_systems/dumped.h"
#include "plumb/tests/support/postgres_catalogue.h"
#include "plumb/tools/libplumb/migrations.h"
#include "plumb/tools/libplumb/plumb.h"

using namespace plumb;
using namespace plumb::test;

namespace {

constexpr std::string_view kSystems[] = {"apex_agents", "reverse_engineer", "robust_orchestrator", "semiont"};

std::string folder_of(std::string_view system) { return fmt::format("{}/schemas/{}", PLUMB_CHECKOUT, system); }

Settings settings() {
  Settings s;
  s.dialect = "postgres";
  return s;
}

/// One database, and how it is seen.
struct Place {
  std::unique_ptr<PostgresDatabase> database;
  std::unique_ptr<Session> session;
  int version;

  explicit Place(int of) : database(PostgresDatabase::on(of)), version(of) {
    if (database) session = database->connect();
  }

  void clear() const { clear_postgres(*session); }
  void load(const std::string& text) const {
    for (const sql::Piece& piece : sql::split(text, postgres::syntax()))
      if (piece.kind != sql::StatementClass::Empty) session->execute(piece.sql);
  }
  void make(const Source& schema) const { push(*session, schema, settings()); }

  /// What a comparison with the source would change; empty where they are one.
  std::string differences(const Source& from, const Source& to) const {
    const Comparison c = compare(from, to, settings());
    std::string out = c.ok() ? "" : c.diagnostics.render();
    for (const Change& change : c.plan.changes)
      out += fmt::format("{} {}\n", name_of(change.action), change.id.display());
    for (const std::string& what : c.uncompared) out += "not compared: " + what + "\n";
    return out;
  }
  std::string differences(const Source& to) const { return differences(Source::session(*session), to); }
};

void expect_same(const Place& made, const Place& loaded) {
  CHECK_EQ(made.differences(Source::session(*loaded.session)), "");
  CHECK_EQ(difference(postgres_catalogue(*loaded.session), postgres_catalogue(*made.session)), "");
  const auto said = dumped(*made.database, made.version), wanted = dumped(*loaded.database, loaded.version);
  REQUIRE(said.has_value() == wanted.has_value());
  if (said) CHECK_EQ(difference({said->begin(), said->end()}, {wanted->begin(), wanted->end()}), "");
  if (said) CHECK_EQ(said->size(), wanted->size());
  if (said) CHECK(said->size() > 20);
}

void migrate_and_back(const Place& place, const Place& loaded, std::string_view system, const Source& schema) {
  const auto nothing = postgres_catalogue(*place.session);
  const Migrations migrations = open_migrations(folder_of(system) + "/migrations", settings());
  CHECK_EQ(migrations.diagnostics.render(), "");
  MigrateOptions options;
  const auto ran = migrate(*place.session, postgres::live(), postgres::syntax(), migrations.directory, options);
  CHECK_EQ(ran.size(), migrations.directory.files.size());
  CHECK_EQ(place.differences(schema), "");
  expect_same(place, loaded);
  options.to = "0";
  const auto back = roll_back(*place.session, postgres::live(), postgres::syntax(), migrations.directory, options);
  CHECK_EQ(back.size(), ran.size());
  CHECK_EQ(difference(nothing, postgres_catalogue(*place.session)), "");
}

/// A push, and the push of a pull, make what the server's own client makes of the file.
void prove_file(const Place& loaded, const Place& made, const std::string& file) {
  const Source schema = Source::file(file);
  loaded.clear();
  loaded.load(read_text_file(file));
  CHECK_EQ(loaded.differences(schema), "");

  made.clear();
  made.make(schema);
  CHECK_EQ(made.differences(schema), "");
  expect_same(made, loaded);

  const std::string text = pull(Source::session(*made.session), settings());
  made.clear();
  made.make(Source::text(text, "pulled.sql", "postgres"));
  CHECK_EQ(made.differences(schema), "");
  expect_same(made, loaded);
  made.clear();
}

void prove(const Place& loaded, const Place& made, std::string_view system) {
  CAPTURE(system);
  const std::string file = folder_of(system) + "/schema.sql";
  prove_file(loaded, made, file);
  migrate_and_back(made, loaded, system, Source::file(file));
}

void prove_every_kind(int version) {
  CAPTURE(version);
  const Place loaded(version);
  if (!loaded.database) return;
  const Place made(version);
  try {
    prove_file(loaded, made, fmt::format("{}/tests/live/postgres_systems/every_kind.sql", PLUMB_CHECKOUT));
  } catch (const Error& e) {
    FAIL_CHECK(fmt::format("{}\n{}", e.what(), e.statement()));
  }
}

void prove_all(int version) {
  CAPTURE(version);
  const Place loaded(version);
  if (!loaded.database) return;
  const Place made(version);
  for (const std::string_view system : kSystems) {
    try {
      prove(loaded, made, system);
    } catch (const Error& e) {
      FAIL_CHECK(fmt::format("{}: {}\n{}", system, e.what(), e.statement()));
    }
  }
}

}  // namespace

TEST_CASE("the systems on PostgreSQL 15") { prove_all(15); }
TEST_CASE("the systems on PostgreSQL 16") { prove_all(16); }
TEST_CASE("the systems on PostgreSQL 17") { prove_all(17); }
TEST_CASE("the systems on PostgreSQL 18") { prove_all(18); }

TEST_CASE("a schema with every kind of object on PostgreSQL 15") { prove_every_kind(15); }
TEST_CASE("a schema with every kind of object on PostgreSQL 16") { prove_every_kind(16); }
TEST_CASE("a schema with every kind of object on PostgreSQL 17") { prove_every_kind(17); }
TEST_CASE("a schema with every kind of object on PostgreSQL 18") { prove_every_kind(18); }

#endif
