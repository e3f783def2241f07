#include <fmt/format.h>

#include "plumb/core/base/error.h"
#include "plumb/tools/plumb/all_commands.h"
#include "plumb/tools/plumb/running.h"

namespace plumb::cli {
namespace {

Exit run_resolve(Context& context) {
  const bool applied = context.args.has("applied"), back = context.args.has("rolled-back");
  if (applied == back) {
    throw Error(Code::Usage,
                "what became of it? `plumb resolve VERSION --applied` or `plumb resolve VERSION --rolled-back`");
  }
  const Settings settings = context.settings();
  const Migrations migrations = open_migrations(context.folder(), settings);
  const Database database = open_database(context.database(), Access::Write, settings.lock_timeout);
  const HistoryRow row =
      resolve(*database.session, migrations.directory, context.args.positionals[0],
              applied ? HistoryState::Applied : HistoryState::RolledBack, PLUMB_VERSION, home_of(database, settings));
  report_rows(context, {row});
  context.out.result(fmt::format("{} {}\n", name_of(row.state), row.name));
  return Exit::Done;
}

}  // namespace

const CommandSpec& resolve_command() {
  static const CommandSpec spec{
      .name = "resolve",
      .arguments = "VERSION",
      .least = 1,
      .most = 1,
      .summary = "says by hand what became of a migration",
      .description =
          "Corrects the history, and nothing else: --applied where a migration's effect is there (also to accept a file that was\n"
          "edited after it ran), --rolled-back where it is not (it is pending again). plumb itself never needs it after a crash.",
      .options = {{"applied", "", "it is in"},
                  {"rolled-back", "", "it is not in"},
                  {"lock-timeout", "TIME", "how long to wait for the lock: 3s, 500ms"}},
      .examples = "plumb resolve 20250612093000 --applied --url sqlite://dev.db",
      .run = run_resolve,
  };
  return spec;
}

}  // namespace plumb::cli
