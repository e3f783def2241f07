#include <algorithm>
#include <map>
#include <unordered_map>

#include "plumb/core/base/text.h"
#include "plumb/core/plan/align/steps.h"
#include "plumb/core/sql/expression.h"

namespace plumb::align_detail {
namespace {

using Names = std::map<QualifiedName, QualifiedName>;  // want's spelling → have's
using Spelling = std::unordered_map<std::string, std::string>;

std::string fold(const QualifiedName& n) { return lower(n.schema) + "." + lower(n.name); }

template <class T>
void collect(const Catalog<QualifiedName, T>& have, const Catalog<QualifiedName, T>& want, Names& out) {
  std::unordered_map<std::string, const QualifiedName*> folded;
  for (const T& w : want) {
    if (have.contains(w.name)) continue;
    if (folded.empty())
      for (const T& h : have) folded.emplace(fold(h.name), &h.name);
    auto at = folded.find(fold(w.name));
    if (at != folded.end() && !want.contains(*at->second)) out.emplace(w.name, *at->second);
  }
}

void respell(QualifiedName& name, const Names& names) {
  if (auto at = names.find(name); at != names.end()) name = at->second;
}

void respell(std::vector<QualifiedName>& uses, const Names& names) {
  for (QualifiedName& n : uses) respell(n, names);
  std::sort(uses.begin(), uses.end());
}

template <class T>
void rekey(Catalog<QualifiedName, T>& catalog, const Names& names) {
  for (const auto& [from, to] : names) {
    if (!catalog.contains(from)) continue;
    T object = catalog.take(from);
    object.name = to;
    catalog.set(to, std::move(object));
  }
}

template <class T>
bool any_uses(const T& object, const Names& names) {
  for (const QualifiedName& n : object.uses)
    if (names.count(n)) return true;
  return false;
}

void respell_relations(Schema& want, const Names& names) {
  rekey(want.tables, names);
  rekey(want.virtual_tables, names);
  rekey(want.views, names);
  for (const QualifiedName& key : want.tables.keys()) {
    bool refers = false;
    for (const ForeignKey& k : want.tables.find(key)->foreign_keys) refers |= names.count(k.to) != 0;
    if (!refers) continue;
    for (ForeignKey& k : want.tables.edit(key).foreign_keys) respell(k.to, names);
    sort_parts(want.tables.edit(key));  // unnamed ones stand by their definition
  }
  for (const QualifiedName& key : want.views.keys())
    if (any_uses(*want.views.find(key), names)) respell(want.views.edit(key).uses, names);
  for (const PartName& key : want.triggers.keys()) {
    if (any_uses(*want.triggers.find(key), names)) respell(want.triggers.edit(key).uses, names);
    if (!names.count(key.first)) continue;
    Trigger t = want.triggers.take(key);
    respell(t.table, names);
    PartName to{t.table, key.second};
    want.triggers.set(std::move(to), std::move(t));
  }
}

// Column names of `want` that `have` spells otherwise.
Spelling columns_of(const Table& have, const Table& want) {
  Spelling out, folded;
  for (const Column& w : want.columns) {
    if (have.find_column(w.name)) continue;
    if (folded.empty())
      for (const Column& h : have.columns) folded.emplace(lower(h.name), h.name);
    auto at = folded.find(lower(w.name));
    if (at != folded.end()) out.emplace(w.name, at->second);
  }
  return out;
}

void respell(std::string& name, const Spelling& names) {
  if (auto at = names.find(name); at != names.end()) name = at->second;
}
void respell(std::vector<std::string>& list, const Spelling& names) {
  for (std::string& n : list) respell(n, names);
}
void respell(std::vector<IndexPart>& parts, const Spelling& names) {
  for (IndexPart& p : parts) respell(p.column, names);
}

// The canonical text alone: what the author wrote says the same in any case.
void respell(Expr& e, const Spelling& names, const Syntax& syntax) {
  if (e.empty()) return;
  auto tree = sql::parse_expression(e.canonical, syntax);
  if (!tree) return;
  sql::walk(*tree, [&](sql::Node& n) {
    if (n.kind == sql::NodeKind::Name) respell(n.text, names);
  });
  e.canonical = sql::print(*tree, syntax);
}

void respell_columns(Table& t, const Spelling& names, const Syntax& syntax) {
  for (Column& c : t.columns) {
    respell(c.name, names);
    if (auto* computed = std::get_if<Computed>(&c.fill)) respell(computed->from, names, syntax);
  }
  if (t.primary_key) respell(t.primary_key->parts, names);
  for (Unique& u : t.uniques) respell(u.parts, names);
  for (Check& c : t.checks) {
    respell(c.expression, names, syntax);
    respell(c.on_column.text, names);
  }
  for (Index& i : t.indexes) {
    respell(i.parts, names);
    for (IndexPart& p : i.parts) respell(p.expression, names, syntax);
    respell(i.where, names, syntax);
  }
  for (ForeignKey& k : t.foreign_keys) {
    respell(k.columns, names);
    respell(k.on_column.text, names);
  }
  t.definition = {};  // the author's text declares the other spelling
  sort_parts(t);
}

// Indexes and named constraints of a pair of tables.
template <class Part>
void respell_names(const std::vector<Part>& have, std::vector<Part>& want) {
  for (Part& w : want) {
    if (w.name.empty()) continue;
    const Part* near = nullptr;
    for (const Part& h : have) {
      if (h.name == w.name) {
        near = nullptr;
        break;
      }
      if (equals_ignoring_case(h.name, w.name)) near = &h;
    }
    if (near) w.name = near->name;
  }
}

bool names_differ(const Table& have, const Table& want) {
  auto differs = [](const auto& a, const auto& b) {
    if (a.size() != b.size()) return true;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (a[i].name != b[i].name) return true;
    return false;
  };
  return differs(have.indexes, want.indexes) || differs(have.uniques, want.uniques) ||
         differs(have.checks, want.checks) || differs(have.foreign_keys, want.foreign_keys);
}

void respell_parts(const Schema& have, Schema& want, const Syntax& syntax) {
  std::map<QualifiedName, Spelling> changed;
  for (const QualifiedName& key : want.tables.keys()) {
    const Table* h = have.tables.find(key);
    const Table* w = want.tables.find(key);
    if (!h || *h == *w) continue;
    if (names_differ(*h, *w)) {
      Table& t = want.tables.edit(key);
      respell_names(h->indexes, t.indexes);
      respell_names(h->uniques, t.uniques);
      respell_names(h->checks, t.checks);
      respell_names(h->foreign_keys, t.foreign_keys);
    }
    Spelling columns = columns_of(*h, *want.tables.find(key));
    if (columns.empty()) continue;
    respell_columns(want.tables.edit(key), columns, syntax);
    changed.emplace(key, std::move(columns));
  }
  if (changed.empty()) return;
  for (const QualifiedName& key : want.tables.keys()) {
    bool refers = false;
    for (const ForeignKey& k : want.tables.find(key)->foreign_keys) refers |= changed.count(k.to) != 0;
    if (!refers) continue;
    for (ForeignKey& k : want.tables.edit(key).foreign_keys)
      if (auto at = changed.find(k.to); at != changed.end()) respell(k.to_columns, at->second);
    sort_parts(want.tables.edit(key));
  }
  for (const PartName& key : want.triggers.keys())
    if (auto at = changed.find(key.first); at != changed.end()) {
      std::vector<std::string>& columns = want.triggers.edit(key).update_of;
      respell(columns, at->second);
      std::sort(columns.begin(), columns.end());
    }
}

// The same trigger under a name in another case.
void respell_triggers(const Schema& have, Schema& want) {
  std::unordered_map<std::string, std::string> folded;
  for (const Trigger& t : have.triggers) folded.emplace(fold(t.table) + "." + lower(t.name), t.name);
  for (const PartName& key : want.triggers.keys()) {
    auto at = folded.find(fold(key.first) + "." + lower(key.second));
    if (at == folded.end() || at->second == key.second) continue;
    Trigger t = want.triggers.take(key);
    t.name = at->second;
    PartName to{t.table, t.name};
    want.triggers.set(std::move(to), std::move(t));
  }
}

}  // namespace

void adopt_case(const Schema& have, Schema& want, const Target& target) {
  const Traits& traits = target.traits;
  if (traits.tables_ignore_case) {
    Names names;
    collect(have.tables, want.tables, names);
    collect(have.virtual_tables, want.virtual_tables, names);
    collect(have.views, want.views, names);
    if (!names.empty()) respell_relations(want, names);
  }
  if (traits.names_ignore_case) {
    respell_parts(have, want, target.syntax);
    respell_triggers(have, want);
  }
}

}  // namespace plumb::align_detail
