// Parsing, printing and rewriting expressions and queries.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumb/core/model/expression.h"
#include "plumb/core/model/names.h"
#include "plumb/core/sql/node.h"
#include "plumb/core/sql/token.h"

namespace plumb::sql {

/// One expression at the cursor, by the dialect's precedences; stops at the first token that cannot
/// continue it. Throws SyntaxError.
Node parse_expression(Cursor& at);
/// One query (SELECT, VALUES, WITH …, TABLE x, a parenthesised one).
Node parse_query(Cursor& at);
/// A trigger's or routine's body of SQL statements: BEGIN … END, or one statement; Statement nodes.
Node parse_body(Cursor& at);
/// A type name with its arguments and array brackets, and the MySQL attributes that belong to it
/// (UNSIGNED, ZEROFILL). `written` is the slice of the source.
Type parse_type(Cursor& at);

/// Parse a whole text; nothing where it is not exactly one expression (query, body).
std::optional<Node> parse_expression(std::string_view text, const Syntax& syntax);
std::optional<Node> parse_query(std::string_view text, const Syntax& syntax);
std::optional<Node> parse_body(std::string_view text, const Syntax& syntax);

/// SQL text for a node: one spelling for every tree (upper-case keywords, single blanks, names quoted only
/// where they must be, parentheses only where precedence needs them). `parse(print(n)) == n`.
std::string print(const Node& node, const Syntax& syntax);

/// The author's text and the printed normal tree, as the model keeps an expression. `from` and `to` are
/// positions of the cursor.
Expr make_expr(const Cursor& at, std::uint32_t from, std::uint32_t to, const Node& node);
/// An expression that plumb makes itself.
Expr make_expr(const Node& node, const Syntax& syntax);

/// Relations that a query, body or expression names, without its own WITH names; sorted, no doubles.
std::vector<QualifiedName> relations_of(const Node& node);
/// Column names (last parts) that it names.
std::vector<std::string> columns_of(const Node& node);

/// One rename, as ALTER … RENAME makes it inside of expressions, queries and bodies. Aware of scope: an alias,
/// a WITH name or another table's column of the same name is left alone where that can be told.
struct Rename {
  QualifiedName table;  ///< the table as it is called where the node is read
  std::string column;   ///< empty: the table itself is renamed
  std::string to;
};
/// True where something was renamed. `home`: the table whose columns an unqualified name means (checks,
/// indexes, generated columns); empty in a view. `columns_of_table` answers which columns a relation has, to
/// tell whose an unqualified name is; it may return nothing.
bool rename_in(Node& node, const Rename& rename, const QualifiedName& home, const Syntax& syntax,
               const std::function<const std::vector<std::string>*(const QualifiedName&)>& columns_of_table);
/// The same on text, keeping the author's spelling, comments and blanks everywhere else. Gives the new text,
/// or nothing where nothing changed or the text cannot be parsed.
enum class TextKind : std::uint8_t { Expression, Query, Body };
std::optional<std::string> rename_in_text(
    std::string_view text, TextKind kind, const Rename& rename, const QualifiedName& home, const Syntax& syntax,
    const std::function<const std::vector<std::string>*(const QualifiedName&)>& columns_of_table);

}  // namespace plumb::sql
