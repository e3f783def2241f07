#include "plumb/core/sql/lexer/ends.h"

#include "plumb/core/base/text.h"

namespace plumb::sql {
namespace {

bool same(std::string_view a, std::string_view b) { return equals_ignoring_case(a, b); }

}  // namespace

void Ends::token(std::string_view text, Tok kind) {
  if (watch_ == Watch::Nothing) return;
  if (watch_ == Watch::First) {
    if (kind == Tok::Word)
      first_words(text);
    else if (words_ == 0 || text == "(")
      watch_ = Watch::Nothing;
    if (watch_ == Watch::First || watch_ == Watch::Nothing) return;
  }
  const std::string_view word = kind == Tok::Word || kind == Tok::Operator ? text : std::string_view("x");
  switch (watch_) {
    case Watch::SqliteTrigger: sqlite_trigger(word); break;
    case Watch::Atomic: atomic(word); break;
    case Watch::Rule:
      depth_ += text == "(" && kind == Tok::Operator;
      depth_ -= text == ")" && kind == Tok::Operator;
      break;
    case Watch::Compound: compound(word); break;
    case Watch::First:
    case Watch::Nothing: break;
  }
}

// CREATE [OR REPLACE] [DEFINER = x] … kind, ALTER EVENT, BEGIN NOT ATOMIC, EXPLAIN CREATE TRIGGER.
void Ends::first_words(std::string_view word) {
  const Grammar& grammar = syntax_->grammar;
  if (++words_ == 1) {
    if (same(word, "EXPLAIN") && grammar.sqlite)
      words_ = 0;
    else if (same(word, "BEGIN"))
      before_ = "BEGIN";
    else if (!same(word, "CREATE") && !(grammar.mysql && same(word, "ALTER")))
      watch_ = Watch::Nothing;
    return;
  }
  if (before_ == "BEGIN") {  // the start of a transaction, MariaDB's BEGIN NOT ATOMIC … END, or a
                             // body by itself
    watch_ = Watch::Nothing;
    bool transaction = false;
    for (std::string_view w : {"WORK", "TRANSACTION", "DEFERRED", "IMMEDIATE", "EXCLUSIVE", "ISOLATION", "READ"})
      transaction |= same(word, w);
    if (transaction || (same(word, "NOT") && !grammar.mysql)) return;
    watch_ = grammar.sqlite ? Watch::SqliteTrigger : grammar.postgres ? Watch::Atomic : Watch::Compound;
    blocks_ = "B";
    depth_ = 1;
    return;
  }
  if (grammar.sqlite && words_ <= 3 && same(word, "TRIGGER"))
    watch_ = Watch::SqliteTrigger;
  else if (grammar.postgres && (same(word, "FUNCTION") || same(word, "PROCEDURE")))
    watch_ = Watch::Atomic;
  else if (grammar.postgres && same(word, "RULE"))
    watch_ = Watch::Rule;
  else if (grammar.mysql &&
           (same(word, "TRIGGER") || same(word, "FUNCTION") || same(word, "PROCEDURE") || same(word, "EVENT")))
    watch_ = Watch::Compound;
  else if (words_ > 12 || same(word, "TABLE") || same(word, "VIEW") || same(word, "INDEX"))
    watch_ = Watch::Nothing;
}

// As sqlite3_complete() does it: the end is `; END ;`.
void Ends::sqlite_trigger(std::string_view word) {
  trigger_ = trigger_ == Trigger::Semicolon && same(word, "END") ? Trigger::End : Trigger::Body;
}

// As psql does it: BEGIN and CASE open, END closes.
void Ends::atomic(std::string_view word) {
  if (same(word, "BEGIN") || (depth_ > 0 && same(word, "CASE")))
    ++depth_;
  else if (depth_ > 0 && same(word, "END"))
    --depth_;
}

// May a statement begin behind the token before? Behind THEN and ELSE only where they are not those
// of a CASE expression.
bool Ends::at_statement() const {
  if (before_ == ";" || before_ == "BEGIN" || before_ == "DO" || before_ == "LOOP" || before_ == "REPEAT" ||
      before_ == ":" || before_ == "ROW")
    return true;
  return (before_ == "THEN" || before_ == "ELSE") && !(blocks_.ends_with('E'));
}

void Ends::compound(std::string_view text) {
  const std::string word = text.size() <= 8 ? upper(text) : std::string("x");
  if (end_before_) {
    end_before_ = false;
    if (word == "IF" || word == "CASE" || word == "LOOP" || word == "WHILE" || word == "REPEAT" || word == "FOR") {
      before_ = "x";
      return;
    }
  }
  if (before_ == ".") {
    before_ = "x";  // a column of that name
    return;
  }
  const bool starts = at_statement();
  if (word == "CASE")
    blocks_ += starts ? 'C' : 'E';
  else if (word == "BEGIN")
    blocks_ += 'B';
  else if (starts && (word == "IF" || word == "LOOP" || word == "WHILE" || word == "REPEAT"))
    blocks_ += word[0];
  else if (starts && word == "FOR" && syntax_->grammar.mariadb)
    blocks_ += 'F';
  else if (word == "END") {
    if (!blocks_.empty()) blocks_.pop_back();
    end_before_ = true;
  }
  before_ = word;
}

bool Ends::semicolon() {
  switch (watch_) {
    case Watch::First:
    case Watch::Nothing: return true;
    case Watch::SqliteTrigger: {
      const bool ends = trigger_ == Trigger::End;
      trigger_ = Trigger::Semicolon;
      return ends;
    }
    case Watch::Atomic:
    case Watch::Rule: return depth_ <= 0;
    case Watch::Compound:
      end_before_ = false;
      before_ = ";";
      return blocks_.empty();
  }
  return true;
}

}  // namespace plumb::sql
