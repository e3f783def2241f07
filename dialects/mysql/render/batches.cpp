// The actions on one table as statements: as few as the server takes at its best way, each asking for that way.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/dialects/mysql/render/steps.h"

namespace plumb::mysql {
namespace {

using Batch = std::vector<const Clause*>;

std::vector<Act> acts_of(const Batch& batch) {
  std::vector<Act> out;
  for (const Clause* c : batch) out.insert(out.end(), c->acts.begin(), c->acts.end());
  return out;
}

class Emitter {
 public:
  Emitter(Alteration& alteration, int phase)
      : a_(alteration), work_(alteration.work), circumstances_(circumstances_of(alteration.from)), phase_(phase) {
    circumstances_.fulltext |= circumstances_of(alteration.to).fulltext && !all_new_fulltext();
  }

  void run() {
    std::stable_sort(a_.clauses.begin(), a_.clauses.end(),
                     [](const Clause& x, const Clause& y) { return x.rank < y.rank; });
    if (a_.clauses.empty()) return;
    Operation op;
    op.id = table_id(a_.table());
    op.phase = phase_;
    op.transactional = false;
    op.effects.needs.push_back(table_id(a_.table()));
    op.effects.creates.push_back(altered_id(a_.table()));
    for (const Batch& batch : batches()) statement(op, batch);
    op.probes = std::move(a_.probes);
    work_.out.push_back(std::move(op));
  }

 private:
  bool all_new_fulltext() const {
    return std::none_of(a_.from.indexes.begin(), a_.from.indexes.end(),
                        [](const Index& i) { return i.kind == IndexKind::Fulltext; });
  }

  Cost cost(const Batch& batch) const { return cost_of(acts_of(batch), circumstances_, work_.target()); }

  // The engine builds one full-text index at a time, and locks the table for it as for a spatial one.
  static bool wants_its_own(const Clause& c) {
    if (c.statement || c.alone) return true;
    if (c.rank != kAddIndexes) return false;
    return std::any_of(c.acts.begin(), c.acts.end(), [](Act act) {
      return act == Act::AddFulltext || act == Act::AddSpatial || act == Act::AddExpressionIndex ||
             act == Act::AddUniqueExpressionIndex;
    });
  }

  std::vector<Batch> batches() const {
    std::vector<Batch> out;
    if (work_.flavour.one_change_a_statement) {
      for (const Clause& c : a_.clauses) out.push_back({&c});
      return out;
    }
    Batch joined;
    for (const Clause& c : a_.clauses)
      if (!wants_its_own(c)) joined.push_back(&c);
    bool placed = joined.empty();
    for (const Clause& c : a_.clauses) {
      const bool own = wants_its_own(c);
      if (!placed && (!own || c.rank >= kColumns)) {
        for (Batch& b : split(joined)) out.push_back(std::move(b));
        placed = true;
      }
      if (own) out.push_back({&c});
    }
    return out;
  }

  // Actions that are cheap alone may be dear together: a column that is added at once makes the server write all rows
  // anew when an index is built in the same statement.
  std::vector<Batch> split(Batch all) const {
    const Algorithm together = cost(all).algorithm;
    Algorithm alone = Algorithm::Instant;
    for (const Clause* c : all) alone = std::max(alone, cost({c}).algorithm);
    if (together <= alone || together < Algorithm::Rebuild || frees_counter(all) || makes_anew(all)) return {all};
    // An index goes beside the one that takes its place, so that the table is never without.
    std::stable_sort(all.begin(), all.end(),
                     [&](const Clause* x, const Clause* y) { return place(all, *x) < place(all, *y); });
    std::vector<Batch> out;
    for (const Clause* c : all) append(out, c);
    return out;
  }
  int place(const Batch& all, const Clause& c) const { return waits_for_its_like(all, c) ? kLateIndexes - 1 : c.rank; }
  bool waits_for_its_like(const Batch& all, const Clause& dropped) const {
    if (dropped.rank != kDropIndexes) return false;
    const Index* index = a_.from.find_index(dropped.id.part);
    const bool over_gone = index && std::any_of(index->parts.begin(), index->parts.end(),
                                                [&](const IndexPart& p) { return !p.plain() || goes(p.column); });
    return !over_gone && std::any_of(all.begin(), all.end(),
                                     [&](const Clause* c) { return c->id == dropped.id && c->rank == kLateIndexes; });
  }
  bool goes(const std::string& column) const { return !a_.to.find_column(column) || a_.anew.count(column) != 0; }
  // To the last one, where neither makes the other dearer.
  void append(std::vector<Batch>& batches, const Clause* c) const {
    if (!batches.empty()) {
      Batch longer = batches.back();
      const Algorithm dearer = std::max(cost(longer).algorithm, cost({c}).algorithm);
      const bool alike = cost(longer).algorithm == cost({c}).algorithm || dearer == Algorithm::Inplace;
      longer.push_back(c);
      if (alike && cost(longer).algorithm <= dearer) {
        batches.back() = std::move(longer);
        return;
      }
    }
    batches.push_back({c});
  }
  // A column that goes and comes again does both in one statement.
  bool makes_anew(const Batch& all) const {
    return std::any_of(all.begin(), all.end(), [&](const Clause* gone) {
      return gone->rank == kDropComputed && cost({gone}).algorithm != Algorithm::Instant &&
             std::any_of(all.begin(), all.end(),
                         [&](const Clause* c) { return c->id == gone->id && c->rank == kColumns; });
    });
  }
  // A counted column must be the first of some index at the end of every statement.
  bool frees_counter(const Batch& all) const {
    return std::any_of(a_.to.columns.begin(), a_.to.columns.end(), [&](const Column& column) {
      return column.identity() && std::any_of(all.begin(), all.end(), [&](const Clause* c) {
               return c->rank == kDropIndexes || c->rank == kDropPrimaryKey;
             });
    });
  }

  void statement(Operation& op, const Batch& batch) {
    if (batch.front()->statement) return whole(op, *batch.front());
    const std::string head = "ALTER TABLE " + work_.quoted(a_.table()) + " ";
    const Cost price = cost(batch);
    const std::string asked = ask_for(acts_of(batch), price, circumstances_, work_.target());
    std::string sql, why;
    for (const Clause* c : batch) {
      sql += (sql.empty() ? "" : ", ") + c->sql;
      if (why.find(c->why) == std::string::npos) why += (why.empty() ? "" : ", ") + c->why;
    }
    if (!asked.empty()) sql = batch.front()->alone ? alone(*batch.front(), asked) : sql + ", " + asked;
    Step& s = step(op, head + sql, std::move(why), undo(head, batch),
                   price.writes_go_on ? LockLevel::Shared : LockLevel::BlocksWrites);
    for (const Clause* c : batch) {
      if (std::find(s.touches.begin(), s.touches.end(), c->id) == s.touches.end()) s.touches.push_back(c->id);
      s.dangers.insert(s.dangers.end(), c->dangers.begin(), c->dangers.end());
      s.irreversible |= c->irreversible;
    }
    if (price.algorithm == Algorithm::Copy)
      danger(s, Hazard::RewritesTable, op.id, copies(a_.table()));
    else if (price.algorithm == Algorithm::Rebuild)
      danger(s, Hazard::RewritesTable, op.id, rewrites(a_.table()));
    if (!price.writes_go_on) danger(s, Hazard::BlocksWrites, op.id, blocks(a_.table()));
  }
  // What is about partitions stands behind the words about the way, and PARTITION BY without a comma.
  static std::string alone(const Clause& c, const std::string& asked) {
    return asked + (c.sql.starts_with("PARTITION BY") || c.sql.starts_with("REMOVE") ? " " : ", ") + c.sql;
  }

  std::vector<std::string> undo(const std::string& head, const Batch& batch) const {
    std::string back;
    for (auto c = batch.rbegin(); c != batch.rend(); ++c) {
      if ((*c)->back.empty()) return {};
      back += (back.empty() ? "" : ", ") + (*c)->back;
    }
    return {head + back};
  }

  void whole(Operation& op, const Clause& c) {
    Step& s = step(op, c.sql, c.why, c.back.empty() ? std::vector<std::string>{} : std::vector<std::string>{c.back},
                   LockLevel::Shared);
    s.touches.push_back(c.id);
    s.dangers = c.dangers;
    s.bookkeeping = true;
  }

  Alteration& a_;
  Work& work_;
  Circumstances circumstances_;
  int phase_;
};

}  // namespace

void emit(Alteration& alteration, int phase) { Emitter(alteration, phase).run(); }

}  // namespace plumb::mysql
