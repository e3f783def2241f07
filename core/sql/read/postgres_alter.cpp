// Actions of ALTER TABLE that only PostgreSQL has.
#include <algorithm>
#include <iterator>
#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/postgres_types.h"
#include "plumb/core/sql/read/postgres.h"

namespace plumb::sql {
namespace postgres_read {
namespace {

PostgresTable& edit(ReadState& state, Cursor& at, const QualifiedName& table) {
  return edit_extra<PostgresTable>(state.edit_table(at, table).extra);
}

void settle(ReadState& state, Cursor& at, const QualifiedName& table) {
  Table& t = state.edit_table(at, table);
  if (*t.extra == TableExtra(PostgresTable{})) t.extra.clear();
}

Column& edit_column(ReadState& state, Cursor& at, const QualifiedName& table, const Token& where,
                    const std::string& name) {
  state.edit_table(at, table);
  Column* column = edit_own_column(state, table, name);
  if (!column) unknown(where, Kind::Column, table.display() + "." + name);
  return *column;
}

void attach_partition(ReadState& state, Cursor& at, const QualifiedName& parent) {
  const Token where = at.peek();
  const QualifiedName name = state.read_existing_name(at);
  const std::string bound = read_partition_bound(at);
  state.edit_table(at, parent);
  if (!state.schema.tables.contains(name)) unknown(where, Kind::Table, name.display());
  Table& partition = state.schema.tables.edit(name);
  PostgresTable& extra = edit_extra<PostgresTable>(partition.extra);
  extra.partition_of = parent;
  extra.partition_bound = bound;
  take_off_inherited(*state.schema.tables.find(parent), partition);
}

void detach_partition(ReadState& state, Cursor& at, const QualifiedName& parent) {
  const Token where = at.peek();
  const QualifiedName name = state.read_existing_name(at);
  at.accept("CONCURRENTLY") || at.accept("FINALIZE");
  if (!state.schema.tables.contains(name)) unknown(where, Kind::Table, name.display());
  Table& partition = state.schema.tables.edit(name);
  PostgresTable& extra = edit_extra<PostgresTable>(partition.extra);
  if (extra.partition_of != parent)
    at.fail_at(where, "`" + name.display() + "` is no partition of `" + parent.display() + "`");
  extra.partition_of = {};
  extra.partition_bound.clear();
  if (extra == PostgresTable{}) partition.extra.clear();
  put_back_inherited(*state.schema.tables.find(parent), partition);
  state.remember_indexes_of(name);
}

// [ENABLE | DISABLE | FORCE | NO FORCE] ROW LEVEL SECURITY
bool read_row_security(ReadState& state, Cursor& at, const QualifiedName& table) {
  if (at.accept_seq({"ENABLE", "ROW", "LEVEL", "SECURITY"}))
    edit(state, at, table).row_security = true;
  else if (at.accept_seq({"DISABLE", "ROW", "LEVEL", "SECURITY"}))
    edit(state, at, table).row_security = false;
  else if (at.accept_seq({"FORCE", "ROW", "LEVEL", "SECURITY"}))
    edit(state, at, table).force_row_security = true;
  else if (at.accept_seq({"NO", "FORCE", "ROW", "LEVEL", "SECURITY"}))
    edit(state, at, table).force_row_security = false;
  else
    return false;
  return true;
}

// ENABLE [REPLICA | ALWAYS] TRIGGER x, DISABLE TRIGGER x; the same for rules.
bool read_trigger_state(ReadState& state, Cursor& at, const QualifiedName& table) {
  std::string enabled;
  if (at.accept("DISABLE"))
    enabled = "disabled";
  else if (!at.accept("ENABLE"))
    return false;
  else if (at.accept("REPLICA"))
    enabled = "replica";
  else if (at.accept("ALWAYS"))
    enabled = "always";
  if (read_rule_state(state, at, table, enabled)) return true;
  at.expect("TRIGGER");
  const bool all = at.is("ALL") || at.is("USER");
  const Token where = at.peek();
  const std::string name = at.name();
  if (!all) {
    const PartName key(table, name);
    if (!state.schema.triggers.contains(key)) unknown(where, Kind::Trigger, table.display() + "." + name);
    state.schema.triggers.edit(key).enabled = enabled;
    return true;
  }
  for (const PartName& key : state.schema.triggers.keys())
    if (key.first == table) state.schema.triggers.edit(key).enabled = enabled;
  return true;
}

Index* find_index(Table& table, const std::string& name) {
  for (Index& index : table.indexes)
    if (index.name == name) return &index;
  return nullptr;
}

void cluster_on(ReadState& state, Cursor& at, const QualifiedName& table) {
  const std::string name = at.name();
  Table& target = state.edit_table(at, table);
  for (Index& index : target.indexes) index.clustered = false;
  Index* index = find_index(target, name);
  if (index) index->clustered = true;
  edit(state, at, table).clustered_on = index ? "" : name;
}

void read_replica_identity(ReadState& state, Cursor& at, const QualifiedName& table) {
  Table& target = state.edit_table(at, table);
  for (Index& index : target.indexes) index.replica_identity = false;
  if (at.accept_seq({"USING", "INDEX"})) {
    const std::string name = at.name();
    if (Index* index = find_index(target, name)) {
      index->replica_identity = true;
      return;
    }
    // The index of a key: kept by its name.
    edit(state, at, table).replica_identity = "index " + name;
    return;
  }
  const std::string value = lower(at.name());
  edit(state, at, table).replica_identity = value == "default" ? "" : value;
}

bool read_table_setting(ReadState& state, Cursor& at, const QualifiedName& table) {
  if (at.accept_seq({"SET", "LOGGED"}))
    edit(state, at, table).unlogged = false;
  else if (at.accept_seq({"SET", "UNLOGGED"}))
    edit(state, at, table).unlogged = true;
  else if (at.accept_seq({"SET", "TABLESPACE"})) {
    const std::string name = at.name();
    edit(state, at, table).tablespace = name == "pg_default" ? "" : name;
  } else if (at.accept_seq({"SET", "ACCESS", "METHOD"})) {
    const std::string name = at.name();
    edit(state, at, table).access_method = name == "default" ? "" : name;
  } else if (at.accept_seq({"SET", "WITHOUT", "OIDS"}) || at.accept_seq({"SET", "WITH", "OIDS"})) {
  } else if (at.accept_seq({"SET", "WITHOUT", "CLUSTER"})) {
    for (Index& index : state.edit_table(at, table).indexes) index.clustered = false;
    edit(state, at, table).clustered_on.clear();
  } else if (at.is("SET") && at.is_op("(", 1)) {
    at.next();
    put_parameters(edit(state, at, table).parameters, read_parameters(at));
  } else if (at.is("RESET") && at.is_op("(", 1)) {
    at.next();
    for (const std::string& name : read_parameter_names(at)) edit(state, at, table).parameters.erase(name);
  } else
    return false;
  return true;
}

void inherit(ReadState& state, Cursor& at, const QualifiedName& table, bool add) {
  const QualifiedName parent = state.read_existing_name(at);
  std::vector<QualifiedName>& inherits = edit(state, at, table).inherits;
  if (add)
    inherits.push_back(parent);
  else
    std::erase(inherits, parent);
}

// A serial column as what it is: the sequence and the default.
void expand_serial(ReadState& state, const QualifiedName& table, Column& column) {
  if (!extra_of<PostgresColumn>(column.extra).serial) return;
  const QualifiedName sequence(table.schema, serial_sequence(table.name, column.name, state.syntax));
  column = expand_serial_column(state, table, column, sequence);
}

// Sequences keep their names when the table or the column gets another.
void expand_before_rename(ReadState& state, Cursor at, const QualifiedName& table) {
  at.accept("RENAME");
  if (at.is("CONSTRAINT")) return;
  const bool whole = at.is("TO");
  if (!whole && at.is("COLUMN") && !at.is("TO", 1)) at.next();
  const std::string only = whole ? std::string() : at.name();
  Table& target = state.edit_table(at, table);
  for (Column& column : target.columns)
    if (whole || column.name == only) expand_serial(state, table, column);
}

bool accept_identity_change(const Cursor& at) {
  if (at.is("RESTART")) return true;
  if (!at.is("SET")) return false;
  for (std::string_view word :
       {"GENERATED", "INCREMENT", "START", "CACHE", "NO", "MINVALUE", "MAXVALUE", "CYCLE", "RESTART"})
    if (at.is(word, 1)) return true;
  return false;
}

// A column that ALTER COLUMN speaks of.
struct Altered {
  ReadState& state;
  Cursor& at;
  const QualifiedName& table;
  const Token where;
  const std::string name;

  Column& column() const { return edit_column(state, at, table, where, name); }
  PostgresColumn& extra() const { return edit_extra<PostgresColumn>(column().extra); }
};

// A default stays what it is when its column gets another type: '{}' of a json column is '{}'::json behind it. Numbers
// and text have no mark of their type.
void keep_type_of_default(Column& column, const Type& was, const Syntax& syntax) {
  static constexpr std::string_view kPlain[] = {
      "bigint",  "boolean", "bpchar",  "character", "character varying", "double precision",
      "integer", "name",    "numeric", "real",      "smallint",          "text"};
  auto* value = std::get_if<Expr>(&column.fill);
  const bool plain =
      was.array_dims == 0 && std::find(std::begin(kPlain), std::end(kPlain), was.name) != std::end(kPlain);
  if (!value || plain || was == column.type) return;
  auto tree = parse_expression(value->written, syntax);
  if (!tree || tree->kind != NodeKind::String) return;
  Node cast;
  cast.kind = NodeKind::Cast;
  cast.text = spell_postgres_type(was);
  cast.kids.push_back(std::move(*tree));
  *value = make_expr(cast, syntax);
}

void read_type_change(const Altered& altered) {
  Cursor& at = altered.at;
  Column& column = altered.column();
  expand_serial(altered.state, altered.table, column);
  at.accept_seq({"SET", "DATA"});
  at.expect("TYPE");
  const Type was = std::exchange(column.type, read_type(altered.state, at));
  keep_type_of_default(column, was, altered.state.syntax);
  column.collation.clear();
  if (at.accept("COLLATE")) column.collation = read_postgres_collation(at);
  if (at.accept("USING")) parse_expression(at);  // how the rows get there is no part of the schema
}

// How the column is stored and counted.
bool read_column_setting(const Altered& altered) {
  Cursor& at = altered.at;
  if (at.accept_seq({"SET", "STATISTICS"})) {
    const std::string value = at.accept("DEFAULT") ? "-1" : at.integer();
    if (value == "-1")
      altered.extra().statistics.reset();
    else
      altered.extra().statistics = std::atoi(value.c_str());
  } else if (at.accept_seq({"SET", "STORAGE"})) {
    const std::string value = lower(at.name());
    altered.extra().storage = value == "default" ? "" : value;
  } else if (at.accept_seq({"SET", "COMPRESSION"})) {
    const std::string value = lower(at.name());
    altered.extra().compression = value == "default" ? "" : value;
  } else if (at.is("SET") && at.is_op("(", 1)) {
    at.next();
    put_parameters(altered.extra().options, read_parameters(at));
  } else if (at.is("RESET") && at.is_op("(", 1)) {
    at.next();
    for (const std::string& option : read_parameter_names(at)) altered.extra().options.erase(option);
  } else if (at.accept("OPTIONS")) {
    at.parenthesised();
  } else {
    return false;
  }
  return true;
}

// What fills the column.
bool read_fill_change(const Altered& altered) {
  Cursor& at = altered.at;
  if (at.is_seq({"ADD", "GENERATED"})) {
    at.next();
    Column& column = altered.column();
    if (!read_postgres_column_attribute(altered.state, at, altered.state.edit_table(at, altered.table), column))
      at.expected("ALWAYS or BY DEFAULT, and AS IDENTITY");
  } else if (accept_identity_change(at)) {
    Column& column = altered.column();
    if (!column.identity())
      at.fail_at(altered.where, "column `" + altered.table.display() + "." + altered.name + "` is no identity column");
    Identity identity = *column.identity();
    read_identity_changes(altered.state, at, identity);
    column.fill = std::move(identity);
  } else if (at.accept_seq({"DROP", "IDENTITY"})) {
    accept_if_exists(at);
    if (altered.column().identity()) altered.column().fill = std::monostate{};
  } else if (at.accept_seq({"DROP", "EXPRESSION"})) {
    accept_if_exists(at);
    if (altered.column().computed()) altered.column().fill = std::monostate{};
  } else if (at.accept_seq({"SET", "EXPRESSION", "AS"})) {
    Expr expression = read_parenthesised_expression(at);
    if (const Computed* was = altered.column().computed())
      altered.column().fill = Computed{std::move(expression), was->stored};
  } else {
    return false;
  }
  return true;
}

// ALTER [COLUMN] c …; defaults and NOT NULL are left to the reader that all dialects share.
bool read_column_action(ReadState& state, Cursor& at, const QualifiedName& table) {
  const std::uint32_t start = at.position();
  at.expect("ALTER");
  if (at.is("CONSTRAINT")) return at.seek(start), false;
  at.accept("COLUMN");
  const Token where = at.peek();
  const Altered altered{state, at, table, where, at.name()};
  if (at.is("TYPE") || at.is_seq({"SET", "DATA"})) return read_type_change(altered), true;
  const bool nulls = at.is_seq({"SET", "NOT"}) || at.is_seq({"DROP", "NOT"});
  if (nulls || at.is_seq({"SET", "DEFAULT"}) || at.is_seq({"DROP", "DEFAULT"})) {
    // An inherited column becomes the table's own; a serial's sequence stays when its default goes.
    Column& column = altered.column();
    if (!nulls) expand_serial(state, table, column);
    return at.seek(start), false;
  }
  if (!read_column_setting(altered) && !read_fill_change(altered)) return at.seek(start), false;
  Column& column = altered.column();
  if (*column.extra == ColumnExtra(PostgresColumn{})) column.extra.clear();
  return true;
}

}  // namespace

bool read_alter_table_first(ReadState& state, Cursor& at) {
  const std::uint32_t start = at.position();
  if (at.is_seq({"ALL", "IN", "TABLESPACE"})) {
    unmodelled(state, at, at.peek(), "moving all that is in a tablespace");
    return true;
  }
  accept_if_exists(at);
  const bool only = at.accept("ONLY");
  const QualifiedName name = state.read_existing_name(at);
  at.accept_op("*");
  // Owners are not kept; pg_dump says them for sequences and views as if they were tables.
  if (at.is_seq({"OWNER", "TO"})) {
    at.accept_seq({"OWNER", "TO"});
    read_role(at);
    if (at.at_end()) return true;
  }
  if (!only && !state.schema.tables.contains(name)) {
    const bool view = state.schema.views.contains(name);
    if (view || state.schema.sequences.contains(name)) {
      at.seek(start);
      if (view)
        read_alter_view(state, at, false);
      else
        read_alter_sequence(state, at);
      return true;
    }
  }
  at.seek(start);
  return false;
}

}  // namespace postgres_read

bool read_postgres_alter_action(ReadState& state, Cursor& at, QualifiedName& table) {
  using namespace postgres_read;
  bool done = true;
  if (at.accept_seq({"ATTACH", "PARTITION"}))
    attach_partition(state, at, table);
  else if (at.accept_seq({"DETACH", "PARTITION"}))
    detach_partition(state, at, table);
  else if (at.accept_seq({"OWNER", "TO"}))
    read_role(at);
  else if (at.accept_seq({"CLUSTER", "ON"}))
    cluster_on(state, at, table);
  else if (at.accept_seq({"REPLICA", "IDENTITY"}))
    read_replica_identity(state, at, table);
  else if (at.accept("INHERIT"))
    inherit(state, at, table, true);
  else if (at.accept_seq({"NO", "INHERIT"}))
    inherit(state, at, table, false);
  else if (at.accept_seq({"NOT", "OF"}))
    edit(state, at, table).of_type = {};
  else if (at.accept("OF"))
    edit(state, at, table).of_type = state.read_name(at);
  else if (at.is("OPTIONS") && at.is_op("(", 1))
    at.next(), at.parenthesised();
  else if (at.is("ALTER"))
    done = read_column_action(state, at, table);
  else if (at.is("RENAME"))
    expand_before_rename(state, at, table), done = false;
  else
    done = read_row_security(state, at, table) || read_trigger_state(state, at, table) ||
           read_table_setting(state, at, table);
  if (done) settle(state, at, table);
  return done;
}

}  // namespace plumb::sql
