// Views and triggers over which SQLite's own ALTER TABLE may stumble.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/dialects/sqlite/functions.h"
#include "plumb/dialects/sqlite/render/steps.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::sqlite {
namespace {

bool exists(const Schema& s, const QualifiedName& name) {
  auto same = [&](const auto& catalog) {
    if (catalog.contains(name)) return true;
    for (const auto& object : catalog)
      if (equals_ignoring_case(object.name.name, name.name)) return true;
    return false;
  };
  return same(s.tables) || same(s.views) || same(s.virtual_tables);
}

bool calls_unknown(const sql::Node& tree) {
  bool found = false;
  sql::walk(tree, [&](const sql::Node& n) {
    if (n.kind == sql::NodeKind::Call && !is_builtin_function(lower(n.text))) found = true;
  });
  return found;
}

bool missing(const std::vector<QualifiedName>& uses, const Schema& schema) {
  return std::any_of(uses.begin(), uses.end(), [&](const QualifiedName& n) { return !exists(schema, n); });
}

}  // namespace

bool fragile(const View& view, const Schema& schema) {
  if (missing(view.uses, schema)) return true;
  const auto tree = sql::parse_query(view.query.written, syntax());
  return !tree || calls_unknown(*tree);
}

bool fragile(const Trigger& trigger, const Schema& schema) {
  if (missing(trigger.uses, schema)) return true;
  const auto tree = sql::parse_body(trigger.body.written, syntax());
  return !tree || calls_unknown(*tree);
}

}  // namespace plumb::sqlite
