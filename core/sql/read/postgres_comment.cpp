// COMMENT ON …: on whatever the model has.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/implied_names.h"
#include "plumb/core/sql/read/postgres.h"

namespace plumb::sql::postgres_read {

std::string read_text(Cursor& at) {
  at.expect("IS");
  if (at.accept("NULL")) return {};
  return at.string();
}

namespace {

template <class T>
bool set_comment(Catalog<QualifiedName, T>& catalog, const QualifiedName& name, const std::string& text) {
  if (!catalog.contains(name)) return false;
  catalog.edit(name).comment = text;
  return true;
}

void comment_column(ReadState& state, Cursor& at) {
  const Token where = at.peek();
  QualifiedName table;
  const std::string name = read_column_path(state, at, table);
  const std::string text = read_text(at);
  table = state.resolve_existing(table);
  if (state.schema.tables.contains(table)) {
    Column* column = edit_own_column(state, table, name);
    if (!column) unknown(where, Kind::Column, table.display() + "." + name);
    column->comment = text;
    return;
  }
  Options* comments = nullptr;
  if (state.schema.views.contains(table))
    comments = &state.schema.views.edit(table).column_comments;
  else if (state.schema.composites.contains(table))
    comments = &state.schema.composites.edit(table).column_comments;
  else
    unknown(where, Kind::Table, table.display());
  comments->erase(name);
  if (!text.empty()) comments->emplace(name, text);
}

// The constraint of that name, given or made up: `named` is the table with all names, in the same order.
std::string* find_constraint(Table& table, const Table& named, const std::string& name) {
  if (named.primary_key && named.primary_key->name == name) return &table.primary_key->options.edit().comment;
  for (std::size_t i = 0; i < named.uniques.size(); ++i)
    if (named.uniques[i].name == name) return &table.uniques[i].options.edit().comment;
  for (std::size_t i = 0; i < named.checks.size(); ++i)
    if (named.checks[i].name == name) return &table.checks[i].comment;
  for (std::size_t i = 0; i < named.foreign_keys.size(); ++i)
    if (named.foreign_keys[i].name == name) return &table.foreign_keys[i].comment;
  for (std::size_t i = 0; i < named.exclusions.size(); ++i)
    if (named.exclusions[i].name == name) return &table.exclusions[i].options.edit().comment;
  return nullptr;
}

std::string* find_constraint(Table& table, const std::string& name, const Syntax& syntax) {
  if (std::string* found = find_constraint(table, table, name)) return found;
  Table named = table;
  give_implied_names(named, syntax, [](const std::string&) { return false; });
  return find_constraint(table, named, name);
}

void comment_constraint(ReadState& state, Cursor& at, const Token& first) {
  const Token where = at.peek();
  const std::string name = at.name();
  at.expect("ON");
  const bool of_domain = at.accept("DOMAIN");
  const QualifiedName owner = state.read_existing_name(at);
  const std::string text = read_text(at);
  if (of_domain) {
    if (!state.schema.domains.contains(owner)) unknown(where, Kind::Domain, owner.display());
    for (Check& check : state.schema.domains.edit(owner).checks)
      if (check.name == name) check.comment = text;
    return;
  }
  Table& table = state.edit_table(at, owner);
  if (std::string* comment = find_constraint(table, name, state.syntax)) {
    *comment = text;
    return;
  }
  unmodelled(state, at, first, "a comment on constraint `" + name + "` of `" + owner.display() + "`");
}

void comment_index(ReadState& state, Cursor& at, const Token& first) {
  const QualifiedName name = state.read_existing_name(at);
  const std::string text = read_text(at);
  const auto place = state.find_index(name);
  if (!place) return unmodelled(state, at, first, "a comment on the index `" + name.display() + "` of a key");
  std::vector<Index>& indexes =
      place->on_view ? state.schema.views.edit(place->table).indexes : state.schema.tables.edit(place->table).indexes;
  for (Index& index : indexes)
    if (index.name == place->index) index.comment = text;
}

void comment_routine(ReadState& state, Cursor& at) {
  const Token where = at.peek();
  const RoutineName name = read_routine_name(state, at);
  const std::string text = read_text(at);
  const std::vector<RoutineKey> found = find_routines(state, name);
  if (found.empty()) unknown(where, Kind::Routine, name.name.display());
  state.schema.routines.edit(found.front()).comment = text;
}

template <class Catalog>
void comment_part(ReadState& state, Cursor& at, Catalog& catalog, Kind kind) {
  const Token where = at.peek();
  const std::string name = at.name();
  at.expect("ON");
  const PartName key(state.read_existing_name(at), name);
  const std::string text = read_text(at);
  if (!catalog.contains(key)) unknown(where, kind, key.first.display() + "." + name);
  catalog.edit(key).comment = text;
}

void comment_relation(ReadState& state, Cursor& at, const Token& where, Kind kind) {
  Schema& schema = state.schema;
  const QualifiedName name = state.read_existing_name(at);
  const std::string text = read_text(at);
  if (kind == Kind::Sequence && !schema.sequences.contains(name)) expand_serial_sequence(state, name);
  bool done = false;
  switch (kind) {
    case Kind::Table: done = set_comment(schema.tables, name, text); break;
    case Kind::View: done = set_comment(schema.views, name, text); break;
    case Kind::Sequence: done = set_comment(schema.sequences, name, text); break;
    default:
      done = set_comment(schema.enums, name, text) || set_comment(schema.domains, name, text) ||
             set_comment(schema.composites, name, text);
  }
  if (!done) unknown(where, kind, name.display());
}

// A namespace's or extension's own comment; the default schema has nowhere to keep one.
void comment_plain(ReadState& state, Cursor& at, bool extension) {
  const Token where = at.peek();
  const QualifiedName name(at.name());
  const std::string text = read_text(at);
  if (extension) {
    if (!set_comment(state.schema.extensions, name, text)) unknown(where, Kind::Extension, name.name);
  } else if (!set_comment(state.schema.namespaces, name, text) && name.name != state.options.default_schema) {
    unknown(where, Kind::Namespace, name.name);
  }
}

}  // namespace

void read_comment(ReadState& state, Cursor& at) {
  const Token first = at.peek();
  if (at.accept("COLUMN")) return comment_column(state, at);
  if (at.accept("CONSTRAINT")) return comment_constraint(state, at, first);
  if (at.accept("INDEX")) return comment_index(state, at, first);
  if (at.accept("FUNCTION") || at.accept("PROCEDURE") || at.accept("AGGREGATE") || at.accept("ROUTINE"))
    return comment_routine(state, at);
  if (at.accept("TRIGGER")) return comment_part(state, at, state.schema.triggers, Kind::Trigger);
  if (at.accept("POLICY")) return comment_part(state, at, state.schema.policies, Kind::Policy);
  if (at.accept("SCHEMA")) return comment_plain(state, at, false);
  if (at.accept("EXTENSION")) return comment_plain(state, at, true);
  const Token where = at.peek(1);
  if (at.accept("TABLE") || at.accept_seq({"FOREIGN", "TABLE"})) return comment_relation(state, at, where, Kind::Table);
  if (at.accept("VIEW") || at.accept_seq({"MATERIALIZED", "VIEW"}))
    return comment_relation(state, at, where, Kind::View);
  if (at.accept("SEQUENCE")) return comment_relation(state, at, where, Kind::Sequence);
  if (at.accept("TYPE") || at.accept("DOMAIN")) return comment_relation(state, at, where, Kind::Enum);
  if (read_comment_definition(state, at)) return;
  std::string what = lower(at.text());
  unmodelled(state, at, first, "a comment on a " + what);
}

}  // namespace plumb::sql::postgres_read
