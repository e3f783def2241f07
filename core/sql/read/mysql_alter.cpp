// MySQL: ALTER TABLE.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/finish.h"
#include "plumb/core/sql/read/mysql.h"
#include "plumb/core/sql/read/mysql_alter.h"
#include "plumb/core/sql/rename_schema.h"
#include "plumb/core/sql/writer.h"

namespace plumb::sql {
namespace {

using namespace mysql_read;

// Behind ADD.
void add_something(ReadState& state, Cursor& at, Table& table) {
  if (at.accept("PARTITION")) return add_partitions(state, at, table);
  if (at.accept_seq({"SYSTEM", "VERSIONING"})) {
    edit_extra<MysqlTable>(table.extra).system_versioned = true;
    return;
  }
  const bool said = at.accept("COLUMN");
  // ADD INDEX IF NOT EXISTS x (MariaDB) adds nothing where there is one.
  if (!said && (at.is("INDEX") || at.is("KEY")) && at.is("IF", 1)) {
    Cursor ahead = at;
    ahead.seek(at.position() + 4);
    if (ahead.is_name() && table.find_index(ahead.name())) {
      Table scratch;
      read_mysql_table_element(state, at, scratch);
      return;
    }
  }
  if (!said && read_mysql_table_element(state, at, table)) return;
  if (at.is_op("(")) {
    at.next();
    do {
      if (!read_mysql_table_element(state, at, table)) add_one_column(state, at, table);
    } while (at.accept_op(","));
    at.expect_op(")");
    return;
  }
  add_one_column(state, at, table);
}

// A foreign key's own index goes by its name although nobody wrote it.
bool implied_by_foreign_key(const Table& table, const std::string& name) {
  return std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(), [&](const ForeignKey& key) {
    return equals_ignoring_case(key.name, name) ||
           (!key.columns.empty() && equals_ignoring_case(key.columns.front(), name));
  });
}

void drop_index(Cursor& at, Table& table, bool careful) {
  const Token& token = at.peek();
  drop_index_named(at, token, table, at.name(), careful);
}

template <class T>
bool drop_named(std::vector<T>& parts, const std::string& name) {
  auto found =
      std::find_if(parts.begin(), parts.end(), [&](const T& part) { return equals_ignoring_case(part.name, name); });
  if (found == parts.end()) return false;
  parts.erase(found);
  return true;
}

[[noreturn]] void no_such(Cursor& at, const Token& token, const Table& table, std::string_view what,
                          const std::string& name) {
  at.fail_at(token, "table `" + table.name.display() + "` has no " + std::string(what) + " `" + name + "`");
}

void drop_constraint(Cursor& at, Table& table) {
  const bool careful = accept_if_exists(at);
  const Token& token = at.peek();
  const std::string name = at.name();
  if (drop_named(table.checks, name) || drop_named(table.foreign_keys, name) || drop_named(table.indexes, name)) return;
  if (equals_ignoring_case(name, "PRIMARY") && table.primary_key) return table.primary_key.reset();
  if (!careful) no_such(at, token, table, "constraint", name);
}

// Behind DROP.
void drop_something(ReadState& state, Cursor& at, Table& table) {
  if (at.accept("PARTITION")) return drop_partitions(at, table);
  if (at.accept_seq({"SYSTEM", "VERSIONING"})) {
    edit_extra<MysqlTable>(table.extra).system_versioned = false;
    return;
  }
  if (at.accept_seq({"PRIMARY", "KEY"})) {
    if (!table.primary_key) at.fail("table `" + table.name.display() + "` has no primary key to drop");
    return table.primary_key.reset();
  }
  if (at.accept("INDEX") || at.accept("KEY")) return drop_index(at, table, accept_if_exists(at));
  if (at.accept_seq({"FOREIGN", "KEY"})) {
    const bool careful = accept_if_exists(at);
    const Token& token = at.peek();
    const std::string name = at.name();
    if (!drop_named(table.foreign_keys, name) && !careful) no_such(at, token, table, "foreign key", name);
    return;
  }
  if (at.is("CHECK") && !at.is_op("(", 1)) {
    at.next();
    const Token& token = at.peek();
    const std::string name = at.name();
    if (!drop_named(table.checks, name)) no_such(at, token, table, "check", name);
    return;
  }
  if (at.accept("CONSTRAINT")) return drop_constraint(at, table);
  at.accept("COLUMN");
  drop_column(state, at, table);
}

// Behind ALTER.
void alter_something(ReadState& state, Cursor& at, Table& table) {
  if (at.accept("INDEX") || at.accept("KEY")) {
    accept_if_exists(at);
    const Token& token = at.peek();
    const std::string name = at.name();
    auto found = std::find_if(table.indexes.begin(), table.indexes.end(),
                              [&](const Index& i) { return equals_ignoring_case(i.name, name); });
    if (found == table.indexes.end()) no_such(at, token, table, "index", name);
    if (at.accept("INVISIBLE") || at.accept("IGNORED"))
      found->invisible = true;
    else if (at.accept("VISIBLE") || at.accept_seq({"NOT", "IGNORED"}))
      found->invisible = false;
    else
      at.expected("`VISIBLE` or `INVISIBLE`");
    return;
  }
  if (at.accept("CHECK") || at.accept("CONSTRAINT")) {
    const Token& token = at.peek();
    const std::string name = at.name();
    auto found = std::find_if(table.checks.begin(), table.checks.end(),
                              [&](const Check& c) { return equals_ignoring_case(c.name, name); });
    if (found == table.checks.end()) no_such(at, token, table, "check", name);
    if (at.accept_seq({"NOT", "ENFORCED"}))
      found->enforced = false;
    else
      at.expect("ENFORCED"), found->enforced = true;
    return;
  }
  at.accept("COLUMN");
  accept_if_exists(at);
  const Token& token = at.peek();
  Column& column = need_column(state, at, table, token, at.name());
  if (at.accept_seq({"DROP", "DEFAULT"})) {
    column.fill = std::monostate{};
  } else if (at.accept_seq({"SET", "INVISIBLE"})) {
    edit_extra<MysqlColumn>(column.extra).invisible = true;
  } else if (at.accept_seq({"SET", "VISIBLE"})) {
    edit_extra<MysqlColumn>(column.extra).invisible = false;
  } else {
    at.expect("SET");
    if (!at.is("DEFAULT")) at.expected("`DEFAULT`");
    read_mysql_column_attribute(state, at, table, column);
  }
}

// Behind RENAME.
void rename_something(ReadState& state, Cursor& at, QualifiedName& table_name) {
  Table& table = state.schema.tables.edit(table_name);
  if (at.accept("COLUMN")) {
    accept_if_exists(at);
    const Token& token = at.peek();
    const std::string from = need_column(state, at, table, token, at.name()).name;
    at.expect("TO");
    rename_column(state.schema, table_name, from, at.name(), state.syntax);
    return;
  }
  if (at.accept("INDEX") || at.accept("KEY")) {
    accept_if_exists(at);
    const Token& token = at.peek();
    const std::string from = at.name();
    at.expect("TO");
    const std::string to = at.name();
    auto found = std::find_if(table.indexes.begin(), table.indexes.end(),
                              [&](const Index& i) { return equals_ignoring_case(i.name, from); });
    if (found == table.indexes.end()) {
      if (!implied_by_foreign_key(table, from)) no_such(at, token, table, "index", from);
      return name_implied_index(table, from, to);
    }
    found->name = to;
    return;
  }
  if (!at.accept("TO")) at.accept("AS");
  QualifiedName to = state.read_name(at);
  mysql_read::rename_table(state, at, table_name, to);
  table_name = std::move(to);
}

bool skip_action(Cursor& at) {
  for (const char* word : {"ALGORITHM", "LOCK"})
    if (at.accept(word)) {
      at.accept_op("=");
      at.next();
      return true;
    }
  if (at.accept("WITH") || at.accept("WITHOUT")) {
    at.expect("VALIDATION");
    return true;
  }
  if (at.accept("FORCE") || at.accept("NOWAIT")) return true;
  if (at.accept("WAIT")) return at.integer(), true;
  if (at.is_any({"ENABLE", "DISABLE"}) && at.is("KEYS", 1))
    return at.accept_seq({"ENABLE", "KEYS"}) || at.accept_seq({"DISABLE", "KEYS"});
  if (at.is_any({"DISCARD", "IMPORT"}) && at.is("TABLESPACE", 1)) {
    at.next();
    at.next();
    return true;
  }
  if (at.accept_seq({"ORDER", "BY"})) {  // orders the rows once, says nothing about the table
    do {
      parse_expression(at);
      if (!at.accept("ASC")) at.accept("DESC");
    } while (at.accept_op(","));
    return true;
  }
  return false;
}

// TiDB: what can be said of a table only once it is there.
bool read_tidb_action(ReadState& state, Cursor& at, Table& table) {
  if (at.accept("CACHE")) return edit_extra<MysqlTable>(table.extra).tidb["CACHE"] = "ON", true;
  if (at.accept("NOCACHE")) return edit_extra<MysqlTable>(table.extra).tidb.erase("CACHE"), true;
  if (!at.accept_seq({"SET", "TIFLASH", "REPLICA"})) return false;
  std::string replicas = at.integer();
  const bool none = replicas == "0";
  if (at.accept_seq({"LOCATION", "LABELS"})) {
    replicas += " LOCATION LABELS ";
    do replicas += quote_string(at.string(), state.syntax) + (at.is_op(",") ? ", " : "");
    while (at.accept_op(","));
  }
  Options& options = edit_extra<MysqlTable>(table.extra).tidb;
  if (none)
    options.erase("TIFLASH REPLICA");
  else
    options["TIFLASH REPLICA"] = std::move(replicas);
  return true;
}

bool read_action(ReadState& state, Cursor& at, QualifiedName& name) {
  Table& table = state.schema.tables.edit(name);
  if (at.accept("ADD")) return add_something(state, at, table), true;
  if (at.accept("MODIFY")) return change_column(state, at, table, false), true;
  if (at.accept("CHANGE")) return change_column(state, at, table, true), true;
  if (at.accept("DROP")) return drop_something(state, at, table), true;
  if (at.accept("ALTER")) return alter_something(state, at, table), true;
  if (at.accept("RENAME")) return rename_something(state, at, name), true;
  if (at.accept_seq({"CONVERT", "TO"})) return convert_charset(at, table), true;
  if (read_tidb_action(state, at, table) || skip_action(at)) return true;
  if (at.accept_seq({"REMOVE", "TTL"})) {
    Options& tidb = edit_extra<MysqlTable>(table.extra).tidb;
    for (const char* option : {"TTL", "TTL_ENABLE", "TTL_JOB_INTERVAL"}) tidb.erase(option);
    return true;
  }
  if (read_partition_action(state, at, table)) return true;
  const Table before = table;
  if (!read_option(state, at, table)) return false;
  keep_column_charsets(before, table, state.syntax);
  return true;
}

bool holds_word(const Cursor& at, std::string_view word) {
  for (const Token& token : at.statement().tokens)
    if (token.kind == Tok::Word && equals_ignoring_case(at.text(token), word)) return true;
  return false;
}

}  // namespace

void mysql_read::drop_index_named(Cursor& at, const Token& token, Table& table, const std::string& name, bool careful) {
  if (equals_ignoring_case(name, "PRIMARY") && table.primary_key) return table.primary_key.reset();
  if (drop_named(table.indexes, name) || careful || implied_by_foreign_key(table, name)) return;
  no_such(at, token, table, "index", name);
}

bool read_mysql_alter_action(ReadState& state, Cursor& at, QualifiedName& table) {
  return read_action(state, at, table);
}

namespace mysql_read {

void read_alter(ReadState& state, Cursor& at) {
  const bool careful = accept_if_exists(at);
  const QualifiedName written = [&] {
    Cursor ahead = at;
    return state.read_name(ahead);
  }();
  if (careful && !state.find_table(written)) return skip_rest(at);
  const Token& token = at.peek();
  state.read_name(at);
  const auto found = state.find_table(written);
  if (!found) at.fail_at(token, "there is no table `" + written.display() + "` to alter; create it first");
  // All or nothing: an error in the third action takes back the first two.
  const bool renames = holds_word(at, "RENAME") || holds_word(at, "CHANGE");
  const Schema before = renames ? state.schema : Schema();
  const Table table_before = *state.schema.tables.find(*found);
  QualifiedName name = *found;
  try {
    while (!at.at_end()) {
      if (!read_action(state, at, name)) at.expected("something to change in the table");
      at.accept_op(",");
    }
  } catch (...) {
    if (renames)
      state.schema = before;
    else
      state.schema.tables.set(*found, table_before);
    state.remember_indexes_of(*found);
    throw;
  }
  // Names of new parts are made when the whole statement is known.
  name_parts(state.schema.tables.edit(name), state.syntax, true);
  if (!renames) keep_columns_of_views(state, table_before, *state.schema.tables.find(name));
  state.remember_indexes_of(name);
}

}  // namespace mysql_read
}  // namespace plumb::sql
