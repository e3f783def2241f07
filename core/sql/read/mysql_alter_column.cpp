// MySQL: what ALTER TABLE does to columns.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/mysql.h"
#include "plumb/core/sql/read/mysql_alter.h"
#include "plumb/core/sql/rename_schema.h"

namespace plumb::sql::mysql_read {
namespace {

struct Place {
  bool stated = false;
  std::string after;  // empty: first
};

Place read_place(Cursor& at) {
  Place place;
  if (at.accept("FIRST"))
    place.stated = true;
  else if (at.accept("AFTER")) {
    place.stated = true;
    place.after = at.name();
  }
  return place;
}

std::size_t place_of(const Table& table, const Column& column) {
  return static_cast<std::size_t>(&column - table.columns.data());
}

void move_to(ReadState& state, Cursor& at, Table& table, std::size_t from, const Place& place) {
  if (!place.stated) return;
  Column moved = std::move(table.columns[from]);
  table.columns.erase(table.columns.begin() + static_cast<std::ptrdiff_t>(from));
  std::size_t to = 0;
  if (!place.after.empty()) to = place_of(table, need_column(state, at, table, at.peek(), place.after)) + 1;
  table.columns.insert(table.columns.begin() + static_cast<std::ptrdiff_t>(to), std::move(moved));
}

}  // namespace

Column& need_column(ReadState& state, Cursor& at, Table& table, const Token& token, const std::string& name) {
  if (Column* column = state.find_column(table, name)) return *column;
  std::vector<std::string> names;
  for (const Column& column : table.columns) names.push_back(column.name);
  const std::string_view near = nearest(name, names);
  at.fail_at(token, "table `" + table.name.display() + "` has no column `" + name + "`" +
                        (near.empty() ? "" : "; did you mean `" + std::string(near) + "`?"));
}

void add_one_column(ReadState& state, Cursor& at, Table& table) {
  const bool careful = accept_if_not_exists(at);
  const std::uint32_t first = at.position();
  const Token& token = at.peek();
  Column column;
  column.origin = at.origin();
  column.name = at.name();
  const bool taken = state.find_column(table, column.name) != nullptr;
  if (taken && !careful)
    at.fail_at(token, "table `" + table.name.display() + "` has a column `" + column.name + "` already");
  Table scratch;
  Table& owner = taken ? scratch : table;
  read_column_definition(state, at, owner, column);
  const Place place = read_place(at);
  column.renamed_from = state.renamed_from(at, first, at.position() - 1);
  if (taken) return;
  table.columns.push_back(std::move(column));
  move_to(state, at, table, table.columns.size() - 1, place);
}

// MODIFY x definition, CHANGE x y definition: the definition replaces the old one whole; keys stay.
void change_column(ReadState& state, Cursor& at, Table& table, bool renames) {
  at.accept("COLUMN");
  const bool careful = accept_if_exists(at);
  const std::uint32_t first = at.position();
  const Token& token = at.peek();
  const std::string from = at.name();
  std::string to = renames ? at.name() : from;
  if (careful && !state.find_column(table, from)) {
    Table scratch;
    Column ignored;
    read_column_definition(state, at, scratch, ignored);
    read_place(at);
    return;
  }
  Column& column = need_column(state, at, table, token, from);
  const std::size_t index = place_of(table, column);
  const std::string stored = column.name;
  if (!renames) to = stored;
  Column made;
  made.origin = at.origin(token);
  made.name = to;
  // Checks behind the column are the table's own in MySQL and stay; in MariaDB they are the
  // column's.
  if (state.syntax.grammar.mariadb)
    std::erase_if(table.checks, [&](const Check& c) { return c.name.empty() && c.on_column.text == stored; });
  read_column_definition(state, at, table, made);
  const Place place = read_place(at);
  made.renamed_from = state.renamed_from(at, first, at.position() - 1);
  const bool in_key =
      table.primary_key && std::any_of(table.primary_key->parts.begin(), table.primary_key->parts.end(),
                                       [&](const IndexPart& p) { return equals_ignoring_case(p.column, stored); });
  if (in_key) made.nullable = false;
  made.name = stored;
  table.columns[index] = std::move(made);
  move_to(state, at, table, index, place);
  if (to != stored) rename_column(state.schema, table.name, stored, to, state.syntax);
}

// Dropping a column takes it out of every index; an index without columns goes.
void drop_column(ReadState& state, Cursor& at, Table& table) {
  const bool careful = accept_if_exists(at);
  const Token& token = at.peek();
  const std::string name = at.name();
  if (!at.accept("RESTRICT")) at.accept("CASCADE");
  if (careful && !state.find_column(table, name)) return;
  Column& column = need_column(state, at, table, token, name);
  const std::string stored = column.name;
  for (const ForeignKey& key : table.foreign_keys)
    if (std::find(key.columns.begin(), key.columns.end(), stored) != key.columns.end())
      at.fail_at(token, "column `" + table.name.display() + "." + stored + "` is needed by foreign key `" + key.name +
                            "`; drop that first");
  auto same = [&](const IndexPart& part) { return equals_ignoring_case(part.column, stored); };
  for (Index& index : table.indexes) std::erase_if(index.parts, same);
  std::erase_if(table.indexes, [](const Index& index) { return index.parts.empty(); });
  if (table.primary_key) {
    std::erase_if(table.primary_key->parts, same);
    if (table.primary_key->parts.empty()) table.primary_key.reset();
  }
  // MySQL drops a check that names this column alone; one that names others too makes it refuse.
  std::erase_if(table.checks, [&](const Check& check) {
    const auto node = parse_expression(check.expression.canonical, state.syntax);
    if (!node) return false;
    const auto names = columns_of(*node);
    return names.size() == 1 && equals_ignoring_case(names.front(), stored);
  });
  table.columns.erase(table.columns.begin() + static_cast<std::ptrdiff_t>(place_of(table, column)));
}

}  // namespace plumb::sql::mysql_read
