#include "plumb/core/realise/names.h"

#include "plumb/core/base/text.h"

namespace plumb::realise {
namespace {

template <class Key>
struct Wanted {
  Key key;
  QualifiedName name;
};
template <class Key>
using ByFolded = std::map<std::string, std::vector<Wanted<Key>>>;

}  // namespace

std::string mark(std::string_view name) { return "__" + sha256(name).substr(0, 4); }

std::string own_name(const std::string& name, const Table& table) {
  const std::string prefix = table.name.name + "_";
  if (name.substr(0, prefix.size()) != prefix) return name;
  std::string_view rest = name;
  while (!rest.empty() && rest.back() >= '0' && rest.back() <= '9') rest.remove_suffix(1);
  for (std::string_view made_up : {"_key", "_fkey", "_check", "_ibfk_", "_chk_"})
    if (rest.ends_with(made_up)) return {};
  return name;
}

Names::Names(const Schema& from, NameRules rules, Diagnostics& diagnostics) : rules_(std::move(rules)) {
  place_relations(from, diagnostics);
  place_indexes(from, diagnostics);
  for (const Table& table : from.tables) place_columns(table, diagnostics);
}

std::string Names::folded(std::string_view name) const { return rules_.ignore_case ? lower(name) : std::string(name); }

std::string Names::key_of(const QualifiedName& name) const { return folded(name.schema) + "\n" + folded(name.name); }

QualifiedName Names::flat(const QualifiedName& name) const {
  QualifiedName out = name;
  if (rules_.flatten && !name.schema.empty()) out = QualifiedName(name.schema + "__" + name.name);
  if (reserved(out.name)) out.name = "x_" + out.name;
  return out;
}

/// Of names that differ in case only the one in lower case keeps its name; the others get a mark.
template <class Key, class KeyOf>
static void place(const ByFolded<Key>& by_folded, std::map<Key, QualifiedName>& placed, std::set<std::string>& taken,
                  std::vector<std::string>& renamed, const KeyOf& key_of) {
  for (const auto& [folded, wanted] : by_folded) {
    for (const auto& [key, name] : wanted) {
      QualifiedName given = name;
      const bool first = wanted.size() == 1 || key_of(name) == name.schema + "\n" + name.name;
      if (!first || taken.count(folded)) {
        given.name += mark(name.name);
        renamed.push_back("`" + name.display() + "` is `" + given.display() + "`");
      }
      while (!taken.insert(key_of(given)).second) given.name += mark(given.name);
      placed[key] = given;
    }
  }
}

void Names::place_relations(const Schema& from, Diagnostics& diagnostics) {
  ByFolded<QualifiedName> wanted;
  const auto want = [&](const QualifiedName& name) {
    const QualifiedName flat_name = flat(name);
    wanted[key_of(flat_name)].push_back({name, flat_name});
  };
  for (const Table& table : from.tables) want(table.name);
  for (const View& view : from.views) want(view.name);
  std::vector<std::string> renamed;
  place(wanted, relations_, taken_, renamed, [&](const QualifiedName& name) { return key_of(name); });
  if (!renamed.empty())
    diagnostics.note("renamed",
                     "names that differ in case only are one name in " + rules_.server + ": " + join(renamed, ", "));
}

void Names::place_indexes(const Schema& from, Diagnostics& diagnostics) {
  if (!rules_.indexes_among_relations) return;
  using Key = std::pair<QualifiedName, std::string>;
  const auto placed_beside = [&](const QualifiedName& table, std::string name) {
    return QualifiedName(relation(table).schema, std::move(name));
  };
  std::map<std::string, std::vector<Key>> by_name;
  const auto collect = [&](const Table& table, const std::string& name) {
    if (!name.empty()) by_name[key_of(placed_beside(table.name, name))].emplace_back(table.name, name);
  };
  for (const Table& table : from.tables) {
    for (const Index& index : table.indexes) collect(table, index.name);
  }
  ByFolded<Key> wanted;
  std::size_t prefixed = 0;
  for (const auto& [key, all] : by_name) {
    const bool alone = all.size() == 1 && !taken_.count(key) && !reserved(all[0].second);
    for (const Key& index : all) {
      const std::string name = alone ? index.second : relation(index.first).name + "_" + index.second;
      prefixed += !alone;
      const QualifiedName beside = placed_beside(index.first, name);
      wanted[key_of(beside)].push_back({index, beside});
    }
  }
  std::vector<std::string> renamed;
  std::map<Key, QualifiedName> placed;
  place(wanted, placed, taken_, renamed, [&](const QualifiedName& name) { return key_of(name); });
  for (auto& [key, name] : placed) indexes_[key] = std::move(name.name);
  if (prefixed)
    diagnostics.note("renamed", std::to_string(prefixed) +
                                    " indexes have the name of their table before their own, since two tables have an "
                                    "index of the name and " +
                                    rules_.server + " has one name space for all");
  if (!renamed.empty())
    diagnostics.note("renamed", "indexes whose names are taken in " + rules_.server + ": " + join(renamed, ", "));
}

void Names::place_columns(const Table& table, Diagnostics& diagnostics) {
  if (!rules_.columns_ignore_case) return;
  std::set<std::string> seen;
  bool collide = false;
  for (const Column& column : table.columns) collide |= !seen.insert(lower(column.name)).second;
  if (!collide) return;
  using Key = std::pair<QualifiedName, std::string>;
  ByFolded<Key> wanted;
  const auto fold = [](const QualifiedName& name) { return "\n" + lower(name.name); };
  for (const Column& column : table.columns)
    wanted[fold(column.name)].push_back({{table.name, column.name}, QualifiedName(column.name)});
  std::set<std::string> taken;
  std::vector<std::string> renamed;
  std::map<Key, QualifiedName> placed;
  place(wanted, placed, taken, renamed, fold);
  for (auto& [key, name] : placed) columns_[key] = std::move(name.name);
  diagnostics.note("renamed", "columns of `" + table.name.display() + "` that differ in case only are one name in " +
                                  rules_.server + ": " + join(renamed, ", "));
}

QualifiedName Names::relation(const QualifiedName& name) const {
  const auto found = relations_.find(name);
  return found == relations_.end() ? flat(name) : found->second;
}

std::string Names::column(const QualifiedName& table, const std::string& column) const {
  if (columns_.empty()) return column;
  const auto found = columns_.find({table, column});
  return found == columns_.end() ? column : found->second;
}

std::string Names::index(const QualifiedName& table, const std::string& index) const {
  const auto found = indexes_.find({table, index});
  return found == indexes_.end() ? index : found->second;
}

std::string Names::trigger(const QualifiedName& table, const std::string& name) {
  std::string given = name;
  if (triggers_taken_.count(lower(given))) given = relation(table).name + "_" + name;
  while (!triggers_taken_.insert(lower(given)).second) given += mark(given);
  return given;
}

QualifiedName Names::claim(QualifiedName wanted) {
  while (!taken_.insert(key_of(wanted)).second) wanted.name += mark(wanted.name);
  return wanted;
}

}  // namespace plumb::realise
