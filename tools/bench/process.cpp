#include "plumb/tools/bench/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>

#include "plumb/core/base/error.h"

namespace plumb::bench {
namespace {

Measured once(const std::vector<std::string>& command, const std::string& input, const Variables& variables) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);

  const auto start = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child < 0) throw Error(Code::Usage, fmt::format("cannot start `{}`: {}", command[0], std::strerror(errno)));
  if (child == 0) {
    for (const auto& [name, value] : variables) ::setenv(name.c_str(), value.c_str(), 1);
    const int in = ::open(input.empty() ? "/dev/null" : input.c_str(), O_RDONLY);
    const int out = ::open("/dev/null", O_WRONLY);
    ::dup2(in, 0);
    ::dup2(out, 1);
    ::dup2(out, 2);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  int status = 0;
  struct rusage usage {};
  if (::wait4(child, &status, 0, &usage) != child)
    throw Error(Code::Internal, fmt::format("cannot wait for `{}`", command[0]));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (code == 127) throw Error(Code::Usage, fmt::format("`{}` was not found", command[0]));
  return {took.count(), static_cast<double>(usage.ru_maxrss) / 1024, code};
}

}  // namespace

void keep_best(Measured& best, const Measured& one) {
  if (best.seconds == 0 || one.seconds < best.seconds) best = one;
}

Measured best_of(int runs, const std::vector<std::string>& command, const std::string& input,
                 const Variables& variables) {
  Measured best;
  for (int i = 0; i < runs; ++i) keep_best(best, once(command, input, variables));
  return best;
}

}  // namespace plumb::bench
