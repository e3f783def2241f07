// Literals of types with an output of their own: bytes, arrays, addresses, ranges.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "plumb/core/base/text.h"
#include "plumb/dialects/postgres/literals.h"

namespace plumb::postgres {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool octal(char c) { return c >= '0' && c <= '7'; }
bool hexadecimal(char c) { return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

void append_byte(std::string& out, unsigned value) { out += fmt::format("{:02x}", value & 255U); }

// array_out() of text: what would be read as something else stands in quotes.
std::string quoted_element(const std::string& item) {
  const bool plain =
      !item.empty() && !equals_ignoring_case(item, "null") && std::none_of(item.begin(), item.end(), [](char c) {
        return c == '"' || c == '\\' || c == '{' || c == '}' || c == ',' || blank(c);
      });
  if (plain) return item;
  std::string out = "\"";
  for (const char c : item) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

class ArrayReader {
 public:
  explicit ArrayReader(std::string_view text) : text_(text) {}
  bool read(std::string& out) {
    blanks();
    if (!list(out, 0)) return false;
    blanks();
    return at_ == text_.size();
  }

 private:
  static constexpr int kDeepest = 6;  // MAXDIM

  void blanks() {
    while (at_ < text_.size() && blank(text_[at_])) ++at_;
  }
  bool list(std::string& out, int depth) {
    if (depth >= kDeepest || at_ >= text_.size() || text_[at_] != '{') return false;
    ++at_;
    out += '{';
    blanks();
    if (at_ < text_.size() && text_[at_] == '}') {
      ++at_;
      out += '}';
      return depth == 0;  // an empty list inside of another is another matter
    }
    for (bool first = true;; first = false) {
      if (!first) out += ',';
      blanks();
      if (at_ >= text_.size()) return false;
      if (text_[at_] == '{' ? !list(out, depth + 1) : !element(out)) return false;
      blanks();
      if (at_ >= text_.size()) return false;
      const char c = text_[at_++];
      if (c == '}') break;
      if (c != ',') return false;
    }
    out += '}';
    return true;
  }
  bool element(std::string& out) {
    std::string item;
    if (text_[at_] == '"') {
      for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
        if (text_[at_] == '\\' && ++at_ == text_.size()) return false;
        item += text_[at_];
      }
      if (at_++ >= text_.size()) return false;
      out += quoted_element(item);
      return true;
    }
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '}') {
      if (text_[at_] == '"' || text_[at_] == '{' || text_[at_] == '\\') return false;
      item += text_[at_++];
    }
    item = std::string(trim(item));
    if (item.empty()) return false;
    out += equals_ignoring_case(item, "null") ? "NULL" : quoted_element(item);
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// Of each group of an IPv6 address.
std::string without_leading_zeros(const std::string& address) {
  std::string out;
  for (std::size_t i = 0; i < address.size(); ++i) {
    const bool starts = i == 0 || address[i - 1] == ':';
    if (starts)
      while (address[i] == '0' && i + 1 < address.size() && hexadecimal(address[i + 1])) ++i;
    out += address[i];
  }
  return out;
}

}  // namespace

std::optional<std::string> bytea_text(std::string_view text) {
  if (text.starts_with("\\x")) return lower(text);
  std::string out = "\\x";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      append_byte(out, static_cast<unsigned char>(text[i]));
    } else if (i + 1 < text.size() && text[i + 1] == '\\') {
      append_byte(out, '\\');
      ++i;
    } else if (i + 3 < text.size() && octal(text[i + 1]) && octal(text[i + 2]) && octal(text[i + 3])) {
      append_byte(out, static_cast<unsigned>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0')));
      i += 3;
    } else {
      return std::nullopt;
    }
  }
  return out;
}

std::optional<std::string> array_text(std::string_view text) {
  std::string out;
  if (!ArrayReader(text).read(out)) return std::nullopt;
  return out;
}

std::optional<std::string> network_text(std::string_view text, bool is_cidr) {
  std::string out = lower(trim(text));
  if (out.find(':') != std::string::npos) return without_leading_zeros(out);
  if (!is_cidr) return out;
  const auto slash = out.find('/');
  if (slash == std::string::npos) return std::nullopt;  // the class of the address decides
  const auto dots = std::count(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(slash), '.');
  for (auto i = dots; i < 3; ++i) out.insert(slash, ".0");
  return out;
}

std::optional<std::string> macaddr_text(std::string_view text, std::size_t bytes) {
  std::string digits;
  for (const char c : trim(text)) {
    if (hexadecimal(c))
      digits += c;
    else if (c != ':' && c != '-' && c != '.')
      return std::nullopt;
  }
  if (digits.size() != bytes * 2) return std::nullopt;
  digits = lower(digits);
  for (std::size_t i = bytes - 1; i > 0; --i) digits.insert(i * 2, ":");
  return digits;
}

std::optional<std::string> integer_range_text(std::string_view text) {
  text = trim(text);
  if (equals_ignoring_case(text, "empty")) return "empty";
  if (text.size() < 3 || (text.front() != '[' && text.front() != '(') || (text.back() != ']' && text.back() != ')'))
    return std::nullopt;
  const std::string_view inside = text.substr(1, text.size() - 2);
  const auto comma = inside.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const std::string_view low = trim(inside.substr(0, comma)), high = trim(inside.substr(comma + 1));
  const auto bound = [](std::string_view digits, bool next) -> std::optional<long long> {
    long long value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size() || value > 9'000'000'000'000'000'000LL)
      return std::nullopt;
    return next ? value + 1 : value;
  };
  std::string out = "(";
  std::optional<long long> first, last;
  if (!low.empty()) {
    if (!(first = bound(low, text.front() == '('))) return std::nullopt;
    out = "[" + std::to_string(*first);
  }
  out += ',';
  if (!high.empty()) {
    if (!(last = bound(high, text.back() == ']'))) return std::nullopt;
    out += std::to_string(*last);
  }
  if (first && last && *first > *last) return std::nullopt;  // the server may refuse it
  return first && last && *first == *last ? "empty" : out + ")";
}

}  // namespace plumb::postgres
