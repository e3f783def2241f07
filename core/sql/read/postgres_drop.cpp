// DROP of what only PostgreSQL has.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/postgres.h"

namespace plumb::sql {
namespace postgres_read {
namespace {

bool read_cascade(Cursor& at) {
  if (at.accept("CASCADE")) return true;
  at.accept("RESTRICT");
  return false;
}

struct Dropped {
  Token where;
  QualifiedName name;
};

// [IF EXISTS] a, b [CASCADE]: all of it, before anything is changed.
struct Names {
  bool if_exists = false, cascade = false;
  std::vector<Dropped> list;
};
Names read_names(ReadState& state, Cursor& at, bool plain = false) {
  Names out;
  out.if_exists = accept_if_exists(at);
  do {
    const Token where = at.peek();
    out.list.push_back({where, plain ? QualifiedName(at.name()) : state.read_existing_name(at)});
  } while (at.accept_op(","));
  out.cascade = read_cascade(at);
  if (!at.at_end()) at.expected("the end of the statement");
  return out;
}

void erase_grants(Schema& schema, Kind kind, const QualifiedName& name, const std::string& part = {}) {
  for (const auto& key : schema.grants.keys())
    if (key.first.kind == kind && key.first.owner == name && (part.empty() || key.first.part == part))
      schema.grants.erase(key);
}

// Columns of a type that goes away with CASCADE go with it.
void drop_columns_of(ReadState& state, Cursor& at, const QualifiedName& type) {
  for (const QualifiedName& key : state.schema.tables.keys()) {
    std::vector<std::string> gone;
    for (const Column& column : state.schema.tables.find(key)->columns)
      if (column.type.user_type && *column.type.user_type == type) gone.push_back(column.name);
    for (const std::string& column : gone) drop_column(state, at, key, column, true);
  }
}

void drop_type(ReadState& state, Cursor& at, const QualifiedName& name, bool cascade) {
  Schema& schema = state.schema;
  if (schema.enums.erase(name))
    erase_grants(schema, Kind::Enum, name);
  else if (schema.domains.erase(name))
    erase_grants(schema, Kind::Domain, name);
  else if (schema.composites.erase(name))
    erase_grants(schema, Kind::Composite, name);
  if (cascade) drop_columns_of(state, at, name);
}

void drop_types(ReadState& state, Cursor& at, Kind kind) {
  const Names names = read_names(state, at);
  const Schema& schema = state.schema;
  auto known = [&](const QualifiedName& n) {
    return schema.enums.contains(n) || schema.domains.contains(n) || schema.composites.contains(n);
  };
  for (const Dropped& d : names.list)
    if (!names.if_exists && !known(d.name)) unknown(d.where, kind, d.name.display());
  for (const Dropped& d : names.list) drop_type(state, at, d.name, names.cascade);
}

void drop_sequence(ReadState& state, const QualifiedName& name, bool cascade) {
  state.schema.sequences.erase(name);
  erase_grants(state.schema, Kind::Sequence, name);
  if (!cascade) return;
  for (const QualifiedName& key : state.schema.tables.keys()) {
    const std::vector<Column>& columns = state.schema.tables.find(key)->columns;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Expr* value = columns[i].default_value();
      if (value && sequence_of_default(state, *value) == name)
        state.schema.tables.edit(key).columns[i].fill = std::monostate{};
    }
  }
}

void drop_sequences(ReadState& state, Cursor& at) {
  const Names names = read_names(state, at);
  for (const Dropped& d : names.list)
    if (!state.schema.sequences.contains(d.name) && !expand_serial_sequence(state, d.name) && !names.if_exists)
      unknown(d.where, Kind::Sequence, d.name.display());
  for (const Dropped& d : names.list) drop_sequence(state, d.name, names.cascade);
}

template <class T>
std::vector<QualifiedName> names_in(const Catalog<QualifiedName, T>& catalog, const std::string& schema) {
  std::vector<QualifiedName> out;
  for (const T& object : catalog)
    if (object.name.schema == schema) out.push_back(object.name);
  return out;
}

void drop_namespace(ReadState& state, Cursor& at, const std::string& dropped, bool cascade) {
  Schema& schema = state.schema;
  schema.namespaces.erase(dropped);
  erase_grants(schema, Kind::Namespace, dropped);
  if (!cascade) return;
  const std::string name = dropped == state.options.default_schema ? "" : dropped;
  for (const QualifiedName& n : names_in(schema.views, name))
    if (schema.views.contains(n)) drop_view(state, n, true);
  for (const QualifiedName& n : names_in(schema.tables, name))
    if (schema.tables.contains(n)) drop_table(state, n, true);
  for (const QualifiedName& n : names_in(schema.sequences, name)) drop_sequence(state, n, true);
  for (const QualifiedName& n : names_in(schema.enums, name)) drop_type(state, at, n, true);
  for (const QualifiedName& n : names_in(schema.domains, name)) drop_type(state, at, n, true);
  for (const QualifiedName& n : names_in(schema.composites, name)) drop_type(state, at, n, true);
  for (const RoutineKey& key : schema.routines.keys())
    if (key.first.schema == name) schema.routines.erase(key);
  for (const QualifiedName& key : schema.extensions.keys())
    if (!name.empty() && schema.extensions.find(key)->schema == name) schema.extensions.erase(key);
}

void drop_namespaces(ReadState& state, Cursor& at) {
  const Names names = read_names(state, at, true);
  for (const Dropped& d : names.list) {
    const std::string& name = d.name.name;
    if (!names.if_exists && !state.schema.namespaces.contains(name) && name != state.options.default_schema)
      unknown(d.where, Kind::Namespace, name);
  }
  for (const Dropped& d : names.list) drop_namespace(state, at, d.name.name, names.cascade);
}

void drop_extensions(ReadState& state, Cursor& at) {
  const Names names = read_names(state, at, true);
  for (const Dropped& d : names.list)
    if (!names.if_exists && !state.schema.extensions.contains(d.name)) unknown(d.where, Kind::Extension, d.name.name);
  for (const Dropped& d : names.list) state.schema.extensions.erase(d.name);
}

void drop_triggers_of(Schema& schema, const RoutineKey& key) {
  Type function;
  function.user_type = key.first;
  const std::string call = spell_type(function) + "(";
  for (const PartName& name : schema.triggers.keys())
    if (schema.triggers.find(name)->body.canonical.starts_with(call)) schema.triggers.erase(name);
}

void drop_routines(ReadState& state, Cursor& at) {
  const bool if_exists = accept_if_exists(at);
  std::vector<RoutineKey> gone;
  do {
    const Token where = at.peek();
    const RoutineName name = read_routine_name(state, at);
    const std::vector<RoutineKey> found = find_routines(state, name);
    if (found.empty() && !if_exists) unknown(where, Kind::Routine, name.name.display());
    if (!found.empty()) gone.push_back(found.front());
  } while (at.accept_op(","));
  const bool cascade = read_cascade(at);
  if (!at.at_end()) at.expected("the end of the statement");
  for (const RoutineKey& key : gone) {
    state.schema.routines.erase(key);
    erase_grants(state.schema, Kind::Routine, key.first, key.second);
    if (cascade) drop_triggers_of(state.schema, key);
  }
}

void drop_policy(ReadState& state, Cursor& at) {
  const bool if_exists = accept_if_exists(at);
  const Token where = at.peek();
  const std::string name = at.name();
  at.expect("ON");
  const QualifiedName table = state.read_existing_name(at);
  read_cascade(at);
  if (!state.schema.policies.erase(PartName(table, name)) && !if_exists)
    unknown(where, Kind::Policy, table.display() + "." + name);
}

// What is not kept when it is made is no more there when it is dropped.
bool drop_unmodelled(Cursor& at) {
  static constexpr std::string_view kFirst[] = {"ACCESS",   "CONVERSION",   "DATABASE",   "FOREIGN",     "GROUP",
                                                "OPERATOR", "OWNED",        "ROLE",       "PUBLICATION", "SERVER",
                                                "TEXT",     "SUBSCRIPTION", "TABLESPACE", "TRANSFORM",   "USER"};
  for (std::string_view word : kFirst) {
    if (!at.is(word)) continue;
    skip_rest(at);
    return true;
  }
  return false;
}

}  // namespace
}  // namespace postgres_read

bool read_postgres_drop(ReadState& state, Cursor& at) {
  using namespace postgres_read;
  if (at.accept("SEQUENCE")) return drop_sequences(state, at), true;
  if (at.accept("TYPE")) return drop_types(state, at, Kind::Enum), true;
  if (at.accept("DOMAIN")) return drop_types(state, at, Kind::Domain), true;
  if (at.accept("SCHEMA")) return drop_namespaces(state, at), true;
  if (at.accept("EXTENSION")) return drop_extensions(state, at), true;
  if (at.accept("FUNCTION") || at.accept("PROCEDURE") || at.accept("AGGREGATE") || at.accept("ROUTINE"))
    return drop_routines(state, at), true;
  if (at.accept("POLICY")) return drop_policy(state, at), true;
  if (at.is_seq({"FOREIGN", "TABLE"})) {
    at.next();
    return read_drop(state, at), true;  // as a table
  }
  if (read_drop_definition(state, at)) return true;
  return drop_unmodelled(at);
}

}  // namespace plumb::sql
