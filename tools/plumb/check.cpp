#include <fmt/format.h>

#include "plumb/core/base/error.h"
#include "plumb/tools/plumb/all_commands.h"
#include "plumb/tools/plumb/context.h"

namespace plumb::cli {
namespace {

Exit update(Context& context) {
  const Settings settings = context.settings();
  Migrations migrations = open_migrations(context.folder(), settings, FolderState::ToBeRepaired);
  if (migrations.diagnostics.has_errors()) {
    context.show(migrations.diagnostics);
    throw Error(Code::BadSchema, fmt::format("`{}` has errors; nothing was written", migrations.directory.path));
  }
  if (migrations.directory.files.empty() && !is_migrations_directory(migrations.directory.path)) {
    throw Error(Code::Usage, fmt::format("`{}` has no migrations; `plumb generate NAME` makes the first",
                                         migrations.directory.path));
  }
  update_folder(migrations, settings);
  const std::size_t files = migrations.directory.files.size();
  context.json.set("files", files);
  context.out.result(fmt::format("{0}/{1} and {0}/{2} say what {3}\n", migrations.directory.path, kSumsFile,
                                 kSnapshotFile,
                                 files == 1 ? "the one file says" : fmt::format("the {} files say", files)));
  return Exit::Done;
}

Exit run_check(Context& context) {
  if (context.args.has("update")) return update(context);
  const Settings settings = context.settings();
  CheckRequest request;
  request.folder = context.folder();
  request.schema = context.schema_if_any();
  // Without a word about it no database is asked: a check runs anywhere.
  if (context.args.has("url") || context.args.has("env")) request.database = context.database();
  const Diagnostics found = check(request, settings);
  context.show(found, true);
  std::size_t findings = 0;
  for (const Diagnostic& d : found.all()) {
    if (d.severity != Severity::Note) ++findings;
  }
  context.json.set("count", findings);
  context.out.note(findings == 0 ? std::string("nothing found\n")
                                 : fmt::format("{} {}\n", findings, findings == 1 ? "finding" : "findings"));
  return findings == 0 ? Exit::Done : Exit::Findings;
}

}  // namespace

const CommandSpec& check_command() {
  static const CommandSpec spec{
      .name = "check",
      .summary = "looks through the migrations before anybody runs them",
      .description =
          "Finds files that were changed, are missing or came late after a merge, two branches that disturb each other, a\n"
          "snapshot that does not match, statements that plumb does not understand, a schema that no migration leads to, and in\n"
          "the newest file what deletes data (a line `-- plumb: allow deletes-data:users.name` in the file says it is meant).\n"
          "With --url or --env also what that database has applied, and where it drifted. Exits with 3 for findings.",
      .options = {{"update", "", "take the files as they are: write plumb.sum and plumb.snapshot.sql anew"}},
      .examples =
          "plumb check\n"
          "plumb check --env production     # drift, and hazards of what is pending there\n"
          "plumb check --update             # after a migration was edited or written by hand",
      .run = run_check,
  };
  return spec;
}

}  // namespace plumb::cli
