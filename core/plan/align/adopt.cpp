#include <algorithm>
#include <set>

#include "plumb/core/plan/align/steps.h"

namespace plumb::align_detail {
namespace {

// Each unnamed part takes the name of one of the same definition that no other wanted part claims.
template <class Part>
bool adopt(const std::vector<Part>& have, std::vector<Part>& want) {
  std::set<std::string> claimed;
  bool unnamed = false;
  for (const Part& w : want) {
    claimed.insert(w.name);
    unnamed |= w.name.empty();
  }
  if (!unnamed) return false;
  bool changed = false;
  for (Part& w : want) {
    if (!w.name.empty()) continue;
    for (const Part& h : have) {
      if (h.name.empty() || claimed.count(h.name)) continue;
      Part named = w;
      named.name = h.name;
      if (!(named == h)) continue;
      w.name = h.name;
      claimed.insert(h.name);
      changed = true;
      break;
    }
  }
  return changed;
}

template <class Part>
void sort_by_name(std::vector<Part>& parts) {
  std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.name < b.name; });
}

}  // namespace

void adopt_names(const Schema& have, Schema& want) {
  for (const QualifiedName& key : want.tables.keys()) {
    const Table* h = have.tables.find(key);
    if (!h || *h == *want.tables.find(key)) continue;
    Table t = *want.tables.find(key);
    bool changed = false;
    if (t.primary_key && h->primary_key && t.primary_key->name.empty() && !h->primary_key->name.empty()) {
      t.primary_key->name = h->primary_key->name;
      changed = true;
    }
    changed |= adopt(h->uniques, t.uniques);
    changed |= adopt(h->checks, t.checks);
    changed |= adopt(h->exclusions, t.exclusions);
    changed |= adopt(h->foreign_keys, t.foreign_keys);
    changed |= adopt(h->indexes, t.indexes);
    if (!changed) continue;
    sort_by_name(t.uniques);
    sort_by_name(t.checks);
    sort_by_name(t.exclusions);
    sort_by_name(t.foreign_keys);
    sort_by_name(t.indexes);
    want.tables.set(key, std::move(t));
  }
}

void adopt_column_order(const Schema& have, Schema& want) {
  for (const QualifiedName& key : want.tables.keys()) {
    const Table* h = have.tables.find(key);
    const Table* w = want.tables.find(key);
    if (!h || *h == *w) continue;
    std::vector<Column> ordered;
    ordered.reserve(w->columns.size());
    for (const Column& c : h->columns)
      if (const Column* mine = w->find_column(c.name)) ordered.push_back(*mine);
    for (const Column& c : w->columns)
      if (!h->find_column(c.name)) ordered.push_back(c);
    if (ordered.size() == w->columns.size() && ordered != w->columns) want.tables.edit(key).columns = std::move(ordered);
  }
}

}  // namespace plumb::align_detail
