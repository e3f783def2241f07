// What a server brings to the laws that every server keeps (law_pairs.h, law_spellings.h): pairs of schemas in its own
// SQL, and how it is emptied and asked.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "plumb/core/db/session.h"
#include "plumb/tools/libplumb/plumb.h"

namespace plumb::test {

/// Two schemas near each other, made from a seed.
struct LawPair {
  std::uint64_t seed = 0;
  std::string from, to;
  std::vector<std::string> changes;  ///< what `to` is made of, for people
  std::vector<std::string> rows;     ///< statements that fill `from`
  std::vector<std::string> kept;     ///< queries of the values that stay what they are
};

struct LawServer {
  std::string name;     ///< for people
  std::string flavour;  ///< of what is written
  Settings settings;    ///< of every comparison
  /// `without`: changes to leave out, by number, to make a failing pair smaller.
  std::function<LawPair(std::uint64_t seed, const std::set<std::size_t>& without)> pair;
  void (*clear)(Session& session);
  /// What lets rows come before those that they refer to, and what ends that.
  std::string keys_off, keys_on;
  /// What the server says that it holds, in its own words: a second opinion beside plumb's.
  std::vector<std::string> (*catalogue)(Session& session);
  /// What of two catalogues is not the same; empty where nothing is.
  std::string (*told_apart)(const std::vector<std::string>& first, const std::vector<std::string>& other);
  std::vector<std::string> files;  ///< schemas of the checkout, to be spelled too
};

/// The differences, and what was not compared.
std::string changes_of(const Comparison& comparison);

/// Runs statement after statement. Gives the one that failed, and why; empty where none did.
std::string failure_of_script(Session& session, const Syntax& syntax, const std::string& script);

/// Tries seeds from --seed on, `--<what>=N` of them (otherwise `amount(release)`), until --failures have failed.
/// `why` is empty where the law holds. Returns how many were to be tried.
std::uint64_t try_seeds(const std::string& what, std::uint64_t release,
                        const std::function<std::string(std::uint64_t seed)>& why);

/// Calls `use(table's name, column)` for each column of both schemas whose values no change touches, as `same(column,
/// its other side)` says.
template <class Script, class Same, class Use>
void each_kept_column(const Script& from, const Script& to, Same same, Use use) {
  for (const auto& [name, table] : from.tables) {
    const auto other = to.tables.find(name);
    if (other == to.tables.end()) continue;
    const auto& columns = other->second.columns;
    for (const auto& column : table.columns)
      if (std::any_of(columns.begin(), columns.end(), [&](const auto& there) { return same(column, there); }))
        use(name, column);
  }
}

}  // namespace plumb::test
