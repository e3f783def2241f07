// Every command, one file each.
#pragma once

#include "plumb/tools/plumb/command.h"

namespace plumb::cli {

const CommandSpec& init_command();
const CommandSpec& diff_command();
const CommandSpec& push_command();
const CommandSpec& pull_command();
const CommandSpec& generate_command();
const CommandSpec& migrate_command();
const CommandSpec& rollback_command();
const CommandSpec& status_command();
const CommandSpec& check_command();
const CommandSpec& baseline_command();
const CommandSpec& resolve_command();
const CommandSpec& ping_command();
const CommandSpec& wait_command();
const CommandSpec& completion_command();
const CommandSpec& help_command();

}  // namespace plumb::cli
