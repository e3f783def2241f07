// Small value types that the model is made of.
#pragma once

#include <compare>
#include <memory>
#include <string>
#include <utility>

namespace plumb {

/// Text that is kept and printed but never compared: the author's own spelling of something whose
/// canonical form is compared elsewhere, an annotation, a comment of the file.
struct Written {
  std::string text;
  Written() = default;
  Written(std::string t) : text(std::move(t)) {}
  bool empty() const { return text.empty(); }
  friend bool operator==(const Written&, const Written&) { return true; }
};

/// A part that few objects have: one pointer when absent, a value when present. Copies are deep as far
/// as anyone can tell (shared until edited). Absent equals a default-constructed value, so that
/// `edit()` without a change makes no difference.
template <class T>
class Rare {
 public:
  Rare() = default;
  Rare(T value) { *this = std::move(value); }
  Rare& operator=(T value) {
    value_ = value == T{} ? nullptr : std::make_shared<T>(std::move(value));
    return *this;
  }

  const T& operator*() const { return value_ ? *value_ : absent(); }
  const T* operator->() const { return &**this; }
  explicit operator bool() const { return value_ && !(*value_ == T{}); }
  T& edit() {
    if (!value_)
      value_ = std::make_shared<T>();
    else if (value_.use_count() > 1)
      value_ = std::make_shared<T>(*value_);
    return *value_;
  }
  void clear() { value_.reset(); }
  friend bool operator==(const Rare& a, const Rare& b) { return a.value_ == b.value_ || *a == *b; }

 private:
  static const T& absent() {
    static const T none{};
    return none;
  }
  std::shared_ptr<T> value_;
};

}  // namespace plumb
