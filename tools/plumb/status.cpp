#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/db/url.h"
#include "plumb/tools/plumb/all_commands.h"
#include "plumb/tools/plumb/context.h"
#include "plumb/tools/plumb/present.h"

namespace plumb::cli {
namespace {

Colour colour_of(MigrationState state) {
  switch (state) {
    case MigrationState::Applied:
    case MigrationState::Baseline: return Colour::Green;
    case MigrationState::Pending: return Colour::Yellow;
    case MigrationState::OutOfOrder:
    case MigrationState::Running:
    case MigrationState::RollingBack:
    case MigrationState::Changed:
    case MigrationState::Missing: return Colour::Red;
  }
  return Colour::None;
}

std::string line_of(const Output& out, const MigrationStatus& s) {
  std::string line = out.paint(colour_of(s.state), fmt::format("{:<13}", name_of(s.state)), false) + visible(s.name);
  if (s.state == MigrationState::Running || s.state == MigrationState::RollingBack) {
    line += fmt::format("  ({} of {} statements)", s.done, s.statements);
  } else if (!s.applied_at.empty()) {
    line += fmt::format("  {}", s.applied_at);
  }
  if (s.was_rolled_back) line += "  (was rolled back)";
  return line + "\n";
}

Exit run_status(Context& context) {
  const Settings settings = context.settings();
  const Migrations migrations = open_migrations(context.folder(), settings);
  context.show(migrations.diagnostics);
  const Database database = open_database(context.database(), Access::Read, settings.lock_timeout);
  expect_same_dialect(migrations, database);
  const std::vector<MigrationStatus> all =
      status_of(migrations.directory, History(*database.session, home_of(database, settings)).rows());
  std::vector<Document> list;
  std::size_t open = 0, wrong = 0;
  for (const MigrationStatus& s : all) {
    list.push_back(document_of(s));
    context.out.result(line_of(context.out, s));
    if (is_open(s.state)) ++open;
    if (s.state == MigrationState::Changed || s.state == MigrationState::Missing) ++wrong;
  }
  context.json.set("database", redact(database.name));
  context.json.set("folder", migrations.directory.path);
  context.json.set("migrations", std::move(list));
  context.json.set("pending", open);
  const Integrity integrity = integrity_of(migrations.directory);
  if (!integrity.ok()) context.out.error("the folder is not what plumb.sum says: `plumb check` tells more\n");
  context.out.note(all.empty()         ? std::string("there are no migrations\n")
                   : open + wrong == 0 ? std::string("everything is applied\n")
                                       : fmt::format("{} of {} to run\n", open, all.size()));
  const bool fine = open == 0 && wrong == 0 && integrity.ok() && !migrations.diagnostics.has_errors();
  return fine ? Exit::Done : Exit::Findings;
}

}  // namespace

const CommandSpec& status_command() {
  static const CommandSpec spec{
      .name = "status",
      .summary = "what is applied and what is pending",
      .description =
          "Lists every migration with its state: applied, baseline, pending, out-of-order (pending behind a later one), running\n"
          "(cut off: the next migrate goes on), changed, missing. Changes nothing. Exits with 3 where something is to be done.",
      .options = {},
      .examples =
          "plumb status --url sqlite://dev.db\n"
          "plumb status --env production --json",
      .run = run_status,
  };
  return spec;
}

}  // namespace plumb::cli
