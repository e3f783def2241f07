// CREATE TRIGGER: SQLite's here, the others' in their own files.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/finish.h"
#include "plumb/core/sql/read/state.h"

namespace plumb::sql {
namespace {

void read_event(Cursor& at, Trigger& trigger) {
  if (at.accept("BEFORE"))
    trigger.timing = Timing::Before;
  else if (at.accept("AFTER"))
    trigger.timing = Timing::After;
  else if (at.accept_seq({"INSTEAD", "OF"}))
    trigger.timing = Timing::InsteadOf;
  if (at.accept("DELETE")) {
    trigger.events.remove = true;
  } else if (at.accept("INSERT")) {
    trigger.events.insert = true;
  } else {
    if (!at.is("UPDATE")) at.expected("`INSERT`, `UPDATE` or `DELETE`");
    at.next();
    trigger.events.update = true;
    if (at.accept("OF")) {
      do trigger.update_of.push_back(at.name());
      while (at.accept_op(","));
    }
  }
}

// The table or view as it is stored. Nothing: a temporary one, or one that is not there.
std::optional<QualifiedName> find_target(const ReadState& state, const QualifiedName& name) {
  if (const auto table = state.find_table(name)) return table;
  return state.find_view(name);
}

[[noreturn]] void refuse_target(const ReadState& state, const Cursor& at, const Token& where, const Trigger& trigger) {
  std::vector<std::string> names;
  if (state.suggestions > 0) {
    for (const Table& table : state.schema.tables) names.push_back(table.name.name);
    for (const View& view : state.schema.views) names.push_back(view.name.name);
  }
  throw SyntaxError{"unknown-table",
                    "trigger `" + trigger.name + "` is on `" + trigger.table.display() +
                        "`, and there is no such table or view" + state.suggest(trigger.table.name, names),
                    where.offset, static_cast<std::uint32_t>(at.text(where).size()), where.line};
}

}  // namespace

void read_create_trigger(ReadState& state, Cursor& at) {
  if (state.syntax.grammar.postgres)
    read_postgres_trigger(state, at);
  else if (state.syntax.grammar.mysql)
    read_mysql_trigger(state, at);
  else
    read_sqlite_trigger(state, at);
}

void read_sqlite_trigger(ReadState& state, Cursor& at) {
  const auto skip = [&] { at.seek(static_cast<std::uint32_t>(at.statement().tokens.size()) - 1); };
  const bool if_not_exists = at.accept_seq({"IF", "NOT", "EXISTS"});
  const Token where = at.peek();
  Trigger trigger;
  trigger.origin = at.origin();
  const QualifiedName name = state.read_name(at);
  trigger.name = name.name;
  trigger.for_each_row = true;  // SQLite has no other
  const std::uint32_t behind_name = at.position();
  read_event(at, trigger);
  at.expect("ON");
  const Token& on = at.peek();
  trigger.table = state.read_existing_name(at);
  if (state.is_temporary_schema(name) || state.is_temporary(trigger.table)) return skip();
  if (const auto first = state.find_trigger({name.schema, name.name})) {
    if (if_not_exists) return skip();
    std::string text = "there is a trigger `" + trigger.name + "` already, on `" + first->first.display() + "`";
    if (const std::string there = state.place(state.schema.triggers.find(*first)->origin); !there.empty())
      text += " (" + there + ")";
    throw SyntaxError{"duplicate-trigger", text + "; rename or drop one of them", where.offset, where.length,
                      where.line};
  }
  const auto target = find_target(state, trigger.table);
  if (!target) refuse_target(state, at, on, trigger);
  trigger.table = *target;
  if (const Table* table = state.schema.tables.find(*target))
    for (std::string& column : trigger.update_of) respell_column(state, *table, column);
  at.accept_seq({"FOR", "EACH", "ROW"});
  if (at.accept("WHEN")) {
    std::uint32_t from = at.position();
    const Node node = parse_expression(at);
    std::uint32_t to = at.position();
    strip_parentheses(at, from, to);
    trigger.when = make_expr(at, from, to, node);
  }
  if (!at.is("BEGIN")) at.expected("`BEGIN` and the trigger's statements");
  const std::uint32_t from = at.position();
  const Node body = parse_body(at);
  trigger.body = make_expr(at, from, at.position(), body);
  trigger.uses = resolved_relations(state, body);
  trigger.definition = state.text_behind(at, behind_name);
  state.add_trigger(std::move(trigger));
}

}  // namespace plumb::sql
