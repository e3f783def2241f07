// CREATE and ALTER SCHEMA, CREATE and ALTER EXTENSION.
#include "plumb/core/sql/read/postgres.h"

namespace plumb::sql::postgres_read {

void read_create_namespace(ReadState& state, Cursor& at) {
  const bool if_not_exists = accept_if_not_exists(at);
  const Token where = at.peek();
  Namespace made;
  if (!at.is("AUTHORIZATION")) made.name = at.name();
  if (at.accept("AUTHORIZATION")) {
    made.owner = read_role(at);
    if (made.name.empty()) made.name = made.owner;
  }
  if (!at.at_end())
    at.fail("objects inside of CREATE SCHEMA are not understood; write them as statements of their own");
  made.origin = at.origin(where);
  // The default schema is there before anybody creates it.
  if (made.name.name == state.options.default_schema) return;
  if (const Namespace* first = state.schema.namespaces.find(made.name)) {
    if (if_not_exists) return;
    duplicate(state, where, Kind::Namespace, made.name.name, first->origin);
  }
  QualifiedName key = made.name;
  state.schema.namespaces.insert(std::move(key), std::move(made));
}

namespace {

template <class T>
void move_schema(Catalog<QualifiedName, T>& catalog, const std::string& from, const std::string& to) {
  for (const QualifiedName& key : catalog.keys()) {
    if (key.schema != from) continue;
    T object = catalog.take(key);
    object.name.schema = to;
    QualifiedName name = object.name;
    catalog.set(std::move(name), std::move(object));
  }
}

}  // namespace

void read_alter_namespace(ReadState& state, Cursor& at) {
  const Token where = at.peek();
  const std::string name = at.name();
  // As with everything else that pg_dump gives an owner to. CREATE SCHEMA … AUTHORIZATION is the author's own word.
  if (at.accept_seq({"OWNER", "TO"})) return void(read_role(at));
  at.expect("RENAME");
  at.expect("TO");
  const std::string to = at.name();
  if (!state.schema.namespaces.contains(name)) unknown(where, Kind::Namespace, name);
  for (const Table& table : state.schema.tables)
    if (table.name.schema == name)
      at.fail_at(where, "schema `" + name +
                            "` has tables, and renaming it would change what they refer to; "
                            "this is not understood yet");
  Namespace made = state.schema.namespaces.take(name);
  made.name = to;
  state.schema.namespaces.set(to, std::move(made));
  move_schema(state.schema.enums, name, to);
  move_schema(state.schema.domains, name, to);
  move_schema(state.schema.composites, name, to);
  move_schema(state.schema.sequences, name, to);
}

void read_create_extension(ReadState& state, Cursor& at) {
  const bool if_not_exists = accept_if_not_exists(at);
  const Token where = at.peek();
  Extension made;
  made.name = at.name();
  at.accept("WITH");
  for (;;) {
    if (at.accept("SCHEMA"))
      made.schema = at.name();
    else if (at.accept("VERSION"))
      made.version = read_setting_value(at);
    else if (at.accept("FROM"))
      read_setting_value(at);
    else if (!at.accept("CASCADE"))
      break;
  }
  if (made.schema == "pg_catalog" || made.schema == state.options.default_schema) made.schema.clear();
  made.origin = at.origin(where);
  if (const Extension* first = state.schema.extensions.find(made.name)) {
    if (if_not_exists) return;
    duplicate(state, where, Kind::Extension, made.name.name, first->origin);
  }
  QualifiedName key = made.name;
  state.schema.extensions.insert(std::move(key), std::move(made));
}

void read_alter_extension(ReadState& state, Cursor& at) {
  const Token where = at.peek();
  const std::string name = at.name();
  if (!state.schema.extensions.contains(name)) unknown(where, Kind::Extension, name);
  Extension& extension = state.schema.extensions.edit(name);
  if (at.accept("UPDATE")) {
    extension.version.clear();
    if (at.accept("TO")) extension.version = read_setting_value(at);
  } else if (at.accept_seq({"SET", "SCHEMA"})) {
    extension.schema = at.name();
    if (extension.schema == state.options.default_schema) extension.schema.clear();
  } else {
    unmodelled(state, at, where, "which objects belong to extension `" + name + "`");
  }
}

}  // namespace plumb::sql::postgres_read
