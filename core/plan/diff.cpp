#include "plumb/core/plan/diff.h"

#include <algorithm>
#include <map>
#include <type_traits>

namespace plumb {
namespace {

class Differ {
 public:
  Differ(const Traits& traits, std::vector<Change>& out) : traits_(&traits), out_(&out) {}

  template <class Key, class T>
  void catalogs(const Catalog<Key, T>& have, const Catalog<Key, T>& want) {
    auto h = have.begin();
    auto w = want.begin();
    while (h != have.end() || w != want.end()) {
      if (w == want.end() || (h != have.end() && h.key() < w.key())) {
        drop(id_of(*h), *h);
        ++h;
      } else if (h == have.end() || w.key() < h.key()) {
        create(id_of(*w), *w);
        ++w;
      } else {
        if (&*h != &*w && !(*h == *w)) pair(*h, *w);
        ++h;
        ++w;
      }
    }
  }

 private:
  template <class T>
  void create(ObjectId id, const T& to) {
    out_->push_back({Action::Create, std::move(id), {}, to});
  }
  template <class T>
  void drop(ObjectId id, const T& from) {
    out_->push_back({Action::Drop, std::move(id), from, {}});
  }
  template <class T>
  void alter(ObjectId id, const T& from, const T& to) {
    out_->push_back({Action::Alter, std::move(id), from, to});
  }

  template <class T>
  void pair(const T& have, const T& want) {
    alter(id_of(want), have, want);
  }
  void pair(const Table& have, const Table& want) {
    if (own_fields_differ(have, want)) alter(id_of(want), have, want);
    columns(have, want);
    primary_key(have, want);
    parts(want.name, have.uniques, want.uniques);
    parts(want.name, have.checks, want.checks);
    parts(want.name, have.exclusions, want.exclusions);
    parts(want.name, have.foreign_keys, want.foreign_keys);
    parts(want.name, have.indexes, want.indexes);
  }

  bool own_fields_differ(const Table& have, const Table& want) const {
    if (!(have.comment == want.comment && have.partitioning == want.partitioning && have.extra == want.extra))
      return true;
    return traits_->columns_keep_place && !same_order(have, want);
  }

  // Where columns keep their place, dropping some and appending the new ones must give the wanted order;
  // anything else is a change of the table itself.
  static bool same_order(const Table& have, const Table& want) {
    std::vector<std::string_view> reached;
    for (const Column& c : have.columns)
      if (want.find_column(c.name)) reached.push_back(c.name);
    for (const Column& c : want.columns)
      if (!have.find_column(c.name)) reached.push_back(c.name);
    return std::equal(reached.begin(), reached.end(), want.columns.begin(), want.columns.end(),
                      [](std::string_view name, const Column& c) { return name == c.name; });
  }

  void columns(const Table& have, const Table& want) {
    for (const Column& c : have.columns)
      if (!want.find_column(c.name)) drop(id_of(want.name, c), c);
    for (const Column& c : want.columns) {
      const Column* was = have.find_column(c.name);
      if (!was)
        create(id_of(want.name, c), c);
      else if (!(*was == c))
        alter(id_of(want.name, c), *was, c);
    }
  }

  void primary_key(const Table& have, const Table& want) {
    if (have.primary_key == want.primary_key) return;
    if (!want.primary_key)
      drop(id_of(want.name, *have.primary_key), *have.primary_key);
    else if (!have.primary_key)
      create(id_of(want.name, *want.primary_key), *want.primary_key);
    else
      alter(id_of(want.name, *want.primary_key), *have.primary_key, *want.primary_key);
  }

  // By id: the name, or the definition of an unnamed one. The same unnamed constraint may stand there twice, so
  // ids are counted.
  template <class Part>
  void parts(const QualifiedName& table, const std::vector<Part>& have, const std::vector<Part>& want) {
    if (have == want) return;
    std::multimap<ObjectId, const Part*> left;
    for (const Part& p : have) left.emplace(id_of(table, p), &p);
    std::vector<const Part*> fresh;
    for (const Part& p : want) {
      auto at = left.find(id_of(table, p));
      if (at == left.end()) {
        fresh.push_back(&p);
        continue;
      }
      if (!(*at->second == p)) alter(at->first, *at->second, p);
      left.erase(at);
    }
    for (const auto& [id, part] : left) drop(id, *part);
    for (const Part* p : fresh) create(id_of(table, *p), *p);
  }

  const Traits* traits_;
  std::vector<Change>* out_;
};

}  // namespace

std::vector<Change> diff(const Alignment& aligned, const Traits& traits) {
  std::vector<Change> out;
  for (const Alignment::Renamed& r : aligned.renamed) out.push_back({Action::Rename, r.to, r.from_object, r.to_object});
  const Schema &have = aligned.have, &want = aligned.want;
  Differ d(traits, out);
  d.catalogs(have.namespaces, want.namespaces);
  d.catalogs(have.extensions, want.extensions);
  d.catalogs(have.enums, want.enums);
  d.catalogs(have.domains, want.domains);
  d.catalogs(have.composites, want.composites);
  d.catalogs(have.sequences, want.sequences);
  d.catalogs(have.routines, want.routines);
  d.catalogs(have.tables, want.tables);
  d.catalogs(have.virtual_tables, want.virtual_tables);
  d.catalogs(have.views, want.views);
  d.catalogs(have.definitions, want.definitions);
  d.catalogs(have.triggers, want.triggers);
  d.catalogs(have.events, want.events);
  d.catalogs(have.policies, want.policies);
  d.catalogs(have.grants, want.grants);
  return out;
}

}  // namespace plumb
