#include <fmt/format.h>

#include "plumb/core/base/error.h"
#include "plumb/core/model/fingerprint.h"
#include "plumb/tools/libplumb/lint.h"
#include "plumb/tools/plumb/all_commands.h"
#include "plumb/tools/plumb/running.h"

namespace plumb::cli {
namespace {

/// What the files that are to run would delete, where that matters.
void guard_pending(Context& context, const Migrations& migrations, const std::vector<const MigrationFile*>& files,
                   const Settings& settings) {
  if (!context.chosen().is_protected || files.empty()) return;
  Diagnostics ignored;
  std::vector<Danger> dangers;
  Schema before;
  for (const MigrationFile& file : migrations.directory.files) {
    Schema after;
    std::vector<Danger> found = unallowed_dangers(migrations, file, before, settings, &after);
    for (const MigrationFile* f : files) {
      if (f == &file) dangers.insert(dangers.end(), found.begin(), found.end());
    }
    before = std::move(after);
  }
  context.guard(dangers, "this migration");
}

Exit run_migrate(Context& context) {
  const Settings settings = context.settings();
  MigrateOptions options = migrate_options(context, settings);
  const Migrations migrations = context.migrations();
  const bool dry = context.args.has("dry-run");
  const Database database =
      open_database(context.database(), dry ? Access::Read : Access::Create, settings.lock_timeout);
  expect_same_dialect(migrations, database);
  if (const std::string what = untimed(settings, database.target); !what.empty()) {
    context.out.note(fmt::format("warning: {}\n", what));
  }
  const std::vector<const MigrationFile*> files =
      to_migrate(migrations.directory, History(*database.session, home_of(database, settings)).rows(), options);
  context.json.set("dry_run", dry);
  if (dry) {
    std::vector<std::string> names;
    for (const MigrationFile* f : files) {
      names.push_back(f->name);
      context.out.result(f->name + "\n");
    }
    context.json.set("pending", names);
    context.out.note(files.empty() ? "nothing to do\n" : "these would run; nothing was changed\n");
    return Exit::Done;
  }
  guard_pending(context, migrations, files, settings);
  options.run.connect = another_connection(context.database(), settings.lock_timeout);
  options.fingerprint = [&] {
    Diagnostics ignored;
    return fingerprint(inspect_schema(database, settings, database.target, ignored).schema);
  };
  const std::vector<HistoryRow> rows =
      migrate(*database.session, *database.live, database.target.syntax, migrations.directory, options);
  report_rows(context, rows);
  if (rows.empty()) context.out.result("nothing to do: every migration is applied\n");
  return Exit::Done;
}

}  // namespace

const CommandSpec& migrate_command() {
  static const CommandSpec spec{
      .name = "migrate",
      .summary = "runs the pending migrations",
      .description =
          "Runs each file of the migrations folder that the database has not seen, in order, each in a transaction with its\n"
          "line in the table plumb_history: after a failure or a kill a file is in or out, and the next run goes on. On MySQL,\n"
          "TiDB and MariaDB, where DDL commits itself, the line says how many statements are in, and the next run goes on there.\n"
          "With --single-transaction all the files are one transaction; a statement that can stand in none (CREATE INDEX\n"
          "CONCURRENTLY; on MySQL, TiDB and MariaDB every CREATE, ALTER and DROP) is refused then, and nothing is done.\n"
          "Files that were changed or are missing stop it, and so do files that came late, unless order is \"any\".",
      .options =
          {
              {"to", "VERSION", "no further than this one"},
              {"steps", "N", "no more than N files"},
              {"order", "strict|any", "what to do with files that came late"},
              {"dry-run", "", "list what would run"},
              {"yes", "", "with --env: destructive files in a protected environment"},
              {"lock-timeout", "TIME", "how long to wait for the lock: 3s, 500ms"},
              {"single-transaction", "", "all pending files in one transaction: all of them or none"},
              {"statement-timeout", "TIME", "how long a statement may keep others waiting (PostgreSQL, MariaDB)"},
          },
      .examples =
          "plumb migrate --url sqlite://dev.db\n"
          "plumb migrate --env production --to 20250612093000\n"
          "plumb migrate --steps 1",
      .run = run_migrate,
  };
  return spec;
}

}  // namespace plumb::cli
