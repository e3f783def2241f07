// Triggers that keep what a column promises in production, and those of the schema that say nothing
// else.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/sqlite/realise.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::sqlite {
namespace {

/// The name by which the rowid can be reached: a column may have taken the usual one.
std::string rowid_of(const Table& from) {
  for (std::string_view name : {"rowid", "_rowid_", "oid"})
    if (std::none_of(from.columns.begin(), from.columns.end(),
                     [&](const Column& c) { return equals_ignoring_case(c.name, name); }))
      return std::string(name);
  return "rowid";
}

Trigger make(const Realising& r, const Table& from, std::string name) {
  Trigger out;
  out.name = std::move(name);
  out.table = r.names.relation(from.name);
  out.timing = Timing::After;
  out.for_each_row = true;
  out.uses = {out.table};
  out.origin = from.origin;
  return out;
}

void put(Realising& r, Trigger trigger) {
  const PartName key{trigger.table, trigger.name};
  r.out.triggers.set(key, std::move(trigger));
}

std::string set_value(const Realising& r, const Table& from, const Column& column, const std::string& value) {
  const std::string rowid = rowid_of(from);
  return "BEGIN UPDATE " + quote(r.names.relation(from.name)) + " SET " +
         quote(r.names.column(from.name, column.name)) + " = " + value + " WHERE " + rowid + " = NEW." + rowid +
         "; END";
}

/// A body without comments and blanks, in lower case:
/// begin|new|.|updated_at|=|now|(|)|;|return|new|;|end
std::vector<std::string> words_of(std::string_view body, const Syntax& syntax) {
  std::vector<std::string> words;
  try {
    sql::Lexer lexer(body, syntax);
    sql::Statement statement;
    while (lexer.next(statement)) {
      for (const sql::Token& token : statement.tokens)
        if (token.kind != sql::Tok::End) words.push_back(lower(body.substr(token.offset, token.length)));
      words.emplace_back(";");
    }
  } catch (const sql::SyntaxError&) {
    return {};
  }
  words.erase(std::unique(words.begin(), words.end(),
                          [](const std::string& a, const std::string& b) { return a == ";" && b == ";"; }),
              words.end());
  while (!words.empty() && words.back() == ";") words.pop_back();
  return words;
}

std::string unquoted(std::string word) {
  if (word.size() > 1 && word.front() == '"' && word.back() == '"') word = word.substr(1, word.size() - 2);
  return word;
}

/// The column that a PL/pgSQL body stamps with the time and does nothing else; empty for every
/// other body.
std::string stamped_column(std::string_view body, const Syntax& syntax) {
  std::vector<std::string> w = words_of(body, syntax);
  const std::vector<std::string> tail = {";", "return", "new", ";", "end"};
  if (w.size() < 6 + tail.size() || w[0] != "begin" || w[1] != "new" || w[2] != ".") return {};
  if (!std::equal(tail.rbegin(), tail.rend(), w.rbegin())) return {};
  if (w[4] != "=" && w[4] != ":=") return {};
  const std::string value = join({w.begin() + 5, w.end() - static_cast<std::ptrdiff_t>(tail.size())}, " ");
  static constexpr std::string_view kNow[] = {"now ( )",
                                              "current_timestamp",
                                              "clock_timestamp ( )",
                                              "statement_timestamp ( )",
                                              "transaction_timestamp ( )",
                                              "localtimestamp",
                                              "now ( ) at time zone 'utc'",
                                              "timezone ( 'utc' , now ( ) )",
                                              "current_timestamp at time zone 'utc'",
                                              "timezone ( 'utc' :: text , now ( ) )"};
  if (std::find(std::begin(kNow), std::end(kNow), value) == std::end(kNow)) return {};
  return unquoted(w[3]);
}

const Routine* routine_of(const Schema& from, std::string_view called) {
  const auto open = called.find('(');
  std::string name(trim(called.substr(0, open)));
  std::string schema;
  if (const auto dot = name.find('.'); dot != std::string::npos) {
    schema = unquoted(name.substr(0, dot));
    name = name.substr(dot + 1);
  }
  name = unquoted(name);
  for (const Routine& routine : from.routines)
    if (routine.name.name == name && (schema.empty() || routine.name.schema == schema || routine.name.schema.empty()))
      return &routine;
  return nullptr;
}

/// BEFORE UPDATE … FOR EACH ROW EXECUTE FUNCTION set_updated_at(): the one trigger that nearly
/// every schema has.
const Column* stamp_of(const Realising& r, const Table& table, const Trigger& trigger) {
  const TriggerEvents& events = trigger.events;
  if (trigger.timing != Timing::Before || !trigger.for_each_row || !events.update || events.insert || events.remove ||
      !trigger.update_of.empty() || !trigger.when.empty() || !trigger.enabled.empty())
    return nullptr;
  const std::string& called = trigger.body.canonical.empty() ? trigger.body.written : trigger.body.canonical;
  std::string column;
  if (const Routine* routine = routine_of(r.from, called)) {
    if (routine->language == "plpgsql") column = stamped_column(routine->body, r.written_for.syntax);
  } else if (const auto at = called.find("moddatetime("); at != std::string::npos) {
    column = called.substr(at + 12, called.rfind(')') - at - 12);  // of the extension of that name
    column = std::string(trim(replace_all(replace_all(column, "'", ""), "\"", "")));
  }
  return column.empty() ? nullptr : table.find_column(column);
}

}  // namespace

/// Other columns wake it, so that its own UPDATE does not, whatever PRAGMA recursive_triggers says.
void add_timestamp_trigger(Realising& r, const Table& from, const Column& column, const sql::Node& value, Stamp stamp,
                           std::string name) {
  Trigger out = make(r, from, r.names.trigger(from.name, name));
  out.events.update = true;
  const std::string own = quote(r.names.column(from.name, column.name));
  std::string now_row, was_row;
  for (const Column& other : from.columns) {
    if (other.name == column.name || other.computed()) continue;
    const std::string given = r.names.column(from.name, other.name);
    out.update_of.push_back(given);
    now_row += (now_row.empty() ? "NEW." : ", NEW.") + quote(given);
    was_row += (was_row.empty() ? "OLD." : ", OLD.") + quote(given);
  }
  if (out.update_of.empty()) return;
  // ON UPDATE sets the time where the statement does not, and only when another value really
  // changes.
  if (stamp == Stamp::WhenNotSet)
    out.when = expression_of(
        "NEW." + own + " IS OLD." + own + " AND " +
        (out.update_of.size() == 1 ? now_row + " IS NOT " + was_row : "(" + now_row + ") IS NOT (" + was_row + ")"));
  out.body = expression_of(set_value(r, from, column, sql::print(value, syntax())));
  put(r, std::move(out));
}

void add_numbering_trigger(Realising& r, const Table& from, const Column& column) {
  const std::string given = r.names.column(from.name, column.name);
  Trigger out = make(r, from, r.names.trigger(from.name, r.names.relation(from.name) + "_" + given + "_number"));
  out.events.insert = true;
  out.when = expression_of("NEW." + quote(given) + " IS NULL");
  out.body = expression_of(
      set_value(r, from, column,
                "(SELECT coalesce(max(" + quote(given) + "), 0) + 1 FROM " + quote(r.names.relation(from.name)) + ")"));
  put(r, std::move(out));
}

void realise_triggers(Realising& r) {
  for (const Trigger& trigger : r.from.triggers) {
    const Table* table = r.from.tables.find(trigger.table);
    if (!table || !r.out.tables.contains(r.names.relation(trigger.table))) continue;
    if (const Column* column = stamp_of(r, *table, trigger)) {
      std::string why;
      const ExpressionPlace place{&r, nullptr, true, nullptr};
      auto now = to_sqlite(sql::neutral::call("now", {sql::neutral::number("6")}), place, why);
      if (now) add_timestamp_trigger(r, *table, *column, *now, Stamp::Always, trigger.name);
      continue;
    }
    r.left_out.add(Severity::Warning, "triggers", "their bodies are not SQLite's language",
                   trigger.table.display() + "." + trigger.name);
  }
}

}  // namespace plumb::sqlite
