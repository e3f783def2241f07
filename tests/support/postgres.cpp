// PostgreSQL servers for tests.
#include "plumb/tests/support/postgres.h"

#if PLUMB_HAS_LIBPQ

#include <fmt/format.h>

#include <cstdio>
#include <fstream>

#include "plumb/backends/libpq/libpq_session.h"
#include "plumb/core/base/text.h"

namespace plumb::test {

std::optional<Url> postgres_server(int version) {
  return server_named(fmt::format("PostgreSQL {}", version), fmt::format("PLUMB_TEST_POSTGRES_{}", version));
}

std::optional<Url> pgbouncer() { return server_named("PgBouncer", "PLUMB_TEST_PGBOUNCER"); }

std::unique_ptr<PostgresDatabase> PostgresDatabase::on(int version, const std::string& options) {
  const auto server = postgres_server(version);
  if (!server) return nullptr;
  return std::unique_ptr<PostgresDatabase>(new PostgresDatabase(*server, fresh_name("test"), options));
}

PostgresDatabase::PostgresDatabase(Url server, std::string name, const std::string& options)
    : ServerDatabase(std::move(server), std::move(name)) {
  libpq::open(server_)->execute(fmt::format("CREATE DATABASE {} {}", url_.database, options));
}

PostgresDatabase::~PostgresDatabase() {
  try {
    const auto session = libpq::open(server_);
    session->execute(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", url_.database));
    for (const std::string& role : roles_) session->execute(fmt::format("DROP ROLE IF EXISTS {}", role));
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s stays behind: %s\n", url_.database.c_str(), e.what());
  }
}

std::unique_ptr<Session> PostgresDatabase::open(const Url& url) const { return libpq::open(url); }

std::string PostgresDatabase::role(const std::string& attributes) {
  roles_.push_back(fresh_name("role"));
  libpq::open(server_)->execute(fmt::format("CREATE ROLE {} {}", roles_.back(), attributes));
  return roles_.back();
}

std::string PostgresDatabase::account_with_password(const std::string& password) {
  const auto session = libpq::open(server_);
  // The group that pg_hba.conf asks for a password. Two programs of tests may make it at once.
  session->execute(
      "DO $$ BEGIN CREATE ROLE plumb_password; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$");
  return role(fmt::format("LOGIN PASSWORD '{}' IN ROLE plumb_password", replace_all(password, "'", "''")));
}

std::unique_ptr<OwnPostgres> OwnPostgres::start(const std::string& options) {
  return postgres_server(15) ? std::unique_ptr<OwnPostgres>(new OwnPostgres("postgres_15", options)) : nullptr;
}

// pg_ctl start reads what it was started with from the data folder (postmaster.opts) only for a restart.
void OwnPostgres::control(const std::string& action) {
  run(fmt::format(
      "bash -c '. {}/tests/support/servers/common.sh && as_server_user {}/pg_ctl -D {}/data -s -w -l {}/log {}' "
      "</dev/null >/dev/null",
      PLUMB_CHECKOUT, binaries_, folder_, folder_, action));
}

void OwnPostgres::stop(const std::string& mode) { control("stop -m " + mode); }
void OwnPostgres::restart() { control("restart -m fast"); }

void OwnPostgres::start_again() {
  std::ifstream file(folder_ + "/data/postmaster.opts");
  std::string line;
  std::getline(file, line);
  // `/…/postgres "-p" "1234" …`: the words behind the program.
  const std::size_t first = line.find(" \"");
  control(fmt::format("-o {} start", "\"" + replace_all(line.substr(first + 1), "\"", "") + "\""));
}

}  // namespace plumb::test

#endif
