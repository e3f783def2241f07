// Finding tables, views, indexes and triggers by the dialect's rules of case.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/state.h"

namespace plumb::sql {
namespace {

// FNV-1a over the parts, each closed by a zero. Folding takes more characters for the same than
// case does (`@` and a backquote): whoever finds an entry compares the names.
class Hash {
 public:
  explicit Hash(bool fold) : fold_(fold ? 0x20 : 0) {}
  Hash& add(std::string_view text) {
    for (const char c : text) value_ = (value_ ^ (static_cast<unsigned char>(c) | fold_)) * 1099511628211ULL;
    value_ *= 1099511628211ULL;
    return *this;
  }
  // The low bits choose the slot; the high ones know most of the text.
  std::size_t value() const { return value_ ^ (value_ >> 32); }

 private:
  std::size_t value_ = 14695981039346656037ULL;
  unsigned char fold_;
};

std::size_t hash_of(const ReadState& state, const QualifiedName& name) {
  return Hash(state.syntax.tables_ignore_case).add(name.schema).add(name.name).value();
}

// PostgreSQL and SQLite: a name is unique in its schema. MySQL: in its table.
std::size_t index_hash(const ReadState& state, const QualifiedName& table, std::string_view index) {
  Hash hash(state.syntax.tables_ignore_case || state.syntax.names_ignore_case);
  hash.add(table.schema);
  if (state.syntax.index_names_per_table) hash.add(table.name);
  return hash.add(index).value();
}

std::size_t trigger_hash(std::string_view schema, std::string_view name) {
  return Hash(true).add(schema).add(name).value();
}

bool same(const QualifiedName& a, const QualifiedName& b) {
  return equals_ignoring_case(a.name, b.name) && equals_ignoring_case(a.schema, b.schema);
}

}  // namespace

void Places::add(std::size_t hash, const QualifiedName& table) {
  if (used_ * 2 >= slots_.size()) grow();
  std::size_t i = hash & (slots_.size() - 1);
  while (slots_[i].at != kFree) i = (i + 1) & (slots_.size() - 1);
  slots_[i] = {hash, static_cast<std::uint32_t>(names_.size())};
  names_.push_back(table);
  ++used_;
}

void Places::grow() {
  std::vector<Slot> old(std::max<std::size_t>(64, slots_.size() * 2));
  old.swap(slots_);
  used_ = 0;
  for (const Slot& slot : old) {
    if (slot.at >= kGone) continue;
    std::size_t i = slot.hash & (slots_.size() - 1);
    while (slots_[i].at != kFree) i = (i + 1) & (slots_.size() - 1);
    slots_[i] = slot;
    ++used_;
  }
}

void Places::remove(std::size_t hash, const QualifiedName& table) {
  if (slots_.empty()) return;
  for (std::size_t i = hash & (slots_.size() - 1); slots_[i].at != kFree; i = (i + 1) & (slots_.size() - 1))
    if (slots_[i].hash == hash && slots_[i].at != kGone && names_[slots_[i].at] == table) {
      slots_[i].at = kGone;
      return;
    }
}

// Where names ignore case the places hold every table, so that a miss there is the answer.
std::optional<QualifiedName> ReadState::find_table(const QualifiedName& name) const {
  if (!syntax.tables_ignore_case) return schema.tables.contains(name) ? std::optional(name) : std::nullopt;
  if (!recent.empty() && recent == name) return recent;
  const QualifiedName* found = tables_by_name.find(hash_of(*this, name), [&](const QualifiedName& stored) {
    return same(stored, name) && schema.tables.contains(stored);
  });
  if (!found) return std::nullopt;
  recent = *found;
  return recent;
}

bool ReadState::is_relation(const QualifiedName& name) const {
  return find_table(name) || find_view(name) || find_virtual_table(name);
}

std::optional<QualifiedName> ReadState::find_view(const QualifiedName& name) const {
  if (schema.views.empty()) return std::nullopt;
  if (!syntax.tables_ignore_case) return schema.views.contains(name) ? std::optional(name) : std::nullopt;
  const QualifiedName* found = views_by_name.find(hash_of(*this, name), [&](const QualifiedName& stored) {
    return same(stored, name) && schema.views.contains(stored);
  });
  return found ? std::optional(*found) : std::nullopt;
}

// Virtual tables are few: no lookup of their own.
std::optional<QualifiedName> ReadState::find_virtual_table(const QualifiedName& name) const {
  for (const VirtualTable& table : schema.virtual_tables)
    if (equals_ignoring_case(table.name.name, name.name) && equals_ignoring_case(table.name.schema, name.schema))
      return table.name;
  return std::nullopt;
}

std::optional<ReadState::IndexPlace> ReadState::find_index(const QualifiedName& name,
                                                           const QualifiedName* table) const {
  if (table) {
    const std::vector<Index>* indexes = nullptr;
    if (const Table* found = schema.tables.find(*table))
      indexes = &found->indexes;
    else if (const View* view = schema.views.find(*table))
      indexes = &view->indexes;
    if (!indexes) return std::nullopt;
    for (const Index& index : *indexes)
      if (index.name == name.name || (syntax.names_ignore_case && equals_ignoring_case(index.name, name.name)))
        return IndexPlace{*table, index.name, !schema.tables.contains(*table)};
    return std::nullopt;
  }
  std::optional<IndexPlace> found;
  indexes_by_name.find(index_hash(*this, name, name.name), [&](const QualifiedName& stored) {
    if (stored.schema == name.schema) found = find_index(name, &stored);
    return found.has_value();
  });
  return found;
}

Column* ReadState::find_column(Table& table, std::string_view name) const {
  // Exact or not, there is one at most: a table cannot have two that differ in case only.
  for (Column& column : table.columns)
    if (column.name.size() == name.size() &&
        (column.name == name || (syntax.names_ignore_case && equals_ignoring_case(column.name, name))))
      return &column;
  return nullptr;
}

void ReadState::remember_table(const QualifiedName& stored) {
  if (syntax.tables_ignore_case) tables_by_name.add(hash_of(*this, stored), stored);
  remember_indexes_of(stored);
}

void ReadState::remember_view(const QualifiedName& stored) {
  if (syntax.tables_ignore_case) views_by_name.add(hash_of(*this, stored), stored);
  remember_indexes_of(stored);
}

void ReadState::add_table(Table table) {
  const QualifiedName name = table.name;
  schema.tables.set(name, std::move(table));
  remember_table(name);
}

Table ReadState::take_table(const QualifiedName& stored) {
  recent = {};
  forget_indexes_of(stored);
  if (syntax.tables_ignore_case) tables_by_name.remove(hash_of(*this, stored), stored);
  return schema.tables.take(stored);
}

void ReadState::add_view(View view) {
  const QualifiedName name = view.name;
  schema.views.set(name, std::move(view));
  remember_view(name);
}

View ReadState::take_view(const QualifiedName& stored) {
  forget_indexes_of(stored);
  if (syntax.tables_ignore_case) views_by_name.remove(hash_of(*this, stored), stored);
  return schema.views.take(stored);
}

// A trigger may have moved since, with a table that was renamed.
std::optional<PartName> ReadState::find_trigger(const QualifiedName& name) const {
  std::optional<PartName> out;
  const QualifiedName* known =
      triggers_by_name.find(trigger_hash(name.schema, name.name), [](const QualifiedName&) { return true; });
  if (!known) return out;
  for (const Trigger& trigger : schema.triggers)
    if (equals_ignoring_case(trigger.name, name.name) && trigger.table.schema == name.schema)
      return PartName{trigger.table, trigger.name};
  return out;
}

void ReadState::remember_trigger(const Trigger& trigger) {
  triggers_by_name.add(trigger_hash(trigger.table.schema, trigger.name), trigger.table);
}

void ReadState::add_trigger(Trigger trigger) {
  remember_trigger(trigger);
  PartName key{trigger.table, trigger.name};
  schema.triggers.set(std::move(key), std::move(trigger));
}

void ReadState::add_index(const QualifiedName& table, Index index) {
  indexes_by_name.add(index_hash(*this, table, index.name), table);
  const bool on_view = !schema.views.empty() && !schema.tables.contains(table);
  std::vector<Index>& indexes = on_view ? schema.views.edit(table).indexes : schema.tables.edit(table).indexes;
  indexes.push_back(std::move(index));
}

void ReadState::forget_indexes_of(const QualifiedName& table) {
  const Table* found = schema.tables.find(table);
  const View* view = found ? nullptr : schema.views.find(table);
  if (!found && !view) return;
  for (const Index& index : found ? found->indexes : view->indexes)
    indexes_by_name.remove(index_hash(*this, table, index.name), table);
}

void ReadState::remember_indexes_of(const QualifiedName& table) {
  const Table* found = schema.tables.find(table);
  const View* view = found ? nullptr : schema.views.find(table);
  if (!found && !view) return;
  for (const Index& index : found ? found->indexes : view->indexes)
    if (!index.name.empty()) {
      const std::size_t hash = index_hash(*this, table, index.name);
      indexes_by_name.remove(hash, table);  // it may be known already
      indexes_by_name.add(hash, table);
    }
}

}  // namespace plumb::sql
