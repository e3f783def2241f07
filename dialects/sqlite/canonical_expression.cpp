// Expressions: what SQLite evaluates alike has one text.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/dialects/sqlite/canonical.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::sqlite {
namespace {

using sql::Node;
using sql::NodeKind;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Node number(std::string text) {
  Node n;
  n.kind = NodeKind::Number;
  n.text = std::move(text);
  return n;
}

std::string single_blanks(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

/// "x" is a column where there is one of the name, and a string otherwise; 'x' stays a string.
void resolve_name(Node& n, Place place, const Table* table) {
  if (place == Place::Free) {
    if (n.kind == NodeKind::String) n.kind = NodeKind::Name;
    n.quoted = false;
    for (std::string_view own : {"rowid", "oid", "_rowid_"})
      if (equals_ignoring_case(n.text, own)) n.text = own;
    for (Node& kid : n.kids) normalise(kid, place, table);
    return;
  }
  if (place == Place::Default) {
    // DEFAULT abc, DEFAULT "abc" and DEFAULT [abc] are the string; true and false are 1 and 0.
    if (n.kind == NodeKind::Name && !n.kids.empty()) return;
    n.kind = NodeKind::String;
    n.quoted = false;
    return;
  }
  // A qualifier can only be the table itself.
  if (n.kind == NodeKind::Name) n.kids.clear();
  if (const Column* column = table ? table->find_column(n.text) : nullptr; column && column->name == n.text) {
    n.kind = NodeKind::Name;
    n.quoted = false;
    return;
  }
  if (table)
    for (const Column& column : table->columns)
      if (equals_ignoring_case(column.name, n.text)) {
        n.kind = NodeKind::Name;
        n.text = column.name;
        n.quoted = false;
        return;
      }
  if (n.quoted)
    n.kind = NodeKind::String;
  else
    n.text = lower(n.text);  // rowid, oid
  n.quoted = false;
}

void normalise_unary(Node& n) {
  if (n.kids.size() != 1 || n.kids[0].kind != NodeKind::Number) return;
  Node& value = n.kids[0];
  if (n.text == "+") {
    n = Node(std::move(value));
  } else if (n.text == "-" && !value.text.empty() && value.text[0] != '-') {
    n = number("-" + value.text);
  }
}

void normalise_binary(Node& n) {
  if (n.text == "!=")
    n.text = "<>";
  else if (n.text == "==")
    n.text = "=";
  else if (n.text == "IS DISTINCT FROM")
    n.text = "IS NOT";  // 3.39 brought the long form
  else if (n.text == "IS NOT DISTINCT FROM")
    n.text = "IS";
  if ((n.text == "IS" || n.text == "IS NOT") && n.kids.size() == 2 && n.kids[1].kind == NodeKind::Null) {
    n.kind = NodeKind::IsNull;
    n.text += " NULL";
    n.kids.pop_back();
  }
}

}  // namespace

std::string normal_number(std::string_view text) {
  std::string t = lower(text);
  t.erase(std::remove(t.begin(), t.end(), '_'), t.end());
  if (t.size() > 2 && t[0] == '0' && t[1] == 'x') {
    if (t.size() > 18) return t;
    unsigned long long value = 0;
    for (char c : std::string_view(t).substr(2))
      value = value * 16 + static_cast<unsigned>(is_digit(c) ? c - '0' : c - 'a' + 10);
    return std::to_string(static_cast<long long>(value));
  }
  std::string exponent;
  if (const auto e = t.find('e'); e != std::string::npos) {
    exponent = t.substr(e);
    t.resize(e);
    if (exponent.size() > 1 && exponent[1] == '+') exponent.erase(1, 1);
  }
  std::string fraction;
  const auto dot = t.find('.');
  const bool real = dot != std::string::npos;
  if (real) {
    fraction = t.substr(dot + 1);
    t.resize(dot);
    while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  }
  const auto first = t.find_first_not_of('0');
  t = first == std::string::npos ? "0" : t.substr(first);
  // 1. and 1.0 are reals, 1 is not: that shows in a column without affinity.
  if (real && (exponent.empty() || !fraction.empty())) t += "." + (fraction.empty() ? std::string("0") : fraction);
  return t + exponent;
}

void normalise(Node& n, Place place, const Table* table) {
  const bool name_or_string = n.kind == NodeKind::Name || (n.kind == NodeKind::String && n.quoted);
  if (name_or_string) return resolve_name(n, place, table);
  for (Node& kid : n.kids) normalise(kid, place, table);
  switch (n.kind) {
    case NodeKind::True: n = number("1"); break;
    case NodeKind::False: n = number("0"); break;
    case NodeKind::Number: n.text = normal_number(n.text); break;
    case NodeKind::Blob: n.text = upper(n.text); break;
    case NodeKind::Unary: normalise_unary(n); break;
    case NodeKind::Binary: normalise_binary(n); break;
    case NodeKind::Call:
      n.text = lower(n.text);
      n.quoted = false;
      break;
    case NodeKind::Cast: n.text = upper(single_blanks(n.text)); break;
    case NodeKind::Collate: n.text = upper(n.text); break;
    default: break;
  }
}

void normalise(Expr& e, Place place, const Table* table) {
  // Most expressions are defaults, and most defaults are plain literals that are normal already.
  const std::string_view text = e.canonical;
  if (!text.empty() && text.size() < 18 && text[0] != '0' && std::all_of(text.begin(), text.end(), is_digit)) return;
  if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'' && text.find('\'', 1) == text.size() - 1) return;
  auto node = sql::parse_expression(text.empty() ? std::string_view(e.written) : text, syntax());
  if (!node) {
    if (e.canonical.empty()) e.canonical = e.written;
    return;
  }
  normalise(*node, place, table);
  e.canonical = sql::print(*node, syntax());
}

void normalise_query(Expr& e) {
  auto node = sql::parse_query(e.canonical.empty() ? e.written : e.canonical, syntax());
  if (!node) {
    if (e.canonical.empty()) e.canonical = e.written;
    return;
  }
  normalise(*node, Place::Free, nullptr);
  e.canonical = sql::print(*node, syntax());
}

void normalise_body(Expr& e) {
  auto node = sql::parse_body(e.canonical.empty() ? e.written : e.canonical, syntax());
  if (!node) {
    if (e.canonical.empty()) e.canonical = e.written;  // compared as it is written
    return;
  }
  normalise(*node, Place::Free, nullptr);
  e.canonical = sql::print(*node, syntax());
}

}  // namespace plumb::sqlite
