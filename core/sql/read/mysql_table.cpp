// MySQL: keys, foreign keys and the other elements of CREATE TABLE; CREATE TABLE … LIKE.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/mysql.h"
#include "plumb/core/sql/read/mysql_names.h"
#include "plumb/core/sql/writer.h"

namespace plumb::sql {
namespace mysql_read {

void name_parts(Table& table, const Syntax& syntax, bool altered) {
  // What was said and says no more than silence is silence.
  if (std::holds_alternative<MysqlTable>(*table.extra) && extra_of<MysqlTable>(table.extra) == MysqlTable{})
    table.extra.clear();
  for (Column& column : table.columns)
    if (std::holds_alternative<MysqlColumn>(*column.extra) && extra_of<MysqlColumn>(column.extra) == MysqlColumn{})
      column.extra.clear();
  name_mysql_indexes(table, syntax);
  name_mysql_constraints(table, syntax, altered);
}

void add_index(Cursor& at, Table& table, Index index) {
  if (!index.name.empty())
    for (const Index& other : table.indexes)
      if (equals_ignoring_case(other.name, index.name))
        at.fail("table `" + table.name.display() + "` has two indexes of the name `" + index.name +
                "`; give one of them another name");
  table.indexes.push_back(std::move(index));
}

void add_primary_key(Cursor& at, Table& table, PrimaryKey key) {
  if (table.primary_key) at.fail("table `" + table.name.display() + "` has two primary keys; keep one");
  table.primary_key = std::move(key);
}

bool accept_if_exists(Cursor& at) { return at.accept_seq({"IF", "EXISTS"}); }
bool accept_if_not_exists(Cursor& at) { return at.accept_seq({"IF", "NOT", "EXISTS"}); }

void copy_like(ReadState& state, Cursor& at, Table& table) {
  const Token& place = at.peek();
  const QualifiedName written = state.read_name(at);
  const auto stored = state.find_table(written);
  if (!stored) at.fail_at(place, "there is no table `" + written.display() + "` to be LIKE; create it first");
  Table copy = *state.schema.tables.find(*stored);
  copy.name = table.name;
  copy.origin = table.origin;
  copy.renamed_from = table.renamed_from;
  copy.foreign_keys.clear();
  // Names of checks belong to the database in MySQL, so that the copy gets new ones.
  for (Check& check : copy.checks) check.name.clear();
  auto& extra = edit_extra<MysqlTable>(copy.extra);
  extra.auto_increment.clear();
  extra.temporary = extra_of<MysqlTable>(table.extra).temporary;
  extra.options.erase("DATA DIRECTORY");
  extra.options.erase("INDEX DIRECTORY");
  table = std::move(copy);
}

}  // namespace mysql_read

namespace {

using namespace mysql_read;

struct KeyHead {
  std::string constraint;  // CONSTRAINT name
  std::string name;        // the index's own
  std::string method;
};

bool accept_method(Cursor& at, std::string& method) {
  if (!at.accept("USING") && !at.accept("TYPE")) return false;
  method = lower(at.name());
  return true;
}

// [IF NOT EXISTS] [name] [USING method] in front of the parts.
void read_key_head(Cursor& at, KeyHead& head) {
  accept_if_not_exists(at);
  if (!at.is_op("(") && !at.is("USING") && !at.is("TYPE")) head.name = at.name();
  accept_method(at, head.method);
}

void read_key_rest(ReadState& state, Cursor& at, Index& index) {
  index.parts = read_index_parts(state, at);
  while (read_mysql_index_option(state, at, index)) continue;
}

bool is_key_name(Cursor& at) { return at.is("KEY") || at.is("INDEX"); }
bool accept_key_word(Cursor& at) { return at.accept("KEY") || at.accept("INDEX"); }

void read_plain_key(ReadState& state, Cursor& at, Table& table, Index index, const KeyHead& before) {
  KeyHead head = before;
  read_key_head(at, head);
  // CONSTRAINT u UNIQUE KEY k: MySQL and MariaDB call it k, TiDB u.
  const bool by_constraint = head.name.empty() || (at.syntax().grammar.tidb && !head.constraint.empty());
  index.name = by_constraint ? head.constraint : head.name;
  index.method = head.method;
  read_key_rest(state, at, index);
  add_index(at, table, std::move(index));
}

// The server calls every primary key PRIMARY, whatever the author calls it.
void read_primary_key(ReadState& state, Cursor& at, Table& table, const Origin& origin) {
  at.expect("KEY");
  KeyHead head;
  read_key_head(at, head);
  Index read;
  read.method = head.method;
  read.parts = read_index_parts(state, at);
  PrimaryKey key;
  key.origin = origin;
  for (;;) {
    if (at.accept("CLUSTERED"))
      key.clustered = true;
    else if (at.accept("NONCLUSTERED"))
      key.clustered = false;
    else if (!read_mysql_index_option(state, at, read))
      break;
  }
  key.parts = std::move(read.parts);
  KeyOptions options;
  options.method = read.method;
  options.comment = read.comment;
  options.invisible = read.invisible;
  if (auto size = read.parameters.find("KEY_BLOCK_SIZE"); size != read.parameters.end()) {
    options.block_size = to_uint32(at, size->second);
    read.parameters.erase(size);
  }
  options.parameters = std::move(read.parameters);
  key.options = std::move(options);
  for (const IndexPart& part : key.parts)
    if (Column* column = state.find_column(table, part.column)) column->nullable = false;
  add_primary_key(at, table, std::move(key));
}

void read_foreign_key(ReadState& state, Cursor& at, Table& table, ForeignKey key) {
  at.expect("KEY");
  accept_if_not_exists(at);
  if (!at.is_op("(")) {
    std::string name = at.name();
    if (key.name.empty()) key.name = std::move(name);
  }
  for (IndexPart& part : read_index_parts(state, at)) key.columns.push_back(std::move(part.column));
  read_references(state, at, key, table.name);  // a name alone is one of the table's own database
  table.foreign_keys.push_back(std::move(key));
}

void read_check(Cursor& at, Table& table, Check check) {
  at.expect_op("(");
  const std::uint32_t from = at.position();
  const Node node = parse_expression(at);
  check.expression = make_expr(at, from, at.position(), node);
  at.expect_op(")");
  if (at.accept_seq({"NOT", "ENFORCED"}))
    check.enforced = false;
  else
    at.accept("ENFORCED");
  table.checks.push_back(std::move(check));
}

bool read_constraint(ReadState& state, Cursor& at, Table& table, KeyHead& head, const Origin& origin,
                     std::uint32_t first) {
  if (at.syntax().grammar.tidb && is_key_name(at)) {  // CONSTRAINT KEY k (a): TiDB takes it for KEY k (a)
    at.next();
    Index index;
    index.origin = origin;
    read_plain_key(state, at, table, std::move(index), head);
    return true;
  }
  if (at.accept("PRIMARY")) return read_primary_key(state, at, table, origin), true;
  if (at.accept("UNIQUE")) {
    Index index;
    index.unique = true;
    index.origin = origin;
    accept_key_word(at);
    index.renamed_from.text.clear();
    read_plain_key(state, at, table, std::move(index), head);
    table.indexes.back().renamed_from = state.renamed_from(at, first, at.position() - 1);
    return true;
  }
  if (at.accept("FOREIGN")) {
    ForeignKey key;
    key.name = head.constraint;
    key.origin = origin;
    return read_foreign_key(state, at, table, std::move(key)), true;
  }
  if (at.is("CHECK") && at.is_op("(", 1)) {
    at.next();
    Check check;
    check.name = head.constraint;
    check.origin = origin;
    return read_check(at, table, std::move(check)), true;
  }
  return false;
}

bool read_special_key(ReadState& state, Cursor& at, Table& table, const Origin& origin) {
  Index index;
  index.origin = origin;
  // VECTOR and COLUMNAR are no reserved words: a column may have such a name.
  const bool vector = at.is("VECTOR") && (at.is("KEY", 1) || at.is("INDEX", 1));
  if (at.is("FULLTEXT"))
    index.kind = IndexKind::Fulltext;
  else if (at.is("SPATIAL"))
    index.kind = IndexKind::Spatial;
  else if (vector)
    index.kind = IndexKind::Vector;
  else
    return false;
  const std::uint32_t first = at.position();
  at.next();
  accept_key_word(at);
  read_plain_key(state, at, table, std::move(index), {});
  table.indexes.back().renamed_from = state.renamed_from(at, first, at.position() - 1);
  return true;
}

}  // namespace

bool read_mysql_table_element(ReadState& state, Cursor& at, Table& table) {
  const Origin origin = at.origin();
  const std::uint32_t first = at.position();
  if (at.accept("LIKE")) return copy_like(state, at, table), true;
  if (is_key_name(at)) {
    at.next();
    Index index;
    index.origin = origin;
    read_plain_key(state, at, table, std::move(index), {});
    table.indexes.back().renamed_from = state.renamed_from(at, first, at.position() - 1);
    return true;
  }
  if (read_special_key(state, at, table, origin)) return true;
  if (at.is_seq({"PERIOD", "FOR"}))
    at.fail("PERIOD FOR on table `" + table.name.display() +
            "` is not supported; use WITH SYSTEM VERSIONING without it");
  KeyHead head;
  if (at.accept("CONSTRAINT")) {
    accept_if_not_exists(at);
    if (!at.is_any({"PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "KEY", "INDEX"})) head.constraint = at.name();
    if (!read_constraint(state, at, table, head, origin, first))
      at.expected("`PRIMARY KEY`, `UNIQUE`, `FOREIGN KEY` or `CHECK`");
    return true;
  }
  return read_constraint(state, at, table, head, origin, first);
}

bool read_mysql_index_option(ReadState& state, Cursor& at, Index& index) {
  if (accept_method(at, index.method)) return true;
  if (at.accept("COMMENT")) {
    at.accept_op("=");
    index.comment = at.string();
    return true;
  }
  if (at.accept("KEY_BLOCK_SIZE")) {
    at.accept_op("=");
    index.parameters["KEY_BLOCK_SIZE"] = at.integer();
    return true;
  }
  if (at.accept_seq({"WITH", "PARSER"})) return index.parser = lower(at.name()), true;
  if (at.accept("INVISIBLE") || at.accept("IGNORED")) return index.invisible = true;
  if (at.accept("VISIBLE") || at.accept_seq({"NOT", "IGNORED"})) return true;
  if (at.accept("GLOBAL")) return index.global = true, true;
  if (at.accept("LOCAL")) return index.global = false, true;
  for (const char* word : {"ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE"})
    if (at.accept(word)) {
      at.accept_op("=");
      index.parameters[word] = quote_string(at.string(), state.syntax);
      return true;
    }
  for (const char* word : {"CLUSTERING", "M", "DISTANCE"})  // MariaDB
    if (state.syntax.grammar.mariadb && at.accept(word)) {
      at.expect_op("=");
      index.parameters[word] = std::string(at.text(at.next()));
      return true;
    }
  // How the index is built says nothing about what it is.
  if (at.accept("ALGORITHM") || at.accept("LOCK")) {
    at.accept_op("=");
    at.next();
    return true;
  }
  return false;
}

}  // namespace plumb::sql
