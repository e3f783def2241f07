// CREATE [UNIQUE] INDEX.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/finish.h"
#include "plumb/core/sql/read/implied_names.h"
#include "plumb/core/sql/read/state.h"

namespace plumb::sql {
namespace {

void skip_rest(Cursor& at) { at.seek(static_cast<std::uint32_t>(at.statement().tokens.size()) - 1); }

bool read_own_option(ReadState& state, Cursor& at, Index& index) {
  if (state.syntax.grammar.postgres) return read_postgres_index_option(state, at, index);
  if (state.syntax.grammar.mysql) return read_mysql_index_option(state, at, index);
  return false;
}

[[noreturn]] void refuse_table(const ReadState& state, const Cursor& at, const Token& where, const QualifiedName& name,
                               const std::string& index) {
  std::vector<std::string> names;
  if (state.suggestions > 0)
    for (const Table& table : state.schema.tables) names.push_back(table.name.name);
  const bool there = state.find_view(name) || state.find_virtual_table(name);
  const std::string what = index.empty() ? "an index" : "index `" + index + "`";
  throw SyntaxError{
      "unknown-table",
      there ? what + " cannot be made on `" + name.display() + "`: it is no table that can have indexes"
            : what + " is on `" + name.display() + "`, and there is no such table" + state.suggest(name.name, names),
      where.offset, static_cast<std::uint32_t>(at.text(where).size()), where.line};
}

[[noreturn]] void refuse_duplicate(const ReadState& state, const Cursor& at, const Token& where,
                                   const ReadState::IndexPlace& first, const std::string& name) {
  Origin origin;
  if (const Table* table = state.schema.tables.find(first.table))
    if (const Index* index = table->find_index(first.index)) origin = index->origin;
  std::string text = "there is an index `" + name + "` already, on `" + first.table.display() + "`";
  if (const std::string there = state.place(origin); !there.empty()) text += " (" + there + ")";
  throw SyntaxError{"duplicate-index", text + "; rename or drop one of them", where.offset,
                    static_cast<std::uint32_t>(at.text(where).size()), where.line};
}

struct Target {
  QualifiedName name;            // as it is stored
  const Table* table = nullptr;  // absent for a materialised view
};

// Nothing where it is a temporary one.
std::optional<Target> read_target(ReadState& state, Cursor& at, const std::string& index,
                                  const std::string& index_schema) {
  const Token& where = at.peek();
  QualifiedName name = state.read_existing_name(at);
  // SQLite: CREATE INDEX aux.i ON t: the table is the one in aux.
  if (state.syntax.grammar.sqlite && name.schema.empty() && !index_schema.empty())
    name = state.resolve_existing({index_schema, name.name});
  if (const Table* table = state.schema.tables.find(name)) return Target{std::move(name), table};
  if (const auto view = state.find_view(name); view && state.schema.views.find(*view)->materialized)
    return Target{*view};
  if (state.is_temporary(name)) return std::nullopt;
  refuse_table(state, at, where, name, index);
}

// An index over a column that is not there: said here, where the name stands.
void check_columns(const ReadState& state, const Table* table, Index& index, const Cursor& at, const Token& where) {
  if (!table) return;
  for (IndexPart& part : index.parts) {
    if (!part.plain() || table->find_column(part.column)) continue;
    std::vector<std::string> names;
    bool found = false;
    for (const Column& column : table->columns) {
      names.push_back(column.name);
      if (state.syntax.names_ignore_case && equals_ignoring_case(column.name, part.column)) {
        part.column = column.name;
        found = true;
        break;
      }
    }
    // PostgreSQL's system columns, and SQLite's rowid, have no index; a table without columns is a
    // foreign one.
    if (found || table->columns.empty() || extra_of<PostgresTable>(table->extra).inherits.size() ||
        !extra_of<PostgresTable>(table->extra).partition_of.empty())
      continue;
    throw SyntaxError{"unknown-column",
                      "index `" + index.name + "` is over column `" + part.column + "`, and table `" +
                          table->name.display() + "` has no such column" + state.suggest(part.column, names),
                      where.offset, static_cast<std::uint32_t>(at.text(where).size()), where.line};
  }
}

}  // namespace

void read_create_index(ReadState& state, Cursor& at, bool unique) {
  Index index;
  index.unique = unique;
  at.accept("CONCURRENTLY");
  const bool if_not_exists = at.accept_seq({"IF", "NOT", "EXISTS"});
  const Token where = at.peek();
  index.origin = at.origin();
  QualifiedName name;
  if (!at.is("ON") || at.is("ON", 1)) {
    name.name = at.name();
    if (at.accept_op(".")) name = state.resolve({std::move(name.name), at.name()});
  }
  index.name = name.name;
  const std::uint32_t behind_name = at.position();
  at.expect("ON");
  at.accept("ONLY");
  const auto target = read_target(state, at, index.name, name.schema);
  if (!target) return skip_rest(at);
  const QualifiedName* own = state.syntax.index_names_per_table ? &target->name : nullptr;
  const QualifiedName relation{target->name.schema, name.name};
  if (const auto first = name.empty() ? std::nullopt : state.find_index(relation, own)) {
    if (if_not_exists) return skip_rest(at);
    refuse_duplicate(state, at, where, *first, index.name);
  }
  // SQLite and PostgreSQL: tables and indexes share their names.
  if (!own && !name.empty()) state.refuse_taken(at, where, relation, Kind::Index);
  if (at.accept("USING")) index.method = lower(at.name());
  const Token& parts = at.peek(1);
  index.parts = read_index_parts(state, at);
  while (read_own_option(state, at, index)) {
  }
  if (at.accept("WHERE")) {
    const std::uint32_t from = at.position();
    const Node node = parse_expression(at);
    std::uint32_t first = from, last = at.position();
    strip_parentheses(at, first, last);
    index.where = make_expr(at, first, last, node);
  }
  while (read_own_option(state, at, index)) {
  }
  check_columns(state, target->table, index, at, parts);
  if (!at.at_end()) at.expected("the end of the statement");
  if (state.syntax.grammar.sqlite) index.definition = state.text_behind(at, behind_name);
  if (!at.statement().annotations.empty()) index.renamed_from = state.renamed_from_statement(at, behind_name);
  state.add_index(target->name, std::move(index));
}

}  // namespace plumb::sql
