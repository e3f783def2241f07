#include <fmt/format.h>

#include <filesystem>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/migrate/checksums.h"
#include "plumb/tools/libplumb/registry.h"
#include "plumb/tools/plumb/all_commands.h"
#include "plumb/tools/plumb/context.h"

namespace plumb::cli {
namespace {

namespace fs = std::filesystem;

std::string toml(const std::string& flavour) {
  const bool local = flavour == "sqlite";
  std::string out = fmt::format(
      "# plumb: `plumb --help` says what can be done, `plumb COMMAND --help` how.\n"
      "dialect = \"{}\"                # what the SQL files are written in\n"
      "schema = [\"schema.sql\"]            # files or folders: the schema as it is wanted\n"
      "migrations = \"migrations\"\n"
      "order = \"strict\"                   # \"any\" runs migrations that arrive late\n"
      "# exclude = [\"tmp_*\"]               # tables that plumb leaves alone\n"
      "# copy_limit = 100_000              # rows; a push that writes a larger table anew is refused\n"
      "\n"
      "[env.dev]\n"
      "url = \"sqlite://dev.db\"\n",
      flavour);
  if (!local) {
    out +=
        "# `plumb push` makes the local database from schema.sql, whatever its dialect. A history of its own:\n"
        "# migrations = \"migrations-sqlite\"\n";
  }
  out +=
      "\n[env.production]\nurl = \"${DATABASE_URL}\"\nprotected = true                   # nothing destructive without --env "
      "production --yes\nlock_timeout = \"3s\"\n";
  return out;
}

std::string sample_schema() {
  return "-- The schema as it is wanted, in SQL. `plumb push` makes the database equal to it.\n"
         "--\n"
         "-- CREATE TABLE users (\n"
         "--   id integer PRIMARY KEY,\n"
         "--   email text NOT NULL UNIQUE\n"
         "-- );\n";
}

std::string sample_env(const std::string& flavour) {
  const std::string url = flavour == "sqlite" ? "sqlite:///var/lib/app/app.db"
                                              : fmt::format("{}://user:password@localhost:{}/app", flavour,
                                                            flavour == "postgres" ? 5432
                                                            : flavour == "tidb"   ? 4000
                                                                                  : 3306);
  return fmt::format("# Copy to .env and fill in; .env stays out of version control.\nDATABASE_URL={}\n", url);
}

Exit run_init(Context& context) {
  std::string flavour = "sqlite";
  std::string schema = sample_schema();
  if (context.args.has("from")) {
    const Source source = Source::named(context.args.value("from"));
    Settings settings;
    settings.dialect = context.args.has("dialect") ? flavour_named(context.args.value("dialect")) : "";
    if (source.is_database()) flavour = open_database(source, Access::Read, settings.lock_timeout).target.flavour;
    schema = pull(source, settings);
  }
  if (context.args.has("dialect")) flavour = flavour_named(context.args.value("dialect"));

  const std::string sums = (fs::path("migrations") / kSumsFile).string();
  const std::vector<std::pair<std::string, std::string>> files{
      {"plumb.toml", toml(flavour)},
      {"schema.sql", schema},
      {sums, print(Sums{flavour, {}})},
      {".env.example", sample_env(flavour)},
  };
  std::vector<std::string> there, written, kept;
  std::error_code failed;
  for (const auto& [path, text] : files) {
    const bool is_there = fs::exists(path, failed);
    // A schema that is there is what the user starts from.
    const bool keep = is_there && path == "schema.sql" && !context.args.has("from");
    if (is_there && !keep) there.push_back("`" + path + "`");
    (keep ? kept : written).push_back(path);
  }
  if (!there.empty()) {
    throw Error(Code::Usage,
                fmt::format("{} {} there already; plumb writes over nothing, so move {} away first", join(there, ", "),
                            there.size() == 1 ? "is" : "are", there.size() == 1 ? "it" : "them"));
  }
  fs::create_directories("migrations", failed);
  if (failed)
    throw Error(Code::Usage, fmt::format("the folder `migrations` cannot be made: {}", lower(failed.message())));
  for (const auto& [path, text] : files) {
    const bool keep = !kept.empty() && path == kept.front();
    if (!keep) write_file(path, text);
    context.out.result(fmt::format("{} {}\n", keep ? "kept" : "wrote", path));
  }
  context.json.set("kept", kept);
  context.json.set("files", written);
  context.json.set("dialect", flavour);
  context.out.note(kept.empty() && !context.args.has("from")
                       ? "next: write the schema into schema.sql, then `plumb push`\n"
                       : "next: `plumb diff` shows what `plumb push` would do\n");
  return Exit::Done;
}

}  // namespace

const CommandSpec& init_command() {
  static const CommandSpec spec{
      .name = "init",
      .summary = "writes plumb.toml, a schema and a migrations folder",
      .description =
          "Writes plumb.toml, schema.sql, migrations/ and .env.example into the working folder. Nothing is written over.",
      .options = {{"from", "URL", "start from the schema of this database"}},
      .examples = "plumb init --dialect postgres\nplumb init --from sqlite://app.db",
      .run = run_init,
  };
  return spec;
}

}  // namespace plumb::cli
