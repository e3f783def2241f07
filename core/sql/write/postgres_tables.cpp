// PostgreSQL: what follows a CREATE TABLE.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/read/implied_names.h"
#include "plumb/core/sql/write/postgres.h"
#include "plumb/core/sql/write/postgres_objects.h"

namespace plumb::sql {
namespace {

void comment_on_constraint(std::vector<std::string>& out, const Table& table, const std::string& name,
                           const std::string& comment, const Syntax& syntax) {
  if (comment.empty()) return;
  out.push_back(Sql(syntax)
                    .word("COMMENT ON CONSTRAINT")
                    .name(name)
                    .word("ON")
                    .name(table.name)
                    .word("IS")
                    .string(comment)
                    .text());
}

bool has_comments(const Table& table) {
  bool any = table.primary_key && !table.primary_key->options->comment.empty();
  for (const Unique& unique : table.uniques) any = any || !unique.options->comment.empty();
  for (const Check& check : table.checks) any = any || !check.comment.empty();
  for (const Exclusion& exclusion : table.exclusions) any = any || !exclusion.options->comment.empty();
  return any;
}

// The table with a name for every constraint: a comment needs one.
Table with_names(const Table& table, const Syntax& syntax) {
  Table named = table;
  give_implied_names(named, syntax, [](const std::string&) { return false; });
  return named;
}

void comment_on_constraints(std::vector<std::string>& out, const Table& table, const Syntax& syntax) {
  if (!has_comments(table)) return;
  const Table named = with_names(table, syntax);
  if (named.primary_key)
    comment_on_constraint(out, table, named.primary_key->name, named.primary_key->options->comment, syntax);
  for (const Unique& unique : named.uniques)
    comment_on_constraint(out, table, unique.name, unique.options->comment, syntax);
  for (const Exclusion& exclusion : named.exclusions)
    comment_on_constraint(out, table, exclusion.name, exclusion.options->comment, syntax);
  for (const Check& check : named.checks) comment_on_constraint(out, table, check.name, check.comment, syntax);
}

void alter_column(std::vector<std::string>& out, const Table& table, const Column& column, const Syntax& syntax) {
  const PostgresColumn& extra = extra_of<PostgresColumn>(column.extra);
  auto start = [&] { return Sql(syntax).word("ALTER TABLE").name(table.name).word("ALTER COLUMN").name(column.name); };
  if (!extra.storage.empty()) out.push_back(start().word("SET STORAGE " + upper(extra.storage)).text());
  if (extra.statistics) out.push_back(start().word("SET STATISTICS " + std::to_string(*extra.statistics)).text());
  if (!extra.options.empty()) {
    Sql sql = start();
    sql.word("SET");
    write_postgres_parameters(sql, extra.options);
    out.push_back(std::move(sql).take());
  }
  if (!column.comment.empty())
    out.push_back(Sql(syntax)
                      .word("COMMENT ON COLUMN")
                      .word(quote_name(table.name, syntax) + "." + quote_name(column.name, syntax))
                      .word("IS")
                      .string(column.comment)
                      .text());
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
  else if (!identity.empty())
    say("REPLICA IDENTITY " + upper(identity));
  if (!extra.clustered_on.empty()) say("CLUSTER ON " + quote_name(extra.clustered_on, syntax));
  if (!table.comment.empty())
    out.push_back(Sql(syntax).word("COMMENT ON TABLE").name(table.name).word("IS").string(table.comment).text());
}

}  // namespace

std::vector<std::string> postgres_table_follow_ups(const Table& table, const Syntax& syntax) {
  std::vector<std::string> out;
  alter_table(out, table, syntax);
  for (const Column& column : table.columns) alter_column(out, table, column, syntax);
  comment_on_constraints(out, table, syntax);
  return out;
}

std::vector<std::string> postgres_foreign_key_comments(const Table& table, const Syntax& syntax) {
  std::vector<std::string> out;
  bool any = false;
  for (const ForeignKey& key : table.foreign_keys) any = any || !key.comment.empty();
  if (!any) return out;
  for (const ForeignKey& key : with_names(table, syntax).foreign_keys)
    comment_on_constraint(out, table, key.name, key.comment, syntax);
  return out;
}

}  // namespace plumb::sql
