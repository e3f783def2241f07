#include "plumb/core/sql/rename_schema.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"

namespace plumb::sql {
namespace {

using Columns = std::function<const std::vector<std::string>*(const QualifiedName&)>;

// Names of columns by relation, made when asked for: a rename needs those of a few tables only.
class ColumnsOf {
 public:
  ColumnsOf(const Schema& schema, const Syntax& syntax) : schema_(&schema), syntax_(&syntax) {}
  const std::vector<std::string>* operator()(const QualifiedName& name) {
    auto [at, fresh] = known_.try_emplace(name);
    if (fresh) at->second = look_up(name);
    return at->second.empty() ? nullptr : &at->second;
  }

 private:
  std::vector<std::string> look_up(const QualifiedName& name) const {
    std::vector<std::string> out;
    if (const Table* table = find(name))
      for (const Column& c : table->columns) out.push_back(c.name);
    return out;
  }
  const Table* find(const QualifiedName& name) const {
    if (const Table* exact = schema_->tables.find(name)) return exact;
    if (!syntax_->tables_ignore_case) return nullptr;
    for (const Table& t : schema_->tables)
      if (equals_ignoring_case(t.name.name, name.name) && equals_ignoring_case(t.name.schema, name.schema)) return &t;
    return nullptr;
  }

  const Schema* schema_;
  const Syntax* syntax_;
  std::map<QualifiedName, std::vector<std::string>> known_;
};

// One rename, applied to texts and names.
class Renamer {
 public:
  Renamer(Rename rename, const Syntax& syntax, Columns columns)
      : rename_(std::move(rename)), syntax_(&syntax), columns_(std::move(columns)) {}

  bool in(Expr& e, TextKind kind, const QualifiedName& home) const {
    if (e.empty()) return false;
    const auto written = rename_in_text(e.written, kind, rename_, home, *syntax_, columns_);
    const auto canonical = rename_in_text(e.canonical, kind, rename_, home, *syntax_, columns_);
    if (written) e.written = *written;
    if (canonical) e.canonical = *canonical;
    return written || canonical;
  }

  bool column_renamed(std::string& name) const {
    if (rename_.column.empty() || !same(name, rename_.column)) return false;
    name = rename_.to;
    return true;
  }
  bool table_renamed(QualifiedName& name, const QualifiedName& to) const {
    if (!rename_.column.empty() || !(same(name.name, rename_.table.name) && name.schema == rename_.table.schema))
      return false;
    name = to;
    return true;
  }
  bool is_table(const QualifiedName& name) const {
    return name.schema == rename_.table.schema &&
           (name.name == rename_.table.name ||
            (syntax_->tables_ignore_case && equals_ignoring_case(name.name, rename_.table.name)));
  }

  bool in(std::vector<IndexPart>& parts, const QualifiedName& home, bool own) const {
    bool changed = false;
    for (IndexPart& p : parts) {
      if (own && p.plain()) changed |= column_renamed(p.column);
      changed |= in(p.expression, TextKind::Expression, home);
    }
    return changed;
  }

  bool in(Index& index, const QualifiedName& home, bool own) const {
    bool changed = in(index.parts, home, own);
    if (own)
      for (std::string& c : index.include) changed |= column_renamed(c);
    changed |= in(index.where, TextKind::Expression, home);
    return changed;
  }

 private:
  bool same(std::string_view a, std::string_view b) const {
    return a == b || (syntax_->names_ignore_case && equals_ignoring_case(a, b));
  }

  Rename rename_;
  const Syntax* syntax_;
  Columns columns_;
};

// The expressions and columns of one table. `own`: it is the table whose column is renamed, or that is renamed.
bool rename_in_table(Table& t, const Renamer& r, bool own) {
  bool changed = false;
  for (Column& c : t.columns) {
    if (own) changed |= r.column_renamed(c.name);
    if (auto* computed = std::get_if<Computed>(&c.fill)) changed |= r.in(computed->from, TextKind::Expression, t.name);
  }
  if (t.primary_key) changed |= r.in(t.primary_key->parts, t.name, own);
  for (Unique& u : t.uniques) changed |= r.in(u.parts, t.name, own);
  for (Exclusion& e : t.exclusions) {
    changed |= r.in(e.parts, t.name, own);
    changed |= r.in(e.where, TextKind::Expression, t.name);
  }
  for (Check& c : t.checks) {
    changed |= r.in(c.expression, TextKind::Expression, t.name);
    if (own) r.column_renamed(c.on_column.text);
  }
  for (ForeignKey& k : t.foreign_keys) {
    if (own) {
      for (std::string& c : k.columns) changed |= r.column_renamed(c);
      for (std::string& c : k.on_delete_columns) changed |= r.column_renamed(c);
      r.column_renamed(k.on_column.text);
    }
    if (r.is_table(k.to))
      for (std::string& c : k.to_columns) changed |= r.column_renamed(c);
  }
  for (Index& i : t.indexes)
    if (r.in(i, t.name, own)) i.definition = {};
  if (changed) t.definition = {};
  return changed;
}

// The author's text behind a view's name ends with its query: the query is replaced in place.
void rename_in_view(View& v, const Renamer& r) {
  const std::string before = v.query.written;
  if (!r.in(v.query, TextKind::Query, {})) return;
  std::string& text = v.definition.text;
  if (text.ends_with(before))
    text.replace(text.size() - before.size(), before.size(), v.query.written);
  else
    text.clear();
}

bool rename_in_trigger(Trigger& t, const Renamer& r) {
  bool changed = false;
  if (r.is_table(t.table))
    for (std::string& c : t.update_of) changed |= r.column_renamed(c);
  changed |= r.in(t.when, TextKind::Expression, t.table);
  changed |= r.in(t.body, TextKind::Body, t.table);
  if (changed) t.definition = {};
  return changed;
}

void replace(std::vector<QualifiedName>& names, const QualifiedName& from, const QualifiedName& to) {
  for (QualifiedName& n : names)
    if (n == from) n = to;
  std::sort(names.begin(), names.end());
}

bool names(const Table& t, const QualifiedName& table) {
  for (const ForeignKey& k : t.foreign_keys)
    if (k.to == table) return true;
  const PostgresTable& extra = extra_of<PostgresTable>(t.extra);
  return extra.partition_of == table ||
         std::find(extra.inherits.begin(), extra.inherits.end(), table) != extra.inherits.end();
}

void rename_in_definitions(Schema& schema, const Renamer& r) {
  for (const ObjectId& id : schema.definitions.keys()) {
    Definition copy = *schema.definitions.find(id);
    const bool query = id.kind == Kind::Statistics;
    const QualifiedName home = id.kind == Kind::Rule ? id.owner : QualifiedName();
    bool changed = r.in(copy.condition, TextKind::Expression, home);
    changed |= r.in(copy.body, query ? TextKind::Query : TextKind::Body, home);
    if (changed) schema.definitions.set(id, std::move(copy));
  }
}

void rename_texts(Schema& schema, const Renamer& r) {
  for (const QualifiedName& key : schema.views.keys()) {
    View copy = *schema.views.find(key);
    const std::string before = copy.query.written;
    rename_in_view(copy, r);
    if (copy.query.written != before) schema.views.set(key, std::move(copy));
  }
  for (const PartName& key : schema.triggers.keys()) {
    Trigger copy = *schema.triggers.find(key);
    if (rename_in_trigger(copy, r)) schema.triggers.set(key, std::move(copy));
  }
  rename_in_definitions(schema, r);
}

void move_definitions(Schema& schema, const QualifiedName& from, const QualifiedName& to) {
  for (const ObjectId& id : schema.definitions.keys()) {
    const bool own = id.kind == Kind::Rule && id.owner == from;
    const Definition& there = *schema.definitions.find(id);
    if (!own && std::find(there.uses.begin(), there.uses.end(), from) == there.uses.end()) continue;
    Definition d = schema.definitions.take(id);
    replace(d.uses, from, to);
    if (own) d.id.owner = to;
    const ObjectId now = d.id;
    schema.definitions.set(now, std::move(d));
  }
}

template <class C>
void rekey_parts(C& catalog, const QualifiedName& from, const QualifiedName& to) {
  for (const PartName& key : catalog.keys()) {
    if (key.first != from) continue;
    auto object = catalog.take(key);
    object.table = to;
    if constexpr (requires { object.definition; }) object.definition = {};
    catalog.set({to, key.second}, std::move(object));
  }
}

}  // namespace

void rename_table(Schema& schema, const QualifiedName& from, const QualifiedName& to, const Syntax& syntax) {
  ColumnsOf columns(schema, syntax);
  const Renamer r({from, {}, to.name}, syntax, std::ref(columns));
  rename_texts(schema, r);

  if (schema.virtual_tables.contains(from)) {
    VirtualTable v = schema.virtual_tables.take(from);
    v.name = to;
    schema.virtual_tables.set(to, std::move(v));
  }
  if (schema.tables.contains(from)) {
    Table t = schema.tables.take(from);
    rename_in_table(t, r, true);
    for (Index& i : t.indexes) i.definition = {};  // it says ON and the table's name
    t.name = to;
    schema.tables.set(to, std::move(t));
  }
  for (const QualifiedName& key : schema.tables.keys()) {
    if (!names(*schema.tables.find(key), from)) continue;
    Table& t = schema.tables.edit(key);
    for (ForeignKey& k : t.foreign_keys)
      if (r.table_renamed(k.to, to)) t.definition = {};
    if (t.extra) {
      if (auto* extra = std::get_if<PostgresTable>(&t.extra.edit())) {
        if (extra->partition_of == from) extra->partition_of = to;
        std::replace(extra->inherits.begin(), extra->inherits.end(), from, to);
      }
    }
  }
  rekey_parts(schema.triggers, from, to);
  move_definitions(schema, from, to);
  rekey_parts(schema.policies, from, to);
  for (const QualifiedName& key : schema.views.keys()) {
    const View& v = *schema.views.find(key);
    if (std::find(v.uses.begin(), v.uses.end(), from) != v.uses.end()) replace(schema.views.edit(key).uses, from, to);
  }
  for (const PartName& key : schema.triggers.keys()) {
    const Trigger& t = *schema.triggers.find(key);
    if (std::find(t.uses.begin(), t.uses.end(), from) != t.uses.end())
      replace(schema.triggers.edit(key).uses, from, to);
  }
  for (const QualifiedName& key : schema.sequences.keys())
    if (schema.sequences.find(key)->owned_by_table == from) schema.sequences.edit(key).owned_by_table = to;
  for (const auto& key : schema.grants.keys()) {
    if (key.first.owner != from || (key.first.kind != Kind::Table && key.first.kind != Kind::Column)) continue;
    Grant g = schema.grants.take(key);
    g.object.owner = to;
    ObjectId id = key.first;
    id.owner = to;
    schema.grants.set({id, key.second}, std::move(g));
  }
}

void rename_column(Schema& schema, const QualifiedName& table, const std::string& from, const std::string& to,
                   const Syntax& syntax) {
  ColumnsOf columns(schema, syntax);
  const Renamer r({table, from, to}, syntax, std::ref(columns));
  rename_texts(schema, r);
  if (schema.tables.contains(table)) rename_in_table(schema.tables.edit(table), r, true);
  for (const QualifiedName& key : schema.tables.keys())
    if (key != table && names(*schema.tables.find(key), table)) rename_in_table(schema.tables.edit(key), r, false);
  for (const QualifiedName& key : schema.sequences.keys()) {
    const Sequence& s = *schema.sequences.find(key);
    if (s.owned_by_table == table && s.owned_by_column == from) schema.sequences.edit(key).owned_by_column = to;
  }
}

}  // namespace plumb::sql
