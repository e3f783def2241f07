#include <fmt/format.h>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/tools/libplumb/flow.h"
#include "plumb/tools/libplumb/gates.h"
#include "plumb/tools/libplumb/summary.h"
#include "plumb/tools/plumb/all_commands.h"
#include "plumb/tools/plumb/context.h"
#include "plumb/tools/plumb/present.h"

namespace plumb::cli {
namespace {

std::vector<Danger> deletions(const Plan& plan) {
  std::vector<Danger> out = dangers_of(plan);
  std::erase_if(out, [](const Danger& d) { return d.hazard != Hazard::DeletesData; });
  return out;
}

bool ask(Context& context, const std::vector<Danger>& dangers) {
  if (!context.out.asks()) return false;
  std::string question = "this deletes data:\n";
  for (const Danger& d : dangers) question += fmt::format("  {}\n", visible(d.reason));
  return context.out.confirm(question + "go on? Type yes: ");
}

Settings settings_of(Context& context) {
  Settings s = context.settings();
  s.planned = [&context](const Report& report) {
    context.show(report.diagnostics);
    context.show_uncompared(report.uncompared);
    if (report.diagnostics.has_errors()) return;
    context.document(report.plan);
    context.show_plan(report.plan);
    context.guard(deletions(report.plan), "this push");
    if (report.plan.empty()) return;
    if (context.out.verbose) context.out.note(script_of(report.plan));
  };
  s.confirm = [&context](const Plan&, const std::vector<Danger>& dangers) { return ask(context, dangers); };
  return s;
}

Report run_it(Context& context, const Settings& settings) {
  if (!context.args.has("plan")) return run_push(context.database(), context.schema(), settings);
  if (!context.args.values("schema").empty()) {
    throw Error(Code::Usage, "--plan runs exactly its plan, so --schema has no meaning beside it");
  }
  const std::string path = context.args.value("plan");
  Plan plan;
  try {
    plan = plan_from_json(read_text_file(path));
  } catch (Error& e) {
    e.while_doing(path);
    throw;
  }
  return push(context.database(), plan, settings);
}

Exit run_push_command(Context& context) {
  const Settings settings = settings_of(context);
  const Report report = run_it(context, settings);
  if (report.diagnostics.has_errors()) {
    throw Error(Code::BadSchema, fmt::format("{} {}; nothing was done", report.diagnostics.errors(),
                                             report.diagnostics.errors() == 1 ? "error" : "errors"));
  }
  context.json.set("dry_run", report.dry_run);
  context.json.set("steps_run", report.steps_run);
  context.json.set("duration_ms", static_cast<std::int64_t>(report.duration.count()));
  if (report.plan.empty()) {
    context.out.result("nothing to do: the database is what the schema says\n");
  } else if (report.dry_run) {
    context.out.sql(script_of(report.plan, {.plain = context.args.has("plain")}));
    context.out.note(fmt::format("{} to run; nothing was changed\n", counted(report.plan)));
  } else {
    context.out.result(fmt::format("{} done in {} ms\n", counted(report.plan), report.duration.count()));
  }
  return report.uncompared.empty() ? Exit::Done : Exit::Failed;
}

}  // namespace

const CommandSpec& push_command() {
  static const CommandSpec spec{
      .name = "push",
      .summary = "makes a database equal to the schema, now",
      .description =
          "Compares the database with the schema, shows what it will do, refuses what deletes data unless that is allowed\n"
          "(or confirmed at a terminal), asks the rows whether every step will hold, runs under the lock in a transaction, and\n"
          "proves the result. What ran is noted in the table plumb_history. --dry-run prints the SQL and changes nothing.\n"
          "On PostgreSQL tables that stand are changed in several transactions, so that readers and writers go on, and an index\n"
          "is built CONCURRENTLY, in none. With --single-transaction all of it is one: everything or nothing, and whoever uses\n"
          "these tables waits until it is over. MySQL, TiDB and MariaDB commit each statement by itself, so there it is refused.",
      .options =
          {
              {"dry-run", "", "print the SQL, change nothing"},
              {"plain", "", "with --dry-run: SQL only, no comments"},
              {"allow", "HAZARD[:OBJECT]", "deletes-data, deletes-data:users.name, all", true},
              {"plan", "FILE", "run exactly the plan of `plumb diff --out FILE`"},
              {"yes", "", "with --env: destructive steps in a protected environment"},
              {"paranoid", "", "every check there is, whatever it costs"},
              {"lock-timeout", "TIME", "how long to wait for the lock: 3s, 500ms"},
              {"single-transaction", "", "all or nothing: no CONCURRENTLY, tables locked to the end (PostgreSQL)"},
              {"statement-timeout", "TIME", "how long a statement may keep others waiting (PostgreSQL, MariaDB)"},
              {"alter-wrapper", "COMMAND",
               "changes tables above copy_limit instead (MySQL, MariaDB): gh-ost … {TABLE} …"},
          },
      .examples =
          "plumb push --url sqlite://dev.db --schema schema.sql\n"
          "plumb push --dry-run                              # database and schema of plumb.toml\n"
          "plumb push --allow deletes-data:users.nickname    # yes, drop that column\n"
          "plumb push --single-transaction                   # PostgreSQL: everything or nothing\n"
          "plumb push --alter-wrapper 'online-change {SCHEMA} {TABLE} {CLAUSES}'\n"
          "plumb diff sqlite://app.db schema.sql --out plan.json && plumb push --url sqlite://app.db --plan plan.json",
      .run = run_push_command,
  };
  return spec;
}

}  // namespace plumb::cli
