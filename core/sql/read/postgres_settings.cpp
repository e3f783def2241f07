// SET, set_config(), setval(): settings that change what later statements mean.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/postgres.h"

namespace plumb::sql::postgres_read {
namespace {

// "$user" is nobody's schema in a file. An empty path, as pg_dump sets it, means that every name is qualified.
void set_search_path(ReadState& state, std::vector<std::string> path) {
  state.search_path.clear();
  for (std::string& place : path)
    if (!place.empty() && place != "$user" && place != "pg_catalog" && place != "pg_temp")
      state.search_path.push_back(std::move(place));
}

std::vector<std::string> split_path(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto comma = text.find(',');
    std::string_view part = trim(text.substr(0, comma));
    if (part.size() > 1 && part.front() == '"' && part.back() == '"')
      out.emplace_back(part.substr(1, part.size() - 2));
    else
      out.push_back(lower(part));
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return out;
}

}  // namespace

void read_set(ReadState& state, Cursor& at) {
  if (!at.accept("LOCAL")) at.accept("SESSION");
  // SET ROLE, SET CONSTRAINTS, SET TRANSACTION, SET TIME ZONE … have a form of their own and no meaning for a schema.
  if (at.peek().kind != Tok::Word && at.peek().kind != Tok::Name) return skip_rest(at);
  if (at.is_any({"ROLE", "CONSTRAINTS", "TRANSACTION", "CHARACTERISTICS", "TIME", "AUTHORIZATION", "NAMES"}))
    return skip_rest(at);
  std::string name;
  if (at.accept("SCHEMA")) {
    name = "search_path";
  } else {
    name = lower(at.name());
    while (at.accept_op(".")) name += "." + at.name();
    if (!at.accept_op("=")) at.expect("TO");
  }
  std::vector<std::string> values;
  do values.push_back(read_setting_value(at));
  while (at.accept_op(","));
  if (name == "search_path") {
    if (values.size() == 1 && values[0] == "default") values.clear();
    // SET search_path = 'a, b' names one schema called "a, b"; nobody means that.
    if (values.size() == 1) values = split_path(values[0]);
    set_search_path(state, std::move(values));
  } else if (name == "default_tablespace" || name == "default_table_access_method") {
    state.variables[name] = values[0];
  }
}

bool read_select_setting(ReadState& state, Cursor& at) {
  const std::uint32_t start = at.position();
  at.expect("SELECT");
  if (at.is("PG_CATALOG") && at.is_op(".", 1)) {
    at.next();
    at.next();
  }
  const bool config = at.is("SET_CONFIG");
  if (!config && !at.is("SETVAL")) {
    at.seek(start);
    return false;
  }
  at.next();
  if (config && at.is_op("(") && at.peek(1).kind == Tok::String) {
    at.next();
    const std::string name = lower(at.string());
    if (name == "search_path" && at.accept_op(",") && at.peek().kind == Tok::String)
      set_search_path(state, split_path(at.string()));
  }
  // set_config in the select list beside other things is a query like any other.
  skip_rest(at);
  return true;
}

}  // namespace plumb::sql::postgres_read
