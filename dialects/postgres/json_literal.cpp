// JSON as jsonb prints it.
#include <map>
#include <utility>
#include <vector>

#include "plumb/core/base/text.h"
#include "plumb/dialects/postgres/literals.h"

namespace plumb::postgres {
namespace {

constexpr int kDeepest = 100;

// Shorter keys first, equal lengths by bytes: the order in which jsonb keeps them.
struct ByLength {
  bool operator()(const std::string& a, const std::string& b) const {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  }
};

class Json {
 public:
  explicit Json(std::string_view text) : text_(text) {}
  bool read(std::string& out) {
    if (!value(out, 0)) return false;
    blanks();
    return at_ == text_.size();
  }

 private:
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
      ++at_;
  }
  bool accept(char c) {
    blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool word(std::string_view expected, std::string& out) {
    if (text_.substr(at_, expected.size()) != expected) return false;
    at_ += expected.size();
    out += expected;
    return true;
  }

  bool value(std::string& out, int depth) {
    blanks();
    if (at_ >= text_.size() || depth > kDeepest) return false;
    switch (text_[at_]) {
      case '{': return object(out, depth);
      case '[': return array(out, depth);
      case '"': return string(out);
      case 't': return word("true", out);
      case 'f': return word("false", out);
      case 'n': return word("null", out);
      default: return number(out);
    }
  }

  bool object(std::string& out, int depth) {
    ++at_;
    std::map<std::string, std::string, ByLength> members;
    if (!accept('}')) {
      do {
        std::string key, member;
        blanks();
        if (at_ >= text_.size() || text_[at_] != '"' || !string(key) || !accept(':') || !value(member, depth + 1))
          return false;
        members[std::move(key)] = std::move(member);
      } while (accept(','));
      if (!accept('}')) return false;
    }
    out += '{';
    bool first = true;
    for (const auto& [key, member] : members) {
      if (!first) out += ", ";
      first = false;
      out += key + ": " + member;
    }
    out += '}';
    return true;
  }

  bool array(std::string& out, int depth) {
    ++at_;
    out += '[';
    if (accept(']')) {
      out += ']';
      return true;
    }
    bool first = true;
    do {
      if (!first) out += ", ";
      first = false;
      if (!value(out, depth + 1)) return false;
    } while (accept(','));
    out += ']';
    return accept(']');
  }

  // With its quotes. \/ and \uXXXX come back as the character itself; the latter are left to the server.
  bool string(std::string& out) {
    out += text_[at_++];
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') {
        if (at_ + 1 >= text_.size() || text_[at_ + 1] == 'u') return false;
        if (text_[at_ + 1] == '/')
          ++at_;
        else
          out += text_[at_++];
      } else if (static_cast<unsigned char>(text_[at_]) < 0x20) {
        return false;
      }
      out += text_[at_++];
    }
    if (at_ >= text_.size()) return false;
    out += text_[at_++];
    return true;
  }

  bool number(std::string& out) {
    const std::size_t from = at_;
    while (at_ < text_.size() && (text_[at_] == '-' || text_[at_] == '.' || (text_[at_] >= '0' && text_[at_] <= '9')))
      ++at_;
    if (at_ == from) return false;
    // 1e5 becomes 100000: left to the server.
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) return false;
    out += text_.substr(from, at_ - from);
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<std::string> jsonb_text(std::string_view text) {
  std::string out;
  if (!Json(text).read(out)) return std::nullopt;
  return out;
}

}  // namespace plumb::postgres
