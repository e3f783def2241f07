#include "plumb/core/sql/calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace plumb::sql {
namespace {

namespace chrono = std::chrono;

constexpr chrono::sys_days kFirst = chrono::year{0} / chrono::January / 1;
constexpr int kYears = 10'000;  // the first that is too late

std::int64_t days_to(const chrono::year_month_day& day) { return (chrono::sys_days(day) - kFirst).count(); }

chrono::year_month_day day_of(Moment moment) { return kFirst + chrono::days(moment / kDay); }

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
  const int year = take_number(text, 4);
  if (!take_mark(text, packed)) return std::nullopt;
  const int month = take_number(text, 2);
  if (!take_mark(text, packed)) return std::nullopt;
  const int of_month = take_number(text, 2);
  if (month < 1 || of_month < 1) return std::nullopt;
  const chrono::year_month_day day(chrono::year(year), chrono::month(static_cast<unsigned>(month)),
                                   chrono::day(static_cast<unsigned>(of_month)));
  if (!day.ok()) return std::nullopt;
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
  const chrono::year_month_day day = day_of(moment);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

std::string moment_text(Moment moment, int digits) {
  const Moment time = moment % kDay, seconds = time / kSecond;
  std::string out =
      fmt::format("{} {:02}:{:02}:{:02}", date_text(moment), seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (digits > 0) out += fmt::format(".{:06}", time % kSecond).substr(0, static_cast<std::size_t>(digits) + 1);
  return out;
}

std::optional<Moment> add_months(Moment moment, std::int64_t months) {
  if (months >= kYears * 12) return std::nullopt;
  chrono::year_month_day day = day_of(moment) + chrono::months(months);
  if (static_cast<int>(day.year()) < 0 || static_cast<int>(day.year()) >= kYears) return std::nullopt;
  if (!day.ok()) day = day.year() / day.month() / chrono::last;
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

int year_of(Moment moment) { return static_cast<int>(day_of(moment).year()); }

}  // namespace plumb::sql
