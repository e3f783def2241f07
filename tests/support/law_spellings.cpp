#include "plumb/tests/support/law_spellings.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/tests/support/arguments.h"
#include "plumb/tests/support/spelling.h"
#include "plumb/tools/libplumb/registry.h"

namespace plumb::test {
namespace {

class Spelled {
 public:
  Spelled(Session& session, const LawServer& server, const std::string& script, std::uint64_t seed)
      : session_(session),
        server_(server),
        target_(live_dialect_for(session.dialect()).identify(session)),
        all_(spellings(script, target_, seed)) {}

  /// Empty where every spelling is what the first one is.
  std::string hold(std::uint64_t seed) {
    server_.clear(session_);
    try {
      push(session_, text(0), server_.settings);
    } catch (const Error& e) {
      return fmt::format("push: {}\n  {}\n{}", e.what(), e.statement(), all_[0].sql);
    }
    const std::uint64_t only = number_argument("spelling", 0);
    for (std::size_t i = 1; i < all_.size(); ++i) {
      if (only != 0 && only != i) continue;
      const Comparison c = compare(Source::session(session_), text(i), server_.settings);
      if (!c.ok() || !c.equal()) return report(i, changes_of(c));
    }
    // What the server makes of one of them, without plumb: the spelling itself is proven.
    const std::size_t i = only != 0 ? only : 1 + seed % (all_.size() - 1);
    std::string why;
    const std::vector<std::string> first = loaded(0, why), other = loaded(i, why);
    if (why.empty()) why = server_.told_apart(first, other);
    return why.empty() ? why : report(i, "loaded as it is: " + why);
  }

 private:
  Source text(std::size_t i) const { return Source::text(all_[i].sql, "spelling.sql", server_.flavour); }
  std::string report(std::size_t i, const std::string& why) const {
    return fmt::format("--spelling={}, {}\n{}\nas it was:\n{}\nas it is:\n{}", i, all_[i].name, why, all_[0].sql,
                       all_[i].sql);
  }
  std::vector<std::string> loaded(std::size_t i, std::string& why) {
    server_.clear(session_);
    why += failure_of_script(session_, target_.syntax, all_[i].sql);
    return server_.catalogue(session_);
  }

  Session& session_;
  const LawServer& server_;
  Target target_;
  std::vector<Spelling> all_;
};

}  // namespace

void keep_spellings(Session& session, const LawServer& server, std::uint64_t schemas) {
  const auto law = [&](const std::string& script, std::uint64_t seed) {
    return Spelled(session, server, script, seed).hold(seed);
  };
  const std::uint64_t first = number_argument("seed", 1);
  const std::uint64_t count =
      try_seeds("schemas", schemas, [&](std::uint64_t seed) { return law(server.pair(seed, {}).from, seed); });
  MESSAGE(server.name << ": " << count << " schemas in all spellings from seed " << first);
  for (const std::string& file : server.files) {
    const std::string script = read_text_file(PLUMB_CHECKOUT "/" + file);
    for (std::uint64_t seed = first; seed < first + std::max<std::uint64_t>(1, amount(1)); ++seed) {
      const std::string why = law(script, seed);
      CHECK_MESSAGE(why.empty(), file << ", --seed=" << seed << " " << why);
    }
  }
}

}  // namespace plumb::test
