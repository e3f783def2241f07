// The program as a user runs it, to be killed.
#pragma once

#include <signal.h>

#include <string>
#include <vector>

namespace plumb::test {

/// Begins `plumb ARGUMENTS…`; what it says goes nowhere, or into a file.
pid_t start_plumb(const std::vector<std::string>& arguments, const std::string& log = "/dev/null");
/// Its exit code; 128 and more where a signal ended it.
int wait_for(pid_t child);

/// What it says where it fails; empty where it does not.
std::string failure_of_plumb(const std::vector<std::string>& arguments);

}  // namespace plumb::test
