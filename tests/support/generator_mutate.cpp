// One random change to a schema, of each kind.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/rename_schema.h"
#include "plumb/dialects/sqlite/syntax.h"
#include "plumb/tests/support/generator_sqlite.h"

namespace plumb::test {
namespace {

using Said = std::optional<std::string>;

class Mutator {
 public:
  Mutator(Schema& s, Random& r, const Shape& shape) : s_(s), r_(r), make_(s, r, shape) {}

  Said operator()(Mutation m);

 private:
  Said with_table(const std::function<Said(Table&)>& change) {
    if (s_.tables.empty()) return std::nullopt;
    const QualifiedName key = r_.pick(s_.tables.keys());
    Table t = *s_.tables.find(key);
    const Said said = change(t);
    if (!said) return std::nullopt;
    t.definition = {};
    s_.tables.set(key, std::move(t));
    return fmt::format("table {}: {}", quoted(key.name), *said);
  }
  Said with_column(const std::function<Said(Table&, Column&)>& change) {
    return with_table([&](Table& t) { return change(t, t.columns[r_.below(t.columns.size())]); });
  }
  template <class Part>
  Said with_part(std::vector<Part> Table::*parts, const std::function<Said(Table&, Part&)>& change) {
    return with_table([&](Table& t) -> Said {
      if ((t.*parts).empty()) return std::nullopt;
      return change(t, (t.*parts)[r_.below((t.*parts).size())]);
    });
  }
  template <class Part>
  Said drop_part(std::vector<Part> Table::*parts, const char* what) {
    return with_table([&](Table& t) -> Said {
      if ((t.*parts).empty()) return std::nullopt;
      (t.*parts).erase((t.*parts).begin() + static_cast<std::ptrdiff_t>(r_.below((t.*parts).size())));
      return fmt::format("drop {}", what);
    });
  }

  Said tables(Mutation m);
  Said columns(Mutation m);
  Said constraints(Mutation m);
  Said indexes(Mutation m);
  Said objects(Mutation m);
  Said rename_table();
  Said rename_column();
  Said move_column();
  Said change_case();
  Said drop_column();
  Said virtual_tables(Mutation m);

  Schema& s_;
  Random& r_;
  SqliteMaker make_;
};

// What an annotation says: the first name that the thing had.
void annotate(Written& renamed_from, const std::string& was) {
  if (renamed_from.empty()) renamed_from.text = quoted(was);
}

Said Mutator::rename_table() {
  const bool module = !s_.virtual_tables.empty() && r_.chance(20);
  if (!module && s_.tables.empty()) return std::nullopt;
  const QualifiedName from = module ? r_.pick(s_.virtual_tables.keys()) : r_.pick(s_.tables.keys());
  std::string to = make_.relation_name();
  if (module) to += "_" + std::to_string(r_.below(100000)) + "v";
  sql::rename_table(s_, from, to, sqlite::syntax());
  annotate(module ? s_.virtual_tables.edit(to).renamed_from : s_.tables.edit(to).renamed_from, from.name);
  return fmt::format("rename {} to {}", quoted(from.name), quoted(to));
}

Said Mutator::rename_column() {
  if (s_.tables.empty()) return std::nullopt;
  const QualifiedName key = r_.pick(s_.tables.keys());
  const Table& t = *s_.tables.find(key);
  const std::string from = r_.pick(t.columns).name, to = make_.column_name(t);
  sql::rename_column(s_, key, from, to, sqlite::syntax());
  annotate(s_.tables.edit(key).find_column(to)->renamed_from, from);
  return fmt::format("rename column {} of {} to {}", quoted(from), quoted(key.name), quoted(to));
}

Said Mutator::move_column() {
  return with_table([&](Table& t) -> Said {
    if (t.columns.size() < 2) return std::nullopt;
    const std::size_t from = r_.below(t.columns.size()), to = r_.below(t.columns.size());
    if (from == to) return std::nullopt;
    Column c = std::move(t.columns[from]);
    t.columns.erase(t.columns.begin() + static_cast<std::ptrdiff_t>(from));
    const std::string name = c.name;
    t.columns.insert(t.columns.begin() + static_cast<std::ptrdiff_t>(to), std::move(c));
    return fmt::format("move column {} to {}", quoted(name), to);
  });
}

// The name in another case is the same name, and no change at all.
Said Mutator::change_case() {
  if (s_.tables.empty()) return std::nullopt;
  const QualifiedName key = r_.pick(s_.tables.keys());
  const Table& t = *s_.tables.find(key);
  if (r_.chance(50)) {
    const std::string to = r_.chance(50) ? upper(key.name) : lower(key.name);
    if (to == key.name) return std::nullopt;
    sql::rename_table(s_, key, to, sqlite::syntax());
    return fmt::format("respell {} as {}", quoted(key.name), quoted(to));
  }
  const std::string from = r_.pick(t.columns).name;
  const std::string to = r_.chance(50) ? upper(from) : lower(from);
  if (to == from) return std::nullopt;
  sql::rename_column(s_, key, from, to, sqlite::syntax());
  return fmt::format("respell column {} of {} as {}", quoted(from), quoted(key.name), quoted(to));
}

Said Mutator::drop_column() {
  if (s_.tables.empty()) return std::nullopt;
  const QualifiedName key = r_.pick(s_.tables.keys());
  Table t = *s_.tables.find(key);
  if (t.columns.size() < 2) return std::nullopt;
  const std::size_t at = r_.below(t.columns.size());
  const std::string gone = t.columns[at].name;
  t.columns.erase(t.columns.begin() + static_cast<std::ptrdiff_t>(at));
  t.definition = {};
  s_.tables.set(key, std::move(t));
  forget_column(s_, key, gone);
  return fmt::format("drop column {} of {}", quoted(gone), quoted(key.name));
}

Said Mutator::tables(Mutation m) {
  switch (m) {
    case Mutation::AddTable: {
      Table t = make_.table();
      make_.foreign_key(t);
      const std::string name = t.name.name;
      s_.tables.insert(t.name, t);
      return fmt::format("add table {}", quoted(name));
    }
    case Mutation::DropTable: {
      if (s_.tables.size() < 2) return std::nullopt;
      const QualifiedName key = r_.pick(s_.tables.keys());
      s_.tables.erase(key);
      return fmt::format("drop table {}", quoted(key.name));
    }
    case Mutation::ChangeStrict:
      return with_table([&](Table& t) -> Said {
        bool& strict = edit_extra<SqliteTable>(t.extra).strict;
        strict = !strict;
        return strict ? "make it strict" : "make it not strict";
      });
    case Mutation::ChangeRowid:
      return with_table([&](Table& t) -> Said {
        bool& without = edit_extra<SqliteTable>(t.extra).without_rowid;
        without = !without;
        const bool now = without;
        if (now && !t.primary_key && !make_.primary_key(t)) return std::nullopt;
        return now ? "make it without rowid" : "give it a rowid";
      });
    default: return std::nullopt;
  }
}

Said Mutator::columns(Mutation m) {
  switch (m) {
    case Mutation::AddColumn:
      return with_table([&](Table& t) -> Said {
        Column c = make_.column(t);
        if (r_.chance(60)) {
          c.nullable = true;
          c.extra.clear();
        }
        const std::size_t at = r_.chance(70) ? t.columns.size() : r_.below(t.columns.size() + 1);
        const std::string name = c.name;
        t.columns.insert(t.columns.begin() + static_cast<std::ptrdiff_t>(at), std::move(c));
        return fmt::format("add column {} at {}", quoted(name), at);
      });
    case Mutation::ChangeType:
      return with_column([&](Table& t, Column& c) -> Said {
        c.type = make_.other_type(t, c.type);
        return fmt::format("type of {} to {}", quoted(c.name), c.type.name);
      });
    case Mutation::ChangeNull:
      return with_column([&](Table&, Column& c) -> Said {
        const Column was = c;
        for (int i = 0; i < 8 && c == was; ++i) make_.nullability(c);
        return fmt::format("null of {}", quoted(c.name));
      });
    case Mutation::ChangeDefault:
    case Mutation::ChangeGenerated:
      return with_column([&](Table& t, Column& c) -> Said {
        const bool generated = m == Mutation::ChangeGenerated;
        const bool was_computed = c.computed() != nullptr;
        for (int i = 0; i < 60; ++i) {
          const Fill was = c.fill;
          make_.fill(t, c);
          const bool is_computed = c.computed() != nullptr;
          if (!(c.fill == was) && generated == (is_computed || was_computed)) {
            if (is_computed != was_computed) forget_column(s_, t.name, c.name);
            return fmt::format("{} of {}", generated ? "generation" : "default", quoted(c.name));
          }
        }
        return std::nullopt;
      });
    case Mutation::ChangeCollation:
      return with_column([&](Table&, Column& c) -> Said {
        const std::string was = c.collation;
        for (int i = 0; i < 20 && c.collation == was; ++i) c.collation = make_.collation();
        return fmt::format("collation of {} to {}", quoted(c.name), c.collation);
      });
    default: return std::nullopt;
  }
}

Said Mutator::constraints(Mutation m) {
  switch (m) {
    case Mutation::ChangePrimaryKey:
      return with_table([&](Table& t) -> Said {
        if (t.primary_key && !extra_of<SqliteTable>(t.extra).without_rowid && r_.chance(35)) {
          t.primary_key.reset();
          return "drop primary key";
        }
        if (!make_.primary_key(t)) return std::nullopt;
        return "primary key";
      });
    case Mutation::AddUnique:
      return with_table([&](Table& t) -> Said { return make_.unique(t) ? Said("add unique") : std::nullopt; });
    case Mutation::DropUnique: return drop_part(&Table::uniques, "unique");
    case Mutation::ChangeUnique:
      return with_part<Unique>(&Table::uniques, [&](Table&, Unique& u) -> Said {
        u.options.clear();
        if (const OnConflict c = make_.conflict(); c != OnConflict::Default) u.options.edit().on_conflict = c;
        u.parts[0].order.descending = !u.parts[0].order.descending;
        return "change unique";
      });
    case Mutation::AddCheck:
      return with_table([&](Table& t) -> Said { return make_.check(t) ? Said("add check") : std::nullopt; });
    case Mutation::DropCheck: return drop_part(&Table::checks, "check");
    case Mutation::ChangeCheck:
      return with_part<Check>(&Table::checks, [&](Table& t, Check& c) -> Said {
        c.expression = expression(make_.condition(t));
        c.on_column = {};
        return "change check to " + c.expression.written;
      });
    case Mutation::AddForeignKey:
      return with_table(
          [&](Table& t) -> Said { return make_.foreign_key(t) ? Said("add foreign key") : std::nullopt; });
    case Mutation::DropForeignKey: return drop_part(&Table::foreign_keys, "foreign key");
    case Mutation::ChangeForeignKey:
      return with_part<ForeignKey>(&Table::foreign_keys, [&](Table&, ForeignKey& k) -> Said {
        make_.actions(k);
        return "change foreign key";
      });
    default: return std::nullopt;
  }
}

Said Mutator::indexes(Mutation m) {
  switch (m) {
    case Mutation::AddIndex:
      return with_table([&](Table& t) -> Said { return make_.index(t) ? Said("add index") : std::nullopt; });
    case Mutation::DropIndex: return drop_part(&Table::indexes, "index");
    case Mutation::ChangeIndex:
      return with_part<Index>(&Table::indexes, [&](Table& t, Index& i) -> Said {
        if (r_.chance(40))
          make_.index_where(i, t);
        else if (r_.chance(30))
          i.unique = !i.unique;
        else
          make_.index_parts(i, t);
        return "change index " + quoted(i.name);
      });
    case Mutation::RenameIndex:
      return with_part<Index>(&Table::indexes, [&](Table& t, Index& i) -> Said {
        const std::string name = make_.relation_name();
        for (const Index& x : t.indexes)
          if (same_name(x.name, name)) return std::nullopt;
        const std::string was = std::exchange(i.name, name);
        return fmt::format("rename index {} to {}", quoted(was), quoted(name));
      });
    default: return std::nullopt;
  }
}

Said Mutator::virtual_tables(Mutation m) {
  if (m == Mutation::AddVirtualTable) {
    if (s_.virtual_tables.size() > 2) return std::nullopt;
    make_.virtual_table();
    return "add virtual table";
  }
  if (s_.virtual_tables.empty()) return std::nullopt;
  const QualifiedName key = r_.pick(s_.virtual_tables.keys());
  if (m == Mutation::DropVirtualTable) {
    s_.virtual_tables.erase(key);
    return fmt::format("drop virtual table {}", quoted(key.name));
  }
  make_.arguments(s_.virtual_tables.edit(key));
  return fmt::format("change virtual table {}", quoted(key.name));
}

Said Mutator::objects(Mutation m) {
  switch (m) {
    case Mutation::AddView: return make_.view() ? Said("add view") : std::nullopt;
    case Mutation::AddTrigger: return make_.trigger() ? Said("add trigger") : std::nullopt;
    case Mutation::DropView:
    case Mutation::ChangeView: {
      if (s_.views.empty()) return std::nullopt;
      const QualifiedName key = r_.pick(s_.views.keys());
      if (m == Mutation::DropView) {
        s_.views.erase(key);
        return fmt::format("drop view {}", quoted(key.name));
      }
      View v = *s_.views.find(key);
      if (!make_.query(v)) return std::nullopt;
      s_.views.set(key, std::move(v));
      return fmt::format("change view {}", quoted(key.name));
    }
    case Mutation::DropTrigger:
    case Mutation::ChangeTrigger: {
      if (s_.triggers.empty()) return std::nullopt;
      const PartName key = r_.pick(s_.triggers.keys());
      if (m == Mutation::DropTrigger) {
        s_.triggers.erase(key);
        return fmt::format("drop trigger {}", quoted(key.second));
      }
      Trigger t = s_.triggers.take(key);
      if (r_.chance(40)) make_.trigger_on(t);
      make_.trigger_body(t);
      s_.triggers.insert({t.table, t.name}, t);
      return fmt::format("change trigger {}", quoted(key.second));
    }
    default: return virtual_tables(m);
  }
}

Said Mutator::operator()(Mutation m) {
  switch (m) {
    case Mutation::RenameTable: return rename_table();
    case Mutation::RenameColumn: return rename_column();
    case Mutation::MoveColumn: return move_column();
    case Mutation::ChangeCase: return change_case();
    case Mutation::DropColumn: return drop_column();
    default: break;
  }
  for (Said (Mutator::*family)(Mutation) :
       {&Mutator::tables, &Mutator::columns, &Mutator::constraints, &Mutator::indexes, &Mutator::objects})
    if (Said said = (this->*family)(m)) return said;
  return std::nullopt;
}

}  // namespace

std::string_view name_of(Mutation m) {
  static constexpr std::array<std::string_view, kMutations> kNames = {"add-table",
                                                                      "drop-table",
                                                                      "rename-table",
                                                                      "add-column",
                                                                      "drop-column",
                                                                      "rename-column",
                                                                      "move-column",
                                                                      "change-type",
                                                                      "change-null",
                                                                      "change-default",
                                                                      "change-collation",
                                                                      "change-generated",
                                                                      "change-primary-key",
                                                                      "add-unique",
                                                                      "drop-unique",
                                                                      "change-unique",
                                                                      "add-check",
                                                                      "drop-check",
                                                                      "change-check",
                                                                      "add-foreign-key",
                                                                      "drop-foreign-key",
                                                                      "change-foreign-key",
                                                                      "add-index",
                                                                      "drop-index",
                                                                      "change-index",
                                                                      "rename-index",
                                                                      "change-strict",
                                                                      "change-rowid",
                                                                      "add-view",
                                                                      "drop-view",
                                                                      "change-view",
                                                                      "add-trigger",
                                                                      "drop-trigger",
                                                                      "change-trigger",
                                                                      "add-virtual-table",
                                                                      "drop-virtual-table",
                                                                      "change-virtual-table",
                                                                      "change-case"};
  return kNames[static_cast<std::size_t>(m)];
}

std::optional<std::string> mutate(Schema& schema, Mutation mutation, Random& random, const Shape& shape) {
  const Said said = Mutator(schema, random, shape)(mutation);
  if (!said) return std::nullopt;
  repair(schema, shape);
  drop_stale_annotations(schema);
  return fmt::format("{}: {}", name_of(mutation), *said);
}

}  // namespace plumb::test
