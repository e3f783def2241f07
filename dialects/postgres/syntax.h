// How PostgreSQL spells SQL.
#pragma once

#include "plumb/core/sql/syntax.h"

namespace plumb::postgres {

const Syntax& syntax();

}  // namespace plumb::postgres
