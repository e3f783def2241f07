// A change in words: which fields differ, from what to what.
#include <fmt/format.h>

#include <type_traits>

#include "plumb/core/base/text.h"
#include "plumb/core/model/fields.h"
#include "plumb/core/plan/diff.h"

namespace plumb {
namespace {

std::string say(const std::string& s) { return s.empty() ? "none" : fmt::format("`{}`", s); }
std::string say(bool b) { return b ? "yes" : "no"; }
template <class T>
requires std::is_integral_v<T> std::string say(T n) { return std::to_string(n); }
template <class T>
requires std::is_enum_v<T> std::string say(T e) {
  if constexpr (std::is_same_v<T, Kind>)
    return std::string(spoken(e));
  else
    return std::to_string(static_cast<int>(e));
}
std::string say(OnChange action) {
  switch (action) {
    case OnChange::NoAction: return "no action";
    case OnChange::Restrict: return "restrict";
    case OnChange::Cascade: return "cascade";
    case OnChange::SetNull: return "set null";
    case OnChange::SetDefault: return "set default";
  }
  return "no action";
}
std::string say(Deferral deferral) {
  switch (deferral) {
    case Deferral::NotDeferrable: return "not deferrable";
    case Deferral::InitiallyImmediate: return "deferrable";
    case Deferral::InitiallyDeferred: return "deferrable initially deferred";
  }
  return "not deferrable";
}
std::string say(const Expr& e) { return e.empty() ? "none" : fmt::format("`{}`", e.canonical); }
std::string say(const QualifiedName& n) { return n.empty() ? "none" : fmt::format("`{}`", n.display()); }
std::string say(const Type& t) {
  std::string out = t.user_type ? t.user_type->display() : t.name;
  if (!t.args.empty()) out += "(" + join(t.args, ", ") + ")";
  for (int i = 0; i < t.array_dims; ++i) out += "[]";
  return out.empty() ? "none" : fmt::format("`{}`", out);
}
std::string say(const Fill& fill) {
  if (const Expr* e = std::get_if<Expr>(&fill)) return fmt::format("default {}", say(*e));
  if (const Computed* c = std::get_if<Computed>(&fill))
    return fmt::format("computed from {}{}", say(c->from), c->stored ? ", stored" : "");
  if (const Identity* i = std::get_if<Identity>(&fill)) return i->always ? "identity, always" : "identity";
  return "none";
}
std::string say(const Options& options) {
  std::string out;
  for (const auto& [name, value] : options) out += fmt::format("{}{}={}", out.empty() ? "" : ", ", name, value);
  return out.empty() ? "none" : out;
}
std::string say(const IndexPart& p) {
  std::string out = p.plain() ? p.column : p.expression.canonical;
  if (!p.collation.empty()) out += " collate " + p.collation;
  if (p.order.descending) out += " desc";
  return out;
}
std::string say(const EnumLabel& l) { return l.text; }
template <class T>
std::string say(const std::optional<T>& o) {
  return o ? say(*o) : "none";
}
template <class T>
std::string say(const std::vector<T>& list) {
  if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, IndexPart> || std::is_same_v<T, EnumLabel> ||
                std::is_same_v<T, QualifiedName>) {
    std::string out;
    for (const T& item : list) {
      if (!out.empty()) out += ", ";
      if constexpr (std::is_same_v<T, std::string>)
        out += item;
      else
        out += say(item);
    }
    return out.empty() ? "none" : fmt::format("({})", out);
  } else {
    return fmt::format("{} of them", list.size());
  }
}

// Walks two objects field by field; structs inside are walked in turn, so that the line names the very field.
class Lines {
 public:
  template <class T>
  void compare(const std::string& path, const T& from, const T& to) {
    if (from == to) return;
    if constexpr (requires(const T& x) { say(x); }) {
      out.push_back(fmt::format("{}: {} → {}", path, say(from), say(to)));
    } else {
      inside(path, from, to);
    }
  }
  std::vector<std::string> out;

 private:
  template <class T>
  void inside(const std::string& path, const Rare<T>& from, const Rare<T>& to) {
    compare(path, *from, *to);
  }
  template <class... T>
  void inside(const std::string& path, const std::variant<T...>& from, const std::variant<T...>& to) {
    // One side may have none: it stands for the other's kind with every field at its default.
    const auto& shape = to.index() ? to : from;
    std::visit(
        [&](const auto& s) {
          using S = std::decay_t<decltype(s)>;
          if constexpr (!std::is_same_v<S, std::monostate>) {
            const S none{};
            const S* a = std::get_if<S>(&from);
            const S* b = std::get_if<S>(&to);
            compare(path, a ? *a : none, b ? *b : none);
          }
        },
        shape);
  }
  template <class T>
  requires std::is_class_v<T>
  void inside(const std::string&, const T& from, const T& to) {
    std::vector<const void*> others;
    each_field(to, [&](std::string_view, const auto& value) { others.push_back(&value); });
    std::size_t i = 0;
    each_field(from, [&](std::string_view name, const auto& value) {
      using V = std::decay_t<decltype(value)>;
      compare(std::string(name), value, *static_cast<const V*>(others[i++]));
    });
  }
};

std::vector<std::string> column_names(const Table& t) {
  std::vector<std::string> out;
  for (const Column& c : t.columns) out.push_back(c.name);
  return out;
}

}  // namespace

std::vector<std::string> describe(const Change& change) {
  if (change.action != Action::Alter && change.action != Action::Rename) return {};
  Lines lines;
  if (const Table* from = std::get_if<Table>(&change.from)) {
    // The parts have changes of their own.
    const Table* to = std::get_if<Table>(&change.to);
    lines.compare("name", from->name, to->name);
    lines.compare("comment", from->comment, to->comment);
    lines.compare("partitioning", from->partitioning, to->partitioning);
    lines.compare("options", from->extra, to->extra);
    if (change.action == Action::Alter) lines.compare("order of columns", column_names(*from), column_names(*to));
    return std::move(lines.out);
  }
  std::visit(
      [&](const auto& from) {
        using T = std::decay_t<decltype(from)>;
        if constexpr (!std::is_same_v<T, std::monostate> && !std::is_same_v<T, Table>)
          if (const T* to = std::get_if<T>(&change.to)) lines.compare("", from, *to);
      },
      change.from);
  return std::move(lines.out);
}

}  // namespace plumb
