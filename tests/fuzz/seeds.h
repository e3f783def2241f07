// What the fuzzer starts from: every statement of a dialect, in our own words.
#pragma once

#include <string_view>
#include <vector>

namespace plumb::test {

std::vector<std::string_view> sqlite_seeds();
std::vector<std::string_view> postgres_seeds();
std::vector<std::string_view> mysql_seeds();

}  // namespace plumb::test
