// One column of a table that stands: added, dropped, or made another, attribute by attribute.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/node.h"
#include "plumb/dialects/postgres/render/conversions.h"
#include "plumb/dialects/postgres/render/fill.h"
#include "plumb/dialects/postgres/render/steps.h"
#include "plumb/dialects/postgres/syntax.h"

namespace plumb::postgres {
namespace {

bool is_serial(const Column& c) { return extra_of<PostgresColumn>(c.extra).serial; }

std::string definition(const Table& table, const Column& column) {
  Table bare;  // constraints of the column are changes of their own
  bare.name = table.name;
  sql::Sql sql = alter_table(table.name);
  sql.word("ADD COLUMN");
  sql::write_column(sql, column, &bare);
  return std::move(sql).take();
}

std::string set_default(const QualifiedName& table, const Column& column) {
  sql::Sql sql = alter_column(table, column.name);
  if (const Expr* value = column.default_value())
    sql.word("SET DEFAULT").expression(*value);
  else
    sql.word("DROP DEFAULT");
  return std::move(sql).take();
}

// Builds the steps of one column and keeps the account of what they make of it.
class ColumnChange {
 public:
  ColumnChange(Work& work, Operation& op, const Table& table, const Column& from, const Column& to)
      : work_(work), op_(op), table_(table), from_(from), to_(to), now_(from), id_(id_of(table.name, to)) {}

  void run() {
    if (remade()) return;
    expression();
    if (!type()) return;
    fill();
    nullable();
    storage();
    comment();
    if (!(now_ == to_)) work_.refuse(id_, "plumb cannot change this of a column", "write a migration for it");
  }

 private:
  Step& alter(std::string action, std::string back, LockLevel lock = LockLevel::Exclusive) {
    const std::string head = fmt::format("ALTER TABLE {} ALTER COLUMN {} ", quoted(table_.name), quoted(to_.name));
    std::vector<std::string> undo;
    if (!back.empty()) undo.push_back(head + back);
    Step& s = step(op_, head + action, "change " + id_.display(), std::move(undo), lock);
    s.touches.push_back(id_);
    return s;
  }

  // Between a plain column and a generated one, and between two generated ones where the server
  // cannot: dropped and added.
  bool remade() {
    const Computed *was = from_.computed(), *is = to_.computed();
    if (!was && !is) return false;
    if (was && !is && was->stored) return false;  // DROP EXPRESSION keeps the values
    if (was && is && was->stored == is->stored && was->from == is->from && from_.type == to_.type) return false;
    if (expression_in_place(work_, table_, from_, to_)) return false;
    drop_column(work_, op_, table_, from_);
    add_column(work_, op_, table_, to_);
    return true;
  }

  void expression() {
    const Computed *was = from_.computed(), *is = to_.computed();
    if (!was) return;
    if (!is) {
      alter("DROP EXPRESSION", {}).irreversible = true;
      now_.fill = std::monostate{};
      return;
    }
    if (was->from == is->from) return;
    sql::Sql now(syntax()), back(syntax());
    now.word("SET EXPRESSION AS").parenthesised(is->from);
    back.word("SET EXPRESSION AS").parenthesised(was->from);
    Step& s = alter(now.text(), back.text());
    if (is->stored)
      danger(s, Hazard::RewritesTable, id_, fmt::format("writes every row of `{}` anew", table_.name.display()));
    now_.fill = to_.fill;
  }

  std::string spelled(const Column& c) const {
    std::string out = sql::spell(c.type, syntax());
    if (c.collation.empty() && from_.collation == to_.collation) return out;
    // Names of collations are kept as SQL.
    return out + " COLLATE " + (c.collation.empty() ? "\"default\"" : c.collation);
  }

  bool type() {
    if (from_.type == to_.type && from_.collation == to_.collation) return true;
    const Conversion c = conversion(from_.type, work_.from(), to_.type, work_.to());
    const std::string was = sql::spell(from_.type, syntax()), is = sql::spell(to_.type, syntax());
    if (!c.possible) {
      work_.refuse(id_, fmt::format("there is no cast from {} to {}", was, is),
                   "add a new column and drop this one, or write a migration with a USING "
                   "expression of your own");
      return false;
    }
    // A default has the old type, and is cast only where an assignment would do it; one of a user's type would go on
    // to depend on it.
    const bool aside = now_.default_value() && (c.explicit_ || from_.type.user_type);
    if (aside) {
      Column without = now_;
      without.fill = std::monostate{};
      step(op_, set_default(table_.name, without), fmt::format("the default of {} is of the old type", id_.display()),
           {set_default(table_.name, now_)}, LockLevel::Exclusive);
      now_ = without;
    }
    std::string action = "TYPE " + spelled(to_), back = "TYPE " + spelled(from_);
    if (c.explicit_) action += fmt::format(" USING {}{}::{}", quoted(to_.name), c.through_text ? "::text" : "", is);
    const Conversion reverse = conversion(to_.type, work_.to(), from_.type, work_.from());
    if (reverse.explicit_)
      back += fmt::format(" USING {}{}::{}", quoted(to_.name), reverse.through_text ? "::text" : "", was);
    Step& s = alter(std::move(action), reverse.possible ? std::move(back) : std::string());
    s.irreversible = !c.loses.empty() || !reverse.possible;
    if (c.rewrites)
      danger(s, Hazard::RewritesTable, id_, fmt::format("writes every row of `{}` anew", table_.name.display()));
    if (c.may_fail)
      danger(s, Hazard::MayFailOnData, id_,
             fmt::format("fails where a value of {} does not fit {}", id_.display(), is));
    ask_values(c, is);
    if (!c.loses.empty())
      danger(s, Hazard::DeletesData, id_, fmt::format("{} from {} to {} loses {}", id_.display(), was, is, c.loses));
    needs_type(op_, to_.type);
    now_.type = to_.type;
    now_.collation = to_.collation;
    if (is_serial(from_) && is_serial(to_))
      step(op_, fmt::format("ALTER SEQUENCE {} AS {}", quoted(serial_sequence(table_.name, to_.name)), is),
           fmt::format("the sequence of {} too", id_.display()), {}, LockLevel::Shared);
    return true;
  }

  void ask_values(const Conversion& c, const std::string& type) {
    const bool known =
        work_.context.target.version >= Version{16, 0, 0} && work_.renamed.empty() && !to_.type.user_type;
    const Column* was = known ? work_.from().tables.find(table_.name)->find_column(to_.name) : nullptr;
    if (was && c.may_fail && c.explicit_ && !from_.type.user_type && from_.type.array_dims == 0 &&
        to_.type.array_dims == 0 && is_text(from_.type.name))
      op_.probes.push_back(probe_values(table_.name, to_.name, type));
  }
  static bool is_text(std::string_view type) { return type == "text" || type == "character varying"; }

  void fill() {
    take_serial();
    const Identity *was = now_.identity(), *is = to_.identity();
    if (was && !is) {
      alter("DROP IDENTITY", {}).irreversible = true;
      now_.fill = std::monostate{};
    }
    if (!was && is) {
      add_identity();
    } else if (was && is && !(*was == *is)) {
      alter_identity(*was, *is);
    }
    give_serial();
    if (now_.fill == to_.fill || to_.identity() || to_.computed()) return;
    step(op_, set_default(table_.name, to_), "change the default of " + id_.display(),
         {set_default(table_.name, from_)}, LockLevel::Exclusive);
    if (const Expr* value = to_.default_value()) needs_of(op_, work_, *value);
    now_.fill = to_.fill;
  }

  void take_serial() {
    if (!is_serial(now_) || is_serial(to_)) return;
    if (work_.to().sequences.contains(serial_sequence(table_.name, to_.name))) {  // it stays, as a sequence of its own
      set_serial(false);
      if (to_.default_value()) now_.fill = to_.fill;
      return;
    }
    alter("DROP DEFAULT", {});
    step(op_, "DROP SEQUENCE " + quoted(serial_sequence(table_.name, to_.name)),
         fmt::format("drop the sequence of {}", id_.display()), {}, LockLevel::Exclusive)
        .irreversible = true;
    set_serial(false);
  }
  void set_serial(bool on) {
    PostgresColumn extra = extra_of<PostgresColumn>(now_.extra);
    extra.serial = on;
    now_.extra.clear();
    if (!(extra == PostgresColumn{})) now_.extra = ColumnExtra(std::move(extra));
  }

  // A new counter begins behind the values that are there.
  void count_on(const std::string& sequence) {
    Step& s = step(op_,
                   fmt::format("SELECT setval({}, COALESCE((SELECT max({}) FROM {}), 0) + 1, false)", sequence,
                               quoted(to_.name), quoted(table_.name)),
                   fmt::format("{} counts on from the values that are there", id_.display()), {}, LockLevel::None);
    s.bookkeeping = true;
  }

  void give_serial() {
    if (is_serial(now_) || !is_serial(to_)) return;
    if (work_.from().sequences.contains(serial_sequence(table_.name, to_.name)) && now_.default_value()) {
      now_.fill = std::monostate{};
      set_serial(true);
      return;
    }
    const std::string sequence = quoted(serial_sequence(table_.name, to_.name));
    step(op_,
         fmt::format("CREATE SEQUENCE {} AS {} OWNED BY {}", sequence, sql::spell(to_.type, syntax()),
                     quoted(table_.name, to_.name)),
         fmt::format("create the sequence of {}", id_.display()), {"DROP SEQUENCE " + sequence}, LockLevel::None);
    count_on(sql::quote_string(sequence, syntax()));
    alter(fmt::format("SET DEFAULT nextval({}::regclass)", sql::quote_string(sequence, syntax())), "DROP DEFAULT");
    now_.fill = std::monostate{};
    set_serial(true);
  }

  void add_identity() {
    if (now_.default_value()) {
      alter("DROP DEFAULT", {});
      now_.fill = std::monostate{};
    }
    if (now_.nullable) {
      alter("SET NOT NULL", "DROP NOT NULL");
      now_.nullable = false;
    }
    Column bare;
    bare.fill = to_.fill;
    sql::Sql sql(syntax());
    const Identity& identity = *to_.identity();
    sql.word(identity.always ? "ADD GENERATED ALWAYS AS IDENTITY" : "ADD GENERATED BY DEFAULT AS IDENTITY");
    const std::string options = identity_options(identity);
    if (!options.empty()) sql.word("(" + options + ")");
    alter(sql.text(), "DROP IDENTITY");
    count_on(fmt::format("pg_get_serial_sequence({}, {})", sql::quote_string(quoted(table_.name), syntax()),
                         sql::quote_string(to_.name, syntax())));
    now_.fill = to_.fill;
  }

  void alter_identity(const Identity& was, const Identity& is) {
    if (const std::string settings = identity_settings(was, is); !settings.empty())
      alter(settings, identity_settings(is, was));
    if (was.sequence != is.sequence) {
      const QualifiedName old = was.sequence.empty() ? serial_sequence(table_.name, to_.name) : was.sequence;
      const QualifiedName now = is.sequence.empty() ? serial_sequence(table_.name, to_.name) : is.sequence;
      step(op_, fmt::format("ALTER SEQUENCE {} RENAME TO {}", quoted(old), quoted(now.name)),
           fmt::format("rename the sequence of {}", id_.display()),
           {fmt::format("ALTER SEQUENCE {} RENAME TO {}", quoted(now), quoted(old.name))}, LockLevel::Exclusive);
    }
    now_.fill = to_.fill;
  }

  void nullable() {
    if (now_.nullable == to_.nullable) return;
    if (to_.nullable) {
      alter("DROP NOT NULL", "SET NOT NULL");
    } else {
      set_not_null();
    }
    now_.nullable = to_.nullable;
  }

  // SET NOT NULL reads the whole table while nobody may touch it, unless a valid check proves it
  // already.
  void set_not_null() {
    const std::string name = (to_.name + "_plumb_not_null").substr(0, 63);
    const QualifiedName& table = table_.name;
    const ObjectId helper{Kind::Check, table, name}, valid{Kind::Check, table, name + " (valid)"};
    const std::string drop = fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", quoted(table), quoted(name));
    Operation& add = work_.add(helper, kSetNotNull);
    step(add,
         fmt::format("ALTER TABLE {} ADD CONSTRAINT {} CHECK ({} IS NOT NULL) NOT VALID", quoted(table), quoted(name),
                     quoted(to_.name)),
         fmt::format("from now on {} takes no null", id_.display()), {drop}, LockLevel::Exclusive)
        .touches = {id_, table_id(table)};
    add.effects.creates = {helper};
    add.effects.needs = {table_id(table)};
    if (work_.renamed.empty()) add.probes.push_back(probe_not_null(table, to_.name));
    danger(add.steps.back(), Hazard::MayFailOnData, id_, "fails where there are rows without a value");
    Operation& validate = work_.add(helper, kSetNotNull);
    step(validate, fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", quoted(table), quoted(name)),
         fmt::format("look for nulls in {}, while others read and write", id_.display()), {}, LockLevel::Shared)
        .touches = {id_, table_id(table)};
    validate.alone = true;
    validate.effects.needs = {helper};
    validate.effects.creates = {valid};
    Operation& set = work_.add(id_, kSetNotNull);
    step(set, fmt::format("ALTER TABLE {} ALTER COLUMN {} SET NOT NULL", quoted(table), quoted(to_.name)),
         fmt::format("{} is not null: the check has proved it", id_.display()),
         {fmt::format("ALTER TABLE {} ALTER COLUMN {} DROP NOT NULL", quoted(table), quoted(to_.name))},
         LockLevel::Exclusive)
        .touches.push_back(table_id(table));
    step(set, drop, "the check has done its work", {}, LockLevel::Exclusive).touches = {table_id(table)};
    set.effects.needs = {valid};
    set.effects.creates = {id_};
  }

  void storage() {
    PostgresColumn now = extra_of<PostgresColumn>(now_.extra);
    const PostgresColumn& to = extra_of<PostgresColumn>(to_.extra);
    if (now.storage != to.storage) {
      const auto say = [](const std::string& s) {
        return "SET STORAGE " + (s.empty() ? std::string("DEFAULT") : upper(s));
      };
      // DEFAULT is a word of PostgreSQL 16; before, the type's own is said by name.
      if (to.storage.empty() && work_.context.target.version < Version{16, 0, 0})
        alter("SET STORAGE EXTENDED", say(now.storage), LockLevel::Shared);
      else
        alter(say(to.storage), now.storage.empty() ? std::string() : say(now.storage), LockLevel::Shared);
      now.storage = to.storage;
    }
    if (now.compression != to.compression) {
      const auto say = [](const std::string& s) {
        return "SET COMPRESSION " + (s.empty() ? std::string("default") : s);
      };
      alter(say(to.compression), say(now.compression), LockLevel::Shared);
      now.compression = to.compression;
    }
    if (now.statistics != to.statistics) {
      const auto say = [](std::optional<int> n) { return fmt::format("SET STATISTICS {}", n.value_or(-1)); };
      alter(say(to.statistics), say(now.statistics), LockLevel::Shared);
      now.statistics = to.statistics;
    }
    for (const auto& [name, value] : to.options) {
      const auto was = now.options.find(name);
      if (was == now.options.end() || was->second != value)
        alter(fmt::format("SET ({} = {})", name, value),
              was == now.options.end() ? fmt::format("RESET ({})", name)
                                       : fmt::format("SET ({} = {})", name, was->second),
              LockLevel::Shared);
    }
    for (const auto& [name, value] : now.options)
      if (to.options.count(name) == 0)
        alter(fmt::format("RESET ({})", name), fmt::format("SET ({} = {})", name, value), LockLevel::Shared);
    now.options = to.options;
    now_.extra.clear();
    if (!(now == PostgresColumn{})) now_.extra = ColumnExtra(std::move(now));
  }

  void comment() {
    if (now_.comment == to_.comment) return;
    const std::string what = "COLUMN " + quoted(table_.name, to_.name);
    step(op_, comment_on(what, to_.comment), "describe " + id_.display(), {comment_on(what, now_.comment)},
         LockLevel::Shared);
    now_.comment = to_.comment;
  }

  Work& work_;
  Operation& op_;
  const Table& table_;
  const Column &from_, &to_;
  Column now_;
  ObjectId id_;
};

}  // namespace

void add_column(Work& work, Operation& op, const Table& table, const Column& column) {
  const ObjectId id = id_of(table.name, column);
  Step& s = step(op, definition(table, column), "add " + id.display(),
                 {fmt::format("ALTER TABLE {} DROP COLUMN {}", quoted(table.name), quoted(column.name))},
                 LockLevel::Exclusive);
  s.touches.push_back(id);
  const Expr* value = column.default_value();
  const bool counted = column.identity() || is_serial(column);
  const bool stored = column.computed() && column.computed()->stored;
  if (counted || stored || (value && is_volatile(*value)))
    danger(s, Hazard::RewritesTable, id, fmt::format("writes every row of `{}` anew", table.name.display()));
  if (!column.nullable && !counted && !column.computed() && !value) {
    danger(s, Hazard::MayFailOnData, id, fmt::format("fails where `{}` has rows", table.name.display()));
    const auto renamed = work.renamed.find(table.name);
    op.probes.push_back(
        probe_rows(renamed == work.renamed.end() ? table.name : renamed->second, id,
                   fmt::format("{} is not null and has no default, but `{}` has rows, which would have no value there",
                               id.display(), table.name.display()),
                   "give it a default, or add it as nullable, fill it, and make it not null then"));
  }
  op.effects.creates.push_back(id);
  needs_type(op, column.type);
  if (value) needs_of(op, work, *value);
  if (column.computed()) needs_of(op, work, column.computed()->from);
  Table alone;
  alone.name = table.name;
  alone.columns = {column};
  const std::vector<std::string> all = sql::write_create(alone, syntax());
  for (std::size_t i = 1; i < all.size(); ++i) step(op, all[i], "describe " + id.display(), {}, LockLevel::Shared);
}

void drop_column(Work& work, Operation& op, const Table& table, const Column& column) {
  const ObjectId id = id_of(table.name, column);
  Step& s = step(op, fmt::format("ALTER TABLE {} DROP COLUMN {}", quoted(table.name), quoted(column.name)),
                 "drop " + id.display(), {definition(table, column)}, LockLevel::Exclusive);
  s.touches.push_back(id);
  s.irreversible = !column.computed();
  if (!column.computed()) danger(s, Hazard::DeletesData, id, fmt::format("drops {} and its values", id.display()));
  op.effects.drops.push_back(id);
  if (column.type.user_type)
    for (Kind kind : {Kind::Enum, Kind::Domain, Kind::Composite})
      op.effects.frees.push_back({kind, *column.type.user_type, {}});
  if (const Expr* value = column.default_value()) {
    Operation used;
    needs_of(used, work, *value);
    for (ObjectId& n : used.effects.needs) op.effects.frees.push_back(std::move(n));
  }
}

void change_column(Work& work, Operation& op, const Table& table, const Column& from, const Column& to) {
  ColumnChange(work, op, table, from, to).run();
}

}  // namespace plumb::postgres
