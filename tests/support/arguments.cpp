#include "plumb/tests/support/arguments.h"

#include <cstdlib>
#include <string>
#include <vector>

namespace plumb::test {
namespace {

std::vector<std::string>& words() {
  static std::vector<std::string> all;
  return all;
}

}  // namespace

void remember_arguments(int count, const char* const* given) { words().assign(given, given + count); }

std::uint64_t number_argument(std::string_view name, std::uint64_t otherwise) {
  const std::string prefix = "--" + std::string(name) + "=";
  for (const std::string& word : words())
    if (word.rfind(prefix, 0) == 0) return std::strtoull(word.c_str() + prefix.size(), nullptr, 10);
  return otherwise;
}

std::uint64_t amount(std::uint64_t release) {
  std::uint64_t n = release;
#if defined(__SANITIZE_ADDRESS__)
  n = release / 10;
#elif !defined(NDEBUG)
  n = release / 4;
#endif
  return std::getenv("PLUMB_TEST_LONG") != nullptr ? n * 10 : n;
}

}  // namespace plumb::test
