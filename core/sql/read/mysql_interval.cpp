// TiDB: INTERVAL partitioning. The server keeps the partitions that it stands for and not the words, so that there is
// nothing to keep here either: what is read is expanded once, to the names and bounds that TiDB 8.5 gives.
#include "plumb/core/sql/read/mysql_interval.h"

#include <fmt/format.h>

#include <array>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/calendar.h"
#include "plumb/core/sql/writer.h"

namespace plumb::sql::mysql_read {
namespace {

constexpr std::size_t kMostPartitions = 8192;
constexpr std::string_view kNoMaximum = "less than MAXVALUE";

// A bound and where it was written.
struct Mark {
  Wide value = 0;
  const Token* where = nullptr;
};

struct Unit {
  std::string_view name;
  Moment time;
  int months;
};
// MINUTE is not among them: TiDB 8.5 refuses it, and takes DAY_MINUTE in its place.
constexpr std::array kUnits = {
    Unit{"SECOND", kSecond, 0},      Unit{"DAY_MINUTE", 60 * kSecond, 0},
    Unit{"HOUR", 3600 * kSecond, 0}, Unit{"DAY", kDay, 0},
    Unit{"WEEK", 7 * kDay, 0},       Unit{"MONTH", 0, 1},
    Unit{"QUARTER", 0, 3},           Unit{"YEAR", 0, 12},
};

std::string written_from(Cursor& at, std::uint32_t from) { return std::string(at.slice(from, at.position())); }

// ( step [unit] )
Stride read_stride(Cursor& at, const Axis& axis) {
  at.expect_op("(");
  const Token& where = at.peek();
  const std::uint32_t from = at.position();
  const auto amount = value_of(parse_expression(at), Axis{});
  const std::string number = written_from(at, from);
  // The server looks at the first digit.
  if (number.empty() || number[0] < '1' || number[0] > '9' || (amount && *amount < 1))
    at.fail_at(where, "the step `" + number + "` of INTERVAL is no positive number; write one, such as 1");
  if (!amount)
    at.fail_at(where, "the step `" + number + "` of INTERVAL is no whole number that is known here; write the number");
  Stride stride;
  stride.amount = *amount;
  stride.text = number;
  if (!at.is_op(")")) {
    const Token& unit = at.peek();
    const std::string name = upper(at.text(at.next()));
    bool known = false;
    for (const Unit& u : kUnits)
      if (u.name == name) stride.time = u.time, stride.months = u.months, known = true;
    if (name == "MINUTE")
      at.fail_at(unit, "TiDB takes no MINUTE as the step of INTERVAL; write DAY_MINUTE for minutes");
    if (!known)
      at.fail_at(unit,
                 "`" + name + "` is no unit that TiDB steps by; write SECOND, HOUR, DAY, WEEK, MONTH, QUARTER or YEAR");
    stride.text += " " + name;
    if (axis.scale == Scale::Numbers)
      at.fail_at(unit, "the key of INTERVAL is a number, and a step of `" + stride.text +
                           "` is for RANGE COLUMNS of a `date` or `datetime`; write a number");
  } else if (axis.scale != Scale::Numbers) {
    at.fail_at(where,
               "the step of INTERVAL over a `date` or `datetime` has a unit; write " + number + " DAY or the like");
  }
  at.expect_op(")");
  return stride;
}

// LESS THAN ( value ), as the column holds it. `as_written` keeps the time of a date: the steps start from it.
Mark read_mark(Cursor& at, const Axis& axis, bool as_written = false) {
  at.expect("LESS");
  at.expect("THAN");
  at.expect_op("(");
  const Token& where = at.peek();
  const std::uint32_t from = at.position();
  const auto value = value_of(parse_expression(at), axis);
  const std::string text = written_from(at, from);
  if (!value)
    at.fail_at(where, "the bound `" + text + "` of INTERVAL is " +
                          (axis.scale == Scale::Numbers ? "no whole number that is known here; write the number"
                                                        : "no date that is known here; write it as '2024-01-31'"));
  if (*value < axis.lowest || *value > axis.highest)
    at.fail_at(where, "the bound `" + text + "` of INTERVAL is out of the range of what divides the table");
  at.expect_op(")");
  return {as_written ? *value : settled(*value, axis), &where};
}

// The bounds from `first` on that steps lead to, the last of them `last`; behind `first` where the steps before are
// there already.
std::vector<Wide> steps(const Cursor& at, const Axis& axis, const Stride& stride, Wide first, const Mark& last,
                        bool behind) {
  std::vector<Wide> out;
  std::optional<Wide> before;
  for (Wide i = behind ? 1 : 0;; ++i) {
    const auto reached = walk_from(first, stride, i);
    const bool past = !reached || *reached > axis.highest || settled(*reached, axis) > last.value;
    if (past)
      at.fail_at(*last.where, fmt::format("steps of INTERVAL ({}) from `{}` {} and never meet `{}`; write a bound that "
                                          "they meet",
                                          stride.text, text_of(settled(first, axis), axis),
                                          before ? "go past `" + text_of(*before, axis) + "`" : "begin behind it",
                                          text_of(last.value, axis)));
    const Wide value = settled(*reached, axis);
    if (before == value)
      at.fail_at(*last.where, "two partitions of INTERVAL would both end at `" + text_of(value, axis) +
                                  "`; write a step that the column can hold");
    if (out.size() >= kMostPartitions)
      at.fail_at(*last.where, "these are more than the 8192 partitions that a table may have; write a longer step");
    out.push_back(value);
    before = value;
    if (value == last.value) return out;
  }
}

Partition made(std::string name, std::string bound) {
  Partition partition;
  partition.name = std::move(name);
  partition.bound = std::move(bound);
  return partition;
}

void add_steps(std::vector<Partition>& partitions, const std::vector<Wide>& values, const Axis& axis,
               const Syntax& syntax) {
  for (const Wide value : values)
    partitions.push_back(made("P_LT_" + text_of(value, axis), bound_of(value, axis, syntax)));
}

// The value of a bound that was read before; nothing where it is MAXVALUE or cannot be known.
std::optional<Wide> value_of(const Partition& partition, const Axis& axis, const Syntax& syntax) {
  constexpr std::string_view kHead = "less than ";
  if (!partition.bound.starts_with(kHead) || partition.bound == kNoMaximum) return std::nullopt;
  const auto node = parse_expression(std::string_view(partition.bound).substr(kHead.size()), syntax);
  if (!node) return std::nullopt;
  const auto value = value_of(*node, axis);
  return value ? std::optional(settled(*value, axis)) : std::nullopt;
}

// A list behind INTERVAL gives the same partitions other names.
void read_names(Cursor& at, const Axis& axis, std::vector<Partition>& partitions) {
  const Token& open = at.peek();
  at.expect_op("(");
  std::size_t count = 0;
  do {
    at.expect("PARTITION");
    const Token& where = at.peek();
    const Partition named = read_partition(at);
    if (!named.options.empty() || !named.subpartitions.empty())
      at.fail_at(where,
                 "partition `" + named.name + "` has options, and TiDB takes none beside INTERVAL; leave them out");
    if (count >= partitions.size()) at.fail_at(where, "partition `" + named.name + "` is none of INTERVAL's");
    Partition& meant = partitions[count++];
    const bool same = meant.bound == kNoMaximum
                          ? named.bound == kNoMaximum
                          : value_of(named, axis, at.syntax()) == value_of(meant, axis, at.syntax());
    if (!same)
      at.fail_at(where, "partition `" + named.name + "` is not the one of INTERVAL in its place, `VALUES " +
                            meant.bound + "`; write the same bound, or leave INTERVAL out");
    meant.name = named.name;
  } while (at.accept_op(","));
  at.expect_op(")");
  if (count < partitions.size())
    at.fail_at(open, fmt::format("INTERVAL makes {} partitions, and {} are listed; list all or none", partitions.size(),
                                 count));
}

// ---- ALTER TABLE

// A table that is divided in even steps, as the server finds it out from its partitions.
struct Even {
  Axis axis;
  Stride stride;
  std::vector<Wide> bounds;  ///< of the partitions that are steps
  std::size_t first = 0;     ///< where they begin in the list: behind P_NULL
  bool open_end = false;     ///< MAXVALUE
};

// What TiDB guesses from the way from the first to the last bound.
Stride guessed(const Axis& axis, const std::vector<Wide>& bounds) {
  const Wide steps = static_cast<Wide>(bounds.size()) - 1, way = bounds.back() - bounds.front();
  Stride stride;
  if (axis.scale == Scale::Numbers) {
    stride.amount = way / steps;
    stride.text = text_of(stride.amount, axis);
    return stride;
  }
  const Wide seconds = way / kSecond / steps;
  constexpr Wide kDays = 86'400;
  if (seconds < 28 * kDays) {
    stride.amount = seconds;
    stride.time = kSecond;
  } else {  // February may be among few months
    stride.amount = steps <= 3 ? seconds / (28 * kDays) : seconds / (30 * kDays);
    stride.months = 1;
  }
  stride.text = text_of(stride.amount, Axis{}) + (stride.months ? " MONTH" : " SECOND");
  return stride;
}

Even even_of(const Cursor& at, const Token& where, const Table& table) {
  const auto refuse = [&](const std::string& why) {
    at.fail_at(where, "table `" + table.name.display() + "` " + why + "; write ADD PARTITION or DROP PARTITION");
  };
  if (!table.partitioning || !table.partitioning->method.starts_with("range")) refuse("is not partitioned by RANGE");
  Even even;
  even.axis = axis_of(at, where, table, *table.partitioning);
  std::vector<Partition> list = table.partitioning->partitions;
  if (!list.empty() && list.back().bound == kNoMaximum) {
    even.open_end = true;
    list.pop_back();
  }
  for (const Partition& partition : list) {
    const auto value = value_of(partition, even.axis, at.syntax());
    if (!value)
      refuse("has the bound `" + partition.bound + "` in partition `" + partition.name + "`, which is not known");
    even.bounds.push_back(*value);
  }
  // TiDB 8.5 finds P_NULL where its bound reads 0000-01-01, and so not over a `datetime`.
  if (!even.bounds.empty() && even.axis.scale != Scale::Times && even.bounds.front() == even.axis.lowest) {
    even.first = 1;
    even.bounds.erase(even.bounds.begin());
  }
  if (even.bounds.size() < 2) refuse("has fewer than two partitions that an INTERVAL could be known by");
  even.stride = guessed(even.axis, even.bounds);
  for (std::size_t i = 0; i < even.bounds.size(); ++i) {
    const auto reached = walk_from(even.bounds.front(), even.stride, static_cast<Wide>(i));
    if (even.stride.amount < 1 || !reached || settled(*reached, even.axis) != even.bounds[i])
      refuse("is not divided in even steps");
  }
  return even;
}

// FIRST PARTITION LESS THAN (x): the partitions before that one go.
void drop_first(Cursor& at, const Token& where, Table& table) {
  const Even even = even_of(at, where, table);
  const Mark mark = read_mark(at, even.axis);
  accept_if_exists(at);
  std::size_t gone = 0;
  while (gone < even.bounds.size() && even.bounds[gone] != mark.value) ++gone;
  const std::size_t most = even.bounds.size() - (even.open_end ? 0 : 1);
  if (gone == 0 || gone >= most)
    at.fail_at(*mark.where, "no partition of table `" + table.name.display() + "` but the first and last ends at `" +
                                text_of(mark.value, even.axis) + "`; write the bound of one that is there");
  auto& list = table.partitioning.edit().partitions;
  const auto begin = list.begin() + static_cast<std::ptrdiff_t>(even.first);
  list.erase(begin, begin + static_cast<std::ptrdiff_t>(gone));
}

// LAST PARTITION LESS THAN (x): the steps from the last bound to that one.
void add_last(Cursor& at, const Token& where, Table& table) {
  const Even even = even_of(at, where, table);
  if (even.open_end)
    at.fail_at(where, "table `" + table.name.display() +
                          "` has a partition of MAXVALUE, behind which there is no other; write REORGANIZE PARTITION");
  const Mark mark = read_mark(at, even.axis);
  if (!at.accept("NO_WRITE_TO_BINLOG")) at.accept("LOCAL");
  add_steps(table.partitioning.edit().partitions, steps(at, even.axis, even.stride, even.bounds.back(), mark, true),
            even.axis, at.syntax());
}

}  // namespace

void read_interval(Cursor& at, const Table& table, Partitioning& partitioning) {
  const Token& where = at.next();
  if (!at.syntax().grammar.tidb)
    at.fail_at(where, "INTERVAL partitioning is TiDB's own; write the partitions one by one");
  const Axis axis = axis_of(at, where, table, partitioning);
  const Stride stride = read_stride(at, axis);
  if (!at.accept_seq({"FIRST", "PARTITION"}))
    at.fail("INTERVAL says from where to where; write FIRST PARTITION LESS THAN (…) LAST PARTITION LESS THAN (…)");
  const Mark first = read_mark(at, axis, true);
  at.expect("LAST");
  at.expect("PARTITION");
  const Mark last = read_mark(at, axis);
  const bool nulls = at.accept_seq({"NULL", "PARTITION"});
  const bool open_end = at.accept_seq({"MAXVALUE", "PARTITION"});

  const std::vector<Wide> values = steps(at, axis, stride, first.value, last, false);
  std::vector<Partition>& made_here = partitioning.partitions;
  if (nulls) {
    if (values.front() == axis.lowest)
      at.fail_at(*first.where,
                 "NULL PARTITION ends at the lowest value, where the first partition ends too; leave one out");
    made_here.push_back(made("P_NULL", bound_of(axis.lowest, axis, at.syntax())));
  }
  add_steps(made_here, values, axis, at.syntax());
  if (open_end) made_here.push_back(made("P_MAXVALUE", std::string(kNoMaximum)));
  if (made_here.size() > kMostPartitions)
    at.fail_at(*last.where, "these are more than the 8192 partitions that a table may have; write a longer step");
  if (at.accept("PARTITIONS")) read_count(at);  // the server does not look at it
  if (at.is_op("(")) read_names(at, axis, made_here);
}

bool read_interval_action(Cursor& at, Table& table) {
  if (!at.syntax().grammar.tidb) return false;
  const Token& where = at.peek();
  if (at.accept_seq({"FIRST", "PARTITION"})) return drop_first(at, where, table), true;
  if (at.accept_seq({"LAST", "PARTITION"})) return add_last(at, where, table), true;
  if (at.is_seq({"MERGE", "FIRST", "PARTITION"}))
    at.fail("TiDB parses MERGE FIRST PARTITION and does not do it; write REORGANIZE PARTITION");
  if (at.is_seq({"SPLIT", "MAXVALUE", "PARTITION"}))
    at.fail("TiDB parses SPLIT MAXVALUE PARTITION and does not do it; write REORGANIZE PARTITION");
  return false;
}

}  // namespace plumb::sql::mysql_read
