#include "plumb/core/sql/token.h"

#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/literal.h"

namespace plumb::sql {
namespace {

constexpr Token kEnd{};

// `word` is upper case.
bool same_word(std::string_view text, std::string_view word) {
  if (text.size() != word.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c) != word[i]) return false;
  }
  return true;
}

}  // namespace

Cursor::Cursor(std::string_view text, const Statement& statement, const Syntax& syntax, std::uint32_t file)
    : text_(text), statement_(&statement), syntax_(&syntax), file_(file) {}

const Token& Cursor::peek(std::size_t ahead) const {
  const std::vector<Token>& tokens = statement_->tokens;
  if (tokens.empty()) return kEnd;
  const std::size_t i = at_ + ahead;
  return i < tokens.size() ? tokens[i] : tokens.back();
}

const Token& Cursor::next() {
  const Token& token = peek();
  if (token.kind != Tok::End) ++at_;
  return token;
}

std::string_view Cursor::slice(std::uint32_t from, std::uint32_t to) const {
  const std::vector<Token>& tokens = statement_->tokens;
  if (from >= to || to > tokens.size()) return {};
  const Token& last = tokens[to - 1];
  return text_.substr(tokens[from].offset, last.offset + last.length - tokens[from].offset);
}

bool Cursor::is(std::string_view word, std::size_t ahead) const {
  const Token& token = peek(ahead);
  return token.kind == Tok::Word && same_word(text(token), word);
}

bool Cursor::is_op(std::string_view op, std::size_t ahead) const {
  const Token& token = peek(ahead);
  return token.kind == Tok::Operator && text(token) == op;
}

bool Cursor::is_any(std::initializer_list<std::string_view> words) const {
  for (std::string_view word : words)
    if (is(word)) return true;
  return false;
}

bool Cursor::is_seq(std::initializer_list<std::string_view> words) const {
  std::size_t ahead = 0;
  for (std::string_view word : words)
    if (!is(word, ahead++)) return false;
  return true;
}

bool Cursor::accept(std::string_view word) {
  if (!is(word)) return false;
  ++at_;
  return true;
}

bool Cursor::accept_op(std::string_view op) {
  if (!is_op(op)) return false;
  ++at_;
  return true;
}

bool Cursor::accept_seq(std::initializer_list<std::string_view> words) {
  if (!is_seq(words)) return false;
  at_ += static_cast<std::uint32_t>(words.size());
  return true;
}

void Cursor::expect(std::string_view word) {
  if (!accept(word)) expected(fmt::format("`{}`", word));
}

void Cursor::expect_op(std::string_view op) {
  if (!accept_op(op)) expected(fmt::format("`{}`", op));
}

bool Cursor::is_name(std::size_t ahead) const {
  const Token& token = peek(ahead);
  return token.kind == Tok::Word || token.kind == Tok::Name || (token.kind == Tok::String && syntax_->misquoted_names);
}

std::string Cursor::name() {
  if (!is_name()) expected("a name");
  if (syntax_->grammar.postgres && peek().kind == Tok::Name && peek().length == 2)
    fail("a name in quotes cannot be empty; write one between them");
  return name_of(next());
}

namespace {

// PostgreSQL cuts a name that is too long, at a whole character, and goes on; the others refuse it.
std::string cut(std::string name, const Syntax& syntax) {
  if (!syntax.grammar.postgres || name.size() <= syntax.name_length || syntax.name_length == 0) return name;
  std::size_t length = syntax.name_length;
  while (length > 0 && (static_cast<unsigned char>(name[length]) & 0xC0) == 0x80) --length;
  name.resize(length);
  return name;
}

}  // namespace

std::string Cursor::name_of(const Token& t) const {
  const std::string_view written = text(t);
  switch (t.kind) {
    case Tok::Name: return cut(name_value(written), *syntax_);
    case Tok::String: return string_value(written, *syntax_);
    case Tok::Word: return syntax_->fold == Fold::Lower ? cut(lower(written), *syntax_) : std::string(written);
    default: return std::string(written);
  }
}

std::string Cursor::string() {
  if (peek().kind != Tok::String) expected("a string");
  return string_of(next());
}

std::string Cursor::string_of(const Token& t) const { return string_value(text(t), *syntax_); }

std::string Cursor::integer() {
  std::string out;
  if (is_op("-") || is_op("+")) out = text() == "-" ? "-" : "";
  const Token& digits = peek(is_op("-") || is_op("+") ? 1 : 0);
  if (digits.kind != Tok::Number || text(digits).find_first_not_of("0123456789") != std::string_view::npos)
    expected("a whole number");
  if (is_op("-") || is_op("+")) ++at_;
  ++at_;
  return out + std::string(text(digits));
}

std::string_view Cursor::parenthesised() {
  const Token& open = peek();
  expect_op("(");
  const std::uint32_t from = at_;
  for (int depth = 1; !at_end(); ++at_) {
    if (is_op("("))
      ++depth;
    else if (is_op(")") && --depth == 0) {
      const std::string_view inside = slice(from, at_);
      ++at_;
      return inside;
    }
  }
  fail_at(open, "this parenthesis is not closed; add `)`");
}

Origin Cursor::origin(const Token& t) const {
  // Never searches back over the whole file: a dump may be one long line.
  const std::uint32_t first = statement_->line_start;
  if (t.line == statement_->line && t.offset >= first) return {file_, t.line, t.offset - first + 1};
  const std::uint32_t from = std::min(statement_->offset, t.offset);
  return {file_, t.line, column_of(text_.substr(from), t.offset - from)};
}

void Cursor::fail(std::string message) const { fail_at(peek(), std::move(message)); }

void Cursor::fail_at(const Token& t, std::string message) const {
  throw SyntaxError{"syntax", std::move(message), t.offset, t.length, t.line};
}

void Cursor::expected(std::string_view what) const {
  if (at_end()) fail(fmt::format("expected {}, found the end of the statement", what));
  std::string found(text().substr(0, 40));
  if (found.size() < peek().length) found += "…";
  fail(fmt::format("expected {}, found `{}`", what, visible(found)));
}

Cursor::Depth::Depth(Cursor& c) : cursor(c) {
  if (++c.depth_ > kMaxNesting) {
    --c.depth_;  // no destructor runs for this one
    c.fail(fmt::format("nested deeper than {} levels; simplify the expression", kMaxNesting));
  }
}

std::uint32_t column_of(std::string_view text, std::uint32_t offset) {
  if (offset > text.size()) offset = static_cast<std::uint32_t>(text.size());
  const std::size_t line_end = offset ? text.rfind('\n', offset - 1) : std::string_view::npos;
  return offset - static_cast<std::uint32_t>(line_end == std::string_view::npos ? 0 : line_end + 1) + 1;
}

}  // namespace plumb::sql
