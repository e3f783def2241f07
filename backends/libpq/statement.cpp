// A statement as the server takes it.
#include "plumb/backends/libpq/statement.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"

namespace plumb::libpq {
namespace {

// Types of the server's own catalogue, whose numbers never change.
constexpr Oid oid_bytea = 17, oid_int8 = 20, oid_int4 = 23, oid_float8 = 701, oid_unknown = 0;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::size_t end_of_comment(std::string_view text, std::size_t at) {
  int depth = 0;  // PostgreSQL's comments nest
  while (at < text.size()) {
    const std::string_view two = text.substr(at, 2);
    if (two == "/*") {
      ++depth, at += 2;
    } else if (two == "*/") {
      at += 2;
      if (--depth == 0) return at;
    } else {
      ++at;
    }
  }
  return text.size();
}

/// Behind the comment that starts at `at`; `at` itself where none does.
std::size_t skip_comment(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) == "--") return std::min(text.find('\n', at), text.size());
  return text.substr(at, 2) == "/*" ? end_of_comment(text, at) : at;
}

/// Behind the blanks, comments and semicolons that start at `at`.
std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const char c = text[at];
    const std::size_t next = c == ' ' || (c >= '\t' && c <= '\r') || c == ';' ? at + 1 : skip_comment(text, at);
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

/// Behind `$tag$ … $tag$`; behind the `$` alone where it starts no such thing.
std::size_t end_of_dollars(std::string_view text, std::size_t at) {
  if (at > 0 && (is_word(text[at - 1]) || text[at - 1] == '$')) return at + 1;
  std::size_t end = at + 1;
  if (end < text.size() && text[end] >= '0' && text[end] <= '9') return end;
  while (end < text.size() && is_word(text[end])) ++end;
  if (end == text.size() || text[end] != '$') return at + 1;
  const std::string_view tag = text.substr(at, end + 1 - at);
  const std::size_t close = text.find(tag, end + 1);
  return close == std::string_view::npos ? text.size() : close + tag.size();
}

bool is_escape_string(std::string_view text, std::size_t quote) {
  if (quote == 0 || (text[quote - 1] != 'e' && text[quote - 1] != 'E')) return false;
  return quote == 1 || !is_word(text[quote - 2]);
}

template <class Number>
std::string text_of(Number value) {
  std::array<char, 40> buffer{};
  return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr};
}

std::string real_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  return text_of(value);
}

}  // namespace

Statement::Statement(std::string_view sql, std::span<const Value> args, bool backslashes) : written_(sql) {
  if (const std::size_t nul = sql.find('\0'); nul != std::string_view::npos) {
    throw Error(Code::Usage, fmt::format("the statement holds a NUL byte at offset {}", nul));
  }
  start_ = skip_blanks(sql, 0);
  if (start_ == sql.size()) throw Error(Code::Usage, "there is no statement in the text");
  scan(backslashes);
  number(args.size());
  encode(args);
}

bool Statement::begins() const {
  std::size_t end = start_;
  while (end < written_.size() && is_word(written_[end])) ++end;
  const std::string_view word = written_.substr(start_, end - start_);
  return equals_ignoring_case(word, "begin") || equals_ignoring_case(word, "start");
}

// Finds the parameters, and refuses a second statement. The server would refuse it too, but with an error that a
// script takes for one of its own, and only after the first has been parsed.
void Statement::scan(bool backslashes) {
  const std::string_view text = written_;
  int depth = 0;            // CREATE RULE … DO (a; b) is one statement
  bool has_atomic = false;  // and so is a routine with BEGIN ATOMIC …; …; END, where the server looks itself
  std::size_t at = start_;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '\'' || c == '"') {
      at = end_of_quoted(text, at, c == '\'' && (backslashes || is_escape_string(text, at)));
    } else if (c == '$') {
      at = end_of_dollars(text, at);
    } else if (is_word(c)) {
      const std::size_t word = at;
      while (at < text.size() && is_word(text[at])) ++at;
      has_atomic = has_atomic || equals_ignoring_case(text.substr(word, at - word), "atomic");
    } else if (const std::size_t end = skip_comment(text, at); end != at) {
      at = end;
    } else if (c == ';' && depth == 0 && !has_atomic) {
      const std::size_t rest = skip_blanks(text, at);
      if (rest == text.size()) return;
      throw Error(Code::Usage, fmt::format("one statement at a time: a second one starts at offset {}", rest));
    } else {
      depth += c == '(' ? 1 : c == ')' && depth > 0 ? -1 : 0;
      if (c == '?') marks_.push_back(at);
      ++at;
    }
  }
}

void Statement::number(std::size_t values) {
  if (values == 0) {
    sent_ = written_;
    marks_.clear();
    return;
  }
  if (marks_.size() != values) {
    throw Error(Code::Usage, fmt::format("the statement takes {} values, but {} are given", marks_.size(), values));
  }
  if (values > 65535) {
    throw Error(Code::Usage, fmt::format("a statement takes at most 65535 values, but {} are given", values));
  }
  std::size_t from = 0;
  for (std::size_t i = 0; i < marks_.size(); ++i) {
    sent_ += written_.substr(from, marks_[i] - from);
    sent_ += '$' + text_of(i + 1);
    from = marks_[i] + 1;
  }
  sent_ += written_.substr(from);
}

void Statement::encode(std::span<const Value> args) {
  texts_.reserve(args.size());  // so that no text moves under its pointer
  const auto add = [this](Oid type, const char* value, std::size_t length, int format) {
    if (length > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
      throw Error(Code::Usage, "a value is longer than 2 GiB, which PostgreSQL cannot take");
    }
    types_.push_back(type);
    values_.push_back(value);
    lengths_.push_back(static_cast<int>(length));
    formats_.push_back(format);
  };
  const auto add_text = [&](Oid type, std::string text) {
    texts_.push_back(std::move(text));
    add(type, texts_.back().c_str(), texts_.back().size(), 0);
  };
  for (const Value& value : args) {
    switch (value.type()) {
      case Value::Type::Null: add(oid_unknown, nullptr, 0, 0); break;
      case Value::Type::Integer: {
        // The smaller type goes wherever the larger one goes, and into functions and operators that take only it.
        const bool small = value.integer() >= std::numeric_limits<std::int32_t>::min() &&
                           value.integer() <= std::numeric_limits<std::int32_t>::max();
        add_text(small ? oid_int4 : oid_int8, text_of(value.integer()));
        break;
      }
      case Value::Type::Real: add_text(oid_float8, real_text(value.real())); break;
      case Value::Type::Text:
        if (value.text().find('\0') != std::string::npos) {
          throw Error(Code::Statement,
                      fmt::format("value {} holds a NUL byte, which PostgreSQL's text cannot", values_.size() + 1))
              .sql(std::string(written_), "22021");
        }
        // Of a type that the server finds: an enum, a uuid, jsonb and a date are all written as text.
        add(oid_unknown, value.text().c_str(), value.text().size(), 0);
        break;
      case Value::Type::Bytes: add(oid_bytea, value.text().data(), value.text().size(), 1); break;
    }
  }
}

std::size_t Statement::offset_of(std::size_t position) const {
  std::size_t at = 0;
  for (std::size_t characters = 1; at < sent_.size(); ++at) {
    const bool starts_character = (static_cast<unsigned char>(sent_[at]) & 0xC0) != 0x80;
    if (starts_character && characters++ == position) break;
  }
  std::size_t grown = 0;  // by the digits in front of here
  for (std::size_t i = 0; i < marks_.size() && marks_[i] + grown < at; ++i) {
    grown += std::min(text_of(i + 1).size(), at - marks_[i] - grown);
  }
  return std::min(at - grown, written_.size());
}

}  // namespace plumb::libpq
