#include <map>

#include "plumb/core/plan/diff.h"

namespace plumb {
namespace {

// A table as it would be under another name.
Table unnamed(const Table& t) {
  Table out = t;
  out.name = {};
  for (Index& i : out.indexes) i.name.clear();
  if (out.primary_key) out.primary_key->name.clear();
  for (Unique& u : out.uniques) u.name.clear();
  for (Check& c : out.checks) c.name.clear();
  for (ForeignKey& k : out.foreign_keys) k.name.clear();
  return out;
}

// Most columns of both are the same.
bool alike(const Table& a, const Table& b) {
  if (a.columns.size() < 2 || b.columns.size() < 2) return unnamed(a) == unnamed(b);
  std::size_t same = 0;
  for (const Column& c : a.columns)
    if (const Column* other = b.find_column(c.name)) same += *other == c;
  return same * 4 >= 3 * std::max(a.columns.size(), b.columns.size());
}

}  // namespace

std::vector<LikelyRename> likely_renames(const std::vector<Change>& changes) {
  std::vector<LikelyRename> out;
  std::vector<const Change*> dropped, created;
  std::map<QualifiedName, std::pair<std::vector<const Change*>, std::vector<const Change*>>> columns;
  for (const Change& c : changes) {
    const bool drop = c.action == Action::Drop;
    if (!drop && c.action != Action::Create) continue;
    if (c.id.kind == Kind::Table) (drop ? dropped : created).push_back(&c);
    if (c.id.kind == Kind::Column) {
      auto& pair = columns[c.id.owner];
      (drop ? pair.first : pair.second).push_back(&c);
    }
  }
  // Where very much is dropped and created at once it is another schema, not renames; and pairs would be n².
  if (dropped.size() * created.size() <= 10'000)
    for (const Change* d : dropped)
      for (const Change* c : created)
        if (alike(std::get<Table>(d->from), std::get<Table>(c->to))) out.push_back({d->id, c->id});
  for (const auto& [table, pair] : columns) {
    if (pair.first.size() * pair.second.size() > 100) continue;
    for (const Change* d : pair.first) {
      for (const Change* c : pair.second) {
        Column a = std::get<Column>(d->from), b = std::get<Column>(c->to);
        a.name = b.name = {};
        // The same type, and nothing that fills it in another way; a default may be new.
        if (a.type == b.type && a.fill.index() == b.fill.index()) out.push_back({d->id, c->id});
      }
    }
  }
  return out;
}

}  // namespace plumb
