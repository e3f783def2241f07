// Enums whose labels change: added in place, renamed in place, and taken away by a new type.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "plumb/dialects/postgres/render/steps.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

std::string literal(const std::string& text) { return sql::quote_string(text, syntax()); }

std::optional<std::size_t> place_of(const std::vector<EnumLabel>& labels, const std::string& text) {
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i].text == text) return i;
  return std::nullopt;
}

// Labels that the author says were called otherwise.
void rename_labels(Work& work, Enum& now, const Enum& to) {
  for (const EnumLabel& label : to.labels) {
    if (label.renamed_from.empty() || place_of(now.labels, label.text)) continue;
    const auto was = place_of(now.labels, label.renamed_from.text);
    if (!was || place_of(to.labels, label.renamed_from.text)) continue;
    Operation& op = work.add(id_of(to), kRename);
    const std::string type = "ALTER TYPE " + quoted(to.name) + " RENAME VALUE ";
    const std::string& old = now.labels[*was].text;
    step(op, type + literal(old) + " TO " + literal(label.text),
         fmt::format("rename label `{}` of {} to `{}`", old, op.id.display(), label.text),
         {type + literal(label.text) + " TO " + literal(old)}, LockLevel::Shared);
    op.effects.creates.push_back(op.id);
    now.labels[*was].text = label.text;
  }
}

bool only_adds(const Enum& now, const Enum& to) {
  std::size_t at = 0;
  for (const EnumLabel& label : to.labels)
    if (at < now.labels.size() && now.labels[at].text == label.text) ++at;
  return at == now.labels.size();
}

void add_labels(Work& work, Enum now, const Enum& to) {
  for (std::size_t i = 0; i < to.labels.size(); ++i) {
    const std::string& text = to.labels[i].text;
    if (place_of(now.labels, text)) continue;
    std::string where;
    std::size_t at = now.labels.size();
    if (i > 0) {
      at = *place_of(now.labels, to.labels[i - 1].text) + 1;
      if (at < now.labels.size()) where = " AFTER " + literal(to.labels[i - 1].text);
    } else if (!now.labels.empty()) {
      at = 0;
      where = " BEFORE " + literal(now.labels.front().text);
    }
    now.labels.insert(now.labels.begin() + static_cast<std::ptrdiff_t>(at), EnumLabel{text, {}});
    Operation& op = work.add(id_of(to), kEnumLabels);
    step(op, fmt::format("ALTER TYPE {} ADD VALUE {}{}", quoted(to.name), literal(text), where),
         fmt::format("add label `{}` to {}", text, op.id.display()), {}, LockLevel::Shared);
    op.steps.back().irreversible = true;
    op.alone = true;  // a label cannot be used in the transaction that adds it
  }
}

struct Use {
  const Table* table;
  const Column* column;
};

std::vector<Use> columns_of(const Schema& schema, const QualifiedName& type) {
  std::vector<Use> out;
  for (const Table& t : schema.tables)
    for (const Column& c : t.columns)
      if (c.type.user_type && *c.type.user_type == type) out.push_back({&t, &c});
  return out;
}

bool used_elsewhere(const Schema& schema, const QualifiedName& type) {
  const auto uses = [&](const Type& t) { return t.user_type && *t.user_type == type; };
  for (const Domain& d : schema.domains)
    if (uses(d.type)) return true;
  for (const Composite& c : schema.composites)
    if (std::any_of(c.attributes.begin(), c.attributes.end(), [&](const auto& a) { return uses(a.type); })) return true;
  return false;
}

std::string column_type(const Table& table, const Column& column, const std::string& type) {
  const std::string array = column.type.array_dims > 0 ? "[]" : "";
  return fmt::format("ALTER TABLE {} ALTER COLUMN {} TYPE {}{} USING {}::text{}::{}{}", quoted(table.name),
                     quoted(column.name), type, array, quoted(column.name), array, type, array);
}

// A new type under the old name, and every column moved to it.
void replace(Work& work, const Enum& from, const Enum& to) {
  const ObjectId id = id_of(to);
  if (used_elsewhere(work.from(), from.name)) {
    work.refuse(id, "labels are taken away or moved, and a domain or composite type is made of it",
                "make a new type, and move what uses this one to it");
    return;
  }
  Operation& op = work.add(id, kTypes);
  op.together = true;
  op.effects.creates.push_back(id);
  const QualifiedName old(to.name.schema, to.name.name.substr(0, 53) + "_plumb_old");
  const std::string type = quoted(to.name);
  step(op, fmt::format("ALTER TYPE {} RENAME TO {}", type, quoted(old.name)),
       fmt::format("put the old {} aside", id.display()), {}, LockLevel::Shared);
  for (std::string& sql : sql::write_create(to, syntax()))
    step(op, std::move(sql), fmt::format("create {} anew", id.display()), {}, LockLevel::None);
  std::vector<std::string> gone;
  for (const EnumLabel& l : from.labels)
    if (!place_of(to.labels, l.text)) gone.push_back(literal(l.text));
  for (const Use& use : columns_of(work.from(), from.name)) {
    if (!extra_of<PostgresTable>(use.table->extra).partition_of.empty()) continue;  // goes with its parent
    const ObjectId column = column_id(use.table->name, use.column->name);
    const bool has_default = use.column->default_value() != nullptr;
    const std::string alter =
        fmt::format("ALTER TABLE {} ALTER COLUMN {}", quoted(use.table->name), quoted(use.column->name));
    if (has_default)
      step(op, alter + " DROP DEFAULT", fmt::format("the default of {} is of the old type", column.display()), {},
           LockLevel::Exclusive);
    // An operator between the two types there is none: what compares the column with a label waits.
    take_parts_down(work, op, *use.table, use.column->name, true);
    Step& s = step(op, column_type(*use.table, *use.column, type),
                   fmt::format("move {} to the new {}", column.display(), id.display()), {}, LockLevel::Exclusive);
    s.touches = {column, table_id(use.table->name)};
    danger(s, Hazard::RewritesTable, column, fmt::format("writes every row of `{}` anew", use.table->name.display()));
    if (!gone.empty()) danger(s, Hazard::MayFailOnData, column, "fails where a row has a label that goes");
    // The old default may be a label that goes: what is wanted is put back.
    const Table* wanted = work.to().tables.find(use.table->name);
    const Column* now = wanted ? wanted->find_column(use.column->name) : nullptr;
    const Column& shown = now && now->type == use.column->type ? *now : *use.column;
    if (has_default && shown.default_value()) {
      sql::Sql sql = alter_column(use.table->name, use.column->name);
      sql.word("SET DEFAULT").expression(*shown.default_value());
      step(op, std::move(sql).take(), fmt::format("put the default of {} back", column.display()), {},
           LockLevel::Exclusive);
    }
    if (wanted) put_parts_back(work, op, *wanted, use.column->name);
    if (gone.empty()) continue;
    Probe p;
    p.object = column;
    std::string list;
    for (const std::string& l : gone) list += (list.empty() ? "" : ", ") + l;
    const bool array = use.column->type.array_dims > 0;
    p.sql = fmt::format(fmt::runtime(array ? "SELECT {0} FROM {1} WHERE {0}::text[] && ARRAY[{2}] LIMIT 5"
                                           : "SELECT {0} FROM {1} WHERE {0}::text IN ({2}) LIMIT 5"),
                        quoted(use.column->name), quoted(use.table->name), list);
    p.problem = fmt::format("labels of {} go, but {} has rows with them", id.display(), column.display());
    p.remedy = "change these rows first";
    op.probes.push_back(std::move(p));
  }
  step(op, fmt::format("DROP TYPE {}", quoted(old)), fmt::format("drop the old {}", id.display()), {},
       LockLevel::Shared);
  for (Step& s : op.steps) s.irreversible = true;
}

}  // namespace

void alter_enum(Work& work, const Change& change) {
  const Enum& from = std::get<Enum>(change.from);
  const Enum& to = std::get<Enum>(change.to);
  Enum now = from;
  rename_labels(work, now, to);
  if (only_adds(now, to))
    add_labels(work, now, to);
  else
    replace(work, now, to);
  if (from.comment == to.comment) return;
  Operation& op = work.add(change.id, kGrants);
  const std::string type = "TYPE " + quoted(to.name);
  step(op, comment_on(type, to.comment), "describe " + change.id.display(), {comment_on(type, from.comment)},
       LockLevel::Shared);
}

}  // namespace plumb::postgres
