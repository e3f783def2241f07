// Texts through the parser and the printer.
#pragma once

#include <string>
#include <string_view>

#include "plumb/core/sql/expression.h"

namespace plumb_test {

/// The normal spelling, if the law holds: what is printed reads back as the same tree. Else what
/// went wrong.
std::string printed(std::string_view text, plumb::sql::TextKind kind, const plumb::Syntax& syntax);

}  // namespace plumb_test
