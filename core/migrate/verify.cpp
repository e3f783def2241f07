#include "plumb/core/migrate/verify.h"

#include <fmt/format.h>

#include <set>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/plan/diff.h"

namespace plumb {
namespace {

/// Keeps what `ids` name; triggers and policies belong to their table.
class Restriction {
 public:
  explicit Restriction(const std::vector<ObjectId>& ids) {
    for (const ObjectId& id : ids) owners_.insert(id.owner);
  }
  bool keeps(const QualifiedName& name) const { return owners_.count(name) != 0; }
  template <class T>
  bool keeps(const std::pair<QualifiedName, T>& key) const {
    return keeps(key.first);
  }
  template <class T>
  bool keeps(const std::pair<ObjectId, T>& key) const {
    return keeps(key.first.owner);
  }
  bool keeps(const ObjectId& id) const { return keeps(id.owner); }
  template <class Catalog>
  void apply(Catalog& catalog) const {
    for (const auto& key : catalog.keys()) {
      if (!keeps(key)) catalog.erase(key);
    }
  }

 private:
  std::set<QualifiedName> owners_;
};

}  // namespace

Schema restricted_to(const Schema& schema, const std::vector<ObjectId>& ids) {
  const Restriction keep(ids);
  Schema out = schema;
  keep.apply(out.namespaces);
  keep.apply(out.extensions);
  keep.apply(out.enums);
  keep.apply(out.domains);
  keep.apply(out.composites);
  keep.apply(out.sequences);
  keep.apply(out.tables);
  keep.apply(out.virtual_tables);
  keep.apply(out.views);
  keep.apply(out.routines);
  keep.apply(out.definitions);
  keep.apply(out.triggers);
  keep.apply(out.events);
  keep.apply(out.policies);
  keep.apply(out.grants);
  return out;
}

std::vector<Change> remaining(Session& session, const LiveDialect& live, const Target& target, const Scope& scope,
                              const Schema& want, const std::vector<ObjectId>& ids) {
  Diagnostics ignored;
  Inspection now = live.inspect(session, target, scope, &ids);
  Schema have = live.offline().canonical(std::move(now.schema), target, ignored);
  Schema wanted = want;
  live.settle(session, wanted, have, target);
  Alignment aligned = align(restricted_to(have, ids), restricted_to(wanted, ids), target, scope, ignored);
  return diff(aligned, target.traits);
}

void expect_none(const std::vector<Change>& changes, std::string_view after_what) {
  if (changes.empty()) return;
  std::string text = fmt::format("{} the database is not what was wanted:", after_what);
  std::size_t shown = 0;
  for (const Change& c : changes) {
    if (++shown > 10) {
      text += fmt::format("\n  … and {} more", changes.size() - 10);
      break;
    }
    text += fmt::format("\n  {} {}", name_of(c.action), c.id.display());
    const std::vector<std::string> lines = describe(c);
    if (!lines.empty()) text += ": " + join(lines, "; ");
  }
  text += "\nplease report this with the two schemas: it is a mistake of plumb's";
  throw Error(Code::Internal, std::move(text));
}

}  // namespace plumb
