// plumb: one program over libplumb. Whatever ends a command is caught here, once.
#include <fmt/format.h>

#include <csignal>
#include <string>
#include <vector>

#include "plumb/core/base/error.h"
#include "plumb/core/db/url.h"
#include "plumb/tools/plumb/context.h"
#include "plumb/tools/plumb/help.h"

namespace plumb::cli {
namespace {

Exit exit_of(const Error& e) {
  switch (e.code()) {
    case Code::Usage: return Exit::Usage;
    case Code::Refused: return Exit::Refused;
    case Code::Busy: return Exit::Busy;
    case Code::BadSchema:
    case Code::Unsupported:
    case Code::Connection:
    case Code::Statement:
    case Code::Conflict:
    case Code::Internal: return Exit::Failed;
  }
  return Exit::Failed;
}

struct Failure {
  Exit exit = Exit::Failed;
  std::string code, message, statement, sqlstate;
};

void say(Output& out, Document& json, const Failure& failure) {
  Document error;
  error.set("code", failure.code);
  error.set("message", redact(failure.message));
  if (!failure.statement.empty()) error.set("statement", redact(failure.statement));
  if (!failure.sqlstate.empty()) error.set("sqlstate", failure.sqlstate);
  json.set("error", std::move(error));
  out.error(fmt::format("{} {}\n", out.paint(Colour::Red, "plumb:"), failure.message));
}

void finish(Output& out, const Document& body, const CommandSpec* command, Exit exit) {
  if (!out.json) return;
  Document document;
  document.set("format", 1);
  document.set("command", command ? command->name : std::string_view("plumb"));
  document.set("exit", static_cast<int>(exit));
  document.merge(body);
  out.document(document.text());
}

void set_up(Output& out, const Arguments& args) {
  out.quiet = args.has("quiet");
  out.verbose = args.has("verbose");
  out.json = args.has("json");
  out.choose_colours(args.has("no-color"));
}

Exit dispatch(Context& context) {
  const Arguments& args = context.args;
  if (args.has("help") || (args.command == nullptr && !args.has("version"))) {
    context.out.result(args.command ? help_for(*args.command) : general_help());
    context.json.set("help", args.command ? help_for(*args.command) : general_help());
    if (args.has("help")) return Exit::Done;
    return Exit::Usage;
  }
  if (args.has("version")) {
    context.out.result(fmt::format("plumb {}\n", PLUMB_VERSION));
    context.json.set("version", PLUMB_VERSION);
    return Exit::Done;
  }
  return args.command->run(context);
}

int run(const std::vector<std::string>& words) {
  Output out;
  Arguments early;
  Document none;
  Exit exit = Exit::Failed;
  try {
    set_up(out, early);
    Arguments args = parse_arguments(words, early);
    set_up(out, args);
    Context context(std::move(args), out);
    Failure failure;
    try {
      exit = dispatch(context);
    } catch (const Error& e) {
      exit = exit_of(e);
      say(out, context.json, {exit, std::string(name_of(e.code())), e.what(), e.statement(), e.sqlstate()});
    } catch (const std::bad_alloc&) {
      say(out, context.json, {exit, "internal", "there is not enough memory for this", "", ""});
    } catch (const std::exception& e) {
      say(out, context.json,
          {exit, "internal", fmt::format("{}; please report this, it is a mistake of plumb's", e.what()), "", ""});
    }
    finish(out, context.json, context.args.command, exit);
  } catch (const Error& e) {
    set_up(out, early);
    exit = exit_of(e);
    say(out, none, {exit, std::string(name_of(e.code())), e.what(), e.statement(), e.sqlstate()});
    finish(out, none, early.command, exit);
  }
  return static_cast<int>(exit);
}

}  // namespace
}  // namespace plumb::cli

int main(int argc, char** argv) {
  // A closed pipe (`plumb diff | head`) ends the output, not a running migration.
  std::signal(SIGPIPE, SIG_IGN);
  return plumb::cli::run(std::vector<std::string>(argv + 1, argv + argc));
}
