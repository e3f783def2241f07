#include "plumb/core/realise/literals.h"

#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/neutral.h"

namespace plumb::realise {

using Kind = LogicalType::Kind;
using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

bool is_zero_date(const Node& node) { return node.kind == NodeKind::String && node.text.substr(0, 10) == "0000-00-00"; }

bool looks_like_number(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  bool digit = false, dot = false;
  for (char c : text) {
    if (c >= '0' && c <= '9')
      digit = true;
    else if (c == '.' && !dot)
      dot = true;
    else
      return false;
  }
  return digit;
}

Node number_of(std::string_view text) {
  if (text[0] == '-') return neutral::make(NodeKind::Unary, "-", {neutral::number(text.substr(1))});
  return neutral::number(text[0] == '+' ? text.substr(1) : text);
}

void make_boolean(Node& node) {
  if (node.kind != NodeKind::String) return;
  const std::string word = lower(node.text);
  const bool yes = word == "t" || word == "true" || word == "y" || word == "yes" || word == "on" || word == "1";
  const bool no = word == "f" || word == "false" || word == "n" || word == "no" || word == "off" || word == "0";
  if (yes || no) node = neutral::make(yes ? NodeKind::True : NodeKind::False, "");
}

std::string json_list(const std::string& text, const LogicalType& type) {
  if (text.size() < 2 || text.front() != '{' || text.back() != '}') return text;
  const std::string inside = text.substr(1, text.size() - 2);
  if (inside.find_first_of("{}\"\\") != std::string::npos) return text;
  const bool numbers =
      !type.element.empty() && (type.element[0].kind == Kind::Integer || type.element[0].kind == Kind::Decimal ||
                                type.element[0].kind == Kind::Float);
  std::string out = "[";
  for (std::size_t at = 0; at < inside.size();) {
    const std::size_t end = std::min(inside.find(',', at), inside.size());
    const std::string item(trim(inside.substr(at, end - at)));
    if (out.size() > 1) out += ",";
    out += numbers || equals_ignoring_case(item, "null") ? lower(item) : "\"" + item + "\"";
    at = end + 1;
  }
  return out + "]";
}

Node blob_of(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string hex;
  for (char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return neutral::make(NodeKind::Blob, hex);
}

bool is_literal(const Node& node) {
  switch (node.kind) {
    case NodeKind::Number:
    case NodeKind::String:
    case NodeKind::Null:
    case NodeKind::True:
    case NodeKind::False:
    case NodeKind::Blob:
    case NodeKind::Bits:
    case NodeKind::Keyword: return true;
    case NodeKind::Unary: return node.kids[0].kind == NodeKind::Number;
    default: return false;
  }
}

}  // namespace plumb::realise
