// Indexes and the primary key of a table that stands.
#include <fmt/format.h>

#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/write/dialects.h"
#include "plumb/dialects/mysql/render/steps.h"

namespace plumb::mysql {
namespace {

std::string primary_key_clause(const Work& work, const PrimaryKey& key) {
  sql::Sql out(work.syntax());
  out.word("ADD");
  sql::write_constraint(out, key);
  return std::move(out).take();
}

Act act_of(const Index& index) {
  if (index.kind == IndexKind::Fulltext) return Act::AddFulltext;
  if (index.kind == IndexKind::Spatial) return Act::AddSpatial;
  for (const IndexPart& part : index.parts)
    if (!part.plain()) return index.unique ? Act::AddUniqueExpressionIndex : Act::AddExpressionIndex;
  return Act::AddIndex;
}

bool only_visibility(const Index& from, const Index& to) {
  Index shown = from;
  shown.invisible = to.invisible;
  return shown == to;
}

class Keys {
 public:
  Keys(Alteration& alteration, const std::vector<const Change*>& changes)
      : a_(alteration), work_(alteration.work), from_(alteration.from), to_(alteration.to) {
    for (const Column& c : from_.columns) {
      const Column* now = to_.find_column(c.name);
      if (!now || a_.anew.count(c.name))
        gone_.push_back(c.name);
      else if (work_.flavour.one_change_a_statement && reshaped(c, *now))
        reshaped_.push_back(c.name);
    }
    if (work_.flavour.one_change_a_statement) modified_ = modified_columns(from_, to_);
    for (const Change* c : changes) {
      if (c->id.kind == Kind::PrimaryKey)
        primary_key(*c);
      else if (c->id.kind == Kind::Index)
        change(*c);
    }
    // What stays as it is but stands over a column that goes away for a moment.
    for (const Index& index : from_.indexes) {
      const auto now = std::find(to_.indexes.begin(), to_.indexes.end(), index);
      if (now == to_.indexes.end() || !in_the_way(index.parts)) continue;
      drop(index, "put " + id(index).display() + " aside");
      add(index, kLateIndexes, "put " + id(index).display() + " back", false);
    }
  }

 private:
  ObjectId id(const Index& index) const { return id_of(to_.name, index); }

  // TiDB changes neither the collation nor the expression of what an index holds.
  static bool reshaped(const Column& from, const Column& to) {
    return from.collation != to.collation || (from.computed() && !(from.fill == to.fill));
  }
  bool reads_modified(const IndexPart& part) const {
    return !part.plain() && std::any_of(modified_.begin(), modified_.end(), [&](const std::string& c) {
      return mentions(part.expression, c, work_.syntax());
    });
  }
  bool in_the_way(const std::vector<IndexPart>& parts) const {
    const auto over = [&](const std::string& c) { return speaks_of(parts, c, work_.syntax()); };
    return std::any_of(gone_.begin(), gone_.end(), over) || std::any_of(reshaped_.begin(), reshaped_.end(), over) ||
           std::any_of(parts.begin(), parts.end(), [&](const IndexPart& p) { return reads_modified(p); });
  }

  // Where a table has no primary key its rows are kept in the first unique one that holds no null.
  bool holds_rows(const Index& index, const Table& table) const {
    if (table.primary_key || !index.unique || work_.flavour.one_change_a_statement) return false;
    return std::all_of(index.parts.begin(), index.parts.end(), [&](const IndexPart& p) {
      const Column* c = p.plain() && !p.prefix_length ? table.find_column(p.column) : nullptr;
      return c && !c->nullable;
    });
  }
  static bool over_expression(const Index& index) {
    return std::any_of(index.parts.begin(), index.parts.end(), [](const IndexPart& p) { return !p.plain(); });
  }
  Act act_of_dropping(const Index& index) const {
    if (over_expression(index)) return index.unique ? Act::DropUniqueExpressionIndex : Act::DropExpressionIndex;
    return holds_rows(index, from_) ? Act::DropPrimaryKey : Act::DropIndex;
  }
  void drop(const Index& index, std::string why) {
    a_.add(act_of_dropping(index), kDropIndexes, id(index), "DROP INDEX " + work_.quoted(index.name),
           add_key_clause(work_, index), std::move(why));
  }
  void add(const Index& index, int rank, std::string why, bool ask = true) {
    const Act act = holds_rows(index, to_) ? Act::AddPrimaryKey : act_of(index);
    Clause& clause = a_.add(act, rank, id(index), add_key_clause(work_, index),
                            "DROP INDEX " + work_.quoted(index.name), std::move(why));
    if (!index.unique || !ask) return;
    clause.dangers.push_back(
        {Hazard::MayFailOnData, id(index), fmt::format("fails where rows are alike in {}", id(index).display())});
    if (askable(index.parts)) a_.probes.push_back(probe_unique(work_, to_.name, id(index), index.parts));
  }
  // The rows can be asked about columns that are there already and stay as they are.
  bool askable(const std::vector<IndexPart>& parts) const {
    return std::all_of(parts.begin(), parts.end(), [&](const IndexPart& p) {
      const Column* was = p.plain() ? from_.find_column(p.column) : nullptr;
      const Column* is = p.plain() ? to_.find_column(p.column) : nullptr;
      return was && is && was->type == is->type && was->collation == is->collation;
    });
  }

  void change(const Change& c) {
    if (c.action == Action::Create) {
      const Index& index = std::get<Index>(c.to);
      return add(index, kAddIndexes, "create " + id(index).display());
    }
    if (c.action == Action::Drop) {
      const Index& index = std::get<Index>(c.from);
      return drop(index, "drop " + id(index).display());
    }
    const Index &from = std::get<Index>(c.from), &to = std::get<Index>(c.to);
    if (only_visibility(from, to)) {
      const auto sql = [&](const Index& i) {
        const bool ignores = work_.flavour.ignores_indexes;
        return fmt::format("ALTER INDEX {} {}", work_.quoted(i.name),
                           i.invisible ? (ignores ? "IGNORED" : "INVISIBLE") : (ignores ? "NOT IGNORED" : "VISIBLE"));
      };
      a_.add(Act::ChangeIndexVisibility, kAddIndexes, id(to), sql(to), sql(from), "change " + id(to).display());
      return;
    }
    replace(from, to);
  }

  void replace(const Index& from, const Index& to) {
    const std::string why = "replace " + id(to).display();
    const bool one_by_one = work_.flavour.one_change_a_statement || over_expression(from) || over_expression(to);
    if (!one_by_one || in_the_way(from.parts)) {
      drop(from, why);
      return add(to, kLateIndexes, why);
    }
    // One at a time: the new one under another name first, so that the table is never without.
    Index beside = to;
    beside.name = beside_name(to.name);
    Clause& made = a_.add(act_of(to), kAddIndexes, id(to), add_key_clause(work_, beside),
                          "DROP INDEX " + work_.quoted(beside.name), why);
    if (to.unique) {
      made.dangers.push_back(
          {Hazard::MayFailOnData, id(to), fmt::format("fails where rows are alike in {}", id(to).display())});
      if (askable(to.parts)) a_.probes.push_back(probe_unique(work_, to_.name, id(to), to.parts));
    }
    made.alone = true;
    a_.add(act_of_dropping(from), kAddIndexes, id(to), "DROP INDEX " + work_.quoted(from.name),
           add_key_clause(work_, from), why)
        .alone = true;
    const auto rename = [&](const std::string& a, const std::string& b) {
      return fmt::format("RENAME INDEX {} TO {}", work_.quoted(a), work_.quoted(b));
    };
    a_.add(Act::RenameIndex, kAddIndexes, id(to), rename(beside.name, to.name), rename(to.name, beside.name), why)
        .alone = true;
  }
  static std::string beside_name(const std::string& name) {
    constexpr std::size_t kMost = 64 - 10;
    return "plumb_new_" + (name.size() <= kMost ? name : sha256(name).substr(0, 40));
  }

  void primary_key(const Change& c) {
    const ObjectId& key = c.id;
    if (work_.flavour.clustered_keys && !may_change_key(c)) return;
    const auto say = [](const char* verb, const ObjectId& what) { return std::string(verb) + what.display(); };
    if (c.action == Action::Drop) {
      const auto& from = std::get<PrimaryKey>(c.from);
      a_.add(Act::DropPrimaryKey, kDropPrimaryKey, key, "DROP PRIMARY KEY", primary_key_clause(work_, from),
             say("drop ", key));
      return;
    }
    const PrimaryKey to = as_it_can_be(std::get<PrimaryKey>(c.to), key);
    const bool replaced = c.action == Action::Alter;
    if (replaced)
      a_.add(Act::ReplacePrimaryKey, kDropPrimaryKey, key, "DROP PRIMARY KEY",
             primary_key_clause(work_, std::get<PrimaryKey>(c.from)), say("replace ", key));
    Clause& clause =
        a_.add(replaced ? Act::ReplacePrimaryKey : Act::AddPrimaryKey, kAddPrimaryKey, key,
               primary_key_clause(work_, to), "DROP PRIMARY KEY", say(replaced ? "replace " : "create ", key));
    clause.dangers.push_back(
        {Hazard::MayFailOnData, key, fmt::format("fails where rows are alike in {}", key.display())});
    if (askable(to.parts)) a_.probes.push_back(probe_unique(work_, to_.name, key, to.parts));
  }

  // Where the author leaves it to TiDB, a key that comes later is what it can be.
  PrimaryKey as_it_can_be(PrimaryKey to, const ObjectId& key) const {
    if (!work_.flavour.clustered_keys || to.clustered) return to;
    to.clustered = false;
    work_.context.diagnostics.note(
        "nonclustered-key",
        fmt::format("{} comes as NONCLUSTERED, because the table stands already; TiDB keeps the rows of a table that "
                    "is made with its key in that key",
                    key.display()));
    return to;
  }

  // TiDB keeps the rows of a clustered table in its key: neither goes without the other.
  bool may_change_key(const Change& c) const {
    const auto* from = std::get_if<PrimaryKey>(&c.from);
    const auto* to = std::get_if<PrimaryKey>(&c.to);
    if (from && from->clustered.value_or(true)) {
      a_.refuse(c.id, "TiDB keeps the rows of a table in its clustered primary key, which cannot be changed or dropped",
                "make a new table with the wanted key, copy the rows in a migration, and rename it");
      return false;
    }
    if (to && to->clustered == true) {
      a_.refuse(c.id, "TiDB adds a primary key to a table that stands as NONCLUSTERED only",
                "leave CLUSTERED out, or make a new table and copy the rows");
      return false;
    }
    return true;
  }

  Alteration& a_;
  Work& work_;
  const Table &from_, &to_;
  std::vector<std::string> gone_;  // columns that go, or go and come anew
  std::set<std::string> modified_;
  std::vector<std::string> reshaped_;  // columns that the server changes only where no index holds them
};

}  // namespace

std::string add_key_clause(const Work& work, const Index& index) {
  sql::Sql out(work.syntax());
  out.word("ADD");
  sql::write_mysql_key(out, index);
  return std::move(out).take();
}

bool covers(const std::vector<IndexPart>& parts, const std::vector<std::string>& columns) {
  if (parts.size() < columns.size()) return false;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (!equals_ignoring_case(parts[i].column, columns[i]) || parts[i].prefix_length) return false;
  return true;
}

bool mentions(const Expr& expression, const std::string& column, const Syntax& syntax) {
  if (expression.empty()) return false;
  const auto tree = sql::parse_expression(expression.canonical, syntax);
  if (!tree) return true;
  const std::vector<std::string> names = sql::columns_of(*tree);
  return std::any_of(names.begin(), names.end(), [&](const std::string& n) { return equals_ignoring_case(n, column); });
}

bool speaks_of(const std::vector<IndexPart>& parts, const std::string& column, const Syntax& syntax) {
  return std::any_of(parts.begin(), parts.end(), [&](const IndexPart& p) {
    return p.plain() ? equals_ignoring_case(p.column, column) : mentions(p.expression, column, syntax);
  });
}

void change_keys(Alteration& alteration, const std::vector<const Change*>& changes) { Keys(alteration, changes); }

}  // namespace plumb::mysql
