// Function calls: arguments, aggregates, windows, and the functions that have a grammar of their
// own.
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression/parser.h"
#include "plumb/core/sql/literal.h"

namespace plumb::sql {

std::vector<Node> Parser::list() {
  std::vector<Node> items;
  do items.push_back(expression());
  while (at.accept_op(","));
  return items;
}

std::vector<Node> Parser::sort_list() {
  std::vector<Node> items;
  do {
    Node item = make_node(NodeKind::SortItem, {}, expression());
    const auto add = [&](std::string_view words) { item.text += (item.text.empty() ? "" : " ") + std::string(words); };
    if (at.accept("DESC"))
      add("DESC");
    else if (grammar.postgres && at.accept("USING"))
      add("USING " + std::string(at.text(at.next())));
    else
      at.accept("ASC");
    if (at.accept_seq({"NULLS", "FIRST"}))
      add("NULLS FIRST");
    else if (at.accept_seq({"NULLS", "LAST"}))
      add("NULLS LAST");
    items.push_back(std::move(item));
  } while (at.accept_op(","));
  return items;
}

Node Parser::argument() {
  if (at.is_op("*") && (at.is_op(")", 1) || at.is_op(",", 1))) return at.next(), make_node(NodeKind::Star);
  if (grammar.postgres && at.accept("VARIADIC")) return make_node(NodeKind::Unary, "VARIADIC", expression());
  if (grammar.postgres && at.is_name() && (at.is_op("=>", 1) || at.is_op(":=", 1))) {
    Node name = make_node(NodeKind::Keyword);
    append_name(name.text, at.name(), syntax);
    at.next();
    return make_node(NodeKind::Binary, "=>", std::move(name), expression());
  }
  return expression();
}

// FROM x FOR y, USING z: words between arguments, in any order.
void Parser::words_between(Node& call, std::initializer_list<std::string_view> words) {
  for (bool more = true; more;) {
    more = false;
    for (std::string_view w : words)
      if (at.accept(w)) {
        call.kids.push_back(make_node(NodeKind::Clause, w));
        for (Node& x : list()) call.kids.back().kids.push_back(std::move(x));
        more = true;
      }
  }
}

// … USING utf8mb4
Node Parser::charset() {
  Node name = make_node(NodeKind::Verbatim);
  append_name(name.text, lower(at.peek().kind == Tok::String ? at.string() : at.name()), syntax);
  return make_node(NodeKind::Clause, "USING", std::move(name));
}

// The functions with words between their arguments; false where the arguments are the usual list.
bool Parser::special_arguments(const std::string& name, Node& call) {
  const auto unit = [&] {
    if (at.peek().kind != Tok::String) return make_node(NodeKind::Keyword, upper(at.text(at.next())));
    const std::string value = at.string();
    const bool word = is_plain_name(lower(value), syntax);
    return make_node(word ? NodeKind::Keyword : NodeKind::String, word ? upper(value) : value);
  };
  if (name == "extract" && !at.is_op(")") && (at.is("FROM", 1))) {
    call.kids.push_back(unit());
    words_between(call, {"FROM"});
  } else if (name == "trim") {
    for (std::string_view side : {"BOTH", "LEADING", "TRAILING"})
      if (at.accept(side)) {
        call.kids.push_back(make_node(NodeKind::Clause, side));
        if (!at.is("FROM")) call.kids.back().kids.push_back(expression());
      }
    if (call.kids.empty() && !at.is("FROM")) call.kids.push_back(expression());
    words_between(call, {"FROM"});
    while (at.accept_op(",")) call.kids.push_back(expression());
  } else if (name == "position" || name == "locate") {
    call.kids.push_back(expression(levels.like + 1));
    words_between(call, {"IN"});
    while (at.accept_op(",")) call.kids.push_back(expression());
  } else if (name == "substring" || name == "substr" || name == "mid" || name == "overlay" || name == "char" ||
             name == "convert") {
    call.kids = list();
    words_between(call, {"PLACING", "SIMILAR", "FROM", "FOR", "ESCAPE"});
    if (at.accept("USING")) call.kids.push_back(charset());
  } else if ((name == "timestampadd" || name == "timestampdiff" || name == "get_format") && at.is_op(",", 1)) {
    call.kids.push_back(unit());
    while (at.accept_op(",")) call.kids.push_back(expression());
  } else if ((name == "xmlelement" || name == "xmlpi") && at.accept("NAME")) {
    Node label = make_node(NodeKind::Verbatim);
    append_name(label.text, at.name(), syntax);
    call.kids.push_back(make_node(NodeKind::Clause, "NAME", std::move(label)));
    while (at.accept_op(",")) call.kids.push_back(expression());
  } else {
    return false;
  }
  return true;
}

// Behind the opening parenthesis, up to the closing one.
void Parser::arguments(Node& call) {
  if (at.is_op(")")) return;
  if (special_arguments(call.text, call)) return;
  const bool loose = call.text.starts_with("xml") || call.text.starts_with("json_") || call.text == "weight_string" ||
                     call.text == "treat" || call.text == "normalize";
  bool distinct = at.accept("DISTINCT");
  if (!distinct && at.is("ALL") && !at.is_op(",", 1) && !at.is_op(")", 1)) at.accept("ALL");
  while (true) {
    Node x = argument();
    if (loose && at.accept("AS")) {  // XMLFOREST(x AS name)
      Node named = make_node(NodeKind::Alias, {}, std::move(x));
      named.text = at.name();
      x = std::move(named);
    }
    call.kids.push_back(std::move(x));
    if (!at.accept_op(",")) break;
  }
  if (distinct) call.kids.push_back(make_node(NodeKind::Clause, "DISTINCT"));
  if (at.accept_seq({"ORDER", "BY"})) {
    Node order = make_node(NodeKind::Clause, "ORDER BY");
    order.kids = sort_list();
    call.kids.push_back(std::move(order));
  }
  if (grammar.mysql && at.accept("SEPARATOR")) call.kids.push_back(make_node(NodeKind::Clause, "SEPARATOR", string()));
  if (loose && !at.is_op(")") && !at.at_end()) {
    // JSON_VALUE(… RETURNING …), JSON_TABLE(… COLUMNS (…)), XMLTABLE and their kin.
    const std::uint32_t from = at.position();
    for (int depth = 0; !at.at_end() && (depth > 0 || !at.is_op(")")); at.next())
      depth += at.is_op("(") - at.is_op(")");
    call.kids.push_back(make_node(NodeKind::Clause, {}, verbatim(from, at.position())));
  }
}

Node Parser::call(std::string name) {
  if (name == "cast" || (name == "convert" && grammar.mysql)) {
    // CONVERT(x, type) is CAST(x AS type); CONVERT(x USING charset) is not.
    at.expect_op("(");
    Node x = expression();
    if (name == "convert" && at.accept("USING")) {
      Node node = make_node(NodeKind::Call, name, std::move(x), charset());
      if (!at.accept_op(")")) at.expected("`)` behind the character set");
      return node;
    }
    if (name == "cast" ? !at.accept("AS") : !at.accept_op(","))
      at.expected(name == "cast" ? "`AS` and a type" : "`,` and a type, or `USING`");
    Node node = make_node(NodeKind::Cast, cast_type(), std::move(x));
    if (!at.accept_op(")")) at.expected("`)` behind the type");
    return node;
  }
  const Token open = at.peek();
  at.expect_op("(");
  Node node = make_node(NodeKind::Call);
  node.text = std::move(name);
  arguments(node);
  if (!at.accept_op(")")) {
    if (at.at_end()) at.fail_at(open, "this parenthesis is not closed; add `)`");
    at.expected("`,` or `)` to close the list of arguments");
  }
  behind_arguments(node);
  return node;
}

// FILTER (…), OVER …, WITHIN GROUP (…), AGAINST (…): what may follow a call.
void Parser::behind_arguments(Node& call) {
  if (at.peek().kind != Tok::Word) return;
  if (call.text == "match" && grammar.mysql && at.accept("AGAINST")) {
    at.expect_op("(");
    Node against = make_node(NodeKind::Clause, "AGAINST", expression(levels.bit_or));
    std::string mode;
    while (at.peek().kind == Tok::Word) mode += (mode.empty() ? "" : " ") + upper(at.text(at.next()));
    if (!mode.empty()) against.kids.push_back(make_node(NodeKind::Keyword, mode));
    if (!at.accept_op(")")) at.expected("`)` behind `AGAINST`");
    call.kids.push_back(std::move(against));
    return;
  }
  if (at.is_seq({"WITHIN", "GROUP"}) && at.is_op("(", 2)) {
    at.seek(at.position() + 3);
    at.expect("ORDER"), at.expect("BY");
    Node group = make_node(NodeKind::Clause, "WITHIN GROUP");
    group.kids = sort_list();
    at.expect_op(")");
    call.kids.push_back(std::move(group));
  }
  if (at.is("FILTER") && at.is_op("(", 1)) {
    at.seek(at.position() + 2);
    at.expect("WHERE");
    call.kids.push_back(make_node(NodeKind::Clause, "FILTER", expression()));
    if (!at.accept_op(")")) at.expected("`)` behind `FILTER`");
  }
  for (std::string_view which : {"IGNORE", "RESPECT"})
    if (at.is(which) && at.is("NULLS", 1)) {
      at.seek(at.position() + 2);
      if (which == "IGNORE") call.kids.push_back(make_node(NodeKind::Clause, "IGNORE NULLS"));
    }
  if (at.is("OVER") && (at.is_op("(", 1) || at.is_name(1))) {
    at.next();
    call.kids.push_back(make_node(NodeKind::Clause, "OVER", window()));
  }
}

// OVER name, or OVER ( [name] [PARTITION BY …] [ORDER BY …] [frame] ).
Node Parser::window() {
  Node node = make_node(NodeKind::Window);
  if (!at.is_op("(")) {
    node.text = at.name();
    return node;
  }
  at.next();
  const bool clause =
      at.is_seq({"PARTITION", "BY"}) || at.is_seq({"ORDER", "BY"}) || at.is_any({"ROWS", "RANGE", "GROUPS"});
  if (!at.is_op(")") && !clause && at.is_name()) {
    Node base = make_node(NodeKind::Window);
    base.text = at.name();
    node.kids.push_back(make_node(NodeKind::Clause, "WINDOW", std::move(base)));
  }
  if (at.accept_seq({"PARTITION", "BY"})) {
    Node partition = make_node(NodeKind::Clause, "PARTITION BY");
    partition.kids = list();
    node.kids.push_back(std::move(partition));
  }
  if (at.accept_seq({"ORDER", "BY"})) {
    Node order = make_node(NodeKind::Clause, "ORDER BY");
    order.kids = sort_list();
    node.kids.push_back(std::move(order));
  }
  if (at.is_any({"ROWS", "RANGE", "GROUPS"})) node.kids.push_back(frame());
  if (!at.accept_op(")")) at.expected("`)` to close the window");
  return node;
}

Node Parser::frame_bound() {
  for (std::string_view side : {"PRECEDING", "FOLLOWING"})
    if (at.is("UNBOUNDED") && at.is(side, 1)) {
      at.seek(at.position() + 2);
      return make_node(NodeKind::Clause, "UNBOUNDED " + std::string(side));
    }
  if (at.accept_seq({"CURRENT", "ROW"})) return make_node(NodeKind::Clause, "CURRENT ROW");
  Node x = expression();
  for (std::string_view side : {"PRECEDING", "FOLLOWING"})
    if (at.accept(side)) return make_node(NodeKind::Clause, side, std::move(x));
  at.expected("`PRECEDING` or `FOLLOWING`");
}

Node Parser::frame() {
  Node node = make_node(NodeKind::Clause);
  node.text = upper(at.text(at.next()));
  if (at.accept("BETWEEN")) {
    node.kids.push_back(frame_bound());
    if (!at.accept("AND")) at.expected("`AND` between the bounds of the frame");
    node.kids.push_back(frame_bound());
  } else {
    node.kids.push_back(frame_bound());
  }
  if (at.accept("EXCLUDE")) {
    Node exclude = make_node(NodeKind::Clause, "EXCLUDE");
    if (at.accept_seq({"NO", "OTHERS"})) return node;  // the default
    if (at.accept_seq({"CURRENT", "ROW"}))
      exclude.text += " CURRENT ROW";
    else if (at.accept("GROUP"))
      exclude.text += " GROUP";
    else if (at.accept("TIES"))
      exclude.text += " TIES";
    else
      at.expected("`NO OTHERS`, `CURRENT ROW`, `GROUP` or `TIES`");
    node.kids.push_back(std::move(exclude));
  }
  return node;
}

}  // namespace plumb::sql
