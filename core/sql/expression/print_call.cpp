// Calls and windows to text.
#include "plumb/core/sql/expression/printer.h"
#include "plumb/core/sql/literal.h"

namespace plumb::sql {
namespace {

// PostgreSQL reads these with a grammar of their own, so that a plain call needs quotes:
// "position"(a, b).
bool needs_quotes_as_call(const Node& n) {
  static constexpr std::string_view names[] = {"position", "extract", "time", "timestamp", "bit", "interval"};
  bool own = false;
  for (std::string_view name : names) own |= n.text == name;
  if (!own) return false;
  for (const Node& kid : n.kids)
    if (kid.kind == NodeKind::Clause && (kid.text == "FROM" || kid.text == "IN")) return false;
  return true;
}

}  // namespace

// What stands behind the parentheses of a call.
bool Printer::behind_call(const Node& clause) {
  for (std::string_view text :
       {"FILTER", "OVER", "WITHIN GROUP", "IGNORE NULLS", "AGAINST", "WITH ORDINALITY", "AS COLUMNS"})
    if (clause.text == text) return true;
  return false;
}

void Printer::call(const Node& n) {
  if (grammar.postgres && needs_quotes_as_call(n))
    append_quoted_name(out, n.text, syntax);
  else
    out += n.text;
  out += '(';
  bool first = true;
  for (const Node& kid : n.kids)
    if (kid.kind == NodeKind::Clause && kid.text == "DISTINCT") out += "DISTINCT ";
  for (const Node& kid : n.kids) {
    const bool is_clause = kid.kind == NodeKind::Clause;
    if (is_clause && (kid.text == "DISTINCT" || behind_call(kid))) continue;
    if (!first) out += is_clause ? " " : ", ";
    first = false;
    if (!is_clause) {
      node(kid);
      continue;
    }
    out += kid.text;
    if (!kid.text.empty() && !kid.kids.empty()) out += ' ';
    list(kid.kids);
  }
  out += ')';
  for (const Node& kid : n.kids) {
    if (kid.kind != NodeKind::Clause || !behind_call(kid)) continue;
    out += ' ';
    if (kid.text == "FILTER") {
      out += "FILTER (WHERE ";
      node(kid.kids.at(0));
      out += ')';
    } else if (kid.text == "WITHIN GROUP") {
      out += "WITHIN GROUP (ORDER BY ";
      list(kid.kids);
      out += ')';
    } else if (kid.text == "AGAINST") {
      out += "AGAINST (";
      operand(kid.kids.at(0), levels.bit_or);
      if (kid.kids.size() > 1) (out += ' ') += kid.kids[1].text;
      out += ')';
    } else {
      node(kid);
    }
  }
}

void Printer::window(const Node& n) {
  if (!n.text.empty()) return append_name(out, n.text, syntax);
  out += '(';
  bool first = true;
  for (const Node& kid : n.kids) {
    if (!first) out += ' ';
    first = false;
    if (kid.text == "WINDOW") {
      node(kid.kids.at(0));
    } else if (kid.text == "ROWS" || kid.text == "RANGE" || kid.text == "GROUPS") {
      const bool between = kid.kids.size() > 1 && !kid.kids[1].text.starts_with("EXCLUDE");
      (out += kid.text) += between ? " BETWEEN " : " ";
      for (std::size_t i = 0; i < kid.kids.size(); ++i) {
        const Node& bound = kid.kids[i];
        if (i) out += between && i == 1 ? " AND " : " ";
        if (!bound.kids.empty()) {
          operand(bound.kids[0], levels.and_ + 1);
          out += ' ';
        }
        out += bound.text;
      }
    } else {
      node(kid);
    }
  }
  out += ')';
}

}  // namespace plumb::sql
