// A statement as the server takes it.
#include "plumb/backends/mysqlcppconn/statement.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <initializer_list>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer.h"

namespace plumb::mysqlcppconn {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// /*! … */, /*+ … */, and MariaDB's and TiDB's own: code for whom it concerns, so it counts as text of the statement.
bool is_code_comment(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at, 4);
  return rest.starts_with("/*!") || rest.starts_with("/*+") || rest == "/*M!" || rest == "/*T!";
}

std::size_t end_of_block(std::string_view text, std::size_t at) {
  const std::size_t close = text.find("*/", at + 2);
  return close == std::string_view::npos ? text.size() : close + 2;
}

/// Behind the comment that starts at `at`; `at` itself where none does.
std::size_t skip_comment(std::string_view text, std::size_t at) {
  const std::string_view two = text.substr(at, 2);
  // a--1 is a minus and a sign.
  const bool dashes = two == "--" && (at + 2 >= text.size() || is_blank(text[at + 2]));
  if (dashes || text[at] == '#') return std::min(text.find('\n', at), text.size());
  return two == "/*" ? end_of_block(text, at) : at;
}

std::size_t skip_blanks(std::string_view text, std::size_t at, bool semicolons) {
  while (at < text.size()) {
    std::size_t next = at;
    if (is_blank(text[at]) || (semicolons && text[at] == ';')) {
      ++next;
    } else if (!is_code_comment(text, at)) {
      next = skip_comment(text, at);
    }
    if (next == at) break;
    at = next;
  }
  return at;
}

std::size_t end_of_quoted(std::string_view text, std::size_t at, bool backslashes) {
  const char quote = text[at++];
  while (at < text.size()) {
    if (backslashes && text[at] == '\\') {
      at += 2;
    } else if (text[at] != quote) {
      ++at;
    } else if (at + 1 < text.size() && text[at + 1] == quote) {
      at += 2;
    } else {
      return at + 1;
    }
  }
  return text.size();
}

/// For the one question of where a statement ends: bodies of routines hold semicolons.
Syntax syntax_of(const Quoting& quoting) {
  Syntax s;
  s.name = "mysql";
  s.grammar.mysql = s.grammar.tidb = s.grammar.mariadb = true;
  s.quote = '`';
  s.backtick_names = s.hash_comments = s.dashes_need_blank = s.versioned_comments = true;
  s.double_quoted_strings = quoting.double_quotes;
  s.backslash_escapes = quoting.backslashes;
  return s;
}

void append_quoted(std::string& out, std::string_view text, bool backslashes) {
  out.reserve(out.size() + text.size() + 2);
  out += '\'';
  for (const char c : text) {
    if (c == '\'' || (c == '\\' && backslashes)) out += c;
    out += c;
  }
  out += '\'';
}

void append_literal(std::string& out, const Value& value, bool backslashes) {
  switch (value.type()) {
    case Value::Type::Null: out += "NULL"; break;
    case Value::Type::Integer: out += std::to_string(value.integer()); break;
    case Value::Type::Real: {
      if (!std::isfinite(value.real())) throw Error(Code::Usage, "MySQL has no infinite numbers, and no NaN");
      std::array<char, 40> buffer{};
      const std::string_view digits(
          buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value.real()).ptr - buffer.data());
      out += digits;
      // Without an exponent it would be a DECIMAL.
      if (digits.find('e') == std::string_view::npos) out += "e0";
      break;
    }
    case Value::Type::Text: append_quoted(out, value.text(), backslashes); break;
    case Value::Type::Bytes:
      // Half as long as in hexadecimal digits: what a server takes at once is limited.
      out += "_binary";
      append_quoted(out, value.text(), backslashes);
      break;
  }
}

}  // namespace

Statement::Statement(std::string_view sql, std::span<const Value> args, const Quoting& quoting) : written_(sql) {
  if (const std::size_t nul = sql.find('\0'); nul != std::string_view::npos) {
    throw Error(Code::Usage, fmt::format("the statement holds a NUL byte at offset {}", nul));
  }
  start_ = skip_blanks(sql, 0, true);
  if (start_ == sql.size()) throw Error(Code::Usage, "there is no statement in the text");
  end_ = sql.size();
  scan(quoting);
  read_words();
  write(args, quoting);
}

// Finds the parameters and the end, and refuses a second statement: the connection takes several, for `ask`.
void Statement::scan(const Quoting& quoting) {
  const std::string_view text = written_;
  std::size_t at = start_;
  std::size_t last = start_;  // behind the last byte that is no blank and no comment
  bool asked = false;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '\'' || c == '"' || c == '`') {
      const bool string = c == '\'' || (c == '"' && quoting.double_quotes);
      at = end_of_quoted(text, at, string && quoting.backslashes);
    } else if (is_blank(c)) {
      ++at;
      continue;
    } else if (is_code_comment(text, at)) {
      at = end_of_block(text, at);
    } else if (const std::size_t end = skip_comment(text, at); end != at) {
      at = end;
      continue;
    } else if (c == ';' && !asked) {
      const std::size_t rest = skip_blanks(text, at, true);
      if (rest == text.size()) break;
      const auto pieces = sql::split(text, syntax_of(quoting));
      if (pieces.size() > 1) {
        throw Error(Code::Usage, fmt::format("one statement at a time: a second one starts at offset {}",
                                             pieces[1].sql.data() - text.data()));
      }
      asked = true;
      end_ = static_cast<std::size_t>(pieces[0].sql.data() + pieces[0].sql.size() - text.data());
      ++at;
    } else {
      if (c == '?') marks_.push_back(at);
      ++at;
    }
    last = at;
    if (asked && at >= end_) break;
  }
  // A comment to the end of the line would take in what follows in the same round trip.
  if (!asked) end_ = last;
}

void Statement::read_words() {
  const std::string_view text = written_;
  std::size_t at = start_;
  while (words_.size() < 6) {
    at = skip_blanks(text, at, false);
    while (at < end_ && text[at] == '(') at = skip_blanks(text, at + 1, false);
    std::size_t end = at;
    while (end < end_ && (is_word(text[end]) || text[end] == '@' || text[end] == '.')) ++end;
    if (end == at) break;
    words_.push_back(upper(text.substr(at, end - at)));
    at = end;
  }
  if (words_.empty()) words_.emplace_back();
  words_.resize(6);
}

void Statement::write(std::span<const Value> args, const Quoting& quoting) {
  if (args.empty()) {
    sent_ = written_.substr(start_, end_ - start_);
    return;
  }
  if (marks_.size() != args.size()) {
    throw Error(Code::Usage,
                fmt::format("the statement takes {} values, but {} are given", marks_.size(), args.size()));
  }
  std::size_t from = start_;
  for (std::size_t i = 0; i < marks_.size(); ++i) {
    sent_ += written_.substr(from, marks_[i] - from);
    append_literal(sent_, args[i], quoting.backslashes);
    from = marks_[i] + 1;
  }
  sent_ += written_.substr(from, end_ - from);
}

Statement::Effect Statement::effect() const {
  const auto any = [this](std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), words_[0]) != names.end();
  };
  if (words_[0] == "BEGIN") return words_[1] == "NOT" ? Effect::None : Effect::Begins;
  if (words_[0] == "START") return words_[1] == "TRANSACTION" ? Effect::Begins : Effect::None;
  const std::string& second = words_[1] == "WORK" ? words_[2] : words_[1];
  if (words_[0] == "ROLLBACK" && second == "TO") return Effect::None;
  if (any({"COMMIT", "ROLLBACK"})) return second == "AND" && words_[2] != "NO" ? Effect::Begins : Effect::Ends;
  if (any({"CREATE", "DROP"})) {
    return words_[1] == "TEMPORARY" || words_[3] == "TEMPORARY" ? Effect::None : Effect::Ends;
  }
  if (any({"ALTER", "RENAME", "TRUNCATE", "GRANT", "REVOKE", "ANALYZE", "OPTIMIZE", "REPAIR", "INSTALL", "UNINSTALL",
           "LOCK"})) {
    return Effect::Ends;
  }
  return Effect::None;
}

bool Statement::changes_quoting() const {
  if (words_[0] == "CALL") return true;
  // /*!40101 SET … */ has no word that one sees from outside.
  if (words_[0] != "SET" && !words_[0].empty()) return false;
  const std::string text = upper(sent_);
  return text.find("SQL_MODE") != std::string::npos;
}

bool Statement::only_reads() const {
  if (words_[0] == "SET" && (words_[1].starts_with("GLOBAL") || words_[1].starts_with("@@GLOBAL"))) return false;
  for (const std::string_view word : {"SELECT", "SHOW", "EXPLAIN", "DESCRIBE", "DESC", "TABLE", "VALUES", "SET", "USE",
                                      "BEGIN", "START", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "DO", "KILL"}) {
    if (words_[0] == word) return true;
  }
  if (words_[0] == "ADMIN") return words_[1] == "SHOW";
  if (words_[0] == "CREATE" || words_[0] == "DROP") return words_[1] == "TEMPORARY";
  if (words_[0] != "WITH") return false;
  const std::string text = upper(sent_);
  return text.find("UPDATE") == std::string::npos && text.find("DELETE") == std::string::npos;
}

}  // namespace plumb::mysqlcppconn
