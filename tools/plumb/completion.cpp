#include <fmt/format.h>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/tools/plumb/all_commands.h"
#include "plumb/tools/plumb/context.h"

namespace plumb::cli {
namespace {

std::string options_line(std::span<const OptionSpec> options) {
  std::string out;
  for (const OptionSpec& o : options) out += fmt::format("{}--{}", out.empty() ? "" : " ", o.name);
  return out;
}

std::string command_names() {
  std::string out;
  for (const CommandSpec* c : commands()) out += fmt::format("{}{}", out.empty() ? "" : " ", c->name);
  return out;
}

std::string bash() {
  std::string out =
      "# plumb completion for bash: eval \"$(plumb completion bash)\"\n"
      "_plumb() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command= i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    case ${COMP_WORDS[i]} in\n"
      "      -*) ;;\n";
  out += fmt::format("      {}) command=${{COMP_WORDS[i]}}; break ;;\n", replace_all(command_names(), " ", "|"));
  out +=
      "    esac\n"
      "  done\n"
      "  case $previous in\n"
      "    --dialect|--target) COMPREPLY=($(compgen -W 'postgres mysql tidb mariadb sqlite' -- \"$word\")); return ;;\n"
      "    --schema|--dir|--config|--output|--out|--plan|--url) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n"
      "  esac\n"
      "  if [[ -z $command && $word != -* ]]; then\n";
  out += fmt::format("    COMPREPLY=($(compgen -W '{}' -- \"$word\")); return\n", command_names());
  out += "  fi\n";
  out += fmt::format("  local options='{}'\n  case $command in\n", options_line(global_options()));
  for (const CommandSpec* c : commands()) {
    if (!c->options.empty()) out += fmt::format("    {}) options+=' {}' ;;\n", c->name, options_line(c->options));
  }
  out +=
      "  esac\n"
      "  if [[ $word == -* ]]; then\n"
      "    COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
      "  else\n"
      "    COMPREPLY=($(compgen -f -- \"$word\"))\n"
      "  fi\n"
      "}\n"
      "complete -o filenames -F _plumb plumb\n";
  return out;
}

std::string quoted(std::string_view text) { return replace_all(text, "'", "'\\''"); }

/// Brackets and colons are syntax in zsh's specifications.
std::string zsh_text(std::string_view text) {
  return quoted(replace_all(replace_all(replace_all(text, "[", "\\["), "]", "\\]"), ":", "\\:"));
}

std::string zsh_option(const OptionSpec& o) {
  const std::string value = o.value.empty() ? "" : fmt::format(":{}:_files", zsh_text(lower(o.value)));
  return fmt::format("'{}--{}[{}]{}'", o.many ? "*" : "", o.name, zsh_text(o.help), value);
}

std::string zsh() {
  std::string out =
      "#compdef plumb\n"
      "# plumb completion for zsh: plumb completion zsh > \"${fpath[1]}/_plumb\"\n"
      "_plumb() {\n"
      "  local -a commands options\n"
      "  commands=(\n";
  for (const CommandSpec* c : commands()) out += fmt::format("    '{}:{}'\n", c->name, zsh_text(c->summary));
  out += "  )\n  options=(\n";
  for (const OptionSpec& o : global_options()) out += fmt::format("    {}\n", zsh_option(o));
  out +=
      "  )\n"
      "  case ${words[(r)(" +
      replace_all(command_names(), " ", "|") +
      ")]} in\n"
      "    '') _arguments $options '1:command:->command'; [[ $state == command ]] && _describe command commands; return ;;\n";
  for (const CommandSpec* c : commands()) {
    if (c->options.empty()) continue;
    out += fmt::format("    {}) options+=(\n", c->name);
    for (const OptionSpec& o : c->options) out += fmt::format("      {}\n", zsh_option(o));
    out += "    ) ;;\n";
  }
  out +=
      "  esac\n"
      "  _arguments $options '*:file:_files'\n"
      "}\n"
      "compdef _plumb plumb\n";
  return out;
}

void fish_options(std::string& out, std::span<const OptionSpec> options, std::string_view condition) {
  for (const OptionSpec& o : options) {
    out += fmt::format("complete -c plumb{}{} -l {}{} -d '{}'\n", condition,
                       o.letter ? fmt::format(" -s {}", o.letter) : "", o.name, o.value.empty() ? "" : " -r",
                       replace_all(o.help, "'", "\\'"));
  }
}

std::string fish() {
  std::string out = "# plumb completion for fish: plumb completion fish > ~/.config/fish/completions/plumb.fish\n";
  for (const CommandSpec* c : commands()) {
    out += fmt::format("complete -c plumb -n __fish_use_subcommand -f -a {} -d '{}'\n", c->name,
                       replace_all(c->summary, "'", "\\'"));
  }
  fish_options(out, global_options(), "");
  for (const CommandSpec* c : commands()) {
    fish_options(out, c->options, fmt::format(" -n '__fish_seen_subcommand_from {}'", c->name));
  }
  return out;
}

Exit run_completion(Context& context) {
  const std::string& shell = context.args.positionals[0];
  std::string text;
  if (shell == "bash") {
    text = bash();
  } else if (shell == "zsh") {
    text = zsh();
  } else if (shell == "fish") {
    text = fish();
  } else {
    throw Error(Code::Usage, fmt::format("there is completion for bash, zsh and fish, not for `{}`", visible(shell)));
  }
  context.json.set("script", text);
  context.out.result(text);
  return Exit::Done;
}

}  // namespace

const CommandSpec& completion_command() {
  static const CommandSpec spec{
      .name = "completion",
      .arguments = "SHELL",
      .least = 1,
      .most = 1,
      .summary = "prints the completion script for bash, zsh or fish",
      .description = "Prints a script that teaches the shell plumb's commands and options.",
      .options = {},
      .examples =
          "eval \"$(plumb completion bash)\"\n"
          "plumb completion zsh > \"${fpath[1]}/_plumb\"\n"
          "plumb completion fish > ~/.config/fish/completions/plumb.fish",
      .run = run_completion,
  };
  return spec;
}

}  // namespace plumb::cli
