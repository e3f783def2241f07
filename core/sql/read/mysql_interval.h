// TiDB's INTERVAL partitioning, which the server knows as ordinary RANGE partitions; for read/mysql_*partition*.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "plumb/core/sql/calendar.h"
#include "plumb/core/sql/read/mysql.h"

namespace plumb::sql::mysql_read {

/// INTERVAL (step) FIRST PARTITION LESS THAN (a) LAST PARTITION LESS THAN (b) [NULL PARTITION] [MAXVALUE PARTITION] and
/// a list of the same partitions by other names, behind RANGE and its key: the partitions that it stands for.
void read_interval(Cursor& at, const Table& table, Partitioning& partitioning);
/// ALTER TABLE … FIRST | LAST PARTITION LESS THAN (x), MERGE FIRST PARTITION, SPLIT MAXVALUE PARTITION; false where it
/// is none of them.
bool read_interval_action(Cursor& at, Table& table);

// ---- what divides such a table

/// 64 bits with and without a sign.
__extension__ typedef __int128 Wide;

enum class Scale : std::uint8_t { Numbers, Dates, Times };

/// The values of the key: whole numbers, or microseconds since year 0.
struct Axis {
  Scale scale = Scale::Numbers;
  bool columns = false;  ///< RANGE COLUMNS
  int digits = 0;        ///< of Times, behind the point
  Wide lowest = 0, highest = 0;
};

/// The step from one bound to the next.
struct Stride {
  Wide amount = 1;
  Moment time = 0;  ///< how long one is; 0: a number, or months
  int months = 0;
  std::string text;  ///< "100", "1 MONTH"
};

/// The axis of RANGE (…) or RANGE COLUMNS (one column). An error at `where` says what TiDB does not divide so.
Axis axis_of(const Cursor& at, const Token& where, const Table& table, const Partitioning& partitioning);
/// The value of a bound; nothing where it cannot be known without a server.
std::optional<Wide> value_of(const Node& bound, const Axis& axis);
/// As the column holds it: a date without its time, a time with as many digits as it has.
Wide settled(Wide value, const Axis& axis);
/// `from` and `count` strides.
std::optional<Wide> walk_from(Wide from, const Stride& stride, Wide count);
/// "100", "2024-01-31": the end of a partition's name, and what stands in its bound.
std::string text_of(Wide value, const Axis& axis);
std::string bound_of(Wide value, const Axis& axis, const Syntax& syntax);

}  // namespace plumb::sql::mysql_read
