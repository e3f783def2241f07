// The plan's renames, and what is called how in front of them.
#include <fmt/format.h>

#include "plumb/core/sql/rename_schema.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/sqlite/render/steps.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::sqlite {

QualifiedName name_of_relation(const Object& o) {
  if (const Table* t = std::get_if<Table>(&o)) return t->name;
  if (const VirtualTable* v = std::get_if<VirtualTable>(&o)) return v->name;
  return {};
}

const sql::WriteOptions& verbatim() {
  static const sql::WriteOptions options = [] {
    sql::WriteOptions o;
    o.verbatim = true;
    return o;
  }();
  return options;
}

Renames::Renames(const std::vector<Change>& changes, const Schema& from) : from_(&from) {
  for (auto c = changes.rbegin(); c != changes.rend(); ++c) {
    if (c->action != Action::Rename) continue;
    if (!original_) original_ = from;
    if (c->id.kind == Kind::Column) {
      const std::string &was = std::get<Column>(c->from).name, &now = std::get<Column>(c->to).name;
      sql::rename_column(*original_, c->id.owner, now, was, syntax());
      columns_[c->id.owner][now] = was;
      continue;
    }
    const QualifiedName was = name_of_relation(c->from), now = name_of_relation(c->to);
    sql::rename_table(*original_, now, was, syntax());
    tables_[now] = was;
  }
}

const QualifiedName& Renames::name_before(const QualifiedName& table) const {
  const auto at = tables_.find(table);
  return at == tables_.end() ? table : at->second;
}

const View& Renames::before(const View& view) const {
  const View* found = original_ ? original_->views.find(view.name) : nullptr;
  return found ? *found : view;
}

const Trigger& Renames::before(const Trigger& trigger) const {
  const Trigger* found = original_ ? original_->triggers.find({name_before(trigger.table), trigger.name}) : nullptr;
  return found ? *found : trigger;
}

std::string Renames::create_index(const QualifiedName& table, const Index& index) const {
  const Table* t = original_ ? original_->tables.find(name_before(table)) : nullptr;
  const Index* found = t ? t->find_index(index.name) : nullptr;
  return sql::write_create_index(t ? t->name : table, found ? *found : index, syntax(), verbatim());
}

// The old names are given the new ones by a WITH in front of the probe.
void Renames::name_probes(std::vector<Operation>& operations) const {
  if (tables_.empty() && columns_.empty()) return;
  std::map<QualifiedName, QualifiedName> tables = tables_;
  for (const auto& [table, columns] : columns_) tables.try_emplace(table, table);
  std::string with;
  for (const auto& [now, was] : tables) {
    const Table* t = from_->tables.find(now);
    if (!t) continue;
    std::string columns;
    for (const Column& c : t->columns) {
      auto renamed = columns_.find(now);
      const std::string* old = &c.name;
      if (renamed != columns_.end())
        if (auto at = renamed->second.find(c.name); at != renamed->second.end()) old = &at->second;
      columns += fmt::format("{}{} AS {}", columns.empty() ? "" : ", ", quoted(*old), quoted(c.name));
    }
    with += fmt::format("{}{} AS (SELECT {} FROM main.{})", with.empty() ? "WITH " : ", ", quoted(now), columns,
                        quoted(was));
  }
  if (with.empty()) return;
  for (Operation& op : operations)
    for (Probe& p : op.probes) p.sql = with + " " + p.sql;
}

}  // namespace plumb::sqlite
