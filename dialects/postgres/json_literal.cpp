// JSON as jsonb prints it.
#include <charconv>
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

  // \u00e9, and two of them for what lies beyond the first plane. What is no character for itself (controls, quotes)
  // keeps an escape of some form, and is left to the server.
  bool escaped_character(std::string& out) {
    unsigned code = 0;
    if (!four_digits(code)) return false;
    if (code >= 0xD800 && code < 0xDC00) {
      unsigned low = 0;
      if (text_.substr(at_, 2) != "\\u" || !four_digits(low) || low < 0xDC00 || low > 0xDFFF) return false;
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    if (code < 0x20 || code == '"' || code == '\\' || (code >= 0xDC00 && code <= 0xDFFF)) return false;
    append_utf8(out, code);
    return true;
  }
  // Behind the \u at the cursor.
  bool four_digits(unsigned& code) {
    if (at_ + 6 > text_.size()) return false;
    const char* from = text_.data() + at_ + 2;
    const auto [end, error] = std::from_chars(from, from + 4, code, 16);
    if (error != std::errc() || end != from + 4) return false;
    at_ += 6;
    return true;
  }
  static void append_utf8(std::string& out, unsigned code) {
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += static_cast<char>(0xC0 | (code >> 6));
      out += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
      out += static_cast<char>(0xE0 | (code >> 12));
      out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
      out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
      out += static_cast<char>(0xF0 | (code >> 18));
      out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
      out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
      out += static_cast<char>(0x80 | (code & 0x3F));
    }
  }

  // With its quotes. \/ and \uXXXX come back as the character itself.
  bool string(std::string& out) {
    out += text_[at_++];
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') {
        if (at_ + 1 >= text_.size()) return false;
        if (text_[at_ + 1] == 'u') {
          if (!escaped_character(out)) return false;
          continue;
        }
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
