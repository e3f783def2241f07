// What type an expression has, as far as that can be told without a server. Types are names without arguments;
// "" is "not known", "unknown" a literal that takes the type of its surroundings.
#pragma once

#include <string>
#include <string_view>

namespace plumb::postgres {

bool is_text(std::string_view type);  ///< text, character varying, name, character: compared as text
bool is_integer(std::string_view type);
bool is_numeric(std::string_view type);  ///< any number
/// How far a number's type reaches: smallint < integer < bigint < numeric < real < double precision; 0: none of them.
int numeric_rank(std::string_view type);
/// True where the server casts by itself from one type to the other when an operator or function asks for it.
bool casts_by_itself(std::string_view from, std::string_view to);
/// The result of `a op b`.
std::string operator_type(std::string_view op, const std::string& a, const std::string& b);
/// The result of a function of pg_catalog, "" where it depends on its arguments or is not known.
std::string_view function_type(std::string_view name);

}  // namespace plumb::postgres
