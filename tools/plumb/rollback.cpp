#include <fmt/format.h>

#include "plumb/core/base/error.h"
#include "plumb/core/model/fingerprint.h"
#include "plumb/tools/plumb/all_commands.h"
#include "plumb/tools/plumb/running.h"

namespace plumb::cli {
namespace {

Exit run_rollback(Context& context) {
  const Settings settings = context.settings();
  MigrateOptions options = migrate_options(context, settings);
  const Migrations migrations = context.migrations();
  const Database database = open_database(context.database(), Access::Write, settings.lock_timeout);
  expect_same_dialect(migrations, database);
  const std::vector<const MigrationFile*> files =
      to_roll_back(migrations.directory, History(*database.session, home_of(database, settings)).rows(), options);
  std::vector<Danger> dangers;
  for (const MigrationFile* f : files) {
    Danger d;
    d.reason = fmt::format("takes `{}` back", f->name);
    dangers.push_back(std::move(d));
  }
  context.guard(dangers, "a rollback");
  options.run.connect = another_connection(context.database(), settings.lock_timeout);
  options.fingerprint = [&] {
    Diagnostics ignored;
    return fingerprint(inspect_schema(database, settings, database.target, ignored).schema);
  };
  const std::vector<HistoryRow> rows =
      roll_back(*database.session, *database.live, database.target.syntax, migrations.directory, options);
  report_rows(context, rows);
  if (rows.empty()) context.out.result("nothing to do: no migration is applied\n");
  return Exit::Done;
}

}  // namespace

const CommandSpec& rollback_command() {
  static const CommandSpec spec{
      .name = "rollback",
      .summary = "takes the last migration back",
      .description =
          "Runs the `-- migrate:down` section of the migration that was applied last, or of several, latest first, each in a\n"
          "transaction with its line in plumb_history. What was taken back is pending again. Data that a migration deleted does\n"
          "not come back; the file says so.",
      .options =
          {
              {"to", "VERSION", "take back everything behind this one; 0: everything"},
              {"steps", "N", "take back N migrations"},
              {"yes", "", "with --env: in a protected environment"},
              {"lock-timeout", "TIME", "how long to wait for the lock: 3s, 500ms"},
              {"statement-timeout", "TIME", "how long a statement may keep others waiting (PostgreSQL, MariaDB)"},
          },
      .examples =
          "plumb rollback --url sqlite://dev.db\n"
          "plumb rollback --steps 2\n"
          "plumb rollback --to 20250612093000",
      .run = run_rollback,
  };
  return spec;
}

}  // namespace plumb::cli
