// Ordered operations to groups. DDL commits itself here: on what is there each statement is journaled, and tried again,
// alone; what is new is nobody's yet, so that all of it in a row is one group.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "plumb/core/sql/writer.h"
#include "plumb/dialects/mysql/dialect.h"
#include "plumb/dialects/mysql/render/steps.h"

namespace plumb::mysql {
namespace {

void within(Group& group, const std::string& variable, const char* value) {
  group.before.push_back("SET SESSION " + variable + " = " + value);
  group.after.push_back("SET SESSION " + variable + " = DEFAULT");
}

// The modes that a program is to keep: it gets those of the session that makes it. Empty where none are stated.
std::string mode_for(const Operation& op, const Schema& to) {
  switch (op.id.kind) {
    case Kind::Trigger: {
      const Trigger* trigger = to.triggers.find({op.id.owner, op.id.part});
      return trigger ? trigger->sql_mode : std::string();
    }
    case Kind::Event: {
      const Event* event = to.events.find(op.id.owner);
      return event ? event->sql_mode : std::string();
    }
    case Kind::Routine:
      for (auto at = to.routines.from({op.id.owner, {}}); at != to.routines.end() && at->name == op.id.owner; ++at)
        if (id_of(*at) == op.id)
          if (const auto mode = at->attributes.find("sql_mode"); mode != at->attributes.end()) return mode->second;
      return {};
    default: return {};
  }
}

void under_mode(Group& group, const std::string& mode, const Syntax& syntax) {
  group.before.push_back("SET @plumb_sql_mode = @@SESSION.sql_mode");
  group.before.push_back("SET SESSION sql_mode = " + sql::quote_string(mode == "none" ? "" : mode, syntax));
  group.after.push_back("SET SESSION sql_mode = @plumb_sql_mode");
}

// MySQL has no CREATE OR REPLACE TRIGGER: nobody writes to the table while it has none, or rows would come in of which
// the trigger knows nothing. The table whose trigger is replaced so; null for any other operation.
const QualifiedName* held_meanwhile(const Operation& op) {
  const bool twice = op.id.kind == Kind::Trigger && op.steps.size() == 2 && op.steps[0].sql.starts_with("DROP ");
  return twice ? &op.id.owner : nullptr;
}

// MariaDB changes a table that keeps its former rows only where that is said (4119).
bool keeps_history(const Group& group, const Schema& from) {
  return std::any_of(group.verify.begin(), group.verify.end(), [&](const ObjectId& id) {
    const Table* table = id.kind == Kind::Table ? from.tables.find(id.owner) : nullptr;
    return table && extra_of<MysqlTable>(table->extra).system_versioned;
  });
}

// TiDB lets a column stop counting only where that is said (8200).
bool stops_counting(const Group& group, const Schema& from, const Schema& to) {
  return std::any_of(group.verify.begin(), group.verify.end(), [&](const ObjectId& id) {
    if (id.kind != Kind::Column) return false;
    const Table *before = from.tables.find(id.owner), *after = to.tables.find(id.owner);
    const Column* was = before ? before->find_column(id.part) : nullptr;
    const Column* is = after ? after->find_column(id.part) : nullptr;
    if (!was || !is || !was->identity() || was->identity()->auto_random) return false;
    return !is->identity() || is->identity()->auto_random;
  });
}

std::string_view spoken_flavour(std::string_view name) {
  return name == "tidb" ? "TiDB" : name == "mariadb" ? "MariaDB" : "MySQL";
}

Group under_lock(Operation& op, const QualifiedName& table, const std::string& mode, const Syntax& syntax) {
  Group out;
  out.transactional = false;
  if (!mode.empty()) under_mode(out, mode, syntax);
  out.before.push_back("LOCK TABLES " + sql::quote_name(table, syntax) + " WRITE");
  out.after.insert(out.after.begin(), "UNLOCK TABLES");
  out.verify = op.steps.back().touches;
  out.steps = std::move(op.steps);
  return out;
}

bool is_new(const Step& step, const Schema& there) {
  return step.lock == LockLevel::None &&
         std::none_of(step.touches.begin(), step.touches.end(), [&](const ObjectId& id) {
           return there.tables.contains(id.owner) || there.views.contains(id.owner);
         });
}

void add_all(std::vector<ObjectId>& to, const std::vector<ObjectId>& more) {
  to.insert(to.end(), more.begin(), more.end());
  std::sort(to.begin(), to.end());
  to.erase(std::unique(to.begin(), to.end()), to.end());
}

}  // namespace

std::vector<Group> MysqlDialect::group(std::vector<Operation> ordered, const PlanContext& context) const {
  if (context.single_transaction && !ordered.empty()) {
    context.diagnostics.error(
        "refused-single-transaction",
        fmt::format("{} commits each statement that changes the schema by itself, so that there is no single "
                    "transaction; leave --single-transaction out: each statement is noted in the history, and a push "
                    "that was cut off goes on behind it",
                    spoken_flavour(context.target.flavour)));
    return {};
  }
  const bool tidb = flavour(context.target.flavour).one_change_a_statement;
  std::vector<Group> out;
  std::vector<ObjectId> made;  // by the group that is open, where it makes new things only
  bool open = false;
  std::string open_mode;
  for (Operation& op : ordered) {
    const std::string modes = mode_for(op, context.to);
    if (const QualifiedName* table = held_meanwhile(op)) {
      if (open) add_all(out.back().verify, made);
      made.clear();
      open = false;
      out.push_back(under_lock(op, *table, modes, context.target.syntax));
      continue;
    }
    for (Step& s : op.steps) {
      // An event gets them anew whenever it is altered.
      const bool keeps = s.sql.starts_with("CREATE ") || (op.id.kind == Kind::Event && s.sql.starts_with("ALTER "));
      const std::string mode = keeps ? modes : std::string();
      const bool fresh = is_new(s, context.reported);
      if (!fresh || !open || mode != open_mode) {
        if (open) add_all(out.back().verify, made);
        made.clear();
        out.emplace_back().transactional = false;
        if (!mode.empty()) under_mode(out.back(), mode, context.target.syntax);
        open_mode = mode;
      }
      open = fresh;
      Group& group = out.back();
      if (fresh) {
        made.insert(made.end(), s.touches.begin(), s.touches.end());
      } else {
        group.verify = s.touches;
        if (keeps_history(group, context.from)) within(group, "system_versioning_alter_history", "KEEP");
        if (tidb && stops_counting(group, context.from, context.to)) within(group, "tidb_allow_remove_auto_inc", "ON");
      }
      group.steps.push_back(std::move(s));
    }
  }
  if (open) add_all(out.back().verify, made);
  return out;
}

}  // namespace plumb::mysql
