// Functions of MySQL in the neutral vocabulary; for neutral.cpp.
#pragma once

#include "plumb/core/sql/node.h"

namespace plumb::mysql {

/// Calls whose arguments are no expressions (EXTRACT(YEAR FROM x)) brought to a usual list; true
/// where the call is done with, arguments and all.
bool convert_before_arguments(sql::Node& call);
/// A call whose arguments are neutral already.
void convert_call(sql::Node& call);

}  // namespace plumb::mysql
