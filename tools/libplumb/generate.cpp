// The next migration: up from the plan, down from the plan of the way back.
#include <fmt/format.h>

#include <filesystem>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/plan/make_plan.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/tools/libplumb/migrations.h"
#include "plumb/tools/libplumb/read.h"
#include "plumb/tools/libplumb/registry.h"
#include "plumb/tools/libplumb/summary.h"

namespace plumb {
namespace {

namespace fs = std::filesystem;

std::string section(std::string_view which, const Plan& plan, const std::string& lead) {
  std::string out = fmt::format("-- migrate:{}{}\n", which, needs_own_transactions(plan) ? " transaction:false" : "");
  out += lead;
  return out + script_of(plan, {.plain = false, .section = true});
}

/// What the way down cannot bring back.
std::string losses(const Plan& up) {
  std::string out;
  for (const Danger& d : dangers_of(up)) {
    if (d.hazard == Hazard::DeletesData) {
      out +=
          fmt::format("-- not brought back: the data of {} (up {})\n", visible(d.object.display()), visible(d.reason));
    }
  }
  return out;
}

std::string empty_file() {
  return "-- migrate:up\n"
         "-- SQL that makes the change; it runs in one transaction (`transaction:false` behind migrate:up: without)\n\n"
         "-- migrate:down\n"
         "-- SQL that takes it back\n";
}

/// The new file must lead from what is there to what is wanted, in our own reader's eyes.
void prove(const Migrations& migrations, const MigrationFile& file, const Schema& want, const Settings& settings) {
  Diagnostics found;
  Migrations with = migrations;
  MigrationFile copy = file;
  copy.source = with.diagnostics.add_source(copy.name, copy.text);
  Diagnostics sections;
  find_sections(copy, sections);
  if (sections.has_errors()) {
    throw Error(
        Code::Unsupported,
        "a name or text in the schema holds a line that reads like `-- migrate:`; a migration file cannot hold it");
  }
  with.directory.files.push_back(std::move(copy));
  with.directory.snapshot = migrations.directory.snapshot;
  const Schema reached = replayed(with, settings, migrations.written_for, found);
  std::vector<Change> rest;
  if (!found.has_errors()) rest = changes_between(reached, want, migrations.written_for, settings.scope, found);
  if (!found.has_errors() && rest.empty()) return;
  std::string text =
      "the migration that plumb wrote does not lead to the schema when it is read again; nothing was written";
  for (const ChangeLine& line : change_lines(rest)) {
    text += fmt::format("\n  {} {}", line.sign, visible(line.text));
    for (const std::string& detail : line.details) text += ": " + visible(detail);
  }
  if (found.has_errors()) text += "\n" + found.render();
  text += "\nplease report this: it is a mistake of plumb's";
  throw Error(Code::Internal, std::move(text));
}

void make_folder(const std::string& path) {
  std::error_code failed;
  fs::create_directories(path, failed);
  if (failed) {
    throw Error(Code::Usage,
                fmt::format("the migrations folder `{}` cannot be made: {}", path, lower(failed.message())));
  }
}

}  // namespace

Generated generate(const GenerateRequest& request, const Settings& settings) {
  Generated out;
  const std::string title = file_title(request.name);
  Migrations migrations = open_migrations(request.folder, settings, FolderState::MayBeNew);
  MigrationsDirectory& directory = migrations.directory;
  if (!settings.target.empty()) {
    const std::string asked = flavour_named(settings.target.substr(0, settings.target.find('@')));
    if (dialect_for(asked).name() != migrations.written_for.dialect) {
      throw Error(Code::Usage,
                  fmt::format("the migrations in `{0}` are written in {1}: give {2} a folder of its own "
                              "(`migrations = \"migrations-{2}\"` below its [env.…] in plumb.toml, or --dir)",
                              directory.path, migrations.written_for.flavour, asked));
    }
  }
  if (migrations.diagnostics.has_errors()) {
    out.diagnostics = std::move(migrations.diagnostics);
    return out;
  }
  expect_integrity(directory);
  const Target& target = migrations.written_for;

  Schema want;
  const Schema have = replayed(migrations, settings, target, out.diagnostics);
  if (request.empty) {
    want = have;
  } else {
    ReadSchema read = read_schema(request.schema, settings, target, out.diagnostics);
    want = std::move(read.schema);
    out.uncompared = std::move(read.uncompared);
  }
  if (out.diagnostics.has_errors()) return out;
  if (!request.empty) {
    const Dialect& dialect = dialect_for(target.dialect);
    out.up = make_plan(have, want, dialect, target, settings.scope, out.diagnostics, settings.single_transaction);
    if (out.diagnostics.has_errors() || out.up.empty()) return out;
    Diagnostics back;
    out.down = reverse_plan(have, want, out.up, target, settings.scope, back, settings.single_transaction);
    if (back.has_errors()) {
      out.down = {};
      out.diagnostics.warning("no-way-back",
                              "plumb cannot write the way back of this change; write `-- migrate:down` by hand");
    }
    out.text = section("up", out.up, "") + "\n" + section("down", out.down, losses(out.up));
  } else {
    out.text = empty_file();
  }

  MigrationFile file;
  file.version = out.version = next_version(directory, request.now);
  file.title = title;
  file.name = fmt::format("{}_{}.sql", file.version, title);
  file.path = out.path = (fs::path(directory.path) / file.name).string();
  file.text = out.text;
  prove(migrations, file, want, settings);
  if (request.dry_run) return out;

  make_folder(directory.path);
  write_file(file.path, file.text);
  file.checksum = sql::token_checksum(file.text, target.syntax);
  file.source = migrations.diagnostics.add_source(file.path, file.text);
  find_sections(file, migrations.diagnostics);
  directory.files.push_back(std::move(file));
  write_sums_and_snapshot(migrations, want);
  return out;
}

}  // namespace plumb
