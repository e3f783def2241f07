#include "plumb/tools/plumb/command.h"

#include <array>

#include "plumb/tools/plumb/all_commands.h"

namespace plumb::cli {

std::span<const CommandSpec* const> commands() {
  static const std::array<const CommandSpec*, 15> all{
      &init_command(),    &diff_command(),     &push_command(),   &pull_command(),       &generate_command(),
      &migrate_command(), &rollback_command(), &status_command(), &check_command(),      &baseline_command(),
      &resolve_command(), &ping_command(),     &wait_command(),   &completion_command(), &help_command()};
  return all;
}

const CommandSpec* find_command(std::string_view name) {
  for (const CommandSpec* c : commands()) {
    if (c->name == name) return c;
  }
  return nullptr;
}

std::span<const OptionSpec> global_options() {
  static const std::array<OptionSpec, 14> all{{
      {"url", "URL", "the database: sqlite://path, postgres://…, mysql://…, or the path of an SQLite file"},
      {"schema", "PATH", "the wanted schema: an SQL file, a folder, or - for standard input", true},
      {"dir", "PATH", "the migrations folder"},
      {"dialect", "NAME", "what the SQL files are written in: postgres, mysql, tidb, mariadb, sqlite"},
      {"target", "NAME[@VERSION]", "what to plan for where no database is asked: sqlite@3.40"},
      {"env", "NAME", "the environment of plumb.toml", false, 'e'},
      {"config", "PATH", "plumb.toml, where it is not found by looking upwards"},
      {"skip-unknown", "", "go on where a statement is not understood; nothing of its kind is dropped"},
      {"json", "", "one JSON document on standard output"},
      {"quiet", "", "errors and the result only", false, 'q'},
      {"verbose", "", "everything that was looked at", false, 'v'},
      {"no-color", "", "no colours, also on a terminal"},
      {"help", "", "help for plumb or for one command", false, 'h'},
      {"version", "", "the version of plumb"},
  }};
  return all;
}

}  // namespace plumb::cli
