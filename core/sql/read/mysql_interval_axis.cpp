// TiDB: the values of INTERVAL partitioning.
#include <array>
#include <charconv>
#include <limits>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/calendar.h"
#include "plumb/core/sql/read/mysql_interval.h"
#include "plumb/core/sql/writer.h"

namespace plumb::sql::mysql_read {
namespace {

constexpr Wide kLowest = std::numeric_limits<std::int64_t>::min();
constexpr Wide kHighest = std::numeric_limits<std::uint64_t>::max();

int bits_of(std::string_view word) {
  struct Width {
    std::string_view name;
    int bits;
  };
  static constexpr std::array kWidths = {
      Width{"tinyint", 8},  Width{"int1", 8},       Width{"bool", 8},       Width{"boolean", 8}, Width{"smallint", 16},
      Width{"int2", 16},    Width{"mediumint", 24}, Width{"middleint", 24}, Width{"int3", 24},   Width{"int", 32},
      Width{"integer", 32}, Width{"int4", 32},      Width{"bigint", 64},    Width{"int8", 64},   Width{"serial", 64},
  };
  for (const Width& width : kWidths)
    if (width.name == word) return width.bits;
  return 0;
}

std::string first_word(const Type& type) { return lower(type.name.substr(0, type.name.find(' '))); }

bool is_unsigned(const Type& type) {
  return lower(type.name).find("unsigned") != std::string::npos || first_word(type) == "serial" ||
         lower(type.name).find("zerofill") != std::string::npos;
}

const Column* column_named(const Table& table, std::string_view name) {
  for (const Column& column : table.columns)
    if (equals_ignoring_case(column.name, name)) return &column;
  return nullptr;
}

// Whether what divides the rows is never below 0: a column without a sign makes what is reckoned with it so.
bool counts_from_zero(const Node& node, const Table& table) {
  if (node.kind == NodeKind::Name) {
    const Column* column = column_named(table, node.text);
    return column && is_unsigned(column->type);
  }
  bool keeps = node.kind == NodeKind::Binary;
  if (node.kind == NodeKind::Call)
    for (std::string_view name : {"abs", "ceil", "ceiling", "floor", "mod"})
      keeps |= equals_ignoring_case(node.text, name);
  if (!keeps) return false;
  for (const Node& kid : node.kids)
    if (counts_from_zero(kid, table)) return true;
  return false;
}

void measure(Axis& axis, int bits, bool is_unsigned) {
  const Wide half = Wide{1} << (bits - 1);
  axis.lowest = is_unsigned ? Wide{0} : -half;
  axis.highest = is_unsigned ? half * 2 - 1 : half - 1;
}

Axis axis_of_column(const Cursor& at, const Token& where, const Table& table, const Column& column) {
  Axis axis;
  axis.columns = true;
  const std::string word = first_word(column.type);
  if (const int bits = bits_of(word)) {
    measure(axis, bits, is_unsigned(column.type));
  } else if (word == "date" || word == "datetime") {
    axis.scale = word == "date" ? Scale::Dates : Scale::Times;
    if (!column.type.args.empty())
      std::from_chars(column.type.args[0].data(), column.type.args[0].data() + column.type.args[0].size(), axis.digits);
    axis.highest = static_cast<Wide>(*moment_of("9999-12-31 23:59:59.999999"));
  } else {
    at.fail_at(where, "INTERVAL partitioning is for numbers, `date` and `datetime`, and column `" +
                          table.name.display() + "." + column.name + "` is a `" + column.type.name +
                          "`; write the partitions one by one");
  }
  return axis;
}

std::optional<Wide> number_of(const Node& node);

std::optional<Wide> reckoned(const Node& node) {
  if (node.kids.size() != 2) return std::nullopt;
  const auto a = number_of(node.kids[0]), b = number_of(node.kids[1]);
  if (!a || !b) return std::nullopt;
  if (node.text == "+") return *a + *b;
  if (node.text == "-") return *a - *b;
  // Products of 64 bits fit into 128.
  if (node.text == "*" && *a <= kHighest && *b <= kHighest && *a >= kLowest && *b >= kLowest) return *a * *b;
  if (*b == 0) return std::nullopt;
  if (node.text == "DIV") return *a / *b;
  if (node.text == "%" || node.text == "MOD") return *a % *b;
  return std::nullopt;
}

std::optional<Wide> number_of(const Node& node) {
  if (node.kind == NodeKind::Number) {
    std::uint64_t value = 0;
    const auto end = node.text.data() + node.text.size();
    const auto read = std::from_chars(node.text.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return Wide{value};
  }
  if (node.kind == NodeKind::Unary && (node.text == "-" || node.text == "+") && node.kids.size() == 1) {
    const auto value = number_of(node.kids[0]);
    if (!value || node.text == "+") return value;
    return -*value;
  }
  if (node.kind == NodeKind::Binary) return reckoned(node);
  if (node.kind == NodeKind::Call && node.kids.size() == 1 && node.kids[0].kind == NodeKind::String)
    if (const auto moment = moment_of(node.kids[0].text)) {
      if (equals_ignoring_case(node.text, "to_days")) return Wide{day_number(*moment)};
      if (equals_ignoring_case(node.text, "year")) return Wide{year_of(*moment)};
    }
  return std::nullopt;
}

}  // namespace

Axis axis_of(const Cursor& at, const Token& where, const Table& table, const Partitioning& partitioning) {
  const auto key = parse_expression(partitioning.key.canonical, at.syntax());
  if (partitioning.method == "range columns") {
    if (!key || key->kind != NodeKind::Name)
      at.fail_at(where, "INTERVAL partitioning has one column, and RANGE COLUMNS of table `" + table.name.display() +
                            "` names more; write the partitions one by one");
    const Column* column = column_named(table, key->text);
    if (!column)
      at.fail_at(where, "table `" + table.name.display() + "` has no column `" + key->text + "` to be divided by");
    return axis_of_column(at, where, table, *column);
  }
  Axis axis;
  axis.lowest = key && counts_from_zero(*key, table) ? Wide{0} : kLowest;
  axis.highest = kHighest;
  return axis;
}

std::optional<Wide> value_of(const Node& bound, const Axis& axis) {
  if (axis.scale == Scale::Numbers) return number_of(bound);
  if (bound.kind != NodeKind::String) return std::nullopt;
  const auto moment = moment_of(bound.text);
  if (!moment) return std::nullopt;
  return Wide{*moment};
}

Wide settled(Wide value, const Axis& axis) {
  if (axis.scale == Scale::Dates) return value / kDay * kDay;
  if (axis.scale == Scale::Times) return Wide{rounded(static_cast<Moment>(value), axis.digits)};
  return value;
}

std::optional<Wide> walk_from(Wide from, const Stride& stride, Wide count) {
  if (stride.months == 0) return from + count * stride.amount * (stride.time > 0 ? Wide{stride.time} : Wide{1});
  const Wide months = count * stride.amount * stride.months;
  if (months > 12 * 10'000) return std::nullopt;
  const auto moment = add_months(static_cast<Moment>(from), static_cast<std::int64_t>(months));
  if (!moment) return std::nullopt;
  return Wide{*moment};
}

std::string text_of(Wide value, const Axis& axis) {
  if (axis.scale == Scale::Dates) return date_text(static_cast<Moment>(value));
  if (axis.scale == Scale::Times) return moment_text(static_cast<Moment>(value), axis.digits);
  return value < 0 ? std::to_string(static_cast<std::int64_t>(value))
                   : std::to_string(static_cast<std::uint64_t>(value));
}

std::string bound_of(Wide value, const Axis& axis, const Syntax& syntax) {
  const std::string text = text_of(value, axis);
  return "less than (" + (axis.scale == Scale::Numbers ? text : quote_string(text, syntax)) + ")";
}

}  // namespace plumb::sql::mysql_read
