#include "plumb/core/plan/order.h"

#include <algorithm>
#include <map>
#include <queue>
#include <utility>

namespace plumb {
namespace {

using Position = std::size_t;

struct Graph {
  std::vector<std::vector<Position>> after;  // after[i]: operations that must come behind i
  std::vector<std::size_t> waits;            // how many stand before i

  explicit Graph(std::size_t n) : after(n), waits(n, 0) {}
  void edge(Position first, Position then) {
    if (first == then) return;
    after[first].push_back(then);
    ++waits[then];
  }
};

using ByObject = std::map<ObjectId, std::vector<Position>>;

Graph connect(const std::vector<Operation>& operations) {
  ByObject creators, droppers;
  for (Position i = 0; i < operations.size(); ++i) {
    for (const ObjectId& id : operations[i].effects.creates) creators[id].push_back(i);
    for (const ObjectId& id : operations[i].effects.drops) droppers[id].push_back(i);
  }
  Graph graph(operations.size());
  auto each = [](const ByObject& map, const ObjectId& id, auto&& f) {
    if (auto at = map.find(id); at != map.end())
      for (Position i : at->second) f(i);
  };
  for (Position i = 0; i < operations.size(); ++i) {
    const Effects& e = operations[i].effects;
    for (const ObjectId& id : e.needs) each(creators, id, [&](Position c) { graph.edge(c, i); });
    for (const ObjectId& id : e.frees) each(droppers, id, [&](Position d) { graph.edge(i, d); });
    for (const ObjectId& id : e.creates) each(droppers, id, [&](Position d) { graph.edge(d, i); });
  }
  return graph;
}

}  // namespace

Step& step(Operation& op, std::string sql, std::string why, std::vector<std::string> undo, LockLevel lock) {
  Step s;
  s.sql = std::move(sql);
  s.why = std::move(why);
  s.undo = std::move(undo);
  s.lock = lock;
  s.touches = {op.id};
  op.steps.push_back(std::move(s));
  return op.steps.back();
}

void danger(Step& step, Hazard hazard, ObjectId object, std::string reason) {
  step.dangers.push_back({hazard, std::move(object), std::move(reason)});
}

std::vector<Operation> order(std::vector<Operation> operations, std::vector<std::string>* cycles) {
  Graph graph = connect(operations);
  auto later = [&](Position a, Position b) {
    const Operation &x = operations[a], &y = operations[b];
    return std::tie(x.phase, x.id, a) > std::tie(y.phase, y.id, b);
  };
  std::priority_queue<Position, std::vector<Position>, decltype(later)> ready(later);
  std::vector<bool> queued(operations.size(), false);
  auto put = [&](Position i) {
    if (queued[i]) return;
    queued[i] = true;
    ready.push(i);
  };
  for (Position i = 0; i < operations.size(); ++i)
    if (graph.waits[i] == 0) put(i);

  std::vector<Position> sequence;
  sequence.reserve(operations.size());
  // Where everything left waits for something, the first of them by phase and name goes ahead.
  std::vector<Position> fallback(operations.size());
  for (Position i = 0; i < operations.size(); ++i) fallback[i] = i;
  std::sort(fallback.begin(), fallback.end(), [&](Position a, Position b) { return later(b, a); });
  auto next_fallback = fallback.begin();

  while (sequence.size() < operations.size()) {
    if (ready.empty()) {
      while (queued[*next_fallback]) ++next_fallback;
      if (cycles) cycles->push_back(operations[*next_fallback].id.display());
      put(*next_fallback);
    }
    const Position i = ready.top();
    ready.pop();
    sequence.push_back(i);
    for (Position then : graph.after[i])
      if (--graph.waits[then] == 0) put(then);
  }

  std::vector<Operation> ordered;
  ordered.reserve(operations.size());
  for (Position i : sequence) ordered.push_back(std::move(operations[i]));
  return ordered;
}

}  // namespace plumb
