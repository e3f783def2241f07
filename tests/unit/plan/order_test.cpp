// The three rules of order, ties and cycles.
#include <doctest/doctest.h>

#include "plumb/core/plan/order.h"

using namespace plumb;

namespace {

ObjectId table(const char* name) { return {Kind::Table, {name}, {}}; }

Operation operation(const char* name, Effects effects, int phase = 0) {
  Operation o;
  o.id = table(name);
  o.effects = std::move(effects);
  o.phase = phase;
  return o;
}

std::string ordered(std::vector<Operation> operations, std::vector<std::string>* cycles = nullptr) {
  std::string out;
  for (const Operation& o : order(std::move(operations), cycles)) out += (out.empty() ? "" : " ") + o.id.owner.name;
  return out;
}

}  // namespace

TEST_CASE("creators stand before what needs them") {
  CHECK(ordered({operation("a", {{}, {}, {table("x")}, {}}), operation("z", {{table("x")}, {}, {}, {}})}) == "z a");
  // Over several steps.
  CHECK(ordered({operation("a", {{table("a")}, {}, {table("b")}, {}}),
                 operation("b", {{table("b")}, {}, {table("c")}, {}}), operation("c", {{table("c")}, {}, {}, {}})}) ==
        "c b a");
  // What nobody creates is there already.
  CHECK(ordered({operation("b", {{}, {}, {table("x")}, {}}), operation("a", {})}) == "a b");
}

TEST_CASE("who frees a thing stands before who drops it") {
  CHECK(ordered({operation("a", {{}, {table("x")}, {}, {}}), operation("z", {{}, {}, {}, {table("x")}})}) == "z a");
}

TEST_CASE("who drops a thing stands before who makes it anew") {
  CHECK(ordered({operation("a", {{table("x")}, {}, {}, {}}), operation("z", {{}, {table("x")}, {}, {}})}) == "z a");
  // One operation that does both waits for nobody.
  CHECK(ordered({operation("a", {{table("x")}, {table("x")}, {}, {}})}) == "a");
}

TEST_CASE("ties are broken by phase, then by id, whatever the order they came in") {
  CHECK(ordered({operation("c", {}, 1), operation("b", {}, 2), operation("a", {}, 2)}) == "c a b");
  CHECK(ordered({operation("a", {}, 2), operation("c", {}, 1), operation("b", {}, 2)}) == "c a b");
  // A rule is stronger than a phase.
  CHECK(ordered({operation("a", {{}, {}, {table("x")}, {}}, 1), operation("b", {{table("x")}, {}, {}, {}}, 9)}) ==
        "b a");
}

TEST_CASE("a cycle is broken at its first operation, and named") {
  std::vector<std::string> cycles;
  CHECK(ordered({operation("b", {{table("b")}, {}, {table("a")}, {}}),
                 operation("a", {{table("a")}, {}, {table("b")}, {}}), operation("c", {{}, {}, {table("b")}, {}})},
                &cycles) == "a b c");
  CHECK(cycles == std::vector<std::string>{"table `a`"});
  cycles.clear();
  CHECK(ordered({operation("a", {})}, &cycles) == "a");
  CHECK(cycles.empty());
}

TEST_CASE("ordering takes time in proportion to what there is to order") {
  // A chain, backwards, of 20,000: quadratic work would take minutes.
  std::vector<Operation> chain;
  for (int i = 0; i < 20'000; ++i) {
    Operation o;
    o.id = {Kind::Table, {std::to_string(100'000 + i)}, {}};
    o.effects.creates = {o.id};
    if (i + 1 < 20'000) o.effects.needs = {{Kind::Table, {std::to_string(100'001 + i)}, {}}};
    chain.push_back(std::move(o));
  }
  const std::vector<Operation> out = order(std::move(chain));
  CHECK(out.front().id.owner.name == "119999");
  CHECK(out.back().id.owner.name == "100000");
}
