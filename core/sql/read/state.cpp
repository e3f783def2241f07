#include "plumb/core/sql/read/state.h"

#include "plumb/core/base/text.h"

namespace plumb::sql {
namespace {

std::string key_of(const ReadState& state, const QualifiedName& name) {
  std::string key = name.schema;
  key += '\0';
  key += name.name;
  return state.syntax.tables_ignore_case ? lower(key) : key;
}

// PostgreSQL and SQLite: a name is unique in its schema. MySQL: in its table.
std::string index_key(const ReadState& state, const QualifiedName& table, std::string_view index) {
  std::string key = table.schema;
  if (state.syntax.index_names_per_table) {
    key += '\0';
    key += table.name;
  }
  if (state.syntax.tables_ignore_case) key = lower(key);
  key += '\0';
  key += state.syntax.names_ignore_case ? lower(index) : std::string(index);
  return key;
}

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
    if (!search_path.empty()) written.schema = search_path.front();
    else if (!current_database.empty()) written.schema = current_database;
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
  const bool unqualified = written.schema.empty();
  const std::string name = written.name;
  QualifiedName first = resolve(std::move(written));
  auto found = [&](const QualifiedName& candidate) -> std::optional<QualifiedName> {
    if (auto table = find_table(candidate)) return table;
    if (auto view = find_view(candidate)) return view;
    if (auto table = find_virtual_table(candidate)) return table;
    if (schema.sequences.contains(candidate)) return candidate;
    return std::nullopt;
  };
  if (auto stored = found(first)) return *stored;
  if (unqualified)
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

// The exact name first: it is what nearly everybody writes, and costs no string.
std::optional<QualifiedName> ReadState::find_table(const QualifiedName& name) const {
  if (schema.tables.contains(name)) return name;
  if (!syntax.tables_ignore_case) return std::nullopt;
  const auto at = tables_by_name.find(key_of(*this, name));
  if (at == tables_by_name.end() || !schema.tables.contains(at->second)) return std::nullopt;
  return at->second;
}

std::optional<QualifiedName> ReadState::find_view(const QualifiedName& name) const {
  if (schema.views.contains(name)) return name;
  if (!syntax.tables_ignore_case) return std::nullopt;
  const auto at = views_by_name.find(key_of(*this, name));
  if (at == views_by_name.end() || !schema.views.contains(at->second)) return std::nullopt;
  return at->second;
}

// Virtual tables are few: no lookup of their own.
std::optional<QualifiedName> ReadState::find_virtual_table(const QualifiedName& name) const {
  for (const VirtualTable& table : schema.virtual_tables)
    if (equals_ignoring_case(table.name.name, name.name) &&
        equals_ignoring_case(table.name.schema, name.schema))
      return table.name;
  return std::nullopt;
}

std::optional<ReadState::IndexPlace> ReadState::find_index(const QualifiedName& name,
                                                           const QualifiedName* table) const {
  if (table) {
    const std::vector<Index>* indexes = nullptr;
    if (const Table* found = schema.tables.find(*table)) indexes = &found->indexes;
    else if (const View* view = schema.views.find(*table)) indexes = &view->indexes;
    if (!indexes) return std::nullopt;
    for (const Index& index : *indexes)
      if (index.name == name.name ||
          (syntax.names_ignore_case && equals_ignoring_case(index.name, name.name)))
        return IndexPlace{*table, index.name, !schema.tables.contains(*table)};
    return std::nullopt;
  }
  const auto at = indexes_by_name.find(index_key(*this, name, name.name));
  if (at == indexes_by_name.end()) return std::nullopt;
  return find_index({name.schema, at->second.index}, &at->second.table);
}

Column* ReadState::find_column(Table& table, std::string_view name) const {
  if (Column* exact = table.find_column(name)) return exact;
  if (!syntax.names_ignore_case) return nullptr;
  for (Column& column : table.columns)
    if (equals_ignoring_case(column.name, name)) return &column;
  return nullptr;
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

void ReadState::remember_table(const QualifiedName& stored) {
  if (syntax.tables_ignore_case) tables_by_name[key_of(*this, stored)] = stored;
  remember_indexes_of(stored);
}

void ReadState::remember_view(const QualifiedName& stored) {
  if (syntax.tables_ignore_case) views_by_name[key_of(*this, stored)] = stored;
  remember_indexes_of(stored);
}

void ReadState::add_table(Table table) {
  const QualifiedName name = table.name;
  schema.tables.set(name, std::move(table));
  remember_table(name);
}

Table ReadState::take_table(const QualifiedName& stored) {
  forget_indexes_of(stored);
  if (syntax.tables_ignore_case) tables_by_name.erase(key_of(*this, stored));
  return schema.tables.take(stored);
}

void ReadState::add_view(View view) {
  const QualifiedName name = view.name;
  schema.views.set(name, std::move(view));
  remember_view(name);
}

View ReadState::take_view(const QualifiedName& stored) {
  forget_indexes_of(stored);
  if (syntax.tables_ignore_case) views_by_name.erase(key_of(*this, stored));
  return schema.views.take(stored);
}

// An entry is checked against the schema: a rename or drop may have left it behind.
std::optional<PartName> ReadState::find_trigger(const QualifiedName& name) const {
  const auto at = triggers_by_name.find(lower(name.schema + '\0' + name.name));
  if (at == triggers_by_name.end()) return std::nullopt;
  if (schema.triggers.contains(at->second)) return at->second;
  // Its table was renamed since: the trigger went with it.
  for (const Trigger& trigger : schema.triggers)
    if (equals_ignoring_case(trigger.name, name.name) && trigger.table.schema == name.schema)
      return PartName{trigger.table, trigger.name};
  return std::nullopt;
}

void ReadState::remember_trigger(const Trigger& trigger) {
  triggers_by_name[lower(trigger.table.schema + '\0' + trigger.name)] = {trigger.table, trigger.name};
}

void ReadState::add_trigger(Trigger trigger) {
  remember_trigger(trigger);
  PartName key{trigger.table, trigger.name};
  schema.triggers.set(std::move(key), std::move(trigger));
}

void ReadState::add_index(const QualifiedName& table, Index index) {
  const bool on_view = !schema.tables.contains(table);
  indexes_by_name[index_key(*this, table, index.name)] = {table, index.name, on_view};
  std::vector<Index>& indexes =
      on_view ? schema.views.edit(table).indexes : schema.tables.edit(table).indexes;
  indexes.push_back(std::move(index));
}

void ReadState::forget_indexes_of(const QualifiedName& table) {
  const Table* found = schema.tables.find(table);
  const View* view = found ? nullptr : schema.views.find(table);
  if (!found && !view) return;
  for (const Index& index : found ? found->indexes : view->indexes) {
    const auto at = indexes_by_name.find(index_key(*this, table, index.name));
    if (at != indexes_by_name.end() && at->second.table == table) indexes_by_name.erase(at);
  }
}

void ReadState::remember_indexes_of(const QualifiedName& table) {
  const Table* found = schema.tables.find(table);
  const View* view = found ? nullptr : schema.views.find(table);
  if (!found && !view) return;
  for (const Index& index : found ? found->indexes : view->indexes)
    if (!index.name.empty())
      indexes_by_name[index_key(*this, table, index.name)] = {table, index.name, !found};
}

void ReadState::refuse_taken(const Cursor& at, const Token& where, const QualifiedName& name,
                             Kind kind) const {
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
  const char* rule = kind == Kind::View ? "duplicate-view" : kind == Kind::Index ? "duplicate-index" : "duplicate-table";
  throw SyntaxError{rule, std::move(text),
                    where.offset, static_cast<std::uint32_t>(at.text(where).size()), where.line};
}

std::string ReadState::place(const Origin& origin) const {
  const SourceText* source = diagnostics.source(origin.file);
  return source ? source->name + ":" + std::to_string(origin.line) : std::string();
}

std::string ReadState::suggest(std::string_view name,
                               const std::vector<std::string>& candidates) const {
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

std::string ReadState::renamed_from(const Cursor& at, std::uint32_t first_token,
                                    std::uint32_t last_token) const {
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
      if (text == "(") ++depth;
      else if (text == ")" && --depth == 0) return;
    }
    ++from;
    --to;
  }
}

}  // namespace plumb::sql
