#include "plumb/core/sql/reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/core/sql/read/finish.h"
#include "plumb/core/sql/read/state.h"

namespace plumb::sql {
namespace {

constexpr std::size_t kErrorsShown = 50;  // of one file
constexpr std::size_t kErrorsOfWrongDialect = 3;
constexpr std::string_view kEffect = "plumb: effect ";

// The statement of a part, as a statement of the whole text.
void shift(Statement& statement, std::uint32_t offset, std::uint32_t lines) {
  if (offset == 0) return;
  for (Token& token : statement.tokens) token.offset += offset, token.line += lines;
  for (Annotation& note : statement.annotations) note.offset += offset, note.line += lines;
  statement.offset += offset;
  statement.line += lines;
  statement.line_start += offset;
}

std::string_view family(const Grammar& grammar) {
  return grammar.postgres ? "postgres" : grammar.mysql ? "mysql" : "sqlite";
}

std::string_view spoken_dialect(std::string_view dialect) {
  if (dialect == "postgres") return "PostgreSQL";
  return dialect == "mysql" ? "MySQL" : "SQLite";
}

bool starts_statement(std::string_view word) {
  for (std::string_view first : {"CREATE", "ALTER", "DROP", "INSERT", "COMMENT", "PRAGMA"})
    if (equals_ignoring_case(word, first)) return true;
  return false;
}

bool has_effect(std::string_view text, const Statement& statement) {
  return std::any_of(statement.annotations.begin(), statement.annotations.end(), [&](const Annotation& a) {
    return text.substr(a.offset, std::min<std::size_t>(a.length, kEffect.size())) == kEffect;
  });
}

}  // namespace

struct Reader::State : ReadState {
  using ReadState::ReadState;

  std::size_t errors_here = 0, errors_shown = 0, errors_at_all = 0, limit = kErrorsShown;
  std::size_t dml_here = 0;
  Origin first_dml;
  std::string first_dml_word;

  void begin_file(std::uint32_t index) {
    file = index;
    errors_here = errors_shown = dml_here = 0;
    limit = kErrorsShown;
  }
  void end_file();
  void read_text(std::string_view text, std::uint32_t offset, std::uint32_t length);
  void read_statement(std::string_view text, const Statement& statement);
  void say_cut_names(std::string_view text, const Statement& statement);
  void dispatch(std::string_view text, Cursor& at);
  void read_effect(std::string_view text, const Statement& statement);
  void report(const SyntaxError& error, std::string_view text, const Statement* statement);
  void report_wrong_dialect();
};

void Reader::State::end_file() {
  const std::string name = diagnostics.source(file)->name;
  if (errors_here > errors_shown)
    diagnostics.error("more-errors",
                      fmt::format("and {} more {} in `{}`", errors_here - errors_shown,
                                  errors_here - errors_shown == 1 ? "error" : "errors", name),
                      Origin{file, 1, 1});
  if (dml_here > 0 && options.purpose == Purpose::SchemaFile) {
    diagnostics.note("rows-left-out",
                     dml_here == 1
                         ? fmt::format("`{}` has 1 statement that changes rows (`{}`); it is no part of the schema",
                                       name, first_dml_word)
                         : fmt::format("`{}` has {} statements that change rows (the first is `{}`); they are no "
                                       "part of the schema",
                                       name, dml_here, first_dml_word),
                     first_dml);
  }
}

void Reader::State::report_wrong_dialect() {
  if (options.purpose == Purpose::Server) return;
  const SourceText* source = diagnostics.source(file);
  const DialectGuess guess = explain_dialect(source->text);
  if (guess.dialect.empty() || guess.dialect == family(syntax.grammar)) return;
  diagnostics.error(
      "wrong-dialect",
      fmt::format("`{}` looks like {} ({}), and it is read as {}; give --dialect {}", source->name,
                  spoken_dialect(guess.dialect), guess.words, spoken_dialect(family(syntax.grammar)), guess.dialect),
      Origin{file, 1, 1});
  limit = kErrorsOfWrongDialect;
}

void Reader::State::report(const SyntaxError& error, std::string_view text, const Statement* statement) {
  Origin origin{file, error.line, 0};
  if (statement && error.offset >= statement->offset) {
    Token where;
    where.offset = error.offset;
    where.line = error.line;
    origin = Cursor(text, *statement, syntax, file).origin(where);
  } else {
    origin.column = column_of(text, error.offset);
  }
  const bool unknown = error.rule == "unknown-statement" || error.rule == "syntax" || error.rule == "unsupported";
  if (options.skip_unknown && unknown && statement) {
    std::string what(text.substr(statement->offset, std::min<std::uint32_t>(statement->length, 60)));
    diagnostics.warning(error.rule, error.message, origin, error.length);
    reading.skipped.push_back({std::move(what), origin});
    return;
  }
  if (errors_here == 0 && unknown) report_wrong_dialect();
  ++errors_here;
  ++errors_at_all;
  if (errors_shown >= limit) return;
  ++errors_shown;
  std::string message = error.message;
  if (error.rule == "syntax" && statement && error.offset > statement->offset &&
      starts_statement(text.substr(error.offset, error.length)))
    message += "; is a `;` missing before it?";
  diagnostics.error(error.rule, std::move(message), origin, error.length);
}

// The DDL of all the effect comments of a statement, in place: everything else is blanks, so that
// its errors point into the comment.
void Reader::State::read_effect(std::string_view text, const Statement& statement) {
  std::uint32_t from = statement.annotations.front().offset, to = from;
  std::uint32_t line = statement.annotations.front().line;
  for (const Annotation& a : statement.annotations) to = std::max(to, a.offset + a.length);
  const std::size_t line_end = text.substr(0, from).rfind('\n');
  from = line_end == std::string_view::npos ? 0 : static_cast<std::uint32_t>(line_end) + 1;

  std::string ddl(text.substr(from, to - from));
  for (char& c : ddl)
    if (c != '\n') c = ' ';
  for (const Annotation& a : statement.annotations) {
    const std::string_view words = text.substr(a.offset, a.length);
    if (words.substr(0, kEffect.size()) != kEffect) continue;
    const std::size_t start = a.offset + kEffect.size();
    std::copy(text.begin() + static_cast<std::ptrdiff_t>(start), text.begin() + a.offset + a.length,
              ddl.begin() + static_cast<std::ptrdiff_t>(start - from));
  }
  Lexer lexer(ddl, syntax);
  Statement effect;
  try {
    while (lexer.next(effect)) {
      for (Token& token : effect.tokens) token.line += line - 1;
      effect.line += line - 1;
      if (effect.tokens.size() <= 1) continue;
      Cursor at(ddl, effect, syntax, file);
      read_ddl(*this, at);
      ++reading.ddl;
    }
  } catch (SyntaxError& error) {
    error.offset += from;
    throw;
  }
}

void Reader::State::dispatch(std::string_view text, Cursor& at) {
  if (options.purpose != Purpose::Server && !at.statement().annotations.empty() && has_effect(text, at.statement()))
    return read_effect(text, at.statement());

  const StatementClass kind = classify(at);
  const std::uint32_t start = at.position();
  switch (kind) {
    case StatementClass::Empty: return;
    case StatementClass::Ddl:
    case StatementClass::Other:
      read_ddl(*this, at);
      ++reading.ddl;
      return;
    case StatementClass::Dml:
    case StatementClass::Query:
    case StatementClass::Transaction:
    case StatementClass::Setting:
    case StatementClass::Client: break;
  }
  // A dump says some things through statements that are no DDL: SELECT set_config(…), INSERT INTO
  // sqlite_schema.
  const bool known = syntax.grammar.postgres ? read_postgres_statement(*this, at)
                     : syntax.grammar.mysql  ? read_mysql_statement(*this, at)
                                             : read_sqlite_statement(*this, at);
  if (known || kind != StatementClass::Dml) {
    ++reading.settings;
    return;
  }
  at.seek(start);
  ++reading.dml;
  if (dml_here++ == 0) {
    first_dml = at.origin();
    first_dml_word = upper(at.text());
  }
}

// PostgreSQL says it in a notice that few people see.
void Reader::State::say_cut_names(std::string_view text, const Statement& statement) {
  for (const Token& token : statement.tokens) {
    if (token.length <= syntax.name_length || (token.kind != Tok::Word && token.kind != Tok::Name)) continue;
    const std::string cut = Cursor(text, statement, syntax, file).name_of(token);
    if (cut.size() > syntax.name_length || cut.size() + 4 <= syntax.name_length) continue;
    if (token.kind == Tok::Name && token.length <= syntax.name_length + 2) continue;  // its quotes are no part of it
    diagnostics.warning("name-cut",
                        fmt::format("this name is longer than the {} bytes that PostgreSQL keeps: it becomes `{}`",
                                    syntax.name_length, cut),
                        Origin{file, token.line, column_of(text, token.offset)}, token.length);
  }
}

void Reader::State::read_statement(std::string_view text, const Statement& statement) {
  if (statement.tokens.size() <= 1) return;
  ++reading.statements;
  if (syntax.grammar.postgres && syntax.name_length != 0 && options.purpose != Purpose::Server)
    say_cut_names(text, statement);
  Cursor at(text, statement, syntax, file);
  try {
    dispatch(text, at);
  } catch (const SyntaxError& error) {
    report(error, text, &statement);
  }
}

void Reader::State::read_text(std::string_view text, std::uint32_t offset, std::uint32_t length) {
  const auto lines = static_cast<std::uint32_t>(std::count(text.begin(), text.begin() + offset, '\n'));
  Lexer lexer(text.substr(offset, length), syntax);
  Statement statement;
  for (;;) {
    try {
      if (!lexer.next(statement)) return;
    } catch (SyntaxError& error) {
      error.offset += offset;
      error.line += lines;
      report(error, text, nullptr);
      continue;
    }
    shift(statement, offset, lines);
    read_statement(text, statement);
  }
}

Reader::Reader(const Syntax& syntax, ReadOptions options, Diagnostics& diagnostics)
    : state_(std::make_unique<State>(syntax, std::move(options), diagnostics)) {}
Reader::~Reader() = default;

void Reader::start_from(Schema schema) {
  state_->schema = std::move(schema);
  for (const Table& table : state_->schema.tables) state_->remember_table(table.name);
  for (const View& view : state_->schema.views) state_->remember_view(view.name);
  for (const Trigger& trigger : state_->schema.triggers) state_->remember_trigger(trigger);
}

void Reader::read(std::string name, std::string text) {
  const std::uint32_t file = state_->diagnostics.add_source(std::move(name), std::move(text));
  const auto length = static_cast<std::uint32_t>(state_->diagnostics.source(file)->text.size());
  read_part(file, 0, length);
}

void Reader::read_part(std::uint32_t file, std::uint32_t offset, std::uint32_t length) {
  // A copy of the view, not of the text: nothing adds a source while a text is read.
  const std::string_view text = state_->diagnostics.source(file)->text;
  offset = std::min<std::uint32_t>(offset, static_cast<std::uint32_t>(text.size()));
  state_->begin_file(file);
  state_->read_text(text, offset, length);
  state_->end_file();
}

Reading Reader::finish() {
  finish_reading(*state_);
  // Where a statement could not be read, what refers to it would only be named once more.
  if (state_->options.purpose != Purpose::Server && state_->errors_at_all == 0 && state_->reading.skipped.empty())
    validate_references(state_->schema, state_->syntax, state_->diagnostics);
  return std::move(state_->reading);
}

Reading read(std::string_view text, const Syntax& syntax, const ReadOptions& options, Diagnostics& diagnostics,
             std::string name) {
  Reader reader(syntax, options, diagnostics);
  reader.read(std::move(name), std::string(text));
  return reader.finish();
}

}  // namespace plumb::sql
