// Relations: tables, functions, joins and their aliases.
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression/parser.h"
#include "plumb/core/sql/literal.h"

namespace plumb::sql {

Node Parser::from_clause(std::string_view text) {
  Node node = make_node(NodeKind::Clause, text);
  join_list(node);
  return node;
}

// A relation and what is joined to it, one behind the other: a chain of joins is a list, not a
// tree.
void Parser::join_list(Node& into) {
  into.kids.push_back(relation());
  while (true) {
    std::string word = join_word();
    if (word.empty()) return;
    Node join = make_node(NodeKind::Join, word, relation());
    if (word != "," || grammar.sqlite) join_condition(join);  // SQLite: a, b ON … too
    into.kids.push_back(std::move(join));
  }
}

std::string Parser::join_word() {
  if (at.accept_op(",")) return ",";
  if (grammar.mysql && at.accept("STRAIGHT_JOIN")) return "STRAIGHT_JOIN";
  bool natural = false;
  std::string side;
  const Cursor start = at;
  while (at.is_any({"NATURAL", "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "OUTER"})) {
    const std::string word = upper(at.text(at.next()));
    if (word == "NATURAL")
      natural = true;
    else if (word != "INNER" && word != "OUTER")
      side = word + " ";
  }
  if (!at.accept("JOIN")) {
    if (at.position() != start.position()) at.expected("`JOIN`");
    return {};
  }
  return (natural ? "NATURAL " : "") + side + "JOIN";
}

// a JOIN b JOIN c ON … ON …: a condition may come late; it stays where it was written.
void Parser::join_condition(Node& join) {
  while (true) {
    if (at.accept("ON")) {
      join.kids.push_back(make_node(NodeKind::Clause, "ON", expression()));
    } else if (at.is("USING") && at.is_op("(", 1)) {
      at.seek(at.position() + 2);
      Node columns = make_node(NodeKind::Clause, "USING");
      do {
        Node column = make_node(NodeKind::Name);
        column.token.value = at.position();
        column.text = at.name();
        columns.kids.push_back(std::move(column));
      } while (at.accept_op(","));
      at.expect_op(")");
      join.kids.push_back(std::move(columns));
      if (grammar.postgres && at.accept("AS")) join.kids.push_back(make_node(NodeKind::Clause, "AS", name_path()));
    } else {
      return;
    }
  }
}

Node Parser::table(bool hints) {
  Node node = make_node(NodeKind::Table);
  bool only = false;
  if (grammar.postgres && at.is("ONLY")) {
    at.next();
    only = true;
    if (at.is_op("(")) {
      at.next();
      node = table(false);
      at.expect_op(")");
      node.kids.push_back(make_node(NodeKind::Clause, "ONLY"));
      return node;
    }
  }
  if (!at.is_name() || (at.peek().kind == Tok::Word && is_reserved(at.text(), syntax)))
    at.expected("the name of a table");
  while (true) {
    node.token.value = at.position();
    node.text = at.name();
    if (!at.is_op(".")) break;
    at.next();
    Node part = make_node(NodeKind::Name, node.text);
    part.token = node.token;
    node.kids.push_back(std::move(part));
  }
  if (grammar.postgres && at.is_op("*")) at.next();  // t*: with its children, as ever
  if (only) node.kids.push_back(make_node(NodeKind::Clause, "ONLY"));
  if (hints && grammar.mysql && at.is("PARTITION") && at.is_op("(", 1)) {
    at.next();
    at.next();
    Node partition = make_node(NodeKind::Clause, "PARTITION");
    do {
      Node name = make_node(NodeKind::Verbatim);
      append_name(name.text, at.name(), syntax);
      partition.kids.push_back(std::move(name));
    } while (at.accept_op(","));
    at.expect_op(")");
    node.kids.push_back(std::move(partition));
  }
  return node;
}

Node Parser::relation() {
  Cursor::Depth depth(at);
  if (!grammar.sqlite && at.accept("LATERAL")) {
    Node inner = relation();
    // The alias names the whole: LATERAL stands inside of it.
    Node& target = inner.kind == NodeKind::Alias ? inner.kids[0] : inner;
    target = make_node(NodeKind::Unary, "LATERAL", Node(std::move(target)));
    return inner;
  }
  if (grammar.mysql && at.accept("DUAL")) return make_node(NodeKind::Verbatim, "DUAL");  // no table at all
  Node node;
  if (at.is_op("(")) {
    if (at_query(1)) {
      node = subquery();
    } else {
      at.next();
      node = make_node(NodeKind::Join, "()");
      join_list(node);
      if (!at.accept_op(")")) at.expected("`)` to close the joined tables");
      if (node.kids.size() == 1 && node.kids[0].kind != NodeKind::Alias) node = Node(std::move(node.kids[0]));
    }
  } else if (grammar.postgres && at.is_seq({"ROWS", "FROM"}) && at.is_op("(", 2)) {
    at.seek(at.position() + 3);
    node = make_node(NodeKind::Call, "ROWS FROM");
    do {
      Node function = name_path();
      if (at.is("AS") && at.is_op("(", 1)) function = alias(std::move(function), true);
      node.kids.push_back(std::move(function));
    } while (at.accept_op(","));
    at.expect_op(")");
    node = table_function_tail(std::move(node));
  } else {
    std::size_t behind = 0;  // a.b.c( is a function
    while (at.is_name(behind) && at.is_op(".", behind + 1)) behind += 2;
    const bool function = at.is_name(behind) && at.is_op("(", behind + 1) && !(grammar.postgres && at.is("ONLY"));
    if (function && (at.peek().kind != Tok::Word || !is_reserved(at.text(), syntax) || is_function_word(at.text())))
      node = table_function_tail(name_path());
    else if (grammar.postgres && at.peek().kind == Tok::Word && is_reserved(at.text(), syntax) && !at.is("ONLY") &&
             (at.text().starts_with("current_") || at.text().starts_with("CURRENT_")))
      node = keyword_value();
    else
      node = table(true);
  }
  return alias(std::move(node), true);
}

Node Parser::table_function_tail(Node call) {
  if (call.kind == NodeKind::Call && grammar.postgres && at.accept_seq({"WITH", "ORDINALITY"}))
    call.kids.push_back(make_node(NodeKind::Clause, "WITH ORDINALITY"));
  return call;
}

// [AS] name [(column, …)], and what may follow: index hints, TABLESAMPLE.
Node Parser::alias(Node relation, bool columns_too) {
  const bool as = at.accept("AS");
  const Token& t = at.peek();
  const bool string_name = t.kind == Tok::String && (syntax.misquoted_names || as);
  const bool word =
      t.kind == Tok::Word && (as || (!is_reserved(at.text(), syntax) && !at.is("SET") && !at.is("PARTITION")));
  const bool only_columns = as && at.is_op("(");
  if (as && !word && !only_columns && t.kind != Tok::Name && !string_name) at.expected("an alias");
  if (word || only_columns || t.kind == Tok::Name || string_name) {
    Node node = make_node(NodeKind::Alias, {}, std::move(relation));
    node.token.value = at.position();
    if (!only_columns) node.text = string_name ? at.string() : at.name();
    if (columns_too && at.accept_op("(")) {
      Node columns = make_node(NodeKind::Clause, "COLUMNS");
      do {
        Node column = make_node(NodeKind::Alias);
        column.token.value = at.position();
        column.text = at.name();
        if (!at.is_op(",") && !at.is_op(")")) column.kids.push_back(make_node(NodeKind::Verbatim, cast_type()));
        columns.kids.push_back(std::move(column));
      } while (at.accept_op(","));
      if (!at.accept_op(")")) at.expected("`)` to close the list of columns");
      node.kids.push_back(std::move(columns));
    }
    relation = std::move(node);
  }
  index_hints(relation);
  tablesample(relation);
  return relation;
}

void Parser::index_hints(Node& table) {
  if (grammar.sqlite) {
    if (at.accept_seq({"INDEXED", "BY"})) {
      Node name = make_node(NodeKind::Verbatim);
      append_name(name.text, at.name(), syntax);
      table.kids.push_back(make_node(NodeKind::Clause, "INDEXED BY", std::move(name)));
    } else if (at.accept_seq({"NOT", "INDEXED"})) {
      table.kids.push_back(make_node(NodeKind::Clause, "NOT INDEXED"));
    }
    return;
  }
  while (grammar.mysql && at.is_any({"USE", "FORCE", "IGNORE"}) && (at.is("INDEX", 1) || at.is("KEY", 1))) {
    Node hint = make_node(NodeKind::Clause);
    hint.text = upper(at.text(at.next())) + " INDEX";
    at.next();
    if (at.accept("FOR")) {
      hint.text += " FOR";
      while (at.is_any({"JOIN", "ORDER", "GROUP", "BY"})) hint.text += " " + upper(at.text(at.next()));
    }
    at.expect_op("(");
    while (!at.is_op(")")) {
      Node name = make_node(NodeKind::Verbatim);
      append_name(name.text, at.name(), syntax);
      hint.kids.push_back(std::move(name));
      if (!at.accept_op(",")) break;
    }
    at.expect_op(")");
    table.kids.push_back(std::move(hint));
    if (at.is_op(",") && (at.is("INDEX", 2) || at.is("KEY", 2)) && !at.is("AS", 1)) at.next();
  }
}

void Parser::tablesample(Node& table) {
  if (!grammar.postgres || !at.accept("TABLESAMPLE")) return;
  Node sample = make_node(NodeKind::Clause, "TABLESAMPLE", name_path());
  if (at.accept("REPEATABLE")) {
    at.expect_op("(");
    sample.kids.push_back(make_node(NodeKind::Clause, "REPEATABLE", expression()));
    at.expect_op(")");
  }
  table.kids.push_back(std::move(sample));
}

}  // namespace plumb::sql
