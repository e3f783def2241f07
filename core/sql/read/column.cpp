// One column: its type, and the attributes and constraints behind it.
#include "plumb/core/sql/read/column.h"

#include "plumb/core/base/text.h"

namespace plumb::sql {
namespace {

// What the constraints of one column know of each other.
struct InColumn {
  ReadState& state;
  Cursor& at;
  Table& table;
  Column& column;
  std::string name;  // CONSTRAINT name, until the next constraint takes it
  enum class Last : std::uint8_t { None, ForeignKey, PrimaryKey, Unique, Check } last = Last::None;

  const Syntax& syntax() const { return state.syntax; }
  std::string take_name() { return std::exchange(name, {}); }
  IndexPart part() const {
    IndexPart out;
    out.column = column.name;
    return out;
  }
};

// SQLite: a type is any words, or none at all.
bool starts_type(const Cursor& at) {
  if (!at.syntax().grammar.sqlite) return true;
  if (!at.is_name()) return false;
  if (at.peek().kind != Tok::Word) return true;
  if (at.is("GENERATED")) return !at.is_seq({"GENERATED", "ALWAYS"});
  return !at.is_any({"CONSTRAINT", "DEFAULT", "NULL", "NOT", "PRIMARY", "UNIQUE", "CHECK", "REFERENCES", "COLLATE",
                     "AS", "DEFERRABLE", "AUTOINCREMENT"});
}

void read_not_null(InColumn& r) {
  r.column.nullable = false;
  if (r.syntax().grammar.sqlite) {
    const OnConflict conflict = read_on_conflict(r.at);
    const std::string name = r.take_name();
    if (conflict == OnConflict::Default && name.empty()) return;
    SqliteColumn& extra = edit_extra<SqliteColumn>(r.column.extra);
    extra.not_null_conflict = conflict;
    extra.not_null_name = name;
    return;
  }
  r.take_name();
  r.at.accept_seq({"NO", "INHERIT"});
}

void read_primary_key(InColumn& r, const Origin& origin) {
  PrimaryKey key;
  key.origin = origin;
  key.name = r.take_name();
  IndexPart part = r.part();
  if (r.at.accept("DESC"))
    part.order.descending = true;
  else if (r.at.accept("ASC"))
    part.order.stated.text = "ASC";
  key.parts.push_back(std::move(part));
  key.on_column = r.syntax().grammar.sqlite;
  if (r.syntax().grammar.sqlite) {
    if (const OnConflict conflict = read_on_conflict(r.at); conflict != OnConflict::Default)
      key.options.edit().on_conflict = conflict;
    key.autoincrement = r.at.accept("AUTOINCREMENT");
  }
  read_key_options(r.state, r.at, key.options);
  set_primary_key(r.at, r.table, std::move(key));
  r.last = InColumn::Last::PrimaryKey;
}

void read_unique(InColumn& r, const Origin& origin) {
  Unique unique;
  unique.origin = origin;
  unique.name = r.take_name();
  unique.on_column.text = "yes";
  unique.parts.push_back(r.part());
  if (r.at.accept_seq({"NULLS", "NOT", "DISTINCT"}))
    unique.options.edit().nulls_not_distinct = true;
  else
    r.at.accept_seq({"NULLS", "DISTINCT"});
  if (const OnConflict conflict = read_on_conflict(r.at); conflict != OnConflict::Default)
    unique.options.edit().on_conflict = conflict;
  read_key_options(r.state, r.at, unique.options);
  r.table.uniques.push_back(std::move(unique));
  r.last = InColumn::Last::Unique;
}

void read_check(InColumn& r, const Origin& origin) {
  Check check;
  check.origin = origin;
  check.name = r.take_name();
  check.on_column.text = r.column.name;
  check.expression = read_parenthesised_expression(r.at);
  check.no_inherit = r.at.accept_seq({"NO", "INHERIT"});
  r.table.checks.push_back(std::move(check));
  r.last = InColumn::Last::Check;
}

void read_inline_references(InColumn& r, const Origin& origin) {
  ForeignKey key;
  key.origin = origin;
  key.name = r.take_name();
  key.on_column.text = "yes";
  key.columns.push_back(r.column.name);
  read_references(r.state, r.at, key);
  r.table.foreign_keys.push_back(std::move(key));
  r.last = InColumn::Last::ForeignKey;
}

// SQLite gives it to the table's latest foreign key, wherever that stands; PostgreSQL to the
// constraint before it.
bool read_column_deferral(InColumn& r) {
  Deferral deferral;
  const Cursor start = r.at;
  if (!read_deferral(r.at, deferral)) return false;
  if (r.syntax().grammar.sqlite) {
    if (!r.table.foreign_keys.empty()) r.table.foreign_keys.back().deferral = deferral;
    return true;
  }
  switch (r.last) {
    case InColumn::Last::ForeignKey: r.table.foreign_keys.back().deferral = deferral; return true;
    case InColumn::Last::Unique: r.table.uniques.back().options.edit().deferral = deferral; return true;
    case InColumn::Last::PrimaryKey: r.table.primary_key->options.edit().deferral = deferral; return true;
    default: start.fail("this stands behind no constraint that can be deferred; move it behind one");
  }
}

bool read_enforcement(InColumn& r) {
  if (r.syntax().grammar.sqlite) return false;
  const bool enforced = !r.at.is("NOT");
  if (!r.at.is("ENFORCED") && !r.at.is_seq({"NOT", "ENFORCED"})) return false;
  if (r.last == InColumn::Last::Check)
    r.table.checks.back().enforced = enforced;
  else if (r.last == InColumn::Last::ForeignKey)
    r.table.foreign_keys.back().enforced = enforced;
  else
    return false;
  if (!enforced) r.at.next();
  r.at.next();
  return true;
}

// GENERATED ALWAYS AS (…), GENERATED … AS IDENTITY (…), AS (…)
bool read_generated(InColumn& r) {
  bool always = true;
  if (r.at.accept("GENERATED")) {
    if (r.at.accept_seq({"BY", "DEFAULT"})) {
      always = false;
      r.at.accept_seq({"ON", "NULL"});
    } else {
      r.at.expect("ALWAYS");
    }
    r.at.expect("AS");
  } else if (!r.at.accept("AS")) {
    return false;
  }
  r.take_name();
  if (r.at.accept("IDENTITY")) {
    r.column.fill = read_identity(r.state, r.at, always);
    return true;
  }
  Computed computed;
  computed.from = read_parenthesised_expression(r.at);
  computed.stored = false;
  if (r.at.accept("STORED") || r.at.accept("PERSISTENT"))
    computed.stored = true;
  else
    r.at.accept("VIRTUAL");
  r.column.fill = std::move(computed);
  return true;
}

bool read_own_attribute(InColumn& r) {
  if (r.syntax().grammar.postgres) return read_postgres_column_attribute(r.state, r.at, r.table, r.column);
  if (r.syntax().grammar.mysql) return read_mysql_column_attribute(r.state, r.at, r.table, r.column);
  return false;
}

bool read_attribute(InColumn& r) {
  Cursor& at = r.at;
  if (at.peek().kind != Tok::Word) return false;
  if (read_own_attribute(r) || read_enforcement(r)) return true;
  const Origin origin = at.origin();
  if (at.accept_seq({"NOT", "NULL"})) return read_not_null(r), true;
  if (at.is("NOT") && at.peek(1).kind == Tok::Word && !at.is("DEFERRABLE", 1) && !at.is("VALID", 1)) {
    at.next();
    at.expected("`NULL` behind `NOT`");
  }
  if (at.accept("NULL")) {
    if (r.syntax().grammar.mysql) r.column.nullable = true;  // the last one counts there
    read_on_conflict(at);
    r.take_name();
    return true;
  }
  if (at.accept("DEFAULT")) {
    r.column.fill = read_default(at);
    r.take_name();
    return true;
  }
  if (at.accept_seq({"PRIMARY", "KEY"})) return read_primary_key(r, origin), true;
  if (at.accept("UNIQUE")) return read_unique(r, origin), true;
  if (at.accept("CHECK")) return read_check(r, origin), true;
  if (at.is("REFERENCES")) return read_inline_references(r, origin), true;
  if (at.accept("COLLATE")) {
    r.column.collation = read_collation(at);
    r.take_name();
    return true;
  }
  if (at.accept("CONSTRAINT")) {
    r.name = read_constraint_name(at);
    return true;
  }
  return read_generated(r) || read_column_deferral(r);
}

}  // namespace

void read_column_definition(ReadState& state, Cursor& at, Table& table, Column& column) {
  if (starts_type(at)) column.type = parse_type(at);
  if (state.syntax.grammar.postgres) settle_postgres_column(state, table, column);
  read_column_attributes(state, at, table, column);
}

void read_column_attributes(ReadState& state, Cursor& at, Table& table, Column& column) {
  InColumn r{state, at, table, column, {}};
  while (read_attribute(r)) {
  }
}

Identity read_identity(ReadState& state, Cursor& at, bool always) {
  Identity identity;
  identity.always = always;
  if (!at.accept_op("(")) return identity;
  // pg_dump: GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.t_id_seq START WITH 1 …)
  if (at.accept_seq({"SEQUENCE", "NAME"})) identity.sequence = state.read_name(at);
  identity.options = read_sequence_options(state, at);
  at.expect_op(")");
  return identity;
}

}  // namespace plumb::sql
