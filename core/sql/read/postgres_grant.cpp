// GRANT, REVOKE, ALTER DEFAULT PRIVILEGES.
//
// One Grant for each object and grantee. A privilege that may be passed on, beside others that may not, carries
// " WITH GRANT OPTION". A Grant without privileges says that what the server gives by default (EXECUTE to public)
// was revoked.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/postgres.h"

namespace plumb::sql::postgres_read {
namespace {

constexpr std::string_view kOption = " WITH GRANT OPTION";

struct Privilege {
  std::string name;
  std::vector<std::string> columns;
};

// SELECT, INSERT (a, b), ALL PRIVILEGES …, up to ON.
std::vector<Privilege> read_privileges(Cursor& at) {
  std::vector<Privilege> out;
  do {
    Privilege privilege;
    while (!at.at_end() && !at.is("ON") && !at.is_op(",") && !at.is_op("(")) {
      if (at.is("TO") || at.is("FROM")) break;
      if (!privilege.name.empty()) privilege.name += ' ';
      privilege.name += upper(at.text(at.next()));
    }
    if (privilege.name == "ALL PRIVILEGES") privilege.name = "ALL";
    if (privilege.name.empty()) at.expected("a privilege");
    if (at.is_op("(")) privilege.columns = read_name_list(at);
    out.push_back(std::move(privilege));
  } while (at.accept_op(","));
  return out;
}

Kind kind_of_relation(const ReadState& state, const QualifiedName& name) {
  if (state.schema.views.contains(name)) return Kind::View;
  if (state.schema.sequences.contains(name)) return Kind::Sequence;
  return Kind::Table;
}

template <class T>
void all_in(std::vector<ObjectId>& out, const Catalog<QualifiedName, T>& catalog, Kind kind,
            const std::string& schema) {
  for (const T& object : catalog)
    if (object.name.schema == schema) out.push_back({kind, object.name, {}});
}

std::vector<ObjectId> read_all_in_schema(ReadState& state, Cursor& at) {
  const std::string what = lower(at.name());
  at.expect("IN");
  at.expect("SCHEMA");
  std::vector<ObjectId> out;
  do {
    std::string schema = at.name();
    if (schema == state.options.default_schema) schema.clear();
    if (what == "tables") {
      all_in(out, state.schema.tables, Kind::Table, schema);
      all_in(out, state.schema.views, Kind::View, schema);
    } else if (what == "sequences") {
      all_in(out, state.schema.sequences, Kind::Sequence, schema);
    } else {
      for (const Routine& routine : state.schema.routines)
        if (routine.name.schema == schema && (what != "procedures") == (routine.kind != RoutineKind::Procedure))
          out.push_back({Kind::Routine, routine.name, routine.signature()});
    }
  } while (at.accept_op(","));
  return out;
}

ObjectId read_type_id(ReadState& state, Cursor& at) {
  const QualifiedName name = state.read_name(at);
  if (state.schema.domains.contains(name)) return {Kind::Domain, name, {}};
  if (state.schema.composites.contains(name)) return {Kind::Composite, name, {}};
  return {Kind::Enum, name, {}};
}

ObjectId read_routine_id(ReadState& state, Cursor& at) {
  const Token where = at.peek();
  const RoutineName name = read_routine_name(state, at);
  const std::vector<RoutineKey> found = find_routines(state, name);
  if (found.empty()) unknown(where, Kind::Routine, name.name.display());
  return {Kind::Routine, found.front().first, found.front().second};
}

// What stands behind ON; nothing where the model has no such object.
std::optional<std::vector<ObjectId>> read_objects(ReadState& state, Cursor& at) {
  if (at.accept("ALL")) return read_all_in_schema(state, at);
  if (at.is_any({"DATABASE", "LANGUAGE", "TABLESPACE", "PARAMETER"}) || at.is_seq({"FOREIGN", "DATA"}) ||
      at.is_seq({"FOREIGN", "SERVER"}) || at.is_seq({"LARGE", "OBJECT"}))
    return std::nullopt;
  std::vector<ObjectId> out;
  std::string_view what;
  for (std::string_view word : {"SCHEMA", "SEQUENCE", "TYPE", "DOMAIN", "FUNCTION", "PROCEDURE", "ROUTINE"})
    if (what.empty() && at.is(word) && !at.is_op(",", 1) && at.accept(word)) what = word;
  if (what.empty()) at.accept("TABLE");
  do {
    if (what == "SCHEMA")
      out.push_back({Kind::Namespace, QualifiedName(at.name()), {}});
    else if (what == "SEQUENCE")
      out.push_back({Kind::Sequence, state.read_existing_name(at), {}});
    else if (what == "TYPE" || what == "DOMAIN")
      out.push_back(read_type_id(state, at));
    else if (!what.empty())
      out.push_back(read_routine_id(state, at));
    else {
      const QualifiedName name = state.read_existing_name(at);
      out.push_back({kind_of_relation(state, name), name, {}});
    }
  } while (at.accept_op(","));
  return out;
}

std::vector<std::string> read_grantees(Cursor& at) {
  std::vector<std::string> out;
  do out.push_back(read_role(at));
  while (at.accept_op(","));
  return out;
}

struct Statement {
  bool revoke = false, option = false, by_default = false;
  std::string grantee;
};

void settle(Grant& grant) {
  std::sort(grant.privileges.begin(), grant.privileges.end());
  grant.privileges.erase(std::unique(grant.privileges.begin(), grant.privileges.end()), grant.privileges.end());
  grant.grant_option =
      !grant.privileges.empty() && std::all_of(grant.privileges.begin(), grant.privileges.end(),
                                               [](const std::string& p) { return p.ends_with(kOption); });
  if (!grant.grant_option) return;
  for (std::string& privilege : grant.privileges) privilege.resize(privilege.size() - kOption.size());
}

// The list with every privilege that may be passed on spelled so.
void unsettle(Grant& grant) {
  if (!grant.grant_option) return;
  for (std::string& privilege : grant.privileges) privilege += kOption;
  grant.grant_option = false;
}

void apply(Schema& schema, const ObjectId& object, const std::vector<std::string>& privileges,
           const Statement& statement, const Origin& origin) {
  std::pair<ObjectId, std::string> key(object, statement.grantee);
  if (statement.by_default) key.second += " by default";
  Grant grant;
  if (const Grant* there = schema.grants.find(key))
    grant = *there;
  else {
    grant.on = object.kind;
    grant.object = object;
    grant.grantee = statement.grantee;
    grant.default_privileges = statement.by_default;
    grant.origin = origin;
  }
  unsettle(grant);
  bool all = false;
  for (const std::string& privilege : privileges) {
    all = all || privilege == "ALL";
    auto same = [&](const std::string& p) { return p == privilege || p == privilege + std::string(kOption); };
    std::erase_if(grant.privileges, same);
    if (!statement.revoke)
      grant.privileges.push_back(statement.option ? privilege + std::string(kOption) : privilege);
    else if (statement.option)
      grant.privileges.push_back(privilege);
  }
  const bool had = schema.grants.contains(key);
  if (statement.revoke && all) grant.privileges.clear();
  settle(grant);
  // Nothing was granted before: the server's own default is taken away, and that is worth remembering.
  if (grant.privileges.empty() && had)
    schema.grants.erase(key);
  else
    schema.grants.set(std::move(key), std::move(grant));
}

void apply_all(Schema& schema, const std::vector<ObjectId>& objects, const std::vector<Privilege>& privileges,
               const Statement& statement, const Origin& origin) {
  for (const ObjectId& object : objects) {
    std::vector<std::string> whole;
    for (const Privilege& privilege : privileges) {
      if (privilege.columns.empty()) whole.push_back(privilege.name);
      for (const std::string& column : privilege.columns)
        apply(schema, {Kind::Column, object.owner, column}, {privilege.name}, statement, origin);
    }
    if (!whole.empty()) apply(schema, object, whole, statement, origin);
  }
}

}  // namespace

void read_grant(ReadState& state, Cursor& at, bool revoke) {
  const Token first = at.peek();
  Statement statement;
  statement.revoke = revoke;
  if (revoke && at.accept_seq({"GRANT", "OPTION", "FOR"})) statement.option = true;
  const std::vector<Privilege> privileges = read_privileges(at);
  if (!at.accept("ON")) return unmodelled(state, at, first, "membership of a role");
  const auto objects = read_objects(state, at);
  if (!objects) return unmodelled(state, at, first, "a grant on this kind of object");
  at.expect(revoke ? "FROM" : "TO");
  const std::vector<std::string> grantees = read_grantees(at);
  if (at.accept_seq({"WITH", "GRANT", "OPTION"})) statement.option = true;
  if (at.accept_seq({"GRANTED", "BY"})) read_role(at);
  at.accept("CASCADE") || at.accept("RESTRICT");
  if (!at.at_end()) at.expected("the end of the statement");
  for (const std::string& grantee : grantees) {
    statement.grantee = grantee;
    apply_all(state.schema, *objects, privileges, statement, at.origin(first));
  }
}

namespace {

Kind kind_of_default(Cursor& at) {
  if (at.accept("TABLES")) return Kind::Table;
  if (at.accept("SEQUENCES")) return Kind::Sequence;
  if (at.accept("FUNCTIONS") || at.accept("ROUTINES")) return Kind::Routine;
  if (at.accept("TYPES")) return Kind::Enum;
  if (at.accept("SCHEMAS")) return Kind::Namespace;
  at.expected("TABLES, SEQUENCES, FUNCTIONS, TYPES or SCHEMAS");
}

}  // namespace

void read_alter_default_privileges(ReadState& state, Cursor& at) {
  const Token first = at.peek();
  std::vector<std::string> roles = {""}, schemas = {""};
  if (at.accept("FOR")) {
    if (!at.accept("ROLE")) at.expect("USER");
    roles = read_grantees(at);
  }
  if (at.accept_seq({"IN", "SCHEMA"})) {
    schemas.clear();
    do schemas.push_back(at.name());
    while (at.accept_op(","));
  }
  Statement statement;
  statement.by_default = true;
  statement.revoke = at.accept("REVOKE");
  if (!statement.revoke) at.expect("GRANT");
  if (at.accept_seq({"GRANT", "OPTION", "FOR"})) statement.option = true;
  const std::vector<Privilege> privileges = read_privileges(at);
  at.expect("ON");
  const Kind kind = kind_of_default(at);
  at.expect(statement.revoke ? "FROM" : "TO");
  const std::vector<std::string> grantees = read_grantees(at);
  if (at.accept_seq({"WITH", "GRANT", "OPTION"})) statement.option = true;
  at.accept("CASCADE") || at.accept("RESTRICT");
  if (!at.at_end()) at.expected("the end of the statement");
  for (const std::string& role : roles)
    for (const std::string& schema : schemas)
      for (const std::string& grantee : grantees) {
        statement.grantee = grantee;
        apply_all(state.schema, {{kind, QualifiedName(schema), role}}, privileges, statement, at.origin(first));
      }
}

}  // namespace plumb::sql::postgres_read
