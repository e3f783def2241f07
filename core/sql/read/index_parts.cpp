// ( part, part … ) of an index or key.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/column.h"
#include "plumb/core/sql/read/state.h"

namespace plumb::sql {
namespace {

// A name with nothing behind it that would make it an expression.
bool is_plain_column(const Cursor& at) {
  if (!at.is_name()) return false;
  const Token& behind = at.peek(1);
  if (behind.kind == Tok::Operator) {
    const std::string_view text = at.text(behind);
    if (text == "," || text == ")") return true;
    // MySQL: name(10) is a prefix of a column, never a call.
    return text == "(" && at.syntax().grammar.mysql && at.peek(2).kind == Tok::Number && at.is_op(")", 3);
  }
  if (behind.kind == Tok::Name) return at.syntax().grammar.postgres;  // an operator class
  if (behind.kind != Tok::Word) return false;
  if (at.is("COLLATE", 1) || at.is("ASC", 1) || at.is("DESC", 1)) return true;
  if (at.syntax().grammar.sqlite) return at.is("AUTOINCREMENT", 1) || at.is("NULLS", 1);
  if (at.syntax().grammar.mysql) return false;
  // PostgreSQL: an operator class, NULLS, WITH of an exclusion; but not `a IS NULL`, which needs
  // parentheses anyway.
  return true;
}

// `lower(a) COLLATE nocase`: the collation belongs to the part, not to its expression.
void read_expression_part(Cursor& at, IndexPart& part) {
  std::uint32_t from = at.position();
  Node node = parse_expression(at);
  std::uint32_t to = at.position();
  const std::vector<Token>& tokens = at.statement().tokens;
  bool rewritten = false;
  while (node.kind == NodeKind::Collate && node.kids.size() == 1) {
    if (part.collation.empty()) part.collation = node.text;
    Node inner = std::move(node.kids.front());
    node = std::move(inner);
    std::uint32_t word = to;
    while (word > from && !equals_ignoring_case(at.text(tokens[word - 1]), "collate")) --word;
    if (at.text(tokens[to - 1]) == ")" || word == from)
      rewritten = true;
    else
      to = word - 1;
  }
  if (node.kind == NodeKind::Name && node.kids.empty()) {
    part.column = node.text;
    return;
  }
  if (rewritten) {
    part.expression = make_expr(node, at.syntax());
    return;
  }
  strip_parentheses(at, from, to);
  part.expression = make_expr(at, from, to, node);
}

void read_operator_class(Cursor& at, IndexPart& part) {
  if (!at.is_name() || at.is_any({"ASC", "DESC", "NULLS", "WITH"})) return;
  part.opclass = at.name();
  while (at.accept_op(".")) part.opclass += "." + at.name();
  if (at.is_op("(")) part.opclass_options = read_parameters(at);
}

}  // namespace

IndexPart read_index_part(ReadState& state, Cursor& at) {
  IndexPart part;
  if (is_plain_column(at))
    part.column = at.name();
  else
    read_expression_part(at, part);
  if (state.syntax.grammar.mysql && part.plain() && at.accept_op("(")) {
    part.prefix_length = std::atoi(at.integer().c_str());
    at.expect_op(")");
  }
  if (at.accept("COLLATE")) part.collation = read_collation(at);
  if (state.syntax.grammar.postgres) read_operator_class(at, part);
  if (at.accept("DESC"))
    part.order.descending = true;
  else if (at.accept("ASC"))
    part.order.stated.text = "ASC";
  if (state.syntax.grammar.sqlite && at.is("NULLS")) at.fail("SQLite has no `NULLS FIRST` or `NULLS LAST` in an index");
  if (at.accept_seq({"NULLS", "FIRST"}))
    part.nulls = Nulls::First;
  else if (at.accept_seq({"NULLS", "LAST"}))
    part.nulls = Nulls::Last;
  if (state.syntax.grammar.sqlite) at.accept("AUTOINCREMENT");
  return part;
}

std::vector<IndexPart> read_index_parts(ReadState& state, Cursor& at) {
  std::vector<IndexPart> parts;
  if (!at.is_op("(")) at.expected("`(` and the columns");
  at.next();
  do parts.push_back(read_index_part(state, at));
  while (at.accept_op(","));
  if (!at.is_op(")")) at.expected("`,` or `)`");
  at.next();
  return parts;
}

}  // namespace plumb::sql
