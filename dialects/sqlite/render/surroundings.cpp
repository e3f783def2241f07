// What every table change asks of the whole plan.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/dialects/sqlite/render/steps.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::sqlite {
namespace {

// A column that a view or trigger names, which stays as it is, is dropped by a rebuild: SQLite's DROP COLUMN
// would refuse, though it lets the view stand.
void hold_columns(Surroundings& around) {
  const Schema& to = around.context.to;
  auto hold = [&](const std::vector<QualifiedName>& uses, const std::vector<std::string>& columns) {
    for (const QualifiedName& table : uses)
      for (const std::string& c : columns) around.held_columns.insert({table, lower(c)});
  };
  for (const View& v : to.views) {
    if (around.changed.count(id_of(v))) continue;
    if (const auto tree = sql::parse_query(v.query.written, syntax())) hold(v.uses, sql::columns_of(*tree));
  }
  for (const Trigger& t : to.triggers) {
    if (around.changed.count(id_of(t))) continue;
    std::vector<QualifiedName> uses = t.uses;
    uses.push_back(t.table);
    if (const auto tree = sql::parse_body(t.body.written, syntax())) hold(uses, sql::columns_of(*tree));
    hold({t.table}, t.update_of);
    if (t.when.empty()) continue;
    if (const auto tree = sql::parse_expression(t.when.written, syntax())) hold(uses, sql::columns_of(*tree));
  }
}

}  // namespace

Surroundings surroundings_of(const std::vector<Change>& changes, const PlanContext& context) {
  Surroundings around{context, {}, {}, {}, {}};
  bool drops_columns = false, alters = false;
  for (const Change& c : changes) {
    around.changed.insert(c.id);
    drops_columns |= c.id.kind == Kind::Column && c.action == Action::Drop;
    alters |= c.id.kind >= Kind::Table && c.id.kind <= Kind::ForeignKey;
  }
  if (!alters) return around;
  for (const Table& t : context.to.tables)
    for (const ForeignKey& k : t.foreign_keys) around.children.emplace(k.to, &t);
  for (const Trigger& t : context.to.triggers) around.triggers.emplace(t.table, &t);
  if (drops_columns) hold_columns(around);
  return around;
}

}  // namespace plumb::sqlite
