// Queries: WITH, compounds, SELECT and its clauses.
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression/parser.h"
#include "plumb/core/sql/literal.h"

namespace plumb::sql {
namespace {

// Does the query have an ORDER BY or LIMIT of its own, so that another one needs parentheses around
// it?
bool is_closed(const Node& query) {
  if (query.kind == NodeKind::With) return true;
  for (const Node& kid : query.kids)
    if (kid.kind == NodeKind::Clause &&
        (kid.text == "ORDER BY" || kid.text == "LIMIT" || kid.text == "OFFSET" || kid.text.starts_with("FOR ") ||
         kid.text.starts_with("FETCH") || kid.text.starts_with("LOCK ")))
      return true;
  return false;
}

}  // namespace

Node Parser::query() {
  Cursor::Depth depth(at);
  if (at.is("WITH")) return with();
  Node node = compound(1);
  ordering(node);
  return node;
}

Node Parser::compound(int level) {
  Chain chain(*this);
  Node left = query_term();
  while (true) {
    const bool intersect = at.is("INTERSECT");
    if (!intersect && !at.is("UNION") && !at.is("EXCEPT")) return left;
    // SQLite has one level for all of them.
    const int op_level = intersect && !grammar.sqlite ? 2 : 1;
    if (op_level < level) return left;
    std::string op = upper(at.text(at.next()));
    if (at.accept("ALL"))
      op += " ALL";
    else
      at.accept("DISTINCT");
    const int before = height_;
    height_ = 0;
    left = make_node(NodeKind::Compound, op, std::move(left), compound(op_level + 1));
    chain.link(before);
  }
}

Node Parser::query_term() {
  if (at.is_op("(") && !grammar.sqlite) {
    Cursor::Depth depth(at);
    return std::move(subquery().kids[0]);
  }
  if (at.is("VALUES")) return values();
  if (at.accept("TABLE")) return make_node(NodeKind::Select, "TABLE", table(false));
  if (!at.accept("SELECT")) at.expected("`SELECT` or `VALUES`");
  return select();
}

Node Parser::values() {
  at.expect("VALUES");
  Node node = make_node(NodeKind::Values);
  do {
    if (grammar.mysql) at.accept("ROW");
    at.expect_op("(");
    Node row = make_node(NodeKind::Row);
    if (!at.is_op(")")) row.kids = list();
    if (!at.accept_op(")")) at.expected("`)` to close the row");
    node.kids.push_back(std::move(row));
  } while (at.accept_op(","));
  return node;
}

Node Parser::with() {
  at.expect("WITH");
  Node node = make_node(NodeKind::With, at.accept("RECURSIVE") ? "WITH RECURSIVE" : "WITH");
  do node.kids.push_back(common_table());
  while (at.accept_op(","));
  node.kids.push_back(at.is_any({"INSERT", "UPDATE", "DELETE", "REPLACE"}) ? statement() : query());
  return node;
}

Node Parser::common_table() {
  Node node = make_node(NodeKind::CommonTable);
  node.token.value = at.position();
  node.text = at.name();
  if (at.accept_op("(")) {
    Node columns = make_node(NodeKind::Clause, "COLUMNS");
    do {
      columns.kids.push_back(make_node(NodeKind::Alias));
      columns.kids.back().token.value = at.position();
      columns.kids.back().text = at.name();
    } while (at.accept_op(","));
    at.expect_op(")");
    node.kids.push_back(std::move(columns));
  }
  at.expect("AS");
  if (at.accept("MATERIALIZED"))
    node.kids.push_back(make_node(NodeKind::Clause, "MATERIALIZED"));
  else if (at.accept_seq({"NOT", "MATERIALIZED"}))
    node.kids.push_back(make_node(NodeKind::Clause, "NOT MATERIALIZED"));
  at.expect_op("(");
  node.kids.push_back(at.is_any({"INSERT", "UPDATE", "DELETE"}) ? statement() : query());
  if (!at.accept_op(")")) at.expected("`)` to close the query");
  if (grammar.postgres && (at.is("SEARCH") || at.is("CYCLE"))) {
    const std::uint32_t from = at.position();
    while (!at.at_end() && !at.is_any({"SELECT", "INSERT", "UPDATE", "DELETE", "VALUES", "WITH", "TABLE"}) &&
           !at.is_op("(") && !(at.is_op(",") && at.is("AS", 2)))
      at.next();
    node.kids.push_back(verbatim(from, at.position()));
  }
  return node;
}

Node Parser::result_column() {
  if (at.is_op("*")) return at.next(), make_node(NodeKind::Star);
  Node x = expression();
  const bool string_names = !grammar.postgres;
  const bool as = at.accept("AS");
  const Token& t = at.peek();
  const bool named = as || t.kind == Tok::Name || (t.kind == Tok::Word && !is_reserved(at.text(), syntax)) ||
                     (t.kind == Tok::String && string_names);
  if (!named) return x;
  Node alias = make_node(NodeKind::Alias, {}, std::move(x));
  alias.token.value = at.position();
  if (t.kind == Tok::String && string_names)
    alias.text = at.string();
  else
    alias.text = at.name();
  return alias;
}

Node Parser::select() {
  Node node = make_node(NodeKind::Select);
  const auto clause = [&](std::string_view text) -> Node& {
    node.kids.push_back(make_node(NodeKind::Clause, text));
    return node.kids.back();
  };
  for (bool more = true; more;) {
    more = at.accept("ALL");
    if (at.accept("DISTINCT") || (grammar.mysql && at.accept("DISTINCTROW"))) {
      more = true;
      const bool on = grammar.postgres && at.accept("ON");
      Node& distinct = clause(on ? "DISTINCT ON" : "DISTINCT");
      if (on) {
        at.expect_op("(");
        distinct.kids = list();
        at.expect_op(")");
      }
    }
    if (grammar.mysql)
      for (std::string_view word : {"HIGH_PRIORITY", "STRAIGHT_JOIN", "SQL_SMALL_RESULT", "SQL_BIG_RESULT",
                                    "SQL_BUFFER_RESULT", "SQL_NO_CACHE", "SQL_CACHE", "SQL_CALC_FOUND_ROWS"})
        if (at.accept(word)) clause(word), more = true;
  }
  Node columns = make_node(NodeKind::Clause, "COLUMNS");
  const bool none = grammar.postgres && (at.is_any({"FROM", "WHERE"}) || at.is_op(")") || at.at_end());
  if (!none) {
    do columns.kids.push_back(result_column());
    while (at.accept_op(","));
  }
  node.kids.push_back(std::move(columns));
  if (at.is("INTO")) at.fail("a query with `INTO` stores its result; write it without");
  if (at.accept("FROM")) node.kids.push_back(from_clause("FROM"));
  if (at.accept("WHERE")) clause("WHERE").kids.push_back(expression());
  grouping(node);
  if (at.accept("HAVING")) clause("HAVING").kids.push_back(expression());
  if (at.accept("WINDOW")) node.kids.push_back(window_clause());
  return node;
}

void Parser::grouping(Node& select) {
  if (!at.accept_seq({"GROUP", "BY"})) return;
  Node group = make_node(NodeKind::Clause, "GROUP BY");
  if (grammar.postgres && at.accept("DISTINCT"))
    group.text += " DISTINCT";
  else if (grammar.postgres)
    at.accept("ALL");
  const auto item = [&](auto& self) -> Node {
    Cursor::Depth depth(at);
    if (at.is_op("(") && at.is_op(")", 1)) {
      at.seek(at.position() + 2);
      return make_node(NodeKind::Verbatim, "()");
    }
    if (!at.is_seq({"GROUPING", "SETS"})) {
      Node x = expression();
      if (at.accept("DESC")) return make_node(NodeKind::SortItem, "DESC", std::move(x));
      at.accept("ASC");
      return x;
    }
    at.seek(at.position() + 2);
    at.expect_op("(");
    Node sets = make_node(NodeKind::Clause, "GROUPING SETS");
    do sets.kids.push_back(self(self));
    while (at.accept_op(","));
    at.expect_op(")");
    return sets;
  };
  do group.kids.push_back(item(item));
  while (at.accept_op(","));
  select.kids.push_back(std::move(group));
  if (at.accept_seq({"WITH", "ROLLUP"})) select.kids.push_back(make_node(NodeKind::Clause, "WITH ROLLUP"));
}

Node Parser::window_clause() {
  Node node = make_node(NodeKind::Clause, "WINDOW");
  do {
    Node alias = make_node(NodeKind::Alias);
    alias.text = at.name();
    at.expect("AS");
    if (!at.is_op("(")) at.expected("`(` and a window");
    alias.kids.push_back(window());
    node.kids.push_back(std::move(alias));
  } while (at.accept_op(","));
  return node;
}

// ORDER BY, LIMIT, FOR UPDATE: of the whole compound.
void Parser::ordering(Node& query) {
  const bool follows = at.is_seq({"ORDER", "BY"}) || at.is_any({"LIMIT", "OFFSET", "FETCH"}) ||
                       at.is_seq({"LOCK", "IN"}) || (at.is("FOR") && at.is_any({"FOR"}));
  if (!follows) return;
  if (is_closed(query)) query = make_node(NodeKind::Compound, {}, std::move(query));
  if (at.accept_seq({"ORDER", "BY"})) {
    Node order = make_node(NodeKind::Clause, "ORDER BY");
    order.kids = sort_list();
    query.kids.push_back(std::move(order));
  }
  limits(query);
  locking(query);
  limits(query);
}

void Parser::limits(Node& query) {
  const auto add = [&](std::string_view text, Node x) {
    query.kids.push_back(make_node(NodeKind::Clause, text, std::move(x)));
  };
  while (true) {
    if (at.accept("LIMIT")) {
      if (grammar.postgres && at.accept("ALL")) continue;
      Node count = expression();
      if (!grammar.postgres && at.accept_op(",")) {  // LIMIT offset, count
        Node offset = std::move(count);
        add("LIMIT", expression());
        add("OFFSET", std::move(offset));
      } else {
        add("LIMIT", std::move(count));
      }
    } else if (at.accept("OFFSET")) {
      add("OFFSET", expression());
      if (!at.accept("ROWS")) at.accept("ROW");
    } else if (!grammar.sqlite && at.accept("FETCH")) {
      if (!at.accept("FIRST")) at.expect("NEXT");
      Node count = make_node(NodeKind::Number, "1");
      if (!at.is_any({"ROW", "ROWS"})) count = expression();
      if (!at.accept("ROWS")) at.expect("ROW");
      if (at.accept("ONLY")) {
        add("LIMIT", std::move(count));
      } else {
        at.expect("WITH"), at.expect("TIES");
        add("FETCH WITH TIES", std::move(count));
      }
    } else {
      return;
    }
  }
}

void Parser::locking(Node& query) {
  while (true) {
    Node lock = make_node(NodeKind::Clause);
    if (at.accept_seq({"LOCK", "IN", "SHARE", "MODE"}))
      lock.text = "LOCK IN SHARE MODE";
    else if (at.accept_seq({"FOR", "UPDATE"}))
      lock.text = "FOR UPDATE";
    else if (at.accept_seq({"FOR", "SHARE"}))
      lock.text = "FOR SHARE";
    else if (at.accept_seq({"FOR", "NO", "KEY", "UPDATE"}))
      lock.text = "FOR NO KEY UPDATE";
    else if (at.accept_seq({"FOR", "KEY", "SHARE"}))
      lock.text = "FOR KEY SHARE";
    else
      return;
    if (at.accept("OF")) {
      Node of = make_node(NodeKind::Clause, "OF");
      do of.kids.push_back(name_path());
      while (at.accept_op(","));
      lock.kids.push_back(std::move(of));
    }
    if (at.accept("NOWAIT"))
      lock.kids.push_back(make_node(NodeKind::Clause, "NOWAIT"));
    else if (at.accept_seq({"SKIP", "LOCKED"}))
      lock.kids.push_back(make_node(NodeKind::Clause, "SKIP LOCKED"));
    query.kids.push_back(std::move(lock));
  }
}

// Tokens without a tree: keywords upper, names and literals as they are. Names stay names, so that
// what they refer to is seen.
Node Parser::verbatim(std::uint32_t from, std::uint32_t to) {
  Node node = make_node(NodeKind::Verbatim);
  for (at.seek(from); at.position() < to && !at.at_end();) {
    const Token& t = at.peek();
    if (t.kind == Tok::Word && (needs_quotes(at.text(), syntax) || at.is_op("(", 1))) {
      node.kids.push_back(make_node(NodeKind::Verbatim, upper(at.text())));
      at.next();
    } else if (t.kind == Tok::Name && at.is_op("(", 1)) {
      node.kids.push_back(make_node(NodeKind::Verbatim));
      append_quoted_name(node.kids.back().text, at.name(), syntax);
    } else if (t.kind == Tok::Word || t.kind == Tok::Name) {
      Node name = make_node(NodeKind::Name);
      while (true) {
        name.token.value = at.position();
        name.text = at.name();
        if (!at.is_op(".") || !at.is_name(1) || at.position() + 1 >= to) break;
        at.next();
        Node part = make_node(NodeKind::Name, name.text);
        part.token = name.token;
        name.kids.push_back(std::move(part));
      }
      node.kids.push_back(std::move(name));
    } else if (t.kind == Tok::String) {
      node.kids.push_back(make_node(NodeKind::String));
      node.kids.back().text = at.string();
    } else {
      node.kids.push_back(make_node(NodeKind::Verbatim, at.text()));
      at.next();
    }
  }
  return node;
}

}  // namespace plumb::sql
