#include "plumb/dialects/postgres/render/steps.h"

#include <fmt/format.h>

#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/node.h"
#include "plumb/core/sql/postgres_types.h"
#include "plumb/core/sql/read/implied_names.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {

bool Work::goes(const QualifiedName& relation) const {
  return !to().tables.contains(relation) && !to().views.contains(relation);
}

Operation& Work::add(ObjectId id, int phase) {
  Operation op;
  op.id = std::move(id);
  op.phase = phase;
  out.push_back(std::move(op));
  return out.back();
}

void Work::refuse(const ObjectId& id, std::string_view what, std::string_view instead) const {
  context.diagnostics.error("refused-change", fmt::format("{}: {}; {}", id.display(), what, instead));
}

sql::Sql statement(std::string_view words) {
  sql::Sql out(syntax());
  out.word(words);
  return out;
}
sql::Sql alter_table(const QualifiedName& table) {
  sql::Sql out = statement("ALTER TABLE");
  out.name(table);
  return out;
}
sql::Sql alter_column(const QualifiedName& table, std::string_view column) {
  sql::Sql out = alter_table(table);
  out.word("ALTER COLUMN").name(column);
  return out;
}
std::string quoted(const QualifiedName& name) { return sql::quote_name(name, syntax()); }
std::string quoted(std::string_view name) { return sql::quote_name(name, syntax()); }
std::string quoted(const QualifiedName& table, std::string_view column) { return quoted(table) + "." + quoted(column); }

QualifiedName serial_sequence(const QualifiedName& table, const std::string& column) {
  return {table.schema,
          sql::implied_name(table.name, column, "seq", syntax(), [](const std::string&) { return false; })};
}

const Column* serial_column(const Schema& schema, const QualifiedName& sequence, QualifiedName* owner) {
  for (auto at = schema.tables.from({sequence.schema, {}});
       at != schema.tables.end() && at.key().schema == sequence.schema; ++at) {
    for (const Column& c : at->columns) {
      if (!extra_of<PostgresColumn>(c.extra).serial || !(serial_sequence(at->name, c.name) == sequence)) continue;
      if (owner) *owner = at->name;
      return &c;
    }
  }
  return nullptr;
}

std::string comment_on(std::string_view what, const std::string& text) {
  sql::Sql out = statement("COMMENT ON");
  out.word(what).word("IS");
  if (text.empty())
    out.word("NULL");
  else
    out.string(text);
  return std::move(out).take();
}

void needs_type(Operation& op, const Type& type) {
  if (!type.user_type) return;
  // A table or view is a type too.
  for (Kind kind : {Kind::Enum, Kind::Domain, Kind::Composite, Kind::Table, Kind::View})
    op.effects.needs.push_back({kind, *type.user_type, {}});
}

std::string drop_constraint(const QualifiedName& table, const std::string& name) {
  return fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", quoted(table), quoted(name));
}

void change_column_comments(Operation& op, const QualifiedName& of, const Options& from, const Options& to) {
  const auto text = [](const Options& comments, const std::string& column) {
    const auto at = comments.find(column);
    return at == comments.end() ? std::string() : at->second;
  };
  const auto say = [&](const std::string& column) {
    const std::string was = text(from, column), is = text(to, column), what = "COLUMN " + quoted(of, column);
    if (was != is)
      step(op, comment_on(what, is), fmt::format("describe column `{}.{}`", of.display(), column),
           {comment_on(what, was)}, LockLevel::Shared);
  };
  for (const auto& [column, comment] : to) say(column);
  for (const auto& [column, comment] : from)
    if (to.count(column) == 0) say(column);
}

QualifiedName name_in(const std::string& text) {
  QualifiedName out = sql::postgres_name(text);
  if (out.schema == "public") out.schema.clear();
  return out;
}

namespace {

// Every overload that is made in this plan: which one is meant is the server's to find out.
void needs_routine(Operation& op, const Work& work, const QualifiedName& name) {
  const Schema& to = work.to();
  for (auto at = to.routines.from({name, {}}); at != to.routines.end() && at.key().first == name; ++at)
    op.effects.needs.push_back(id_of(*at));
}

}  // namespace

void needs_of(Operation& op, const Work& work, const Expr& expression) {
  if (expression.empty()) return;
  const std::string& text = expression.written.empty() ? expression.canonical : expression.written;
  std::optional<sql::Node> tree = sql::parse_expression(text, syntax());
  if (!tree) tree = sql::parse_query(text, syntax());
  if (!tree) return;
  for (const QualifiedName& n : sql::relations_of(*tree)) {
    for (Kind kind : {Kind::Table, Kind::View, Kind::Sequence}) op.effects.needs.push_back({kind, n, {}});
  }
  sql::walk(*tree, [&](const sql::Node& n) {
    if (n.kind == sql::NodeKind::Call) needs_routine(op, work, name_in(n.text));
    if (n.kind == sql::NodeKind::String) op.effects.needs.push_back({Kind::Sequence, name_in(n.text), {}});
  });
}

}  // namespace plumb::postgres
