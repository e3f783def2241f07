// CREATE TYPE (enum, composite, range) and ALTER TYPE.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/postgres.h"

namespace plumb::sql::postgres_read {
namespace {

void refuse_taken_type(const ReadState& state, const Token& where, const QualifiedName& name) {
  if (const Enum* first = state.schema.enums.find(name))
    duplicate(state, where, Kind::Enum, name.display(), first->origin);
  if (const Domain* first = state.schema.domains.find(name))
    duplicate(state, where, Kind::Domain, name.display(), first->origin);
  if (const Composite* first = state.schema.composites.find(name))
    duplicate(state, where, Kind::Composite, name.display(), first->origin);
}

void read_enum(ReadState& state, Cursor& at, QualifiedName name, const Token& where) {
  Enum made;
  made.renamed_from = state.renamed_from(at, 0, at.position());
  at.expect_op("(");
  if (!at.is_op(")")) {
    do {
      const std::uint32_t label = at.position();
      EnumLabel entry;
      entry.text = at.string();
      entry.renamed_from = state.renamed_from(at, label, label);
      const auto same = [&](const EnumLabel& other) { return other.text == entry.text; };
      if (std::any_of(made.labels.begin(), made.labels.end(), same))
        at.fail("enum `" + name.display() + "` has the label `" + entry.text + "` twice; remove one");
      made.labels.push_back(std::move(entry));
    } while (at.accept_op(","));
  }
  at.expect_op(")");
  made.name = name;
  made.origin = at.origin(where);
  state.schema.enums.set(std::move(name), std::move(made));
}

Composite::Attribute read_attribute(ReadState& state, Cursor& at) {
  Composite::Attribute attribute;
  attribute.name = at.name();
  attribute.type = read_type(state, at);
  if (at.accept("COLLATE")) attribute.collation = read_postgres_collation(at);
  return attribute;
}

// The names of a range's options, with types and functions spelled in one way.
Options read_range(ReadState& state, Cursor& at) {
  Options out;
  at.expect_op("(");
  do {
    std::string name = lower(at.name());
    at.expect_op("=");
    std::string value;
    if (name == "subtype")
      value = spell_type(read_type(state, at));
    else
      value = state.resolve(written_name(at)).display();
    out[std::move(name)] = std::move(value);
  } while (at.accept_op(","));
  at.expect_op(")");
  return out;
}

}  // namespace

void read_create_type(ReadState& state, Cursor& at) {
  const Token where = at.peek();
  const QualifiedName name = state.read_name(at);
  // A shell type, or a base type with its C functions: nothing that plumb could make.
  if (at.at_end() || at.is_op("(")) return unmodelled(state, at, where, "base type `" + name.display() + "`");
  refuse_taken_type(state, where, name);
  at.expect("AS");
  if (at.accept("ENUM")) return read_enum(state, at, name, where);
  Composite made;
  made.name = name;
  made.origin = at.origin(where);
  made.renamed_from = state.renamed_from(at, 0, at.position());
  if (at.accept("RANGE")) {
    made.range = read_range(state, at);
  } else {
    at.expect_op("(");
    if (!at.is_op(")")) {
      do made.attributes.push_back(read_attribute(state, at));
      while (at.accept_op(","));
    }
    at.expect_op(")");
  }
  state.schema.composites.set(name, std::move(made));
}

namespace {

// Every type in the schema that is `from` becomes `to`.
void rename_type(Schema& schema, const QualifiedName& from, const QualifiedName& to) {
  auto change = [&](Type& type) {
    if (type.user_type && *type.user_type == from) type.user_type = to;
  };
  auto uses = [&](const Type& type) { return type.user_type && *type.user_type == from; };
  for (const QualifiedName& key : schema.tables.keys()) {
    const Table& table = *schema.tables.find(key);
    if (std::none_of(table.columns.begin(), table.columns.end(), [&](const Column& c) { return uses(c.type); }))
      continue;
    for (Column& column : schema.tables.edit(key).columns) change(column.type);
  }
  for (const QualifiedName& key : schema.domains.keys())
    if (uses(schema.domains.find(key)->type)) change(schema.domains.edit(key).type);
  for (const QualifiedName& key : schema.composites.keys())
    for (Composite::Attribute& attribute : schema.composites.edit(key).attributes) change(attribute.type);
  std::vector<RoutineKey> moved;
  for (const auto& key : schema.routines.keys()) {
    Routine& routine = schema.routines.edit(key);
    for (Routine::Argument& argument : routine.arguments) change(argument.type);
    if (routine.signature() != key.second) moved.push_back(key);
  }
  for (const RoutineKey& key : moved) {
    Routine routine = schema.routines.take(key);
    RoutineKey next(routine.name, routine.signature());
    schema.routines.set(std::move(next), std::move(routine));
  }
}

template <class T>
void rename_in_catalog(Catalog<QualifiedName, T>& catalog, const QualifiedName& from, const QualifiedName& to) {
  T object = catalog.take(from);
  object.name = to;
  catalog.set(to, std::move(object));
}

void rename_object(ReadState& state, const Token& where, const QualifiedName& from, const QualifiedName& to) {
  refuse_taken_type(state, where, to);
  Schema& schema = state.schema;
  if (schema.enums.contains(from))
    rename_in_catalog(schema.enums, from, to);
  else if (schema.domains.contains(from))
    rename_in_catalog(schema.domains, from, to);
  else
    rename_in_catalog(schema.composites, from, to);
  rename_type(schema, from, to);
}

void add_label(Cursor& at, Enum& target) {
  const bool if_not_exists = accept_if_not_exists(at);
  EnumLabel label;
  label.text = at.string();
  auto find = [&](const std::string& text) {
    return std::find_if(target.labels.begin(), target.labels.end(), [&](const EnumLabel& l) { return l.text == text; });
  };
  auto place = target.labels.end();
  if (at.is("BEFORE") || at.is("AFTER")) {
    const bool after = at.accept("AFTER") || !at.accept("BEFORE");
    const std::string neighbour = at.string();
    place = find(neighbour);
    if (place == target.labels.end()) at.fail("enum `" + target.name.display() + "` has no label `" + neighbour + "`");
    if (after) ++place;
  }
  if (find(label.text) != target.labels.end()) {
    if (if_not_exists) return;
    at.fail("enum `" + target.name.display() + "` has the label `" + label.text + "` already");
  }
  target.labels.insert(place, std::move(label));
}

void rename_label(ReadState& state, Cursor& at, Enum& target) {
  const std::string from = at.string();
  at.expect("TO");
  const std::string to = at.string();
  for (EnumLabel& label : target.labels) {
    if (label.text != from) continue;
    label.text = to;
    return rename_label_in(state.schema, target.name, from, to, state.syntax);
  }
  at.fail("enum `" + target.name.display() + "` has no label `" + from + "`");
}

void rename_attribute(Cursor& at, Composite& target) {
  const std::string from = at.name();
  at.expect("TO");
  const std::string to = at.name();
  for (Composite::Attribute& attribute : target.attributes)
    if (attribute.name == from) attribute.name = to;
  at.accept("CASCADE") || at.accept("RESTRICT");
}

// ADD ATTRIBUTE …, DROP ATTRIBUTE …, ALTER ATTRIBUTE … TYPE …
void alter_attributes(ReadState& state, Cursor& at, Composite& target) {
  do {
    if (at.accept_seq({"ADD", "ATTRIBUTE"})) {
      target.attributes.push_back(read_attribute(state, at));
    } else if (at.accept_seq({"DROP", "ATTRIBUTE"})) {
      accept_if_exists(at);
      const std::string name = at.name();
      std::erase_if(target.attributes, [&](const auto& a) { return a.name == name; });
    } else if (at.accept_seq({"ALTER", "ATTRIBUTE"})) {
      const std::string name = at.name();
      at.accept_seq({"SET", "DATA"});
      at.expect("TYPE");
      const Type type = read_type(state, at);
      std::string collation;
      if (at.accept("COLLATE")) collation = read_postgres_collation(at);
      for (Composite::Attribute& attribute : target.attributes)
        if (attribute.name == name) attribute.type = type, attribute.collation = collation;
    } else {
      at.expected("ADD, DROP or ALTER ATTRIBUTE");
    }
    at.accept("CASCADE") || at.accept("RESTRICT");
  } while (at.accept_op(","));
}

}  // namespace

void read_alter_type(ReadState& state, Cursor& at) {
  const Token where = at.peek();
  const QualifiedName name = state.read_name(at);
  Schema& schema = state.schema;
  if (at.accept_seq({"OWNER", "TO"})) return void(read_role(at));
  const bool known = schema.enums.contains(name) || schema.composites.contains(name) || schema.domains.contains(name);
  if (!known) unknown(where, Kind::Enum, name.display());
  if (at.accept_seq({"RENAME", "TO"})) {
    return rename_object(state, where, name, QualifiedName(name.schema, at.name()));
  }
  if (at.accept_seq({"SET", "SCHEMA"})) {
    QualifiedName to(at.name(), name.name);
    return rename_object(state, where, name, state.resolve(std::move(to)));
  }
  if (schema.enums.contains(name)) {
    Enum target = *schema.enums.find(name);
    if (at.accept_seq({"ADD", "VALUE"}))
      add_label(at, target);
    else if (at.accept_seq({"RENAME", "VALUE"}))
      rename_label(state, at, target);
    else
      at.expected("ADD VALUE, RENAME VALUE, RENAME TO, SET SCHEMA or OWNER TO");
    schema.enums.set(name, std::move(target));
    return;
  }
  if (!schema.composites.contains(name)) at.expected("RENAME TO, SET SCHEMA or OWNER TO");
  Composite target = *schema.composites.find(name);
  if (at.accept_seq({"RENAME", "ATTRIBUTE"}))
    rename_attribute(at, target);
  else
    alter_attributes(state, at, target);
  schema.composites.set(name, std::move(target));
}

}  // namespace plumb::sql::postgres_read
