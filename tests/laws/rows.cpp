#include "plumb/tests/laws/rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/error.h"
#include "plumb/core/base/text.h"
#include "plumb/dialects/sqlite/affinity.h"
#include "plumb/tests/support/generator_sqlite.h"

namespace plumb::test {
namespace {

bool strict(const Table& t) { return extra_of<SqliteTable>(t.extra).strict; }

std::string text_value(Random& r) {
  return std::string(r.word({"'a'", "'B'", "'it''s'", "'007'", "'1e3'", "' 12 '", "''", "'Ünï 😀'", "'12'", "'x;--'",
                             "'never'", "'a long text that goes on for a while'"}));
}
std::string integer_value(Random& r) { return r.chance(8) ? "9007199254740993" : std::to_string(r.between(-20, 400)); }
std::string real_value(Random& r) { return r.chance(50) ? "2.5" : fmt::format("{}.25", r.between(-9, 9)); }

std::string any_value(Random& r) {
  switch (r.below(4)) {
    case 0: return text_value(r);
    case 1: return real_value(r);
    case 2: return r.chance(50) ? "x'00ff41'" : "x''";
    default: return integer_value(r);
  }
}

std::string value_for(const Table& t, const Column& c, Random& r) {
  if (r.chance(c.nullable ? 15 : 1)) return "NULL";
  if (!strict(t) && r.chance(10)) return any_value(r);
  const std::string& type = c.type.name;
  const auto has = [&](const char* word) { return type.find(word) != std::string::npos; };
  if (has("INT")) return integer_value(r);
  if (has("CHAR") || has("TEXT") || has("CLOB")) return text_value(r);
  if (has("BLOB")) return "x'" + std::to_string(r.between(10, 99)) + "00ff'";
  if (has("REAL") || has("DOUB") || has("FLOA")) return real_value(r);
  return any_value(r);
}

// A value that the other table has, where a foreign key asks for one.
std::string referred_value(Session& session, const Schema& schema, const Table& t, const Column& c, Random& r) {
  for (const ForeignKey& k : t.foreign_keys) {
    const auto at = std::find(k.columns.begin(), k.columns.end(), c.name);
    const Table* parent = schema.tables.find(k.to);
    if (at == k.columns.end() || !parent) continue;
    const std::size_t i = static_cast<std::size_t>(at - k.columns.begin());
    if (i >= k.to_columns.size() || !r.chance(80)) return {};
    const Rows rows = session.query(fmt::format("SELECT quote({}) FROM {} LIMIT 1 OFFSET {}", quoted(k.to_columns[i]),
                                                quoted(k.to.name), r.below(6)));
    return rows.scalar().value_or("");
  }
  return {};
}

void fill_table(Session& session, const Schema& schema, const Table& t, Random& r) {
  const int tries = r.chance(10) ? 0 : r.between(4, 14);
  for (int i = 0; i < tries; ++i) {
    std::string columns, values;
    for (const Column& c : t.columns) {
      if (c.computed() || (c.fill.index() != 0 && r.chance(40))) continue;
      std::string v = referred_value(session, schema, t, c, r);
      if (v.empty()) v = value_for(t, c, r);
      columns += (columns.empty() ? "" : ", ") + quoted(c.name);
      values += (values.empty() ? "" : ", ") + v;
    }
    const std::string sql = columns.empty()
                                ? fmt::format("INSERT INTO {} DEFAULT VALUES", quoted(t.name.name))
                                : fmt::format("INSERT INTO {} ({}) VALUES ({})", quoted(t.name.name), columns, values);
    try {
      session.execute(sql);
    } catch (const Error&) {
      // The row does not fit; another one may.
    }
  }
}

void fill_virtual_table(Session& session, const VirtualTable& t, Random& r) {
  for (int i = r.between(0, 4); i > 0; --i)
    session.execute(t.module == "fts5"
                        ? fmt::format("INSERT INTO {} (title) VALUES ('word {}')", quoted(t.name.name), i)
                        : fmt::format("INSERT INTO {} (id, min_x, max_x{}) VALUES ({}, 1, {})", quoted(t.name.name),
                                      t.arguments.size() > 4 ? ", min_y, max_y" : "", i,
                                      t.arguments.size() > 4 ? "2, 1, 2" : "2"));
}

// The name under which a table's rowid can be asked for in both; empty where it has none.
std::string rowid_name(const Table& a, const Table& b) {
  if (extra_of<SqliteTable>(a.extra).without_rowid || extra_of<SqliteTable>(b.extra).without_rowid) return {};
  for (const char* name : {"rowid", "_rowid_", "oid"}) {
    const auto taken = [&](const Table& t) {
      return std::any_of(t.columns.begin(), t.columns.end(), [&](const Column& c) { return same_name(c.name, name); });
    };
    if (!taken(a) && !taken(b)) return name;
  }
  return {};
}

const Column* rowid_alias(const Table& t) {
  if (!t.primary_key || t.primary_key->parts.size() != 1 || t.primary_key->on_column) return nullptr;
  if (extra_of<SqliteTable>(t.extra).without_rowid) return nullptr;
  const Column* c = t.find_column(t.primary_key->parts[0].column);
  return c && c->type.name == "INTEGER" && c->type.args.empty() ? c : nullptr;
}

std::vector<std::vector<std::string>> rows_of(Session& session, const std::string& sql) {
  std::vector<std::vector<std::string>> out;
  for (const Row& r : session.query(sql).rows) {
    out.emplace_back();
    for (const Cell& c : r) out.back().push_back(c.value_or("(null)"));
  }
  return out;
}

std::string show(const std::vector<std::string>& row) { return "(" + join(row, ", ") + ")"; }

template <class T>
const T* find(const Catalog<QualifiedName, T>& catalog, const QualifiedName& name) {
  for (const T& t : catalog)
    if (same_name(t.name.name, name.name)) return &t;
  return nullptr;
}

// SQLite keeps a number that is the default of a text column as it is written for the rows that are
// there (1e3), and by its value for new ones (1000.0).
bool is_number_in_text(const Column& c) {
  const Expr* e = c.default_value();
  return e && sqlite::affinity(c.type) == sqlite::Affinity::Text && e->canonical.find('\'') == std::string::npos;
}

// The same on every run: what random() or the clock gave cannot be foretold.
bool is_foretold(const Column& c) {
  const Expr* e = c.default_value();
  return !e || (e->canonical.find("random") == std::string::npos && e->canonical.find("now") == std::string::npos &&
                e->canonical.find("CURRENT") == std::string::npos && e->canonical.find("current") == std::string::npos);
}

// What one table's rows should be: the old values as a column of the new type stores them.
class Expectation {
 public:
  Expectation(const TableRows& was, const Table& from, const Table& to, const Renames& renames)
      : was_(was), from_(from), to_(to), renames_(renames) {
    rowid_ = rowid_name(from, to);
    const Column* alias = rowid_alias(to);
    const Column* before = rowid_alias(from);
    if (alias && (!before || !same_name(new_name(before->name), alias->name))) rowid_.clear();
  }

  std::string check(Session& session) {
    std::string into, select, definition;
    std::vector<std::size_t> taken;
    for (const Column& c : to_.columns) {
      if (c.computed()) continue;
      std::size_t at = was_.columns.size();
      for (std::size_t i = 0; i < was_.columns.size(); ++i)
        if (!was_.columns[i].empty() && same_name(new_name(was_.columns[i]), c.name)) at = i;
      const bool survives = at < was_.columns.size();
      if (!survives && (!is_foretold(c) || is_number_in_text(c) || rowid_alias(to_) == &c)) continue;
      add(select, "quote(" + quoted(c.name) + ")");
      add(definition,
          quoted(c.name) + " " + type_of(c) + (c.default_value() ? " DEFAULT " + c.default_value()->written : ""));
      if (!survives) continue;
      taken.push_back(at);
      add(into, quoted(c.name));
    }
    return compare(session, into, select, definition, taken);
  }

 private:
  static void add(std::string& list, const std::string& item) { list += (list.empty() ? "" : ", ") + item; }
  std::string new_name(const std::string& column) const {
    auto at = renames_.columns.find({to_.name, column});
    return at == renames_.columns.end() ? column : at->second;
  }
  // ANY of a strict table keeps what it gets; as a word it would be NUMERIC elsewhere.
  std::string type_of(const Column& c) const {
    if (strict(to_) && c.type.name == "ANY") return "BLOB";
    return c.type.name + (c.type.args.empty() ? "" : "(" + join(c.type.args, ",") + ")");
  }

  std::string compare(Session& session, const std::string& into, const std::string& select,
                      const std::string& definition, const std::vector<std::size_t>& taken) {
    const std::string name = quoted(to_.name.name);
    std::vector<std::vector<std::string>> expected, found;
    if (select.empty()) {
      found = rows_of(session, "SELECT 1 FROM " + name);
      expected.assign(was_.rows.size(), {"1"});
    } else {
      session.execute("CREATE TEMP TABLE plumb_expected (" + definition + ")");
      const std::string helper_rowid = rowid_.empty() ? "" : "plumb_rowid";
      if (!rowid_.empty()) session.execute("ALTER TABLE temp.plumb_expected ADD COLUMN plumb_rowid");
      for (const auto& row : was_.rows) insert(session, row, into, taken, helper_rowid);
      const std::string columns = select + (rowid_.empty() ? "" : ", quote(");
      expected =
          rows_of(session, "SELECT " + columns + (rowid_.empty() ? "" : "plumb_rowid)") + " FROM temp.plumb_expected");
      session.execute("DROP TABLE temp.plumb_expected");
      found = rows_of(session, "SELECT " + columns + (rowid_.empty() ? "" : rowid_ + ")") + " FROM main." + name);
    }
    std::sort(expected.begin(), expected.end());
    std::sort(found.begin(), found.end());
    if (expected == found) return {};
    std::string out = fmt::format("rows of {} ({}{}): {} were expected, {} are there\n", name, into,
                                  rowid_.empty() ? "" : ", rowid", expected.size(), found.size());
    for (std::size_t i = 0; i < std::max(expected.size(), found.size()); ++i)
      if (i >= expected.size() || i >= found.size() || expected[i] != found[i])
        return out + fmt::format("  expected {}\n  found    {}\n", i < expected.size() ? show(expected[i]) : "nothing",
                                 i < found.size() ? show(found[i]) : "nothing");
    return out;
  }

  void insert(Session& session, const std::vector<std::string>& row, const std::string& into,
              const std::vector<std::size_t>& taken, const std::string& rowid) const {
    std::string columns = into, values;
    for (std::size_t at : taken) add(values, row[at]);
    if (!rowid.empty()) {
      const auto at = std::find(was_.columns.begin(), was_.columns.end(), "");
      add(columns, rowid);
      add(values, at == was_.columns.end() ? "NULL" : row[static_cast<std::size_t>(at - was_.columns.begin())]);
    }
    session.execute(columns.empty() ? std::string("INSERT INTO temp.plumb_expected DEFAULT VALUES")
                                    : fmt::format("INSERT INTO temp.plumb_expected ({}) VALUES ({})", columns, values));
  }

  const TableRows& was_;
  const Table &from_, &to_;
  const Renames& renames_;
  std::string rowid_;
};

}  // namespace

void fill(Session& session, const Schema& schema, Random& random) {
  session.execute("PRAGMA foreign_keys = OFF");
  for (const Table& t : schema.tables) fill_table(session, schema, t, random);
  for (const VirtualTable& t : schema.virtual_tables) fill_virtual_table(session, t, random);
  for (int rounds = 0; rounds < 10; ++rounds) {
    const Rows orphans = session.query("SELECT DISTINCT \"table\", rowid FROM pragma_foreign_key_check");
    if (orphans.empty()) return;
    for (const Row& r : orphans.rows) {
      try {
        session.execute(fmt::format("DELETE FROM {}{}", quoted(r[0].value_or("")),
                                    r[1] ? fmt::format(" WHERE {} = {}",
                                                       rowid_name(*schema.tables.find(r[0].value_or("")),
                                                                  *schema.tables.find(r[0].value_or(""))),
                                                       *r[1])
                                         : ""));
      } catch (const Error&) {
        // A trigger minds. Then an orphan stays, as databases have them.
      }
    }
  }
}

std::size_t count_rows(const Snapshot& snapshot) {
  std::size_t n = 0;
  for (const auto& [table, rows] : snapshot) n += rows.rows.size();
  return n;
}

Snapshot take_snapshot(Session& session, const Schema& schema) {
  Snapshot out;
  for (const Table& t : schema.tables) {
    TableRows& rows = out[t.name];
    std::string select;
    for (const Column& c : t.columns) {
      rows.columns.push_back(c.name);
      select += (select.empty() ? "quote(" : ", quote(") + quoted(c.name) + ")";
    }
    if (const std::string rowid = rowid_name(t, t); !rowid.empty()) {
      rows.columns.emplace_back();
      select += ", quote(" + rowid + ")";
    }
    rows.rows = rows_of(session, "SELECT " + select + " FROM main." + quoted(t.name.name));
    if (t.primary_key && t.primary_key->autoincrement)
      rows.sequence = session.query("SELECT seq FROM sqlite_sequence WHERE name = ?", std::vector<Value>{t.name.name})
                          .scalar()
                          .value_or("");
  }
  for (const VirtualTable& t : schema.virtual_tables)
    out[t.name].rows = rows_of(session, "SELECT * FROM main." + quoted(t.name.name));
  return out;
}

Renames renames_of(const std::vector<Change>& changes) {
  Renames out;
  for (const Change& c : changes) {
    if (c.action != Action::Rename) continue;
    if (const Table* t = std::get_if<Table>(&c.from)) out.tables[t->name] = std::get<Table>(c.to).name;
    if (const VirtualTable* t = std::get_if<VirtualTable>(&c.from))
      out.tables[t->name] = std::get<VirtualTable>(c.to).name;
    if (const Column* x = std::get_if<Column>(&c.from))
      out.columns[{c.id.owner, x->name}] = std::get<Column>(c.to).name;
  }
  return out;
}

Renames reversed(const Renames& renames) {
  Renames out;
  for (const auto& [was, is] : renames.tables) out.tables[is] = was;
  for (const auto& [key, is] : renames.columns) {
    auto table = out.tables.find(key.first);
    out.columns[{table == out.tables.end() ? key.first : table->second, is}] = key.second;
  }
  return out;
}

std::string compare(Session& session, const Snapshot& before, const Schema& from, const Schema& to,
                    const Renames& renames) {
  for (const auto& [name, rows] : before) {
    auto renamed = renames.tables.find(name);
    const QualifiedName& now = renamed == renames.tables.end() ? name : renamed->second;
    if (const Table* t = find(to.tables, now); t && from.tables.find(name)) {
      std::string why = Expectation(rows, *from.tables.find(name), *t, renames).check(session);
      if (!why.empty()) return why;
      if (rows.sequence.empty() || !t->primary_key || !t->primary_key->autoincrement) continue;
      const std::string sequence =
          session.query("SELECT seq FROM sqlite_sequence WHERE name = ?", std::vector<Value>{t->name.name})
              .scalar()
              .value_or("");
      if (sequence != rows.sequence)
        return fmt::format("the counter of {} was {} and is {}", quoted(t->name.name), rows.sequence, sequence);
    } else if (const VirtualTable* v = find(to.virtual_tables, now)) {
      const VirtualTable* was = from.virtual_tables.find(name);
      if (!was || was->arguments != v->arguments || was->module != v->module) continue;
      if (rows_of(session, "SELECT * FROM main." + quoted(v->name.name)) != rows.rows)
        return fmt::format("rows of the virtual table {} changed", quoted(v->name.name));
    }
  }
  return {};
}

}  // namespace plumb::test
