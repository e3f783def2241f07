#include <fmt/format.h>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/db/url.h"
#include "plumb/tools/libplumb/summary.h"
#include "plumb/tools/plumb/all_commands.h"
#include "plumb/tools/plumb/context.h"
#include "plumb/tools/plumb/present.h"

namespace plumb::cli {
namespace {

struct Pair {
  Source from, to;
};

/// Two arguments are from and to; one is to, from the database at hand; none compares that with the schema.
Pair sources(Context& context) {
  const std::vector<std::string>& words = context.args.positionals;
  if (words.size() == 2) {
    if (words[0] == "-" && words[1] == "-") throw Error(Code::Usage, "standard input can be read only once");
    return {Source::named(words[0]), Source::named(words[1])};
  }
  return {context.database(), words.empty() ? context.schema() : Source::named(words[0])};
}

std::string script(const Comparison& c, bool plain) {
  std::string out;
  if (!plain) {
    out =
        fmt::format("-- from {} to {} on {} {}: {}\n", visible(redact(c.from)), visible(redact(c.to)), c.target.flavour,
                    c.target.version_text.empty() ? c.target.version.text() : c.target.version_text, counted(c.plan));
  }
  return out + script_of(c.plan, {.plain = plain});
}

Exit run_diff(Context& context) {
  const Settings settings = context.settings();
  const Pair pair = sources(context);
  const Comparison c = compare(pair.from, pair.to, settings);
  context.json.set("from", redact(c.from));
  context.json.set("to", redact(c.to));
  context.json.set("target", document_of(c.target));
  context.show(c.diagnostics);
  context.show_uncompared(c.uncompared);
  if (!c.ok()) {
    throw Error(Code::BadSchema, fmt::format("{} {}; nothing is proposed", c.diagnostics.errors(),
                                             c.diagnostics.errors() == 1 ? "error" : "errors"));
  }
  context.json.set("equal", c.equal());
  context.document(c.plan);
  const bool lines = !c.plan.empty() && context.args.has("summary");
  if (!lines) {
    for (const std::string& note : c.plan.notes) context.out.note(fmt::format("note: {}\n", visible(note)));
    context.show_unmanaged(c.plan.unmanaged);
  }
  if (context.args.has("out")) {
    write_file(context.args.value("out"), to_json(c.plan));
    context.out.note(fmt::format("the plan is in {}: `plumb push --plan {}` runs exactly it\n",
                                 context.args.value("out"), context.args.value("out")));
  }
  if (c.plan.empty()) {
    context.out.note("no difference\n");
  } else if (lines) {
    context.show_plan(c.plan);
    context.out.result(counted(c.plan) + "\n");
  } else {
    context.out.sql(script(c, context.args.has("plain")));
  }
  if (!c.uncompared.empty()) {
    context.out.error("not everything was compared, so this is no proof of equality\n");
    return c.plan.empty() || !context.args.has("exit-code") ? Exit::Failed : Exit::Findings;
  }
  return !c.plan.empty() && context.args.has("exit-code") ? Exit::Findings : Exit::Done;
}

}  // namespace

const CommandSpec& diff_command() {
  static const CommandSpec spec{
      .name = "diff",
      .arguments = "[FROM] [TO]",
      .most = 2,
      .summary = "what leads from one schema to another, as SQL",
      .description =
          "Compares any two sources: an SQL file, a folder of them, a migrations folder, a database, or - for standard\n"
          "input, and prints the SQL that turns FROM into TO, fit to be piped into the database's shell. With one source\n"
          "FROM is the database at hand, with none TO is the schema of plumb.toml. Nothing is ever changed.\n"
          "The plan is for the server of FROM where that is a database, else of TO, else for --target, else for --dialect.",
      .options =
          {
              {"exit-code", "", "exit 3 where there is a difference"},
              {"plain", "", "SQL only, no comments"},
              {"summary", "", "a line for each change instead of SQL"},
              {"single-transaction", "", "the plan of `plumb push --single-transaction`"},
              {"out", "FILE", "write the plan as JSON too, for `plumb push --plan`"},
          },
      .examples =
          "plumb diff sqlite://dev.db schema.sql            # what push would do\n"
          "plumb diff schema.sql sqlite://dev.db            # the other way round\n"
          "plumb diff migrations schema.sql --exit-code     # in CI: does a migration lack?\n"
          "plumb diff old.sql new.sql --dialect sqlite | sqlite3 -bail dev.db\n"
          "plumb diff mysql:dump.sql schema.sql --target sqlite\n"
          "git show main:schema.sql | plumb diff - schema.sql",
      .run = run_diff,
  };
  return spec;
}

}  // namespace plumb::cli
