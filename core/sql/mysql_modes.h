// The modes of MySQL's sql_mode.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/sql/syntax.h"

namespace plumb::sql {

/// The modes of a list, with those that some of them stand for, in the order in which a server says them.
std::vector<std::string> modes_in(std::string_view list, const Grammar& grammar);
bool holds_mode(const std::vector<std::string>& modes, std::string_view mode);
/// A number as old scripts write it: a bit for each mode.
std::string modes_of_number(std::uint64_t number);
/// The syntax in which a session of these modes takes strings; "none" and nothing are the usual one.
Syntax written_under(const Syntax& syntax, std::string_view modes);
/// A program's text with its strings as that syntax has them.
std::string body_under(const std::string& body, const Syntax& usual, const Syntax& own);
/// What a server has that was installed and left alone.
std::string_view usual_modes(const Grammar& grammar);

}  // namespace plumb::sql
