// How MySQL, TiDB and MariaDB spell SQL.
#pragma once

#include <string_view>

#include "plumb/core/sql/syntax.h"

namespace plumb::mysql {

/// "mysql", "tidb" or "mariadb". Throws Error(Usage) for another name.
const Syntax& syntax(std::string_view flavour = "mysql");

}  // namespace plumb::mysql
