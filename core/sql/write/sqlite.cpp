// SQLite: columns, table options, and the objects that it spells in its own way.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/write/pieces.h"

namespace plumb::sql {
namespace {

using Statements = std::vector<std::string>;

void write_primary_key(Sql& out, const PrimaryKey& key) {
  if (!key.name.empty()) out.word("CONSTRAINT").name(key.name);
  out.word("PRIMARY KEY");
  if (key.parts.front().order.descending) out.word("DESC");
  write_on_conflict(out, key.options->on_conflict);
  if (key.autoincrement) out.word("AUTOINCREMENT");
}

void write_not_null(Sql& out, const Column& column) {
  const auto& own = extra_of<SqliteColumn>(column.extra);
  if (column.nullable) return;
  if (!own.not_null_name.empty()) out.word("CONSTRAINT").name(own.not_null_name);
  out.word("NOT NULL");
  write_on_conflict(out, own.not_null_conflict);
}

// 'it''s', "x", [x], x'00': one literal to its very end.
bool is_quoted(std::string_view text) {
  if (text.size() > 2 && (text.front() == 'x' || text.front() == 'X') && text[1] == '\'') text.remove_prefix(1);
  char quote = text.empty() ? ' ' : text.front();
  if (quote == '[')
    quote = ']';
  else if (quote != '\'' && quote != '"' && quote != '`')
    return false;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] != quote) continue;
    if (i + 1 == text.size()) return true;
    if (text[++i] != quote) return false;
  }
  return false;
}

// A number or word, with an optional sign.
bool is_word_or_number(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  if (text.empty()) return false;
  const bool number = (text.front() >= '0' && text.front() <= '9') || text.front() == '.';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                        static_cast<unsigned char>(c) >= 0x80;
    const bool exponent = number && (c == '-' || c == '+') && i > 0 && lower(text[i - 1]) == 'e';
    if (!letter && !(number && c == '.') && !exponent) return false;
  }
  return true;
}

// ( … ) around all of it.
bool is_parenthesised(std::string_view text) {
  if (text.empty() || text.front() != '(') return false;
  int depth = 0;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"' || c == '`') {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')' && --depth == 0) {
      return i + 1 == text.size();
    }
  }
  return false;
}

// Anything but one literal or word stands in parentheses.
void write_default(Sql& out, const Expr& value) {
  const std::string& text = value.written.empty() ? value.canonical : value.written;
  out.word("DEFAULT");
  const std::string_view unsigned_ =
      std::string_view(text).substr(!text.empty() && (text.front() == '-' || text.front() == '+') ? 1 : 0);
  if (is_quoted(unsigned_) || is_word_or_number(text) || is_parenthesised(text))
    out.word(text);
  else
    out.open().word(text).close();
}

Statements write_object(const View& view, const Syntax& syntax, const WriteOptions& options) {
  Sql out(syntax);
  out.word("CREATE VIEW").name(view.name);
  if (options.verbatim && !view.definition.empty()) return {std::move(out).take() + view.definition.text};
  if (!view.columns.empty()) out.names(view.columns);
  out.word("AS");
  if (!view.query.empty()) out.line(0).expression(view.query);
  return {std::move(out).take()};
}

Statements write_object(const VirtualTable& table, const Syntax& syntax, const WriteOptions& options) {
  Sql out(syntax);
  out.word("CREATE VIRTUAL TABLE").name(table.name);
  if (options.verbatim && !table.definition.empty()) return {std::move(out).take() + table.definition.text};
  out.word("USING").name(table.module);
  if (table.arguments.empty()) return {std::move(out).take()};
  out.open();
  for (std::size_t i = 0; i < table.arguments.size(); ++i) {
    if (i) out.comma();
    out.word(table.arguments[i]);
  }
  return {std::move(out.close()).take()};
}

void write_events(Sql& out, const Trigger& trigger) {
  switch (trigger.timing) {
    case Timing::Before: out.word("BEFORE"); break;
    case Timing::After: out.word("AFTER"); break;
    case Timing::InsteadOf: out.word("INSTEAD OF"); break;
  }
  if (trigger.events.insert)
    out.word("INSERT");
  else if (trigger.events.remove)
    out.word("DELETE");
  else
    out.word("UPDATE");
  if (trigger.update_of.empty()) return;
  out.word("OF");
  for (std::size_t i = 0; i < trigger.update_of.size(); ++i) {
    if (i) out.comma();
    out.name(trigger.update_of[i]);
  }
}

Statements write_object(const Trigger& trigger, const Syntax& syntax, const WriteOptions& options) {
  Sql out(syntax);
  out.word("CREATE TRIGGER").name(QualifiedName(trigger.table.schema, trigger.name));
  if (options.verbatim && !trigger.definition.empty()) return {std::move(out).take() + trigger.definition.text};
  write_events(out, trigger);
  out.word("ON").name(trigger.table.name);
  if (!trigger.when.empty()) out.line(0).word("WHEN").expression(trigger.when);
  out.line(0).expression(trigger.body);
  return {std::move(out).take()};
}

// Tables and their parts are the shared writer's; the other kinds do not exist here.
template <class Other>
Statements write_object(const Other&, const Syntax&, const WriteOptions&) {
  return {};
}

}  // namespace

void write_sqlite_column(Sql& out, const Column& column, const Table* table) {
  const PrimaryKey* key = table && table->primary_key ? &*table->primary_key : nullptr;
  if (key && key->on_column && !key->parts.empty() && key->parts.front().column == column.name)
    write_primary_key(out, *key);
  write_not_null(out, column);
  if (const Expr* value = column.default_value()) write_default(out, *value);
  if (!column.collation.empty()) write_collation(out, column.collation);
  if (const Computed* computed = column.computed())
    out.word("GENERATED ALWAYS AS").parenthesised(computed->from).word(computed->stored ? "STORED" : "VIRTUAL");
}

void write_sqlite_table_options(Sql& out, const Table& table) {
  const auto& own = extra_of<SqliteTable>(table.extra);
  if (own.without_rowid) out.word("WITHOUT ROWID");
  if (own.without_rowid && own.strict) out.comma();
  if (own.strict) out.word("STRICT");
}

std::vector<std::string> write_sqlite_object(const Object& object, const Syntax& syntax, const WriteOptions& options) {
  return std::visit([&](const auto& what) { return write_object(what, syntax, options); }, object);
}

}  // namespace plumb::sql
