#include <fmt/format.h>

#include <algorithm>
#include <type_traits>

#include "plumb/core/base/error.h"
#include "plumb/core/plan/diff.h"
#include "plumb/core/sql/rename_schema.h"

namespace plumb {
namespace {

[[noreturn]] void misfit(const Change& change) {
  throw Error(Code::Conflict, fmt::format("cannot {} {}: the schema is not the one that the change was made for",
                                          name_of(change.action), change.id.display()));
}

template <class Part>
std::vector<Part>& parts_of(Table& t) {
  if constexpr (std::is_same_v<Part, Unique>)
    return t.uniques;
  else if constexpr (std::is_same_v<Part, Check>)
    return t.checks;
  else if constexpr (std::is_same_v<Part, Exclusion>)
    return t.exclusions;
  else if constexpr (std::is_same_v<Part, ForeignKey>)
    return t.foreign_keys;
  else
    return t.indexes;
}

class Applier {
 public:
  Applier(Schema& s, const Syntax& syntax) : s_(&s), syntax_(&syntax) {}

  void operator()(const Change& c) {
    if (c.action == Action::Rename) return rename(c);
    const Object& object = c.action == Action::Drop ? c.from : c.to;
    std::visit([&](const auto& o) { change(c, o); }, object);
  }

  void finish() {
    // Unnamed constraints are sorted by their definition, in which names of tables and columns stand.
    if (renamed_) touched_ = s_->tables.keys();
    for (const QualifiedName& key : touched_) {
      if (s_->tables.contains(key)) sort_parts(s_->tables.edit(key));
    }
    for (auto& [key, order] : column_orders_) {
      Table& t = s_->tables.edit(key);
      std::vector<Column> sorted;
      for (const std::string& name : order) {
        Column* c = t.find_column(name);
        if (!c) throw Error(Code::Conflict, fmt::format("table `{}` has no column `{}`", key.display(), name));
        sorted.push_back(std::move(*c));
      }
      t.columns = std::move(sorted);
    }
  }

 private:
  void change(const Change& c, const std::monostate&) { misfit(c); }
  void change(const Change& c, const Namespace& o) { whole(s_->namespaces, c, o.name, o); }
  void change(const Change& c, const Extension& o) { whole(s_->extensions, c, o.name, o); }
  void change(const Change& c, const Enum& o) { whole(s_->enums, c, o.name, o); }
  void change(const Change& c, const Domain& o) { whole(s_->domains, c, o.name, o); }
  void change(const Change& c, const Composite& o) { whole(s_->composites, c, o.name, o); }
  void change(const Change& c, const Sequence& o) { whole(s_->sequences, c, o.name, o); }
  void change(const Change& c, const VirtualTable& o) { whole(s_->virtual_tables, c, o.name, o); }
  void change(const Change& c, const View& o) { whole(s_->views, c, o.name, o); }
  void change(const Change& c, const Event& o) { whole(s_->events, c, o.name, o); }
  void change(const Change& c, const Routine& o) { whole(s_->routines, c, std::pair{o.name, o.signature()}, o); }
  void change(const Change& c, const Definition& o) { whole(s_->definitions, c, o.id, o); }
  void change(const Change& c, const Trigger& o) { whole(s_->triggers, c, PartName{o.table, o.name}, o); }
  void change(const Change& c, const Policy& o) { whole(s_->policies, c, PartName{o.table, o.name}, o); }
  void change(const Change& c, const Grant& o) {
    // Default privileges of a schema are not those of a table of the same name.
    whole(s_->grants, c, std::pair{o.object, o.default_privileges ? o.grantee + " by default" : o.grantee}, o);
  }

  void change(const Change& c, const Table& o) {
    if (c.action != Action::Alter) return whole(s_->tables, c, o.name, o);
    if (!s_->tables.contains(o.name)) misfit(c);
    Table& t = s_->tables.edit(o.name);
    const Table& was = std::get<Table>(c.from);
    if (!(t.comment == was.comment && t.partitioning == was.partitioning && t.extra == was.extra)) misfit(c);
    const auto same_name = [](const Column& a, const Column& b) { return a.name == b.name; };
    if (!std::equal(t.columns.begin(), t.columns.end(), was.columns.begin(), was.columns.end(), same_name)) misfit(c);
    t.comment = o.comment;
    t.partitioning = o.partitioning;
    t.extra = o.extra;
    t.definition = {};
    std::vector<std::string> order;
    for (const Column& column : o.columns) order.push_back(column.name);
    column_orders_.emplace_back(o.name, std::move(order));
  }

  void change(const Change& c, const Column& o) {
    Table& t = table(c);
    auto at = std::find_if(t.columns.begin(), t.columns.end(), [&](const Column& x) { return x.name == o.name; });
    if ((at == t.columns.end()) != (c.action == Action::Create)) misfit(c);
    if (c.action == Action::Alter && !(*at == std::get<Column>(c.from))) misfit(c);
    if (c.action == Action::Create)
      t.columns.push_back(o);
    else if (c.action == Action::Drop)
      t.columns.erase(at);
    else
      *at = o;
  }
  void change(const Change& c, const PrimaryKey& o) {
    Table& t = table(c);
    if (t.primary_key.has_value() == (c.action == Action::Create)) misfit(c);
    if (c.action == Action::Alter && !(*t.primary_key == std::get<PrimaryKey>(c.from))) misfit(c);
    if (c.action == Action::Drop)
      t.primary_key.reset();
    else
      t.primary_key = o;
  }
  void change(const Change& c, const Unique& o) { part(c, o); }
  void change(const Change& c, const Check& o) { part(c, o); }
  void change(const Change& c, const Exclusion& o) { part(c, o); }
  void change(const Change& c, const ForeignKey& o) { part(c, o); }
  void change(const Change& c, const Index& o) { part(c, o); }

  template <class C, class Key, class T>
  void whole(C& catalog, const Change& c, const Key& key, const T& object) {
    if (catalog.contains(key) == (c.action == Action::Create)) misfit(c);
    if (c.action == Action::Alter && !(*catalog.find(key) == std::get<T>(c.from))) misfit(c);
    if (c.action == Action::Drop)
      catalog.erase(key);
    else
      catalog.set(key, object);
  }

  template <class Part>
  void part(const Change& c, const Part& o) {
    std::vector<Part>& parts = parts_of<Part>(table(c));
    const Part& known = c.action == Action::Create ? o : std::get<Part>(c.from);
    auto at = std::find(parts.begin(), parts.end(), known);
    if (c.action == Action::Create) {
      parts.push_back(o);
    } else {
      if (at == parts.end()) misfit(c);
      if (c.action == Action::Drop)
        parts.erase(at);
      else
        *at = o;
    }
  }

  Table& table(const Change& c) {
    if (!s_->tables.contains(c.id.owner)) misfit(c);
    if (touched_.empty() || touched_.back() != c.id.owner) touched_.push_back(c.id.owner);
    Table& t = s_->tables.edit(c.id.owner);
    if (c.id.kind != Kind::Index) t.definition = {};
    return t;
  }

  void rename(const Change& c) {
    renamed_ = true;
    if (c.id.kind == Kind::Column)
      sql::rename_column(*s_, c.id.owner, std::get<Column>(c.from).name, std::get<Column>(c.to).name, *syntax_);
    else if (const Table* from = std::get_if<Table>(&c.from))
      sql::rename_table(*s_, from->name, std::get<Table>(c.to).name, *syntax_);
    else if (const VirtualTable* module = std::get_if<VirtualTable>(&c.from))
      sql::rename_table(*s_, module->name, std::get<VirtualTable>(c.to).name, *syntax_);
    else
      misfit(c);
  }

  Schema* s_;
  const Syntax* syntax_;
  std::vector<QualifiedName> touched_;
  bool renamed_ = false;
  std::vector<std::pair<QualifiedName, std::vector<std::string>>> column_orders_;
};

template <class Part>
Object find_part(const QualifiedName& table, const std::vector<Part>& parts, const ObjectId& id) {
  for (const Part& p : parts)
    if (id_of(table, p) == id) return p;
  return {};
}

template <class T, class Key>
Object in_catalog(const Catalog<Key, T>& catalog, const Key& key) {
  const T* found = catalog.find(key);
  return found ? Object(*found) : Object();
}

}  // namespace

Schema apply(Schema schema, const std::vector<Change>& changes, const Syntax& syntax) {
  Applier applier(schema, syntax);
  for (const Change& c : changes) applier(c);
  applier.finish();
  return schema;
}

Object find_object(const Schema& s, const ObjectId& id) {
  const Table* t = s.tables.find(id.owner);
  switch (id.kind) {
    case Kind::Namespace: return in_catalog(s.namespaces, id.owner);
    case Kind::Extension: return in_catalog(s.extensions, id.owner);
    case Kind::Enum: return in_catalog(s.enums, id.owner);
    case Kind::Domain: return in_catalog(s.domains, id.owner);
    case Kind::Composite: return in_catalog(s.composites, id.owner);
    case Kind::Sequence: return in_catalog(s.sequences, id.owner);
    case Kind::Table: return in_catalog(s.tables, id.owner);
    case Kind::VirtualTable: return in_catalog(s.virtual_tables, id.owner);
    case Kind::View: return in_catalog(s.views, id.owner);
    case Kind::Event: return in_catalog(s.events, id.owner);
    case Kind::Language:
    case Kind::Collation:
    case Kind::Operator:
    case Kind::Cast:
    case Kind::Statistics:
    case Kind::Rule:
    case Kind::EventTrigger: return in_catalog(s.definitions, id);
    case Kind::Trigger: return in_catalog(s.triggers, PartName{id.owner, id.part});
    case Kind::Policy: return in_catalog(s.policies, PartName{id.owner, id.part});
    case Kind::Routine:
      for (const Routine& r : s.routines)
        if (id_of(r) == id) return r;
      return {};
    case Kind::Grant:
      for (const Grant& g : s.grants)
        if (id_of(g) == id) return g;
      return {};
    case Kind::Column:
      if (const Column* c = t ? t->find_column(id.part) : nullptr) return *c;
      return {};
    case Kind::PrimaryKey: return t && t->primary_key ? Object(*t->primary_key) : Object();
    case Kind::Unique: return t ? find_part(id.owner, t->uniques, id) : Object();
    case Kind::Check: return t ? find_part(id.owner, t->checks, id) : Object();
    case Kind::Exclusion: return t ? find_part(id.owner, t->exclusions, id) : Object();
    case Kind::ForeignKey: return t ? find_part(id.owner, t->foreign_keys, id) : Object();
    case Kind::Index: return t ? find_part(id.owner, t->indexes, id) : Object();
  }
  return {};
}

}  // namespace plumb
