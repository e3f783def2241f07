// The trigger that stamps a column with the time of the change, told from all others.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/realise/work.h"
#include "plumb/core/sql/lexer.h"

namespace plumb::realise {
namespace {

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

}  // namespace

/// BEFORE UPDATE … FOR EACH ROW EXECUTE FUNCTION set_updated_at().
const Column* stamped_by(const Work& work, const Table& table, const Trigger& trigger) {
  const TriggerEvents& events = trigger.events;
  if (trigger.timing != Timing::Before || !trigger.for_each_row || !events.update || events.insert || events.remove ||
      !trigger.update_of.empty() || !trigger.when.empty() || !trigger.enabled.empty())
    return nullptr;
  const std::string& called = trigger.body.canonical.empty() ? trigger.body.written : trigger.body.canonical;
  std::string column;
  if (const Routine* routine = routine_of(work.from, called)) {
    if (routine->language == "plpgsql") column = stamped_column(routine->body, work.written_for.syntax);
  } else if (const auto at = called.find("moddatetime("); at != std::string::npos) {
    column = called.substr(at + 12, called.rfind(')') - at - 12);  // of the extension of that name
    column = std::string(trim(replace_all(replace_all(column, "'", ""), "\"", "")));
  }
  return column.empty() ? nullptr : table.find_column(column);
}

}  // namespace plumb::realise
