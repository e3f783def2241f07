// Columns of a table that stands: added, changed, moved, dropped.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/dialects/mysql/render/steps.h"
#include "plumb/dialects/mysql/types.h"

namespace plumb::mysql {
namespace {

bool is_virtual(const Column& c) { return c.computed() && !c.computed()->stored; }

// The columns that can stay where they are while others move around them: the longest run in the wanted order.
std::set<std::string> staying(const Table& from, const Table& to) {
  std::vector<std::size_t> places;  // of the kept columns in `to`, in the order of `from`
  for (const Column& c : from.columns) {
    const auto at =
        std::find_if(to.columns.begin(), to.columns.end(), [&](const Column& x) { return x.name == c.name; });
    if (at != to.columns.end()) places.push_back(static_cast<std::size_t>(at - to.columns.begin()));
  }
  std::vector<std::size_t> length(places.size(), 1), before(places.size(), places.size());
  std::size_t best = places.size();
  for (std::size_t i = 0; i < places.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (places[j] >= places[i] || length[j] + 1 <= length[i]) continue;
      length[i] = length[j] + 1;
      before[i] = j;
    }
    if (best == places.size() || length[i] > length[best]) best = i;
  }
  std::set<std::string> out;
  for (std::size_t i = best; i < places.size(); i = before[i]) out.insert(to.columns[places[i]].name);
  return out;
}

// The server fills a new column with the zero of its type; for dates there is none that it takes.
bool needs_value(const Column& c) {
  if (c.nullable || c.computed() || c.identity() || c.default_value()) return false;
  const Values values = values_of(c.type);
  return values == Values::Date || values == Values::Timestamp;
}

Act act_of_adding(const Column& c, bool last, DefaultKind value) {
  // ('{}') is an expression to MySQL, though nothing is to be computed.
  const bool parenthesised = c.default_value() && c.default_value()->canonical.starts_with("(");
  if (value != DefaultKind::Literal || parenthesised) return Act::AddComputedDefault;
  if (is_virtual(c)) return Act::AddVirtual;
  if (c.computed()) return Act::AddStored;
  if (c.identity()) return Act::AddAutoIncrement;
  if (needs_value(c)) return Act::AddZeroDate;
  return last ? Act::AddColumn : Act::AddColumnInside;
}

class Columns {
 public:
  Columns(Alteration& alteration, const std::vector<const Change*>& changes)
      : a_(alteration), work_(alteration.work), from_(alteration.from), to_(alteration.to) {
    for (const Change* c : changes) {
      if (c->id.kind == Kind::Column && c->action == Action::Alter) altered_.insert(std::get<Column>(c->to).name);
      if (c->id.kind == Kind::Check) check_of_column(*c);
    }
    stay_ = staying(from_, to_);
    anew_ = alteration.anew;
    // What is made anew stands wherever it is put.
    for (const std::string& name : anew_) stay_.erase(name);
  }

  void run() {
    for (const Column& c : from_.columns)
      if (c.computed() && (!to_.find_column(c.name) || anew_.count(c.name))) drop(c);
    for (const Column& c : from_.columns)
      if (!c.computed() && anew_.count(c.name)) drop(c);
    // In the wanted order, each behind one that is in its place already.
    for (const Column& c : to_.columns) {
      const Column* was = from_.find_column(c.name);
      if (!was || anew_.count(c.name))
        add(c);
      else if (altered_.count(c.name) || stay_.count(c.name) == 0)
        modify(*was, c);
    }
    for (const Column& c : from_.columns)
      if (!c.computed() && !to_.find_column(c.name)) drop(c);
  }

 private:
  // MariaDB: a check without a name comes and goes with the definition of its column.
  void check_of_column(const Change& c) {
    for (const Object* side : {&c.from, &c.to})
      if (const auto* check = std::get_if<Check>(side); check && check->name.empty() &&
                                                        from_.find_column(check->on_column.text) &&
                                                        to_.find_column(check->on_column.text)) {
        altered_.insert(check->on_column.text);
        if (side == &c.to) checked_.insert(check->on_column.text);
      }
  }

  void add(const Column& c) {
    const ObjectId id = id_of(to_.name, c);
    const bool last = all_before_stand(c.name);
    const DefaultKind value = default_kind(c, work_.syntax());
    // MySQL adds no column whose default is another one in every row (1674), and TiDB none that is computed at all.
    const bool fills = value == DefaultKind::Changing
                           ? !work_.flavour.plain_defaults
                           : value == DefaultKind::Expression && work_.flavour.one_change_a_statement;
    if (fills) return add_and_fill(c, last);
    std::string sql = "ADD COLUMN " + column_definition(work_, to_, c);
    if (!last) sql += place_of(work_, to_, c.name);
    Clause& clause = a_.add(act_of_adding(c, last, value), kColumns, id, std::move(sql),
                            "DROP COLUMN " + work_.quoted(c.name), "add " + id.display());
    if (!last && shifts_virtual(c.name)) clause.acts.push_back(Act::ShiftVirtual);
    if (anew_.count(c.name)) {
      clause.why = "make " + id.display() + " anew";
      fill_from_expression(c);
    }
    if (needs_value(c))
      a_.probes.push_back(
          probe_rows(work_, to_.name, id,
                     fmt::format("{} is added as not null and without a default, but the table has rows", id.display()),
                     "give it a default, or add it nullable and fill it first"));
  }

  // Empty at first, then with its values, then as it is to be.
  void add_and_fill(const Column& c, bool last) {
    const ObjectId id = id_of(to_.name, c);
    Column empty = c;
    empty.fill = std::monostate{};
    empty.nullable = true;
    std::string sql = "ADD COLUMN " + column_definition(work_, to_, empty);
    if (!last) sql += place_of(work_, to_, c.name);
    Clause& clause = a_.add(last ? Act::AddColumn : Act::AddColumnInside, kColumns, id, std::move(sql),
                            "DROP COLUMN " + work_.quoted(c.name), "add " + id.display());
    if (!last && shifts_virtual(c.name)) clause.acts.push_back(Act::ShiftVirtual);
    fill(c, *c.default_value(), "fill " + id.display());
    Clause& finish = a_.add(Act::ChangeDefault, kFinish, id, "MODIFY COLUMN " + column_definition(work_, to_, c),
                            "MODIFY COLUMN " + column_definition(work_, to_, empty), "finish " + id.display());
    finish.alone = true;
    if (!c.nullable) finish.acts.push_back(Act::SetNotNull);
  }

  void fill(const Column& c, const Expr& value, std::string why) {
    std::string sql = fmt::format("UPDATE {} SET ", work_.quoted(to_.name));
    sql::Sql assignment(work_.syntax());
    assignment.name(c.name).word("=");
    if (value.written.starts_with("("))
      assignment.expression(value);
    else
      assignment.parenthesised(value);
    sql += std::move(assignment).take();
    // What sets itself with every change of a row must not.
    for (const Column& other : to_.columns)
      if (!extra_of<MysqlColumn>(other.extra).on_update.empty() && other.name != c.name &&
          from_.find_column(other.name))
        sql += fmt::format(", {0} = {0}", work_.quoted(other.name));
    Clause& clause = a_.add(Act::ChangeDefault, kFill, id_of(to_.name, c), std::move(sql), {}, std::move(why));
    clause.statement = true;
  }

  // True where it comes to stand behind all that is there by then.
  bool all_before_stand(const std::string& name) const {
    bool behind = false;
    for (const Column& c : to_.columns) {
      if (c.name == name)
        behind = true;
      else if (behind && from_.find_column(c.name) && anew_.count(c.name) == 0)
        return false;
    }
    return true;
  }

  static std::size_t place(const Table& t, const std::string& column) {
    return static_cast<std::size_t>(
        std::find_if(t.columns.begin(), t.columns.end(), [&](const Column& c) { return c.name == column; }) -
        t.columns.begin());
  }
  template <class Test>
  bool any_virtual(Test test) const {
    return std::any_of(to_.columns.begin(), to_.columns.end(), [&](const Column& c) {
      return is_virtual(c) && from_.find_column(c.name) && anew_.count(c.name) == 0 && test(c.name);
    });
  }
  bool shifts_virtual(const std::string& added) const {
    return any_virtual([&](const std::string& v) { return place(to_, added) < place(to_, v); });
  }
  bool crosses_virtual(const std::string& moved) const {
    return any_virtual([&](const std::string& v) {
      return (place(from_, moved) < place(from_, v)) != (place(to_, moved) < place(to_, v));
    });
  }

  void drop(const Column& c) {
    const ObjectId id = id_of(to_.name, c);
    const bool anew = anew_.count(c.name) != 0;
    std::string back = "ADD COLUMN " + column_definition(work_, from_, c) + place_of(work_, from_, c.name);
    Clause& clause =
        a_.add(is_virtual(c) ? Act::DropVirtual : Act::DropColumn, c.computed() || anew ? kDropComputed : kDropColumns,
               id, "DROP COLUMN " + work_.quoted(c.name), std::move(back),
               (anew ? "make " + id.display() + " anew" : "drop " + id.display()));
    if (c.computed()) return;
    clause.irreversible = true;
    clause.dangers.push_back({Hazard::DeletesData, id,
                              anew ? fmt::format("{} becomes computed: the values that it holds are lost", id.display())
                                   : fmt::format("drops {} and its values", id.display())});
  }

  // What was computed from row to row becomes a value of the row's own.
  void fill_from_expression(const Column& c) {
    const Column* was = from_.find_column(c.name);
    if (!was->computed() || c.computed()) return;
    fill(c, was->computed()->from, "keep the values of " + id_of(to_.name, c).display());
  }

  void modify(const Column& was, const Column& c) {
    const ObjectId id = id_of(to_.name, c);
    const bool moves = stay_.count(c.name) == 0;
    std::string sql = "MODIFY COLUMN " + column_definition(work_, to_, c);
    std::string back = "MODIFY COLUMN " + column_definition(work_, from_, was);
    if (moves) {
      sql += place_of(work_, to_, c.name);
      back += place_of(work_, from_, c.name);
    }
    const bool alters = altered_.count(c.name) != 0;
    const Act move = is_virtual(c) || crosses_virtual(c.name) ? Act::MoveVirtual : Act::MoveColumn;
    Clause& clause =
        a_.add(move, kColumns, id, std::move(sql), std::move(back), (alters ? "change " : "move ") + id.display());
    if (!alters) return;
    Conversion by = conversion(was, c, work_, to_.name);
    if (checked_.count(c.name)) by.acts.push_back(Act::AddCheck);
    if (!moves) clause.acts.clear();
    clause.acts.insert(clause.acts.end(), by.acts.begin(), by.acts.end());
    values(clause, was, c, by);
  }

  void values(Clause& clause, const Column& was, const Column& c, const Conversion& by) {
    const ObjectId& id = clause.id;
    if (was.nullable && !c.nullable && !c.computed()) {
      clause.dangers.push_back({Hazard::MayFailOnData, id, fmt::format("fails where {} is null", id.display())});
      a_.probes.push_back(probe_not_null(work_, to_.name, c.name));
    }
    if (!by.loses.empty()) {
      clause.irreversible = true;
      clause.dangers.push_back({Hazard::DeletesData, id, fmt::format("{} loses {}", id.display(), by.loses)});
    }
    if (by.may_fail)
      clause.dangers.push_back(
          {Hazard::MayFailOnData, id, fmt::format("fails where a value of {} does not fit", id.display())});
    if (by.condition.empty()) return;
    const QualifiedName& table = to_.name;
    a_.ask(probe_where(work_, table, id, by.condition,
                       fmt::format("{} is to become {}, but there are values that {}", id.display(),
                                   sql::spell(c.type, work_.syntax()), by.problem),
                       "change these values first"));
  }

  Alteration& a_;
  Work& work_;
  const Table &from_, &to_;
  std::set<std::string> altered_, stay_, anew_;
  std::set<std::string> checked_;  // with a check of their own that is new
};

}  // namespace

DefaultKind default_kind(const Column& column, const Syntax& syntax) {
  const Expr* value = column.default_value();
  if (!value) return DefaultKind::Literal;
  const auto tree = sql::parse_expression(value->canonical, syntax);
  DefaultKind out = DefaultKind::Literal;
  if (!tree) return out;
  sql::walk(*tree, [&](const sql::Node& n) {
    using enum sql::NodeKind;
    if (n.kind == Null || n.kind == True || n.kind == False || n.kind == Number || n.kind == String || n.kind == Blob ||
        n.kind == Bits || n.kind == Keyword || n.kind == Typed || n.kind == Unary)
      return;
    const bool now = n.kind == Call && (n.text == "current_timestamp" || n.text == "now");
    if (now && &n == &*tree) return;
    if (out == DefaultKind::Literal) out = DefaultKind::Expression;
    constexpr std::array<std::string_view, 12> kChanging = {"uuid",    "rand",     "uuid_short",    "now",
                                                            "sysdate", "user",     "current_user",  "curdate",
                                                            "curtime", "utc_date", "utc_timestamp", "random_bytes"};
    if (n.kind == Call && std::find(kChanging.begin(), kChanging.end(), n.text) != kChanging.end())
      out = DefaultKind::Changing;
  });
  return out;
}

std::string place_of(const Work& work, const Table& table, const std::string& column) {
  const auto at =
      std::find_if(table.columns.begin(), table.columns.end(), [&](const Column& c) { return c.name == column; });
  if (at == table.columns.begin()) return " FIRST";
  return " AFTER " + work.quoted((at - 1)->name);
}

bool made_anew(const Column& from, const Column& to) {
  // No server makes a virtual column a stored or plain one, or the other way round, in place.
  return is_virtual(from) != is_virtual(to);
}

std::set<std::string> modified_columns(const Table& from, const Table& to) {
  const std::set<std::string> stay = staying(from, to);
  std::set<std::string> out;
  for (const Column& c : from.columns) {
    const Column* now = to.find_column(c.name);
    if (now && (!(c == *now) || stay.count(c.name) == 0)) out.insert(c.name);
  }
  return out;
}

std::set<std::string> columns_made_anew(const Work& work, const Table& from, const Table& to) {
  std::set<std::string> out;
  for (const Column& c : from.columns)
    if (const Column* now = to.find_column(c.name); now && made_anew(c, *now)) out.insert(c.name);
  if (!work.flavour.one_change_a_statement) return out;
  // TiDB modifies no column that another is computed from (3106): that one goes for as long.
  const std::set<std::string> modified = modified_columns(from, to);
  for (const Column& c : from.columns) {
    const Column* now = to.find_column(c.name);
    if (!now || !is_virtual(c) || !is_virtual(*now)) continue;
    const bool reads = std::any_of(modified.begin(), modified.end(), [&](const std::string& name) {
      return mentions(c.computed()->from, name, work.syntax());
    });
    if (reads) out.insert(c.name);
  }
  return out;
}

void change_columns(Alteration& alteration, const std::vector<const Change*>& changes) {
  Columns(alteration, changes).run();
}

}  // namespace plumb::mysql
