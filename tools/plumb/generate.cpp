#include <fmt/format.h>

#include <chrono>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/db/url.h"
#include "plumb/tools/libplumb/summary.h"
#include "plumb/tools/plumb/all_commands.h"
#include "plumb/tools/plumb/context.h"
#include "plumb/tools/plumb/present.h"

namespace plumb::cli {
namespace {

/// Where the folder has no dialect yet: the one of the environment's own database, if that has a folder of its own.
void take_target(Context& context, Settings& settings) {
  if (!settings.target.empty()) return;
  const Chosen& c = context.chosen();
  const bool own_folder = !c.environment.empty() && c.setup.migrations != context.config().base.migrations;
  const bool asked = context.args.has("url");
  if (!c.setup.url || (!own_folder && !asked)) return;
  const Url url = parse_url(Source::url(*c.setup.url).content());
  settings.target = url.flavour;
}

Exit run_generate(Context& context) {
  Settings settings = context.settings();
  take_target(context, settings);
  GenerateRequest request;
  request.folder = context.folder();
  request.name = context.args.positionals[0];
  request.empty = context.args.has("empty");
  request.dry_run = context.args.has("dry-run");
  request.now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  if (!request.empty) request.schema = context.schema();
  const Generated made = generate(request, settings);
  context.show(made.diagnostics);
  context.show_uncompared(made.uncompared);
  if (made.diagnostics.has_errors()) {
    throw Error(Code::BadSchema, fmt::format("{} {}; nothing was written", made.diagnostics.errors(),
                                             made.diagnostics.errors() == 1 ? "error" : "errors"));
  }
  context.document(made.up);
  if (made.path.empty()) {
    context.json.set_null("file");
    context.out.note("nothing to do: the migrations lead to the schema already\n");
    return made.uncompared.empty() ? Exit::Done : Exit::Failed;
  }
  context.json.set("file", made.path);
  context.json.set("version", made.version);
  context.json.set("sql", made.text);
  context.show_plan(made.up);
  if (request.dry_run) {
    context.out.sql(made.text);
  } else {
    context.out.result(made.path + "\n");
    context.out.note(request.empty ? "fill it in, then `plumb check --update` and `plumb migrate`\n"
                                   : "look it through, then `plumb migrate` runs it\n");
  }
  return made.uncompared.empty() ? Exit::Done : Exit::Failed;
}

}  // namespace

const CommandSpec& generate_command() {
  static const CommandSpec spec{
      .name = "generate",
      .arguments = "NAME",
      .least = 1,
      .most = 1,
      .summary = "writes the next migration, up and down",
      .description =
          "Replays the migrations folder, compares that with the schema files, and writes the difference as the next file,\n"
          "YYYYMMDDHHMMSS_name.sql, with `-- migrate:up` and `-- migrate:down`, and with it plumb.sum and plumb.snapshot.sql. No\n"
          "database is asked. The file is plain SQL: read it, change it (`plumb check --update` takes the change in), keep it.\n"
          "It is written in the dialect of the folder (plumb.sum says which); a new folder takes --target, else the dialect of\n"
          "the schema files.",
      .options =
          {
              {"empty", "", "a file without statements, to be written by hand"},
              {"single-transaction", "", "statements that can share a transaction: no CONCURRENTLY"},
              {"dry-run", "", "print it, write nothing"},
          },
      .examples =
          "plumb generate add_invoices\n"
          "plumb generate backfill_totals --empty      # for UPDATE and the like\n"
          "plumb generate add_invoices --target sqlite --dir migrations-sqlite",
      .run = run_generate,
  };
  return spec;
}

}  // namespace plumb::cli
