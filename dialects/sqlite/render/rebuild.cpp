// The documented rebuild (https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes"): a
// new table, its rows, the old one dropped, the new one renamed, indexes and triggers put back.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/sqlite/render/steps.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::sqlite {
namespace {

Step make_step(std::string sql, std::string why, const QualifiedName& table, bool bookkeeping = false) {
  Step s;
  s.sql = std::move(sql);
  s.why = std::move(why);
  s.lock = LockLevel::Exclusive;
  s.touches = {{Kind::Table, table, {}}};
  s.bookkeeping = bookkeeping;
  return s;
}

// An expression that names the table (`CHECK (t.a > 0)`) would not be found under the helper's name: the canonical
// form has no such prefixes.
bool plain(Expr& e, const Table& t) {
  if (e.empty()) return false;
  const sql::Rename away{t.name, {}, "plumb_new"};
  if (!sql::rename_in_text(e.written, sql::TextKind::Expression, away, t.name, syntax(),
                           [](const QualifiedName&) { return nullptr; }))
    return false;
  e.written = e.canonical;
  return true;
}

// `to` under the helper's name. The author's text stays as it is where nothing in it names the table.
Table under_name(const Table& to, const QualifiedName& helper) {
  Table t = to;
  bool changed = false;
  for (Check& c : t.checks) changed |= plain(c.expression, to);
  for (Column& c : t.columns)
    if (auto* computed = std::get_if<Computed>(&c.fill)) changed |= plain(computed->from, to);
  if (changed) t.definition = {};
  t.name = helper;
  return t;
}

// rowid, _rowid_ or oid: the first that no column takes. None where the table has no rowid to keep, or a column
// that is one.
std::optional<std::string_view> rowid_name(const Table& from, const Table& to) {
  const auto alias = [](const Table& t) -> bool {
    if (!t.primary_key || t.primary_key->parts.size() != 1 || t.primary_key->on_column) return false;
    const Column* c = t.find_column(t.primary_key->parts[0].column);
    return c && equals_ignoring_case(c->type.name, "INTEGER") && c->type.args.empty();
  };
  for (const Table* t : {&from, &to})
    if (extra_of<SqliteTable>(t->extra).without_rowid) return std::nullopt;
  if (alias(to)) return std::nullopt;
  for (std::string_view name : {"rowid", "_rowid_", "oid"}) {
    const auto taken = [&](const Table& t) {
      return std::any_of(t.columns.begin(), t.columns.end(),
                         [&](const Column& c) { return equals_ignoring_case(c.name, name); });
    };
    if (!taken(from) && !taken(to)) return name;
  }
  return std::nullopt;
}

// Columns that both have and that can be written. Each is qualified when read: SQLite takes a double-quoted name
// that it does not know for a string, a qualified one never. OR ABORT: a constraint's own ON CONFLICT (REPLACE, IGNORE)
// would lose rows without a word.
std::string copy(const Table& from, const Table& to, const QualifiedName& helper) {
  std::string into, out;
  auto add = [&](const std::string& column) {
    into += (into.empty() ? "" : ", ") + column;
    out += (out.empty() ? "o." : ", o.") + column;
  };
  if (auto rowid = rowid_name(from, to)) add(std::string(*rowid));
  for (const Column& c : to.columns)
    if (!c.computed() && from.find_column(c.name)) add(quoted(c.name));
  if (into.empty()) {
    // Nothing in common: as many rows as there were, each filled by its defaults, cannot be said in one
    // INSERT without a column. A constant column list needs one that may be NULL.
    for (const Column& c : to.columns)
      if (!c.computed() && c.nullable && !c.default_value())
        return fmt::format("INSERT OR ABORT INTO {} ({}) SELECT NULL FROM {}", quoted(helper), quoted(c.name),
                           quoted(from.name));
    return {};
  }
  return fmt::format("INSERT OR ABORT INTO {} ({}) SELECT {} FROM {} AS o", quoted(helper), into, out,
                     quoted(from.name));
}

bool autoincrement(const Table& t) { return t.primary_key && t.primary_key->autoincrement; }

}  // namespace

std::vector<Step> rebuild_steps(const Table& from, const Table& to, const Surroundings& around) {
  const QualifiedName helper{to.name.schema, "plumb_new_" + to.name.name};
  const std::string name = to.name.display();
  const ObjectId id{Kind::Table, to.name, {}};
  std::vector<Step> steps;
  auto add = [&](std::string sql, std::string why, bool bookkeeping = false) -> Step& {
    steps.push_back(make_step(std::move(sql), std::move(why), to.name, bookkeeping));
    return steps.back();
  };

  add(fmt::format("DROP TABLE IF EXISTS {}", quoted(helper)), "clear what a broken run may have left", true);
  sql::WriteOptions verbatim;
  verbatim.verbatim = true;
  Step& create = add(sql::write_create(under_name(to, helper), syntax(), verbatim).front(),
                     fmt::format("make table `{}` anew", name));
  create.dangers.push_back(danger(Hazard::RewritesTable, id, fmt::format("writes every row of `{}` anew", name)));
  for (const Column& c : from.columns) {
    if (to.find_column(c.name) || c.computed()) continue;
    const ObjectId gone = id_of(to.name, c);
    create.dangers.push_back(danger(Hazard::DeletesData, gone, fmt::format("drops {} and its values", gone.display())));
    create.irreversible = true;
  }
  if (std::string sql = copy(from, to, helper); !sql.empty())
    add(std::move(sql), fmt::format("copy the rows of `{}`", name), true).copies = from.name;
  if (autoincrement(from) && autoincrement(to)) {
    // The highest number ever given out is kept in sqlite_sequence, also where its row is long gone.
    add(fmt::format("DELETE FROM sqlite_sequence WHERE name = {}", sql::quote_string(helper.name, syntax())),
        "keep the AUTOINCREMENT counter", true);
    add(fmt::format("INSERT INTO sqlite_sequence (name, seq) SELECT {}, seq FROM sqlite_sequence WHERE name = {}",
                    sql::quote_string(helper.name, syntax()), sql::quote_string(from.name.name, syntax())),
        "keep the AUTOINCREMENT counter", true);
  }
  add(fmt::format("DROP TABLE {}", quoted(from.name)), fmt::format("drop the old `{}`", name));
  // Without it RENAME would look into every view and trigger, and fail over any that is broken, as those over this
  // table are at this moment.
  add("PRAGMA legacy_alter_table = ON", "leave views and triggers as they are", true);
  add(fmt::format("ALTER TABLE {} RENAME TO {}", quoted(helper), quoted(to.name)),
      fmt::format("put the new `{}` in its place", name));
  add("PRAGMA legacy_alter_table = OFF", "leave views and triggers as they are", true);

  for (const Index& i : to.indexes) {
    const ObjectId index = id_of(to.name, i);
    if (around.changed.count(index)) continue;
    add(sql::write_create_index(to.name, i, syntax(), verbatim), "put back " + index.display()).touches = {index};
  }
  const auto [first, last] = around.triggers.equal_range(to.name);
  for (auto at = first; at != last; ++at) {
    const Trigger& t = *at->second;
    if (around.changed.count(id_of(t))) continue;
    add(sql::write_create(t, syntax(), verbatim).front(), "put back " + id_of(t).display()).touches = {id_of(t)};
  }
  return steps;
}

Operation alter_table(const Table& from, const Table& to, std::vector<Change> changes, const Surroundings& around) {
  Operation op;
  op.id = {Kind::Table, to.name, {}};
  op.phase = kAlterTables;
  op.changes = std::move(changes);
  op.probes = probes_for(from, to, around.context.from);
  op.recheck = recheck_after(from, to, around);

  std::vector<Step> back;
  if (const auto how = in_place(from, to, around)) {
    op.steps = in_place_steps(*how, to, syntax());
  } else {
    op.steps = rebuild_steps(from, to, around);
    op.rebuilt = {to.name};
    op.foreign_keys_off = true;
  }
  if (const auto how = in_place(to, from, around))
    back = in_place_steps(*how, from, syntax());
  else
    back = rebuild_steps(to, from, around);
  for (Step& s : back) op.steps.back().undo.push_back(std::move(s.sql));
  if (!op.probes.empty()) {
    // It is the copy that meets the rows; in place it is the first statement.
    auto meets = std::find_if(op.steps.begin(), op.steps.end(), [](const Step& s) { return !s.copies.empty(); });
    if (meets == op.steps.end()) meets = op.steps.begin();
    meets->dangers.push_back(
        danger(Hazard::MayFailOnData, op.id, fmt::format("fails where rows of `{}` do not fit", to.name.display())));
  }
  for (const Change& c : op.changes) {
    if (c.action == Action::Drop)
      op.effects.drops.push_back(c.id);
    else
      op.effects.creates.push_back(c.id);
  }
  return op;
}

}  // namespace plumb::sqlite
