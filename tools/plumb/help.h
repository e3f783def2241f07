// Help that teaches: made from the tables of the commands.
#pragma once

#include <string>

#include "plumb/tools/plumb/command.h"

namespace plumb::cli {

std::string general_help();
std::string help_for(const CommandSpec& command);

}  // namespace plumb::cli
