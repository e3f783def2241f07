// Questions to the rows that are there, each of which gives only rows on which a step would fail.
#include <fmt/format.h>

#include "plumb/core/sql/expression.h"
#include "plumb/dialects/postgres/render/steps.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

constexpr int kShown = 5;

std::string list(const std::vector<std::string>& names, std::string_view prefix = {}) {
  std::string out;
  for (const std::string& n : names) out += fmt::format("{}{}{}", out.empty() ? "" : ", ", prefix, quoted(n));
  return out;
}

std::string part_of(const IndexPart& p) {
  std::string out = p.plain() ? quoted(p.column) : "(" + p.expression.written + ")";
  if (!p.collation.empty()) out += " COLLATE " + p.collation;
  return out;
}

}  // namespace

Probe probe_not_null(const QualifiedName& table, const std::string& column) {
  Probe p;
  p.object = column_id(table, column);
  p.sql = fmt::format("SELECT t.* FROM {} AS t WHERE t.{} IS NULL LIMIT {}", quoted(table), quoted(column), kShown);
  p.problem = fmt::format("{} becomes not null, but there are rows without a value", p.object.display());
  p.remedy = "fill them first, or give the column a default";
  return p;
}

Probe probe_rows(const QualifiedName& table, const ObjectId& id, std::string problem, std::string remedy) {
  Probe p;
  p.object = id;
  p.sql = fmt::format("SELECT t.* FROM {} AS t LIMIT {}", quoted(table), kShown);
  p.problem = std::move(problem);
  p.remedy = std::move(remedy);
  return p;
}

Probe probe_unique(const QualifiedName& table, const ObjectId& id, const std::vector<IndexPart>& parts,
                   const Expr& where, bool nulls_not_distinct) {
  Probe p;
  p.object = id;
  std::string keys, conditions;
  for (const IndexPart& part : parts) {
    const std::string text = part_of(part);
    keys += (keys.empty() ? "" : ", ") + text;
    if (!nulls_not_distinct) conditions += (conditions.empty() ? "" : " AND ") + text + " IS NOT NULL";
  }
  if (!where.empty()) conditions += (conditions.empty() ? "(" : " AND (") + where.written + ")";
  p.sql = fmt::format("SELECT {}, count(*) FROM {}{}{} GROUP BY {} HAVING count(*) > 1 LIMIT {}", keys, quoted(table),
                      conditions.empty() ? "" : " WHERE ", conditions, keys, kShown);
  p.problem = fmt::format("{} must be unique, but there are rows that are alike", id.display());
  p.remedy = "delete or change all but one of each";
  return p;
}

Probe probe_values(const QualifiedName& table, const std::string& column, const std::string& type) {
  Probe p;
  p.object = column_id(table, column);
  p.sql = fmt::format("SELECT t.* FROM {} AS t WHERE NOT pg_input_is_valid(t.{}::text, {}) LIMIT {}", quoted(table),
                      quoted(column), sql::quote_string(type, syntax()), kShown);
  p.problem = fmt::format("{} becomes {}, but there are rows with a value that is none", p.object.display(), type);
  p.remedy = "change these values first";
  return p;
}

Probe probe_check(const QualifiedName& table, const Check& check) {
  Probe p;
  p.object = id_of(table, check);
  p.sql = fmt::format("SELECT * FROM {} WHERE NOT ({}) LIMIT {}", quoted(table), check.expression.written, kShown);
  p.problem = fmt::format("{} is not true for every row", p.object.display());
  p.remedy = "change the rows, or the check";
  return p;
}

Probe probe_foreign_key(const QualifiedName& table, const ForeignKey& key) {
  Probe p;
  p.object = id_of(table, key);
  std::string match, present;
  for (std::size_t i = 0; i < key.columns.size() && i < key.to_columns.size(); ++i) {
    match += fmt::format("{}p.{} = c.{}", i ? " AND " : "", quoted(key.to_columns[i]), quoted(key.columns[i]));
    present += fmt::format("{}c.{} IS NOT NULL", i ? " AND " : "", quoted(key.columns[i]));
  }
  p.sql = fmt::format("SELECT {} FROM {} AS c WHERE {} AND NOT EXISTS (SELECT 1 FROM {} AS p WHERE {}) LIMIT {}",
                      list(key.columns, "c."), quoted(table), present, quoted(key.to), match, kShown);
  p.problem =
      fmt::format("{} needs its rows in `{}`, but there are rows without one", p.object.display(), key.to.display());
  p.remedy = "delete these rows, or add the ones that they refer to";
  return p;
}

}  // namespace plumb::postgres
