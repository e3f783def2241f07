#include "plumb/tests/laws/pair.h"

#include <fmt/format.h>

#include "plumb/core/plan/diff.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/sqlite/dialect.h"
#include "plumb/dialects/sqlite/syntax.h"
#include "plumb/tests/support/generator.h"

namespace plumb::test {
namespace {

// Walks over what can be left out of a schema, one number for each.
std::size_t leave_out(Schema& s, const std::set<std::size_t>& numbers) {
  std::size_t n = 0;
  const auto gone = [&] { return numbers.count(n++) != 0; };
  for (const auto& key : s.triggers.keys())
    if (gone()) s.triggers.erase(key);
  for (const auto& key : s.views.keys())
    if (gone()) s.views.erase(key);
  for (const auto& key : s.virtual_tables.keys())
    if (gone()) s.virtual_tables.erase(key);
  for (const auto& key : s.tables.keys()) {
    if (gone()) {
      s.tables.erase(key);
      continue;
    }
    Table& t = s.tables.edit(key);
    std::erase_if(t.indexes, [&](const Index&) { return gone(); });
    std::erase_if(t.foreign_keys, [&](const ForeignKey&) { return gone(); });
    std::erase_if(t.checks, [&](const Check&) { return gone(); });
    std::erase_if(t.uniques, [&](const Unique&) { return gone(); });
  }
  return n;
}

}  // namespace

Pair make_pair(std::uint64_t seed, const LeftOut& without) {
  Pair pair;
  pair.seed = seed;
  Random random(seed);
  Shape shape;
  shape.odd_names = random.chance(60);
  pair.from = sqlite_schema(random, shape);
  pair.objects = leave_out(pair.from, without.objects);
  repair(pair.from, shape);
  pair.to = pair.from;
  const std::size_t changes = static_cast<std::size_t>(random.between(1, 6));
  for (std::size_t i = 0; i < changes; ++i) {
    // Each change draws from a seed of its own, so that leaving one out leaves the others as they
    // are.
    Random own(seed * 64 + i + 1);
    if (without.changes.count(i)) {
      pair.changes.emplace_back("(left out)");
      continue;
    }
    for (int tries = 0; tries < 30; ++tries) {
      const auto kind = static_cast<Mutation>(own.below(kMutations));
      if (auto said = mutate(pair.to, kind, own, shape)) {
        pair.changes.push_back(std::move(*said));
        break;
      }
    }
  }
  return pair;
}

std::string report(const Pair& failing, const Law& law) {
  LeftOut without;
  std::string why = law(failing);
  Pair smallest = failing;
  const auto try_without = [&](std::set<std::size_t>& numbers, std::size_t n) {
    if (!numbers.insert(n).second) return;
    Pair smaller = make_pair(failing.seed, without);
    if (std::string still = law(smaller); !still.empty()) {
      why = std::move(still);
      smallest = std::move(smaller);
    } else {
      numbers.erase(n);
    }
  };
  for (std::size_t i = failing.changes.size(); i-- > 0;) try_without(without.changes, i);
  // Numbers move when a table goes, parts and all: from the last to the first, they stay what they
  // are.
  for (std::size_t i = failing.objects; i-- > 0;) try_without(without.objects, i);
  std::string out = fmt::format("--seed={}\n{}\nchanges:\n", failing.seed, why);
  for (const std::string& c : smallest.changes)
    if (c != "(left out)") out += "  " + c + "\n";
  out += "from:\n" + sql::write(smallest.from, sqlite::syntax());
  out += "to:\n" + sql::write(smallest.to, sqlite::syntax());
  return out;
}

std::string difference(const Schema& have, const Schema& want) {
  Diagnostics diagnostics;
  Alignment plain{have, want, {}, {}};
  Traits traits;
  traits.columns_keep_place = true;
  std::string out;
  for (const Change& c : diff(plain, traits)) {
    out += fmt::format("  {} {}\n", name_of(c.action), c.id.display());
    for (const std::string& line : describe(c)) out += "    " + line + "\n";
    if (out.size() > 2000) break;
  }
  return out.empty() && !(have == want) ? "  order of parts\n" : out;
}

}  // namespace plumb::test
