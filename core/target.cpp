#include "plumb/core/target.h"

#include <fmt/format.h>

#include <cctype>

namespace plumb {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

// * and ? as in a shell; no character classes. Linear: only the last star is ever tried again.
bool matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool ours(std::string_view name) {
  return name == "plumb_history" || name == "plumb_lock" || name.starts_with("plumb_new_");
}

}  // namespace

std::string Version::text() const {
  if (!known()) return "";
  return patch ? fmt::format("{}.{}.{}", major, minor, patch) : fmt::format("{}.{}", major, minor);
}

Version parse_version(std::string_view text) {
  Version v;
  int* parts[] = {&v.major, &v.minor, &v.patch};
  std::size_t at = 0;
  while (at < text.size() && !digit(text[at])) ++at;
  for (int* part : parts) {
    if (at >= text.size() || !digit(text[at])) break;
    int value = 0;
    while (at < text.size() && digit(text[at]))
      value = value < 100'000'000 ? value * 10 + (text[at++] - '0') : (++at, value);
    *part = value;
    if (at < text.size() && text[at] == '.')
      ++at;
    else
      break;
  }
  return v;
}

bool Scope::excludes(std::string_view schema, std::string_view name) const {
  if (ours(name)) return true;
  for (const std::string& pattern : exclude) {
    if (matches(pattern, name)) return true;
    if (!schema.empty() && matches(pattern, std::string(schema) + "." + std::string(name))) return true;
  }
  return false;
}

}  // namespace plumb
