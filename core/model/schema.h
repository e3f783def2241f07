// The core model: one schema as a plain value. Copyable, comparable, related by names.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "plumb/core/model/objects.h"
#include "plumb/core/model/table.h"

namespace plumb {

/// Objects of one kind by key, in order. An object is shared between copies of a schema until it is
/// edited, so that copying a schema of 10,000 tables costs pointers, not tables.
template <class Key, class T>
class Catalog {
 public:
  class iterator {
   public:
    using base = typename std::map<Key, std::shared_ptr<T>>::const_iterator;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    iterator() = default;
    explicit iterator(base at) : at_(at) {}
    const T& operator*() const { return *at_->second; }
    const T* operator->() const { return at_->second.get(); }
    iterator& operator++() {
      ++at_;
      return *this;
    }
    iterator operator++(int) {
      iterator was = *this;
      ++at_;
      return was;
    }
    bool operator==(const iterator&) const = default;
    const Key& key() const { return at_->first; }

   private:
    base at_;
  };

  iterator begin() const { return iterator(map_.begin()); }
  iterator end() const { return iterator(map_.end()); }
  std::size_t size() const { return map_.size(); }
  bool empty() const { return map_.empty(); }

  const T* find(const Key& key) const {
    auto at = map_.find(key);
    return at == map_.end() ? nullptr : at->second.get();
  }
  /// The first object whose key is not less than `key`.
  iterator from(const Key& key) const { return iterator(map_.lower_bound(key)); }
  bool contains(const Key& key) const { return map_.count(key) != 0; }
  /// For writing; the object must be there. The key must not be changed through it: take it out and put it back.
  T& edit(const Key& key) {
    std::shared_ptr<T>& held = map_.at(key);
    if (held.use_count() > 1) held = std::make_shared<T>(*held);
    return *held;
  }
  /// Nothing happens (false) where the key is taken.
  bool insert(Key key, T value) {
    return map_.try_emplace(std::move(key), std::make_shared<T>(std::move(value))).second;
  }
  void set(Key key, T value) { map_[std::move(key)] = std::make_shared<T>(std::move(value)); }
  bool erase(const Key& key) { return map_.erase(key) != 0; }
  /// Takes the object out. It must be there.
  T take(const Key& key) {
    auto node = map_.extract(key);
    std::shared_ptr<T>& held = node.mapped();
    return held.use_count() > 1 ? *held : std::move(*held);
  }
  /// The keys, for loops that change the catalog.
  std::vector<Key> keys() const {
    std::vector<Key> out;
    out.reserve(map_.size());
    for (const auto& [key, value] : map_) out.push_back(key);
    return out;
  }
  /// True where both hold the very same object (cheap way to skip an unchanged one).
  bool shares(const Catalog& other, const Key& key) const {
    auto a = map_.find(key), b = other.map_.find(key);
    return a != map_.end() && b != other.map_.end() && a->second == b->second;
  }

  friend bool operator==(const Catalog& a, const Catalog& b) {
    if (a.map_.size() != b.map_.size()) return false;
    for (auto x = a.map_.begin(), y = b.map_.begin(); x != a.map_.end(); ++x, ++y)
      if (x->first != y->first || !(x->second == y->second || *x->second == *y->second)) return false;
    return true;
  }

 private:
  std::map<Key, std::shared_ptr<T>> map_;
};

/// The key of a trigger or policy: its table and its name.
using PartName = std::pair<QualifiedName, std::string>;

struct Schema {
  Catalog<QualifiedName, Namespace> namespaces;
  Catalog<QualifiedName, Extension> extensions;
  Catalog<QualifiedName, Enum> enums;
  Catalog<QualifiedName, Domain> domains;
  Catalog<QualifiedName, Composite> composites;
  Catalog<QualifiedName, Sequence> sequences;
  Catalog<QualifiedName, Table> tables;
  Catalog<QualifiedName, VirtualTable> virtual_tables;
  Catalog<QualifiedName, View> views;
  Catalog<std::pair<QualifiedName, std::string>, Routine> routines;  ///< by name and signature
  Catalog<ObjectId, Definition> definitions;
  Catalog<PartName, Trigger> triggers;
  Catalog<QualifiedName, Event> events;
  Catalog<PartName, Policy> policies;
  Catalog<std::pair<ObjectId, std::string>, Grant> grants;  ///< by object and grantee
  bool operator==(const Schema&) const = default;

  bool empty() const;
  /// Of every object, "" for the default one, and those that are objects themselves.
  std::set<std::string> namespaces_named() const;
  std::size_t size() const;  ///< objects, tables' parts not counted
};

/// Any object or part of a table as a value; `std::monostate` is "absent".
using Object = std::variant<std::monostate, Namespace, Extension, Enum, Domain, Composite, Sequence, Routine, Table,
                            Column, PrimaryKey, Unique, Check, Exclusion, Index, ForeignKey, VirtualTable, View,
                            Definition, Trigger, Event, Policy, Grant>;

/// Who an object is. For a part of a table `table` names the table. Unnamed constraints are known by their
/// canonical definition.
ObjectId id_of(const Namespace&);
ObjectId id_of(const Extension&);
ObjectId id_of(const Enum&);
ObjectId id_of(const Domain&);
ObjectId id_of(const Composite&);
ObjectId id_of(const Sequence&);
ObjectId id_of(const Routine&);
ObjectId id_of(const Table&);
ObjectId id_of(const VirtualTable&);
ObjectId id_of(const View&);
ObjectId id_of(const Definition&);
ObjectId id_of(const Trigger&);
ObjectId id_of(const Event&);
ObjectId id_of(const Policy&);
ObjectId id_of(const Grant&);
ObjectId id_of(const QualifiedName& table, const Column&);
ObjectId id_of(const QualifiedName& table, const PrimaryKey&);
ObjectId id_of(const QualifiedName& table, const Unique&);
ObjectId id_of(const QualifiedName& table, const Check&);
ObjectId id_of(const QualifiedName& table, const Exclusion&);
ObjectId id_of(const QualifiedName& table, const Index&);
ObjectId id_of(const QualifiedName& table, const ForeignKey&);

/// Puts the parts of a table (but its columns) into the one order of canonical schemas: by id, and where that is the
/// same by content. Every dialect's canonical() ends with it, and `apply` keeps it.
void sort_parts(Table& table);

}  // namespace plumb
