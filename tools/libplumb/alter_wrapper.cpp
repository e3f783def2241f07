#include "plumb/tools/libplumb/alter_wrapper.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <utility>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/token.h"

extern "C" char** environ;

namespace plumb {
namespace {

/// One word of the shell, whatever is in it.
std::string shell_word(const std::string& text) { return "'" + replace_all(text, "'", "'\\''") + "'"; }

struct Alter {
  std::string schema, table, clauses;
};

/// `ALTER TABLE s.t clauses`, without the ALGORITHM and LOCK that plumb asks for: the program has its own way.
Alter parts_of(const std::string& sql, const Syntax& syntax) {
  const sql::Statement statement = sql::tokens_of(sql, syntax);
  sql::Cursor at(sql, statement, syntax);
  Alter out;
  at.expect("ALTER");
  at.expect("TABLE");
  out.table = at.name();
  if (at.accept_op(".")) {
    out.schema = std::move(out.table);
    out.table = at.name();
  }
  out.clauses = sql.substr(at.peek().offset);
  if (const auto asked = out.clauses.rfind(", ALGORITHM="); asked != std::string::npos) out.clauses.resize(asked);
  return out;
}

/// The environment with a password in it, which stands on no command line.
std::vector<std::string> environment_with(const std::string& password) {
  std::vector<std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    if (!text.starts_with("MYSQL_PWD=") && !text.starts_with("GH_OST_PASSWORD=")) out.emplace_back(text);
  }
  if (!password.empty()) {
    out.push_back("MYSQL_PWD=" + password);
    out.push_back("GH_OST_PASSWORD=" + password);
  }
  return out;
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (std::string& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

/// The exit code, or 128 and the signal. Standard output is the program's own (--json): the child writes to the other.
int shell(const std::string& command, const std::string& password) {
  std::vector<std::string> arguments{"/bin/sh", "-c", command}, variables = environment_with(password);
  std::vector<char*> argv = pointers_to(arguments), envp = pointers_to(variables);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  pid_t child = 0;
  const int failed = ::posix_spawn(&child, "/bin/sh", &actions, nullptr, argv.data(), envp.data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw Error(Code::Usage, fmt::format("`/bin/sh` cannot be run: {}", std::strerror(failed)));
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) throw Error(Code::Internal, fmt::format("waitpid: {}", std::strerror(errno)));
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// `{WORD}` at `at`; empty where no word in capitals stands in braces there.
std::string_view word_at(std::string_view text, std::size_t at) {
  if (text[at] != '{') return {};
  const std::size_t end = text.find('}', at);
  if (end == std::string_view::npos || end == at + 1) return {};
  const std::string_view word = text.substr(at + 1, end - at - 1);
  const bool capitals = std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  return capitals ? word : std::string_view();
}

}  // namespace

const std::vector<std::string>& AlterWrapper::words() {
  static const std::vector<std::string> all{"DDL", "CLAUSES", "SCHEMA", "TABLE", "HOST", "PORT", "USER"};
  return all;
}

AlterWrapper::AlterWrapper(std::string command, const std::optional<Url>& database, const Target& target)
    : command_(std::move(command)), syntax_(target.syntax) {
  if (target.traits.large_table_programs.empty())
    throw Error(Code::Usage,
                fmt::format("alter_wrapper: {} needs no program to change large tables beside others; leave "
                            "it out",
                            target.flavour));
  if (!database)
    throw Error(Code::Usage, "alter_wrapper: the command needs the database's address, and this connection has none");
  database_ = *database;
  for (std::size_t at = 0; at < command_.size(); ++at) {
    const std::string_view word = word_at(command_, at);
    if (word.empty() || std::find(words().begin(), words().end(), word) != words().end()) continue;
    const bool secret = word.find("PASS") != std::string_view::npos;
    throw Error(
        Code::Usage,
        fmt::format("alter_wrapper: there is no `{{{}}}`{}; there are {{{}}}", word,
                    secret ? " (a password stands on no command line: it is in MYSQL_PWD and GH_OST_PASSWORD)" : "",
                    join(words(), "}, {")));
  }
}

bool AlterWrapper::takes(const Step& step) {
  return step.sql.starts_with("ALTER TABLE ") &&
         std::any_of(step.dangers.begin(), step.dangers.end(),
                     [](const Danger& danger) { return danger.hazard == Hazard::RewritesTable; });
}

std::string AlterWrapper::command_for(const Step& step) const {
  const Alter alter = parts_of(step.sql, syntax_);
  const std::map<std::string_view, std::string> values{
      {"DDL", step.sql},
      {"CLAUSES", alter.clauses},
      {"SCHEMA", alter.schema.empty() ? database_.database : alter.schema},
      {"TABLE", alter.table},
      {"HOST", database_.host},
      {"PORT", std::to_string(database_.port.value_or(3306))},
      {"USER", database_.user}};
  std::string out;
  for (std::size_t at = 0; at < command_.size();) {
    const std::string_view word = word_at(command_, at);
    if (word.empty()) {
      out += command_[at++];
      continue;
    }
    out += shell_word(values.at(word));
    at += word.size() + 2;
  }
  return out;
}

void AlterWrapper::run(const Step& step) const {
  const std::string command = command_for(step);
  const int code = shell(command, database_.password);
  if (code == 0) return;
  throw Error(Code::Statement,
              fmt::format("the alter_wrapper ended with {}; what it says is above. The command was: {}", code,
                          visible(command)))
      .sql(step.sql, "");
}

}  // namespace plumb
