// The program as a user runs it, where PLUMB_PROGRAM says that it was built.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace plumb::test {

/// Begins `plumb ARGUMENTS…` in the root folder, with nothing to read; what it says goes nowhere, or into a file.
pid_t start_plumb(const std::vector<std::string>& arguments, const std::string& log = "/dev/null");
/// Its exit code; 128 and more where a signal ended it.
int wait_for(pid_t child);

struct Said {
  std::string text;  ///< both streams together
  int exit = -1;
  bool has(std::string_view words) const { return text.find(words) != std::string::npos; }
};
Said plumb_says(const std::vector<std::string>& arguments);

/// What it says where it fails; empty where it does not.
std::string failure_of_plumb(const std::vector<std::string>& arguments);

}  // namespace plumb::test
