// Triggers that keep what a column promises in production, and those of the schema that say nothing
// else.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/sqlite/realise.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::sqlite {
namespace {

/// The name by which the rowid can be reached: a column may have taken the usual one.
std::string rowid_of(const Table& from) {
  for (std::string_view name : {"rowid", "_rowid_", "oid"})
    if (std::none_of(from.columns.begin(), from.columns.end(),
                     [&](const Column& c) { return equals_ignoring_case(c.name, name); }))
      return std::string(name);
  return "rowid";
}

Trigger make(const Realising& r, const Table& from, std::string name) {
  Trigger out;
  out.name = std::move(name);
  out.table = r.names.relation(from.name);
  out.timing = Timing::After;
  out.for_each_row = true;
  out.uses = {out.table};
  out.origin = from.origin;
  return out;
}

void put(Realising& r, Trigger trigger) {
  const PartName key{trigger.table, trigger.name};
  r.out.triggers.set(key, std::move(trigger));
}

std::string set_value(const Realising& r, const Table& from, const Column& column, const std::string& value) {
  const std::string rowid = rowid_of(from);
  return "BEGIN UPDATE " + quote(r.names.relation(from.name).name) + " SET " +
         quote(r.names.column(from.name, column.name)) + " = " + value + " WHERE " + rowid + " = NEW." + rowid +
         "; END";
}

}  // namespace

/// Other columns wake it, so that its own UPDATE does not, whatever PRAGMA recursive_triggers says.
void add_timestamp_trigger(Realising& r, const Table& from, const Column& column, const sql::Node& value, Stamp stamp,
                           std::string name) {
  Trigger out = make(r, from, r.names.trigger(from.name, name));
  out.events.update = true;
  const std::string own = quote(r.names.column(from.name, column.name));
  std::string now_row, was_row;
  for (const Column& other : from.columns) {
    if (other.name == column.name || other.computed()) continue;
    const std::string given = r.names.column(from.name, other.name);
    out.update_of.push_back(given);
    now_row += (now_row.empty() ? "NEW." : ", NEW.") + quote(given);
    was_row += (was_row.empty() ? "OLD." : ", OLD.") + quote(given);
  }
  if (out.update_of.empty()) return;
  // ON UPDATE sets the time where the statement does not, and only when another value really
  // changes.
  if (stamp == Stamp::WhenNotSet)
    out.when = expression_of(
        "NEW." + own + " IS OLD." + own + " AND " +
        (out.update_of.size() == 1 ? now_row + " IS NOT " + was_row : "(" + now_row + ") IS NOT (" + was_row + ")"));
  out.body = expression_of(set_value(r, from, column, sql::print(value, syntax())));
  put(r, std::move(out));
}

void add_numbering_trigger(Realising& r, const Table& from, const Column& column) {
  const std::string given = r.names.column(from.name, column.name);
  Trigger out = make(r, from, r.names.trigger(from.name, r.names.relation(from.name).name + "_" + given + "_number"));
  out.events.insert = true;
  out.when = expression_of("NEW." + quote(given) + " IS NULL");
  out.body = expression_of(set_value(
      r, from, column,
      "(SELECT coalesce(max(" + quote(given) + "), 0) + 1 FROM " + quote(r.names.relation(from.name).name) + ")"));
  put(r, std::move(out));
}

void realise_triggers(Realising& r) {
  for (const Trigger& trigger : r.from.triggers) {
    const Table* table = r.from.tables.find(trigger.table);
    if (!table || !r.out.tables.contains(r.names.relation(trigger.table))) continue;
    if (const Column* column = realise::stamped_by(r, *table, trigger)) {
      std::string why;
      const ExpressionPlace place{&r, nullptr, true, nullptr};
      auto now = to_sqlite(sql::neutral::call("now", {sql::neutral::number("6")}), place, why);
      if (now) add_timestamp_trigger(r, *table, *column, *now, Stamp::Always, trigger.name);
      continue;
    }
    r.left_out.add(Severity::Warning, "triggers", "their bodies are not SQLite's language",
                   trigger.table.display() + "." + trigger.name);
  }
}

}  // namespace plumb::sqlite
