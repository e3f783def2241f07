// ALTER INDEX, ALTER VIEW.
#include <algorithm>

#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/read/implied_names.h"
#include "plumb/core/sql/read/postgres.h"
#include "plumb/core/sql/rename_schema.h"
#include "plumb/core/sql/view_columns.h"

namespace plumb::sql::postgres_read {

void put_parameters(Options& options, Options added) {
  for (auto& [name, value] : added) options[name] = std::move(value);
}

// ---- indexes --------------------------------------------------------------------------------------

namespace {

// An index, primary key or unique constraint by its name, in the tables that are partitions.
bool take_key(Table& table, const std::string& name) {
  if (std::erase_if(table.indexes, [&](const Index& i) { return i.name == name; }) > 0) return true;
  if (table.primary_key && table.primary_key->name == name) {
    table.primary_key.reset();
    return true;
  }
  return std::erase_if(table.uniques, [&](const Unique& u) { return u.name == name; }) > 0;
}

bool has_key(const Table& table, const std::string& name) {
  if (table.primary_key && table.primary_key->name == name) return true;
  return std::any_of(table.uniques.begin(), table.uniques.end(), [&](const Unique& u) { return u.name == name; });
}

// ALTER INDEX parent ATTACH PARTITION child: the child is made by the parent, so it leaves its table.
void attach_index(ReadState& state, const QualifiedName& child) {
  if (const auto place = state.find_index(child); place && !place->on_view) {
    state.forget_indexes_of(place->table);
    take_key(state.schema.tables.edit(place->table), child.name);
    state.remember_indexes_of(place->table);
    return;
  }
  for (const Table& table : state.schema.tables) {
    if (table.name.schema != child.schema || !has_key(table, child.name)) continue;
    const QualifiedName name = table.name;
    take_key(state.schema.tables.edit(name), child.name);
    return;
  }
}

// An index or key without a name, by the one that the server gave it: its table gets all its names then.
bool name_implied(ReadState& state, const QualifiedName& name) {
  for (const Table& table : state.schema.tables) {
    if (table.name.schema != name.schema || !name.name.starts_with(table.name.name.substr(0, 28))) continue;
    Table named = table;
    give_implied_names(named, state.syntax, [](const std::string&) { return false; });
    if (!has_key(named, name.name) && !named.find_index(name.name)) continue;
    fix_implied_names(state, QualifiedName(table.name));
    return true;
  }
  return false;
}

void rename_index(ReadState& state, Cursor& at, const Token& where, const QualifiedName& name) {
  const std::string to = at.name();
  const auto known = [&] {
    return state.find_index(name) ||
           std::any_of(state.schema.tables.begin(), state.schema.tables.end(),
                       [&](const Table& t) { return t.name.schema == name.schema && has_key(t, name.name); });
  };
  if (!known()) name_implied(state, name);
  if (const auto place = state.find_index(name)) {
    state.forget_indexes_of(place->table);
    std::vector<Index>& indexes =
        place->on_view ? state.schema.views.edit(place->table).indexes : state.schema.tables.edit(place->table).indexes;
    for (Index& index : indexes)
      if (index.name == place->index) index.name = to;
    state.remember_indexes_of(place->table);
    return;
  }
  // The index of a key has the key's name.
  for (const Table& table : state.schema.tables) {
    if (table.name.schema != name.schema || !has_key(table, name.name)) continue;
    Table& target = state.schema.tables.edit(QualifiedName(table.name));
    if (target.primary_key && target.primary_key->name == name.name) target.primary_key->name = to;
    for (Unique& unique : target.uniques)
      if (unique.name == name.name) unique.name = to;
    return;
  }
  unknown(where, Kind::Index, name.display());
}

}  // namespace

void read_alter_index(ReadState& state, Cursor& at) {
  const Token first = at.peek();
  if (at.is_seq({"ALL", "IN"})) return unmodelled(state, at, first, "moving all indexes of a tablespace");
  const bool if_exists = accept_if_exists(at);
  const Token where = at.peek();
  const QualifiedName name = state.read_name(at);
  if (at.accept_seq({"ATTACH", "PARTITION"})) return attach_index(state, state.read_name(at));
  if (at.accept_seq({"RENAME", "TO"})) {
    if (if_exists && !state.find_index(name)) return skip_rest(at);
    return rename_index(state, at, where, name);
  }
  if (at.accept_seq({"OWNER", "TO"})) return void(read_role(at));
  if (at.is("DEPENDS") || at.is("NO"))
    return unmodelled(state, at, first, "the extension on which index `" + name.display() + "` depends");
  const auto place = state.find_index(name);
  if (!place) {
    if (if_exists) return skip_rest(at);
    return unmodelled(state, at, first, "a storage option of the key's index `" + name.display() + "`");
  }
  std::vector<Index>& indexes =
      place->on_view ? state.schema.views.edit(place->table).indexes : state.schema.tables.edit(place->table).indexes;
  const auto same = [&](const Index& index) { return index.name == place->index; };
  Index& index = *std::find_if(indexes.begin(), indexes.end(), same);
  if (at.accept("ALTER")) {
    at.accept("COLUMN");
    const Token part = at.peek();
    const std::string number = at.integer();
    const std::size_t nth = number.size() > 4 ? 0 : static_cast<std::size_t>(std::atoi(number.c_str()));
    if (nth == 0 || nth > index.parts.size())
      at.fail_at(part, "index `" + name.display() + "` has no column " + number);
    at.expect("SET");
    at.expect("STATISTICS");
    const std::string target = at.accept("DEFAULT") ? "-1" : at.integer();
    index.parts[nth - 1].statistics.reset();
    if (target != "-1") index.parts[nth - 1].statistics = std::atoi(target.c_str());
  } else if (at.accept_seq({"SET", "TABLESPACE"})) {
    index.tablespace = at.name();
    if (index.tablespace == "pg_default") index.tablespace.clear();
  } else if (at.accept("SET")) {
    put_parameters(index.parameters, read_parameters(at));
  } else {
    at.expect("RESET");
    for (const std::string& option : read_parameter_names(at)) index.parameters.erase(option);
  }
}

// ---- views ----------------------------------------------------------------------------------------

// RENAME [COLUMN] a TO b: the view's own list of names, or an alias in its query.
void rename_view_column(ReadState& state, Cursor& at, const QualifiedName& name) {
  at.accept("COLUMN");
  const Token where = at.peek();
  const std::string from = at.name();
  at.expect("TO");
  const std::string to = at.name();
  View& view = state.schema.views.edit(name);
  const auto listed = std::find(view.columns.begin(), view.columns.end(), from);
  if (listed != view.columns.end()) {
    *listed = to;
  } else {
    auto query = parse_query(view.query.written, state.syntax);
    if (!query || !view.columns.empty() || !rename_result(*query, from, to))
      at.fail_at(where, "view `" + name.display() + "` has no column `" + from +
                            "` that its query names; say CREATE OR " +
                            "REPLACE VIEW with the names that it is to have");
    view.query = make_expr(*query, state.syntax);
  }
  if (auto comment = view.column_comments.extract(from)) {
    comment.key() = to;
    view.column_comments.insert(std::move(comment));
  }
  rename_column(state.schema, name, from, to, state.syntax);
}

void read_alter_view(ReadState& state, Cursor& at, bool materialized) {
  const Token first = at.peek();
  const bool if_exists = accept_if_exists(at);
  const Token where = at.peek();
  const QualifiedName name = state.read_existing_name(at);
  if (at.accept_seq({"OWNER", "TO"})) return void(read_role(at));
  if (!state.schema.views.contains(name)) {
    if (if_exists) return skip_rest(at);
    unknown(where, Kind::View, name.display());
  }
  const bool moves = at.is_seq({"SET", "SCHEMA"});
  if (at.accept_seq({"RENAME", "TO"}) || at.accept_seq({"SET", "SCHEMA"})) {
    QualifiedName to = name;
    if (moves)
      to = state.resolve(QualifiedName(at.name(), name.name));
    else
      to.name = at.name();
    state.refuse_taken(at, where, to, Kind::View);
    View view = state.take_view(name);
    view.name = to;
    state.add_view(std::move(view));
    return;
  }
  if (at.accept("RENAME")) return rename_view_column(state, at, name);
  View& view = state.schema.views.edit(name);
  if (at.is("SET") && at.is_op("(", 1)) {
    at.next();
    put_parameters(view.options, read_parameters(at));
  } else if (at.is("RESET")) {
    at.next();
    for (const std::string& option : read_parameter_names(at)) view.options.erase(option);
  } else if (at.accept_seq({"SET", "TABLESPACE"})) {
    view.tablespace = at.name();
  } else {
    unmodelled(state, at, first,
               std::string(materialized ? "this change of materialized view `" : "this change of view `") +
                   name.display() + "`");
  }
}

}  // namespace plumb::sql::postgres_read
