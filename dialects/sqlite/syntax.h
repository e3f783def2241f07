// How SQLite spells SQL.
#pragma once

#include "plumb/core/sql/syntax.h"

namespace plumb::sqlite {

const Syntax& syntax();

}  // namespace plumb::sqlite
