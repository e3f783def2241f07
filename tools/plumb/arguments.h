// The command line, read by the tables of command.h.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/tools/plumb/command.h"

namespace plumb::cli {

class Arguments {
 public:
  const CommandSpec* command = nullptr;  ///< null where none was named
  std::vector<std::string> positionals;

  bool has(std::string_view option) const { return options_.count(std::string(option)) != 0; }
  /// The last value given; empty where there is none.
  std::string value(std::string_view option) const;
  std::vector<std::string> values(std::string_view option) const;
  void add(std::string_view option, std::vector<std::string> values);

 private:
  std::map<std::string, std::vector<std::string>> options_;
};

/// Throws Error(Usage) for a command or option that there is not, with what was meant, and for missing values
/// and too many or too few arguments. `early` is filled as far as it got, so that the failure can be shown as asked
/// for (--json, --quiet).
Arguments parse_arguments(const std::vector<std::string>& words, Arguments& early);

}  // namespace plumb::cli
