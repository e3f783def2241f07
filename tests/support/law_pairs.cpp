#include "plumb/tests/support/law_pairs.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <utility>

#include "plumb/core/base/error.h"
#include "plumb/core/plan/diff.h"
#include "plumb/core/plan/make_plan.h"
#include "plumb/core/sql/reader.h"
#include "plumb/tests/support/arguments.h"
#include "plumb/tools/libplumb/registry.h"

namespace plumb::test {
namespace {

struct Failed {
  std::string why;
};
[[noreturn]] void fail(std::string why) { throw Failed{std::move(why)}; }

/// Whether the rows fitted where the pushes led.
struct Fitted {
  bool forth = false, back = false;
};

class Run {
 public:
  Run(Session& session, const LawServer& server, const Target& target, const LawPair& pair)
      : session_(session), server_(server), target_(target), pair_(pair), settings_(server.settings) {
    settings_.allow = {"all"};
  }

  Fitted run() {
    server_.clear(session_);
    if (const std::string why = failure_of_script(session_, target_.syntax, pair_.from); !why.empty())
      fail("the first schema: " + why);
    expect_equal(pair_.from, "what the server made of the first schema differs from the text");
    fill();
    const auto before = values();
    completeness();
    if (!reach(pair_.to)) return {};
    expect_equal(pair_.to, "a second diff is not empty");
    for (const auto& [sql, rows] : before)
      if (session_.query(sql).rows != rows) fail("values changed: " + sql);
    if (!reach(pair_.from)) return {.forth = true};  // rows that the second schema took do not fit the first
    expect_equal(pair_.from, "the way back does not lead back");
    return {.forth = true, .back = true};
  }

 private:
  void fill() {
    execute(server_.keys_off);
    for (const std::string& sql : pair_.rows) execute(sql);
    execute(server_.keys_on);
  }
  void execute(const std::string& sql) {
    try {
      session_.execute(sql);
    } catch (const Error& e) {
      fail(fmt::format("rows: {}\n  {}", e.what(), sql));
    }
  }
  std::map<std::string, std::vector<Row>> values() {
    std::map<std::string, std::vector<Row>> out;
    for (const std::string& sql : pair_.kept) out[sql] = session_.query(sql).rows;
    return out;
  }

  bool reach(const std::string& schema) {
    try {
      push(session_, Source::text(schema, "to.sql", server_.flavour), settings_);
    } catch (const Error& e) {
      // The probes say that the rows do not fit, or the server does, of values that the plan itself makes.
      if (e.code() == Code::Refused || e.sqlstate().starts_with("23") || e.sqlstate().starts_with("22")) return false;
      fail(fmt::format("push: {}\n  {}", e.what(), e.statement()));
    }
    return true;
  }
  void expect_equal(const std::string& schema, std::string_view otherwise) {
    const Comparison c =
        compare(Source::session(session_), Source::text(schema, "schema.sql", server_.flavour), settings_);
    if (!c.ok() || !c.equal()) fail(std::string(otherwise) + ":\n" + changes_of(c));
  }

  Schema read(const std::string& sql) {
    Diagnostics found;
    sql::ReadOptions options;
    options.default_schema = target_.default_schema;
    Schema out = sql::read(sql, target_.syntax, options, found, "script.sql").schema;
    out = dialect().canonical(std::move(out), target_, found);
    if (found.has_errors()) fail("our own reader:\n" + found.render());
    return out;
  }
  const Dialect& dialect() const { return dialect_for(server_.flavour); }

  // Our own statements, replayed by our own reader, lead from one to the other.
  void completeness() {
    const Schema from = read(pair_.from), to = read(pair_.to);
    Diagnostics found;
    const Plan plan = make_plan(from, to, dialect(), target_, settings_.scope, found);
    if (found.has_errors()) fail("no plan:\n" + found.render());
    std::string text = pair_.from;
    for (const Group& g : plan.groups) {
      for (const std::string& sql : g.before) text += sql + ";\n";
      for (const Step& s : g.steps)
        if (!s.bookkeeping) text += s.sql + ";\n";
      for (const std::string& sql : g.after) text += sql + ";\n";
    }
    const Schema reached = read(text);
    Comparison second;
    Diagnostics ignored;
    second.plan = make_plan(reached, to, dialect(), target_, settings_.scope, ignored);
    if (!second.plan.changes.empty())
      fail("our own statements do not lead from one to the other:\n" + changes_of(second));
  }

  Session& session_;
  const LawServer& server_;
  const Target& target_;
  const LawPair& pair_;
  Settings settings_;
};

class Law {
 public:
  Law(Session& session, const LawServer& server)
      : session_(session), server_(server), target_(live_dialect_for(session.dialect()).identify(session)) {}

  std::uint64_t misfits = 0, misfits_back = 0;

  std::string hold(std::uint64_t seed) {
    const LawPair pair = server_.pair(seed, {});
    Fitted fitted{.forth = true, .back = true};
    const std::string why = broken(pair, fitted);
    misfits += !fitted.forth;
    misfits_back += fitted.forth && !fitted.back;
    return why.empty() ? why : report(pair, why);
  }

 private:
  std::string broken(const LawPair& pair, Fitted& fitted) {
    try {
      fitted = Run(session_, server_, target_, pair).run();
      return {};
    } catch (const Failed& f) {
      return f.why;
    } catch (const Error& e) {
      return fmt::format("unexpected: {}\n  {}", e.what(), e.statement());
    }
  }

  // The pair without the changes that do not matter.
  std::string report(const LawPair& failing, std::string why) {
    std::set<std::size_t> without;
    LawPair smallest = failing;
    Fitted ignored;
    for (std::size_t i = 6; i-- > 0;) {
      without.insert(i);
      LawPair smaller = server_.pair(failing.seed, without);
      const std::string still = smaller.changes.size() < smallest.changes.size() ? broken(smaller, ignored) : "";
      if (still.empty()) {
        without.erase(i);
        continue;
      }
      why = still;
      smallest = std::move(smaller);
    }
    std::string out = why + "\nchanges:\n";
    for (const std::string& c : smallest.changes) out += "  " + c + "\n";
    return out + "from:\n" + smallest.from + "to:\n" + smallest.to;
  }

  Session& session_;
  const LawServer& server_;
  Target target_;
};

}  // namespace

void keep_pairs(Session& session, const LawServer& server, std::uint64_t pairs) {
  Law law(session, server);
  const std::uint64_t count = try_seeds("pairs", pairs, [&](std::uint64_t seed) { return law.hold(seed); });
  MESSAGE(server.name << ": " << count << " pairs from seed " << number_argument("seed", 1) << ", " << law.misfits
                      << " refused by rows, " << law.misfits_back << " on the way back");
  if (count >= 50) CHECK((law.misfits + law.misfits_back) * 5 < count);
}

}  // namespace plumb::test
