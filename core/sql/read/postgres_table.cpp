// What PostgreSQL adds to CREATE TABLE and CREATE INDEX.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/postgres_types.h"
#include "plumb/core/sql/read/implied_names.h"
#include "plumb/core/sql/read/postgres.h"

namespace plumb::sql {
namespace postgres_read {
namespace {

struct LikeOptions {
  bool defaults = false, constraints = false, identity = false, generated = false, indexes = false, comments = false,
       storage = false, compression = false;
};

LikeOptions read_like_options(Cursor& at) {
  LikeOptions o;
  while (at.is("INCLUDING") || at.is("EXCLUDING")) {
    const bool on = at.accept("INCLUDING") || !at.accept("EXCLUDING");
    if (at.accept("ALL"))
      o = {on, on, on, on, on, on, on, on};
    else if (at.accept("DEFAULTS"))
      o.defaults = on;
    else if (at.accept("CONSTRAINTS"))
      o.constraints = on;
    else if (at.accept("IDENTITY"))
      o.identity = on;
    else if (at.accept("GENERATED"))
      o.generated = on;
    else if (at.accept("INDEXES"))
      o.indexes = on;
    else if (at.accept("COMMENTS"))
      o.comments = on;
    else if (at.accept("STORAGE"))
      o.storage = on;
    else if (at.accept("COMPRESSION"))
      o.compression = on;
    else if (!at.accept("STATISTICS"))
      at.expected("what to include");
  }
  return o;
}

void copy_column(const LikeOptions& o, Column column, const QualifiedName& source, Table& table, const Syntax& syntax) {
  PostgresColumn extra = extra_of<PostgresColumn>(column.extra);
  const bool keep =
      (column.default_value() && o.defaults) || (column.identity() && o.identity) || (column.computed() && o.generated);
  if (!keep) column.fill = std::monostate{};
  // A copied serial goes on drawing from the sequence of the table that it was copied from.
  if (extra.serial && o.defaults) {
    QualifiedName sequence(source.schema, serial_sequence(source.name, column.name, syntax));
    column.fill = nextval_of(sequence, syntax);
  }
  extra.serial = false;
  extra.statistics.reset();
  extra.options.clear();
  if (!o.storage) extra.storage.clear();
  if (!o.compression) extra.compression.clear();
  if (!o.comments) column.comment.clear();
  column.extra = ColumnExtra(extra);
  if (extra == PostgresColumn{}) column.extra.clear();
  column.renamed_from = {};
  table.columns.push_back(std::move(column));
}

}  // namespace

void read_like(ReadState& state, Cursor& at, Table& table) {
  const Token where = at.peek();
  const QualifiedName name = state.read_existing_name(at);
  const Table* source = state.schema.tables.find(name);
  if (!source) unknown(where, Kind::Table, name.display());
  const LikeOptions o = read_like_options(at);
  for (const Column& column : source->columns) {
    copy_column(o, column, name, table, state.syntax);
    // NOT NULL comes along without the primary key that it came from.
    const auto is_column = [&](const IndexPart& part) { return part.column == column.name; };
    if (source->primary_key &&
        std::any_of(source->primary_key->parts.begin(), source->primary_key->parts.end(), is_column))
      table.columns.back().nullable = false;
  }
  // Checks keep their names, those that the server gave them too; indexes and keys get new ones.
  if (o.constraints) {
    Table named = *source;
    give_implied_names(named, state.syntax, [](const std::string&) { return false; });
    for (Check check : named.checks) {
      if (!o.comments) check.comment.clear();
      table.checks.push_back(std::move(check));
    }
  }
  if (!o.indexes) return;
  if (source->primary_key && !table.primary_key) {
    table.primary_key = source->primary_key;
    table.primary_key->name.clear();
  }
  for (Unique unique : source->uniques) {
    unique.name.clear();
    table.uniques.push_back(std::move(unique));
  }
  for (Index index : source->indexes) {
    index.name.clear();
    index.clustered = index.replica_identity = false;
    if (!o.comments) index.comment.clear();
    table.indexes.push_back(std::move(index));
  }
}

// ---- partitions -----------------------------------------------------------------------------------

namespace {

std::string read_bound_list(Cursor& at) {
  std::string out = "(";
  at.expect_op("(");
  do {
    if (out.size() > 1) out += ", ";
    if (at.is("MINVALUE") || at.is("MAXVALUE"))
      out += upper(at.text(at.next()));
    else
      out += print(parse_expression(at), at.syntax());
  } while (at.accept_op(","));
  at.expect_op(")");
  return out + ")";
}

}  // namespace

std::string read_partition_bound(Cursor& at) {
  if (at.accept("DEFAULT")) return "DEFAULT";
  at.expect("FOR");
  at.expect("VALUES");
  if (at.accept("IN")) return "FOR VALUES IN " + read_bound_list(at);
  if (at.accept("FROM")) {
    const std::string from = read_bound_list(at);
    at.expect("TO");
    return "FOR VALUES FROM " + from + " TO " + read_bound_list(at);
  }
  at.expect("WITH");
  at.expect_op("(");
  std::string modulus, remainder;
  do {
    if (at.accept("MODULUS"))
      modulus = at.integer();
    else {
      at.expect("REMAINDER");
      remainder = at.integer();
    }
  } while (at.accept_op(","));
  at.expect_op(")");
  return "FOR VALUES WITH (MODULUS " + modulus + ", REMAINDER " + remainder + ")";
}

namespace {

// key part: a column or an expression, with a collation and an operator class.
void read_partition_key(ReadState& state, Cursor& at, Table& table) {
  Partitioning partitioning;
  partitioning.method = lower(at.name());
  const std::uint32_t from = at.position() + 1;
  at.expect_op("(");
  std::string canonical;
  do {
    if (!canonical.empty()) canonical += ", ";
    IndexPart part = read_index_part(state, at);
    if (part.plain()) {
      Node column;
      column.kind = NodeKind::Name;
      column.text = part.column;
      canonical += print(column, state.syntax);
    } else {
      canonical += part.expression.canonical.find('(') == std::string::npos || !part.expression.canonical.ends_with(')')
                       ? "(" + part.expression.canonical + ")"
                       : part.expression.canonical;
    }
    if (!part.collation.empty()) canonical += " COLLATE " + part.collation;
    if (!part.opclass.empty()) canonical += " " + part.opclass;
  } while (at.accept_op(","));
  partitioning.key.written = std::string(at.slice(from, at.position()));
  partitioning.key.canonical = std::move(canonical);
  at.expect_op(")");
  table.partitioning = std::move(partitioning);
}

// ( column [WITH OPTIONS] attributes | constraint, … ) of PARTITION OF and OF type.
void read_typed_elements(ReadState& state, Cursor& at, Table& table) {
  if (!at.accept_op("(")) return;
  do {
    if (starts_table_constraint(at)) {
      read_table_constraint(state, at, table);
      continue;
    }
    Column column;
    column.origin = at.origin();
    column.name = at.name();
    at.accept_seq({"WITH", "OPTIONS"});
    read_column_attributes(state, at, table, column);
    table.columns.push_back(std::move(column));
  } while (at.accept_op(","));
  at.expect_op(")");
}

// A stated column of a partition or typed table says what it adds; the rest comes from the parent.
void complete_columns(const std::vector<Column>& parent, Table& table) {
  for (Column& column : table.columns) {
    const auto same = [&](const Column& other) { return other.name == column.name; };
    const auto from = std::find_if(parent.begin(), parent.end(), same);
    if (from == parent.end()) continue;
    column.type = from->type;
    column.collation = from->collation;
    column.nullable = column.nullable && from->nullable;
    if (std::holds_alternative<std::monostate>(column.fill)) column.fill = from->fill;
  }
}

void read_partition_of(ReadState& state, Cursor& at, Table& table) {
  const Token where = at.peek();
  const QualifiedName parent = state.read_existing_name(at);
  const Table* found = state.schema.tables.find(parent);
  if (!found) unknown(where, Kind::Table, parent.display());
  read_typed_elements(state, at, table);
  complete_columns(found->columns, table);
  PostgresTable& extra = edit_extra<PostgresTable>(table.extra);
  extra.partition_of = parent;
  extra.partition_bound = read_partition_bound(at);
  take_off_inherited(*found, table);
}

void read_of_type(ReadState& state, Cursor& at, Table& table) {
  const Token where = at.peek();
  const QualifiedName type = state.read_name(at);
  const Composite* found = state.schema.composites.find(type);
  if (!found) unknown(where, Kind::Composite, type.display());
  std::vector<Column> columns;
  for (const Composite::Attribute& attribute : found->attributes) {
    Column column;
    column.name = attribute.name;
    column.type = attribute.type;
    column.collation = attribute.collation;
    columns.push_back(std::move(column));
  }
  read_typed_elements(state, at, table);
  complete_columns(columns, table);
  // All columns of the type, with what was said about some of them.
  for (Column& column : columns)
    if (const Column* stated = table.find_column(column.name)) column = *stated;
  table.columns = std::move(columns);
  edit_extra<PostgresTable>(table.extra).of_type = type;
}

void read_inherits(ReadState& state, Cursor& at, Table& table) {
  at.expect_op("(");
  PostgresTable& extra = edit_extra<PostgresTable>(table.extra);
  if (!at.is_op(")")) {
    do extra.inherits.push_back(state.read_existing_name(at));
    while (at.accept_op(","));
  }
  at.expect_op(")");
  if (extra == PostgresTable{}) table.extra.clear();
  merge_inherited(state.schema, table);
}

bool read_table_option(ReadState& state, Cursor& at, Table& table) {
  if (at.accept("INHERITS"))
    read_inherits(state, at, table);
  else if (at.accept_seq({"PARTITION", "BY"}))
    read_partition_key(state, at, table);
  else if (at.accept_seq({"PARTITION", "OF"}))
    read_partition_of(state, at, table);
  else if (at.accept("OF"))
    read_of_type(state, at, table);
  else if (at.accept("USING"))
    edit_extra<PostgresTable>(table.extra).access_method = at.name();
  else if (at.is("WITH") && at.is_op("(", 1)) {
    at.next();
    Options parameters = read_parameters(at);
    parameters.erase("oids");  // gone since PostgreSQL 12
    if (!parameters.empty()) edit_extra<PostgresTable>(table.extra).parameters = std::move(parameters);
  } else if (at.accept_seq({"WITHOUT", "OIDS"}) || at.accept_seq({"WITH", "OIDS"})) {
  } else if (at.accept_seq({"ON", "COMMIT"})) {
    while (!at.at_end() && !at.is("TABLESPACE")) at.next();
  } else if (at.accept("TABLESPACE")) {
    const std::string name = at.name();
    if (name != "pg_default") edit_extra<PostgresTable>(table.extra).tablespace = name;
  } else if (at.accept("SERVER")) {
    at.name();
    edit_extra<PostgresTable>(table.extra).foreign_table = true;
    if (at.accept("OPTIONS")) at.parenthesised();
  } else
    return false;
  return true;
}

}  // namespace

void read_create_table_like(ReadState& state, Cursor& at, bool unlogged, bool foreign) {
  Cursor peek = at;
  const Token where = at.peek();
  accept_if_not_exists(peek);
  const QualifiedName name = state.read_name(peek);
  const bool there = state.schema.tables.contains(name);
  read_create_table(state, at, false);
  if (there || !state.schema.tables.contains(name)) return;
  PostgresTable& extra = edit_extra<PostgresTable>(state.schema.tables.edit(name).extra);
  if (unlogged) extra.unlogged = true;
  if (!foreign) return;
  extra.foreign_table = true;
  state.diagnostics.note("unmodelled",
                         "the server and the options of foreign table `" + name.display() +
                             "` are understood and not kept: plumb does not compare or change it",
                         at.origin(where));
}

}  // namespace postgres_read

void read_postgres_table_options(ReadState& state, Cursor& at, Table& table) {
  while (postgres_read::read_table_option(state, at, table)) {
  }
  for (const auto& [name, value] : state.variables) {
    if (value.empty() || value == "heap" || value == "pg_default") continue;
    PostgresTable& extra = edit_extra<PostgresTable>(table.extra);
    if (name == "default_tablespace" && extra.tablespace.empty()) extra.tablespace = value;
    if (name == "default_table_access_method" && extra.access_method.empty()) extra.access_method = value;
  }
  if (*table.extra == TableExtra(PostgresTable{})) table.extra.clear();
}

bool read_postgres_table_element(ReadState& state, Cursor& at, Table& table) {
  if (at.accept("LIKE")) return postgres_read::read_like(state, at, table), true;
  // PostgreSQL 18: [CONSTRAINT name] NOT NULL column
  const std::uint32_t start = at.position();
  if (at.is("CONSTRAINT") && at.is("NOT", 2) && at.is("NULL", 3)) {
    at.next();
    at.next();
  }
  if (!at.is_seq({"NOT", "NULL"}) || !at.is_name(2)) {
    at.seek(start);
    return false;
  }
  at.accept_seq({"NOT", "NULL"});
  const std::string name = at.name();
  at.accept_seq({"NO", "INHERIT"});
  at.accept_seq({"NOT", "VALID"});
  if (Column* column = table.find_column(name)) column->nullable = false;
  return true;
}

bool read_postgres_column_attribute(ReadState& state, Cursor& at, Table& table, Column& column) {
  (void)table;
  if (at.is("STORAGE") && !at.is_op("(", 1)) {
    at.next();
    const std::string value = lower(at.name());
    if (value != "default") edit_extra<PostgresColumn>(column.extra).storage = value;
    return true;
  }
  if (at.accept("COMPRESSION")) {
    const std::string value = lower(at.name());
    if (value != "default") edit_extra<PostgresColumn>(column.extra).compression = value;
    return true;
  }
  if (at.is("OPTIONS") && at.is_op("(", 1)) {
    at.next();
    at.parenthesised();  // of a foreign table's column
    return true;
  }
  const bool always = at.is_seq({"GENERATED", "ALWAYS", "AS", "IDENTITY"});
  if (!always && !at.is_seq({"GENERATED", "BY", "DEFAULT", "AS", "IDENTITY"})) return false;
  for (int i = always ? 4 : 5; i > 0; --i) at.next();
  Identity identity;
  identity.always = always;
  if (at.is_op("(")) postgres_read::read_identity_options(state, at, identity);
  column.fill = std::move(identity);
  column.nullable = false;
  return true;
}

void settle_postgres_column(ReadState& state, const Table& table, Column& column) {
  if (column.type.array_dims == 0) {
    const std::string_view integer = serial_type(column.type.name);
    if (!integer.empty()) {
      column.type.name = integer;
      column.nullable = false;
      edit_extra<PostgresColumn>(column.extra).serial = true;
      (void)table;
      return;
    }
  }
  settle_postgres_type(column.type);
  postgres_read::resolve_type(state, column.type);
}

bool read_postgres_index_option(ReadState&, Cursor& at, Index& index) {
  if (at.accept("INCLUDE"))
    index.include = read_name_list(at);
  else if (at.accept_seq({"NULLS", "NOT", "DISTINCT"}))
    index.nulls_not_distinct = true;
  else if (at.accept_seq({"NULLS", "DISTINCT"}))
    index.nulls_not_distinct = false;
  else if (at.is("WITH") && at.is_op("(", 1)) {
    at.next();
    index.parameters = read_parameters(at);
  } else if (at.accept("TABLESPACE")) {
    index.tablespace = at.name();
    if (index.tablespace == "pg_default") index.tablespace.clear();
  } else
    return false;
  return true;
}

}  // namespace plumb::sql
