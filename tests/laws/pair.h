// Two schemas near each other, made from a seed, and the search for a smaller pair that still
// fails.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "plumb/core/model/schema.h"

namespace plumb::test {

struct Pair {
  std::uint64_t seed = 0;
  Schema from, to;
  std::vector<std::string> changes;  ///< what `to` is made of, for people
  std::size_t objects = 0;           ///< of the first schema, before any was left out
};

/// What to leave out of a pair, to make it smaller: objects of the first schema and changes, by
/// number.
struct LeftOut {
  std::set<std::size_t> objects, changes;
};

Pair make_pair(std::uint64_t seed, const LeftOut& without = {});

/// A law: empty where it holds, else what is wrong.
using Law = std::function<std::string(const Pair&)>;

/// The whole message for a pair that fails: the smallest one of its seed that still fails, and why.
std::string report(const Pair& pair, const Law& law);

/// The first lines in which two schemas differ, as SQL and by field.
std::string difference(const Schema& have, const Schema& want);

}  // namespace plumb::test
