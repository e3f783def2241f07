// PostgreSQL's functions in the neutral vocabulary; not for others than dialects/postgres/neutral*.cpp.
#pragma once

#include "plumb/core/sql/node.h"

namespace plumb::postgres {

/// A call whose arguments are neutral already.
void neutral_call(sql::Node& call);

}  // namespace plumb::postgres
