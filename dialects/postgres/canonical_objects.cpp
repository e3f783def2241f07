// Domains, views, routines, triggers, policies, grants.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/postgres_types.h"
#include "plumb/dialects/postgres/canonical.h"
#include "plumb/dialects/postgres/expression.h"

namespace plumb::postgres {
namespace {

Place place_in(const Settling& s) {
  Place place;
  place.schema = &s.schema;
  place.default_schema = s.target.default_schema;
  return place;
}

}  // namespace

void settle_domain(const Settling& s, Domain& domain) {
  sql::settle_postgres_type(domain.type);
  settle_collation(domain.collation, s.target);
  Place place = place_in(s);
  place.wanted = &domain.type;
  settle(domain.default_value, place);
  place.wanted = nullptr;
  place.value = &domain.type;
  for (Check& check : domain.checks) settle(check.expression, place);
  std::stable_sort(domain.checks.begin(), domain.checks.end(),
                   [](const Check& a, const Check& b) { return a.name < b.name; });
}

void settle_view(const Settling& s, View& view) {
  settle_query(view.query, place_in(s));
  // WITH LOCAL CHECK OPTION is stored as an option.
  if (const auto at = view.options.find("check_option"); at != view.options.end()) {
    view.check_option = lower(at->second);
    view.options.erase(at);
  }
  // Whether it has rows is data; pg_dump says WITH NO DATA of every one.
  view.with_data = true;
  std::erase_if(view.options, [](const auto& option) { return option.second == "false"; });
  for (Index& index : view.indexes) settle_index(s, nullptr, index);
  std::stable_sort(view.indexes.begin(), view.indexes.end(),
                   [](const Index& a, const Index& b) { return a.name < b.name; });
}

void settle_routine(const Settling& s, Routine& routine) {
  Place place = place_in(s);
  std::size_t results = 0;
  std::string result;
  for (Routine::Argument& argument : routine.arguments) {
    if (argument.mode.empty()) argument.mode = "in";
    if (argument.mode == "out" || argument.mode == "inout") {
      ++results;
      result = sql::spell_postgres_type(argument.type);
    }
    place.wanted = &argument.type;
    settle(argument.default_value, place);
  }
  Options& attributes = routine.attributes;
  const auto drop = [&](const char* key, std::string_view value) {
    const auto at = attributes.find(key);
    if (at != attributes.end() && at->second == value) attributes.erase(at);
  };
  const bool native = routine.language == "c" || routine.language == "internal";
  drop("cost", native ? "1" : "100");
  drop("rows", "1000");
  // Several OUT arguments are a record by themselves.
  if (results > 1 && routine.returns == "record") routine.returns.clear();
  if (results == 1 && routine.returns == result) routine.returns.clear();
  if (routine.kind == RoutineKind::Procedure) routine.returns.clear();
}

void settle_trigger(const Settling& s, Trigger& trigger) {
  Place place = place_in(s);
  place.table = s.schema.tables.find(trigger.table);
  const std::optional<Table> whole = place.table ? with_inherited_columns(s.schema, *place.table) : std::nullopt;
  if (whole) place.table = &*whole;
  settle(trigger.when, place);
}

void settle_policy(const Settling& s, Policy& policy) {
  std::sort(policy.roles.begin(), policy.roles.end());
  policy.roles.erase(std::unique(policy.roles.begin(), policy.roles.end()), policy.roles.end());
  if (policy.roles.empty()) policy.roles = {"public"};
  Place place = place_in(s);
  place.table = s.schema.tables.find(policy.table);
  const std::optional<Table> whole = place.table ? with_inherited_columns(s.schema, *place.table) : std::nullopt;
  if (whole) place.table = &*whole;
  settle(policy.using_, place);
  settle(policy.with_check, place);
}

void settle_grant(Grant& grant) {
  static const std::vector<std::string> kTable = {"DELETE",  "INSERT",   "REFERENCES", "SELECT",
                                                  "TRIGGER", "TRUNCATE", "UPDATE"};
  std::vector<std::string>& privileges = grant.privileges;
  std::sort(privileges.begin(), privileges.end());
  std::vector<std::string> all;
  switch (grant.on) {
    case Kind::Table:
    case Kind::View: all = kTable; break;
    case Kind::Sequence: all = {"SELECT", "UPDATE", "USAGE"}; break;
    case Kind::Routine: all = {"EXECUTE"}; break;
    case Kind::Namespace: all = {"CREATE", "USAGE"}; break;
    case Kind::Enum:
    case Kind::Domain:
    case Kind::Composite: all = {"USAGE"}; break;
    default: return;
  }
  // MAINTAIN came with PostgreSQL 17; everything is everything there too.
  std::vector<std::string> known = privileges;
  std::erase(known, "MAINTAIN");
  if (known == all || std::find(privileges.begin(), privileges.end(), "ALL") != privileges.end()) privileges = {"ALL"};
}

}  // namespace plumb::postgres
