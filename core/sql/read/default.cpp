// DEFAULT: where its expression ends.
#include "plumb/core/sql/read/state.h"

namespace plumb::sql {
namespace {

// Words that start the next attribute of a column. An expression could go on with some of them (`1
// NOT NULL`,
// `'x' COLLATE y`), and none of the servers lets it.
bool starts_attribute(const Cursor& at, std::size_t ahead) {
  static constexpr std::string_view kShared[] = {"NOT",        "NULL",       "PRIMARY", "UNIQUE",    "CHECK",
                                                 "REFERENCES", "CONSTRAINT", "COLLATE", "GENERATED", "DEFERRABLE",
                                                 "INITIALLY",  "ENFORCED",   "DEFAULT"};
  static constexpr std::string_view kMysql[] = {"ON",
                                                "COMMENT",
                                                "AUTO_INCREMENT",
                                                "KEY",
                                                "VISIBLE",
                                                "INVISIBLE",
                                                "COLUMN_FORMAT",
                                                "STORAGE",
                                                "FIRST",
                                                "AFTER",
                                                "STORED",
                                                "VIRTUAL",
                                                "AS",
                                                "ENGINE_ATTRIBUTE",
                                                "SRID",
                                                "WITH",
                                                "WITHOUT",
                                                "COMPRESSED",
                                                "PERSISTENT",
                                                "SECONDARY_ENGINE_ATTRIBUTE",
                                                "AUTO_RANDOM"};
  static constexpr std::string_view kPostgres[] = {"STORAGE", "COMPRESSION"};
  for (std::string_view word : kShared)
    if (at.is(word, ahead)) return true;
  if (at.syntax().grammar.mysql)
    for (std::string_view word : kMysql)
      if (at.is(word, ahead)) return true;
  if (at.syntax().grammar.postgres)
    for (std::string_view word : kPostgres)
      if (at.is(word, ahead)) return true;
  return false;
}

// Tokens of an expression that starts at the cursor and stands outside of parentheses.
std::size_t expression_length(const Cursor& at) {
  int depth = 0;
  for (std::size_t i = 0;; ++i) {
    const Token& token = at.peek(i);
    if (token.kind == Tok::End) return i;
    if (token.kind == Tok::Operator) {
      const std::string_view text = at.text(token);
      if (text == "(" || text == "[")
        ++depth;
      else if ((text == ")" || text == "]") && --depth < 0)
        return i;
      else if (text == "," && depth == 0)
        return i;
      else if (text == ";" && depth == 0)
        return i;
      continue;
    }
    if (token.kind != Tok::Word) continue;
    if (at.is("CASE", i))
      ++depth;
    else if (at.is("END", i) && depth > 0)
      --depth;
    else if (i > 0 && depth == 0 && !at.is("IS", i - 1) && starts_attribute(at, i))
      return i;
  }
}

// SQLite: [sign] one literal or word.
std::size_t term_length(const Cursor& at) { return at.is_op("+") || at.is_op("-") ? 2 : 1; }

Expr read_part(Cursor& at, std::size_t length) {
  const std::uint32_t from = at.position();
  const std::vector<Token>& all = at.statement().tokens;
  if (from + length >= all.size() && length > 0 && from >= all.size() - 1) at.expected("a value");
  Statement part;
  part.tokens.assign(all.begin() + from,
                     all.begin() + static_cast<std::ptrdiff_t>(std::min(from + length, all.size() - 1)));
  const Token& behind = at.peek(length);
  part.tokens.push_back({behind.offset, 0, behind.line, Tok::End});
  part.offset = at.statement().offset, part.line = at.statement().line;
  part.line_start = at.statement().line_start;

  Cursor sub(at.source(), part, at.syntax(), at.origin().file);
  Node node = parse_expression(sub);
  at.seek(from + sub.position());
  if (!sub.at_end()) at.expected("an attribute of the column, `,` or `)`");
  // SQLite: a bare or quoted word is a string there.
  if (at.syntax().grammar.sqlite && node.kind == NodeKind::Name && node.kids.empty()) {
    node.kind = NodeKind::String;
    node.quoted = false;
  }
  return make_expr(at, from, at.position(), node);
}

}  // namespace

Expr read_default(Cursor& at) {
  if (at.is_op("(") && at.syntax().grammar.sqlite) {
    const std::uint32_t from = at.position();
    at.next();
    const Node node = parse_expression(at);
    at.expect_op(")");
    return make_expr(at, from, at.position(), node);
  }
  const std::size_t length = at.syntax().grammar.sqlite ? term_length(at) : expression_length(at);
  if (length == 0) at.expected("a value behind `DEFAULT`");
  return read_part(at, length);
}

Expr read_parenthesised_expression(Cursor& at) {
  at.expect_op("(");
  const std::uint32_t from = at.position();
  const Node node = parse_expression(at);
  const std::uint32_t to = at.position();
  if (!at.is_op(")")) at.expected("`)` behind the expression");
  at.next();
  return make_expr(at, from, to, node);
}

}  // namespace plumb::sql
