#include "plumb/core/db/answers.h"

#include "plumb/core/base/text.h"

namespace plumb {

Answers& Answers::here() {
  static Answers one;
  return one;
}

std::optional<std::vector<Cell>> Answers::find(const std::string& key) const {
  const std::lock_guard guard(mutex_);
  const auto at = answers_.find(key);
  if (at == answers_.end()) return std::nullopt;
  return at->second;
}

void Answers::keep(const std::string& key, std::vector<Cell> answers) {
  const std::lock_guard guard(mutex_);
  if (answers_.size() < kMost) answers_.emplace(key, std::move(answers));
}

std::string Answers::key_of(const Target& target, const std::string& database, const std::vector<std::string>& lines) {
  Sha256 hash;
  hash.add(target.flavour + "\n" + target.version_text + "\n" + database + "\n");
  for (const auto& [name, value] : target.settings) hash.add(name + "=" + value + "\n");
  for (const std::string& line : lines) hash.add(line + "\n");
  return std::move(hash).hex();
}

}  // namespace plumb
