#include "plumb/tools/plumb/running.h"

#include <fmt/format.h>

#include <charconv>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/tools/plumb/present.h"

namespace plumb::cli {

MigrateOptions migrate_options(Context& context, const Settings& settings) {
  MigrateOptions out;
  const Arguments& args = context.args;
  out.to = args.value("to");
  if (args.has("steps")) {
    if (args.has("to")) throw Error(Code::Usage, "--to and --steps are two ways to say the same: give one");
    const std::string text = args.value("steps");
    std::size_t steps = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), steps);
    if (failed != std::errc() || end != text.data() + text.size() || steps == 0) {
      throw Error(Code::Usage, fmt::format("--steps needs a number of migrations, not `{}`", visible(text)));
    }
    out.steps = steps;
  }
  const std::string order = args.has("order") ? args.value("order") : context.chosen().setup.order.value_or("strict");
  if (order != "strict" && order != "any") {
    throw Error(Code::Usage, fmt::format("--order is strict or any, not `{}`", visible(order)));
  }
  out.order = order == "any" ? MigrationOrder::Any : MigrationOrder::Strict;
  out.plumb_version = PLUMB_VERSION;
  out.single_transaction = settings.single_transaction;
  out.scope = settings.scope;
  out.run.lock_timeout = settings.lock_timeout;
  out.run.statement_timeout = settings.statement_timeout;
  out.run.progress = settings.progress;
  out.run.takes_interrupts = settings.takes_interrupts;
  out.starting = [&context](const MigrationFile& file, bool late) {
    context.out.progress(file.name + " …");
    if (late) context.out.note(fmt::format("{} runs out of order: a later version is applied already\n", file.name));
  };
  out.finished = [&context](const HistoryRow& row) {
    const bool up = row.state == HistoryState::Applied;
    context.out.result(fmt::format("{} {} ({} {}, {} ms)\n", up ? "applied" : "rolled back", row.name, row.statements,
                                   row.statements == 1 ? "statement" : "statements", row.duration_ms));
  };
  return out;
}

void report_rows(Context& context, const std::vector<HistoryRow>& rows) {
  std::vector<Document> list;
  for (const HistoryRow& row : rows) list.push_back(document_of(row));
  context.json.set("migrations", std::move(list));
}

}  // namespace plumb::cli
