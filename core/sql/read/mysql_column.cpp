// MySQL: what stands behind a column's type.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/mysql.h"
#include "plumb/core/sql/writer.h"

namespace plumb::sql {
namespace mysql_read {

bool accept_charset_words(Cursor& at) {
  return at.accept_seq({"CHARACTER", "SET"}) || at.accept_seq({"CHAR", "SET"}) || at.accept("CHARSET");
}

std::string quoted(std::string_view name, const Syntax& syntax) { return quote_name(name, syntax); }

std::string read_word_value(Cursor& at) {
  at.accept_op("=");
  if (at.peek().kind == Tok::String) return at.string();
  if (at.peek().kind == Tok::Word || at.peek().kind == Tok::Name) return at.name();
  at.expected("a name");
}

std::uint32_t to_uint32(const Cursor& at, std::string_view digits) {
  std::uint64_t value = 0;
  for (char c : digits) {
    if (c < '0' || c > '9') at.fail("expected a number of digits only, found `" + std::string(digits) + "`");
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
    if (value > 0xFFFFFFFFU) at.fail("the number `" + std::string(digits) + "` is too large here");
  }
  return static_cast<std::uint32_t>(value);
}

std::uint32_t read_uint32(Cursor& at) { return to_uint32(at, at.integer()); }

int read_count(Cursor& at) {
  const std::uint32_t n = read_uint32(at);
  if (n > 0x7FFFFFFFU) at.fail("the number `" + std::to_string(n) + "` is too large here");
  return static_cast<int>(n);
}

// Charsets and collations are the same in any case.
std::string charset_name(std::string name) { return lower(name); }

}  // namespace mysql_read

namespace {

using namespace mysql_read;

MysqlColumn& extra(Column& column) { return edit_extra<MysqlColumn>(column.extra); }

Index unique_index(const Column& column, const Origin& origin) {
  Index index;
  index.unique = true;
  IndexPart part;
  part.column = column.name;
  index.parts.push_back(std::move(part));
  index.origin = origin;
  return index;
}

void accept_clustered(Cursor& at, PrimaryKey& key) {
  if (at.accept("CLUSTERED"))
    key.clustered = true;
  else if (at.accept("NONCLUSTERED"))
    key.clustered = false;
}

bool read_key(Cursor& at, Table& table, Column& column) {
  const Origin origin = at.origin();
  if (at.accept("UNIQUE")) {
    at.accept("KEY");
    Index index = unique_index(column, origin);
    if (at.accept("GLOBAL"))
      index.global = true;
    else if (at.accept("LOCAL"))
      index.global = false;
    // `UNIQUE UNIQUE KEY` is one key, but for TiDB.
    for (const Index& other : table.indexes)
      if (!at.syntax().grammar.tidb && other.unique && other.name.empty() && other.parts == index.parts) return true;
    add_index(at, table, std::move(index));
    return true;
  }
  const bool primary = at.accept("PRIMARY");
  if (!at.accept("KEY")) {
    if (primary) at.expected("`KEY`");
    return false;
  }
  // A lone KEY on a column means PRIMARY KEY.
  PrimaryKey key;
  key.origin = origin;
  IndexPart part;
  part.column = column.name;
  key.parts.push_back(std::move(part));
  accept_clustered(at, key);
  if (at.accept("GLOBAL")) at.accept("LOCAL");
  column.nullable = false;
  add_primary_key(at, table, std::move(key));
  return true;
}

// The sixth column of a MySQL type is not a type at all: CHAR(10) BINARY, BYTE, ASCII, UNICODE.
bool read_charset(Cursor& at, Column& column) {
  if (accept_charset_words(at)) {
    extra(column).charset = charset_name(read_word_value(at));
    if (at.accept("BINARY")) column.collation = extra(column).charset + "_bin";
    return true;
  }
  if (at.accept("COLLATE")) {
    column.collation = charset_name(read_word_value(at));
    return true;
  }
  if (at.accept("ASCII")) {
    extra(column).charset = "latin1";
    if (at.accept("BINARY")) column.collation = "latin1_bin";
    return true;
  }
  if (at.accept("UNICODE")) {
    extra(column).charset = "ucs2";
    if (at.accept("BINARY")) column.collation = "ucs2_bin";
    return true;
  }
  if (at.accept("BYTE")) {
    extra(column).charset = "binary";
    return true;
  }
  if (at.accept("BINARY")) {  // the _bin collation of whatever charset the column has
    if (accept_charset_words(at))
      extra(column).charset = charset_name(read_word_value(at));
    else if (at.accept("ASCII"))
      extra(column).charset = "latin1";
    else if (at.accept("UNICODE"))
      extra(column).charset = "ucs2";
    const std::string& charset = extra(column).charset;
    column.collation = charset.empty() ? "_bin" : charset + "_bin";
    return true;
  }
  return false;
}

void read_computed(Cursor& at, Column& column) {
  if (at.is("ROW"))
    at.fail(
        "columns that hold the row's start or end time are not supported; use WITH SYSTEM "
        "VERSIONING without naming them");
  at.expect_op("(");
  const std::uint32_t from = at.position();
  const Node node = parse_expression(at);
  Computed computed;
  computed.from = make_expr(at, from, at.position(), node);
  at.expect_op(")");
  computed.stored = false;
  if (at.accept("STORED") || at.accept("PERSISTENT"))
    computed.stored = true;
  else
    at.accept("VIRTUAL");
  column.fill = std::move(computed);
}

// `DEFAULT (1)` and `DEFAULT 1` differ for the server (only the first is allowed on a text column),
// so the parentheses are a part of the normal spelling.
void read_default(Cursor& at, Column& column) {
  const std::uint32_t from = at.position();
  if (at.is_op("(")) {
    at.next();
    const Node node = parse_expression(at);
    at.expect_op(")");
    Expr value = make_expr(at, from, at.position(), node);
    value.canonical = "(" + value.canonical + ")";
    if (value.written.front() != '(') value.written = value.canonical;
    column.fill = std::move(value);
    return;
  }
  if (at.accept_seq({"NEXT", "VALUE", "FOR"})) {
    std::string name = quoted(at.name(), at.syntax());
    if (at.accept_op(".")) name += "." + quoted(at.name(), at.syntax());
    Expr value;
    value.written = std::string(at.slice(from, at.position()));
    value.canonical = "NEXT VALUE FOR " + name;
    column.fill = std::move(value);
    return;
  }
  Node node = parse_expression(at);
  std::uint32_t to = at.position();
  if (node.kind == NodeKind::Collate) {  // DEFAULT 'x' COLLATE y: the collation is the column's
    column.collation = charset_name(node.text);
    Node inner = std::move(node.kids.at(0));
    node = std::move(inner);
    for (to = from; !at.is("COLLATE"); ++to) at.seek(to + 1);
    const std::uint32_t end = at.position();
    at.next();
    read_word_value(at);
    column.fill = make_expr(at, from, end, node);
    return;
  }
  column.fill = make_expr(at, from, to, node);
}

// InnoDB of MySQL before 9.0 and of TiDB parses REFERENCES behind a column and forgets it; MariaDB
// (10.5) and MySQL 9.0 make the foreign key.
bool read_reference(ReadState& state, Cursor& at, Column& column) {
  const bool kept =
      state.syntax.grammar.mariadb || (!state.syntax.grammar.tidb && state.syntax.server_version >= 90000);
  if (kept) return false;
  const Origin origin = at.origin();
  ForeignKey ignored;
  read_references(state, at, ignored);
  state.diagnostics.warning("ignored-reference",
                            "the server ignores `REFERENCES` behind column `" + column.name +
                                "`; write `FOREIGN KEY (" + column.name +
                                ") REFERENCES …` as an "
                                "element of the table",
                            origin);
  return true;
}

bool read_identity(Cursor& at, Table& table, Column& column) {
  if (at.accept("AUTO_INCREMENT")) {
    column.fill = Identity{};
    column.nullable = false;
    return true;
  }
  if (at.accept("AUTO_RANDOM")) {
    Identity identity;
    identity.auto_random = true;
    if (at.accept_op("(")) {
      identity.random_bits = read_count(at);
      if (at.accept_op(",")) identity.random_range = read_count(at);
      at.expect_op(")");
    }
    column.fill = std::move(identity);
    column.nullable = false;
    return true;
  }
  if (at.is_seq({"SERIAL", "DEFAULT", "VALUE"})) {
    const Origin origin = at.origin();
    at.accept_seq({"SERIAL", "DEFAULT", "VALUE"});
    column.nullable = false;
    column.fill = Identity{};
    add_index(at, table, unique_index(column, origin));
    return true;
  }
  return false;
}

bool read_storage(Cursor& at, Column& column) {
  if (at.accept("COLUMN_FORMAT")) {
    const std::string format = lower(read_word_value(at));
    if (format != "default") extra(column).column_format = format;
    return true;
  }
  if (at.accept("STORAGE")) {
    const std::string storage = lower(read_word_value(at));
    if (storage != "default") extra(column).storage = storage;
    return true;
  }
  if (at.accept("ENGINE_ATTRIBUTE")) {
    at.accept_op("=");
    extra(column).engine_attribute = at.string();
    return true;
  }
  if (at.accept("SECONDARY_ENGINE_ATTRIBUTE")) {
    at.accept_op("=");
    extra(column).secondary_engine_attribute = at.string();
    return true;
  }
  if (at.accept("SRID")) {
    extra(column).srid = read_uint32(at);
    return true;
  }
  if (at.accept("REF_SYSTEM_ID")) {  // MariaDB
    at.expect_op("=");
    extra(column).srid = read_uint32(at);
    return true;
  }
  if (at.accept("COMPRESSED")) {
    if (at.accept_op("=")) at.name();
    extra(column).compressed = true;
    return true;
  }
  if (at.accept_seq({"WITHOUT", "SYSTEM", "VERSIONING"})) {
    extra(column).without_system_versioning = true;
    return true;
  }
  return at.accept_seq({"WITH", "SYSTEM", "VERSIONING"});
}

}  // namespace

bool read_mysql_column_attribute(ReadState& state, Cursor& at, Table& table, Column& column) {
  if (at.is("UNIQUE") || at.is("PRIMARY") || at.is("KEY")) return read_key(at, table, column);
  if (at.accept("DEFAULT")) return read_default(at, column), true;
  if (read_identity(at, table, column) || read_charset(at, column)) return true;
  if (at.accept("COMMENT")) {
    at.accept_op("=");
    column.comment = at.string();
    return true;
  }
  if (at.is_seq({"ON", "UPDATE"})) {
    at.accept_seq({"ON", "UPDATE"});
    const std::uint32_t from = at.position();
    const Node node = parse_expression(at);
    extra(column).on_update = make_expr(at, from, at.position(), node);
    return true;
  }
  if (at.accept("INVISIBLE")) return extra(column).invisible = true;
  if (at.accept("VISIBLE")) return true;
  if (at.accept_seq({"GENERATED", "ALWAYS", "AS"}) || at.accept("AS")) return read_computed(at, column), true;
  if (at.is("REFERENCES")) return read_reference(state, at, column);
  return read_storage(at, column);
}

}  // namespace plumb::sql
