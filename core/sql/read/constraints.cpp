// Constraints of a table, and what constraints of tables and columns share.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/column.h"
#include "plumb/core/sql/read/state.h"

namespace plumb::sql {
namespace {

std::vector<IndexPart> parts_of(std::vector<std::string> columns) {
  std::vector<IndexPart> parts(columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) parts[i].column = std::move(columns[i]);
  return parts;
}

// PostgreSQL: columns only, the last one may be WITHOUT OVERLAPS. SQLite and MySQL: as in an index.
std::vector<IndexPart> read_key_parts(ReadState& state, Cursor& at, Rare<KeyOptions>& options) {
  if (!state.syntax.grammar.postgres) return read_index_parts(state, at);
  std::vector<std::string> columns;
  at.expect_op("(");
  do {
    columns.push_back(at.name());
    if (at.accept_seq({"WITHOUT", "OVERLAPS"})) options.edit().without_overlaps = true;
  } while (at.accept_op(","));
  at.expect_op(")");
  return parts_of(std::move(columns));
}

void read_table_deferral(ReadState&, Cursor& at, Rare<KeyOptions>& options) {
  Deferral deferral;
  while (read_deferral(at, deferral)) options.edit().deferral = deferral;
}

// ADD CONSTRAINT x UNIQUE USING INDEX i: the index becomes the constraint, and takes its name.
bool read_using_index(ReadState& state, Cursor& at, Table& table, std::string& name, std::vector<IndexPart>& parts,
                      Rare<KeyOptions>& options) {
  if (!at.is_seq({"USING", "INDEX"}) || at.is_seq({"USING", "INDEX", "TABLESPACE"})) return false;
  at.next(), at.next();
  const Token& where = at.peek();
  const std::string index = at.name();
  for (auto i = table.indexes.begin(); i != table.indexes.end(); ++i) {
    if (i->name != index) continue;
    if (name.empty()) name = index;
    parts = std::move(i->parts);
    if (!i->include.empty()) options.edit().include = std::move(i->include);
    if (i->nulls_not_distinct) options.edit().nulls_not_distinct = true;
    if (!i->parameters.empty()) options.edit().parameters = std::move(i->parameters);
    if (!i->tablespace.empty()) options.edit().tablespace = std::move(i->tablespace);
    state.forget_indexes_of(table.name);
    table.indexes.erase(i);
    state.remember_indexes_of(table.name);
    return true;
  }
  throw SyntaxError{"unknown-index", "table `" + table.name.display() + "` has no index `" + index + "`", where.offset,
                    where.length, where.line};
}

void read_table_primary_key(ReadState& state, Cursor& at, Table& table, std::string name, Origin origin) {
  PrimaryKey key;
  key.origin = origin;
  key.name = std::move(name);
  if (!read_using_index(state, at, table, key.name, key.parts, key.options)) {
    const std::uint32_t from = at.position();
    key.parts = read_key_parts(state, at, key.options);
    // SQLite: PRIMARY KEY (id AUTOINCREMENT)
    if (state.syntax.grammar.sqlite)
      for (std::uint32_t i = from; i < at.position(); ++i)
        if (equals_ignoring_case(at.text(at.statement().tokens[i]), "autoincrement")) key.autoincrement = true;
    read_key_options(state, at, key.options);
  }
  if (const OnConflict conflict = read_on_conflict(at); conflict != OnConflict::Default)
    key.options.edit().on_conflict = conflict;
  read_table_deferral(state, at, key.options);
  set_primary_key(at, table, std::move(key));
}

void read_table_unique(ReadState& state, Cursor& at, Table& table, std::string name, Origin origin) {
  Unique unique;
  unique.origin = origin;
  unique.name = std::move(name);
  if (!read_using_index(state, at, table, unique.name, unique.parts, unique.options)) {
    if (at.accept_seq({"NULLS", "NOT", "DISTINCT"}))
      unique.options.edit().nulls_not_distinct = true;
    else
      at.accept_seq({"NULLS", "DISTINCT"});
    unique.parts = read_key_parts(state, at, unique.options);
    read_key_options(state, at, unique.options);
  }
  if (const OnConflict conflict = read_on_conflict(at); conflict != OnConflict::Default)
    unique.options.edit().on_conflict = conflict;
  read_table_deferral(state, at, unique.options);
  table.uniques.push_back(std::move(unique));
}

// NOT VALID, NO INHERIT, [NOT] ENFORCED in any order.
template <class Constraint>
bool read_validity(Cursor& at, Constraint& constraint) {
  if (at.accept_seq({"NOT", "VALID"}))
    constraint.validated = false;
  else if (at.accept_seq({"NOT", "ENFORCED"}))
    constraint.enforced = false;
  else if (!at.accept("ENFORCED"))
    return false;
  return true;
}

void read_table_check(ReadState& state, Cursor& at, Table& table, std::string name, Origin origin) {
  Check check;
  check.origin = origin;
  check.name = std::move(name);
  check.expression = read_parenthesised_expression(at);
  check.on_conflict = read_on_conflict(at);
  if (!state.syntax.grammar.sqlite)
    for (;;) {
      if (at.accept_seq({"NO", "INHERIT"}))
        check.no_inherit = true;
      else if (!read_validity(at, check))
        break;
    }
  table.checks.push_back(std::move(check));
}

void read_table_foreign_key(ReadState& state, Cursor& at, Table& table, std::string name, Origin origin) {
  ForeignKey key;
  key.origin = origin;
  key.name = std::move(name);
  if (state.syntax.grammar.mysql) {
    at.accept_seq({"IF", "NOT", "EXISTS"});
    // The index that MySQL 5 named by it; the constraint takes it where it has no name.
    if (at.is_name()) {
      std::string index = at.name();
      if (key.name.empty()) key.name = std::move(index);
    }
  }
  at.expect_op("(");
  do {
    if (at.is("PERIOD") && at.is_name(1)) at.next(), key.period = true;
    key.columns.push_back(at.name());
  } while (at.accept_op(","));
  at.expect_op(")");
  read_references(state, at, key);
  table.foreign_keys.push_back(std::move(key));
}

std::string read_operator(Cursor& at) {
  if (at.accept("OPERATOR")) {
    std::string out = "operator(";
    out += at.parenthesised();
    return out + ")";
  }
  if (at.peek().kind != Tok::Operator) at.expected("an operator behind `WITH`");
  return std::string(at.text(at.next()));
}

void read_exclusion(ReadState& state, Cursor& at, Table& table, std::string name, Origin origin) {
  Exclusion exclusion;
  exclusion.origin = origin;
  exclusion.name = std::move(name);
  exclusion.method = at.accept("USING") ? at.name() : "";
  at.expect_op("(");
  do {
    IndexPart part = read_index_part(state, at);
    at.expect("WITH");
    part.exclude_with = read_operator(at);
    exclusion.parts.push_back(std::move(part));
  } while (at.accept_op(","));
  at.expect_op(")");
  read_key_options(state, at, exclusion.options);
  if (at.accept("WHERE")) exclusion.where = read_parenthesised_expression(at);
  read_table_deferral(state, at, exclusion.options);
  table.exclusions.push_back(std::move(exclusion));
}

}  // namespace

bool starts_table_constraint(const Cursor& at) {
  if (at.peek().kind != Tok::Word) return false;
  if (at.is_any({"CONSTRAINT", "CHECK", "UNIQUE"})) return true;
  if (at.is("PRIMARY") || at.is("FOREIGN")) return at.is("KEY", 1);
  return at.syntax().grammar.postgres && at.is("EXCLUDE") && (at.is("USING", 1) || at.is_op("(", 1));
}

bool read_table_constraint(ReadState& state, Cursor& at, Table& table) {
  if (!starts_table_constraint(at)) return false;
  const Origin origin = at.origin();
  std::string name;
  // SQLite takes a name with nothing behind it, and a name behind a name.
  while (at.accept("CONSTRAINT")) name = read_constraint_name(at);
  if (at.accept_seq({"PRIMARY", "KEY"}))
    read_table_primary_key(state, at, table, std::move(name), origin);
  else if (at.accept("UNIQUE"))
    read_table_unique(state, at, table, std::move(name), origin);
  else if (at.accept("CHECK"))
    read_table_check(state, at, table, std::move(name), origin);
  else if (at.accept_seq({"FOREIGN", "KEY"}))
    read_table_foreign_key(state, at, table, std::move(name), origin);
  else if (state.syntax.grammar.postgres && at.accept("EXCLUDE"))
    read_exclusion(state, at, table, std::move(name), origin);
  else if (!state.syntax.grammar.sqlite || !(at.is_op(",") || at.is_op(")")))
    at.expected("`PRIMARY KEY`, `UNIQUE`, `CHECK` or `FOREIGN KEY`");
  return true;
}

std::string read_constraint_name(Cursor& at) {
  if (at.is_any({"PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "REFERENCES", "NOT", "NULL", "DEFAULT"})) return {};
  return at.name();
}

OnConflict read_on_conflict(Cursor& at) {
  if (!at.syntax().grammar.sqlite || !at.accept_seq({"ON", "CONFLICT"})) return OnConflict::Default;
  if (at.accept("ROLLBACK")) return OnConflict::Rollback;
  if (at.accept("ABORT")) return OnConflict::Abort;
  if (at.accept("FAIL")) return OnConflict::Fail;
  if (at.accept("IGNORE")) return OnConflict::Ignore;
  if (at.accept("REPLACE")) return OnConflict::Replace;
  at.expected("`ROLLBACK`, `ABORT`, `FAIL`, `IGNORE` or `REPLACE`");
}

Options read_parameters(Cursor& at) {
  Options out;
  at.expect_op("(");
  do {
    std::string name = at.name();
    if (at.accept_op(".")) name += "." + at.name();
    std::string value = "true";  // what a bare name means
    if (at.accept_op("=")) {
      if (at.peek().kind == Tok::String) {
        value = at.string();
      } else {
        value = at.is_op("-") || at.is_op("+") ? std::string(at.text(at.next())) : std::string();
        value += lower(at.text(at.next()));
      }
    }
    out[std::move(name)] = std::move(value);
  } while (at.accept_op(","));
  at.expect_op(")");
  return out;
}

void read_key_options(ReadState& state, Cursor& at, Rare<KeyOptions>& options) {
  if (!state.syntax.grammar.postgres) return;
  for (;;) {
    if (at.accept("INCLUDE"))
      options.edit().include = read_name_list(at);
    else if (at.is("WITH") && at.is_op("(", 1))
      at.next(), options.edit().parameters = read_parameters(at);
    else if (at.accept_seq({"USING", "INDEX", "TABLESPACE"}))
      options.edit().tablespace = at.name();
    else
      return;
  }
}

void set_primary_key(Cursor& at, Table& table, PrimaryKey key) {
  if (table.primary_key)
    throw SyntaxError{"duplicate-primary-key",
                      "table `" + table.name.display() + "` has two primary keys; take one of them away",
                      at.peek().offset, 0, at.peek().line};
  table.primary_key = std::move(key);
}

std::string read_collation(Cursor& at) {
  // "en_US.utf8" is one name: PostgreSQL's are kept as they are spelled.
  if (at.syntax().grammar.postgres) return read_postgres_collation(at);
  std::string out = at.name();
  while (at.accept_op(".")) out += "." + at.name();
  return out;
}

std::vector<std::string> read_name_list(Cursor& at) {
  std::vector<std::string> out;
  at.expect_op("(");
  do out.push_back(at.name());
  while (at.accept_op(","));
  if (!at.is_op(")")) at.expected("`,` or `)`");
  at.next();
  return out;
}

}  // namespace plumb::sql
