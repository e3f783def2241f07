#include "plumb/core/realise/work.h"

#include <utility>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/neutral.h"

namespace plumb::realise {
namespace {

void add_columns_of_type(const Schema& from, Table& table) {
  const QualifiedName& type = extra_of<PostgresTable>(table.extra).of_type;
  const Composite* composite = type.empty() ? nullptr : from.composites.find(type);
  if (!composite || !table.columns.empty()) return;
  for (const Composite::Attribute& attribute : composite->attributes) {
    Column column;
    column.name = attribute.name;
    column.type = attribute.type;
    column.collation = attribute.collation;
    table.columns.push_back(std::move(column));
  }
}

Table inherited(const Schema& from, const Table& table, int depth) {
  Table out = table;
  constexpr int kDeepest = 8;
  if (depth > kDeepest) return out;
  std::vector<Column> columns;
  for (const QualifiedName& name : extra_of<PostgresTable>(table.extra).inherits) {
    const Table* parent = from.tables.find(name);
    if (!parent) continue;
    const Table whole = inherited(from, *parent, depth + 1);
    for (const Column& column : whole.columns)
      if (!table.find_column(column.name)) columns.push_back(column);
    for (const Check& check : whole.checks)
      if (!check.no_inherit) out.checks.push_back(check);
  }
  columns.insert(columns.end(), out.columns.begin(), out.columns.end());
  out.columns = std::move(columns);
  return out;
}

bool is_there(const Work& work, const View& view) {
  for (const QualifiedName& used : view.uses)
    if (!work.out.tables.contains(used) && !work.out.views.contains(used)) return false;
  return true;
}

}  // namespace

std::string path(const Table& table, std::string_view part) { return table.name.display() + "." + std::string(part); }

Table with_inherited(const Schema& from, const Table& table) {
  Table out = inherited(from, table, 0);
  add_columns_of_type(from, out);
  return out;
}

bool takes_from_sequence(const Work& work, const Column& column, std::string& sequence) {
  const Expr* value = column.default_value();
  if (!value) return false;
  const sql::Node node = work.written_in.neutral(*value);
  if (node.kind != sql::NodeKind::Call || node.text != "nextval") return false;
  sequence = node.kids.empty() ? std::string() : node.kids[0].text;
  return true;
}

void keep_views(Work& work, std::vector<View> waiting) {
  for (bool more = true; more;) {
    more = false;
    std::vector<View> rest;
    for (View& view : waiting) {
      if (!is_there(work, view)) {
        rest.push_back(std::move(view));
        continue;
      }
      const QualifiedName name = view.name;
      work.out.views.set(name, std::move(view));
      more = true;
    }
    waiting = std::move(rest);
  }
  for (const View& view : waiting)
    work.left_out.add(Severity::Warning, "views", "what they show is left out", view.name.display());
}

void rename_value(sql::Node& node, const std::string& column) {
  if (node.kind == sql::NodeKind::Name && equals_ignoring_case(node.text, "value")) node.text = column;
  for (sql::Node& kid : node.kids) rename_value(kid, column);
}

}  // namespace plumb::realise
