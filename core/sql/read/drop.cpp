// DROP: the thing, and what cannot live without it.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/finish.h"
#include "plumb/core/sql/read/implied_names.h"
#include "plumb/core/sql/read/state.h"

namespace plumb::sql {
namespace {

struct Dropped {
  QualifiedName name;
  std::uint32_t position = 0;  // of its first token
};

std::vector<Dropped> read_names(ReadState& state, Cursor& at) {
  std::vector<Dropped> out;
  do {
    const std::uint32_t position = at.position();
    out.push_back({state.read_existing_name(at), position});
  } while (at.accept_op(","));
  return out;
}

bool read_cascade(Cursor& at) {
  if (at.accept("CASCADE")) return true;
  at.accept("RESTRICT");
  return false;
}

[[noreturn]] void refuse(const Cursor& at, std::uint32_t position, Kind kind, const std::string& name,
                         const std::string& hint = {}) {
  const Token& token = at.statement().tokens[position];
  throw SyntaxError{"unknown-" + std::string(name_of(kind)),
                    "there is no " + std::string(spoken(kind)) + " `" + name + "` to drop" + hint, token.offset,
                    token.length, token.line};
}

template <class Key, class T, class Test>
void erase_where(Catalog<Key, T>& catalog, Test test) {
  if (catalog.empty()) return;
  for (const Key& key : catalog.keys())
    if (test(*catalog.find(key))) catalog.erase(key);
}

void drop_parts_of(Schema& schema, const QualifiedName& name) {
  erase_where(schema.triggers, [&](const Trigger& trigger) { return trigger.table == name; });
  erase_where(schema.definitions, [&](const Definition& d) {
    if (d.id.kind == Kind::Rule && d.id.owner == name) return true;
    return d.id.kind == Kind::Statistics && std::find(d.uses.begin(), d.uses.end(), name) != d.uses.end();
  });
  erase_where(schema.policies, [&](const Policy& policy) { return policy.table == name; });
  erase_where(schema.grants, [&](const Grant& grant) { return grant.object.owner == name; });
}

void drop_views_over(ReadState& state, const QualifiedName& name) {
  for (const QualifiedName& view : state.schema.views.keys()) {
    const View* found = state.schema.views.find(view);
    if (!found || view == name) continue;  // gone with another one
    if (std::find(found->uses.begin(), found->uses.end(), name) != found->uses.end()) drop_view(state, view, true);
  }
}

void drop_foreign_keys_to(ReadState& state, const QualifiedName& name) {
  for (const QualifiedName& key : state.schema.tables.keys()) {
    const auto refers = [&](const ForeignKey& f) { return f.to == name; };
    const std::vector<ForeignKey>& keys = state.schema.tables.find(key)->foreign_keys;
    if (std::any_of(keys.begin(), keys.end(), refers))
      std::erase_if(state.schema.tables.edit(key).foreign_keys, refers);
  }
}

void drop_tables(ReadState& state, Cursor& at) {
  const bool if_exists = at.accept_seq({"IF", "EXISTS"});
  const std::vector<Dropped> names = read_names(state, at);
  const bool cascade = read_cascade(at);
  if (!at.at_end()) at.expected("the end of the statement");
  // All of them or none, as the servers do it.
  for (const Dropped& dropped : names) {
    if (if_exists || state.find_table(dropped.name) || state.find_virtual_table(dropped.name) ||
        state.is_temporary(dropped.name))
      continue;
    refuse(at, dropped.position, Kind::Table, dropped.name.display(),
           state.find_view(dropped.name) ? "; it is a view: use `DROP VIEW`" : "");
  }
  for (const Dropped& dropped : names) {
    if (const auto stored = state.find_table(dropped.name)) {
      drop_table(state, *stored, cascade);
    } else if (const auto virtual_table = state.find_virtual_table(dropped.name)) {
      drop_shadow_tables(state, *state.schema.virtual_tables.find(*virtual_table));
      state.schema.virtual_tables.erase(*virtual_table);
    } else {
      state.temporary.erase(state.folded(dropped.name.name));
    }
  }
}

void drop_views(ReadState& state, Cursor& at) {
  const bool if_exists = at.accept_seq({"IF", "EXISTS"});
  const std::vector<Dropped> names = read_names(state, at);
  const bool cascade = read_cascade(at);
  if (!at.at_end()) at.expected("the end of the statement");
  for (const Dropped& dropped : names)
    if (!if_exists && !state.find_view(dropped.name) && !state.is_temporary(dropped.name))
      refuse(at, dropped.position, Kind::View, dropped.name.display(),
             state.find_table(dropped.name) ? "; it is a table: use `DROP TABLE`" : "");
  for (const Dropped& dropped : names)
    if (const auto stored = state.find_view(dropped.name)) drop_view(state, *stored, cascade);
}

// PostgreSQL named it, and the author did not: which one it is.
std::optional<ReadState::IndexPlace> find_implied_index(const ReadState& state, const QualifiedName& name) {
  if (!state.syntax.grammar.postgres) return std::nullopt;
  for (const Table& table : state.schema.tables) {
    if (table.name.schema != name.schema) continue;
    if (std::none_of(table.indexes.begin(), table.indexes.end(), [](const Index& i) { return i.name.empty(); }))
      continue;
    Table named = table;
    give_implied_names(named, state.syntax, [&](const std::string& taken) {
      return state.find_index({table.name.schema, taken}).has_value();
    });
    for (const Index& index : named.indexes)
      if (index.name == name.name) return ReadState::IndexPlace{table.name, index.name};
  }
  return std::nullopt;
}

void drop_index(ReadState& state, const ReadState::IndexPlace& place) {
  if (state.syntax.grammar.postgres && !place.on_view) fix_implied_names(state, place.table);
  state.forget_indexes_of(place.table);
  std::erase_if(
      place.on_view ? state.schema.views.edit(place.table).indexes : state.schema.tables.edit(place.table).indexes,
      [&](const Index& index) { return index.name == place.index; });
  state.remember_indexes_of(place.table);
}

void drop_indexes(ReadState& state, Cursor& at) {
  at.accept("CONCURRENTLY");
  const bool if_exists = at.accept_seq({"IF", "EXISTS"});
  std::vector<ReadState::IndexPlace> places;
  do {
    const std::uint32_t position = at.position();
    QualifiedName name;
    name.name = at.name();
    if (at.accept_op(".")) name = {std::move(name.name), at.name()};
    name = state.resolve(std::move(name));
    auto place = state.find_index(name);
    if (!place) place = find_implied_index(state, name);
    if (place)
      places.push_back(std::move(*place));
    else if (!if_exists && state.temporary.empty())
      refuse(at, position, Kind::Index, name.display());
  } while (at.accept_op(","));
  read_cascade(at);
  if (!at.at_end()) at.expected("the end of the statement");
  for (const ReadState::IndexPlace& place : places) drop_index(state, place);
}

void drop_trigger(ReadState& state, Cursor& at) {
  const bool if_exists = at.accept_seq({"IF", "EXISTS"});
  const std::uint32_t position = at.position();
  QualifiedName name;
  name.name = at.name();
  if (at.accept_op(".")) name = {std::move(name.name), at.name()};
  std::optional<PartName> found;
  if (at.accept("ON")) {
    const QualifiedName table = state.read_existing_name(at);
    if (state.schema.triggers.contains({table, name.name})) found = PartName{table, name.name};
  } else {
    found = state.find_trigger(state.resolve(name));
  }
  read_cascade(at);
  if (!at.at_end()) at.expected("the end of the statement");
  if (found)
    state.schema.triggers.erase(*found);
  else if (!if_exists)
    refuse(at, position, Kind::Trigger, name.name);
}

}  // namespace

void drop_table(ReadState& state, const QualifiedName& stored, bool cascade) {
  const QualifiedName name = stored;
  state.take_table(name);
  drop_parts_of(state.schema, name);
  erase_where(state.schema.sequences, [&](const Sequence& s) { return s.owned_by_table == name; });
  if (!cascade || state.syntax.grammar.mysql) return;  // MySQL reads the word and does nothing
  drop_foreign_keys_to(state, name);
  drop_views_over(state, name);
}

void drop_view(ReadState& state, const QualifiedName& stored, bool cascade) {
  const QualifiedName name = stored;
  state.take_view(name);
  drop_parts_of(state.schema, name);
  if (cascade && !state.syntax.grammar.mysql) drop_views_over(state, name);
}

void read_drop(ReadState& state, Cursor& at) {
  const std::uint32_t start = at.position();
  const Grammar& grammar = state.syntax.grammar;
  if (at.accept("TABLE")) return drop_tables(state, at);
  if (at.accept("VIEW") || at.accept_seq({"MATERIALIZED", "VIEW"})) return drop_views(state, at);
  if (!grammar.mysql && at.accept("INDEX")) return drop_indexes(state, at);
  if (!grammar.mysql && at.accept("TRIGGER")) return drop_trigger(state, at);
  at.seek(start);
  if (grammar.postgres && read_postgres_drop(state, at)) return;
  if (grammar.mysql && read_mysql_drop(state, at)) return;
  at.seek(start);
  throw SyntaxError{"unknown-statement",
                    "`DROP " + upper(at.text()) +
                        "` is not understood; nothing is proposed until it is, or until --skip-unknown goes on "
                        "without it",
                    at.peek().offset, at.peek().length, at.peek().line};
}

}  // namespace plumb::sql
