// Findings about a schema that is whole.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/read/finish.h"
#include "plumb/core/sql/reader.h"

namespace plumb::sql {
namespace {

class Validator {
 public:
  Validator(const Schema& schema, const Syntax& syntax, Diagnostics& diagnostics)
      : schema_(schema), syntax_(syntax), diagnostics_(diagnostics) {}

  void check_references() {
    for (const Table& table : schema_.tables) {
      check_columns(table);
      check_keys(table);
      for (const ForeignKey& key : table.foreign_keys) check(table, key);
    }
    for (const View& view : schema_.views) check(view);
  }

  void check_names();

 private:
  std::string fold(std::string_view name) const { return syntax_.names_ignore_case ? lower(name) : std::string(name); }
  std::string table_key(const QualifiedName& name) const {
    const std::string key = name.schema + '\0' + name.name;
    return syntax_.tables_ignore_case ? lower(key) : key;
  }
  const Table* find(const QualifiedName& name) const {
    if (const Table* exact = schema_.tables.find(name)) return exact;
    if (!syntax_.tables_ignore_case) return nullptr;
    // Only a reference in another spelling comes here.
    if (relations_.empty())
      for (const Table& table : schema_.tables) relations_.emplace(table_key(table.name), &table);
    const auto at = relations_.find(table_key(name));
    return at == relations_.end() ? nullptr : at->second;
  }
  const Column* find(const Table& table, std::string_view name) const {
    for (const Column& column : table.columns)
      if (column.name == name || (syntax_.names_ignore_case && equals_ignoring_case(column.name, name))) return &column;
    return nullptr;
  }
  // The columns of a partition or heir are its parent's.
  static bool has_others_columns(const Table& table) {
    const auto& own = extra_of<PostgresTable>(table.extra);
    return !own.inherits.empty() || !own.partition_of.empty() || !own.of_type.empty();
  }
  std::string suggest(std::string_view name, const std::vector<std::string>& candidates) {
    if (suggestions_-- <= 0) return {};
    const std::string_view near = nearest(name, candidates);
    return near.empty() ? std::string() : "; did you mean `" + std::string(near) + "`?";
  }
  std::string suggest_column(const Table& table, std::string_view name) {
    std::vector<std::string> names;
    for (const Column& column : table.columns) names.push_back(column.name);
    return suggest(name, names);
  }
  std::string suggest_table(std::string_view name) {
    std::vector<std::string> names;
    if (suggestions_ > 0)
      for (const Table& table : schema_.tables) names.push_back(table.name.name);
    return suggest(name, names);
  }

  void check_column_names(const Table& table);
  void check_columns(const Table& table);
  void check_keys(const Table& table);
  void check_parts(const Table& table, const std::vector<IndexPart>& parts, const std::string& what, Origin origin);
  void check(const Table& table, const ForeignKey& key);
  void check_target(const Table& table, const ForeignKey& key, const Table& to, const std::string& who);
  void check(const View& view);
  bool is_key(const Table& table, const std::vector<std::string>& columns) const;

  const Schema& schema_;
  const Syntax& syntax_;
  Diagnostics& diagnostics_;
  mutable std::unordered_map<std::string, const Table*> relations_;
  int suggestions_ = 20;
};

void Validator::check_column_names(const Table& table) {
  std::unordered_set<std::string> seen;
  for (const Column& column : table.columns)
    if (!seen.insert(fold(column.name)).second)
      diagnostics_.error(
          "duplicate-column",
          "table `" + table.name.display() + "` has two columns `" + column.name + "`; rename or remove one of them",
          column.origin);
}

// The catalog has one object of one name; two that differ in case are two keys there and one on the
// server.
void Validator::check_names() {
  std::unordered_map<std::string, std::string> seen;
  const auto add = [&](std::string key, const std::string& what, const std::string& name, Origin origin) {
    const auto [first, fresh] = seen.try_emplace(std::move(key), what + " `" + name + "`");
    if (fresh) return;
    diagnostics_.error("duplicate-name",
                       what + " `" + name + "` has the name of " + first->second +
                           "; the server takes them for one: rename one of them",
                       origin);
  };
  for (const Table& table : schema_.tables) add(table_key(table.name), "table", table.name.display(), table.origin);
  for (const View& view : schema_.views) add(table_key(view.name), "view", view.name.display(), view.origin);
  for (const VirtualTable& table : schema_.virtual_tables)
    add(table_key(table.name), "table", table.name.display(), table.origin);
  for (const Table& table : schema_.tables) check_column_names(table);
  for (const Table& table : schema_.tables)
    for (const Index& index : table.indexes) {
      if (index.name.empty()) continue;
      std::string key = syntax_.index_names_per_table ? table_key(table.name) + '\0' + fold(index.name)
                                                      : table_key({table.name.schema, index.name});
      add(std::move(key), "index", index.name, index.origin);
    }
}

void Validator::check_columns(const Table& table) {
  for (const Column& column : table.columns) {
    const Computed* computed = column.computed();
    if (!computed || has_others_columns(table)) continue;
    const auto node = parse_expression(computed->from.canonical, syntax_);
    if (!node) continue;
    for (const std::string& name : columns_of(*node)) {
      // SQLite: "x" that is no column is a string.
      if (find(table, name) || syntax_.misquoted_names) continue;
      diagnostics_.error("unknown-column",
                         "column `" + table.name.display() + "." + column.name + "` is computed from `" + name +
                             "`, and the table has no such column" + suggest_column(table, name),
                         column.origin);
    }
  }
}

void Validator::check_parts(const Table& table, const std::vector<IndexPart>& parts, const std::string& what,
                            Origin origin) {
  if (has_others_columns(table)) return;
  for (const IndexPart& part : parts)
    if (part.plain() && !find(table, part.column))
      diagnostics_.error("unknown-column",
                         what + " of table `" + table.name.display() + "` is over column `" + part.column +
                             "`, and the table has no such column" + suggest_column(table, part.column),
                         origin);
}

void Validator::check_keys(const Table& table) {
  if (table.primary_key) check_parts(table, table.primary_key->parts, "the primary key", table.primary_key->origin);
  for (const Unique& unique : table.uniques) {
    const std::string name = unique.name.empty() ? std::string() : " `" + unique.name + "`";
    check_parts(table, unique.parts, "unique constraint" + name, unique.origin);
  }
  for (const Index& index : table.indexes) check_parts(table, index.parts, "index `" + index.name + "`", index.origin);
}

bool Validator::is_key(const Table& table, const std::vector<std::string>& columns) const {
  const auto same = [&](const std::vector<IndexPart>& parts, bool prefix) {
    if (prefix ? parts.size() < columns.size() : parts.size() != columns.size()) return false;
    // MySQL: the first columns of an index, in order. The others: the same columns in any order.
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto matches = [&](const IndexPart& part) { return fold(part.column) == fold(columns[i]); };
      if (prefix ? !matches(parts[i]) : std::none_of(parts.begin(), parts.end(), matches)) return false;
    }
    return true;
  };
  const bool mysql = syntax_.grammar.mysql;
  if (table.primary_key && same(table.primary_key->parts, mysql)) return true;
  for (const Unique& unique : table.uniques)
    if (same(unique.parts, mysql)) return true;
  for (const Index& index : table.indexes)
    if ((index.unique || mysql) && index.where.empty() && same(index.parts, mysql)) return true;
  return false;
}

void Validator::check_target(const Table& table, const ForeignKey& key, const Table& to, const std::string& who) {
  std::vector<std::string> columns = key.to_columns;
  if (columns.empty()) {
    if (!to.primary_key) {
      // SQLite takes it, and every change of a row fails later.
      diagnostics_.add({syntax_.grammar.sqlite ? Severity::Warning : Severity::Error, "no-key",
                        who + " refers to the primary key of `" + key.to.display() +
                            "`, which has none; name the columns that it refers to",
                        table.name.display(), key.origin, 0});
      return;
    }
    for (const IndexPart& part : to.primary_key->parts) columns.push_back(part.column);
  }
  for (const std::string& column : columns) {
    if (find(to, column) || has_others_columns(to)) continue;
    diagnostics_.add({syntax_.grammar.sqlite ? Severity::Warning : Severity::Error, "unknown-column",
                      who + " refers to column `" + column + "` of `" + key.to.display() +
                          "`, which has no such column" + suggest_column(to, column),
                      table.name.display(), key.origin, 0});
    return;
  }
  if (columns.size() != key.columns.size()) {
    // SQLite counts only the columns that are written.
    const bool late = syntax_.grammar.sqlite && key.to_columns.empty();
    diagnostics_.add({late ? Severity::Warning : Severity::Error, "foreign-key-columns",
                      who + " has " + std::to_string(key.columns.size()) + " columns and refers to " +
                          std::to_string(columns.size()) + "; both sides need as many",
                      table.name.display(), key.origin, 0});
    return;
  }
  if (is_key(to, columns) || has_others_columns(to)) return;
  const bool late = syntax_.grammar.sqlite || syntax_.grammar.mysql;
  diagnostics_.add({late ? Severity::Warning : Severity::Error, "no-key",
                    who + " refers to (" + join(columns, ", ") + ") of `" + key.to.display() +
                        "`, which is no key there; make it the primary key or unique",
                    table.name.display(), key.origin, 0});
}

void Validator::check(const Table& table, const ForeignKey& key) {
  const std::string who =
      key.name.empty() ? "the foreign key (" + join(key.columns, ", ") + ") of table `" + table.name.display() + "`"
                       : "foreign key `" + key.name + "` of table `" + table.name.display() + "`";
  if (!has_others_columns(table))
    for (const std::string& column : key.columns)
      if (!find(table, column))
        diagnostics_.error(
            "unknown-column",
            who + " is over column `" + column + "`, and the table has no such column" + suggest_column(table, column),
            key.origin);
  const Table* to = find(key.to);
  if (!to) {
    // SQLite takes the table, and refuses its rows.
    diagnostics_.add(
        {syntax_.grammar.sqlite ? Severity::Warning : Severity::Error, "unknown-table",
         who + " refers to table `" + key.to.display() + "`, which is not there" + suggest_table(key.to.name),
         table.name.display(), key.origin, 0});
    return;
  }
  check_target(table, key, *to, who);
}

void Validator::check(const View& view) {
  // Elsewhere the server refuses such a view at once, and a catalogue's relations are not in a
  // schema.
  if (!syntax_.grammar.sqlite) return;
  for (const QualifiedName& name : view.uses) {
    if (find(name) || schema_.views.contains(name) || schema_.virtual_tables.contains(name)) continue;
    const std::string known = lower(name.name);
    if (known.rfind("sqlite_", 0) == 0 || known.rfind("pragma_", 0) == 0 || known == "json_each" ||
        known == "json_tree" || known == "generate_series" || known == "dbstat")
      continue;
    bool found = false;
    for (const View& other : schema_.views) found |= equals_ignoring_case(other.name.name, name.name);
    for (const VirtualTable& other : schema_.virtual_tables) found |= equals_ignoring_case(other.name.name, name.name);
    if (found) continue;
    diagnostics_.warning("unknown-table",
                         "view `" + view.name.display() + "` is over `" + name.display() +
                             "`, which is not there; it fails when it is used" + suggest_table(name.name),
                         view.origin);
  }
}

}  // namespace

void validate(const Schema& schema, const Syntax& syntax, Diagnostics& diagnostics) {
  Validator validator(schema, syntax, diagnostics);
  validator.check_names();
  validator.check_references();
}

void validate_references(const Schema& schema, const Syntax& syntax, Diagnostics& diagnostics) {
  Validator(schema, syntax, diagnostics).check_references();
}

}  // namespace plumb::sql
