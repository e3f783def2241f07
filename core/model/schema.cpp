#include "plumb/core/model/schema.h"

namespace plumb {
namespace {

std::string list(const std::vector<std::string>& names) {
  std::string out = "(";
  for (const std::string& name : names) {
    if (out.size() > 1) out += ", ";
    out += name;
  }
  return out + ")";
}

std::string list(const std::vector<IndexPart>& parts) {
  std::string out = "(";
  for (const IndexPart& part : parts) {
    if (out.size() > 1) out += ", ";
    out += part.plain() ? part.column : "(" + part.expression.canonical + ")";
    if (part.prefix_length) out += "(" + std::to_string(*part.prefix_length) + ")";
    if (!part.collation.empty()) out += " collate " + part.collation;
    if (!part.exclude_with.empty()) out += " with " + part.exclude_with;
    if (part.order.descending) out += " desc";
  }
  return out + ")";
}

}  // namespace

bool Schema::empty() const { return size() == 0; }

std::size_t Schema::size() const {
  return namespaces.size() + extensions.size() + enums.size() + domains.size() + composites.size() + sequences.size() +
         tables.size() + virtual_tables.size() + views.size() + routines.size() + definitions.size() + triggers.size() +
         events.size() + policies.size() + grants.size();
}

std::set<std::string> Schema::namespaces_named() const {
  std::set<std::string> out;
  const auto add = [&](const auto& catalog) {
    for (const auto& object : catalog) out.insert(object.name.schema);
  };
  add(enums), add(domains), add(composites), add(sequences), add(tables), add(virtual_tables), add(views);
  add(routines), add(events);
  for (const Namespace& n : namespaces) out.insert(n.name.name);
  return out;
}

std::string Routine::signature() const {
  std::string out = name.name + "(";
  bool first = true;
  for (const Argument& argument : arguments) {
    if (argument.mode == "out" && kind != RoutineKind::Procedure) continue;
    if (!first) out += ", ";
    first = false;
    if (argument.mode == "variadic") out += "variadic ";
    const Type& type = argument.type;
    out += type.user_type ? type.user_type->display() : type.name;
    for (int i = 0; i < type.array_dims; ++i) out += "[]";
  }
  return out + ")";
}

ObjectId id_of(const Namespace& o) { return {Kind::Namespace, o.name, {}}; }
ObjectId id_of(const Extension& o) { return {Kind::Extension, o.name, {}}; }
ObjectId id_of(const Enum& o) { return {Kind::Enum, o.name, {}}; }
ObjectId id_of(const Domain& o) { return {Kind::Domain, o.name, {}}; }
ObjectId id_of(const Composite& o) { return {Kind::Composite, o.name, {}}; }
ObjectId id_of(const Sequence& o) { return {Kind::Sequence, o.name, {}}; }
ObjectId id_of(const Routine& o) { return {Kind::Routine, o.name, o.signature()}; }
ObjectId id_of(const Table& o) { return {Kind::Table, o.name, {}}; }
ObjectId id_of(const VirtualTable& o) { return {Kind::VirtualTable, o.name, {}}; }
ObjectId id_of(const View& o) { return {Kind::View, o.name, {}}; }
ObjectId id_of(const Definition& o) { return o.id; }
ObjectId id_of(const Trigger& o) { return {Kind::Trigger, o.table, o.name}; }
ObjectId id_of(const Event& o) { return {Kind::Event, o.name, {}}; }
ObjectId id_of(const Policy& o) { return {Kind::Policy, o.table, o.name}; }

ObjectId id_of(const Grant& o) {
  std::string part = o.grantee;
  if (o.default_privileges) part += " by default";
  part += " on " + std::string(name_of(o.on));
  if (!o.object.part.empty()) part += " " + o.object.part;
  return {Kind::Grant, o.object.owner, std::move(part)};
}

ObjectId id_of(const QualifiedName& table, const Column& o) { return {Kind::Column, table, o.name}; }

// A table has one primary key at most, whatever it is called.
ObjectId id_of(const QualifiedName& table, const PrimaryKey&) { return {Kind::PrimaryKey, table, {}}; }

ObjectId id_of(const QualifiedName& table, const Unique& o) {
  return {Kind::Unique, table, o.name.empty() ? list(o.parts) : o.name};
}
ObjectId id_of(const QualifiedName& table, const Check& o) {
  return {Kind::Check, table, o.name.empty() ? "(" + o.expression.canonical + ")" : o.name};
}
ObjectId id_of(const QualifiedName& table, const Exclusion& o) {
  return {Kind::Exclusion, table, o.name.empty() ? list(o.parts) : o.name};
}
ObjectId id_of(const QualifiedName& table, const Index& o) {
  return {Kind::Index, table, o.name.empty() ? list(o.parts) : o.name};
}
ObjectId id_of(const QualifiedName& table, const ForeignKey& o) {
  if (!o.name.empty()) return {Kind::ForeignKey, table, o.name};
  std::string part = list(o.columns) + " to " + o.to.display();
  if (!o.to_columns.empty()) part += " " + list(o.to_columns);
  return {Kind::ForeignKey, table, std::move(part)};
}

}  // namespace plumb
