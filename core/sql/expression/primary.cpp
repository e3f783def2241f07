// What operators stand between: literals, names, parentheses, CASE and the like.
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression/parser.h"
#include "plumb/core/sql/literal.h"

namespace plumb::sql {
Node Parser::prefix(int level) {
  const Token& token = at.peek();
  switch (token.kind) {
    case Tok::Word: return word();
    case Tok::Operator: break;
    default: return primary();
  }
  const std::string_view op = at.text();
  if (op == "(") return parenthesised();
  if (op == "-" || op == "+" || op == "~") {
    const int operand = op == "~" && grammar.postgres ? levels.other + 1 : levels.unary;
    at.next();
    return make_node(NodeKind::Unary, op, expression(operand));
  }
  if (op == "!" && grammar.mysql) {
    at.next();
    return make_node(NodeKind::Unary, "NOT", expression(levels.unary));
  }
  if (op == "{" && grammar.mysql) {  // {d '2020-01-01'}: ODBC's way to write a typed literal
    at.next();
    const std::string kind = lower(at.name());
    const std::string_view type = kind == "d" ? "date" : kind == "t" ? "time" : "timestamp";
    Node node = make_node(NodeKind::Typed, type, string());
    at.expect_op("}");
    return node;
  }
  const bool prefix_operator = grammar.postgres &&
                               op.find_first_not_of("+-*/<>=~!@#%^&|`?") == std::string_view::npos && op != "*" &&
                               op != "=" && op != "<" && op != ">" && op != "=>";
  if (!prefix_operator || level > kPrimary) at.expected("an expression");
  at.next();
  return make_node(NodeKind::Unary, op, expression(levels.other + 1));
}

Node Parser::primary() {
  const Token& token = at.peek();
  switch (token.kind) {
    case Tok::Number:
    case Tok::Blob:
    case Tok::Bits: return number_or_bits();
    case Tok::String: return string();
    case Tok::Parameter: return make_node(NodeKind::Parameter, at.text(at.next()));
    case Tok::Variable: return make_node(NodeKind::Variable, at.text(at.next()));
    case Tok::Name:
      if (grammar.postgres && at_typed_literal()) return typed_literal();
      return name_path();
    default: at.expected("an expression");
  }
}

Node Parser::number_or_bits() {
  const Token& token = at.peek();
  const std::string_view text = at.text(token);
  const auto only = [&](std::string value, std::string_view digits, const char* what) {
    if (value.find_first_not_of(digits) != std::string::npos) at.expected(what);
    at.next();
    return value;
  };
  if (token.kind == Tok::Blob)
    return make_node(NodeKind::Blob,
                     only(upper(at.string_of(token)), "0123456789ABCDEF", "hexadecimal digits in the quotes"));
  if (token.kind == Tok::Bits)
    return make_node(NodeKind::Bits, only(at.string_of(token), "01", "the digits 0 and 1 in the quotes"));
  at.next();
  // MySQL's 0x41 is the same literal as x'41', 0b01 the same as b'01'.
  if (grammar.mysql && text.size() > 2 && text[0] == '0' && lower(text[1]) == 'x')
    return make_node(NodeKind::Blob, upper(text.substr(2)));
  if (grammar.mysql && text.size() > 2 && text[0] == '0' && lower(text[1]) == 'b')
    return make_node(NodeKind::Bits, text.substr(2));
  return make_node(NodeKind::Number, text);
}

Node Parser::string() {
  if (at.peek().kind != Tok::String) at.expected("a string");
  const bool national = lower(at.text()[0]) == 'n';
  Node node = make_node(NodeKind::String);
  node.text = at.string();
  while (grammar.mysql && at.peek().kind == Tok::String) node.text += at.string();
  if (!national) return node;
  return make_node(NodeKind::Typed, grammar.mysql ? "_utf8mb3" : "bpchar", std::move(node));
}

// A word that is no operator: a literal, a construct of its own, a function, or a name.
Node Parser::word() {
  const bool call = at.is_op("(", 1);
  switch (lower(at.text()[0])) {
    case 'a':
      if (grammar.postgres && at.is("ARRAY") && (call || at.is_op("[", 1))) return array();
      break;
    case 'b':
      if (grammar.mysql && at.accept("BINARY")) return make_node(NodeKind::Unary, "BINARY", expression(levels.unary));
      break;
    case 'c':
      if (at.is("CASE")) return case_expression();
      if (call && (at.is("CAST") || (grammar.mysql && at.is("CONVERT")))) break;
      if (at.text().size() > 8 && at.text()[7] == '_') return keyword_value();
      break;
    case 'd':
      if (at.is("DEFAULT") && !call) return at.next(), make_node(NodeKind::Default);
      break;
    case 'e':
      if (call && at.accept("EXISTS")) return make_node(NodeKind::Exists, {}, subquery());
      break;
    case 'f':
      if (at.is("FALSE") && !at.is_op(".", 1)) return at.next(), make_node(NodeKind::False);
      break;
    case 'i':
      if (!grammar.sqlite && at.is("INTERVAL")) return interval();
      break;
    case 'l':
    case 'u':
    case 's': return keyword_value();
    case 'n':
      if (at.accept("NULL")) return make_node(NodeKind::Null);
      if (at.accept("NOT")) return make_node(NodeKind::Unary, "NOT", expression(levels.not_));
      break;
    case 'r':
      if (grammar.sqlite && call && at.is("RAISE")) return raise();
      if (!grammar.sqlite && call && at.is("ROW")) {
        at.seek(at.position() + 2);
        Node row = make_node(NodeKind::Row);
        if (!at.is_op(")")) row.kids = list();
        if (!at.accept_op(")")) at.expected("`)` to close the row");
        return row;
      }
      break;
    case 't':
      if (at.is("TRUE") && !at.is_op(".", 1)) return at.next(), make_node(NodeKind::True);
      break;
    case '_':
      if (grammar.mysql &&
          (at.peek(1).kind == Tok::String || at.peek(1).kind == Tok::Blob || at.peek(1).kind == Tok::Bits ||
           (at.peek(1).kind == Tok::Number && at.text(at.peek(1)).starts_with("0"))))
        return typed_literal();
      break;
    default: break;
  }
  if (!grammar.sqlite && at_typed_literal()) return typed_literal();
  if (is_reserved(at.text(), syntax) && !(call && is_function_word(at.text()))) {
    if (at.is_op(".", 1) && at.is_any({"NEW", "OLD"})) return name_path();
    at.expected("an expression");
  }
  return name_path();
}

// CURRENT_TIMESTAMP, USER, LOCALTIME(3): functions without parentheses.
Node Parser::keyword_value() {
  static constexpr std::string_view everywhere[] = {"CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP"};
  static constexpr std::string_view postgres[] = {"LOCALTIME",       "LOCALTIMESTAMP", "CURRENT_USER",
                                                  "CURRENT_ROLE",    "SESSION_USER",   "USER",
                                                  "CURRENT_CATALOG", "CURRENT_SCHEMA", "SYSTEM_USER"};
  static constexpr std::string_view mysql[] = {"LOCALTIME", "LOCALTIMESTAMP", "CURRENT_USER",
                                               "UTC_DATE",  "UTC_TIME",       "UTC_TIMESTAMP"};
  std::string_view found;
  const auto look = [&](auto& words) {
    for (std::string_view w : words)
      if (at.is(w)) found = w;
  };
  look(everywhere);
  if (grammar.postgres) look(postgres);
  if (grammar.mysql) look(mysql);
  if (found.empty() || at.is_op(".", 1)) {
    if (!grammar.sqlite && at_typed_literal()) return typed_literal();
    if (is_reserved(at.text(), syntax) && !(at.is_op("(", 1) && is_function_word(at.text())))
      at.expected("an expression");
    return name_path();
  }
  at.next();
  Node node = make_node(NodeKind::Keyword, found);
  if (at.is_op("(") && at.is_op(")", 1) && (grammar.mysql || found == "CURRENT_SCHEMA")) {
    at.seek(at.position() + 2);
  } else if (at.is_op("(") && at.peek(1).kind == Tok::Number && at.is_op(")", 2)) {
    at.next();
    node.kids.push_back(number_or_bits());
    at.next();
  }
  return node;
}

Node Parser::name_path() {
  std::vector<Node> parts;
  const bool maybe_string = syntax.misquoted_names && at.text().starts_with('"');
  while (true) {
    if (!parts.empty() && at.accept_op("*")) {
      Node star = make_node(NodeKind::Star);
      star.kids = std::move(parts);
      return star;
    }
    Node part = make_node(NodeKind::Name);
    part.token.value = at.position();
    part.text = at.name();
    parts.push_back(std::move(part));
    if (!at.is_op(".") || parts.size() > 4) break;
    at.next();
  }
  if (at.is_op("(")) return name_or_call(std::move(parts));
  Node node = std::move(parts.back());
  parts.pop_back();
  node.kids = std::move(parts);
  if (node.kids.empty() && syntax.misquoted_names)
    node.quoted = maybe_string || !is_plain_name(node.text, syntax) || needs_quotes(node.text, syntax);
  return node;
}

Node Parser::name_or_call(std::vector<Node> parts) {
  std::string name;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool last = i + 1 == parts.size();
    std::string& part = parts[i].text;
    // A function is found in any case but in PostgreSQL, which has folded its name already.
    if (last && !grammar.postgres && is_plain_name(part, syntax)) part = lower(part);
    if (!name.empty()) name += '.';
    if (is_plain_name(part, syntax) &&
        (last ? !is_reserved(part, syntax) || is_function_word(part) : !needs_quotes(part, syntax)))
      name += part;
    else
      append_quoted_name(name, part, syntax);
  }
  return call(std::move(name));
}

Node Parser::field(Node of) {
  while (grammar.postgres && at.is_op(".")) {
    at.next();
    std::string name = at.accept_op("*") ? std::string("*") : at.name();
    of = make_node(NodeKind::Field, name, std::move(of));
  }
  return of;
}

// Is what stands from `ahead` up to a closing parenthesis a query? ((SELECT 1) UNION …) is one,
// ((SELECT 1) + 2) is not: what stands behind each inner parenthesis tells.
bool Parser::at_query(std::uint32_t ahead) const {
  std::uint32_t open = 0;
  while (at.is_op("(", ahead + open)) ++open;
  const std::uint32_t first = ahead + open;
  const bool verb = at.is("SELECT", first) ||
                    (at.is("WITH", first) && !at.is_op("(", first + 1) && !at.is_op(".", first + 1)) ||
                    (at.is("VALUES", first) && (grammar.mysql ? at.is("ROW", first + 1) : at.is_op("(", first + 1))) ||
                    (!grammar.sqlite && at.is("TABLE", first));
  if (!verb || open == 0) return verb;
  if (grammar.sqlite || open > static_cast<std::uint32_t>(kMaxNesting)) return false;
  std::uint32_t depth = open;
  for (std::uint32_t i = first;; ++i) {
    const Token& token = at.peek(i);
    if (token.kind == Tok::End) return true;
    if (token.kind != Tok::Operator) continue;
    const std::string_view op = at.text(token);
    if (op == "(") ++depth;
    if (op != ")" || --depth >= open) continue;
    for (std::string_view more : {"UNION", "INTERSECT", "EXCEPT", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR"})
      if (at.is(more, i + 1)) return true;
    if (!at.is_op(")", i + 1)) return false;
    if (depth == 0) return true;
  }
}

Node Parser::subquery() {
  const Token open = at.peek();
  at.expect_op("(");
  if (!at.is_any({"SELECT", "WITH", "VALUES", "TABLE"}) && !at.is_op("(")) at.expected("a query");
  Node node = make_node(NodeKind::Subquery, {}, query());
  if (!at.accept_op(")")) {
    if (at.at_end()) at.fail_at(open, "this parenthesis is not closed; add `)`");
    at.expected("`)` to close the query");
  }
  return node;
}

Node Parser::parenthesised() {
  if (at_query(1)) return field(subquery());
  const Token open = at.peek();
  at.expect_op("(");
  Node node = expression();
  if (at.is_op(",")) {
    Node row = make_node(NodeKind::Row, {}, std::move(node));
    while (at.accept_op(",")) row.kids.push_back(expression());
    node = std::move(row);
  }
  if (!at.accept_op(")")) {
    if (at.at_end()) at.fail_at(open, "this parenthesis is not closed; add `)`");
    at.expected(node.kind == NodeKind::Row ? "`)` to close the list" : "`)` or an operator");
  }
  return field(std::move(node));
}

Node Parser::case_expression() {
  const Token start = at.next();
  Node node = make_node(NodeKind::Case);
  if (!at.is("WHEN")) node.kids.push_back(make_node(NodeKind::Clause, "operand", expression()));
  while (at.accept("WHEN")) {
    Node when = make_node(NodeKind::When, {}, expression());
    if (!at.accept("THEN")) at.expected("`THEN`");
    when.kids.push_back(expression());
    node.kids.push_back(std::move(when));
  }
  if (node.kids.empty() || node.kids.back().kind != NodeKind::When) at.expected("`WHEN`");
  if (at.accept("ELSE")) node.kids.push_back(make_node(NodeKind::Else, {}, expression()));
  if (!at.accept("END")) {
    if (at.at_end()) at.fail_at(start, "this `CASE` has no `END`");
    at.expected("`WHEN`, `ELSE` or `END`");
  }
  return node;
}

// ARRAY[1, 2], ARRAY[[1, 2], [3, 4]], ARRAY(SELECT …)
Node Parser::array() {
  Cursor::Depth depth(at);
  at.accept("ARRAY");
  if (at.is_op("(")) return make_node(NodeKind::Array, {}, subquery());
  at.expect_op("[");
  Node node = make_node(NodeKind::Array);
  if (at.accept_op("]")) return node;
  do node.kids.push_back(at.is_op("[") ? array() : expression());
  while (at.accept_op(","));
  if (!at.accept_op("]")) at.expected("`]` to close the array");
  return node;
}

Node Parser::raise() {
  at.seek(at.position() + 2);
  for (std::string_view what : {"IGNORE", "ROLLBACK", "ABORT", "FAIL"}) {
    if (!at.accept(what)) continue;
    Node node = make_node(NodeKind::Raise, what);
    if (at.accept_op(",")) node.kids.push_back(expression());
    if (!at.accept_op(")")) at.expected("`)` behind `RAISE`");
    return node;
  }
  at.expected("`IGNORE`, `ROLLBACK`, `ABORT` or `FAIL`");
}

// PostgreSQL: INTERVAL '1' DAY TO SECOND(3), interval(3) '1 s'. MySQL: INTERVAL 1 + 1 DAY, and the
// function INTERVAL(a, b).
Node Parser::interval() {
  if (grammar.postgres) {
    if (at.peek(1).kind != Tok::String) return at_typed_literal() ? typed_literal() : name_path();
    at.next();
    Node node = make_node(NodeKind::Interval, {}, string());
    static constexpr std::string_view fields[] = {"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"};
    for (bool more = true; more;) {
      more = false;
      for (std::string_view unit : fields)
        if (at.accept(unit)) {
          node.text += unit;
          if (unit == "SECOND" && at.is_op("(")) node.text += "(" + std::string(at.parenthesised()) + ")";
          break;
        }
      if (!node.text.empty() && !node.text.ends_with("TO ") && at.accept("TO")) node.text += " TO ", more = true;
    }
    return node;
  }
  if (at.is_op("(", 1)) {  // with a comma inside it is the function
    int depth = 0;
    for (std::uint32_t i = 1;; ++i) {
      if (at.peek(i).kind == Tok::End) break;
      if (at.is_op("(", i))
        ++depth;
      else if (at.is_op(")", i) && --depth == 0)
        break;
      else if (depth == 1 && at.is_op(",", i))
        return name_path();
    }
  }
  at.next();
  Node node = make_node(NodeKind::Interval, {}, expression());
  if (at.peek().kind != Tok::Word) at.expected("the unit of the interval");
  node.text = upper(at.text(at.next()));
  return node;
}

}  // namespace plumb::sql
