// One schema written in many ways, each of which a server takes for the same: for the law that a spelling is no
// difference.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/target.h"

namespace plumb::test {

struct Spelling {
  std::string name;  ///< for messages
  std::string sql;
};

/// The script in a dozen other ways: other cases and quotes, comments, aliases of types, constraints on columns, at the
/// table's level or by ALTER TABLE, another order, defaults said, other expressions, by way of something else, dressed
/// as a dump, and most of these at once. The first is the script as it was.
std::vector<Spelling> spellings(std::string_view script, const Target& target, std::uint64_t seed);

}  // namespace plumb::test
