// ALTER TABLE: the actions that the dialects share. MySQL reads its own.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/column.h"
#include "plumb/core/sql/read/finish.h"
#include "plumb/core/sql/read/implied_names.h"
#include "plumb/core/sql/read/state.h"
#include "plumb/core/sql/rename_schema.h"

namespace plumb::sql {
namespace {

void skip_rest(Cursor& at) { at.seek(static_cast<std::uint32_t>(at.statement().tokens.size()) - 1); }

[[noreturn]] void refuse(const Cursor& at, const Token& where, std::string rule, std::string message) {
  throw SyntaxError{std::move(rule), std::move(message), where.offset,
                    static_cast<std::uint32_t>(at.text(where).size()), where.line};
}

// The column's name as it is stored; read at the cursor.
std::string read_column_name(ReadState& state, Cursor& at, const QualifiedName& table) {
  const Token where = at.peek();
  const std::string written = at.name();
  Table& found = state.schema.tables.edit(table);
  if (const Column* column = state.find_column(found, written)) return column->name;
  std::vector<std::string> names;
  for (const Column& column : found.columns) names.push_back(column.name);
  refuse(at, where, "unknown-column",
         "table `" + table.display() + "` has no column `" + written + "`" + state.suggest(written, names));
}

// ---- ADD
// ------------------------------------------------------------------------------------------------

void add_column(ReadState& state, Cursor& at, const QualifiedName& name) {
  const bool if_not_exists = at.accept_seq({"IF", "NOT", "EXISTS"});
  const std::uint32_t first = at.position();
  const Token where = at.peek();
  Table& table = state.schema.tables.edit(name);
  Column column;
  column.origin = at.origin();
  column.name = at.name();
  const bool taken = state.find_column(table, column.name) != nullptr;
  if (taken && !if_not_exists)
    refuse(at, where, "duplicate-column",
           "table `" + name.display() + "` has a column `" + column.name + "` already; choose another name");
  // What the definition adds to the table goes with it where the column is there.
  Table before;
  if (taken) before = table;
  const std::size_t uniques = table.uniques.size();
  const bool key = table.primary_key.has_value();
  read_column_definition(state, at, table, column);
  if (state.syntax.grammar.sqlite && (table.uniques.size() > uniques || (!key && table.primary_key)))
    refuse(at, where, "unsupported-change",
           "SQLite cannot add column `" + column.name + "` as a key to table `" + name.display() +
               "`; add it without, and make a unique index");
  if (taken) {
    table = std::move(before);
    return;
  }
  if (!at.statement().annotations.empty()) column.renamed_from = state.renamed_from(at, first, at.position() - 1);
  table.columns.push_back(std::move(column));
}

bool read_add(ReadState& state, Cursor& at, const QualifiedName& name) {
  if (!at.accept("ADD")) return false;
  if (state.syntax.grammar.sqlite || at.is("COLUMN")) {
    at.accept("COLUMN");
    add_column(state, at, name);
    return true;
  }
  if (starts_table_constraint(at)) {
    Table& table = state.schema.tables.edit(name);
    read_table_constraint(state, at, table);
    return true;
  }
  add_column(state, at, name);
  return true;
}

// ---- DROP
// -----------------------------------------------------------------------------------------------

bool accept_if_exists(Cursor& at) { return at.accept_seq({"IF", "EXISTS"}); }

bool read_cascade(Cursor& at) {
  if (at.accept("CASCADE")) return true;
  at.accept("RESTRICT");
  return false;
}

template <class Constraint>
bool drop_named(std::vector<Constraint>& from, const std::string& name) {
  return std::erase_if(from, [&](const Constraint& c) { return c.name == name; }) > 0;
}

void drop_constraint(ReadState& state, Cursor& at, const QualifiedName& name) {
  const bool if_exists = accept_if_exists(at);
  const Token where = at.peek();
  const std::string constraint = at.name();
  read_cascade(at);
  fix_implied_names(state, name);
  Table& table = state.schema.tables.edit(name);
  if (table.primary_key && table.primary_key->name == constraint) {
    // The columns stay NOT NULL when their key goes.
    for (const IndexPart& part : table.primary_key->parts)
      if (Column* column = table.find_column(part.column)) column->nullable = false;
    table.primary_key.reset();
    return;
  }
  if (drop_named(table.uniques, constraint) || drop_named(table.checks, constraint) ||
      drop_named(table.foreign_keys, constraint) || drop_named(table.exclusions, constraint) || if_exists)
    return;
  std::vector<std::string> names;
  for (const Unique& c : table.uniques) names.push_back(c.name);
  for (const Check& c : table.checks) names.push_back(c.name);
  for (const ForeignKey& c : table.foreign_keys) names.push_back(c.name);
  // PostgreSQL 18 names its NOT NULLs, older ones do not: nothing that the model keeps is lost.
  if (constraint.find("_not_null") != std::string::npos) return;
  refuse(at, where, "unknown-constraint",
         "table `" + name.display() + "` has no constraint `" + constraint + "`" + state.suggest(constraint, names));
}

bool read_drop_action(ReadState& state, Cursor& at, const QualifiedName& name) {
  if (!at.accept("DROP")) return false;
  if (at.accept("CONSTRAINT")) return drop_constraint(state, at, name), true;
  at.accept("COLUMN");
  if (accept_if_exists(at)) {
    Table& table = state.schema.tables.edit(name);
    if (!state.find_column(table, at.name_of(at.peek()))) {
      at.name();
      read_cascade(at);
      return true;
    }
  }
  const Cursor where = at;
  const std::string column = read_column_name(state, at, name);
  const bool cascade = read_cascade(at);
  Cursor place = where;
  drop_column(state, place, name, column, cascade);
  return true;
}

// ---- RENAME
// ---------------------------------------------------------------------------------------------

void move_table(ReadState& state, QualifiedName& name, const QualifiedName& to) {
  fix_implied_names(state, name);
  Table moved = state.take_table(name);  // and its lookups
  state.schema.tables.set(name, std::move(moved));
  rename_table(state.schema, name, to, state.syntax);
  state.remember_table(to);
  name = to;
}

void rename_whole_table(ReadState& state, Cursor& at, QualifiedName& name) {
  const Token where = at.peek();
  QualifiedName to = name;
  to.name = at.name();
  if (to == name) return;
  // SQLite: another case of the same name is a rename too.
  const auto stored = state.find_table(to);
  if (!stored || *stored != name) state.refuse_taken(at, where, to, Kind::Table);
  if (!at.at_end()) at.expected("the end of the statement");
  move_table(state, name, to);
}

void rename_one_column(ReadState& state, Cursor& at, const QualifiedName& name) {
  const std::string from = read_column_name(state, at, name);
  at.expect("TO");
  const Token where = at.peek();
  const std::string to = at.name();
  if (from == to) return;
  Table& table = state.schema.tables.edit(name);
  const Column* taken = state.find_column(table, to);
  if (taken && taken->name != from)
    refuse(at, where, "duplicate-column",
           "table `" + name.display() + "` has a column `" + to + "` already; choose another name");
  fix_implied_names(state, name);
  rename_column(state.schema, name, from, to, state.syntax);
}

template <class Constraint>
bool rename_named(std::vector<Constraint>& in, const std::string& from, const std::string& to) {
  for (Constraint& constraint : in)
    if (constraint.name == from) {
      constraint.name = to;
      return true;
    }
  return false;
}

void rename_constraint(ReadState& state, Cursor& at, const QualifiedName& name) {
  const Token where = at.peek();
  const std::string from = at.name();
  at.expect("TO");
  const std::string to = at.name();
  fix_implied_names(state, name);
  Table& table = state.schema.tables.edit(name);
  if (table.primary_key && table.primary_key->name == from) {
    table.primary_key->name = to;
    return;
  }
  if (rename_named(table.uniques, from, to) || rename_named(table.checks, from, to) ||
      rename_named(table.foreign_keys, from, to) || rename_named(table.exclusions, from, to))
    return;
  if (from.find("_not_null") != std::string::npos) return;
  refuse(at, where, "unknown-constraint", "table `" + name.display() + "` has no constraint `" + from + "`");
}

bool read_rename(ReadState& state, Cursor& at, QualifiedName& name) {
  if (!at.accept("RENAME")) return false;
  if (at.accept("TO")) return rename_whole_table(state, at, name), true;
  if (!state.syntax.grammar.sqlite && at.accept("CONSTRAINT")) return rename_constraint(state, at, name), true;
  // A column may be called `column`.
  if (at.is("COLUMN") && !at.is("TO", 1)) at.next();
  rename_one_column(state, at, name);
  return true;
}

// ---- ALTER COLUMN, ALTER CONSTRAINT
// ------------------------------------------------------------------------

bool read_set(Cursor& at, Column& column) {
  if (at.accept_seq({"SET", "DEFAULT"})) {
    const std::uint32_t from = at.position();
    const Node node = parse_expression(at);
    column.fill = make_expr(at, from, at.position(), node);
  } else if (at.accept_seq({"DROP", "DEFAULT"})) {
    if (column.default_value()) column.fill = std::monostate{};
    if (extra_of<PostgresColumn>(column.extra).serial) edit_extra<PostgresColumn>(column.extra).serial = false;
  } else if (at.accept_seq({"SET", "NOT", "NULL"})) {
    column.nullable = false;
  } else if (at.accept_seq({"DROP", "NOT", "NULL"})) {
    column.nullable = true;
  } else if (at.accept_seq({"DROP", "IDENTITY"})) {
    accept_if_exists(at);
    if (column.identity()) column.fill = std::monostate{};
  } else if (at.accept_seq({"DROP", "EXPRESSION"})) {
    accept_if_exists(at);
    if (column.computed()) column.fill = std::monostate{};
  } else if (at.accept_seq({"SET", "EXPRESSION", "AS"})) {
    if (!column.computed()) at.fail("column `" + column.name + "` is not generated");
    std::get<Computed>(column.fill).from = read_parenthesised_expression(at);
  } else {
    return false;
  }
  return true;
}

bool read_type_change(Cursor& at, Column& column) {
  if (!at.accept_seq({"SET", "DATA", "TYPE"}) && !at.accept("TYPE")) return false;
  column.type = parse_type(at);
  column.collation.clear();
  if (at.accept("COLLATE")) column.collation = read_collation(at);
  if (at.accept("USING")) parse_expression(at);  // how the rows get there is no part of the schema
  return true;
}

bool read_alter_constraint(ReadState& state, Cursor& at, const QualifiedName& name) {
  const Token where = at.peek();
  const std::string constraint = at.name();
  fix_implied_names(state, name);
  for (ForeignKey& key : state.schema.tables.edit(name).foreign_keys) {
    if (key.name != constraint) continue;
    for (;;) {
      if (at.accept_seq({"NOT", "ENFORCED"}))
        key.enforced = false;
      else if (at.accept("ENFORCED"))
        key.enforced = true;
      else if (!read_deferral(at, key.deferral))
        return true;
    }
  }
  refuse(at, where, "unknown-constraint", "table `" + name.display() + "` has no foreign key `" + constraint + "`");
}

bool read_alter(ReadState& state, Cursor& at, const QualifiedName& name) {
  if (!at.accept("ALTER")) return false;
  if (at.accept("CONSTRAINT")) return read_alter_constraint(state, at, name);
  at.accept("COLUMN");
  const std::string column = read_column_name(state, at, name);
  Column& found = *state.schema.tables.edit(name).find_column(column);
  return read_type_change(at, found) || read_set(at, found);
}

bool read_validate(ReadState& state, Cursor& at, const QualifiedName& name) {
  if (!at.accept_seq({"VALIDATE", "CONSTRAINT"})) return false;
  const Token where = at.peek();
  const std::string constraint = at.name();
  fix_implied_names(state, name);
  Table& table = state.schema.tables.edit(name);
  for (Check& check : table.checks)
    if (check.name == constraint) return check.validated = true;
  for (ForeignKey& key : table.foreign_keys)
    if (key.name == constraint) return key.validated = true;
  if (constraint.find("_not_null") != std::string::npos) return true;
  refuse(at, where, "unknown-constraint", "table `" + name.display() + "` has no constraint `" + constraint + "`");
}

bool read_set_schema(ReadState& state, Cursor& at, QualifiedName& name) {
  if (!at.accept_seq({"SET", "SCHEMA"})) return false;
  const Token where = at.peek();
  const QualifiedName to = state.resolve({at.name(), name.name});
  if (to == name) return true;
  state.refuse_taken(at, where, to, Kind::Table);
  move_table(state, name, to);
  return true;
}

// ---- the statement
// -----------------------------------------------------------------------------------------

bool read_shared_action(ReadState& state, Cursor& at, QualifiedName& name) {
  if (read_rename(state, at, name) || read_add(state, at, name) || read_drop_action(state, at, name)) return true;
  if (state.syntax.grammar.sqlite) return false;
  return read_alter(state, at, name) || read_validate(state, at, name) || read_set_schema(state, at, name);
}

void read_action(ReadState& state, Cursor& at, QualifiedName& name) {
  const Grammar& grammar = state.syntax.grammar;
  const std::uint32_t start = at.position();
  // The dialect's own first: it knows more of ADD and ALTER than is shared.
  if (grammar.postgres && read_postgres_alter_action(state, at, name)) return;
  if (grammar.mysql && read_mysql_alter_action(state, at, name)) return;
  at.seek(start);
  if (read_shared_action(state, at, name)) return;
  at.seek(start);
  if (grammar.sqlite) at.expected("`ADD`, `DROP` or `RENAME`");
  at.expected("an action of `ALTER TABLE`");
}

}  // namespace

void fix_implied_names(ReadState& state, const QualifiedName& table) {
  if (!state.syntax.grammar.postgres) return;
  state.forget_indexes_of(table);
  give_implied_names(state.schema.tables.edit(table), state.syntax, [&](const std::string& name) {
    return state.find_index({table.schema, name}).has_value() || state.find_table({table.schema, name});
  });
  state.remember_indexes_of(table);
}

void read_alter_table(ReadState& state, Cursor& at) {
  const bool if_exists = accept_if_exists(at);
  at.accept("ONLY");
  const Cursor where = at;
  const QualifiedName written = state.read_existing_name(at);
  at.accept_op("*");
  const auto stored = state.find_table(written);
  if (!stored) {
    if (if_exists || state.is_temporary(written)) return skip_rest(at);
    if (const auto virtual_table = state.find_virtual_table(written)) {
      at.expect("RENAME");
      at.expect("TO");
      rename_table(state.schema, *virtual_table, {virtual_table->schema, at.name()}, state.syntax);
      return;
    }
    Cursor place = where;
    state.edit_table(place, written);  // throws, with what is near
  }
  QualifiedName name = *stored;
  const Table before = *state.schema.tables.find(name);
  const bool renames = at.is("RENAME");  // keeps the author's text, with the new name in it
  try {
    do read_action(state, at, name);
    while (!state.syntax.grammar.sqlite && at.accept_op(","));
    if (!at.at_end()) at.expected("`,` or the end of the statement");
  } catch (const SyntaxError&) {
    state.forget_indexes_of(name);
    if (name != before.name) state.schema.tables.erase(name);
    state.add_table(before);
    throw;
  }
  Table& table = state.schema.tables.edit(name);
  if (!renames && !(table == before)) table.definition = {};
  respell_columns(state, table);
  if (!state.syntax.grammar.sqlite && !renames) keep_columns_of_views(state, before, table);
  state.remember_indexes_of(name);
}

}  // namespace plumb::sql
