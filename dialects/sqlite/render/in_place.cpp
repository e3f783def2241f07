// What SQLite can do in place: DROP COLUMN (3.35) and ADD COLUMN, each within its rules.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/sqlite/affinity.h"
#include "plumb/dialects/sqlite/render/steps.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::sqlite {
namespace {

constexpr Version kDropColumn{3, 35, 0};

bool names(const Expr& e, const std::string& column) {
  if (e.empty()) return false;
  const auto tree = sql::parse_expression(e.canonical, syntax());
  if (!tree) return true;  // not read: then it may
  for (const std::string& c : sql::columns_of(*tree))
    if (equals_ignoring_case(c, column)) return true;
  return false;
}

bool names_only(const Expr& e, const std::string& column) {
  const auto tree = sql::parse_expression(e.canonical, syntax());
  if (!tree) return false;
  for (const std::string& c : sql::columns_of(*tree))
    if (!equals_ignoring_case(c, column)) return false;
  return true;
}

bool has_part(const std::vector<IndexPart>& parts, const std::string& column) {
  return std::any_of(parts.begin(), parts.end(), [&](const IndexPart& p) { return p.column == column; });
}

// A column of a key or of another column's expression cannot be dropped; its own checks go with it.
bool can_drop(const Table& t, const Column& c, const Surroundings& around) {
  if (around.context.target.version < kDropColumn) return false;
  if (around.held_columns.count({t.name, lower(c.name)})) return false;
  if (t.primary_key && has_part(t.primary_key->parts, c.name)) return false;
  for (const Unique& u : t.uniques)
    if (has_part(u.parts, c.name)) return false;
  for (const ForeignKey& k : t.foreign_keys)
    if (std::find(k.columns.begin(), k.columns.end(), c.name) != k.columns.end()) return false;
  for (const Check& check : t.checks)
    if (check.on_column.text != c.name && names(check.expression, c.name)) return false;
  for (const Check& check : t.checks)
    if (check.on_column.text == c.name && !names_only(check.expression, c.name)) return false;
  for (const Column& other : t.columns)
    if (other.name != c.name && other.computed() && names(other.computed()->from, c.name)) return false;
  for (const Index& i : t.indexes) {
    const bool here = has_part(i.parts, c.name) || names(i.where, c.name) ||
                      std::any_of(i.parts.begin(), i.parts.end(),
                                  [&](const IndexPart& p) { return !p.plain() && names(p.expression, c.name); });
    if (here && !around.changed.count(id_of(t.name, i))) return false;
  }
  return true;
}

// SQLite evaluates the default once, when it reads an old row: it must be a literal.
bool is_literal(const Expr& e) {
  const auto tree = sql::parse_expression(e.canonical, syntax());
  if (!tree) return false;
  const sql::Node* n = &*tree;
  if (n->kind == sql::NodeKind::Unary && n->kids.size() == 1 && (n->text == "-" || n->text == "+")) n = &n->kids[0];
  switch (n->kind) {
    case sql::NodeKind::Null:
    case sql::NodeKind::Number:
    case sql::NodeKind::String:
    case sql::NodeKind::Blob:
    case sql::NodeKind::True:
    case sql::NodeKind::False: return true;
    default: return false;
  }
}

bool is_null(const Expr& e) { return equals_ignoring_case(e.canonical, "null"); }

// ADD COLUMN gives the rows that are there the default as it is written, not as a column of its type stores it:
// TRUE in a text column stays a number, and a strict table then fails integrity_check (seen in 3.40).
bool is_stored_as_written(const Expr& e, const Column& c, const Table& t) {
  const auto tree = sql::parse_expression(e.canonical, syntax());
  if (!tree) return false;
  const sql::Node& n = tree->kind == sql::NodeKind::Unary && tree->kids.size() == 1 ? tree->kids[0] : *tree;
  if (n.kind == sql::NodeKind::Null || c.type.name == "ANY") return true;
  const bool number = n.kind == sql::NodeKind::Number;
  const bool integer = number && n.text.find_first_of(".eExX") == std::string::npos;
  const bool strict = extra_of<SqliteTable>(t.extra).strict;
  switch (affinity(c.type)) {
    case Affinity::Text: return n.kind == sql::NodeKind::String;
    case Affinity::Blob: return !strict || n.kind == sql::NodeKind::Blob;
    case Affinity::Integer: return integer || !strict;
    case Affinity::Real:
    case Affinity::Numeric: return number || !strict;
  }
  return false;
}

bool can_add(const Column& c, const Table& t) {
  if (const Computed* computed = c.computed()) return !computed->stored && c.nullable;
  const Expr* value = c.default_value();
  if (value && (!is_literal(*value) || !is_stored_as_written(*value, c, t))) return false;
  return c.nullable || (value && !is_null(*value));
}

template <class Part>
bool holds(const std::vector<Part>& parts, const Part& part) {
  return std::find(parts.begin(), parts.end(), part) != parts.end();
}

template <class Part>
void sort_parts(std::vector<Part>& parts, const QualifiedName& table) {
  std::stable_sort(parts.begin(), parts.end(),
                   [&](const Part& a, const Part& b) { return id_of(table, a) < id_of(table, b); });
}

}  // namespace

std::optional<InPlace> in_place(const Table& from, const Table& to, const Surroundings& around) {
  InPlace how;
  // The trick of the careful: walk a copy of `from` to where the statements lead, and compare it with `to`. What no
  // statement brings about shows as a difference, and then it takes a rebuild.
  Table reached = from;
  for (const Column& c : from.columns) {
    if (to.find_column(c.name)) continue;
    if (!can_drop(from, c, around)) return std::nullopt;
    how.drops.push_back(c);
    std::erase_if(reached.columns, [&](const Column& x) { return x.name == c.name; });
    std::erase_if(reached.checks, [&](const Check& x) { return x.on_column.text == c.name; });
  }
  if (reached.columns.empty()) return std::nullopt;
  for (const Column& c : to.columns) {
    if (from.find_column(c.name)) continue;
    if (!can_add(c, to)) return std::nullopt;
    InPlace::Add add{c, {}, {}};
    for (const Check& check : to.checks)
      if (!holds(reached.checks, check) && names(check.expression, c.name) && names_only(check.expression, c.name))
        add.checks.push_back(check);
    for (const ForeignKey& k : to.foreign_keys)
      if (k.columns.size() == 1 && k.columns[0] == c.name && !holds(reached.foreign_keys, k)) {
        // With a default other than NULL every old row would refer to it at once.
        if (c.default_value() && !is_null(*c.default_value())) return std::nullopt;
        add.foreign_keys.push_back(k);
      }
    reached.columns.push_back(c);
    reached.checks.insert(reached.checks.end(), add.checks.begin(), add.checks.end());
    reached.foreign_keys.insert(reached.foreign_keys.end(), add.foreign_keys.begin(), add.foreign_keys.end());
    how.adds.push_back(std::move(add));
  }
  Table wanted = to;
  for (Table* t : {&reached, &wanted}) {
    t->indexes.clear();
    sort_parts(t->checks, t->name);
    sort_parts(t->foreign_keys, t->name);
    sort_parts(t->uniques, t->name);
  }
  if (!(reached == wanted)) return std::nullopt;
  return how;
}

namespace {

std::string add_column(const InPlace::Add& add, const Table& table) {
  sql::Sql out(syntax());
  out.word("ALTER TABLE").name(table.name).word("ADD COLUMN");
  sql::write_column(out, add.column, nullptr);
  for (const Check& c : add.checks) sql::write_constraint(out, c);
  for (const ForeignKey& k : add.foreign_keys) {
    if (!k.name.empty()) out.word("CONSTRAINT").name(k.name);
    sql::write_references(out, k);
  }
  return std::move(out).take();
}

std::string drop_column(const Column& column, const Table& table) {
  return fmt::format("ALTER TABLE {} DROP COLUMN {}", quoted(table.name), quoted(column.name));
}

}  // namespace

std::vector<Step> in_place_steps(const InPlace& how, const Table& table, const Syntax&) {
  std::vector<Step> steps;
  for (const Column& c : how.drops) {
    Step s;
    s.sql = drop_column(c, table);
    const ObjectId id = id_of(table.name, c);
    s.why = "drop " + id.display();
    s.lock = LockLevel::Exclusive;
    s.touches = {id};
    if (!c.computed())
      s.dangers.push_back(danger(Hazard::DeletesData, id, fmt::format("drops {} and its values", id.display())));
    s.dangers.push_back(danger(Hazard::RewritesTable, {Kind::Table, table.name, {}},
                               fmt::format("writes every row of `{}` anew", table.name.display())));
    s.irreversible = !c.computed();
    steps.push_back(std::move(s));
  }
  for (const InPlace::Add& add : how.adds) {
    Step s;
    s.sql = add_column(add, table);
    const ObjectId id = id_of(table.name, add.column);
    s.why = "add " + id.display();
    s.lock = LockLevel::Exclusive;
    s.touches = {id};
    steps.push_back(std::move(s));
  }
  return steps;
}

}  // namespace plumb::sqlite
