#include <fmt/format.h>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/tools/libplumb/summary.h"
#include "plumb/tools/plumb/all_commands.h"
#include "plumb/tools/plumb/running.h"

namespace plumb::cli {
namespace {

/// A baseline is a claim: the database looks as if the files had run.
void expect_like_replay(Context& context, const Migrations& migrations, const Database& database,
                        const Settings& settings, const std::string& version) {
  if (context.args.has("force")) return;
  Diagnostics found;
  Schema expected = replayed(migrations, settings, database.target, found, version);
  if (found.has_errors()) {
    context.show(found);
    throw Error(Code::BadSchema,
                "the migrations cannot be replayed, so the database cannot be compared with them; --force "
                "sets the baseline all the same");
  }
  Schema now = inspect_schema(database, settings, database.target, found).schema;
  database.live->settle(*database.session, expected, now, database.target);
  const std::vector<Change> rest = changes_between(now, expected, database.target, settings.scope, found);
  if (rest.empty()) return;
  std::string text =
      fmt::format("`{}` is not what the migrations up to {} lead to; --force sets the baseline all the same",
                  database.name, version);
  std::size_t shown = 0;
  for (const ChangeLine& line : change_lines(rest)) {
    if (++shown > 10) {
      text += fmt::format("\n  … and {} more", rest.size() - 10);
      break;
    }
    text += fmt::format("\n  {} {}", line.sign, visible(line.text));
  }
  throw Error(Code::Conflict, std::move(text));
}

Exit run_baseline(Context& context) {
  const Settings settings = context.settings();
  const Migrations migrations = context.migrations();
  const Database database = open_database(context.database(), Access::Write, settings.lock_timeout);
  expect_same_dialect(migrations, database);
  const std::string& typed = context.args.positionals[0];
  const MigrationFile* file = migrations.directory.find(typed);
  expect_like_replay(context, migrations, database, settings, file ? file->version : typed.substr(0, typed.find('_')));
  const std::vector<HistoryRow> rows =
      baseline(*database.session, migrations.directory, typed, PLUMB_VERSION, home_of(database, settings));
  report_rows(context, rows);
  for (const HistoryRow& row : rows) context.out.result(fmt::format("baseline {}\n", row.name));
  if (rows.empty()) context.out.result("nothing to do: these are in the history already\n");
  return Exit::Done;
}

}  // namespace

const CommandSpec& baseline_command() {
  static const CommandSpec spec{
      .name = "baseline",
      .arguments = "VERSION",
      .least = 1,
      .most = 1,
      .summary = "takes a database that is there already into the history",
      .description =
          "Notes every migration up to VERSION as there already, without running it, for a database that came about in another\n"
          "way. The database is compared with what those files lead to, and a difference stops it.",
      .options = {{"force", "", "also where the database is not what the files lead to"},
                  {"lock-timeout", "TIME", "how long to wait for the lock: 3s, 500ms"}},
      .examples =
          "plumb pull --url sqlite://app.db --output schema.sql\n"
          "plumb generate initial && plumb baseline 20250612093000 --url sqlite://app.db",
      .run = run_baseline,
  };
  return spec;
}

}  // namespace plumb::cli
