#include <array>

#include "plumb/core/base/text.h"
#include "plumb/dialects/sqlite/canonical.h"
#include "plumb/dialects/sqlite/realise.h"

namespace plumb::sqlite {
namespace {

/// Four hex digits of the name: the same on every run, whatever else there is.
std::string mark(std::string_view name) { return "__" + sha256(name).substr(0, 4); }

std::string flat(const QualifiedName& name) {
  std::string out = name.schema.empty() ? name.name : name.schema + "__" + name.name;
  // SQLite keeps these names for itself.
  return is_internal_name(out) ? "x_" + out : out;
}

/// Of names that differ in case only the one in lower case keeps its name; the others get a mark.
template <class Key>
void place(const std::map<std::string, std::vector<std::pair<Key, std::string>>>& by_folded,
           std::map<Key, std::string>& placed, std::set<std::string>& taken, std::vector<std::string>& renamed) {
  for (const auto& [folded, wanted] : by_folded) {
    for (const auto& [key, name] : wanted) {
      std::string given = name;
      const bool first = wanted.size() == 1 || name == folded;
      if (!first || taken.count(folded)) {
        given += mark(name);
        renamed.push_back("`" + name + "` is `" + given + "`");
      }
      while (!taken.insert(lower(given)).second) given += mark(given);
      placed[key] = given;
    }
  }
}

}  // namespace

Names::Names(const Schema& from, Diagnostics& diagnostics) {
  place_relations(from, diagnostics);
  place_indexes(from, diagnostics);
  for (const Table& table : from.tables) place_columns(table, diagnostics);
}

void Names::place_relations(const Schema& from, Diagnostics& diagnostics) {
  std::map<std::string, std::vector<std::pair<QualifiedName, std::string>>> wanted;
  for (const Table& table : from.tables) wanted[lower(flat(table.name))].emplace_back(table.name, flat(table.name));
  for (const View& view : from.views) wanted[lower(flat(view.name))].emplace_back(view.name, flat(view.name));
  std::vector<std::string> renamed;
  place(wanted, relations_, taken_, renamed);
  if (!renamed.empty())
    diagnostics.note("renamed", "names that differ in case only are one name in SQLite: " + join(renamed, ", "));
}

void Names::place_indexes(const Schema& from, Diagnostics& diagnostics) {
  using Key = std::pair<QualifiedName, std::string>;
  std::map<std::string, std::vector<Key>> by_name;
  for (const Table& table : from.tables)
    for (const Index& index : table.indexes) by_name[lower(index.name)].emplace_back(table.name, index.name);
  std::map<std::string, std::vector<std::pair<Key, std::string>>> wanted;
  std::size_t prefixed = 0;
  for (const auto& [folded, keys] : by_name) {
    const bool alone = keys.size() == 1 && !taken_.count(folded) && !is_internal_name(folded);
    for (const Key& key : keys) {
      const std::string name = alone ? key.second : relation(key.first) + "_" + key.second;
      prefixed += !alone;
      wanted[lower(name)].emplace_back(key, name);
    }
  }
  std::vector<std::string> renamed;
  place(wanted, indexes_, taken_, renamed);
  if (prefixed)
    diagnostics.note("renamed", std::to_string(prefixed) +
                                    " indexes have the name of their table before their own, since "
                                    "two tables have an index of the name "
                                    "and SQLite has one name space for all");
  if (!renamed.empty()) diagnostics.note("renamed", "indexes whose names are taken in SQLite: " + join(renamed, ", "));
}

void Names::place_columns(const Table& table, Diagnostics& diagnostics) {
  std::set<std::string> folded;
  bool collide = false;
  for (const Column& column : table.columns) collide |= !folded.insert(lower(column.name)).second;
  if (!collide) return;
  std::map<std::string, std::vector<std::pair<std::pair<QualifiedName, std::string>, std::string>>> wanted;
  for (const Column& column : table.columns)
    wanted[lower(column.name)].push_back({{table.name, column.name}, column.name});
  std::set<std::string> taken;
  std::vector<std::string> renamed;
  place(wanted, columns_, taken, renamed);
  diagnostics.note("renamed", "columns of `" + table.name.display() +
                                  "` that differ in case only are one name in SQLite: " + join(renamed, ", "));
}

std::string Names::relation(const QualifiedName& name) const {
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
  if (triggers_taken_.count(lower(given))) given = relation(table) + "_" + name;
  while (!triggers_taken_.insert(lower(given)).second) given += mark(given);
  return given;
}

void LeftOut::add(Severity severity, std::string kind, std::string why, std::string name) {
  auto& entry = kinds_[{std::move(kind), std::move(why)}];
  entry.first = severity;
  entry.second.push_back(std::move(name));
}

void LeftOut::say(Diagnostics& diagnostics) const {
  static constexpr std::size_t kMostNames = 12;
  for (const auto& [key, entry] : kinds_) {
    const auto& [kind, why] = key;
    const auto& [severity, names] = entry;
    std::string message = "left out: " + kind + " (" + std::to_string(names.size()) + "), since " + why + ": ";
    for (std::size_t i = 0; i < names.size() && i < kMostNames; ++i) message += (i ? ", `" : "`") + names[i] + "`";
    if (names.size() > kMostNames) message += " and " + std::to_string(names.size() - kMostNames) + " more";
    Diagnostic d;
    d.severity = severity;
    d.rule = "left-out";
    d.message = std::move(message);
    d.object = names.front();
    diagnostics.add(std::move(d));
  }
}

}  // namespace plumb::sqlite
