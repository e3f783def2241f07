// sql_mode while a script is read: what it is, and what SET makes of it; for read/mysql*.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/read/state.h"

namespace plumb::sql::mysql_read {

enum class ModeScope : std::uint8_t { Session, Global };

/// @@sql_mode; nothing where the script made it in a way that is not known here.
std::optional<std::string> modes_of(const ReadState& state, ModeScope scope);
/// Changes how the text behind it is read. `stated`: the author wrote these very modes.
void set_modes(ReadState& state, ModeScope scope, std::string modes, bool stated);
/// SET sql_mode = DEFAULT; false where what that means is not known.
bool reset_modes(ReadState& state, ModeScope scope);
/// What follows is read as under the modes that the session has by itself.
void lose_modes(ReadState& state, ModeScope scope);
/// What a program that is made now keeps: "none" for no mode at all, nothing where the script sets none.
std::string stated_modes(const ReadState& state);

/// The value of what stands in SET, where it can be known without a server: texts, @variables, @@sql_mode, and CONCAT,
/// REPLACE, TRIM and the like over them.
std::optional<std::string> known_value(const ReadState& state, const Node& node);
/// "@old" for @Old, @`old` and @'old'.
std::string variable_name(std::string_view written);
/// SELECT @a := …, SELECT … INTO @a, CALL p(@a): the variables have these values, or ones that are not known. The
/// cursor at the first word.
void read_assigned_variables(ReadState& state, Cursor& at);

}  // namespace plumb::sql::mysql_read
