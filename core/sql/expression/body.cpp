// Statements inside of triggers, routines and rules.
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression/parser.h"
#include "plumb/core/sql/literal.h"

namespace plumb::sql {

Node Parser::body() {
  if (grammar.mysql) {
    // A compound statement is kept as its tokens; a plain one has a tree where we know its grammar.
    const Cursor start = at;
    if (at.is_any({"INSERT", "UPDATE", "DELETE", "REPLACE", "SELECT", "WITH", "SET"})) {
      try {
        Node node = statement();
        if (at.at_end()) return node;
      } catch (const SyntaxError&) {
      }
      at = start;
    }
    const auto end = static_cast<std::uint32_t>(at.statement().tokens.size() - 1);
    return make_node(NodeKind::Statement, "BODY", verbatim(start.position(), end));
  }
  return at.is("BEGIN") ? block() : statement();
}

// BEGIN statement; … END, BEGIN ATOMIC … END
Node Parser::block() {
  const Token open = at.next();
  Node node = make_node(NodeKind::Statement, at.accept("ATOMIC") ? "BEGIN ATOMIC" : "BEGIN");
  while (!at.is("END")) {
    if (at.at_end()) at.fail_at(open, "this `BEGIN` has no `END`");
    if (at.accept_op(";")) continue;
    node.kids.push_back(statement());
    if (!at.accept_op(";")) at.expected("`;` behind the statement");
  }
  at.next();
  return node;
}

Node Parser::statement() {
  Cursor::Depth depth(at);
  if (at.is("WITH")) return with();
  if (at.is_any({"INSERT", "REPLACE"})) return insert();
  if (at.is("UPDATE")) return update();
  if (at.is("DELETE")) return remove();
  if (at.is_any({"SELECT", "VALUES", "TABLE"}) || at.is_op("(")) return query();
  if (grammar.mysql && at.is("SET")) {
    at.next();
    Node node = make_node(NodeKind::Statement, "SET");
    assignments(node);
    return node;
  }
  if (grammar.postgres && at.accept("RETURN")) return make_node(NodeKind::Statement, "RETURN", expression());
  at.expected("`INSERT`, `UPDATE`, `DELETE` or `SELECT`");
}

Node Parser::target_table() {
  Node node = table(true);
  return alias(std::move(node), false);
}

// a = 1, (b, c) = (SELECT …)
void Parser::assignments(Node& into) {
  do {
    Node target;
    if (at.is_op("(")) {
      at.next();
      target = make_node(NodeKind::Row);
      do target.kids.push_back(name_path());
      while (at.accept_op(","));
      if (!at.accept_op(")")) at.expected("`)` to close the list of columns");
    } else {
      target = at.peek().kind == Tok::Variable ? primary() : name_path();
      while (grammar.postgres && at.is_op("[")) target = subscript(std::move(target));
    }
    target.quoted = false;
    if (!at.accept_op("=") && !(grammar.mysql && at.accept_op(":="))) at.expected("`=` behind the column");
    into.kids.push_back(make_node(NodeKind::Binary, "=", std::move(target), expression()));
  } while (at.accept_op(","));
}

Node Parser::insert() {
  Node node = make_node(NodeKind::Statement, upper(at.text(at.next())));
  if (grammar.sqlite && at.accept("OR")) node.text += " OR " + upper(at.text(at.next()));
  if (grammar.mysql)
    while (at.is_any({"LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE"}))
      node.text += " " + upper(at.text(at.next()));
  if (!at.accept("INTO") && !grammar.mysql) at.expected("`INTO`");
  Node target = table(true);
  if (!grammar.mysql && at.is("AS")) target = alias(std::move(target), false);
  node.kids.push_back(std::move(target));
  if (at.is_op("(") && !at_query(1)) {
    at.next();
    Node columns = make_node(NodeKind::Clause, "COLUMNS");
    while (!at.is_op(")")) {
      columns.kids.push_back(name_path());
      columns.kids.back().quoted = false;
      if (!at.accept_op(",")) break;
    }
    if (!at.accept_op(")")) at.expected("`)` to close the list of columns");
    node.kids.push_back(std::move(columns));
  }
  for (std::string_view who : {"SYSTEM", "USER"})
    if (at.accept_seq({"OVERRIDING", who, "VALUE"}))
      node.kids.push_back(make_node(NodeKind::Clause, "OVERRIDING " + std::string(who) + " VALUE"));
  if (at.accept_seq({"DEFAULT", "VALUES"})) {
    node.kids.push_back(make_node(NodeKind::Clause, "DEFAULT VALUES"));
  } else if (grammar.mysql && at.accept("SET")) {
    Node set = make_node(NodeKind::Clause, "SET");
    assignments(set);
    node.kids.push_back(std::move(set));
  } else if (grammar.mysql && (at.is("VALUE") || (at.is("VALUES") && !at.is("ROW", 1)))) {
    at.next();
    Node rows = make_node(NodeKind::Clause, "VALUES");
    do {
      at.expect_op("(");
      Node row = make_node(NodeKind::Row);
      if (!at.is_op(")")) row.kids = list();
      if (!at.accept_op(")")) at.expected("`)` to close the row");
      rows.kids.push_back(std::move(row));
    } while (at.accept_op(","));
    node.kids.push_back(std::move(rows));
  } else {
    node.kids.push_back(query());
  }
  upsert(node);
  returning(node);
  return node;
}

void Parser::upsert(Node& into) {
  if (grammar.mysql && at.accept("AS")) {
    Node row = make_node(NodeKind::Clause, "AS", make_node(NodeKind::Alias));
    row.kids[0].text = at.name();
    into.kids.push_back(std::move(row));
  }
  while (at.is("ON")) {
    if (at.accept_seq({"ON", "DUPLICATE", "KEY", "UPDATE"})) {
      Node set = make_node(NodeKind::Clause, "ON DUPLICATE KEY UPDATE");
      assignments(set);
      into.kids.push_back(std::move(set));
      continue;
    }
    at.expect("ON"), at.expect("CONFLICT");
    Node conflict = make_node(NodeKind::Clause, "ON CONFLICT");
    if (at.accept_op("(")) {
      Node target = make_node(NodeKind::Clause, "TARGET");
      target.kids = sort_list();
      if (!at.accept_op(")")) at.expected("`)` to close the list of columns");
      conflict.kids.push_back(std::move(target));
      if (at.accept("WHERE")) conflict.kids.push_back(make_node(NodeKind::Clause, "WHERE", expression()));
    } else if (at.accept_seq({"ON", "CONSTRAINT"})) {
      Node name = make_node(NodeKind::Verbatim);
      append_name(name.text, at.name(), syntax);
      conflict.kids.push_back(make_node(NodeKind::Clause, "ON CONSTRAINT", std::move(name)));
    }
    at.expect("DO");
    if (at.accept("NOTHING")) {
      conflict.kids.push_back(make_node(NodeKind::Clause, "DO NOTHING"));
    } else {
      at.expect("UPDATE"), at.expect("SET");
      Node set = make_node(NodeKind::Clause, "DO UPDATE SET");
      assignments(set);
      conflict.kids.push_back(std::move(set));
      if (at.accept("WHERE")) conflict.kids.push_back(make_node(NodeKind::Clause, "WHERE", expression()));
    }
    into.kids.push_back(std::move(conflict));
  }
}

void Parser::returning(Node& into) {
  if (!at.accept("RETURNING")) return;
  Node node = make_node(NodeKind::Clause, "RETURNING");
  do node.kids.push_back(result_column());
  while (at.accept_op(","));
  into.kids.push_back(std::move(node));
}

Node Parser::update() {
  at.next();
  Node node = make_node(NodeKind::Statement, "UPDATE");
  if (grammar.sqlite && at.accept("OR")) node.text += " OR " + upper(at.text(at.next()));
  if (grammar.mysql)
    while (at.is_any({"LOW_PRIORITY", "IGNORE"})) node.text += " " + upper(at.text(at.next()));
  if (grammar.mysql) {  // several tables may be joined
    Node tables = from_clause("TABLES");
    if (tables.kids.size() == 1) tables = Node(std::move(tables.kids[0]));
    node.kids.push_back(std::move(tables));
  } else {
    node.kids.push_back(target_table());
  }
  if (!at.accept("SET")) at.expected("`SET`");
  Node set = make_node(NodeKind::Clause, "SET");
  assignments(set);
  node.kids.push_back(std::move(set));
  if (!grammar.mysql && at.accept("FROM")) node.kids.push_back(from_clause("FROM"));
  if (at.accept("WHERE")) node.kids.push_back(make_node(NodeKind::Clause, "WHERE", expression()));
  returning(node);
  ordering(node);
  returning(node);
  return node;
}

Node Parser::remove() {
  at.next();
  Node node = make_node(NodeKind::Statement, "DELETE");
  if (grammar.mysql)
    while (at.is_any({"LOW_PRIORITY", "QUICK", "IGNORE"})) node.text += " " + upper(at.text(at.next()));
  if (!at.accept("FROM")) at.expected("`FROM`");
  node.kids.push_back(target_table());
  if (!grammar.sqlite && at.accept("USING")) node.kids.push_back(from_clause("USING"));
  if (at.accept("WHERE")) node.kids.push_back(make_node(NodeKind::Clause, "WHERE", expression()));
  returning(node);
  ordering(node);
  returning(node);
  return node;
}

}  // namespace plumb::sql
