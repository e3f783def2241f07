// The one file that knows the command-line library.
#include "plumb/tools/plumb/arguments.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <deque>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"

namespace plumb::cli {
namespace {

bool is_option(std::string_view word) { return word.size() > 1 && word.front() == '-'; }

const OptionSpec* find_global(std::string_view word) {
  for (const OptionSpec& o : global_options()) {
    if (word == fmt::format("--{}", o.name) || (o.letter && word == fmt::format("-{}", o.letter))) return &o;
  }
  return nullptr;
}

/// The first word that is no option and no value of one.
std::size_t command_at(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--") return words.size();
    if (!is_option(words[i])) return i;
    const OptionSpec* option = find_global(words[i]);
    if (option != nullptr && !option->value.empty()) ++i;
  }
  return words.size();
}

std::string meant(std::string_view word, const std::vector<std::string>& known, std::string_view otherwise) {
  const std::string_view near = nearest(word, known);
  return near.empty() ? std::string(otherwise) : fmt::format("did you mean `{}`?", near);
}

[[noreturn]] void unknown_command(const std::string& word) {
  std::vector<std::string> known;
  for (const CommandSpec* c : commands()) known.emplace_back(c->name);
  throw Error(Code::Usage, fmt::format("there is no command `{}`; {}", visible(word),
                                       meant(word, known, "`plumb --help` lists them")));
}

[[noreturn]] void unknown_option(const std::string& word, const CommandSpec* command) {
  std::vector<std::string> known;
  for (const OptionSpec& o : global_options()) known.push_back(fmt::format("--{}", o.name));
  if (command != nullptr) {
    for (const OptionSpec& o : command->options) known.push_back(fmt::format("--{}", o.name));
  }
  const std::string name = word.substr(0, word.find('='));
  const std::string asked = command ? fmt::format("`plumb {}`", command->name) : std::string("plumb");
  throw Error(Code::Usage, fmt::format("{} has no option `{}`; {}", asked, visible(name),
                                       meant(name, known,
                                             fmt::format("`plumb {}{}--help` lists them", command ? command->name : "",
                                                         command ? " " : ""))));
}

/// Every option of the tables in the library's form; values land in `found`.
struct Bound {
  const OptionSpec* spec;
  std::vector<std::string> values;
  CLI::Option* option;
};

void add_options(CLI::App& app, std::span<const OptionSpec> specs, std::deque<Bound>& bound) {
  for (const OptionSpec& spec : specs) {
    Bound& b = bound.emplace_back(Bound{&spec, {}, nullptr});
    std::string names = fmt::format("--{}", spec.name);
    if (spec.letter) names += fmt::format(",-{}", spec.letter);
    if (spec.value.empty()) {
      b.option = app.add_flag(names);
    } else {
      b.option = app.add_option(names, b.values)->allow_extra_args(false)->take_all();
    }
  }
}

void expect_count(const Arguments& args) {
  const CommandSpec& c = *args.command;
  const std::size_t n = args.positionals.size();
  if (args.has("help") || (n >= c.least && n <= c.most)) return;
  if (n > c.most) {
    throw Error(Code::Usage,
                c.most == 0 ? fmt::format("`plumb {}` takes no argument, but there is `{}`", c.name,
                                          visible(args.positionals[0]))
                            : fmt::format("`plumb {}` takes {} {}, but there is also `{}`", c.name, c.most,
                                          c.most == 1 ? "argument" : "arguments", visible(args.positionals[c.most])));
  }
  throw Error(Code::Usage, fmt::format("`plumb {0}` needs {1}: `plumb {0} {1}`; `plumb {0} --help` shows examples",
                                       c.name, c.arguments));
}

}  // namespace

std::string Arguments::value(std::string_view option) const {
  const std::vector<std::string> all = values(option);
  return all.empty() ? std::string() : all.back();
}

std::vector<std::string> Arguments::values(std::string_view option) const {
  auto at = options_.find(std::string(option));
  return at == options_.end() ? std::vector<std::string>() : at->second;
}

void Arguments::add(std::string_view option, std::vector<std::string> values) {
  options_[std::string(option)] = std::move(values);
}

Arguments parse_arguments(const std::vector<std::string>& words, Arguments& early) {
  for (const char* flag : {"json", "quiet", "no-color"}) {
    const std::string word = fmt::format("--{}", flag);
    if (std::find(words.begin(), words.end(), word) != words.end()) early.add(flag, {});
  }
  const std::size_t at = command_at(words);
  Arguments out;
  if (at < words.size()) {
    out.command = find_command(words[at]);
    if (out.command == nullptr) unknown_command(words[at]);
    early.command = out.command;
  }
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::deque<Bound> bound;
  add_options(app, global_options(), bound);
  if (out.command != nullptr) add_options(app, out.command->options, bound);

  std::vector<std::string> rest;  // the library takes them backwards
  for (std::size_t i = words.size(); i-- > 0;) {
    if (i != at) rest.push_back(words[i]);
  }
  try {
    app.parse(rest);
  } catch (const CLI::ParseError& e) {
    const std::string_view what(e.what());
    throw Error(Code::Usage, fmt::format("`{}` needs a value", what.substr(0, what.find(':'))));
  }
  for (const Bound& b : bound) {
    if (b.option->count() != 0) out.add(b.spec->name, b.values);
  }
  const auto dashes = std::find(words.begin(), words.end(), "--");
  const auto behind_dashes = [&](const std::string& word) {
    return std::find(dashes, words.end(), word) != words.end();
  };
  for (const std::string& word : app.remaining()) {
    if (word == "--") continue;
    if (is_option(word) && !behind_dashes(word)) unknown_option(word, out.command);
    out.positionals.push_back(word);
  }
  if (out.command != nullptr) expect_count(out);
  return out;
}

}  // namespace plumb::cli
