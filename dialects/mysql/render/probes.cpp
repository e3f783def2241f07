// Questions to the rows that are there, each of which gives only rows on which a step would fail.
#include <fmt/format.h>

#include "plumb/dialects/mysql/render/steps.h"

namespace plumb::mysql {
namespace {

constexpr int kShown = 5;

std::string list(const Work& work, const QualifiedName& table, const std::vector<std::string>& names,
                 std::string_view prefix = {}) {
  std::string out;
  for (const std::string& n : names)
    out += fmt::format("{}{}{}", out.empty() ? "" : ", ", prefix, work.quoted(asked_column(work, table, n)));
  return out;
}

// A condition speaks of columns as they are called in the end.
bool renamed_columns(const Work& work, const QualifiedName& table) {
  for (const Change& c : work.changes)
    if (c.action == Action::Rename && c.id.kind == Kind::Column && c.id.owner == table) return true;
  return false;
}

}  // namespace

QualifiedName asked_table(const Work& work, const QualifiedName& table) {
  const auto at = work.renamed.find(table);
  return at == work.renamed.end() ? table : at->second;
}

std::string asked_column(const Work& work, const QualifiedName& table, const std::string& column) {
  for (const Change& c : work.changes)
    if (c.action == Action::Rename && c.id.kind == Kind::Column && c.id.owner == table &&
        std::get<Column>(c.to).name == column)
      return std::get<Column>(c.from).name;
  return column;
}

Probe probe_not_null(const Work& work, const QualifiedName& table, const std::string& column) {
  Probe p;
  p.object = column_id(table, column);
  p.sql = fmt::format("SELECT * FROM {} WHERE {} IS NULL LIMIT {}", work.quoted(asked_table(work, table)),
                      work.quoted(asked_column(work, table, column)), kShown);
  p.problem = fmt::format("{} becomes not null, but there are rows without a value", p.object.display());
  p.remedy = "fill them first, or let the column be null";
  return p;
}

Probe probe_rows(const Work& work, const QualifiedName& table, const ObjectId& id, std::string problem,
                 std::string remedy) {
  return {id, fmt::format("SELECT * FROM {} LIMIT {}", work.quoted(asked_table(work, table)), kShown),
          std::move(problem), std::move(remedy)};
}

std::optional<Probe> probe_where(const Work& work, const QualifiedName& table, const ObjectId& id,
                                 const std::string& condition, std::string problem, std::string remedy) {
  if (renamed_columns(work, table)) return {};
  return Probe{
      id, fmt::format("SELECT * FROM {} WHERE {} LIMIT {}", work.quoted(asked_table(work, table)), condition, kShown),
      std::move(problem), std::move(remedy)};
}

Probe probe_unique(const Work& work, const QualifiedName& table, const ObjectId& id,
                   const std::vector<IndexPart>& parts) {
  Probe p;
  p.object = id;
  std::string keys, conditions;
  for (const IndexPart& part : parts) {
    std::string text = work.quoted(asked_column(work, table, part.column));
    conditions += fmt::format("{}{} IS NOT NULL", conditions.empty() ? "" : " AND ", text);
    if (part.prefix_length) text = fmt::format("LEFT({}, {})", text, *part.prefix_length);
    keys += (keys.empty() ? "" : ", ") + text;
  }
  p.sql = fmt::format("SELECT {0}, COUNT(*) FROM {1} WHERE {2} GROUP BY {0} HAVING COUNT(*) > 1 LIMIT {3}", keys,
                      work.quoted(asked_table(work, table)), conditions, kShown);
  p.problem = fmt::format("{} must be unique, but there are rows that are alike", id.display());
  p.remedy = "delete or change all but one of each";
  return p;
}

std::optional<Probe> probe_check(const Work& work, const QualifiedName& table, const Check& check) {
  const ObjectId id = id_of(table, check);
  return probe_where(work, table, id, "NOT (" + check.expression.written + ")",
                     fmt::format("{} is not true for every row", id.display()), "change the rows, or the check");
}

Probe probe_foreign_key(const Work& work, const QualifiedName& table, const ForeignKey& key) {
  Probe p;
  p.object = id_of(table, key);
  std::string match, present;
  for (std::size_t i = 0; i < key.columns.size() && i < key.to_columns.size(); ++i) {
    const std::string child = work.quoted(asked_column(work, table, key.columns[i]));
    match += fmt::format("{}p.{} = c.{}", i ? " AND " : "", work.quoted(asked_column(work, key.to, key.to_columns[i])),
                         child);
    present += fmt::format("{}c.{} IS NOT NULL", i ? " AND " : "", child);
  }
  p.sql = fmt::format("SELECT {} FROM {} AS c WHERE {} AND NOT EXISTS (SELECT 1 FROM {} AS p WHERE {}) LIMIT {}",
                      list(work, table, key.columns, "c."), work.quoted(asked_table(work, table)), present,
                      work.quoted(asked_table(work, key.to)), match, kShown);
  p.problem =
      fmt::format("{} needs its rows in `{}`, but there are rows without one", p.object.display(), key.to.display());
  p.remedy = "delete these rows, or add the ones that they refer to";
  return p;
}

}  // namespace plumb::mysql
