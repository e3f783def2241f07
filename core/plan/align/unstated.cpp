#include <algorithm>
#include <string_view>

#include "plumb/core/plan/align/steps.h"

namespace plumb::align_detail {
namespace {

// Which of the options that nobody manages unasked are left alone.
class Unasked {
 public:
  Unasked(const Target& target, const Scope& scope) : target_(&target), scope_(&scope) {}
  bool operator()(std::string_view option) const {
    const auto holds = [&](const std::vector<std::string>& list) {
      return std::find(list.begin(), list.end(), option) != list.end();
    };
    return holds(target_->traits.unmanaged_options) && !holds(scope_->manage);
  }

 private:
  const Target* target_;
  const Scope* scope_;
};

bool adopt(const Options& have, Options& want) {
  const std::size_t stated = want.size();
  want.insert(have.begin(), have.end());
  return want.size() != stated;
}
template <class T>
bool adopt(const T& have, T& want) {
  if (have == T{} || !(want == T{})) return false;
  want = have;
  return true;
}

bool adopt(const Unasked& unasked, const Options& have, Options& want) {
  bool changed = false;
  for (const auto& [name, value] : have)
    if (unasked(name)) changed |= want.emplace(name, value).second;
  return changed;
}
// A counter that went on by itself is further than any file says, and never set back.
bool adopt_counter(const std::string& have, std::string& want) {
  const bool further = have.size() != want.size() ? have.size() > want.size() : have > want;
  if (!further) return false;
  want = have;
  return true;
}
// What only the making of a table takes: one that stands keeps its own.
bool adopt_created(const Options& have, Options& want, const std::string& name) {
  const auto h = have.find(name);
  const auto w = want.find(name);
  if (h == have.end()) return want.erase(name) != 0;
  if (w != want.end() && w->second == h->second) return false;
  want[name] = h->second;
  return true;
}

template <class Extra, class Variant>
const Extra* held(const Rare<Variant>& extra) {
  return std::get_if<Extra>(&*extra);
}

bool column(const Unasked& unasked, const Column& have, Column& want) {
  const PostgresColumn* h = held<PostgresColumn>(have.extra);
  if (!h) return false;
  PostgresColumn w = extra_of<PostgresColumn>(want.extra);
  bool changed = false;
  if (unasked("storage")) {
    changed |= adopt(h->storage, w.storage);
    changed |= adopt(h->compression, w.compression);
  }
  if (unasked("statistics")) {
    changed |= adopt(h->statistics, w.statistics);
    changed |= adopt(h->options, w.options);
  }
  if (changed) want.extra = ColumnExtra(std::move(w));
  return changed;
}

bool own_fields(const Unasked& unasked, const Table& have, Table& want) {
  bool changed = false;
  if (const PostgresTable* h = held<PostgresTable>(have.extra)) {
    PostgresTable w = extra_of<PostgresTable>(want.extra);
    if (unasked("parameters")) changed |= adopt(h->parameters, w.parameters);
    if (unasked("tablespace")) changed |= adopt(h->tablespace, w.tablespace);
    if (changed) want.extra = TableExtra(std::move(w));
  }
  if (const MysqlTable* h = held<MysqlTable>(have.extra)) {
    MysqlTable w = extra_of<MysqlTable>(want.extra);
    if (unasked("auto_increment")) changed |= adopt_counter(h->auto_increment, w.auto_increment);
    if (unasked("row_format")) changed |= adopt(h->row_format, w.row_format);
    changed |= adopt(unasked, h->options, w.options);
    changed |= adopt(unasked, h->tidb, w.tidb);
    changed |= adopt_created(h->tidb, w.tidb, "PRE_SPLIT_REGIONS");
    if (changed) want.extra = TableExtra(std::move(w));
  }
  return changed;
}

template <class Part>
bool key_options(const Unasked& unasked, const std::vector<Part>& have, std::vector<Part>& want) {
  bool changed = false;
  for (Part& w : want) {
    const auto h = std::find_if(have.begin(), have.end(), [&](const Part& p) { return p.name == w.name; });
    if (h == have.end()) continue;
    if constexpr (requires { w.parameters; }) {
      if (unasked("parameters")) changed |= adopt(h->parameters, w.parameters);
      if (unasked("tablespace")) changed |= adopt(h->tablespace, w.tablespace);
    } else {
      KeyOptions options = *w.options;
      bool adopted = unasked("parameters") && adopt(h->options->parameters, options.parameters);
      adopted |= unasked("tablespace") && adopt(h->options->tablespace, options.tablespace);
      if (adopted) w.options = std::move(options);
      changed |= adopted;
    }
  }
  return changed;
}

// Where nobody says, TiDB decides when the key is made, and keeps to it: a table that stands keeps its own. A file that
// says nothing and one that says CLUSTERED, which is what TiDB decides unless it is told otherwise, are alike.
bool clustering(const PrimaryKey& have, PrimaryKey& want) {
  if (have.clustered == want.clustered || (have.clustered ? want.clustered.has_value() : !*want.clustered))
    return false;
  want.clustered = have.clustered;
  return true;
}

bool table(const Unasked& unasked, const Table& have, Table& want) {
  bool changed = own_fields(unasked, have, want);
  for (Column& w : want.columns)
    if (const Column* h = have.find_column(w.name)) changed |= column(unasked, *h, w);
  if (have.primary_key && want.primary_key) {
    std::vector<PrimaryKey> one{*want.primary_key};
    const bool same = clustering(*have.primary_key, one.front());
    if (key_options(unasked, {*have.primary_key}, one) || same) {
      want.primary_key = std::move(one.front());
      changed = true;
    }
  }
  changed |= key_options(unasked, have.uniques, want.uniques);
  changed |= key_options(unasked, have.exclusions, want.exclusions);
  changed |= key_options(unasked, have.indexes, want.indexes);
  return changed;
}

// The version of an extension, what a collation is a copy of, and whose a namespace is: the server's choice where
// nobody says.
void objects(const Schema& have, Schema& want, const Scope& scope) {
  for (const QualifiedName& key : want.extensions.keys()) {
    const Extension* h = have.extensions.find(key);
    if (!h || *h == *want.extensions.find(key)) continue;
    Extension& w = want.extensions.edit(key);
    adopt(h->version, w.version);
    adopt(h->schema, w.schema);
  }
  // A copy of a collation of the server's own, of which nobody else knows what it is.
  for (const ObjectId& key : want.definitions.keys()) {
    const Definition* h = have.definitions.find(key);
    if (h && key.kind == Kind::Collation && want.definitions.find(key)->options.count("from") != 0)
      want.definitions.edit(key).options = h->options;
  }
  if (std::find(scope.manage.begin(), scope.manage.end(), "owners") != scope.manage.end()) return;
  for (const QualifiedName& key : want.namespaces.keys())
    if (const Namespace* h = have.namespaces.find(key)) adopt(h->owner, want.namespaces.edit(key).owner);
}

}  // namespace

void adopt_unstated(const Schema& have, Schema& want, const std::vector<QualifiedName>& tables, const Target& target,
                    const Scope& scope) {
  objects(have, want, scope);
  if (target.traits.unmanaged_options.empty()) return;
  const Unasked unasked(target, scope);
  for (const QualifiedName& key : tables) {
    const Table* h = have.tables.find(key);
    if (*h == *want.tables.find(key)) continue;
    Table t = *want.tables.find(key);
    if (table(unasked, *h, t)) want.tables.set(key, std::move(t));
  }
}

}  // namespace plumb::align_detail
