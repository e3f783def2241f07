#include "plumb/core/sql/read/state.h"

#include <algorithm>

#include "plumb/core/base/text.h"

namespace plumb::sql {
namespace {

bool is_default(const ReadState& state, std::string_view schema) {
  if (state.syntax.grammar.sqlite && equals_ignoring_case(schema, "main")) return true;
  if (state.options.default_schema.empty()) return false;
  return state.syntax.tables_ignore_case ? equals_ignoring_case(schema, state.options.default_schema)
                                         : schema == state.options.default_schema;
}

template <class T>
void collect(std::vector<std::string>& out, const Catalog<QualifiedName, T>& catalog) {
  for (const T& object : catalog) out.push_back(object.name.name);
}

}  // namespace

QualifiedName ReadState::resolve(QualifiedName written) const {
  if (written.schema.empty()) {
    if (!search_path.empty())
      written.schema = search_path.front();
    else if (!current_database.empty())
      written.schema = current_database;
  }
  if (is_default(*this, written.schema)) written.schema.clear();
  return written;
}

QualifiedName ReadState::read_name(Cursor& at) const {
  QualifiedName out;
  out.name = at.name();
  if (at.accept_op(".")) {
    out.schema = std::move(out.name);
    out.name = at.name();
    // database.schema.name: the first part can only be the database at hand.
    if (at.accept_op(".")) {
      out.schema = std::move(out.name);
      out.name = at.name();
    }
  }
  return resolve(std::move(out));
}

QualifiedName ReadState::resolve_existing(QualifiedName written) const {
  const bool searched = written.schema.empty() && search_path.size() > 1;
  const std::string name = searched ? written.name : std::string();
  QualifiedName first = resolve(std::move(written));
  auto found = [&](const QualifiedName& candidate) -> std::optional<QualifiedName> {
    if (auto table = find_table(candidate)) return table;
    if (auto view = find_view(candidate)) return view;
    if (auto table = find_virtual_table(candidate)) return table;
    if (schema.sequences.contains(candidate)) return candidate;
    return std::nullopt;
  };
  if (auto stored = found(first)) return *stored;
  if (searched)
    for (std::size_t i = 1; i < search_path.size(); ++i)
      if (auto stored = found(resolve({search_path[i], name}))) return *stored;
  return first;
}

QualifiedName ReadState::read_existing_name(Cursor& at) const {
  QualifiedName out;
  out.name = at.name();
  while (at.accept_op(".")) {
    out.schema = std::move(out.name);
    out.name = at.name();
  }
  return resolve_existing(std::move(out));
}

std::string ReadState::folded(std::string_view name) const {
  return syntax.names_ignore_case ? lower(name) : std::string(name);
}

Table& ReadState::edit_table(Cursor& at, const QualifiedName& name) {
  if (const auto stored = find_table(name)) return schema.tables.edit(*stored);
  std::vector<std::string> names;
  if (suggestions > 0) collect(names, schema.tables);
  const bool view = find_view(name).has_value();
  throw SyntaxError{"unknown-table",
                    view ? "`" + name.display() + "` is a view, and this needs a table"
                         : "there is no table `" + name.display() + "`" + suggest(name.name, names),
                    at.peek().offset, 0, at.peek().line};
}

void ReadState::refuse_taken(const Cursor& at, const Token& where, const QualifiedName& name, Kind kind) const {
  Origin first;
  std::string_view what;
  if (auto table = find_table(name)) {
    first = schema.tables.find(*table)->origin;
    what = "table";
  } else if (auto view = find_view(name)) {
    first = schema.views.find(*view)->origin;
    what = "view";
  } else if (auto virtual_table = find_virtual_table(name)) {
    first = schema.virtual_tables.find(*virtual_table)->origin;
    what = "table";
  } else if (const Sequence* sequence = schema.sequences.find(name)) {
    first = sequence->origin;
    what = "sequence";
  } else {
    return;
  }
  std::string text = "there is a " + std::string(what) + " `" + name.display() + "` already";
  if (kind == Kind::Index) text = "index `" + name.display() + "` cannot have that name: " + text;
  if (const std::string there = place(first); !there.empty()) text += " (" + there + ")";
  text += "; drop or rename one of them";
  const char* rule = kind == Kind::View    ? "duplicate-view"
                     : kind == Kind::Index ? "duplicate-index"
                                           : "duplicate-table";
  throw SyntaxError{rule, std::move(text), where.offset, static_cast<std::uint32_t>(at.text(where).size()), where.line};
}

std::string ReadState::place(const Origin& origin) const {
  const SourceText* source = diagnostics.source(origin.file);
  return source ? source->name + ":" + std::to_string(origin.line) : std::string();
}

std::string ReadState::suggest(std::string_view name, const std::vector<std::string>& candidates) const {
  if (suggestions <= 0) return {};
  --suggestions;
  const std::string_view near = nearest(name, candidates);
  return near.empty() ? std::string() : "; did you mean `" + std::string(near) + "`?";
}

void ReadState::note_once(std::string_view rule, std::string message, Origin origin) {
  if (!said.insert(std::string(rule) + '\0' + message).second) return;
  diagnostics.note(std::string(rule), std::move(message), origin);
}

namespace {

// `@renamed from=x`, with x a word or a quoted name.
std::string renamed_value(std::string_view text, const Syntax& syntax) {
  constexpr std::string_view kMark = "@renamed";
  if (text.substr(0, kMark.size()) != kMark) return {};
  text.remove_prefix(kMark.size());
  const std::string_view rest = trim(text);
  if (rest.size() == text.size() || rest.substr(0, 4) != "from") return {};
  std::string_view value = trim(rest.substr(4));
  if (value.empty() || value.front() != '=') return {};
  value = trim(value.substr(1));
  if (value.empty()) return {};
  const char quote = value.front();
  if (quote != '"' && quote != '`' && quote != '\'') {
    std::string word(value.substr(0, value.find_first_of(" \t\r\n,;")));
    return syntax.fold == Fold::Lower ? lower(word) : word;
  }
  std::string out;
  for (std::size_t i = 1; i < value.size(); ++i) {
    if (value[i] == quote) {
      if (i + 1 >= value.size() || value[i + 1] != quote) return out;
      ++i;
    }
    out += value[i];
  }
  return out;
}

}  // namespace

std::string ReadState::renamed_from(const Cursor& at, std::uint32_t first_token, std::uint32_t last_token) const {
  const Statement& statement = at.statement();
  for (const Annotation& note : statement.annotations) {
    if (note.behind) {
      // Behind the thing, or behind the comma that ends it.
      if (note.before == 0 || note.before - 1 < first_token) continue;
      const std::uint32_t previous = note.before - 1;
      const bool comma = previous == last_token + 1 && previous < statement.tokens.size() &&
                         at.text(statement.tokens[previous]) == ",";
      if (previous > last_token && !comma) continue;
    } else if (note.before != first_token) {
      continue;
    }
    std::string value = renamed_value(at.source().substr(note.offset, note.length), syntax);
    if (!value.empty()) return value;
  }
  return {};
}

std::string ReadState::renamed_from_statement(const Cursor& at, std::uint32_t head_end) const {
  const auto last = static_cast<std::uint32_t>(at.statement().tokens.size());
  std::string value = renamed_from(at, 0, head_end);
  // Behind the last token or the semicolon, if it does not speak of the last column.
  for (const Annotation& note : at.statement().annotations)
    if (value.empty() && note.behind && note.before + 1 >= last)
      value = renamed_value(at.source().substr(note.offset, note.length), syntax);
  return value;
}

std::string ReadState::text_behind(const Cursor& at, std::uint32_t position) const {
  const std::vector<Token>& tokens = at.statement().tokens;
  const std::uint32_t from = tokens[position - 1].offset + tokens[position - 1].length;
  const Token& last = tokens.size() > 1 ? tokens[tokens.size() - 2] : tokens.back();
  return std::string(at.source().substr(from, last.offset + last.length - from));
}

bool ReadState::is_temporary_schema(const QualifiedName& name) const {
  if (syntax.grammar.sqlite) return equals_ignoring_case(name.schema, "temp");
  return syntax.grammar.postgres && name.schema == "pg_temp";
}

bool ReadState::is_temporary(const QualifiedName& name) const {
  if (is_temporary_schema(name)) return true;
  return !temporary.empty() && temporary.count(folded(name.name)) != 0 && !find_table(name) && !find_view(name);
}

void ReadState::leave_out_temporary(const QualifiedName& name, Origin origin) {
  temporary.insert(folded(name.name));
  note_once("temporary", "temporary tables, views and triggers are no part of the schema and are left out", origin);
}

void strip_parentheses(const Cursor& at, std::uint32_t& from, std::uint32_t& to) {
  const std::vector<Token>& tokens = at.statement().tokens;
  while (to - from >= 2 && at.text(tokens[from]) == "(" && at.text(tokens[to - 1]) == ")") {
    int depth = 0;
    for (std::uint32_t i = from; i + 1 < to; ++i) {
      const std::string_view text = at.text(tokens[i]);
      if (text == "(")
        ++depth;
      else if (text == ")" && --depth == 0)
        return;
    }
    ++from;
    --to;
  }
}

}  // namespace plumb::sql
