#include "plumb/tests/fuzz/mutator.h"

#include <algorithm>
#include <set>

namespace plumb::test {
namespace {

constexpr std::size_t kLongest = 700;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80);
}

// Where tokens begin, roughly: words, and single other bytes.
std::vector<std::size_t> token_starts(std::string_view text) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ' || text[i] == '\n') continue;
    out.push_back(i);
    if (is_word(text[i]))
      while (i + 1 < text.size() && is_word(text[i + 1])) ++i;
  }
  out.push_back(text.size());
  return out;
}

struct Span {
  std::size_t from, to;
};
// One to four tokens.
Span some_tokens(const std::string& text, Random& r) {
  const auto starts = token_starts(text);
  if (starts.size() < 2) return {0, text.size()};
  const std::size_t first = r.below(starts.size() - 1);
  const std::size_t last = std::min(first + 1 + r.below(4), starts.size() - 1);
  return {starts[first], starts[last]};
}

std::string nesting(Random& r) {
  static const char* const kOpen[] = {"(",      "((",     "CASE WHEN ", "SELECT (",    "NOT ",      "- ", "[",
                                      "/*",     "BEGIN ", "a.",         "'",           "\"",        "$$", "CAST(",
                                      "ARRAY[", "a IN (", "x AND ",     "WITH w AS (", "/*!50000 ", "f("};
  const std::string open = r.pick(kOpen);
  const std::size_t times = r.chance(10) ? 600 : 1 + r.below(30);
  std::string out;
  for (std::size_t i = 0; i < times && out.size() < 2000; ++i) out += open;
  return out;
}

std::string odd(Random& r) {
  static const char* const kOdd[] = {"99999999999999999999999999999999",
                                     "-9223372036854775809",
                                     "1e999999",
                                     "0x",
                                     "1e",
                                     ".",
                                     "..",
                                     "''",
                                     "\"\"",
                                     "\xff\xfe",
                                     "\xf0\x9f\x98\x80",
                                     "\xc3",
                                     "\t",
                                     "\r\n",
                                     "--",
                                     "-- @renamed from=",
                                     "/*",
                                     "*/",
                                     ";",
                                     ";;",
                                     "-- plumb: effect DROP TABLE a",
                                     "\\",
                                     "$1",
                                     "?",
                                     ":x",
                                     "@@x",
                                     "E'\\",
                                     "U&'\\+00'",
                                     "N'x'",
                                     "::",
                                     "->>",
                                     "`",
                                     "[",
                                     "]",
                                     "\x01",
                                     "x''",
                                     "x'0'",
                                     "b'2'",
                                     "1_000",
                                     "$tag$",
                                     "DELIMITER //\n"};
  return r.pick(kOdd);
}

}  // namespace

Mutator::Mutator(std::vector<std::string_view> seeds) : seeds_(std::move(seeds)) {
  std::set<std::string> tokens;
  for (std::string_view seed : seeds_) {
    const auto starts = token_starts(seed);
    for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
      std::string_view t = seed.substr(starts[i], starts[i + 1] - starts[i]);
      while (!t.empty() && (t.back() == ' ' || t.back() == '\n')) t.remove_suffix(1);
      tokens.emplace(t);
    }
  }
  tokens_.assign(tokens.begin(), tokens.end());
}

void Mutator::change(std::string& text, Random& r) const {
  const std::size_t at = text.empty() ? 0 : r.below(text.size());
  const Span span = some_tokens(text, r);
  switch (r.below(12)) {
    case 0: text.erase(span.from, span.to - span.from); break;
    case 1: text.insert(span.from, text.substr(span.from, span.to - span.from) + " "); break;
    case 2: {  // two runs of tokens change places
      const Span other = some_tokens(text, r);
      if (other.from < span.to) break;
      const std::string a = text.substr(span.from, span.to - span.from),
                        b = text.substr(other.from, other.to - other.from);
      text.replace(other.from, b.size(), a);
      text.replace(span.from, a.size(), b);
      break;
    }
    case 3: text.replace(span.from, span.to - span.from, token(r) + " "); break;
    case 4: text.insert(span.from, token(r) + " "); break;
    case 5: text.resize(at); break;
    case 6:
      if (!text.empty()) text[at] = static_cast<char>(r.below(256));
      break;
    case 7: text.insert(at, 1, static_cast<char>(r.below(256))); break;
    case 8: text.insert(span.from, nesting(r)); break;
    case 9: text.replace(span.from, span.to - span.from, odd(r)); break;
    case 10: text.insert(at, odd(r)); break;
    default: {  // the head of this one, the tail of another
      const std::string_view other = r.pick(seeds_);
      const auto starts = token_starts(other);
      text = text.substr(0, span.from) + std::string(other.substr(r.pick(starts)));
    }
  }
  if (text.size() > kLongest) text.resize(kLongest);
}

std::string Mutator::input(std::uint64_t number) const {
  Random r(number);
  std::string text;
  for (std::size_t i = r.chance(75) ? 1 : 2; i > 0; --i) text += std::string(r.pick(seeds_)) + "\n";
  for (std::size_t i = 1 + r.below(6); i > 0; --i) change(text, r);
  if (!r.chance(25)) return text;
  // Behind statements that are whole, so that there is something to alter and drop.
  std::string whole;
  for (std::size_t i = 0; i < std::min<std::size_t>(seeds_.size(), 8); ++i)
    if (r.chance(30)) whole += std::string(seeds_[i]) + "\n";
  return whole + text;
}

}  // namespace plumb::test
