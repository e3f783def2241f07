// PostgreSQL, beside psql.
#include "plumb/tools/bench/schema.h"
#include "plumb/tools/bench/server.h"

namespace plumb::bench {
namespace {

std::vector<std::string> psql(const Url& database, const std::string& script, Server::Work work) {
  Url url = database;
  url.password.clear();
  std::vector<std::string> out{"psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", url.display()};
  switch (work) {
    case Server::Work::Push: out.push_back("-1"); break;
    // One transaction of so many tables would need a lock for each.
    case Server::Work::Load: out.insert(out.end(), {"-c", "SET synchronous_commit = off"}); break;
    case Server::Work::Ask: out.insert(out.end(), {"-o", "/dev/null"}); break;
  }
  out.insert(out.end(), {"-f", script});
  return out;
}

}  // namespace

void measure_postgres(const Options& options) {
  measure({.dialect = "postgres",
           .schema = postgres_schema,
           .drop = " WITH (FORCE)",
           .client = "psql",
           .password = "PGPASSWORD",
           .others = {},
           .round_trips = [](int) { return 3; },
           .large = 10'000,
           .memory = "≤ 400 MiB",
           .words = psql},
          options);
}

}  // namespace plumb::bench
