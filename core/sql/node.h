// The tree of an expression or query. One node type for all dialects: a dialect's own construct is a kind
// of its own, never a flag on a string.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::sql {

enum class NodeKind : std::uint8_t {
  Null, True, False, Number, String, Blob, Bits, Parameter, Variable, Default,
  Name,          ///< text: the last part; kids: qualifiers before it as Name nodes (schema, table)
  Star,          ///< * or t.* (kids: qualifier)
  Keyword,       ///< CURRENT_TIMESTAMP and friends without parentheses; text upper case; kids: precision
  Call,          ///< text: function, lower case unless quoted; kids: arguments; clauses as kids of kind Clause behind them
  Unary,         ///< text: operator ("-", "+", "~", "NOT", "BINARY", …)
  Binary,        ///< text: operator, upper case words ("AND", "OR", "=", "||", "->>", "IS", "IS NOT", "IS DISTINCT FROM", …)
  Between,       ///< kids: x, low, high; text: "BETWEEN" | "NOT BETWEEN" (+ " SYMMETRIC")
  In,            ///< kids: x, then items, or one Subquery; text: "IN" | "NOT IN"
  Like,          ///< text: "LIKE", "NOT LIKE", "ILIKE", "GLOB", "REGEXP", "MATCH", "SIMILAR TO", …; kids: x, pattern[, escape]
  IsNull,        ///< text: "IS NULL" | "IS NOT NULL"
  Test,          ///< text: "IS TRUE", "IS NOT UNKNOWN", "IS JSON", …; kids: x
  Case,          ///< kids: [operand as Clause "operand"], When…, [Else]
  When, Else,
  Cast,          ///< kids: x; text: the type, canonical spelling
  Collate,       ///< kids: x; text: the collation
  Exists, Subquery,
  Row,           ///< (a, b) or ROW(a, b)
  Array, Index, Slice, Field,  ///< ARRAY[…], a[1], a[1:2], (x).f
  Quantified,    ///< text: "= ANY", "<> ALL"; kids: x, array or Subquery
  Interval,      ///< MySQL INTERVAL x DAY, PostgreSQL INTERVAL '…' fields; text: unit
  Typed,         ///< DATE '…', type 'literal'; text: type; kids: String
  Raise,         ///< SQLite RAISE(ABORT, '…'); text: ABORT…
  Clause,        ///< a named part of a call or query; text: its name ("DISTINCT", "ORDER BY", "FILTER", "OVER", …)
  // queries
  Select,        ///< kids: Clauses in order of writing
  Compound,      ///< text: "UNION", "UNION ALL", …; kids: left, right
  Values, With, CommonTable, Table, Join, Alias, SortItem, Window,
  Statement,     ///< a statement inside a trigger's body; text: INSERT, UPDATE, …
  Verbatim,      ///< tokens that have no tree: text is their normal spelling
};

struct Node {
  NodeKind kind = NodeKind::Null;
  std::string text;
  std::vector<Node> kids;
  bool quoted = false;   ///< Name: written in quotes. String: SQLite "x", which may be a name
  bool operator==(const Node&) const = default;
};

/// Calls `f` for every node, parents first. `f` may change it.
void walk(Node& node, const std::function<void(Node&)>& f);
void walk(const Node& node, const std::function<void(const Node&)>& f);

}  // namespace plumb::sql
