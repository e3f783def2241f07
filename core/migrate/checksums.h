// plumb.sum: which files a migrations directory has, what is in them, and in which order they came. It is
// what makes a folder a migrations directory, and it says which dialect its files are written in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plumb {

inline constexpr std::string_view kSumsFile = "plumb.sum";
inline constexpr std::string_view kSnapshotFile = "plumb.snapshot.sql";

/// One line for each file: name, checksum over the file's tokens, and the chain: a hash over this line and
/// the chain before it, so that a file that is put in, taken out or moved shows in every later line, and two
/// branches that both add a file conflict in git.
struct Sums {
  struct Entry {
    std::string name, checksum, chain;
    bool operator==(const Entry&) const = default;
  };
  std::string flavour;         ///< "sqlite", "postgres", "mysql", "tidb", "mariadb"
  std::vector<Entry> entries;  ///< in the order of the file
  bool operator==(const Sums&) const = default;

  const Entry* find(std::string_view name) const;
  /// The chain behind the last file; empty where there is none.
  std::string chain() const { return entries.empty() ? std::string() : entries.back().chain; }
  /// Adds a file at the end.
  void add(std::string name, std::string checksum);
};

/// Throws Error(BadSchema) with the line, also for a file that git left in conflict and for one that was
/// edited by hand (the chain tells). `name` is what messages call it.
Sums parse_sums(std::string_view text, const std::string& name);
std::string print(const Sums& sums);

}  // namespace plumb
