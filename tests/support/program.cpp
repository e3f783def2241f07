#include "plumb/tests/support/program.h"

#ifdef PLUMB_PROGRAM

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plumb/core/base/text.h"
#include "plumb/tests/support/temp_dir.h"

namespace plumb::test {

pid_t start_plumb(const std::vector<std::string>& arguments, const std::string& log) {
  std::vector<char*> words{const_cast<char*>("plumb")};
  for (const std::string& a : arguments) words.push_back(const_cast<char*>(a.c_str()));
  words.push_back(nullptr);
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::dup2(::open("/dev/null", O_RDONLY), 0);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT, 0600);
  for (int fd : {1, 2}) ::dup2(out, fd);
  if (::chdir("/") == 0) ::execv(PLUMB_PROGRAM, words.data());
  ::_exit(127);
}

int wait_for(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Said plumb_says(const std::vector<std::string>& arguments) {
  const TempDir dir;
  const std::string log = dir.file("log");
  const int exit = wait_for(start_plumb(arguments, log));
  return {read_text_file(log), exit};
}

std::string failure_of_plumb(const std::vector<std::string>& arguments) {
  const Said said = plumb_says(arguments);
  return said.exit == 0 ? std::string() : fmt::format("exit {}: {}", said.exit, said.text);
}

}  // namespace plumb::test

#endif
