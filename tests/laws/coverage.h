// Which fields of a schema took more than one value: a law proves nothing of a field that never
// changes.
#pragma once

#include <map>
#include <set>
#include <string>
#include <type_traits>

#include "plumb/core/model/fields.h"

namespace plumb::test {

class Coverage {
 public:
  template <class T>
  void object(const std::string& kind, const T& o) {
    see(kind, o, true);
  }
  /// Every field by its path ("table.columns.nullable"), with the values that it took; two at most
  /// are kept.
  const std::map<std::string, std::set<std::string>>& fields() const { return fields_; }

 private:
  void leaf(const std::string& path, std::string value, bool taken) {
    std::set<std::string>& values = fields_[path];
    if (taken && values.size() < 2) values.insert(std::move(value));
  }

  void see(const std::string& path, const std::string& s, bool taken) { leaf(path, s, taken); }
  void see(const std::string& path, const QualifiedName& n, bool taken) { leaf(path, n.display(), taken); }
  void see(const std::string& path, const Expr& e, bool taken) { leaf(path, e.canonical, taken); }
  void see(const std::string& path, const ObjectId& id, bool taken) { leaf(path, id.display(), taken); }
  void see(const std::string& path, const Options& o, bool taken) {
    std::string text;
    for (const auto& [name, value] : o) text += name + "=" + value + ";";
    leaf(path, std::move(text), taken);
  }
  template <class T>
  requires(std::is_integral_v<T> || std::is_enum_v<T>) void see(const std::string& path, T n, bool taken) {
    leaf(path, std::to_string(static_cast<long long>(n)), taken);
  }
  template <class T>
  void see(const std::string& path, const std::optional<T>& o, bool taken) {
    if constexpr (std::is_class_v<T> && !std::is_same_v<T, std::string>) {
      leaf(path, o ? "there" : "none", taken);
      see(path, o ? *o : T{}, taken && o);
    } else {
      if (o)
        see(path, *o, taken);
      else
        leaf(path, "(none)", taken);
    }
  }
  template <class T>
  void see(const std::string& path, const Rare<T>& r, bool taken) {
    see(path, *r, taken);
  }
  template <class T>
  void see(const std::string& path, const std::vector<T>& list, bool taken) {
    if constexpr (std::is_same_v<T, Partition>) {
      leaf(path, std::to_string(list.size()), taken);  // partitions hold partitions
    } else {
      leaf(path, list.empty() ? "none" : list.size() == 1 ? "one" : "several", taken);
      see(path, T{}, false);
      for (const T& item : list) see(path, item, taken);
    }
  }
  template <class... T>
  void see(const std::string& path, const std::variant<T...>& v, bool taken) {
    leaf(path, std::to_string(v.index()), taken);
    (alternative<T>(path, v, taken), ...);
  }
  template <class T, class V>
  void alternative(const std::string& path, const V& v, bool taken) {
    const T* held = std::get_if<T>(&v);
    if constexpr (!std::is_same_v<T, std::monostate>) see(path + name<T>(), held ? *held : T{}, taken && held);
  }
  template <class T>
  static std::string name() {
    if constexpr (std::is_same_v<T, Expr>)
      return ":default";
    else if constexpr (std::is_same_v<T, Identity>)
      return ":identity";
    else if constexpr (std::is_same_v<T, Computed>)
      return ":computed";
    else if constexpr (std::is_same_v<T, PostgresColumn> || std::is_same_v<T, PostgresTable>)
      return ":postgres";
    else if constexpr (std::is_same_v<T, MysqlColumn> || std::is_same_v<T, MysqlTable>)
      return ":mysql";
    else
      return ":sqlite";
  }
  template <class T>
  requires std::is_class_v<T>
  void see(const std::string& path, const T& o, bool taken) {
    each_field(o,
               [&](std::string_view field, const auto& value) { see(path + "." + std::string(field), value, taken); });
  }

  std::map<std::string, std::set<std::string>> fields_;
};

/// Every object of a schema.
void cover(Coverage& coverage, const Schema& schema);

/// Fields that took one value or none, and that no pattern names: `*` at either end stands for
/// anything.
std::string never_varied(const Coverage& coverage, const std::vector<std::string>& not_there);

}  // namespace plumb::test
