// CREATE TABLE: one column a line, constraints behind them.
#include <algorithm>

#include "plumb/core/sql/write/pieces.h"

namespace plumb::sql {
namespace {

// Constraints that are written on their columns. Only those whose order the reader gives back: the
// first ones of the list, in the order of the columns.
struct Inline {
  std::size_t uniques = 0, checks = 0, foreign_keys = 0;
};

bool is_on(const Unique& unique, const Column& column) {
  if (unique.on_column.empty() || unique.parts.size() != 1 || unique.options->without_overlaps) return false;
  IndexPart plain;
  plain.column = column.name;
  return unique.parts.front() == plain;
}
bool is_on(const Check& check, const Column& column) {
  return check.on_column.text == column.name && check.on_conflict == OnConflict::Default && check.validated;
}
bool is_on(const ForeignKey& key, const Column& column) {
  return !key.on_column.empty() && key.columns.size() == 1 && key.columns.front() == column.name && !key.period &&
         key.validated;
}

void write_inline_unique(Sql& out, const Unique& unique) {
  if (!unique.name.empty()) out.word("CONSTRAINT").name(unique.name);
  out.word("UNIQUE");
  if (unique.options->nulls_not_distinct) out.word("NULLS NOT DISTINCT");
  write_key_tail(out, *unique.options);
}

void write_inline_foreign_key(Sql& out, const ForeignKey& key) {
  if (!key.name.empty()) out.word("CONSTRAINT").name(key.name);
  write_references(out, key);
}

class TableWriter {
 public:
  TableWriter(Sql& out, const Table& table, const WriteOptions& options, std::size_t foreign_keys)
      : out_(out), table_(table), options_(options), foreign_keys_(foreign_keys) {
    // PostgreSQL takes a NOT VALID in CREATE TABLE for said, and the constraint for valid.
    const auto unvalidated = [](const Check& check) { return !check.validated; };
    checks_ = static_cast<std::size_t>(std::find_if(table.checks.begin(), table.checks.end(), unvalidated) -
                                       table.checks.begin());
  }

  std::size_t elements() const {
    const bool mysql = out_.syntax().grammar.mysql;
    return table_.columns.size() + (table_.primary_key ? 1 : 0) + table_.uniques.size() + checks_ +
           table_.exclusions.size() + foreign_keys_ + (mysql && options_.inline_indexes ? table_.indexes.size() : 0);
  }
  std::size_t checks() const { return checks_; }

  void write() {
    for (const Column& column : table_.columns) {
      next();
      write_column(out_, column, &table_);
      write_on(column);
    }
    if (table_.primary_key && !table_.primary_key->on_column) constraint(*table_.primary_key);
    for (std::size_t i = done_.uniques; i < table_.uniques.size(); ++i) constraint(table_.uniques[i]);
    if (out_.syntax().grammar.mysql && options_.inline_indexes)
      for (const Index& index : table_.indexes) {
        next();
        write_mysql_key(out_, index);
      }
    for (std::size_t i = done_.checks; i < checks_; ++i) constraint(table_.checks[i]);
    for (const Exclusion& exclusion : table_.exclusions) constraint(exclusion);
    for (std::size_t i = done_.foreign_keys; i < foreign_keys_; ++i) constraint(table_.foreign_keys[i]);
  }

 private:
  void next() {
    if (!first_) out_.comma();
    first_ = false;
    out_.line(2);
  }
  template <class Constraint>
  void constraint(const Constraint& what) {
    next();
    write_constraint(out_, what);
  }

  void write_on(const Column& column) {
    // MySQL reads REFERENCES on a column and does nothing with it.
    const Grammar& grammar = out_.syntax().grammar;
    while (done_.uniques < table_.uniques.size() && is_on(table_.uniques[done_.uniques], column))
      write_inline_unique(out_, table_.uniques[done_.uniques++]);
    while (done_.checks < checks_ && is_on(table_.checks[done_.checks], column))
      write_constraint(out_, table_.checks[done_.checks++]);
    while (!grammar.mysql && done_.foreign_keys < foreign_keys_ &&
           is_on(table_.foreign_keys[done_.foreign_keys], column))
      write_inline_foreign_key(out_, table_.foreign_keys[done_.foreign_keys++]);
  }

  Sql& out_;
  const Table& table_;
  const WriteOptions& options_;
  std::size_t foreign_keys_, checks_ = 0;
  Inline done_;
  bool first_ = true;
};

void write_head(Sql& out, const Table& table) {
  const auto& own = extra_of<PostgresTable>(table.extra);
  out.word("CREATE");
  if (extra_of<MysqlTable>(table.extra).temporary) out.word("GLOBAL TEMPORARY");
  if (own.unlogged) out.word("UNLOGGED");
  if (own.foreign_table) out.word("FOREIGN");
  out.word("TABLE").name(table.name);
  if (!own.partition_of.empty()) out.word("PARTITION OF").name(own.partition_of);
  if (!own.of_type.empty()) out.word("OF").name(own.of_type);
}

std::string add(const Table& table, const Syntax& syntax, const auto& constraint) {
  Sql out(syntax);
  out.word("ALTER TABLE").name(table.name).word("ADD");
  write_constraint(out, constraint);
  return std::move(out).take();
}

}  // namespace

std::vector<std::string> add_foreign_keys(const Table& table, std::size_t first, const Syntax& syntax) {
  std::vector<std::string> out;
  for (std::size_t i = first; i < table.foreign_keys.size(); ++i)
    out.push_back(add(table, syntax, table.foreign_keys[i]));
  return out;
}

std::vector<std::string> write_table(const Table& table, const Syntax& syntax, const WriteOptions& options,
                                     std::size_t foreign_keys) {
  Sql out(syntax);
  write_head(out, table);
  if (syntax.grammar.sqlite && options.verbatim && !table.definition.empty())
    return {std::move(out).take() + table.definition.text};
  TableWriter writer(out, table, options, foreign_keys);
  const auto& own = extra_of<PostgresTable>(table.extra);
  if (writer.elements() > 0 || (own.partition_of.empty() && own.of_type.empty())) {
    out.open();
    writer.write();
    if (writer.elements() > 0) out.line(0);
    out.close();
  }
  if (syntax.grammar.postgres)
    write_postgres_table_options(out, table);
  else if (syntax.grammar.mysql)
    write_mysql_table_options(out, table);
  else
    write_sqlite_table_options(out, table);

  std::vector<std::string> statements{std::move(out).take()};
  for (std::size_t i = writer.checks(); i < table.checks.size(); ++i)
    statements.push_back(add(table, syntax, table.checks[i]));
  if (syntax.grammar.mysql)
    for (std::string& statement : mysql_follow_ups(table, syntax)) statements.push_back(std::move(statement));
  if (syntax.grammar.postgres)
    for (std::string& statement : postgres_follow_ups(table, syntax)) statements.push_back(std::move(statement));
  if (syntax.grammar.postgres && foreign_keys == table.foreign_keys.size())
    for (std::string& statement : postgres_foreign_key_comments(table, syntax))
      statements.push_back(std::move(statement));
  return statements;
}

void write_column(Sql& out, const Column& column, const Table* table) {
  out.name(column.name);
  if (out.syntax().grammar.postgres)
    write_postgres_column_type(out, column, table);
  else if (!column.type.empty() || !column.type.written.empty())
    out.type(column.type);
  if (out.syntax().grammar.postgres)
    write_postgres_column(out, column, table);
  else if (out.syntax().grammar.mysql)
    write_mysql_column(out, column, table);
  else
    write_sqlite_column(out, column, table);
}

}  // namespace plumb::sql
