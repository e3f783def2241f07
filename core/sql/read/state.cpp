#include "plumb/core/sql/read/state.h"

#include <algorithm>

#include "plumb/core/base/text.h"

namespace plumb::sql {
namespace {

// FNV-1a over the parts, each closed by a zero.
class Hash {
 public:
  explicit Hash(bool fold) : fold_(fold) {}
  Hash& add(std::string_view text) {
    for (const char c : text) byte(fold_ ? lower(c) : c);
    byte('\0');
    return *this;
  }
  std::size_t value() const { return value_; }

 private:
  void byte(char c) { value_ = (value_ ^ static_cast<unsigned char>(c)) * 1099511628211ULL; }
  std::size_t value_ = 14695981039346656037ULL;
  bool fold_;
};

std::size_t hash_of(const ReadState& state, const QualifiedName& name) {
  return Hash(state.syntax.tables_ignore_case).add(name.schema).add(name.name).value();
}

// PostgreSQL and SQLite: a name is unique in its schema. MySQL: in its table.
std::size_t index_hash(const ReadState& state, const QualifiedName& table, std::string_view index) {
  Hash hash(state.syntax.tables_ignore_case || state.syntax.names_ignore_case);
  hash.add(table.schema);
  if (state.syntax.index_names_per_table) hash.add(table.name);
  return hash.add(index).value();
}

std::size_t trigger_hash(std::string_view schema, std::string_view name) {
  return Hash(true).add(schema).add(name).value();
}

bool same(const QualifiedName& a, const QualifiedName& b) {
  return equals_ignoring_case(a.name, b.name) && equals_ignoring_case(a.schema, b.schema);
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

void Places::add(std::size_t hash, const QualifiedName& table) {
  if (used_ * 2 >= slots_.size()) grow();
  std::size_t i = hash & (slots_.size() - 1);
  while (slots_[i].at != kFree) i = (i + 1) & (slots_.size() - 1);
  slots_[i] = {hash, static_cast<std::uint32_t>(names_.size())};
  names_.push_back(table);
  ++used_;
}

void Places::grow() {
  std::vector<Slot> old(std::max<std::size_t>(64, slots_.size() * 2));
  old.swap(slots_);
  used_ = 0;
  for (const Slot& slot : old) {
    if (slot.at >= kGone) continue;
    std::size_t i = slot.hash & (slots_.size() - 1);
    while (slots_[i].at != kFree) i = (i + 1) & (slots_.size() - 1);
    slots_[i] = slot;
    ++used_;
  }
}

void Places::remove(std::size_t hash, const QualifiedName& table) {
  if (slots_.empty()) return;
  for (std::size_t i = hash & (slots_.size() - 1); slots_[i].at != kFree; i = (i + 1) & (slots_.size() - 1))
    if (slots_[i].hash == hash && slots_[i].at != kGone && names_[slots_[i].at] == table) {
      slots_[i].at = kGone;
      return;
    }
}

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

// Where names ignore case the places hold every table, so that a miss there is the answer.
std::optional<QualifiedName> ReadState::find_table(const QualifiedName& name) const {
  if (!syntax.tables_ignore_case) return schema.tables.contains(name) ? std::optional(name) : std::nullopt;
  if (!recent.empty() && recent == name) return recent;
  const QualifiedName* found = tables_by_name.find(hash_of(*this, name), [&](const QualifiedName& stored) {
    return same(stored, name) && schema.tables.contains(stored);
  });
  if (!found) return std::nullopt;
  recent = *found;
  return recent;
}

bool ReadState::is_relation(const QualifiedName& name) const {
  return find_table(name) || find_view(name) || find_virtual_table(name);
}

std::optional<QualifiedName> ReadState::find_view(const QualifiedName& name) const {
  if (schema.views.empty()) return std::nullopt;
  if (!syntax.tables_ignore_case) return schema.views.contains(name) ? std::optional(name) : std::nullopt;
  const QualifiedName* found = views_by_name.find(hash_of(*this, name), [&](const QualifiedName& stored) {
    return same(stored, name) && schema.views.contains(stored);
  });
  return found ? std::optional(*found) : std::nullopt;
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
  std::optional<IndexPlace> found;
  indexes_by_name.find(index_hash(*this, name, name.name), [&](const QualifiedName& stored) {
    if (stored.schema == name.schema) found = find_index(name, &stored);
    return found.has_value();
  });
  return found;
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
  if (syntax.tables_ignore_case) tables_by_name.add(hash_of(*this, stored), stored);
  remember_indexes_of(stored);
}

void ReadState::remember_view(const QualifiedName& stored) {
  if (syntax.tables_ignore_case) views_by_name.add(hash_of(*this, stored), stored);
  remember_indexes_of(stored);
}

void ReadState::add_table(Table table) {
  const QualifiedName name = table.name;
  schema.tables.set(name, std::move(table));
  remember_table(name);
}

Table ReadState::take_table(const QualifiedName& stored) {
  recent = {};
  forget_indexes_of(stored);
  if (syntax.tables_ignore_case) tables_by_name.remove(hash_of(*this, stored), stored);
  return schema.tables.take(stored);
}

void ReadState::add_view(View view) {
  const QualifiedName name = view.name;
  schema.views.set(name, std::move(view));
  remember_view(name);
}

View ReadState::take_view(const QualifiedName& stored) {
  forget_indexes_of(stored);
  if (syntax.tables_ignore_case) views_by_name.remove(hash_of(*this, stored), stored);
  return schema.views.take(stored);
}

// A trigger may have moved since, with a table that was renamed.
std::optional<PartName> ReadState::find_trigger(const QualifiedName& name) const {
  std::optional<PartName> out;
  const QualifiedName* known =
      triggers_by_name.find(trigger_hash(name.schema, name.name), [](const QualifiedName&) { return true; });
  if (!known) return out;
  for (const Trigger& trigger : schema.triggers)
    if (equals_ignoring_case(trigger.name, name.name) && trigger.table.schema == name.schema)
      return PartName{trigger.table, trigger.name};
  return out;
}

void ReadState::remember_trigger(const Trigger& trigger) {
  triggers_by_name.add(trigger_hash(trigger.table.schema, trigger.name), trigger.table);
}

void ReadState::add_trigger(Trigger trigger) {
  remember_trigger(trigger);
  PartName key{trigger.table, trigger.name};
  schema.triggers.set(std::move(key), std::move(trigger));
}

void ReadState::add_index(const QualifiedName& table, Index index) {
  indexes_by_name.add(index_hash(*this, table, index.name), table);
  const bool on_view = !schema.views.empty() && !schema.tables.contains(table);
  std::vector<Index>& indexes =
      on_view ? schema.views.edit(table).indexes : schema.tables.edit(table).indexes;
  indexes.push_back(std::move(index));
}

void ReadState::forget_indexes_of(const QualifiedName& table) {
  const Table* found = schema.tables.find(table);
  const View* view = found ? nullptr : schema.views.find(table);
  if (!found && !view) return;
  for (const Index& index : found ? found->indexes : view->indexes)
    indexes_by_name.remove(index_hash(*this, table, index.name), table);
}

void ReadState::remember_indexes_of(const QualifiedName& table) {
  const Table* found = schema.tables.find(table);
  const View* view = found ? nullptr : schema.views.find(table);
  if (!found && !view) return;
  for (const Index& index : found ? found->indexes : view->indexes)
    if (!index.name.empty()) {
      const std::size_t hash = index_hash(*this, table, index.name);
      indexes_by_name.remove(hash, table);   // it may be known already
      indexes_by_name.add(hash, table);
    }
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
