#include "plumb/tools/plumb/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/tools/plumb/all_commands.h"
#include "plumb/tools/plumb/context.h"

namespace plumb::cli {
namespace {

std::string usage_of(const OptionSpec& o) {
  std::string out = o.letter ? fmt::format("-{}, --{}", o.letter, o.name) : fmt::format("    --{}", o.name);
  if (!o.value.empty()) out += fmt::format(" {}", o.value);
  return out;
}

void list(std::string& out, std::span<const OptionSpec> options) {
  for (const OptionSpec& o : options) {
    out += fmt::format("  {:<28} {}{}\n", usage_of(o), o.help, o.many ? " (many)" : "");
  }
}

constexpr std::string_view kExitCodes =
    "Exit codes:\n"
    "  0 done, or equal with everything understood and compared   3 differences, drift, pending or findings\n"
    "  1 failed                                                   4 refused for a hazard or a policy\n"
    "  2 wrong usage                                              5 the lock or the server did not come in time\n";

Exit run_help(Context& context) {
  const std::vector<std::string>& words = context.args.positionals;
  const CommandSpec* command = words.empty() ? nullptr : find_command(words.front());
  if (!words.empty() && command == nullptr) {
    std::vector<std::string> known;
    for (const CommandSpec* c : commands()) known.emplace_back(c->name);
    const std::string_view near = nearest(words.front(), known);
    throw Error(Code::Usage, fmt::format("there is no command `{}`; {}", visible(words.front()),
                                         near.empty() ? std::string("`plumb --help` lists them")
                                                      : fmt::format("did you mean `{}`?", near)));
  }
  const std::string text = command ? help_for(*command) : general_help();
  context.out.result(text);
  context.json.set("help", text);
  return Exit::Done;
}

}  // namespace

std::string general_help() {
  std::string out =
      "plumb keeps databases true to their schema: you write the schema once, in SQL, and plumb compares, writes, runs\n"
      "and proves the change.\n\n"
      "Start here:\n"
      "  plumb init                                          # plumb.toml, schema.sql, a migrations folder\n"
      "  plumb push --url sqlite://dev.db --schema schema.sql   # make a database equal to the schema, now\n"
      "  plumb diff sqlite://dev.db schema.sql                  # what would change, as SQL\n"
      "  plumb generate add_invoices && plumb migrate           # or as a migration that is reviewed and kept\n\n"
      "Commands:\n";
  for (const CommandSpec* c : commands()) {
    out += fmt::format("  {:<28} {}\n", fmt::format("{} {}", c->name, c->arguments), c->summary);
  }
  out += "\nOptions of every command, in any place:\n";
  list(out, global_options());
  out += "\n";
  out += kExitCodes;
  out += "\n`plumb COMMAND --help` explains one command.\n";
  return out;
}

std::string help_for(const CommandSpec& command) {
  std::string out =
      fmt::format("plumb {}{}{}{}: {}\n\n{}\n", command.name, command.arguments.empty() ? "" : " ", command.arguments,
                  command.options.empty() ? "" : " [options]", command.summary, command.description);
  if (!command.examples.empty()) {
    out += "\nExamples:\n";
    std::string_view rest = command.examples;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      out += fmt::format("  {}\n", rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  if (!command.options.empty()) {
    out += "\nOptions:\n";
    list(out, command.options);
  }
  out += "\nOptions of every command (`plumb --help` explains them):\n ";
  std::size_t width = 1;
  for (const OptionSpec& o : global_options()) {
    const std::string word = fmt::format(" --{}", o.name);
    if (width + word.size() > 98) {
      out += "\n ";
      width = 1;
    }
    out += word;
    width += word.size();
  }
  return out + "\n";
}

const CommandSpec& help_command() {
  static const CommandSpec spec{
      .name = "help",
      .arguments = "[COMMAND]",
      .most = 1,
      .summary = "explains plumb, or one command",
      .description = "The same as `plumb COMMAND --help`.",
      .options = {},
      .examples = "plumb help push",
      .run = run_help,
  };
  return spec;
}

}  // namespace plumb::cli
