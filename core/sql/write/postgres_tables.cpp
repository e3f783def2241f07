// PostgreSQL: CREATE TABLE in all of its forms, and what follows it.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/implied_names.h"
#include "plumb/core/sql/write/postgres.h"
#include "plumb/core/sql/write/postgres_objects.h"

namespace plumb::sql {
namespace {

// One element between the parentheses, each on a line of its own.
class Elements {
 public:
  Elements(Sql& out, bool always) : out_(out), always_(always) {}
  Sql& next() {
    if (first_) out_.open();
    else out_.comma();
    first_ = false;
    out_.line(2);
    return out_;
  }
  void close() {
    if (!first_) {
      out_.line(0);
      out_.close();
    } else if (always_) {
      out_.open().close();
    }
  }

 private:
  Sql& out_;
  bool always_, first_ = true;
};

void write_columns(Elements& elements, const Table& table, bool typed) {
  for (const Column& column : table.columns) {
    Sql& out = elements.next();
    out.name(column.name);
    if (!typed) {
      out.word(postgres_column_type(column, out.syntax()));
      write_postgres_column(out, column, &table);
      continue;
    }
    // The type is the parent's; a collation cannot be said again.
    Column stated = column;
    stated.collation.clear();
    out.word("WITH OPTIONS");
    write_postgres_column(out, stated, &table);
  }
}

void write_constraints(Elements& elements, const Table& table, const WriteOptions& options) {
  if (table.primary_key) write_constraint(elements.next(), *table.primary_key);
  for (const Unique& unique : table.uniques) write_constraint(elements.next(), unique);
  for (const Exclusion& exclusion : table.exclusions) write_constraint(elements.next(), exclusion);
  for (const Check& check : table.checks)
    if (check.validated) write_constraint(elements.next(), check);
  if (!options.inline_foreign_keys) return;
  for (const ForeignKey& key : table.foreign_keys)
    if (key.validated) write_constraint(elements.next(), key);
}

// NOT VALID can be said by ALTER TABLE only.
template <class Constraint>
void write_unvalidated(std::vector<std::string>& out, const Table& table,
                       const std::vector<Constraint>& constraints, const Syntax& syntax) {
  for (const Constraint& constraint : constraints) {
    if (constraint.validated) continue;
    Sql sql(syntax);
    sql.word("ALTER TABLE").name(table.name).word("ADD");
    write_constraint(sql, constraint);
    out.push_back(std::move(sql).take());
  }
}

void comment_on_constraint(std::vector<std::string>& out, const Table& table, const std::string& name,
                           const std::string& comment, const Syntax& syntax) {
  if (comment.empty()) return;
  out.push_back(Sql(syntax).word("COMMENT ON CONSTRAINT").name(name).word("ON").name(table.name).word("IS")
                    .string(comment).text());
}

bool has_comments(const Table& table) {
  bool any = table.primary_key && !table.primary_key->options->comment.empty();
  for (const Unique& unique : table.uniques) any = any || !unique.options->comment.empty();
  for (const Check& check : table.checks) any = any || !check.comment.empty();
  for (const ForeignKey& key : table.foreign_keys) any = any || !key.comment.empty();
  for (const Exclusion& exclusion : table.exclusions) any = any || !exclusion.options->comment.empty();
  return any;
}

void comment_on_constraints(std::vector<std::string>& out, const Table& table, bool foreign_keys,
                            const Syntax& syntax) {
  if (!has_comments(table)) return;
  Table named = table;
  give_implied_names(named, syntax, [](const std::string&) { return false; });
  if (named.primary_key)
    comment_on_constraint(out, table, named.primary_key->name, named.primary_key->options->comment, syntax);
  for (const Unique& unique : named.uniques)
    comment_on_constraint(out, table, unique.name, unique.options->comment, syntax);
  for (const Exclusion& exclusion : named.exclusions)
    comment_on_constraint(out, table, exclusion.name, exclusion.options->comment, syntax);
  for (const Check& check : named.checks)
    comment_on_constraint(out, table, check.name, check.comment, syntax);
  if (!foreign_keys) return;
  for (const ForeignKey& key : named.foreign_keys)
    comment_on_constraint(out, table, key.name, key.comment, syntax);
}

void alter_column(std::vector<std::string>& out, const Table& table, const Column& column,
                  const Syntax& syntax) {
  const PostgresColumn& extra = extra_of<PostgresColumn>(column.extra);
  auto start = [&] {
    return Sql(syntax).word("ALTER TABLE").name(table.name).word("ALTER COLUMN").name(column.name);
  };
  if (!extra.storage.empty()) out.push_back(start().word("SET STORAGE " + upper(extra.storage)).text());
  if (extra.statistics)
    out.push_back(start().word("SET STATISTICS " + std::to_string(*extra.statistics)).text());
  if (!extra.options.empty()) {
    Sql sql = start();
    sql.word("SET");
    write_postgres_parameters(sql, extra.options);
    out.push_back(std::move(sql).take());
  }
  if (!column.comment.empty())
    out.push_back(Sql(syntax).word("COMMENT ON COLUMN")
                      .word(quote_name(table.name, syntax) + "." + quote_name(column.name, syntax))
                      .word("IS").string(column.comment).text());
}

void alter_table(std::vector<std::string>& out, const Table& table, const Syntax& syntax) {
  const PostgresTable& extra = extra_of<PostgresTable>(table.extra);
  auto say = [&](std::string_view action) {
    out.push_back(Sql(syntax).word("ALTER TABLE").name(table.name).word(action).text());
  };
  if (extra.row_security) say("ENABLE ROW LEVEL SECURITY");
  if (extra.force_row_security) say("FORCE ROW LEVEL SECURITY");
  const std::string& identity = extra.replica_identity;
  if (identity.starts_with("index "))
    say("REPLICA IDENTITY USING INDEX " + quote_name(identity.substr(6), syntax));
  else if (!identity.empty()) say("REPLICA IDENTITY " + upper(identity));
  if (!table.comment.empty())
    out.push_back(
        Sql(syntax).word("COMMENT ON TABLE").name(table.name).word("IS").string(table.comment).text());
}

}  // namespace

std::vector<std::string> write_postgres_table(const Table& table, const Syntax& syntax,
                                              const WriteOptions& options) {
  const PostgresTable& extra = extra_of<PostgresTable>(table.extra);
  const bool partition = !extra.partition_of.empty(), typed = partition || !extra.of_type.empty();
  Sql out(syntax);
  out.word("CREATE");
  if (extra.unlogged) out.word("UNLOGGED");
  if (extra.foreign_table) out.word("FOREIGN");
  out.word("TABLE").name(table.name);
  if (partition) out.word("PARTITION OF").name(extra.partition_of);
  else if (typed) out.word("OF").name(extra.of_type);
  Elements elements(out, !typed);
  write_columns(elements, table, typed);
  write_constraints(elements, table, options);
  elements.close();
  if (partition) out.word(extra.partition_bound);
  write_postgres_table_options(out, table);
  std::vector<std::string> all = {std::move(out).take()};
  for (std::string& more : postgres_table_follow_ups(table, syntax, options)) all.push_back(std::move(more));
  return all;
}

std::vector<std::string> postgres_table_follow_ups(const Table& table, const Syntax& syntax,
                                                   const WriteOptions& options) {
  std::vector<std::string> out;
  write_unvalidated(out, table, table.checks, syntax);
  if (options.inline_foreign_keys) write_unvalidated(out, table, table.foreign_keys, syntax);
  alter_table(out, table, syntax);
  for (const Column& column : table.columns) alter_column(out, table, column, syntax);
  comment_on_constraints(out, table, options.inline_foreign_keys, syntax);
  return out;
}

}  // namespace plumb::sql
