#include "plumb/tests/laws/coverage.h"

#include <algorithm>

namespace plumb::test {
namespace {

bool matches(std::string_view path, std::string_view pattern) {
  const bool front = pattern.starts_with('*'), back = pattern.ends_with('*');
  if (front) pattern.remove_prefix(1);
  if (back) pattern.remove_suffix(1);
  if (front && back) return path.find(pattern) != std::string_view::npos;
  if (front) return path.ends_with(pattern);
  if (back) return path.starts_with(pattern);
  return path == pattern;
}

}  // namespace

void cover(Coverage& c, const Schema& s) {
  for (const auto& o : s.namespaces) c.object("namespace", o);
  for (const auto& o : s.extensions) c.object("extension", o);
  for (const auto& o : s.enums) c.object("enum", o);
  for (const auto& o : s.domains) c.object("domain", o);
  for (const auto& o : s.composites) c.object("composite", o);
  for (const auto& o : s.sequences) c.object("sequence", o);
  for (const auto& o : s.tables) c.object("table", o);
  for (const auto& o : s.virtual_tables) c.object("virtual table", o);
  for (const auto& o : s.views) c.object("view", o);
  for (const auto& o : s.routines) c.object("routine", o);
  for (const auto& o : s.triggers) c.object("trigger", o);
  for (const auto& o : s.events) c.object("event", o);
  for (const auto& o : s.policies) c.object("policy", o);
  for (const auto& o : s.grants) c.object("grant", o);
}

std::string never_varied(const Coverage& coverage, const std::vector<std::string>& not_there) {
  std::string out;
  for (const auto& [path, values] : coverage.fields()) {
    if (values.size() >= 2) continue;
    if (std::none_of(not_there.begin(), not_there.end(),
                     [&, p = &path](const std::string& pattern) { return matches(*p, pattern); }))
      out += path + "\n";
  }
  return out;
}

}  // namespace plumb::test
