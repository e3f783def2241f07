#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "plumb/core/plan/align/steps.h"

namespace plumb::align_detail {
namespace {

class Managed {
 public:
  Managed(const Schema& want, const Target& target, const Scope& scope) : scope_(&scope) {
    // Where there are no namespaces everything stands in one, whatever it was called where it was written.
    if (!target.traits.has_namespaces) {
      namespaces_.insert("");
      return;
    }
    if (scope.schemas.empty()) {
      namespaces_ = want.namespaces_named();
      namespaces_.insert("");
    }
    for (const std::string& s : scope.schemas) namespaces_.insert(s == target.default_schema ? "" : s);
  }
  bool operator()(const QualifiedName& name) const {
    return namespaces_.count(name.schema) && !scope_->excludes(name.schema, name.name);
  }
  bool holds(const std::string& name) const { return namespaces_.count(name) != 0; }

 private:
  const Scope* scope_;
  std::set<std::string> namespaces_;
};

const QualifiedName& place(const Trigger& t) { return t.table; }
const QualifiedName& place(const Policy& p) { return p.table; }
template <class T>
const QualifiedName& place(const T& object) {
  return object.name;
}

// Takes unmanaged objects out. `say`: those of the live side are mentioned, but for plumb's own tables.
template <class C>
void keep(C& catalog, const Managed& managed, std::vector<std::string>* say) {
  for (const auto& key : catalog.keys()) {
    const auto& object = *catalog.find(key);
    if (managed(place(object))) continue;
    if (say && !Scope{}.excludes({}, place(object).name)) say->push_back(id_of(object).display());
    catalog.erase(key);
  }
}

void keep_all(Schema& s, const Managed& managed, std::vector<std::string>* say) {
  keep(s.enums, managed, say);
  keep(s.domains, managed, say);
  keep(s.composites, managed, say);
  keep(s.sequences, managed, say);
  keep(s.tables, managed, say);
  keep(s.virtual_tables, managed, say);
  keep(s.views, managed, say);
  keep(s.routines, managed, say);
  for (const ObjectId& id : s.definitions.keys()) {
    const bool of_schema = id.kind != Kind::Language && id.kind != Kind::Cast && id.kind != Kind::EventTrigger;
    if (!of_schema || managed(id.owner)) continue;
    if (say) say->push_back(id.display());
    s.definitions.erase(id);
  }
  keep(s.triggers, managed, say);
  keep(s.events, managed, say);
  keep(s.policies, managed, say);
  for (const auto& key : s.grants.keys()) {
    const Grant& g = *s.grants.find(key);
    if (!g.default_privileges && !managed(g.object.owner)) s.grants.erase(key);
  }
  for (const QualifiedName& key : s.namespaces.keys()) {
    if (managed.holds(key.name)) continue;
    if (say) say->push_back(id_of(*s.namespaces.find(key)).display());
    s.namespaces.erase(key);
  }
}

bool manages(const Scope& scope, std::string_view what) {
  return std::find(scope.manage.begin(), scope.manage.end(), what) != scope.manage.end();
}

// Kinds that are compared only where the wanted side states them.
template <class C>
void keep_stated(C& have, const C& want, bool managed, std::vector<std::string>& say) {
  if (managed) return;
  for (const auto& key : have.keys()) {
    if (want.contains(key)) continue;
    say.push_back(id_of(*have.find(key)).display());
    have.erase(key);
  }
}

}  // namespace

void limit_to_scope(Schema& have, Schema& want, const Target& target, const Scope& scope,
                    std::vector<std::string>& unmanaged) {
  const Managed managed(want, target, scope);
  keep_all(have, managed, &unmanaged);
  keep_all(want, managed, nullptr);
  keep_stated(have.extensions, want.extensions, manages(scope, "extensions"), unmanaged);
  keep_stated(have.grants, want.grants, manages(scope, "grants"), unmanaged);
}

}  // namespace plumb::align_detail
