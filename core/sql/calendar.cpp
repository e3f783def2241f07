#include "plumb/core/sql/calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace plumb::sql {
namespace {

constexpr std::int64_t kYears = 10'000;  // the first that is too late

struct Day {
  std::int64_t year = 0;
  int month = 1, day = 1;
};

bool leaps(std::int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int length_of(std::int64_t year, int month) {
  constexpr std::array kLengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && leaps(year) ? 29 : kLengths[static_cast<std::size_t>(month - 1)];
}

// Days from 0000-01-01 to the first of January of that year: all the years before it, and a day for each that leapt.
std::int64_t days_before(std::int64_t year) {
  if (year == 0) return 0;
  const std::int64_t last = year - 1;
  return year * 365 + last / 4 - last / 100 + last / 400 + 1;
}

std::int64_t days_to(const Day& day) {
  std::int64_t days = days_before(day.year) + day.day - 1;
  for (int month = 1; month < day.month; ++month) days += length_of(day.year, month);
  return days;
}

Day day_of(std::int64_t days) {
  Day out;
  out.year = days / 366;
  while (days_before(out.year + 1) <= days) ++out.year;
  days -= days_before(out.year);
  while (days >= length_of(out.year, out.month)) days -= length_of(out.year, out.month++);
  out.day = static_cast<int>(days) + 1;
  return out;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The digits at the front of `text`, no more than `most`, taken off; -1 where there are none.
int take_number(std::string_view& text, std::size_t most) {
  int value = -1;
  for (; most > 0 && !text.empty() && is_digit(text.front()); --most, text.remove_prefix(1))
    value = std::max(value, 0) * 10 + (text.front() - '0');
  return value;
}

// What stands between two numbers: any mark, or nothing in a text of digits alone.
bool take_mark(std::string_view& text, bool packed) {
  if (packed) return true;
  if (text.empty() || is_digit(text.front())) return false;
  text.remove_prefix(1);
  return true;
}

// .5 is 500000; digits beyond the sixth are rounded.
std::optional<Moment> take_fraction(std::string_view& text) {
  if (text.empty()) return 0;
  if (text.front() != '.') return std::nullopt;
  text.remove_prefix(1);
  Moment value = 0;
  for (std::size_t i = 0; i < 7; ++i) {
    value *= 10;
    if (text.empty()) continue;
    if (!is_digit(text.front())) return std::nullopt;
    value += text.front() - '0';
    text.remove_prefix(1);
  }
  while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  return (value + 5) / 10;
}

}  // namespace

std::optional<Moment> moment_of(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const bool packed = digits == 8 || digits == 14;
  if (!packed && digits != 4) return std::nullopt;
  Day day;
  day.year = take_number(text, 4);
  if (!take_mark(text, packed)) return std::nullopt;
  day.month = take_number(text, 2);
  if (!take_mark(text, packed)) return std::nullopt;
  day.day = take_number(text, 2);
  if (day.month < 1 || day.month > 12 || day.day < 1 || day.day > length_of(day.year, day.month)) return std::nullopt;
  Moment out = days_to(day) * kDay;
  if (text.empty()) return out;
  if (digits != 14) {
    if (text.front() != 'T' && text.front() != ' ') return std::nullopt;
    text.remove_prefix(1);
  }
  const bool packed_time = std::min(text.find_first_not_of("0123456789"), text.size()) == 6;
  constexpr std::array<int, 3> kLimits = {24, 60, 60};
  constexpr std::array<Moment, 3> kUnits = {3600 * kSecond, 60 * kSecond, kSecond};
  for (std::size_t i = 0; i < 3; ++i) {
    if (i > 0 && text.empty()) break;
    if (i > 0 && !take_mark(text, packed_time)) return std::nullopt;
    const int value = take_number(text, 2);
    if (value < 0 || value >= kLimits[i]) return std::nullopt;
    out += value * kUnits[i];
  }
  const auto fraction = take_fraction(text);
  if (!fraction || !text.empty()) return std::nullopt;
  return out + *fraction;
}

std::string date_text(Moment moment) {
  const Day day = day_of(moment / kDay);
  return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
}

std::string moment_text(Moment moment, int digits) {
  const Moment time = moment % kDay, seconds = time / kSecond;
  std::string out =
      fmt::format("{} {:02}:{:02}:{:02}", date_text(moment), seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (digits > 0) out += fmt::format(".{:06}", time % kSecond).substr(0, static_cast<std::size_t>(digits) + 1);
  return out;
}

std::optional<Moment> add_months(Moment moment, std::int64_t months) {
  Day day = day_of(moment / kDay);
  if (months >= kYears * 12) return std::nullopt;
  const std::int64_t month = day.year * 12 + day.month - 1 + months;
  day.year = month / 12;
  day.month = static_cast<int>(month % 12) + 1;
  if (day.year >= kYears) return std::nullopt;
  day.day = std::min(day.day, length_of(day.year, day.month));
  return days_to(day) * kDay + moment % kDay;
}

Moment rounded(Moment moment, int digits) {
  Moment unit = kSecond;
  for (int i = 0; i < digits; ++i) unit /= 10;
  return unit <= 1 ? moment : (moment + unit / 2) / unit * unit;
}

std::int64_t day_number(Moment moment) {
  // MySQL counts from a year 0 of 365 days on: its first of January is 1, and there is no 29th of February in it.
  const std::int64_t days = moment / kDay;
  return days < 60 ? days + 1 : days;
}

int year_of(Moment moment) { return static_cast<int>(day_of(moment / kDay).year); }

}  // namespace plumb::sql
