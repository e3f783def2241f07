// The tree of an expression or query. One node type for all dialects: a dialect's own construct is a kind
// of its own, never a flag on a string.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::sql {

/// Keywords and operators in `text` are upper case; a *spelled* name or type is SQL already (quoted where it must
/// be, parts joined by dots). Names in `text` are values, folded as the dialect folds, without quotes.
// clang-format off
enum class NodeKind : std::uint8_t {
  Null, True, False,
  Number,        ///< text as written
  String,        ///< text: the value. Adjacent strings are joined
  Blob,          ///< x'…' (MySQL also 0x…); text: hex digits, upper case
  Bits,          ///< b'…' (MySQL also 0b…); text: binary digits
  Parameter, Variable,   ///< text as written
  Default,       ///< DEFAULT as a value
  Name,          ///< text: the last part; kids: qualifiers before it as Name nodes (schema, table)
  Star,          ///< * or t.* (kids: qualifiers)
  Keyword,       ///< CURRENT_TIMESTAMP and friends without parentheses; text upper case; kids: precision
  Call,          ///< text: function, spelled; lower case unless quoted ("now", "pg_catalog.now"). kids: arguments,
                 ///< then Clauses: DISTINCT, ORDER BY, SEPARATOR inside of the parentheses, FILTER, OVER, WITHIN GROUP,
                 ///< IGNORE NULLS, WITH ORDINALITY behind them. Words between arguments are Clauses too:
                 ///< EXTRACT(YEAR FROM x) is (Keyword YEAR, Clause FROM (x)), TRIM, SUBSTRING, POSITION, … alike.
                 ///< A named argument is Binary "=>"
  Unary,         ///< text: operator ("-", "+", "~", "NOT", "BINARY", "VARIADIC", "LATERAL", "PRIOR", …)
  Binary,        ///< text: operator ("AND", "OR", "=", "||", "->>", "IS", "IS NOT", "IS DISTINCT FROM", "AT TIME ZONE",
                 ///< "OPERATOR(pg_catalog.+)", …); `!=` is "<>", `==` is "=". kids: left, right. A chain of AND (or OR, XOR)
                 ///< is one node with many kids: a AND b AND c, (a AND b) AND c, but not a AND (b AND c)
  Between,       ///< kids: x, low, high; text: "BETWEEN" | "NOT BETWEEN" (+ " SYMMETRIC")
  In,            ///< kids: x, then items, or one Subquery, or (SQLite) one Table or table function as Unary "TABLE"; text: "IN" | "NOT IN"
  Like,          ///< text: "LIKE", "NOT LIKE", "ILIKE", "GLOB", "REGEXP", "MATCH", "SIMILAR TO", "SOUNDS LIKE", …; kids: x, pattern[, escape]
  IsNull,        ///< text: "IS NULL" | "IS NOT NULL"; ISNULL, NOTNULL too
  Test,          ///< text: "IS TRUE", "IS NOT UNKNOWN", "IS JSON", …; kids: x
  Case,          ///< kids: [operand as Clause "operand"], When…, [Else]
  When,          ///< kids: condition, result
  Else,          ///< kids: result
  Cast,          ///< kids: x; text: the type, spelled in its canonical way
  Collate,       ///< kids: x; text: the collation, spelled
  Exists,        ///< kids: Subquery
  Subquery,      ///< kids: query
  Row,           ///< (a, b) or ROW(a, b)
  Array,         ///< ARRAY[…]; kids: elements, or one Subquery
  Index,         ///< a[1]
  Slice,         ///< a[1:2]; an absent bound is a Default
  Field,         ///< (x).f; text: f or *
  Quantified,    ///< text: "= ANY", "<> ALL", "LIKE ANY", …; kids: x, array or Subquery. SOME is ANY
  Interval,      ///< MySQL INTERVAL x DAY, PostgreSQL INTERVAL '…' fields; text: unit, may be empty; kids: x
  Typed,         ///< DATE '…', type 'literal', _utf8mb4'…'; text: type, spelled; kids: String (Blob, Bits)
  Raise,         ///< SQLite RAISE(ABORT, '…'); text: ABORT…; kids: message
  Clause,        ///< a named part of a call, query or statement; text: its name
  // queries
  Select,        ///< kids: Clauses in order of writing: DISTINCT, DISTINCT ON, COLUMNS, FROM, WHERE, GROUP BY, HAVING, WINDOW,
                 ///< ORDER BY, LIMIT, OFFSET, FOR UPDATE, … TABLE x: text "TABLE", kids: Table
  Compound,      ///< text: "UNION", "UNION ALL", …; kids: left, right, Clauses ORDER BY, LIMIT, … With text "": one query in
                 ///< parentheses that has such clauses inside and outside
  Values,        ///< kids: Row…, Clauses
  With,          ///< text: "WITH" | "WITH RECURSIVE"; kids: CommonTable…, the query or statement
  CommonTable,   ///< text: name; kids: [Clause COLUMNS (Name…)], [Clause MATERIALIZED | NOT MATERIALIZED], query, [Verbatim]
  Table,         ///< a relation that is named; text: last part; kids: qualifiers as Name nodes, then Clauses (ONLY, INDEXED BY,
                 ///< NOT INDEXED, TABLESAMPLE, PARTITION, USE INDEX, …)
  Join,          ///< an item of FROM behind the first; text: ",", "JOIN", "LEFT JOIN", …; kids: relation, Clause ON | USING.
                 ///< Text "()": a parenthesised list; kids: relation, Join…
  Alias,         ///< x AS name; text: name; kids: x, [Clause COLUMNS]. In a list of columns with types: kids: Verbatim type
  SortItem,      ///< kids: x; text: "", "DESC", "DESC NULLS LAST", "NULLS FIRST", "USING <"; ASC is not kept
  Window,        ///< OVER w: text: name, no kids. OVER (…): kids: Clauses WINDOW (Window), PARTITION BY, ORDER BY, ROWS |
                 ///< RANGE | GROUPS (bounds as Clauses). The Clause WINDOW of a Select has Aliases of them
  Statement,     ///< a statement inside of a body; text: INSERT, INSERT OR IGNORE, UPDATE, DELETE, SET, BEGIN, …; kids: Table (or
                 ///< Alias of it), Clauses. BEGIN: statements and queries
  Verbatim,      ///< what has no tree: text is its normal spelling, or kids are its tokens (Name, Verbatim, …), with a
                 ///< blank between them
};
// clang-format on

/// The index in the statement of the token that a name came from; no part of equality.
struct TokenIndex {
  std::uint32_t value = 0;
  friend bool operator==(const TokenIndex&, const TokenIndex&) { return true; }
};

struct Node {
  NodeKind kind = NodeKind::Null;
  bool quoted = false;  ///< Name: SQLite's "x", a string where there is no such column; also any bare name that only
                        ///< quotes can spell
  TokenIndex token;     ///< Name, Table, CommonTable, Alias: where it was read
  std::string text;
  std::vector<Node> kids;
  bool operator==(const Node&) const = default;
};

/// Calls `f` for every node, parents first. `f` may change it.
void walk(Node& node, const std::function<void(Node&)>& f);
void walk(const Node& node, const std::function<void(const Node&)>& f);

}  // namespace plumb::sql
