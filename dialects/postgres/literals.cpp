#include "plumb/dialects/postgres/literals.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>
#include <vector>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/calendar.h"
#include "plumb/core/sql/postgres_types.h"

namespace plumb::postgres {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

// ---- intervals ------------------------------------------------------------------------------------

struct Interval {
  long long months = 0, days = 0, microseconds = 0;
};

constexpr long long kSecond = 1'000'000;

struct Unit {
  std::string_view name;
  long long months, days, microseconds;
};
constexpr Unit kUnits[] = {
    {"microsecond", 0, 0, 1},
    {"us", 0, 0, 1},
    {"millisecond", 0, 0, 1000},
    {"ms", 0, 0, 1000},
    {"second", 0, 0, kSecond},
    {"sec", 0, 0, kSecond},
    {"s", 0, 0, kSecond},
    {"minute", 0, 0, 60 * kSecond},
    {"min", 0, 0, 60 * kSecond},
    {"m", 0, 0, 60 * kSecond},
    {"hour", 0, 0, 3600 * kSecond},
    {"hr", 0, 0, 3600 * kSecond},
    {"h", 0, 0, 3600 * kSecond},
    {"day", 0, 1, 0},
    {"d", 0, 1, 0},
    {"week", 0, 7, 0},
    {"w", 0, 7, 0},
    {"month", 1, 0, 0},
    {"mon", 1, 0, 0},
    {"year", 12, 0, 0},
    {"yr", 12, 0, 0},
    {"y", 12, 0, 0},
    {"decade", 120, 0, 0},
    {"century", 1200, 0, 0},
};

const Unit* find_unit(std::string word) {
  for (int pass = 0; pass < 2; ++pass) {
    for (const Unit& unit : kUnits)
      if (unit.name == word) return &unit;
    if (word.size() < 3 || word.back() != 's') return nullptr;
    word.pop_back();
  }
  return nullptr;
}

class IntervalReader {
 public:
  explicit IntervalReader(std::string_view text) : text_(text) {}

  bool read(Interval& out, std::string_view default_unit) {
    bool any = false;
    for (;;) {
      skip_blanks();
      if (at_ == text_.size()) return any;
      if (!read_part(out, default_unit)) return false;
      any = true;
    }
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool number(long long& value) {
    const std::size_t from = at_;
    value = 0;
    while (at_ < text_.size() && digit(text_[at_]) && at_ - from < 9) value = value * 10 + (text_[at_++] - '0');
    return at_ > from && (at_ == text_.size() || !digit(text_[at_]));
  }
  bool read_part(Interval& out, std::string_view default_unit) {
    long long sign = 1, value = 0;
    if (text_[at_] == '-' || text_[at_] == '+') sign = text_[at_++] == '-' ? -1 : 1;
    if (!number(value)) return false;
    if (at_ < text_.size() && text_[at_] == ':') return read_clock(out, sign, value);
    long long fraction = 0;
    if (at_ < text_.size() && text_[at_] == '.' && !read_fraction(fraction)) return false;
    skip_blanks();
    std::string word;
    while (at_ < text_.size() && ((text_[at_] >= 'a' && text_[at_] <= 'z') || (text_[at_] >= 'A' && text_[at_] <= 'Z')))
      word += lower(text_[at_++]);
    const Unit* unit = find_unit(word.empty() ? lower(default_unit) : word);
    if (!unit) return false;
    // A fraction of days or months spreads in a way of its own.
    if (fraction != 0 && unit->microseconds == 0) return false;
    out.months += sign * value * unit->months;
    out.days += sign * value * unit->days;
    out.microseconds += sign * (value * unit->microseconds + fraction * unit->microseconds / kSecond);
    return true;
  }
  bool read_fraction(long long& millionths) {
    ++at_;
    long long scale = kSecond / 10;
    bool any = false;
    for (; at_ < text_.size() && digit(text_[at_]); ++at_, scale /= 10) {
      millionths += (text_[at_] - '0') * scale;
      any = true;
    }
    return any;
  }
  bool read_clock(Interval& out, long long sign, long long hours) {
    ++at_;
    long long minutes = 0, seconds = 0, fraction = 0;
    if (!number(minutes)) return false;
    if (at_ < text_.size() && text_[at_] == ':') {
      ++at_;
      if (!number(seconds)) return false;
      if (at_ < text_.size() && text_[at_] == '.' && !read_fraction(fraction)) return false;
    }
    out.microseconds += sign * (((hours * 60 + minutes) * 60 + seconds) * kSecond + fraction);
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// ISO 8601: P1Y2M3DT4H5M6S, without fractions.
std::optional<Interval> iso_interval(std::string_view text) {
  struct Letter {
    char letter;
    bool of_time;
    Interval one;
  };
  static constexpr Letter kLetters[] = {{'Y', false, {12, 0, 0}},
                                        {'M', false, {1, 0, 0}},
                                        {'W', false, {0, 7, 0}},
                                        {'D', false, {0, 1, 0}},
                                        {'H', true, {0, 0, 3600 * kSecond}},
                                        {'M', true, {0, 0, 60 * kSecond}},
                                        {'S', true, {0, 0, kSecond}}};
  if (text.size() < 3 || text[0] != 'P') return std::nullopt;
  Interval out;
  bool time = false;
  unsigned seen = 0;  // each letter once
  for (std::size_t at = 1; at < text.size();) {
    if (text[at] == 'T') {
      if (time || ++at == text.size()) return std::nullopt;
      time = true;
      continue;
    }
    const long long sign = text[at] == '-' ? -1 : 1;
    if (text[at] == '-' || text[at] == '+') ++at;
    const std::size_t from = at;
    long long value = 0;
    while (at < text.size() && digit(text[at]) && at - from < 9) value = value * 10 + (text[at++] - '0');
    if (at == from || at == text.size()) return std::nullopt;
    const auto* found = std::find_if(std::begin(kLetters), std::end(kLetters),
                                     [&](const Letter& l) { return l.letter == text[at] && l.of_time == time; });
    if (found == std::end(kLetters)) return std::nullopt;
    const unsigned bit = 1U << (found - std::begin(kLetters));
    if ((seen & bit) != 0) return std::nullopt;
    seen |= bit;
    ++at;
    out.months += sign * value * found->one.months;
    out.days += sign * value * found->one.days;
    out.microseconds += sign * value * found->one.microseconds;
  }
  return out;
}

void append_part(std::string& out, long long value, std::string_view unit) {
  if (value == 0) return;
  if (!out.empty()) out += ' ';
  out += std::to_string(value);
  out += ' ';
  out += unit;
  if (value != 1) out += 's';
}

std::string print(const Interval& i) {
  std::string out;
  append_part(out, i.months / 12, "year");
  append_part(out, i.months % 12, "mon");
  append_part(out, i.days, "day");
  if (i.microseconds == 0 && !out.empty()) return out;
  const long long all = i.microseconds < 0 ? -i.microseconds : i.microseconds;
  if (!out.empty()) out += ' ';
  if (i.microseconds < 0)
    out += '-';
  else if (i.days < 0 || (i.days == 0 && i.months < 0))
    out += '+';
  const long long seconds = all / kSecond;
  out += fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (const long long rest = all % kSecond; rest != 0) {
    std::string digits = fmt::format("{:06}", rest);
    while (digits.back() == '0') digits.pop_back();
    out += "." + digits;
  }
  return out;
}

}  // namespace

std::optional<std::string> interval_text(std::string_view text, std::string_view unit) {
  Interval interval;
  // INTERVAL '1' DAY TO HOUR and the like cut what they do not name: left to the server.
  if (unit.find(' ') != std::string_view::npos || unit.find('(') != std::string_view::npos) return std::nullopt;
  if (const auto iso = unit.empty() ? iso_interval(trim(text)) : std::nullopt) return print(*iso);
  if (!IntervalReader(trim(text)).read(interval, unit.empty() ? "second" : unit)) return std::nullopt;
  return print(interval);
}

// ---- dates, booleans, numbers ---------------------------------------------------------------------

std::optional<std::string> date_text(std::string_view text) {
  text = trim(text);
  if (text.size() == 8 && std::all_of(text.begin(), text.end(), digit))  // 20200105
    return fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2));
  if (text == "epoch") return "1970-01-01";
  int parts[3] = {0, 0, 0};
  std::size_t at = 0;
  for (int i = 0; i < 3; ++i) {
    const std::size_t from = at;
    while (at < text.size() && digit(text[at]) && at - from < 4) parts[i] = parts[i] * 10 + (text[at++] - '0');
    if (at == from || (i == 0 && at - from != 4) || (i > 0 && at - from > 2)) return std::nullopt;
    if (i < 2 && (at >= text.size() || text[at++] != '-')) return std::nullopt;
  }
  if (at != text.size()) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02}", parts[0], parts[1], parts[2]);
}

std::optional<std::string> time_text(std::string_view text) {
  text = trim(text);
  int parts[3] = {0, 0, 0};
  std::size_t at = 0;
  int i = 0;
  for (; i < 3; ++i) {
    const std::size_t from = at;
    while (at < text.size() && digit(text[at]) && at - from < 2) parts[i] = parts[i] * 10 + (text[at++] - '0');
    if (at == from) return std::nullopt;
    if (at == text.size() || text[at] != ':') break;
    ++at;
  }
  if (i == 0 || i > 2) return std::nullopt;
  std::string out = fmt::format("{:02}:{:02}:{:02}", parts[0], parts[1], parts[2]);
  if (at == text.size()) return out;
  if (i != 2 || text[at] != '.') return std::nullopt;
  std::string fraction(text.substr(at));
  if (fraction.size() > 7 || !std::all_of(fraction.begin() + 1, fraction.end(), digit)) return std::nullopt;
  while (fraction.size() > 1 && fraction.back() == '0') fraction.pop_back();
  return fraction.size() > 1 ? out + fraction : out;
}

namespace {

// Minutes east of UTC of "+02", "-3:30", "+0530"; takes the offset off the text.
std::optional<int> take_offset(std::string_view& text) {
  if (text.ends_with('Z') || text.ends_with('z')) {
    text.remove_suffix(1);
    return 0;
  }
  if (text.ends_with(" UTC")) {
    text.remove_suffix(4);
    return 0;
  }
  const auto sign = text.find_first_of("+-");
  if (sign == std::string_view::npos) return 0;
  std::string_view hours = text.substr(sign + 1), rest;
  if (const auto colon = hours.find(':'); colon != std::string_view::npos) {
    rest = hours.substr(colon + 1);
    hours = hours.substr(0, colon);
    if (rest.size() != 2) return std::nullopt;
  } else if (hours.size() > 2) {
    rest = hours.substr(hours.size() - 2);
    hours.remove_suffix(2);
  }
  const auto number = [](std::string_view digits) { return std::atoi(std::string(digits).c_str()); };
  if (hours.empty() || hours.size() > 2 || !std::all_of(hours.begin(), hours.end(), digit) ||
      !std::all_of(rest.begin(), rest.end(), digit))
    return std::nullopt;
  int minutes = number(hours) * 60 + number(rest);
  if (text[sign] == '-') minutes = -minutes;
  text = trim(text.substr(0, sign));
  return minutes;
}

}  // namespace

std::optional<std::string> timestamp_text(std::string_view text, bool zone) {
  text = trim(text);
  if (text == "epoch") return zone ? "1970-01-01 00:00:00+00" : "1970-01-01 00:00:00";
  const auto gap = text.find_first_of("T ");
  auto date = date_text(text.substr(0, gap));
  if (!date) return std::nullopt;
  std::string clock = "00:00:00";
  if (gap != std::string_view::npos) {
    std::string_view rest = trim(text.substr(gap + 1));
    const auto offset = take_offset(rest);
    const auto time = time_text(rest);
    if (!offset || !time) return std::nullopt;
    clock = *time;
    // A time without a zone does not look at the offset.
    if (zone && *offset != 0) {
      const int minutes = std::atoi(clock.substr(0, 2).c_str()) * 60 + std::atoi(clock.substr(3, 2).c_str()) - *offset;
      const int shift = minutes < 0 ? -1 : minutes >= 1440 ? 1 : 0;
      const int of_day = minutes - shift * 1440;
      const std::optional<sql::Moment> day = sql::moment_of(*date);
      if (!day) return std::nullopt;
      *date = sql::date_text(*day + shift * sql::kDay);
      clock = fmt::format("{:02}:{:02}", of_day / 60, of_day % 60) + clock.substr(5);
    }
  }
  return *date + " " + clock + (zone ? "+00" : "");
}

std::string number_text(std::string_view text) {
  if (const std::optional<std::string> whole = sql::whole_number(text)) return *whole;
  const auto e = text.find_first_of("eE");
  std::string digits(text.substr(0, e));
  const auto point = digits.find('.');
  std::size_t scale = 0;
  if (point != std::string::npos) {
    scale = digits.size() - point - 1;
    digits.erase(point, 1);
  }
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), digit)) return std::string(text);
  if (e != std::string_view::npos) {
    const std::string exponent(text.substr(e + 1));
    if (exponent.empty() || exponent.size() > 4) return std::string(text);
    const int shift = std::atoi(exponent.c_str());
    if (shift < -60 || shift > 60) return std::string(text);
    const int next = static_cast<int>(scale) - shift;
    if (next < 0) digits.append(static_cast<std::size_t>(-next), '0');
    scale = next < 0 ? 0 : static_cast<std::size_t>(next);
  }
  if (digits.size() <= scale) digits.insert(0, scale - digits.size() + 1, '0');
  std::string whole = digits.substr(0, digits.size() - scale), fraction = digits.substr(digits.size() - scale);
  const auto first = whole.find_first_not_of('0');
  whole = first == std::string::npos ? "0" : whole.substr(first);
  return fraction.empty() ? whole : whole + "." + fraction;
}

std::optional<bool> boolean_value(std::string_view text) {
  const std::string word = lower(trim(text));
  if (word.empty()) return std::nullopt;
  for (std::string_view yes : {"true", "yes", "on", "1"})
    if (yes.starts_with(word) && word != "o") return true;
  for (std::string_view no : {"false", "no", "off", "0"})
    if (no.starts_with(word) && word != "o") return false;
  return std::nullopt;
}

bool is_number(std::string_view text) {
  std::size_t at = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  bool any = false, point = false;
  for (; at < text.size(); ++at) {
    if (digit(text[at]))
      any = true;
    else if (text[at] == '.' && !point)
      point = true;
    else
      break;
  }
  if (!any) return false;
  if (at == text.size()) return true;
  if (lower(text[at]) != 'e') return false;
  if (++at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  if (at == text.size()) return false;
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), digit);
}

}  // namespace plumb::postgres
