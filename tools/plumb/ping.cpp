#include <fmt/format.h>

#include <chrono>
#include <string>
#include <vector>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/db/url.h"
#include "plumb/tools/plumb/all_commands.h"
#include "plumb/tools/plumb/context.h"
#include "plumb/tools/plumb/present.h"

namespace plumb::cli {
namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::string way(const Transport& transport, bool has_pooler) {
  std::string out = transport.description + ", " + (transport.tls.empty() ? "no TLS" : transport.tls);
  if (has_pooler) out += transport.pooled ? ", through a pooler" : ", direct";
  return out;
}

std::string sentence(const Standing& standing) {
  std::string out = fmt::format("role `{}`", standing.role);
  if (!standing.may.empty()) out += fmt::format(", which may {}", join(standing.may, ", "));
  if (!standing.may_not.empty()) {
    out += fmt::format("{} may not {}", standing.may.empty() ? ", which" : ";", join(standing.may_not, ", may not "));
  }
  return out + "\n";
}

Exit run_ping(Context& context) {
  const Settings settings = context.settings();
  const auto timeout = context.args.has("timeout") ? parse_duration(context.args.value("timeout"), "--timeout")
                                                   : std::chrono::milliseconds(30000);
  const Clock::time_point start = Clock::now();
  const Database database = open_database(context.database(), Access::Read, settings.lock_timeout, timeout);
  const double connect = milliseconds_since(start);
  constexpr int rounds = 5;
  double best = 1e9;
  for (int i = 0; i < rounds; ++i) {
    const Clock::time_point sent = Clock::now();
    database.session->ping();
    best = std::min(best, milliseconds_since(sent));
  }
  const Transport transport = database.session->transport();
  const Standing standing = database.live->standing(*database.session, database.target);
  const std::string version =
      database.target.version_text.empty() ? database.target.version.text() : database.target.version_text;
  context.json.set("database", redact(database.name));
  context.json.set("target", document_of(database.target));
  context.json.set("connect_us", static_cast<std::int64_t>(connect * 1000));
  context.json.set("round_trip_us", static_cast<std::int64_t>(best * 1000));
  context.json.set("transport", transport.description);
  context.json.set("tls", transport.tls);
  std::string text =
      fmt::format("{}\n{} {}\nconnected in {:.1f} ms, round trip {:.2f} ms\n{}\n", database.name,
                  database.target.flavour, version, connect, best, way(transport, !standing.role.empty()));
  if (!standing.platform.empty()) {
    context.json.set("platform", standing.platform);
    text += fmt::format("platform: {}\n", standing.platform);
  }
  if (!standing.role.empty()) {
    context.json.set("pooled", transport.pooled);
    context.json.set("role", standing.role);
    context.json.set("may", standing.may);
    context.json.set("may_not", standing.may_not);
    text += sentence(standing);
  }
  context.out.result(text);
  if (transport.pooled) {
    context.out.note(
        "a pooler stands between: indexes built beside writers and long waits for locks need a direct connection. Take "
        "`-pooler` out of the host, or give the direct address in DATABASE_URL_UNPOOLED\n");
  }
  return Exit::Done;
}

}  // namespace

const CommandSpec& ping_command() {
  static const CommandSpec spec{
      .name = "ping",
      .summary = "connection, server, latency, TLS",
      .description =
          "Connects, says which server answers, how it is reached and what the role may do, and measures the round trip.\n"
          "Changes nothing.",
      .options = {{"timeout", "TIME",
                   "how long to wait for a server that starts or wakes up: 30s (the default), 500ms"},
                  {"lock-timeout", "TIME", "how long to wait for an answer: 3s, 500ms"}},
      .examples = "plumb ping --url sqlite://dev.db\nplumb ping --env production",
      .run = run_ping,
  };
  return spec;
}

}  // namespace plumb::cli
