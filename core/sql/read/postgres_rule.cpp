// CREATE RULE, and a rule in the server's own words.
#include "plumb/core/sql/rule.h"

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/read/postgres_definition.h"

namespace plumb::sql::postgres_read {
namespace {

// INSERT … or ( INSERT …; UPDATE … ): as BEGIN ATOMIC … END, which is how bodies are read.
Node read_actions(Cursor& at, Expr& out) {
  Node body;
  body.kind = NodeKind::Statement;
  body.text = "BEGIN ATOMIC";
  std::string written = body.text + " ";
  const auto action = [&] {
    const std::uint32_t from = at.position();
    body.kids.push_back(parse_body(at));
    written += std::string(at.slice(from, at.position())) + "; ";
  };
  const Cursor start = at;
  const auto list = [&] {
    while (!at.is_op(")"))
      if (!at.accept_op(";")) action();
    at.next();
    return at.at_end();
  };
  // A query may stand in parentheses of its own: (SELECT 1) UNION SELECT 2.
  bool done = false;
  try {
    done = at.accept_op("(") && list();
  } catch (const SyntaxError&) {
    if (!start.is("SELECT", 1) && !start.is_op("(", 1)) throw;
  }
  if (!done) {
    at = start;
    body.kids.clear();
    written = body.text + " ";
    action();
  }
  out.written = written + "END";
  out.canonical = print(body, at.syntax());
  return body;
}

}  // namespace

ObjectId read_rule_name(ReadState& state, Cursor& at) {
  ObjectId id{Kind::Rule, {}, at.name()};
  at.expect("ON");
  id.owner = state.read_existing_name(at);
  return id;
}

void create_rule(ReadState& state, Cursor& at, const Token& first, bool or_replace) {
  Definition rule;
  const Token where = at.peek();
  rule.origin = at.origin(first);
  rule.id.kind = Kind::Rule;
  rule.id.part = at.name();
  at.expect("AS");
  at.expect("ON");
  const std::string event = lower(at.name());
  if (event != "select" && event != "insert" && event != "update" && event != "delete")
    at.fail_at(where, "a rule is on SELECT, INSERT, UPDATE or DELETE, not on `" + event + "`");
  at.expect("TO");
  const Token table = at.peek();
  rule.id.owner = state.read_existing_name(at);
  if (!state.find_table(rule.id.owner) && !state.find_view(rule.id.owner))
    unknown(table, Kind::Table, rule.id.owner.display());
  if (event == "select") return unmodelled(state, at, first, "rule `" + rule.id.part + "`, which makes a view,");
  rule.options["event"] = event;
  if (at.accept("WHERE")) rule.condition = read_expression(at);
  at.expect("DO");
  if (at.accept("INSTEAD"))
    rule.options["instead"] = "true";
  else
    at.accept("ALSO");
  if (at.is("NOTIFY") || (at.is_op("(") && at.is("NOTIFY", 1)))
    return unmodelled(state, at, first, "rule `" + rule.id.part + "`, which notifies,");
  if (!at.accept("NOTHING")) rule.uses = resolved_relations(state, read_actions(at, rule.body));
  put_definition(state, where, std::move(rule), or_replace);
}

bool read_rule_state(ReadState& state, Cursor& at, const QualifiedName& table, const std::string& enabled) {
  if (!at.accept("RULE")) return false;
  const Token where = at.peek();
  const ObjectId id{Kind::Rule, table, at.name()};
  if (!state.schema.definitions.contains(id)) unknown(where, Kind::Rule, id.display());
  state.schema.definitions.edit(id).enabled = enabled;
  return true;
}

}  // namespace plumb::sql::postgres_read

namespace plumb::sql {

std::optional<RuleText> parse_rule(std::string_view create_rule, const Syntax& syntax) {
  RuleText out;
  Lexer lexer(create_rule, syntax);
  Statement statement;
  try {
    if (!lexer.next(statement)) return std::nullopt;
    Cursor at(create_rule, statement, syntax);
    while (!at.at_end() && !at.is("TO")) at.next();
    at.expect("TO");
    do at.name();
    while (at.accept_op("."));
    if (at.accept("WHERE")) out.condition = postgres_read::read_expression(at);
    at.expect("DO");
    if (!at.accept("INSTEAD")) at.accept("ALSO");
    if (!at.accept("NOTHING")) postgres_read::read_actions(at, out.body);
  } catch (const SyntaxError&) {
    return std::nullopt;
  }
  return out;
}

}  // namespace plumb::sql
