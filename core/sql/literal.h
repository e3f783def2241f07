// Literals and names between their value and their spelling.
#pragma once

#include <string>
#include <string_view>

#include "plumb/core/sql/syntax.h"

namespace plumb::sql {

/// The value of a string token: quotes, prefix (E, N, U&, $tag$) and escapes taken off.
std::string string_value(std::string_view written, const Syntax& syntax);
/// The value of a quoted name: "a""b", `a`, [a], U&"…".
std::string name_value(std::string_view written);

/// A string literal of that value.
void append_string(std::string& out, std::string_view value, const Syntax& syntax);
/// A name in the dialect's quotes.
void append_quoted_name(std::string& out, std::string_view name, const Syntax& syntax);
/// A name, quoted only where it must be: odd characters, capitals that would be folded, reserved
/// words.
void append_name(std::string& out, std::string_view name, const Syntax& syntax);

/// Letters, digits and `_` only, no digit first, nothing that the dialect would fold.
bool is_plain_name(std::string_view name, const Syntax& syntax);
/// An operator or name that begins with a letter.
bool is_word_text(std::string_view text);
/// An unquoted word that cannot be a column's name in an expression. `word` in any case.
bool is_reserved(std::string_view word, const Syntax& syntax);
/// …or one that is safe as a name in quotes only.
bool needs_quotes(std::string_view word, const Syntax& syntax);
/// A reserved word that is a function all the same: left(x), if(a, b, c). In any case.
bool is_function_word(std::string_view word);

}  // namespace plumb::sql
