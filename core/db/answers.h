// What servers answered before, so that nothing is asked twice in one run.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "plumb/core/db/session.h"
#include "plumb/core/target.h"

namespace plumb {

/// Of this process; safe to share between threads. Full, it takes no more.
class Answers {
 public:
  static Answers& here();
  std::optional<std::vector<Cell>> find(const std::string& key) const;
  void keep(const std::string& key, std::vector<Cell> answers);

  /// The key of a question: the same text is another question on another server, version or database, and under other
  /// settings. `lines` are its statements, without what is fresh in each of them.
  static std::string key_of(const Target& target, const std::string& database, const std::vector<std::string>& lines);

 private:
  static constexpr std::size_t kMost = 20000;
  mutable std::mutex mutex_;
  std::map<std::string, std::vector<Cell>> answers_;
};

}  // namespace plumb
