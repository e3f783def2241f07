// The functions that SQLite has by itself, so that one of an application's own is known for what it is.
#pragma once

#include <string_view>

namespace plumb::sqlite {

/// Scalar, aggregate, window, date, math and JSON functions of SQLite up to 3.45, and those of FTS5 and R*Tree.
bool is_builtin_function(std::string_view lower_case_name);

}  // namespace plumb::sqlite
