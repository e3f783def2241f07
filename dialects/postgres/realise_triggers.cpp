// ON UPDATE CURRENT_TIMESTAMP: a trigger, and the function that it calls.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/postgres_types.h"
#include "plumb/dialects/postgres/realise.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

/// set_updated_at(): one for all tables that have such a column.
QualifiedName function_for(Realising& r, const std::string& column, const std::string& value) {
  const auto [found, fresh] = r.stamps.try_emplace(column + "\n" + value);
  if (!fresh) return found->second;
  Routine routine;
  routine.name = r.work.names.claim(QualifiedName("set_" + column));
  routine.returns = "trigger";
  routine.language = "plpgsql";
  routine.body = "BEGIN\n  NEW." + quote(column) + " := " + value + ";\n  RETURN NEW;\nEND";
  found->second = routine.name;
  std::pair key(routine.name, routine.signature());
  r.work.out.routines.set(std::move(key), std::move(routine));
  return found->second;
}

/// Another value really changes. A row with generated columns cannot be compared whole in a BEFORE trigger: they are
/// not computed yet, and PostgreSQL refuses it.
std::string row_changes(const Table& from) {
  bool computed = false;
  std::string now_row, was_row;
  for (const Column& column : from.columns) {
    computed |= column.computed() != nullptr;
    if (column.computed()) continue;
    now_row += (now_row.empty() ? "NEW." : ", NEW.") + quote(column.name);
    was_row += (was_row.empty() ? "OLD." : ", OLD.") + quote(column.name);
  }
  return computed ? "ROW(" + now_row + ") IS DISTINCT FROM ROW(" + was_row + ")" : "NEW.* IS DISTINCT FROM OLD.*";
}

}  // namespace

void realise_on_update(Realising& r, const Table& from, const Column& column) {
  const Expr& on_update = extra_of<MysqlColumn>(column.extra).on_update;
  if (on_update.empty()) return;
  std::string why;
  const auto value = to_postgres(r.work.written_in.neutral(on_update), {&r.work}, {}, why);
  if (!value) return r.work.left_out.add(Severity::Warning, "ON UPDATE values", why, realise::path(from, column.name));
  Trigger out;
  out.table = r.work.names.relation(from.name);
  out.name = r.work.names.trigger(from.name, out.table.name + "_" + column.name + "_on_update");
  out.timing = Timing::Before;
  out.events.update = true;
  out.for_each_row = true;
  out.origin = column.origin;
  const std::string own = quote(column.name);
  out.when = expression_of("NEW." + own + " IS NOT DISTINCT FROM OLD." + own + " AND " + row_changes(from));
  Type called;  // spelled as the reader spells it
  called.user_type = function_for(r, column.name, sql::print(*value, syntax()));
  out.body.canonical = sql::spell_postgres_type(called) + "()";
  out.body.written = out.body.canonical;
  const PartName key(out.table, out.name);
  r.work.out.triggers.set(key, std::move(out));
}

}  // namespace plumb::postgres
