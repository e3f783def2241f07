// What the generator knows of PostgreSQL's types.
#pragma once

#include <string>
#include <vector>

#include "plumb/tests/live/postgres_laws/script_pair.h"

namespace plumb::test {

std::string quoted(const std::string& name);
std::string literal(const std::string& text);

std::string any_type(Random& r);
/// A default that the type takes; empty where there is none.
std::string default_of(Random& r, const std::string& type);
/// Types that the server casts to on assignment, or by USING column::type with values such as rows_of() gives.
std::vector<std::string> neighbours(const std::string& type);
/// What is true of all the values that rows_of() gives to the column.
std::string check_on(Random& r, const ScriptColumn& c);

}  // namespace plumb::test
