#include <fmt/format.h>

#include <filesystem>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/db/url.h"
#include "plumb/tools/libplumb/flow.h"
#include "plumb/tools/plumb/all_commands.h"
#include "plumb/tools/plumb/context.h"

namespace plumb::cli {
namespace {

Exit run_pull(Context& context) {
  const Settings settings = context.settings();
  const std::string path = context.args.value("output");
  std::error_code failed;
  if (!path.empty() && std::filesystem::exists(path, failed) && !context.args.has("force")) {
    throw Error(Code::Usage, fmt::format("`{}` is there already; --force writes over it", path));
  }
  const Source source =
      context.args.positionals.empty() ? context.database() : Source::named(context.args.positionals[0]);
  const Pulled pulled = pull_schema(source, settings);
  const std::string& sql = pulled.sql;
  context.json.set("source", redact(source.display()));
  if (path.empty()) {
    context.json.set("sql", sql);
    context.out.sql(sql);
  } else {
    write_file(path, sql);
    context.json.set("output", path);
    context.out.note(fmt::format("the schema of {} is in {}\n", source.display(), path));
  }
  context.show_unmanaged(pulled.unmanaged);
  return Exit::Done;
}

}  // namespace

const CommandSpec& pull_command() {
  static const CommandSpec spec{
      .name = "pull",
      .arguments = "[SOURCE]",
      .most = 1,
      .summary = "prints a database's schema as SQL",
      .description =
          "Prints the schema of the database at hand, or of any other source, as SQL that makes it again. What plumb cannot\n"
          "say is listed as comments at the end. Of SQL files it prints what they become on --target.",
      .options =
          {
              {"output", "FILE", "write it there instead", false, 'o'},
              {"force", "", "write over a file that is there"},
          },
      .examples =
          "plumb pull --url sqlite://dev.db\n"
          "plumb pull --url sqlite://dev.db --output schema.sql\n"
          "plumb pull schema.sql --dialect postgres --target sqlite    # what becomes of it there",
      .run = run_pull,
  };
  return spec;
}

}  // namespace plumb::cli
