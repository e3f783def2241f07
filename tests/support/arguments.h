// What a test program was told on its command line beside doctest's own: --seed=7 --pairs=100.
#pragma once

#include <cstdint>
#include <string_view>

namespace plumb::test {

void remember_arguments(int count, const char* const* words);
/// The number behind `--name=`, or `otherwise`.
std::uint64_t number_argument(std::string_view name, std::uint64_t otherwise);

/// How much random work a test does: `release` inputs in a release build, fewer where each costs
/// more, ten times as many with PLUMB_TEST_LONG.
std::uint64_t amount(std::uint64_t release);

}  // namespace plumb::test
