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

// "t_a_check" of "t_a_check1"; empty for a name that the server would not give.
std::string_view without_number(std::string_view name, const Traits& traits) {
  std::string_view base = name;
  while (!base.empty() && base.back() >= '0' && base.back() <= '9') base.remove_suffix(1);
  for (const std::string& ending : traits.implied_endings)
    if (base.ends_with(ending)) return base;
  return {};
}

template <class Part>
std::string_view implied_base(const Part& part, const Traits& traits) {
  return without_number(part.name, traits);
}
// Where a table's indexes have names of their own, one without a name is called as its first column, and the next ones
// by number: "a", "a_2". Such names may be an author's too, so that they only change places.
std::string_view implied_base(const Index& index, const Traits& traits) {
  if (!traits.index_names_per_table) return without_number(index.name, traits);
  if (index.parts.empty() || index.parts.front().column.empty()) return {};
  const std::string_view column = index.parts.front().column;
  std::string_view rest = index.name;
  if (!rest.starts_with(column)) return {};
  rest.remove_prefix(column.size());
  const bool numbered = rest.size() > 1 && rest.front() == '_' && rest.find_first_not_of("0123456789", 1) == rest.npos;
  return rest.empty() || numbered ? column : std::string_view();
}

template <class Part>
bool named(const std::vector<Part>& parts, const std::string& name) {
  return std::any_of(parts.begin(), parts.end(), [&](const Part& p) { return p.name == name; });
}

// The server numbers names in the order in which it met the definitions: a wanted part whose definition is there under
// another number takes that.
template <class Part>
bool adopt_numbers(const std::vector<Part>& have, std::vector<Part>& want, const Traits& traits) {
  const auto same = [](const Part& h, const Part& w) {
    if (h.name == w.name) return h == w;
    Part named = w;
    named.name = h.name;
    return named == h;
  };
  std::set<std::string> settled;  // names that stand for the same on both sides
  for (const Part& w : want)
    for (const Part& h : have)
      if (h.name == w.name && same(h, w)) settled.insert(w.name);
  bool changed = false;
  for (std::size_t i = 0; i < want.size(); ++i) {
    const std::string_view base = implied_base(want[i], traits);
    if (base.empty() || settled.count(want[i].name)) continue;
    for (const Part& h : have) {
      if (std::is_same_v<Part, Index> && traits.index_names_per_table &&
          !(named(want, h.name) && named(have, want[i].name)))
        continue;
      if (settled.count(h.name) || implied_base(h, traits) != base || !same(h, want[i])) continue;
      // Whoever has that name now takes this one's: he finds his own in his turn.
      for (Part& other : want)
        if (other.name == h.name) other.name = want[i].name;
      want[i].name = h.name;
      settled.insert(h.name);
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

std::vector<QualifiedName> differing_tables(const Schema& have, const Schema& want) {
  std::vector<QualifiedName> out;
  for (auto w = want.tables.begin(); w != want.tables.end(); ++w)
    if (const Table* h = have.tables.find(w.key()); h && !(*h == *w)) out.push_back(w.key());
  return out;
}

void adopt_names(const Schema& have, Schema& want, const std::vector<QualifiedName>& tables, const Traits& traits) {
  for (const QualifiedName& key : tables) {
    const Table* h = have.tables.find(key);
    Table t = *want.tables.find(key);
    bool changed = false;
    if (t.primary_key && h->primary_key && t.primary_key->name.empty() && !h->primary_key->name.empty()) {
      t.primary_key->name = h->primary_key->name;
      changed = true;
    }
    changed |= adopt(h->uniques, t.uniques);
    changed |= adopt_numbers(h->uniques, t.uniques, traits);
    changed |= adopt(h->checks, t.checks);
    changed |= adopt_numbers(h->checks, t.checks, traits);
    changed |= adopt(h->exclusions, t.exclusions);
    changed |= adopt_numbers(h->exclusions, t.exclusions, traits);
    changed |= adopt(h->foreign_keys, t.foreign_keys);
    changed |= adopt_numbers(h->foreign_keys, t.foreign_keys, traits);
    changed |= adopt(h->indexes, t.indexes);
    changed |= adopt_numbers(h->indexes, t.indexes, traits);
    if (!changed) continue;
    sort_by_name(t.uniques);
    sort_by_name(t.checks);
    sort_by_name(t.exclusions);
    sort_by_name(t.foreign_keys);
    sort_by_name(t.indexes);
    want.tables.set(key, std::move(t));
  }
}

void adopt_null_defaults(const Schema& have, Schema& want, const std::vector<QualifiedName>& tables) {
  const auto is_null = [](const Column& c) { return c.default_value() && c.default_value()->canonical == "NULL"; };
  const auto is_none = [](const Column& c) { return std::holds_alternative<std::monostate>(c.fill); };
  for (const QualifiedName& key : tables) {
    const Table* h = have.tables.find(key);
    if (*h == *want.tables.find(key)) continue;
    const Table& w = *want.tables.find(key);
    for (std::size_t i = 0; i < w.columns.size(); ++i) {
      const Column* was = h->find_column(w.columns[i].name);
      if (was && ((is_null(*was) && is_none(w.columns[i])) || (is_none(*was) && is_null(w.columns[i]))))
        want.tables.edit(key).columns[i].fill = was->fill;
    }
  }
}

void adopt_column_order(const Schema& have, Schema& want, const std::vector<QualifiedName>& tables) {
  for (const QualifiedName& key : tables) {
    const Table* h = have.tables.find(key);
    const Table* w = want.tables.find(key);
    if (*h == *w) continue;
    std::vector<Column> ordered;
    ordered.reserve(w->columns.size());
    for (const Column& c : h->columns)
      if (const Column* mine = w->find_column(c.name)) ordered.push_back(*mine);
    for (const Column& c : w->columns)
      if (!h->find_column(c.name)) ordered.push_back(c);
    if (ordered.size() == w->columns.size() && ordered != w->columns)
      want.tables.edit(key).columns = std::move(ordered);
  }
}

}  // namespace plumb::align_detail
