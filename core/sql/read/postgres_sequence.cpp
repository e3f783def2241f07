// CREATE SEQUENCE, ALTER SEQUENCE, and the sequences behind serial columns.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/postgres_types.h"
#include "plumb/core/sql/read/implied_names.h"
#include "plumb/core/sql/read/postgres.h"

namespace plumb::sql::postgres_read {
namespace {

std::string number(Cursor& at, std::string_view word) {
  if (!word.empty()) at.accept(word);
  at.accept_op("=");
  return at.integer();
}

// One clause that CREATE and ALTER SEQUENCE and identity columns share.
bool read_option(Cursor& at, SequenceOptions& options) {
  if (at.accept("INCREMENT"))
    options.increment = number(at, "BY");
  else if (at.accept("START"))
    options.start = number(at, "WITH");
  else if (at.accept("MINVALUE"))
    options.minimum = number(at, {});
  else if (at.accept("MAXVALUE"))
    options.maximum = number(at, {});
  else if (at.accept("CACHE"))
    options.cache = number(at, {});
  else if (at.accept_seq({"NO", "MINVALUE"}))
    options.minimum.reset();
  else if (at.accept_seq({"NO", "MAXVALUE"}))
    options.maximum.reset();
  else if (at.accept_seq({"NO", "CYCLE"}))
    options.cycle = false;
  else if (at.accept("CYCLE"))
    options.cycle = true;
  // Where the counter stands is data, not schema.
  else if (at.accept("RESTART")) {
    if (at.accept("WITH") || at.peek().kind == Tok::Number || at.is_op("-")) at.integer();
  } else
    return false;
  return true;
}

void read_owner(ReadState& state, Cursor& at, Sequence& sequence) {
  sequence.owned_by_table = {};
  sequence.owned_by_column.clear();
  if (at.accept("NONE")) return;
  sequence.owned_by_column = read_column_path(state, at, sequence.owned_by_table);
}

void read_clauses(ReadState& state, Cursor& at, Sequence& sequence) {
  for (;;) {
    if (read_option(at, sequence.options)) continue;
    if (at.accept("AS"))
      sequence.type = read_type(state, at);
    else if (at.accept_seq({"OWNED", "BY"}))
      read_owner(state, at, sequence);
    else
      return;
  }
}

std::string quoted_for_regclass(const QualifiedName& name) {
  Type spelled;
  spelled.user_type = name;
  return spell_postgres_type(spelled);
}

// The names in nextval('…') follow the sequence: the server keeps an OID there.
void rename_in_defaults(ReadState& state, const QualifiedName& from, const QualifiedName& to) {
  const Expr is = nextval_of(to, state.syntax);
  for (const QualifiedName& key : state.schema.tables.keys()) {
    const Table& table = *state.schema.tables.find(key);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const Expr* value = table.columns[i].default_value();
      if (!value || sequence_of_default(state, *value) != from) continue;
      state.schema.tables.edit(key).columns[i].fill = is;
    }
  }
}

}  // namespace

std::string serial_sequence(std::string_view table, std::string_view column, const Syntax& syntax) {
  return implied_name(table, column, "seq", syntax, [](const std::string&) { return false; });
}

Expr nextval_of(const QualifiedName& sequence, const Syntax& syntax) {
  Node name;
  name.kind = NodeKind::String;
  name.text = quoted_for_regclass(sequence);
  Node cast;
  cast.kind = NodeKind::Cast;
  cast.text = "regclass";
  cast.kids.push_back(std::move(name));
  Node call;
  call.kind = NodeKind::Call;
  call.text = "nextval";
  call.kids.push_back(std::move(cast));
  return make_expr(call, syntax);
}

QualifiedName sequence_of_default(const ReadState& state, const Expr& value) {
  if (value.canonical.find("nextval") == std::string::npos) return {};
  const std::optional<Node> node = parse_expression(value.canonical, state.syntax);
  if (!node || node->kind != NodeKind::Call || node->kids.size() != 1) return {};
  if (node->text != "nextval" && node->text != "pg_catalog.nextval") return {};
  const Node* argument = &node->kids[0];
  // 'seq'::text is looked up each time: the server keeps the name.
  while (argument->kind == NodeKind::Cast && !argument->kids.empty() && argument->text != "text")
    argument = &argument->kids[0];
  if (argument->kind != NodeKind::String) return {};
  return state.resolve(postgres_name(argument->text));
}

void read_identity_options(ReadState& state, Cursor& at, Identity& identity) {
  at.expect_op("(");
  SequenceOptions options;
  while (!at.is_op(")")) {
    if (read_option(at, options)) continue;
    if (at.accept_seq({"SEQUENCE", "NAME"}))
      identity.sequence = state.read_name(at);
    else if (at.accept("LOGGED") || at.accept("UNLOGGED"))
      continue;
    else
      at.expected("an option of the sequence, or `)`");
  }
  at.expect_op(")");
  identity.options = std::move(options);
}

void read_identity_changes(ReadState& state, Cursor& at, Identity& identity) {
  (void)state;
  SequenceOptions options = *identity.options;
  for (;;) {
    if (at.is_seq({"SET", "GENERATED"})) {
      at.accept_seq({"SET", "GENERATED"});
      identity.always = at.accept("ALWAYS");
      if (!identity.always) at.accept_seq({"BY", "DEFAULT"});
    } else if (at.is("SET")) {
      at.next();
      if (!read_option(at, options)) at.expected("GENERATED or an option of the sequence");
    } else if (at.is("RESTART")) {
      read_option(at, options);
    } else {
      break;
    }
  }
  identity.options = std::move(options);
}

void read_create_sequence(ReadState& state, Cursor& at, bool unlogged, bool temporary) {
  const bool if_not_exists = accept_if_not_exists(at);
  const Token where = at.peek();
  Sequence made;
  made.renamed_from = state.renamed_from(at, 0, at.position());
  made.name = state.read_name(at);
  made.unlogged = unlogged;
  made.origin = at.origin(where);
  read_clauses(state, at, made);
  if (temporary) return;
  if (if_not_exists && state.schema.sequences.contains(made.name)) return;
  state.refuse_taken(at, where, made.name, Kind::Sequence);
  const QualifiedName name = made.name;
  state.schema.sequences.set(name, std::move(made));
}

Column expand_serial_column(ReadState& state, const QualifiedName& table, Column column,
                            const QualifiedName& sequence) {
  Sequence made;
  made.name = sequence;
  made.type = column.type;
  made.owned_by_table = table;
  made.owned_by_column = column.name;
  made.origin = column.origin;
  state.schema.sequences.set(sequence, std::move(made));
  PostgresColumn extra = extra_of<PostgresColumn>(column.extra);
  extra.serial = false;
  column.extra.clear();
  if (!(extra == PostgresColumn{})) column.extra = ColumnExtra(std::move(extra));
  column.fill = nextval_of(sequence, state.syntax);
  return column;
}

bool expand_serial_sequence(ReadState& state, const QualifiedName& sequence) {
  for (const QualifiedName& key : state.schema.tables.keys()) {
    if (key.schema != sequence.schema) continue;
    const Table& table = *state.schema.tables.find(key);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const Column& column = table.columns[i];
      if (!extra_of<PostgresColumn>(column.extra).serial) continue;
      if (serial_sequence(key.name, column.name, state.syntax) != sequence.name) continue;
      Column expanded = expand_serial_column(state, key, column, sequence);
      state.schema.tables.edit(key).columns[i] = std::move(expanded);
      return true;
    }
  }
  return false;
}

void rename_sequence(ReadState& state, const QualifiedName& from, const QualifiedName& to) {
  Sequence made = state.schema.sequences.take(from);
  made.name = to;
  state.schema.sequences.set(to, std::move(made));
  rename_in_defaults(state, from, to);
}

void read_alter_sequence(ReadState& state, Cursor& at) {
  const bool if_exists = accept_if_exists(at);
  const Token where = at.peek();
  const QualifiedName name = state.read_existing_name(at);
  if (at.accept_seq({"OWNER", "TO"})) return void(read_role(at));
  if (!state.schema.sequences.contains(name)) {
    // ALTER SEQUENCE … RESTART changes no schema, and neither does telling a serial's sequence whose it is.
    if (at.is("RESTART") || if_exists) return skip_rest(at);
    if (!expand_serial_sequence(state, name)) {
      if (at.is_seq({"OWNED", "BY"})) return skip_rest(at);
      for (const Table& table : state.schema.tables)
        for (const Column& column : table.columns)
          if (column.identity() && name.schema == table.name.schema &&
              serial_sequence(table.name.name, column.name, state.syntax) == name.name)
            return unmodelled(state, at, where, "a change of the identity's own sequence `" + name.display() + "`");
      unknown(where, Kind::Sequence, name.display());
    }
  }
  if (at.accept_seq({"RENAME", "TO"})) {
    const QualifiedName to(name.schema, at.name());
    state.refuse_taken(at, where, to, Kind::Sequence);
    return rename_sequence(state, name, to);
  }
  if (at.accept_seq({"SET", "SCHEMA"})) {
    return rename_sequence(state, name, state.resolve(QualifiedName(at.name(), name.name)));
  }
  Sequence target = *state.schema.sequences.find(name);
  if (at.accept_seq({"SET", "LOGGED"}))
    target.unlogged = false;
  else if (at.accept_seq({"SET", "UNLOGGED"}))
    target.unlogged = true;
  else
    read_clauses(state, at, target);
  state.schema.sequences.set(name, std::move(target));
}

}  // namespace plumb::sql::postgres_read
