// Dates and times as servers reckon with them: one calendar from year 0 to 9999, no time zones.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plumb::sql {

/// Microseconds since 0000-01-01 00:00:00.
using Moment = std::int64_t;
inline constexpr Moment kSecond = 1'000'000;
inline constexpr Moment kDay = 86'400 * kSecond;

/// '2024-01-31', '2024-1-31 12:00:00.5', '20240131T120000': the date, and the time where it is there. Nothing where
/// there is no such day or the text is something else. Years have four digits.
std::optional<Moment> moment_of(std::string_view text);
/// "2024-01-31", and with a time "2024-01-31 12:00:00.50" with so many digits behind the point.
std::string date_text(Moment moment);
std::string moment_text(Moment moment, int digits);
/// A day that the month has not becomes its last one. Nothing outside of the years 0 to 9999.
std::optional<Moment> add_months(Moment moment, std::int64_t months);
/// To that many digits behind the point, half a unit goes up.
Moment rounded(Moment moment, int digits);
/// The number of the day as MySQL's TO_DAYS counts: 1970-01-01 is 719528.
std::int64_t day_number(Moment moment);
int year_of(Moment moment);

}  // namespace plumb::sql
