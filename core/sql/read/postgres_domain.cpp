// CREATE DOMAIN and ALTER DOMAIN.
#include <algorithm>

#include "plumb/core/sql/read/postgres.h"

namespace plumb::sql::postgres_read {
namespace {

Check read_check(Cursor& at, std::string name) {
  Check check;
  check.origin = at.origin();
  check.name = std::move(name);
  check.expression = read_parenthesised_expression(at);
  if (at.accept_seq({"NOT", "VALID"})) check.validated = false;
  return check;
}

void read_domain_attributes(Cursor& at, Domain& domain) {
  for (;;) {
    std::string name;
    if (at.accept("CONSTRAINT")) name = at.name();
    if (at.accept("DEFAULT"))
      domain.default_value = read_default(at);
    else if (at.accept_seq({"NOT", "NULL"}))
      domain.nullable = false;
    else if (at.accept("NULL"))
      domain.nullable = true;
    else if (at.accept("CHECK"))
      domain.checks.push_back(read_check(at, std::move(name)));
    else if (!name.empty())
      at.expected("NOT NULL or CHECK");
    else
      return;
  }
}

// A domain's checks without a name: {domain}_check, {domain}_check1, …
void name_checks(Domain& domain) {
  for (Check& check : domain.checks) {
    if (!check.name.empty()) continue;
    for (int n = 0;; ++n) {
      std::string name = domain.name.name + "_check" + (n ? std::to_string(n) : std::string());
      const auto same = [&](const Check& other) { return other.name == name; };
      if (std::any_of(domain.checks.begin(), domain.checks.end(), same)) continue;
      check.name = std::move(name);
      break;
    }
  }
}

void drop_constraint(Cursor& at, Domain& domain) {
  const bool if_exists = accept_if_exists(at);
  const Token where = at.peek();
  const std::string name = at.name();
  const auto gone = std::erase_if(domain.checks, [&](const Check& c) { return c.name == name; });
  if (!gone && !if_exists) unknown(where, Kind::Check, domain.name.display() + "." + name);
  at.accept("CASCADE") || at.accept("RESTRICT");
}

void rename_constraint(Cursor& at, Domain& domain) {
  const std::string from = at.name();
  at.expect("TO");
  const std::string to = at.name();
  for (Check& check : domain.checks)
    if (check.name == from) check.name = to;
}

}  // namespace

void read_create_domain(ReadState& state, Cursor& at) {
  const Token where = at.peek();
  Domain made;
  made.renamed_from = state.renamed_from(at, 0, at.position());
  made.name = state.read_name(at);
  made.origin = at.origin(where);
  at.accept("AS");
  made.type = read_type(state, at);
  if (at.accept("COLLATE")) made.collation = read_postgres_collation(at);
  read_domain_attributes(at, made);
  name_checks(made);
  const QualifiedName name = made.name;
  if (const Domain* first = state.schema.domains.find(name))
    duplicate(state, where, Kind::Domain, name.display(), first->origin);
  if (const Enum* first = state.schema.enums.find(name))
    duplicate(state, where, Kind::Enum, name.display(), first->origin);
  state.schema.domains.set(name, std::move(made));
}

void read_alter_domain(ReadState& state, Cursor& at) {
  const Token where = at.peek();
  const std::uint32_t start = at.position();
  const QualifiedName name = state.read_name(at);
  if (at.accept_seq({"OWNER", "TO"})) return void(read_role(at));
  if (!state.schema.domains.contains(name)) unknown(where, Kind::Domain, name.display());
  if (at.is_seq({"RENAME", "TO"}) || at.is_seq({"SET", "SCHEMA"})) {
    at.seek(start);
    return read_alter_type(state, at);
  }
  Domain target = *state.schema.domains.find(name);
  if (at.accept_seq({"SET", "DEFAULT"}))
    target.default_value = read_default(at);
  else if (at.accept_seq({"DROP", "DEFAULT"}))
    target.default_value = {};
  else if (at.accept_seq({"SET", "NOT", "NULL"}))
    target.nullable = false;
  else if (at.accept_seq({"DROP", "NOT", "NULL"}))
    target.nullable = true;
  else if (at.accept_seq({"DROP", "CONSTRAINT"}))
    drop_constraint(at, target);
  else if (at.accept_seq({"RENAME", "CONSTRAINT"}))
    rename_constraint(at, target);
  else if (at.accept_seq({"VALIDATE", "CONSTRAINT"})) {
    const std::string check = at.name();
    for (Check& c : target.checks)
      if (c.name == check) c.validated = true;
  } else {
    at.expect("ADD");
    read_domain_attributes(at, target);
    name_checks(target);
  }
  state.schema.domains.set(name, std::move(target));
}

}  // namespace plumb::sql::postgres_read
