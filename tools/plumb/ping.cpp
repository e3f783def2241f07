#include <fmt/format.h>

#include <chrono>

#include "plumb/core/base/error.h"
#include "plumb/core/db/url.h"
#include "plumb/tools/plumb/all_commands.h"
#include "plumb/tools/plumb/context.h"
#include "plumb/tools/plumb/present.h"

namespace plumb::cli {
namespace {

Exit run_ping(Context& context) {
  using Clock = std::chrono::steady_clock;
  const Settings settings = context.settings();
  const Clock::time_point start = Clock::now();
  const Database database = open_database(context.database(), Access::Read, settings.lock_timeout);
  const double connect = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  constexpr int rounds = 5;
  double best = 1e9;
  for (int i = 0; i < rounds; ++i) {
    const Clock::time_point sent = Clock::now();
    database.session->ping();
    best = std::min(best, std::chrono::duration<double, std::milli>(Clock::now() - sent).count());
  }
  const Transport transport = database.session->transport();
  const std::string version =
      database.target.version_text.empty() ? database.target.version.text() : database.target.version_text;
  context.json.set("database", redact(database.name));
  context.json.set("target", document_of(database.target));
  context.json.set("connect_us", static_cast<std::int64_t>(connect * 1000));
  context.json.set("round_trip_us", static_cast<std::int64_t>(best * 1000));
  context.json.set("transport", transport.description);
  context.json.set("tls", transport.tls);
  context.out.result(fmt::format("{}\n{} {}\nconnected in {:.1f} ms, round trip {:.2f} ms\n{}, {}\n", database.name,
                                 database.target.flavour, version, connect, best, transport.description,
                                 transport.tls.empty() ? std::string("no TLS") : transport.tls));
  return Exit::Done;
}

}  // namespace

const CommandSpec& ping_command() {
  static const CommandSpec spec{
      .name = "ping",
      .summary = "connection, server, latency, TLS",
      .description = "Connects, says which server answers and how it is reached, and measures the round trip. Changes nothing.",
      .options = {{"lock-timeout", "TIME", "how long to wait for an answer: 3s, 500ms"}},
      .examples = "plumb ping --url sqlite://dev.db\nplumb ping --env production",
      .run = run_ping,
  };
  return spec;
}

}  // namespace plumb::cli
