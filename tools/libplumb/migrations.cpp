#include "plumb/tools/libplumb/migrations.h"

#include <fmt/format.h>

#include <filesystem>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/plan/make_plan.h"
#include "plumb/core/sql/writer.h"
#include "plumb/tools/libplumb/read.h"
#include "plumb/tools/libplumb/registry.h"

namespace plumb {
namespace {

namespace fs = std::filesystem;

std::string flavour_of(const std::string& typed) { return flavour_named(typed.substr(0, typed.find('@'))); }

/// The folder's own flavour, on the version that was asked for where it is of that flavour.
Target target_for(const std::string& flavour, const Settings& settings) {
  if (!settings.target.empty() && flavour_of(settings.target) == flavour) return offline_target(settings.target);
  return offline_target(flavour);
}

}  // namespace

Migrations open_migrations(const std::string& path, const Settings& settings, FolderState state) {
  Migrations out;
  out.directory.path = path;
  std::error_code failed;
  const bool has_sums = is_migrations_directory(path);
  if (!has_sums && state == FolderState::Whole) {
    if (!fs::is_directory(path, failed)) {
      throw Error(Code::Usage,
                  fmt::format("there is no migrations folder `{}`; `plumb generate NAME` makes it with the "
                              "first migration, --dir names another one",
                              path));
    }
    throw Error(Code::Usage, fmt::format("the folder `{}` has no {}; `plumb check --update` writes it from the files",
                                         path, kSumsFile));
  }
  std::string flavour;
  const bool repair = state == FolderState::ToBeRepaired;
  if (has_sums) flavour = repair ? read_sums_flavour(path) : read_sums(path).flavour;
  if (!flavour.empty()) {
    flavour = flavour_named(flavour);
  } else if (!settings.target.empty()) {
    flavour = flavour_of(settings.target);
  } else if (!settings.dialect.empty()) {
    flavour = flavour_of(settings.dialect);
  } else {
    throw Error(Code::Usage,
                fmt::format("in which dialect are the migrations in `{}` to be written? Say it with --target "
                            "or --dialect, or in plumb.toml",
                            path));
  }
  out.written_for = target_for(flavour, settings);
  if (fs::is_directory(path, failed)) {
    out.directory = read_directory(path, out.written_for.syntax, out.diagnostics, !repair);
  }
  out.directory.sums.flavour = flavour;
  return out;
}

void expect_integrity(const MigrationsDirectory& directory) {
  const Integrity found = integrity_of(directory);
  if (found.ok()) return;
  std::string text = fmt::format("`{}` is not what {} says:", directory.path, kSumsFile);
  const auto list = [&](const std::vector<std::string>& names, std::string_view what) {
    for (const std::string& name : names) text += fmt::format("\n  `{}` {}", name, what);
  };
  list(found.changed, "was edited");
  list(found.missing, "is missing");
  list(found.unlisted, "is not in it");
  text += "\nwhere that is meant, `plumb check --update` takes the files as they are";
  throw Error(Code::Conflict, std::move(text));
}

void expect_same_dialect(const Migrations& migrations, const Database& database) {
  if (migrations.written_for.dialect == database.target.dialect) return;
  throw Error(
      Code::Usage,
      fmt::format("the migrations in `{0}` are written in {1}, but `{2}` is {3}: give it a folder of its own "
                  "(`migrations = \"migrations-{3}\"` below its [env.…] in plumb.toml, or --dir) and write its files "
                  "with `plumb generate NAME`; or bring it to the schema without migrations by `plumb push`",
                  migrations.directory.path, migrations.written_for.flavour, database.name, database.target.flavour));
}

Schema replayed(const Migrations& migrations, const Settings& settings, const Target& target, Diagnostics& diagnostics,
                const std::string& version) {
  Diagnostics found = migrations.diagnostics;
  Schema out;
  if (!found.has_errors()) {
    sql::Reading reading = replay(migrations.directory, migrations.written_for, settings.skip_unknown, found, version);
    if (!found.has_errors()) {
      out = dialect_for(target.dialect).canonical(std::move(reading.schema), target, found);
    }
  }
  diagnostics.absorb(std::move(found));
  return out;
}

void write_sums_and_snapshot(Migrations& migrations, const Schema& schema) {
  MigrationsDirectory& directory = migrations.directory;
  directory.sums = sums_of(directory);
  const fs::path folder(directory.path);
  const std::string chain = directory.sums.chain();
  const std::string last = directory.files.empty() ? std::string("0") : directory.files.back().version;
  directory.snapshot =
      print(SnapshotMark{last, chain.empty() ? "-" : chain}) + "\n" + sql::write(schema, migrations.written_for.syntax);
  write_file((folder / kSumsFile).string(), print(directory.sums));
  write_file((folder / kSnapshotFile).string(), *directory.snapshot);
}

void update_folder(Migrations& migrations, const Settings& settings) {
  Diagnostics found;
  const Schema schema = replayed(migrations, settings, migrations.written_for, found);
  if (found.has_errors()) throw findings_error(found, fmt::format("`{}`", migrations.directory.path));
  write_sums_and_snapshot(migrations, schema);
}

}  // namespace plumb
