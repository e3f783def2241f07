#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "plumb/core/base/error.h"
#include "plumb/core/db/url.h"
#include "plumb/tools/plumb/all_commands.h"
#include "plumb/tools/plumb/context.h"

namespace plumb::cli {
namespace {

using Clock = std::chrono::steady_clock;

Exit run_wait(Context& context) {
  const auto timeout = context.args.has("timeout") ? parse_duration(context.args.value("timeout"), "--timeout")
                                                   : std::chrono::seconds(30);
  const Source source = context.database();
  const Clock::time_point start = Clock::now();
  std::chrono::milliseconds pause{20};
  while (true) {
    try {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(timeout - (Clock::now() - start));
      const Database database = open_database(source, Access::Read, std::chrono::milliseconds(200),
                                              std::max(left, std::chrono::milliseconds(1)));
      database.session->ping();
      const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
      context.json.set("waited_ms", static_cast<std::int64_t>(waited.count()));
      context.out.result(fmt::format("{} answers after {} ms\n", database.name, waited.count()));
      return Exit::Done;
    } catch (const Error& e) {
      // A password does not become right by waiting.
      const bool may_come = (e.code() == Code::Connection && !e.sqlstate().starts_with("28")) || e.code() == Code::Busy;
      if (!may_come) throw;
      if (Clock::now() - start + pause > timeout) {
        throw Error(Code::Busy,
                    fmt::format("{} did not answer within {} ms: {}", source.display(), timeout.count(), e.what()));
      }
      context.out.progress(fmt::format("waiting for {}: {}", source.display(), e.what()));
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::milliseconds(500));
  }
}

}  // namespace

const CommandSpec& wait_command() {
  static const CommandSpec spec{
      .name = "wait",
      .summary = "waits until a server answers",
      .description =
          "Tries to connect until the database answers, for scripts that have just started one. Exits with 5 when it does\n"
          "not come in time.",
      .options = {{"timeout", "TIME", "how long: 30s (the default), 500ms, 2m"}},
      .examples = "plumb wait --timeout 60s && plumb migrate",
      .run = run_wait,
  };
  return spec;
}

}  // namespace plumb::cli
