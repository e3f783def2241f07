// Tables and their parts, as SQLite takes them.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/tests/support/generator_sqlite.h"

namespace plumb::test {
namespace {

bool strict(const Table& t) { return extra_of<SqliteTable>(t.extra).strict; }

IndexPart part_of(const std::string& column) {
  IndexPart part;
  part.column = column;
  return part;
}

// The one form in which SQLite makes a column another name of the rowid, and then takes
// AUTOINCREMENT.
bool may_count(const Table& t, const PrimaryKey& key) {
  if (key.parts.size() != 1 || key.parts[0].order.descending || !key.parts[0].collation.empty()) return false;
  const Column* c = t.find_column(key.parts[0].column);
  return c && c->type.name == "INTEGER" && c->type.args.empty() && !extra_of<SqliteTable>(t.extra).without_rowid;
}

}  // namespace

OnConflict SqliteMaker::conflict() {
  static const OnConflict kAll[] = {OnConflict::Rollback, OnConflict::Abort, OnConflict::Fail, OnConflict::Ignore,
                                    OnConflict::Replace};
  return r.chance(80) ? OnConflict::Default : r.pick(kAll);
}

std::string SqliteMaker::collation() {
  return r.chance(80) ? std::string() : std::string(r.word({"NOCASE", "RTRIM", "BINARY"}));
}

Type SqliteMaker::type(const Table& table) {
  Type t;
  if (strict(table)) {
    t.name = r.word({"INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"});
    return t;
  }
  static const char* const kNames[] = {"INTEGER",
                                       "INTEGER",
                                       "TEXT",
                                       "TEXT",
                                       "INT",
                                       "BIGINT",
                                       "REAL",
                                       "BLOB",
                                       "NUMERIC",
                                       "BOOLEAN",
                                       "DATE",
                                       "DATETIME",
                                       "JSON",
                                       "DOUBLE PRECISION",
                                       "UNSIGNED BIG INT",
                                       "FLOATING POINT",
                                       "ANY",
                                       "STRING",
                                       "CLOB",
                                       ""};
  t.name = r.pick(kNames);
  if (r.chance(12)) {
    t.name = r.word({"VARCHAR", "CHARACTER VARYING", "NCHAR"});
    t.args = {std::to_string(r.between(1, 300))};
  } else if (r.chance(8)) {
    t.name = "DECIMAL";
    t.args = {std::to_string(r.between(4, 18)), std::to_string(r.between(0, 4))};
  }
  return t;
}

Type SqliteMaker::other_type(const Table& table, const Type& than) {
  for (;;)
    if (Type t = type(table); !(t == than)) return t;
}

const Column* SqliteMaker::base_column(const Table& table) {
  std::vector<const Column*> all;
  for (const Column& c : table.columns)
    if (!c.computed()) all.push_back(&c);
  return all.empty() ? nullptr : r.pick(all);
}

void SqliteMaker::nullability(Column& column) {
  column.nullable = r.chance(70);
  column.extra.clear();
  if (column.nullable) return;
  SqliteColumn extra;
  extra.not_null_conflict = conflict();
  extra.not_null_name = r.chance(85) ? "" : "nn_" + plain_name();
  if (!(extra == SqliteColumn{})) edit_extra<SqliteColumn>(column.extra) = extra;
}

// Only over columns that are not computed: then no cycle can come of it.
void SqliteMaker::fill(const Table& table, Column& column) {
  column.fill = std::monostate{};
  const Column* base = base_column(table);
  if (r.chance(12) && base && base->name != column.name) {
    const std::string c = quoted(base->name);
    Computed computed;
    const bool text = column.type.name == "TEXT";
    computed.from = expression(fmt::format(
        fmt::runtime(text ? r.word({"{} || 'x'", "upper({})", "coalesce({}, '-')", "typeof({})"})
                          : r.word({"length({})", "{0} IS NULL", "CASE WHEN {} > 0 THEN 1 ELSE 0 END", "abs({}) + 1"})),
        c));
    computed.stored = r.chance(50);
    column.fill = std::move(computed);
    return;
  }
  if (r.chance(55)) return;
  static const char* const kDefaults[] = {"0",
                                          "1",
                                          "-1",
                                          "1.5",
                                          "-0.25",
                                          "1e3",
                                          "0x1F",
                                          "'text'",
                                          "'it''s'",
                                          "''",
                                          "NULL",
                                          "x'00ff'",
                                          "CURRENT_TIMESTAMP",
                                          "CURRENT_DATE",
                                          "CURRENT_TIME",
                                          "TRUE",
                                          "FALSE",
                                          "(1 + 2)",
                                          "(abs(-3))",
                                          "(datetime('now'))",
                                          "('a' || 'b')",
                                          "(NULL)",
                                          "(random() % 100)",
                                          "(CASE WHEN 1 THEN 2 ELSE 3 END)",
                                          "'semi;colon -- \"x\"'",
                                          "9223372036854775807"};
  column.fill = default_value(r.pick(kDefaults));
}

Column SqliteMaker::column(const Table& table, bool plain) {
  Column c;
  c.name = column_name(table);
  c.type = type(table);
  c.collation = collation();
  nullability(c);
  if (!plain) fill(table, c);
  return c;
}

std::vector<IndexPart> SqliteMaker::key_parts(const Table& table, bool collations) {
  std::vector<const Column*> columns;
  for (const Column& c : table.columns)
    if (!c.computed()) columns.push_back(&c);
  r.shuffle(columns);
  const std::size_t most = std::min<std::size_t>(columns.size(), r.chance(60) ? 1 : 3);
  std::vector<IndexPart> parts;
  for (std::size_t i = 0; i < most; ++i) {
    IndexPart part = part_of(columns[i]->name);
    part.order.descending = r.chance(15);
    if (collations && r.chance(12)) part.collation = r.word({"NOCASE", "RTRIM", "BINARY"});
    parts.push_back(std::move(part));
  }
  return parts;
}

bool SqliteMaker::primary_key(Table& table) {
  PrimaryKey key;
  key.parts = key_parts(table, true);
  if (key.parts.empty()) return false;
  const bool rowid_wanted = !extra_of<SqliteTable>(table.extra).without_rowid && r.chance(40);
  if (rowid_wanted)
    for (const Column& c : table.columns)
      if (c.type.name == "INTEGER" && !c.computed()) key.parts = {part_of(c.name)};
  key.name = constraint_name();
  key.on_column = key.parts.size() == 1 && key.parts[0].collation.empty() && r.chance(60);
  key.autoincrement = may_count(table, key) && r.chance(35);
  if (const OnConflict c = conflict(); c != OnConflict::Default) key.options.edit().on_conflict = c;
  table.primary_key = std::move(key);
  return true;
}

bool SqliteMaker::unique(Table& table) {
  Unique u;
  u.parts = key_parts(table, true);
  if (u.parts.empty()) return false;
  u.name = constraint_name();
  if (const OnConflict c = conflict(); c != OnConflict::Default) u.options.edit().on_conflict = c;
  table.uniques.push_back(std::move(u));
  return true;
}

std::string SqliteMaker::condition(const Table& table) {
  const std::string c = quoted(any_column(table).name), d = quoted(any_column(table).name);
  static const char* const kOver[] = {"{0} IS NOT NULL",
                                      "{0} <> 0",
                                      "length({0}) < 300",
                                      "{0} IN (1, 2, 'x') OR {0} IS NOT 7",
                                      "{0} BETWEEN -9 AND 99999",
                                      "typeof({0}) <> 'real'",
                                      "{0} IS NOT {1}",
                                      "({0} + 1) * 2 <> 3",
                                      "CASE WHEN {0} IS NULL THEN 0 ELSE 1 END >= 0",
                                      "{0} NOT LIKE '%;--%'",
                                      "CAST({0} AS TEXT) <> 'nothing'",
                                      "coalesce({0}, {1}, 0) IS NOT 5",
                                      "{0} NOT GLOB '[0-9]*z'",
                                      "{0} IS NULL OR {1} IS NULL OR {0} <> 'it''s'",
                                      "{0} COLLATE NOCASE <> 'no'",
                                      "{0} > -1000000",
                                      "NOT {0} IS 3"};
  return fmt::format(fmt::runtime(r.pick(kOver)), c, d);
}

bool SqliteMaker::check(Table& table) {
  Check c;
  c.name = constraint_name();
  c.expression = expression(condition(table));
  if (r.chance(40)) {
    for (const Column& column : table.columns)
      if (mentions(c.expression, column.name)) c.on_column.text = column.name;
  }
  table.checks.push_back(std::move(c));
  return true;
}

void SqliteMaker::actions(ForeignKey& key) {
  static const OnChange kActions[] = {OnChange::NoAction, OnChange::NoAction, OnChange::Restrict,
                                      OnChange::Cascade,  OnChange::SetNull,  OnChange::SetDefault};
  static const Deferral kDeferrals[] = {Deferral::NotDeferrable, Deferral::NotDeferrable, Deferral::InitiallyImmediate,
                                        Deferral::InitiallyDeferred};
  key.on_delete = r.pick(kActions);
  key.on_update = r.pick(kActions);
  key.deferral = r.pick(kDeferrals);
  if (r.chance(6)) key.match = r.chance(50) ? Match::Full : Match::Partial;
}

bool is_parent_key(const Table& table, const std::vector<std::string>& columns) {
  const auto matches = [&](const std::vector<IndexPart>& parts) {
    if (parts.size() != columns.size()) return false;
    for (const IndexPart& p : parts)
      if (!p.collation.empty() ||
          std::none_of(columns.begin(), columns.end(), [&](const std::string& c) { return same_name(c, p.column); }))
        return false;
    return true;
  };
  if (table.primary_key && matches(table.primary_key->parts)) return true;
  if (std::any_of(table.uniques.begin(), table.uniques.end(), [&](const Unique& u) { return matches(u.parts); }))
    return true;
  return std::any_of(table.indexes.begin(), table.indexes.end(),
                     [&](const Index& i) { return i.unique && i.where.empty() && matches(i.parts); });
}

bool SqliteMaker::foreign_key(Table& table) {
  struct Parent {
    const Table* table;
    std::vector<std::string> columns;
    bool primary;
  };
  std::vector<Parent> parents;
  const auto offer = [&](const Table& t, const std::vector<IndexPart>& parts, bool primary) {
    std::vector<std::string> columns;
    for (const IndexPart& p : parts) columns.push_back(p.column);
    if (!columns.empty() && columns.size() <= table.columns.size() && is_parent_key(t, columns))
      parents.push_back({&t, std::move(columns), primary});
  };
  for (const Table& other : s.tables) {
    const Table& t = other.name == table.name ? table : other;
    if (t.primary_key) offer(t, t.primary_key->parts, true);
    for (const Unique& u : t.uniques) offer(t, u.parts, false);
  }
  if (parents.empty()) return false;
  const Parent& parent = r.pick(parents);
  ForeignKey key;
  key.name = constraint_name();
  key.to = parent.table->name;
  if (!parent.primary || r.chance(60)) key.to_columns = parent.columns;
  std::vector<std::string> mine;
  for (const Column& c : table.columns)
    if (!c.computed()) mine.push_back(c.name);
  r.shuffle(mine);
  if (mine.size() < parent.columns.size()) return false;
  key.columns.assign(mine.begin(), mine.begin() + static_cast<std::ptrdiff_t>(parent.columns.size()));
  actions(key);
  table.foreign_keys.push_back(std::move(key));
  return true;
}

void SqliteMaker::index_parts(Index& index, const Table& table) {
  index.parts.clear();
  const int count = r.between(1, 3);
  for (int i = 0; i < count; ++i) {
    IndexPart part;
    const std::string c = any_column(table).name;
    if (r.chance(80)) {
      part.column = c;
      if (r.chance(15)) part.collation = r.word({"NOCASE", "RTRIM", "BINARY"});
    } else {
      part.expression = expression(fmt::format(
          fmt::runtime(r.word({"lower({})", "{} + 1", "length({}) * 2", "coalesce({}, 0)", "{} IS NULL"})), quoted(c)));
    }
    part.order.descending = r.chance(20);
    index.parts.push_back(std::move(part));
  }
}

void SqliteMaker::index_where(Index& index, const Table& table) {
  index.where = r.chance(75) ? Expr{} : expression(condition(table));
}

bool SqliteMaker::index(Table& table) {
  Index i;
  i.name = relation_name();
  if (std::any_of(table.indexes.begin(), table.indexes.end(),
                  [&](const Index& x) { return same_name(x.name, i.name); }) ||
      same_name(table.name.name, i.name))
    return false;
  i.unique = r.chance(25);
  index_parts(i, table);
  index_where(i, table);
  table.indexes.push_back(std::move(i));
  return true;
}

Table SqliteMaker::table() {
  Table t;
  t.name = relation_name();
  SqliteTable extra;
  extra.strict = r.chance(15);
  extra.without_rowid = r.chance(15);
  if (!(extra == SqliteTable{})) edit_extra<SqliteTable>(t.extra) = extra;
  t.columns.push_back(column(t, true));
  const int more = r.between(0, shape_.columns - 1);
  for (int i = 0; i < more; ++i) t.columns.push_back(column(t));
  if (extra.without_rowid || r.chance(70)) primary_key(t);
  for (int i = r.chance(30) ? r.between(1, 2) : 0; i > 0; --i) unique(t);
  for (int i = r.chance(35) ? r.between(1, 2) : 0; i > 0; --i) check(t);
  return t;
}

}  // namespace plumb::test
