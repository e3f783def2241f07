// Regular expressions: SQLite has no function for them, but GLOB says the plain ones, which are
// most of those in checks: ^[a-z0-9_]+$, ^[A-Z]{3}$, ^https://, ^\d{4}-\d{2}$.
#include <charconv>
#include <string>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/sqlite/realise.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::sqlite {
namespace {

using sql::Node;

struct Atom {
  std::string glob;     ///< one character: a, [a-z], ?
  std::string members;  ///< what stands between the brackets; empty for "any"
  bool any = false;
  int least = 1, most = 1;  ///< -1: without end
};

constexpr std::string_view kSpecial = "()|*+?{}^$.[]\\";

/// \d, \w, \s and escaped punctuation.
bool escape(char c, std::string& members) {
  if (c == 'd')
    members = "0-9";
  else if (c == 'w')
    members = "a-zA-Z0-9_";
  else if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
    return false;
  else
    members = std::string(1, c);
  return true;
}

/// The members of [...], as GLOB writes them: ] first, - last.
bool bracket(std::string_view& pattern, std::string& members, bool& negated) {
  std::size_t i = 1;
  negated = i < pattern.size() && pattern[i] == '^';
  if (negated) ++i;
  std::string first, last;
  for (bool start = true; i < pattern.size(); ++i, start = false) {
    const char c = pattern[i];
    if (c == ']' && !start) {
      pattern.remove_prefix(i + 1);
      members = first + members + last;
      return !members.empty() && members[0] != '^';
    }
    if (c == '[') return false;  // [:alpha:]
    if (c == '\\') {
      std::string escaped;
      if (i + 1 >= pattern.size() || !escape(pattern[++i], escaped)) return false;
      if (escaped == "]")
        first = "]";
      else if (escaped == "-")
        last = "-";
      else
        members += escaped;
    } else if (c == ']') {
      first = "]";
    } else if (c == '-' && (start || (i + 1 < pattern.size() && pattern[i + 1] == ']'))) {
      last = "-";
    } else {
      members += c;
    }
  }
  return false;
}

bool atom(std::string_view& pattern, Atom& out) {
  const char c = pattern[0];
  bool negated = false;
  if (c == '[') {
    if (!bracket(pattern, out.members, negated)) return false;
  } else if (c == '\\') {
    if (pattern.size() < 2 || !escape(pattern[1], out.members)) return false;
    pattern.remove_prefix(2);
  } else if (c == '.') {
    out.any = true;
    pattern.remove_prefix(1);
  } else if (kSpecial.find(c) != std::string_view::npos || (static_cast<unsigned char>(c) & 0x80)) {
    return false;
  } else {
    out.members = std::string(1, c);
    pattern.remove_prefix(1);
  }
  if (negated) out.members = "^" + out.members;
  if (out.any)
    out.glob = "?";
  else if (out.members.size() == 1 && out.members != "*" && out.members != "?" && out.members != "[")
    out.glob = out.members;
  else
    out.glob = "[" + out.members + "]";
  return true;
}

/// *, +, ?, {n}, {n,}, {n,m} behind an atom.
bool quantifier(std::string_view& pattern, Atom& out) {
  if (pattern.empty()) return true;
  const char c = pattern[0];
  if (c == '*' || c == '+' || c == '?') {
    out.least = c == '+' ? 1 : 0;
    out.most = c == '?' ? 1 : -1;
    pattern.remove_prefix(1);
  } else if (c == '{') {
    const auto end = pattern.find('}');
    if (end == std::string_view::npos) return false;
    const char* at = pattern.data() + 1;
    const char* last = pattern.data() + end;
    auto [next, error] = std::from_chars(at, last, out.least);
    if (error != std::errc() || out.least > 200) return false;
    out.most = out.least;
    if (next != last && *next == ',') {
      out.most = -1;
      if (++next != last) {
        auto [behind, failed] = std::from_chars(next, last, out.most);
        if (failed != std::errc() || behind != last) return false;
        next = behind;
      }
    }
    if (next != last) return false;
    pattern.remove_prefix(end + 1);
  }
  return pattern.empty() || (pattern[0] != '?' && pattern[0] != '+' && pattern[0] != '*');
}

std::string literal(const std::string& text) { return "'" + replace_all(text, "'", "''") + "'"; }

/// One class, repeated, and nothing else: every character is a member, and the length is right.
std::string repeated(const Atom& a) {
  std::string out;
  if (!a.any) {
    const bool negated = a.members[0] == '^';
    out = "?1 NOT GLOB " + literal("*[" + (negated ? a.members.substr(1) : "^" + a.members) + "]*");
  }
  auto and_length = [&](const std::string& test) { out += (out.empty() ? "" : " AND ") + test; };
  if (a.most == a.least)
    and_length("length(?1) = " + std::to_string(a.least));
  else {
    if (a.least > 0) and_length("length(?1) >= " + std::to_string(a.least));
    if (a.most > 0) and_length("length(?1) <= " + std::to_string(a.most));
  }
  return out.empty() ? "?1 IS NOT NULL" : out;
}

/// Nothing where a part in the middle may be of any length: GLOB's * is any character.
std::optional<std::string> glob_of(const std::vector<Atom>& atoms, bool from_start, bool to_end) {
  std::string out = from_start ? "" : "*";
  for (const Atom& a : atoms) {
    const bool open = a.any && a.least <= 1 && a.most == -1;
    if (!open && a.least != a.most) return std::nullopt;
    for (int i = 0; i < a.least; ++i) out += a.glob;
    if (open) out += "*";
  }
  if (!to_end) out += "*";
  return "?1 GLOB " + literal(out);
}

void substitute(Node& node, const Node& x) {
  if (node.kind == sql::NodeKind::Parameter)
    node = x;
  else
    for (Node& kid : node.kids) substitute(kid, x);
}

}  // namespace

std::optional<Node> regexp_to_glob(const Node& x, std::string_view pattern, bool ignore_case) {
  const std::string folded = ignore_case ? lower(pattern) : std::string();
  // \D and the like would change their meaning when folded.
  if (ignore_case) {
    if (pattern.find('\\') != std::string_view::npos) return std::nullopt;
    pattern = folded;
  }
  const bool from_start = !pattern.empty() && pattern[0] == '^';
  if (from_start) pattern.remove_prefix(1);
  const bool to_end =
      !pattern.empty() && pattern.back() == '$' && (pattern.size() < 2 || pattern[pattern.size() - 2] != '\\');
  if (to_end) pattern.remove_suffix(1);
  std::vector<Atom> atoms;
  while (!pattern.empty()) {
    Atom next;
    if (!atom(pattern, next) || !quantifier(pattern, next)) return std::nullopt;
    atoms.push_back(std::move(next));
  }
  if (atoms.empty()) return std::nullopt;
  std::optional<std::string> text;
  if (from_start && to_end && atoms.size() == 1)
    text = repeated(atoms[0]);
  else
    text = glob_of(atoms, from_start, to_end);
  if (!text) return std::nullopt;
  auto out = sql::parse_expression(*text, syntax());
  if (out) substitute(*out, ignore_case ? sql::neutral::call("lower", {x}) : x);
  return out;
}

}  // namespace plumb::sqlite
