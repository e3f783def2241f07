#include "plumb/core/sql/lexer.h"

#include <limits>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer/ends.h"
#include "plumb/core/sql/lexer/scan.h"

namespace plumb::sql {
namespace {

bool same(std::string_view a, std::string_view b) { return equals_ignoring_case(a, b); }

// DELIMITER // is a command of mysql's client: the rest of the line, its first word.
std::string_view delimiter_word(Scan& scan) {
  const std::uint32_t from = scan.at;
  scan.skip_line();
  std::string_view rest = trim(scan.text.substr(from, scan.at - from));
  return rest.substr(0, rest.find_first_of(" \t"));
}

// COPY … FROM STDIN: the lines behind it are data, up to one that is `\.`.
void skip_copied_rows(Scan& scan, const Statement& statement) {
  const auto text = [&](std::size_t i) {
    return scan.text.substr(statement.tokens[i].offset, statement.tokens[i].length);
  };
  if (statement.tokens.size() < 4 || !same(text(0), "copy")) return;
  bool from_stdin = false;
  for (std::size_t i = 1; i + 1 < statement.tokens.size(); ++i)
    from_stdin |= same(text(i), "from") && same(text(i + 1), "stdin");
  if (!from_stdin) return;
  scan.skip_line();
  while (scan.at < scan.text.size()) {
    ++scan.at;  // the line end
    ++scan.line;
    const std::uint32_t from = scan.at;
    scan.skip_line();
    if (trim(scan.text.substr(from, scan.at - from)) == "\\.") return;
  }
}

// `…); -- @renamed from=x`: an annotation behind the semicolon on its line still speaks of the
// statement.
void take_annotation_behind(Scan& scan, Statement& out) {
  Scan look = scan;
  while (look.at < look.text.size() && (look.text[look.at] == ' ' || look.text[look.at] == '\t')) ++look.at;
  const std::string_view rest = look.text.substr(look.at);
  if (!rest.starts_with("--") && !rest.starts_with("/*") && !rest.starts_with('#')) return;
  Token comment;
  try {
    if (look.next(comment) != Scanned::Comment) return;
  } catch (const SyntaxError&) {
    return;  // a comment that is not closed: said by the next statement
  }
  const std::string_view words = look.annotation(comment);
  if (words.empty()) return;
  out.annotations.push_back({static_cast<std::uint32_t>(words.data() - scan.text.data()),
                             static_cast<std::uint32_t>(words.size()), comment.line,
                             static_cast<std::uint32_t>(out.tokens.size()), true});
  scan.at = look.at;
  scan.line = look.line;
}

// Where the line of `offset` begins, when that of `from` begins at `known`.
std::uint32_t line_start(std::string_view text, std::uint32_t from, std::uint32_t offset, std::uint32_t known) {
  const std::size_t end = text.substr(from, offset - from).rfind('\n');
  return end == std::string_view::npos ? known : from + static_cast<std::uint32_t>(end) + 1;
}

}  // namespace

Lexer::Lexer(std::string_view text, const Syntax& syntax) : text_(text), syntax_(&syntax) {
  if (text.size() >= std::numeric_limits<std::uint32_t>::max())
    throw Error(Code::BadSchema, "this text is larger than 4 GiB; split it into several files");
}

bool Lexer::next(Statement& out) {
  out.clear();
  out.offset = out.length = out.line = 0;
  std::string delimiter = delimiter_;
  Scan scan{text_, *syntax_, delimiter, at_, line_, open_comments_};
  Ends ends(*syntax_);
  std::uint32_t last_line = 0;
  bool started = false, done = false;
  const auto reach = [&](const Token& t) {
    if (!started) {
      out.offset = t.offset, out.line = t.line;
      out.line_start = line_start(text_, at_, t.offset, line_start_);
    }
    started = true;
    out.length = t.offset + t.length - out.offset;
  };
  const auto keep = [&] {
    line_start_ = line_start(text_, at_, scan.at, line_start_);
    at_ = scan.at, line_ = scan.line, open_comments_ = scan.open_comments;
    delimiter_ = delimiter;
  };

  try {
    while (!done) {
      Token t;
      switch (scan.next(t)) {
        case Scanned::Token: {
          if (out.tokens.empty() && t.kind == Tok::Word && syntax_->delimiter_command &&
              same(text_.substr(t.offset, t.length), "delimiter")) {
            const std::string_view word = delimiter_word(scan);
            if (word.empty())
              throw SyntaxError{"syntax", "expected a delimiter behind `DELIMITER`", t.offset, t.length, t.line};
            delimiter = word;
            scan.delimiter = delimiter;
            break;
          }
          const std::string_view text = text_.substr(t.offset, t.length);
          if (delimiter == ";") ends.token(text, t.kind);
          out.tokens.push_back(t);
          reach(t);
          last_line = scan.line;
          break;
        }
        case Scanned::Comment: {
          const std::string_view words = scan.annotation(t);
          if (!words.empty())
            out.annotations.push_back({static_cast<std::uint32_t>(words.data() - text_.data()),
                                       static_cast<std::uint32_t>(words.size()), t.line,
                                       static_cast<std::uint32_t>(out.tokens.size()), last_line == t.line});
          break;
        }
        case Scanned::Hint: break;
        case Scanned::Open:
        case Scanned::Close: reach(t); break;
        case Scanned::Delimiter:
          if (delimiter == ";" && !ends.semicolon()) {
            t.kind = Tok::Operator;
            out.tokens.push_back(t);
            reach(t);
            last_line = scan.line;
          } else if (!out.tokens.empty()) {
            done = true;
            if (syntax_->grammar.postgres) skip_copied_rows(scan, out);
            take_annotation_behind(scan, out);
          } else {
            started = false;  // an empty statement; its annotations wait for the next
            ends = Ends(*syntax_);
          }
          break;
        case Scanned::Command:
          // \g, \gexec and the like send what was written so far.
          done = !out.tokens.empty();
          break;
        case Scanned::End:
          if (out.tokens.empty() && out.annotations.empty()) {
            keep();
            return false;
          }
          done = true;
          break;
      }
    }
  } catch (const SyntaxError&) {
    scan.skip_bad();
    keep();
    throw;
  }
  out.tokens.push_back({out.offset + out.length, 0, last_line ? last_line : scan.line, Tok::End});
  keep();
  return true;
}

namespace {

// `whole`: throws where something cannot be read, and otherwise ends there.
Statement one_statement(std::string_view text, const Syntax& syntax, bool whole) {
  if (text.size() >= std::numeric_limits<std::uint32_t>::max())
    throw SyntaxError{"syntax", "this text is larger than 4 GiB", 0, 0, 1};
  Statement out;
  Scan scan{text, syntax};
  Token token;
  try {
    for (Scanned found = scan.next(token); found != Scanned::End; found = scan.next(token)) {
      if (found == Scanned::Delimiter)
        token.kind = Tok::Operator;
      else if (found != Scanned::Token)
        continue;
      out.tokens.push_back(token);
    }
  } catch (const SyntaxError&) {
    if (whole) throw;
  }
  if (!out.tokens.empty()) {
    out.offset = out.tokens.front().offset;
    out.line = out.tokens.front().line;
    out.line_start = line_start(text, 0, out.offset, 0);
    out.length = out.tokens.back().offset + out.tokens.back().length - out.offset;
  }
  out.tokens.push_back({out.offset + out.length, 0, scan.line, Tok::End});
  return out;
}

}  // namespace

Statement tokens_of(std::string_view text, const Syntax& syntax) { return one_statement(text, syntax, true); }
Statement head_of(std::string_view text, const Syntax& syntax) { return one_statement(text, syntax, false); }

}  // namespace plumb::sql
