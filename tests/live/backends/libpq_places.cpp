// PostgreSQL, by our own connection, through PgBouncer, and by a soci::session.
#include "plumb/tests/live/backends/backends.h"

#if PLUMB_HAS_LIBPQ

#include <fmt/format.h>

#include "plumb/backends/libpq/libpq_session.h"
#include "plumb/tests/support/postgres.h"

#if PLUMB_HAS_SOCI
#include <soci/postgresql/soci-postgresql.h>

#include "plumb/tests/live/backends/soci_place.h"
#endif

namespace plumb::test {
namespace {

constexpr std::chrono::milliseconds lock_timeout{50};

Traits postgres_traits(const char* backend) {
  return {
      .backend = backend,
      .dialect = "postgres",
      .transport = "tcp",
      .bytes_type = "bytea",
      .text_type = "text",
      .longest = 8'000'000,
      .text_holds_nul = false,
      .ddl_rolls_back = true,
      .ticks = true,
      .series = "SELECT generate_series(1, ?)",
      .endless = "SELECT pg_sleep(600)",
      .samples = {{"SELECT 0", "0"},
                  {"SELECT 9223372036854775807", "9223372036854775807"},
                  {"SELECT -9223372036854775808", "-9223372036854775808"},
                  {"SELECT 1234567890123456789.0100", "1234567890123456789.0100"},
                  {"SELECT 0.1::float8 + 0.2::float8", "0.30000000000000004"},
                  {"SELECT 0.1::float4", "0.1"},
                  {"SELECT 1e300::float8", "1e+300"},
                  {"SELECT 'NaN'::float8", "NaN"},
                  {"SELECT '-infinity'::float8", "-Infinity"},
                  {"SELECT ''", ""},
                  {"SELECT true", "t"},
                  {"SELECT '\\x'::bytea", ""},
                  {"SELECT '\\xc3a4'::bytea", "\xc3\xa4"},
                  {"SELECT '{1,NULL,3}'::int[]", "{1,NULL,3}"},
                  {"SELECT '{\"b\": 1, \"a\": 2}'::jsonb", "{\"a\": 2, \"b\": 1}"},
                  {"SELECT '{\"a\": 1}'::jsonb ? 'a'", "t"},
                  {"SELECT 'pg_class'::regclass", "pg_class"},
                  {"SELECT interval '1 day 2:03:04.5'", "1 day 02:03:04.5"},
                  {"SELECT $a$?'\"$a$", "?'\""},
                  {"SELECT E'?\\'?'", "?'?"},
                  {"SELECT U&'\\00e4'", "\xc3\xa4"},
                  {"SELECT date '2024-02-29'", "2024-02-29"},
                  {"SELECT timestamp '2024-02-29 12:00:00.123456'", "2024-02-29 12:00:00.123456"},
                  {"SELECT timestamptz '2024-02-29 12:00:00.5+00' AT TIME ZONE 'UTC'", "2024-02-29 12:00:00.5"}},
      .syntax = "42601",
      .no_table = "42P01",
      .not_null = "23502",
      .unique = "23505",
      .check = "23514",
      .foreign_key = "23503",
      .nested = "25001",
  };
}

class Direct final : public Place {
 public:
  explicit Direct(std::unique_ptr<PostgresDatabase> database) : database_(std::move(database)) {}
  std::unique_ptr<Session> connect() override { return libpq::open(database_->url(), {.lock_timeout = lock_timeout}); }

 private:
  std::unique_ptr<PostgresDatabase> database_;
};

class Pooled final : public Place {
 public:
  Pooled(std::unique_ptr<PostgresDatabase> database, Url pooler)
      : database_(std::move(database)), url_(std::move(pooler)) {
    url_.database = database_->name();
  }
  std::unique_ptr<Session> connect() override { return libpq::open(url_, {.lock_timeout = lock_timeout}); }

 private:
  std::unique_ptr<PostgresDatabase> database_;
  Url url_;
};

template <class Kind, class... More>
std::unique_ptr<Place> place_on(int version, More&&... more) {
  auto database = PostgresDatabase::on(version);
  return database ? std::make_unique<Kind>(std::move(database), std::forward<More>(more)...) : nullptr;
}

}  // namespace

const Traits Libpq15::traits = postgres_traits("libpq");
std::unique_ptr<Place> Libpq15::place() { return place_on<Direct>(15); }
const Traits Libpq18::traits = postgres_traits("libpq");
std::unique_ptr<Place> Libpq18::place() { return place_on<Direct>(18); }
const Traits PgBouncer::traits = postgres_traits("libpq");
std::unique_ptr<Place> PgBouncer::place() {
  const auto pooler = pgbouncer();
  return pooler ? place_on<Pooled>(15, *pooler) : nullptr;
}

#if PLUMB_HAS_SOCI
const Traits SociPostgres::traits = postgres_traits("soci");
std::unique_ptr<SociPlace> SociPostgres::place() {
  const std::shared_ptr<PostgresDatabase> database = PostgresDatabase::on(15);
  if (!database) return nullptr;
  const Url& url = database->url();  // SOCI takes no address of the form postgres://
  return std::make_unique<SociPlace>(
      database, ::soci::postgresql,
      fmt::format("host={} port={} user={} dbname={}", url.host, *url.port, url.user, url.database),
      fmt::format("SET lock_timeout = {}", lock_timeout.count()));
}
#endif

}  // namespace plumb::test

#endif
