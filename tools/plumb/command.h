// A command as data: what it takes, what its help says, and the function that does it. Parsing, help,
// completion and "did you mean" all read the same tables.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace plumb::cli {

class Context;

struct OptionSpec {
  std::string_view name;   ///< without the dashes
  std::string_view value;  ///< what stands for its value in the help; empty: a flag
  std::string_view help;
  bool many = false;  ///< may be given several times
  char letter = 0;
};

enum class Exit : int { Done = 0, Failed = 1, Usage = 2, Findings = 3, Refused = 4, Busy = 5 };

struct CommandSpec {
  std::string_view name;
  std::string_view arguments;       ///< "FROM TO", "[NAME]"
  std::size_t least = 0, most = 0;  ///< how many of them
  std::string_view summary;         ///< one line, in the list of commands
  std::string_view description;     ///< a paragraph or two
  std::vector<OptionSpec> options;  ///< its own, beside the global ones
  std::string_view examples;        ///< each line an example, with a comment behind `#`
  Exit (*run)(Context&) = nullptr;
};

/// In the order in which a newcomer meets them.
std::span<const CommandSpec* const> commands();
const CommandSpec* find_command(std::string_view name);
std::span<const OptionSpec> global_options();

}  // namespace plumb::cli
