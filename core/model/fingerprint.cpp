#include "plumb/core/model/fingerprint.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <iterator>
#include <type_traits>

#include "plumb/core/base/text.h"
#include "plumb/core/model/fields.h"

namespace plumb {
namespace {

// Writes values by type. A value is its length and its text, which makes the whole unambiguous.
class Text {
 public:
  /// With `counters` also what goes on by itself as rows come in.
  explicit Text(bool counters) : counters_(counters) {}

  template <class T>
  void field(std::string_view name, const T& value) {
    const std::size_t before = out_.size();
    out_ += name;
    out_ += '=';
    const std::size_t start = out_.size();
    put(value);
    if (out_.size() == start)
      out_.resize(before);  // a default leaves nothing behind
    else
      out_ += ';';
  }
  std::string take() && { return std::move(out_); }
  const std::string& text() const { return out_; }
  void clear() { out_.clear(); }

 private:
  // Of ten thousand tables this is said a million times.
  template <class T>
  void number(T n) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), n);
    out_.append(digits.data(), end.ptr);
  }
  void put(const std::string& s) {
    if (s.empty()) return;
    number(s.size());
    out_ += ':';
    out_ += s;
  }
  void put(bool b) {
    if (b) out_ += '1';
  }
  template <class T>
  requires std::is_integral_v<T>
  void put(T n) {
    if (n) number(n);
  }
  template <class T>
  requires std::is_enum_v<T>
  void put(T e) {
    if constexpr (std::is_same_v<T, Kind>)
      put(std::string(name_of(e)));
    else
      put(static_cast<int>(e));
  }
  template <class T>
  void put(const std::optional<T>& o) {
    if (!o) return;
    out_ += '!';  // a stated 0 or "" is not the same as nothing
    put(*o);
  }
  template <class T>
  void put(const Rare<T>& r) {
    if (r) put(*r);
  }
  template <class T>
  void put(const std::vector<T>& list) {
    for (const T& item : list) {
      out_ += '[';
      put(item);
      out_ += ']';
    }
  }
  void put(const Options& options) {
    for (const auto& [name, value] : options)
      fmt::format_to(std::back_inserter(out_), "[{}:{}{}:{}]", name.size(), name, value.size(), value);
  }
  template <class... T>
  void put(const std::variant<T...>& v) {
    if (v.index() == 0) return;
    number(v.index());
    out_ += '{';
    std::visit([this](const auto& x) { put(x); }, v);
    out_ += '}';
  }
  void put(std::monostate) {}
  void put(const MysqlTable& table) {
    if (counters_) return put_fields(table);
    MysqlTable still = table;
    still.auto_increment.clear();
    still.tidb.erase("AUTO_RANDOM_BASE");
    put_fields(still);
  }
  template <class T>
  requires std::is_class_v<T>
  void put(const T& object) { put_fields(object); }
  template <class T>
  void put_fields(const T& object) {
    each_field(object, [this](std::string_view name, const auto& value) { field(name, value); });
  }

  std::string out_;
  bool counters_;
};

template <class C>
void add_all(Sha256& out, std::string_view kind, const C& catalog) {
  Text text(false);
  for (const auto& object : catalog) {
    text.clear();
    text.field(kind, object);
    out.add(text.text());
    out.add("\n");
  }
}

std::string shortened(std::string hex) { return "p1:" + hex.substr(0, 32); }

}  // namespace

std::string canonical_text(const Object& object) {
  return std::visit(
      [](const auto& o) -> std::string {
        if constexpr (std::is_same_v<std::decay_t<decltype(o)>, std::monostate>) {
          return {};
        } else {
          Text text(true);
          text.field("object", o);
          return std::move(text).take();
        }
      },
      object);
}

std::string fingerprint(const Object& object) { return shortened(sha256(canonical_text(object))); }

std::string fingerprint(const Schema& s) {
  Sha256 out;
  add_all(out, "namespace", s.namespaces);
  add_all(out, "extension", s.extensions);
  add_all(out, "enum", s.enums);
  add_all(out, "domain", s.domains);
  add_all(out, "composite", s.composites);
  add_all(out, "sequence", s.sequences);
  add_all(out, "table", s.tables);
  add_all(out, "virtual-table", s.virtual_tables);
  add_all(out, "view", s.views);
  add_all(out, "routine", s.routines);
  add_all(out, "definition", s.definitions);
  add_all(out, "trigger", s.triggers);
  add_all(out, "event", s.events);
  add_all(out, "policy", s.policies);
  add_all(out, "grant", s.grants);
  return shortened(std::move(out).hex());
}

}  // namespace plumb
